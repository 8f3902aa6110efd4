package main

import (
	"fmt"
	"time"

	"lookback"
	"lookback/internal/api"
	"lookback/internal/screening"
)

func (r *remote) runList([]string) error {
	runs, err := gather(r, "/runs", nil, api.Run.Back)
	if err != nil {
		return err
	}
	return r.printRuns(runs)
}

func (r *remote) runShow(args []string) error {
	id, err := parseID(args[0])
	if err != nil {
		return err
	}
	d, err := api.Get[api.RunDetail](r.ctx, r.client, segment("runs", id), nil)
	if err != nil {
		return err
	}
	var affected []affectedRecord
	for _, x := range d.Alerts {
		record := api.Record{Record: x.Record, Party: api.Party{Names: []api.Name{{Full: x.Name}}}}
		affected = append(affected, affectedRecord{record.Back(), x.Alert.Back()})
	}
	return r.print(d, func() {
		r.sayRunShow(d.Run.Back(), affected)
		r.sayProtected(d.Protected)
		r.sayPathAlerts(pathAlertsBack(d.Paths))
		r.sayGaps(gapsBack(d.Gaps))
	})
}

func pathAlertsBack(wire []api.PathAlert) []lookback.PathAlert {
	var all []lookback.PathAlert
	for _, x := range wire {
		all = append(all, x.Back())
	}
	return all
}

func gapsBack(wire []api.Gap) []lookback.Gap {
	var all []lookback.Gap
	for _, g := range wire {
		all = append(all, lookback.Gap{List: g.List, From: g.From, Until: g.Until, Sentence: g.Sentence})
	}
	return all
}

func (r *remote) runStart([]string) error {
	day, err := parseDay(r.text("expires"))
	if err != nil {
		return err
	}
	order := api.RunOrder{Trigger: r.text("trigger"), Purpose: r.text("purpose"), Authority: r.text("authority")}
	if !day.IsZero() {
		order.Expires = day.Add(24*time.Hour - time.Second)
	}
	if order.Sources, err = r.cmd.Flags().GetStringSlice("sources"); err != nil {
		return err
	}
	run, err := api.Post[api.Run](r.ctx, r.client, "/runs", order)
	if err != nil {
		return err
	}
	return r.printProposedRun(run.Back())
}

func (r *remote) runApprove(args []string) error {
	id, err := parseID(args[0])
	if err != nil {
		return err
	}
	if _, err := api.Post[api.Run](r.ctx, r.client, segment("runs", id, "approve"), api.Nothing{}); err != nil {
		return err
	}
	return r.finish(id)
}

// finish waits for a lookback and prints it.
func (r *remote) finish(id int64) error {
	run, err := r.follow(id)
	if err != nil {
		return err
	}
	return r.print(api.RunOf(run), func() { r.sayRun(run) })
}

func (r *remote) runCheck(args []string) error {
	id, err := parseID(args[0])
	if err != nil {
		return err
	}
	c, err := api.Post[api.Check](r.ctx, r.client, segment("runs", id, "check"), api.Nothing{})
	if err != nil {
		return err
	}
	return r.printCheck(screening.CheckResult{Run: lookback.Run{ID: c.Run}, Pairs: c.Pairs, Missing: c.Missing, Extra: c.Extra,
		Index: seconds(c.SecondsIndex), Scan: seconds(c.SecondsScan)})
}

func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }

func (r *remote) journalExport([]string) error {
	if out := r.text("out"); out != "" {
		return writeFile(out, r.exportJournal)
	}
	return r.exportJournal(r.out)
}

func (r *remote) journalVerify(args []string) error {
	if len(args) == 1 {
		return r.verifyExport(args[0], r.text("key"), r.text("known"))
	}
	if r.text("key") == "" {
		return fmt.Errorf("name the public key with --key, as it was given to you; a server cannot vouch for itself: %w", lookback.ErrUsage)
	}
	return verifyCopy(r.exportJournal, func(path string) error { return r.verifyExport(path, r.text("key"), r.text("known")) })
}
