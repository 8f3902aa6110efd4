package web

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"lookback"
	"lookback/internal/casework"
	"lookback/internal/screening"
	"lookback/internal/store"
)

// casesPage is the queue of cases.
type casesPage struct {
	Rows     []caseRow
	Workflow lookback.AxisValue
	Mine     bool
	Values   []lookback.AxisValue
	Page     cursor
}

// caseRow is a case with its record, and how many rulings of it wait for a second person.
type caseRow struct {
	Case    lookback.Case
	Record  lookback.Record
	Protect []lookback.Protection
}

func listCases(q *ask) error {
	p := casesPage{Workflow: lookback.AxisValue(q.query("workflow")), Mine: q.query("mine") != "", Values: lookback.AxisWorkflow.Values()}
	f := store.CaseFilter{Workflow: p.Workflow}
	if p.Mine {
		f.Assignee = q.person()
	}
	after, err := q.afterNumber()
	if err == nil {
		err = q.view(func(tx store.Tx) error { return p.read(q, tx, f, after) })
	}
	if err != nil {
		return err
	}
	return q.show("cases", tr("Cases"), p)
}

// read reads a page of the cases that pass a filter, and counts them all.
func (p *casesPage) read(q *ask, tx store.Tx, f store.CaseFilter, after int64) error {
	all := f
	f.AfterID, f.Limit = after, pageSize+1
	cases, err := tx.ListCases(f)
	if err != nil {
		return err
	}
	cases, p.Page = cursorOf(q, cases, func(c lookback.Case) string { return fmt.Sprint(c.ID) })
	for _, c := range cases {
		row := caseRow{Case: c}
		if row.Record, row.Protect, err = personOf(tx, c.RecordID); err != nil {
			return err
		}
		p.Rows = append(p.Rows, row)
	}
	p.Page.Total, err = tx.CountCases(all)
	return err
}

// casePage is one case: five answers, what they rest on, and what was done.
type casePage struct {
	casework.File
	Axes   []axisView
	Alerts []lookback.Alert
	Paths  []lookback.PathAlert
	Ties   []lookback.Tie
	Events []timelineEntry
	People []string
	Today  string

	Held        []heldRow
	Asked       []askedRow
	Disclosures []lookback.Disclosure
	Redress     []lookback.Redress
	Blocks      []lookback.Block // what can be disclosed
}

// axisView is one axis of a case with what may be said on it.
type axisView struct {
	Axis   lookback.Axis
	Value  lookback.AxisValue
	Change []lookback.AxisValue // values that are recorded
	Rule   []lookback.AxisValue // values that take a ruling
	Since  time.Time
	By     string
}

// timelineEntry is one thing in the history of a case: since when it holds in the world, and when it was recorded.
type timelineEntry struct {
	Recorded, Since time.Time
	Actor           string
	Title, Text     string
	Kind            string
	Ruling          lookback.Ruling
	MaySecond       bool
}

func showCase(q *ask) error {
	id, err := q.number("id")
	if err != nil {
		return err
	}
	p := casePage{Today: date(q.Now()), Blocks: lookback.Blocks()}
	if p.File, err = q.Cases.GetFile(q.ctx(), id, store.Now); err != nil {
		return err
	}
	if asked, err := q.asked(p.Record.ID); !asked {
		return err
	}
	err = q.view(func(tx store.Tx) error { return p.read(tx, q.Now()) })
	if err != nil {
		return err
	}
	p.Axes = axesOf(p.File)
	p.Events = timeline(p.File, q)
	p.Held = heldIn(p.File, q.person(), q.Now())
	return q.show("case", tr("Case %d", id), p)
}

func (p *casePage) read(tx store.Tx, now time.Time) (err error) {
	if p.Alerts, err = tx.ListAlerts(store.AlertFilter{RecordID: p.Record.ID}); err != nil {
		return err
	}
	if p.Paths, err = tx.ListPathAlerts(store.PathAlertFilter{RecordID: p.Record.ID}); err != nil {
		return err
	}
	if p.Ties, err = tx.TiesOf(lookback.RecordNode(p.Record.Ref()), store.Now); err != nil {
		return err
	}
	if p.People, err = peopleWith(tx, lookback.RoleAnalyst, lookback.RoleSupervisor); err != nil {
		return err
	}
	return p.readWork(tx, now)
}

// readWork reads what was asked, given to others and asked by the person concerned.
func (p *casePage) readWork(tx store.Tx, now time.Time) (err error) {
	if p.Asked, err = askedIn(tx, p.Case.ID, now); err != nil {
		return err
	}
	if p.Disclosures, err = casework.DisclosuresOf(tx, p.Record); err != nil {
		return err
	}
	p.Redress, err = tx.Redresses().List(store.KeptFilter{RecordID: p.Record.ID})
	return err
}

func axesOf(f casework.File) []axisView {
	var views []axisView
	for _, x := range append(lookback.Axes(), lookback.AxisThreat) {
		v := axisView{Axis: x, Value: f.Case.On(x)}
		for _, value := range x.Values()[1:] {
			switch {
			case value == v.Value:
			case lookback.NeedsRuling(x, value):
				v.Rule = append(v.Rule, value)
			default:
				v.Change = append(v.Change, value)
			}
		}
		for _, e := range f.History {
			if e.Kind == lookback.CaseChange && e.Change.Axis == x {
				v.Since, v.By = e.Change.Time, e.Actor
			}
		}
		views = append(views, v)
	}
	return views
}

