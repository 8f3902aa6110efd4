package main

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"lookback"
	"lookback/internal/api"
	"lookback/internal/screening"
	"lookback/internal/store"
)

func (a *app) run() *cobra.Command {
	return group("run", "Show lookbacks, order one, and check them against a full scan",
		a.runList(), a.runShow(), a.runStart(), a.runApprove(), a.runCheck())
}

func (a *app) runList() *cobra.Command {
	return &cobra.Command{
		Use:     "list",
		Short:   "List lookbacks, oldest first",
		Example: "  lookback run list --json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			var runs []lookback.Run
			err := a.view(cmd.Context(), func(tx store.Tx) (err error) {
				runs, err = tx.ListRuns("", 0, 0)
				return err
			})
			if err != nil {
				return err
			}
			return a.printRuns(runs)
		},
	}
}

func (a *app) printRuns(runs []lookback.Run) error {
	columns := []string{"run", "trigger", "state", "started", "in scope", "searched", "excluded", "affected", "opened", "ended", "changed", "cause"}
	return printAll(a, columns, runs, api.RunOf, func(r lookback.Run) []string {
		c := r.Counts
		return []string{fmt.Sprint(r.ID), string(r.Trigger), string(r.State), r.Started.Format(time.DateTime), fmt.Sprint(c.InScope),
			fmt.Sprint(c.Searched), fmt.Sprint(c.Excluded), fmt.Sprint(c.Affected), fmt.Sprint(c.AlertsOpened), fmt.Sprint(c.AlertsEnded), fmt.Sprint(c.AlertsChanged), r.Cause}
	})
}

func (a *app) runShow() *cobra.Command {
	return &cobra.Command{
		Use:     "show RUN",
		Short:   "Show a lookback: what changed, by whose authority, and whom it affects",
		Example: "  lookback run show 7",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := parseID(args[0])
			if err != nil {
				return err
			}
			var run lookback.Run
			var affected []affectedRecord
			var paths []lookback.PathAlert
			var gaps []lookback.Gap
			var protected []api.Protected
			err = a.view(cmd.Context(), func(tx store.Tx) error {
				if run, err = tx.GetRun(id); err != nil {
					return err
				}
				if affected, err = affectedBy(tx, run); err != nil {
					return err
				}
				if gaps, err = screening.GapsOf(tx, run); err != nil {
					return err
				}
				if paths, err = pathsOfRun(tx, run); err != nil {
					return err
				}
				protected, err = api.ProtectedAmong(tx, recordsOf(affected, paths))
				return err
			})
			if err != nil {
				return err
			}
			wire := runShowWire(run, affected, paths, gaps)
			wire.Protected = protected
			return a.print(wire, func() {
				a.sayRunShow(run, affected)
				a.sayProtected(protected)
				a.sayGaps(gaps)
				a.sayPathAlerts(paths)
			})
		},
	}
}

// affectedRecord is a record that a run affected, with one alert that it opened, changed or ended.
type affectedRecord struct {
	record lookback.Record
	alert  lookback.Alert
}

// recordsOf names the records of alerts and path alerts, by ID.
func recordsOf(affected []affectedRecord, paths []lookback.PathAlert) map[int64]string {
	records := map[int64]string{}
	for _, x := range affected {
		records[x.record.ID] = x.record.Ref()
	}
	for _, p := range paths {
		records[p.RecordID] = p.Record
	}
	return records
}

// sayProtected names those of a lookback who must not be exposed, before anything is said of them.
func (a *app) sayProtected(all []api.Protected) {
	for _, p := range all {
		a.say("  %s is protected: %s", p.Record, strings.Join(p.Protections, ", "))
	}
}

// affectedBy returns the alerts whose state a run made, with their records, as of the end of the run.
func affectedBy(tx store.Tx, run lookback.Run) ([]affectedRecord, error) {
	at := run.Closed
	if at == 0 {
		at = store.Now
	}
	alerts, err := tx.ListAlerts(store.AlertFilter{At: at, RunID: run.ID})
	if err != nil {
		return nil, err
	}
	var affected []affectedRecord
	for _, alert := range alerts {
		record, err := tx.GetRecordByID(alert.RecordID, at)
		if errors.Is(err, lookback.ErrNotFound) {
			continue // it was erased since, and its alert with it
		}
		if err != nil {
			return nil, err
		}
		affected = append(affected, affectedRecord{record, alert})
	}
	return affected, nil
}

