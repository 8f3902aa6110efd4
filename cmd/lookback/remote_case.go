package main

import (
	"time"

	"lookback"
	"lookback/internal/api"
	"lookback/internal/casework"
)

// told posts an order about a case and prints the case as it is then.
func (r *remote) told(path string, order any) error {
	c, err := api.Post[api.Case](r.ctx, r.client, path, order)
	if err != nil {
		return err
	}
	return r.printCase(c.Back())
}

func (r *remote) caseOpen(args []string) error {
	if _, err := lookback.ParseEvidenceRef(args[0]); err != nil {
		return err
	}
	return r.told("/cases", api.CaseOpening{Alert: args[0]})
}

func (r *remote) caseList([]string) error {
	var queue []casework.QueuedCase
	for q, err := range api.Items[api.QueuedCase](r.ctx, r.client, "/cases", r.given("workflow", "assignee")) {
		if err != nil {
			return err
		}
		care, err := q.Care.Back()
		if err != nil {
			return err
		}
		queued := casework.QueuedCase{Case: q.Case.Back(), Care: care}
		for _, kind := range q.Protections {
			queued.Protections = append(queued.Protections, lookback.Protection{Kind: lookback.ProtectionKind(kind)})
		}
		queue = append(queue, queued)
	}
	return r.printCases(queue)
}

func (r *remote) caseShow(args []string) error {
	id, err := parseID(args[0])
	if err != nil {
		return err
	}
	w, err := api.Get[api.ReviewedCase](r.ctx, r.client, segment("cases", id), r.given("purpose"))
	if err != nil {
		return err
	}
	f := casework.File{Case: w.Case.Back(), Record: api.Record{Record: w.RecordRef}.Back()}
	for _, e := range w.History {
		f.History = append(f.History, e.Back())
	}
	for _, x := range w.Rulings {
		f.Rulings = append(f.Rulings, x.Back())
	}
	for _, p := range w.Protections {
		f.Protections = append(f.Protections, p.Back())
	}
	for _, t := range w.Terms {
		f.Terms = append(f.Terms, t.Back())
	}
	care, err := w.Care.Back()
	if err != nil {
		return err
	}
	return r.print(w, func() { r.sayFile(f, care) })
}

// grounds puts the flags of changes and rulings together.
func (r *remote) grounds(args []string) (id int64, g api.Grounds, err error) {
	if id, err = parseID(args[0]); err != nil {
		return id, g, err
	}
	g = api.Grounds{Axis: args[1], To: args[2], Source: r.text("source"), Nature: r.text("nature"), Basis: r.text("basis")}
	if g.Since, err = parseDay(r.text("since")); err != nil {
		return id, g, err
	}
	g.Evidence, err = r.cmd.Flags().GetStringArray("evidence")
	return id, g, err
}

func (r *remote) caseChange(args []string) error {
	id, g, err := r.grounds(args)
	if err != nil {
		return err
	}
	return r.told(segment("cases", id, "changes"), api.ChangeOrder{Grounds: g, Reason: r.text("reason")})
}

func (r *remote) caseRule(args []string) error {
	id, g, err := r.grounds(args)
	if err != nil {
		return err
	}
	order := api.RulingOrder{Grounds: g, Reasons: r.text("reason"), Contrary: r.text("contrary"), Override: r.text("override")}
	if order.LookedNoneFound, err = r.cmd.Flags().GetBool("looked-none-found"); err != nil {
		return err
	}
	if order.Of, err = r.cmd.Flags().GetInt64("of"); err != nil {
		return err
	}
	return r.ruled(segment("cases", id, "rulings"), order)
}

// ruled posts an order about a ruling and prints the ruling.
func (r *remote) ruled(path string, order any) error {
	w, err := api.Post[api.Ruling](r.ctx, r.client, path, order)
	if err != nil {
		return err
	}
	return r.print(w, func() { r.sayRuling(w.Back()) })
}

func (r *remote) caseSecond(args []string) error {
	id, err := parseID(args[0])
	if err != nil {
		return err
	}
	disagree, err := r.cmd.Flags().GetBool("disagree")
	if err != nil {
		return err
	}
	return r.ruled(segment("rulings", id, "second"), api.SecondOrder{Agrees: !disagree, Reasons: r.text("reason")})
}

func (r *remote) caseAssign(args []string) error {
	id, err := parseID(args[0])
	if err != nil {
		return err
	}
	return r.told(segment("cases", id, "assignment"), api.Assignment{To: r.text("to"), Reason: r.text("reason")})
}

// caseWork asks for until when steps are due, by the profile of the server, and says it in the words of the profile here.
func (r *remote) caseWork([]string) error {
	q := r.given("assignee")
	if r.text("late") == "true" {
		q.Set("late", "true")
	}
	all, err := gather(r, "/worklist", q, api.Work.Back)
	if err != nil {
		return err
	}
	return r.printWork(all)
}

func (r *remote) caseTimeline(id int64, _ []string) error {
	at, err := parseTime(r.text("known-at"))
	if err != nil {
		return err
	}
	q := r.given("purpose")
	if !at.IsZero() {
		q.Set("known_at", at.Format(time.RFC3339Nano))
	}
	all, err := gather(r, segment("cases", id, "timeline"), q, api.TimelineValue.Back)
	if err != nil {
		return err
	}
	return r.printTimeline(all)
}

func (r *remote) caseNote(args []string) error {
	id, err := parseID(args[0])
	if err != nil {
		return err
	}
	return r.told(segment("cases", id, "notes"), api.Note{Text: args[1]})
}