// timeline puts the history of a case and its rulings that had no effect yet in one order, the newest first.
func timeline(f casework.File, q *ask) []timelineEntry {
	var all []timelineEntry
	for _, e := range f.History {
		t := timelineEntry{Recorded: e.Recorded, Actor: e.Actor, Kind: string(e.Kind), Text: e.Text}
		switch e.Kind {
		case lookback.CaseChange:
			t.Title, t.Text, t.Since = tr("%s: %s, was %s", e.Change.Axis, valueWords(e.Change.To), valueWords(e.Change.From)), e.Change.Reason, e.Change.Time
		case lookback.CaseAssignment:
			t.Title = tr("Assigned to %s", cmp.Or(e.Assignee, tr("nobody")))
		default:
			t.Title = tr("Note")
		}
		all = append(all, t)
	}
	for _, r := range f.Rulings {
		if r.State == lookback.RulingInForce && r.Second.Person == "" {
			continue // the change that it made says all of it
		}
		all = append(all, timelineEntry{
			Recorded: r.Recorded, Since: r.Time, Actor: r.Person, Kind: "ruling", Ruling: r, Text: r.Reasons,
			Title:     tr("Ruling %d on %s: %s", r.ID, r.Axis, valueWords(r.To)),
			MaySecond: r.State == lookback.RulingPending && q.session.Actor.Has("second") && !screening.SamePerson(r.Person, q.person()),
		})
	}
	slices.SortStableFunc(all, func(a, b timelineEntry) int { return b.Recorded.Compare(a.Recorded) })
	return all
}

// openCase opens the case of a record from an alert or a path alert.
func openCase(q *ask) error {
	ground, err := lookback.ParseEvidenceRef(q.form("ground"))
	if err != nil {
		return err
	}
	c, err := q.Cases.OpenCase(q.ctx(), ground, q.person())
	if err != nil {
		return err
	}
	return q.to("/cases/%d", c.ID)
}

func changeCase(q *ask) error {
	id, err := q.number("id")
	if err != nil {
		return err
	}
	order := casework.ChangeOrder{
		Case: id, Axis: lookback.Axis(q.form("axis")), From: lookback.AxisValue(q.form("from")), To: lookback.AxisValue(q.form("to")),
		Actor: q.person(), Reason: q.form("reasons"), Source: q.form("source"), Legal: q.legal(),
	}
	if order.Evidence, err = q.evidence(); err != nil {
		return err
	}
	if order.Time, err = q.since(); err != nil {
		return err
	}
	if _, err := q.Cases.Change(q.ctx(), order); err != nil {
		return err
	}
	return q.to("/cases/%d", id)
}

func ruleCase(q *ask) error {
	id, err := q.number("id")
	if err != nil {
		return err
	}
	order := casework.RulingOrder{
		Case: id, Axis: lookback.Axis(q.form("axis")), From: lookback.AxisValue(q.form("from")), To: lookback.AxisValue(q.form("to")),
		Person: q.person(), Reasons: q.form("reasons"), Source: q.form("source"), Legal: q.legal(), Contrary: q.contrary(), Override: q.form("override"),
	}
	if order.Evidence, err = q.evidence(); err != nil {
		return err
	}
	if order.Time, err = q.since(); err != nil {
		return err
	}
	if of := q.form("of"); of != "" {
		if _, err := fmt.Sscan(of, &order.Of); err != nil {
			return &lookback.InputError{Field: "of", Reason: fmt.Sprintf("%q is not the number of a case", of)}
		}
	}
	if _, err := q.Cases.Rule(q.ctx(), order); err != nil {
		return err
	}
	return q.to("/cases/%d", id)
}

// evidence reads what a change or ruling rests on: boxes that were ticked, and references that were written.
func (q *ask) evidence() ([]lookback.EvidenceRef, error) {
	var all []lookback.EvidenceRef
	for _, text := range append(q.r.PostForm["evidence"], strings.Fields(q.form("document"))...) {
		if text == "" {
			continue
		}
		if !strings.Contains(text, ":") {
			text = string(lookback.EvidenceDocument) + ":" + text
		}
		ref, err := lookback.ParseEvidenceRef(text)
		if err != nil {
			return nil, err
		}
		all = append(all, ref)
	}
	return all, nil
}

func (q *ask) legal() lookback.Legal {
	if q.form("basis") == "" && q.form("nature") == "" {
		return lookback.Legal{}
	}
	return lookback.Legal{Nature: lookback.LegalNature(q.form("nature")), Basis: q.form("basis")}
}

// since reads from when on something holds; today and nothing both mean now.
func (q *ask) since() (time.Time, error) {
	text := q.form("since")
	if text == "" || text == date(q.Now()) {
		return q.Now(), nil
	}
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return t, &lookback.InputError{Field: "since", Reason: fmt.Sprintf("%q is not a date", text), Hint: "write it as 2026-11-30"}
	}
	return t, nil
}

func noteCase(q *ask) error {
	id, err := q.number("id")
	if err != nil {
		return err
	}
	if _, err := q.Cases.Note(q.ctx(), id, q.person(), q.form("text")); err != nil {
		return err
	}
	return q.to("/cases/%d", id)
}

func assignCase(q *ask) error {
	id, err := q.number("id")
	if err != nil {
		return err
	}
	if _, err := q.Cases.Assign(q.ctx(), id, q.form("to"), q.person(), q.form("reasons")); err != nil {
		return err
	}
	return q.to("/cases/%d", id)
}