func runShowWire(run lookback.Run, affected []affectedRecord, paths []lookback.PathAlert, gaps []lookback.Gap) api.RunDetail {
	w := api.RunDetail{Run: api.RunOf(run), Alerts: []api.Affected{}, Paths: []api.PathAlert{}, Gaps: api.GapsOf(gaps)}
	for _, x := range paths {
		w.Paths = append(w.Paths, api.PathAlertOf(x))
	}
	for _, x := range affected {
		w.Alerts = append(w.Alerts, api.Affected{Record: x.record.Ref(), Alert: api.AlertOf(x.alert), Name: x.record.Party.Names[0].Full})
	}
	return w
}

func (a *app) sayRunShow(run lookback.Run, affected []affectedRecord) {
	a.sayRun(run)
	if len(affected) == 0 {
		return
	}
	rows := [][]string{{"record", "name", "entry", "state", "score", "strength", "reason"}}
	for _, x := range affected {
		rows = append(rows, []string{x.record.Ref(), x.record.Party.Names[0].Full, x.alert.List + "/" + x.alert.EntryID, string(x.alert.State),
			x.alert.Evidence.Score.String(), string(x.alert.Evidence.Strength), x.alert.Reason})
	}
	a.table(rows)
}

// sayGaps tells what the control did not cover before a run.
func (a *app) sayGaps(gaps []lookback.Gap) {
	for _, g := range gaps {
		a.say("  gap from %s to %s: %s", g.From.Format(time.DateTime), g.Until.Format(time.DateTime), g.Sentence)
	}
}

// sayRun tells a lookback in sentences whose numbers add up.
func (a *app) sayRun(r lookback.Run) {
	c := r.Counts
	a.say("Lookback %d (%s, %s): %s.", r.ID, r.Trigger, r.State, r.Cause)
	if r.Mandate.Routine {
		a.say("  routine: %s; policy %d", r.Mandate.Purpose, r.Policy)
	} else {
		a.say("  purpose: %s; authority: %s; approved by %s; expires %s", r.Mandate.Purpose, r.Mandate.Authority, r.Mandate.Approver, r.Mandate.Expires.Format(time.DateOnly))
	}
	a.say("  %d records in scope = %d searched + %d excluded", c.InScope, c.Searched, c.Excluded)
	if c.ExcludedWhy != "" {
		a.say("  excluded: %s", c.ExcludedWhy)
	}
	a.say("  %d records affected: %d alerts opened, %d ended, %d changed", c.Affected, c.AlertsOpened, c.AlertsEnded, c.AlertsChanged)
}

func (a *app) runCheck() *cobra.Command {
	return &cobra.Command{
		Use:     "check RUN",
		Short:   "Repeat a lookback as a full scan and compare the sets; exit code 6 when they differ",
		Example: "  lookback run check 7",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := parseID(args[0])
			if err != nil {
				return err
			}
			return a.with(cmd.Context(), func(s *screening.Service, _ store.Store) error {
				result, err := s.Check(cmd.Context(), id, a.runProgress())
				if err != nil {
					return err
				}
				return a.printCheck(result)
			})
		},
	}
}

func (a *app) printCheck(r screening.CheckResult) error {
	err := a.print(api.CheckOf(r), func() {
		a.say("The full scan finds %d pairs; missing %d, extra %d. Index %.3f s, scan %.3f s.", r.Pairs, r.Missing, r.Extra, r.Index.Seconds(), r.Scan.Seconds())
	})
	if err == nil && !r.Holds() {
		err = fmt.Errorf("run %d misses %d pairs and has %d too many: %w", r.Run.ID, r.Missing, r.Extra, lookback.ErrCheck)
	}
	return err
}
