package main

import (
	"fmt"
	"net/url"

	"lookback"
	"lookback/internal/api"
	"lookback/internal/screening"
)

func (r *remote) listImport(args []string) error {
	files, err := editionFiles(args[1:])
	if err != nil {
		return err
	}
	if _, err := parseDay(r.text("published")); err != nil {
		return err
	}
	var uploads []api.Upload
	for _, f := range files {
		uploads = append(uploads, api.Upload{Name: f.Name, Open: f.Open})
	}
	in, err := r.client.ImportEdition(r.ctx, args[0], r.given("format", "published"), uploads)
	if err != nil {
		return err
	}
	return r.imported(in)
}

// imported waits for the lookbacks that an edition ordered and tells what became of it.
func (r *remote) imported(in api.Imported) error {
	for _, p := range in.NotTaken {
		fmt.Fprintf(r.errs, "not read: %s\n", p)
	}
	result := in.Back()
	r.warnUnresolved(result.Ties.Unresolved)
	run, err := r.follow(in.Run)
	if err != nil {
		return err
	}
	if _, err := r.follow(result.Ties.Run); err != nil {
		return err
	}
	return r.printImported(result, run)
}

func (r *remote) listHistory(args []string) error {
	editions, err := gather(r, segment("lists", args[0], "editions"), nil, api.Edition.Back)
	if err != nil {
		return err
	}
	return r.printEditions(editions)
}

func (r *remote) listShow(args []string) error {
	if len(args) == 2 {
		e, err := api.Get[api.Entry](r.ctx, r.client, segment("lists", args[0], "entries", args[1]), nil)
		if err != nil {
			return err
		}
		return r.print(e, func() { r.sayEntry(e.Back()) })
	}
	for e, err := range api.Items[api.Entry](r.ctx, r.client, segment("lists", args[0], "entries"), nil) {
		if err != nil {
			return err
		}
		if err := r.print(e, func() { r.say("%s\t%s", e.Entry, e.Party.Names[0].Full) }); err != nil {
			return err
		}
	}
	return nil
}

func (r *remote) listLinks(args []string) error {
	since, err := parseSince(r.text("since"), args[0])
	if err != nil {
		return err
	}
	q := url.Values{}
	if since != 0 {
		q.Set("since", fmt.Sprint(since))
	}
	if len(args) == 2 {
		q.Set("entry", args[1])
	}
	all, err := gather(r, segment("lists", args[0], "links"), q, func(l api.Link) api.Link { return l })
	if err != nil {
		return err
	}
	return r.printLinks(all)
}

func (r *remote) listDiff(args []string) error {
	changes, err := gather(r, "/diff", url.Values{"a": {args[0]}, "b": {args[1]}}, api.Change.Back)
	if err != nil {
		return err
	}
	return r.printChanges(changes)
}

func (r *remote) journalList([]string) error {
	for e, err := range api.Items[api.Event](r.ctx, r.client, "/journal", nil) {
		if err != nil {
			return err
		}
		if err := r.printEvent(e.Back()); err != nil {
			return err
		}
	}
	return nil
}

func (r *remote) policyShow([]string) error {
	policies, err := gather(r, "/policies", nil, api.Policy.Back)
	if err != nil {
		return err
	}
	for _, p := range policies {
		if err := r.printPolicy(p); err != nil {
			return err
		}
	}
	return nil
}

// policyOrder puts the flags of a policy together.
func (r *remote) policyOrder() (o api.PolicyOrder, err error) {
	if text := r.text("threshold"); text != "" {
		t, err := parseThreshold(text)
		if err != nil {
			return o, err
		}
		score := api.Score(t)
		o.Threshold = &score
	}
	o.Reason = r.text("reason")
	o.Lists, err = r.cmd.Flags().GetStringSlice("lists")
	if !r.cmd.Flags().Changed("lists") {
		o.Lists = nil
	}
	return o, err
}

func (r *remote) policyPropose([]string) error {
	order, err := r.policyOrder()
	if err != nil {
		return err
	}
	p, err := api.Post[api.Policy](r.ctx, r.client, "/policies", order)
	if err != nil {
		return err
	}
	return r.printPolicy(p.Back())
}

func (r *remote) policyApprove(args []string) error {
	version, err := parseID(args[0])
	if err != nil {
		return err
	}
	p, err := api.Post[api.PolicyApproved](r.ctx, r.client, segment("policies", version, "approve"), api.Nothing{})
	if err != nil {
		return err
	}
	run, err := r.follow(p.Run.ID)
	if err != nil {
		return err
	}
	return r.printApproved(p.Policy.Back(), run)
}

func (r *remote) policySimulate([]string) error {
	order, err := r.policyOrder()
	if err != nil {
		return err
	}
	s, err := api.Post[api.Simulation](r.ctx, r.client, "/simulation", order)
	if err != nil {
		return err
	}
	sim := screening.Simulation{Records: s.Records, Stay: s.Stay}
	for _, d := range s.Enter {
		sim.Enter = append(sim.Enter, differenceBack(d))
	}
	for _, d := range s.Leave {
		sim.Leave = append(sim.Leave, differenceBack(d))
	}
	return r.printSimulation(sim)
}

func differenceBack(d api.Difference) screening.Difference {
	record := api.Record{Record: d.Record, Party: api.Party{Names: []api.Name{{Full: d.Name}}}}
	return screening.Difference{Record: record.Back(), List: d.List, Entry: d.Entry, Score: lookback.Score(d.Score)}
}
