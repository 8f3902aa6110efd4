package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"lookback"
	"lookback/internal/api"
	"lookback/internal/screening"
	"lookback/internal/store"
)

func (a *app) clearance() *cobra.Command {
	var at string
	c := &cobra.Command{
		Use:     "clearance RECORD",
		Short:   "Say what was known of a record at a time, against which editions, policy and matcher",
		Example: "  lookback clearance border/B-1042 --at 2023-05-01",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			source, key, err := lookback.ParseRecordRef(args[0])
			if err != nil {
				return err
			}
			t, err := parseTime(at)
			if err != nil {
				return err
			}
			return a.with(cmd.Context(), func(s *screening.Service, _ store.Store) error {
				c, err := s.ClearanceAt(cmd.Context(), source, key, t)
				if err != nil {
					return err
				}
				return a.print(clearanceOf(c), func() { a.sayClearance(c) })
			})
		},
	}
	c.Flags().StringVar(&at, "at", "", "a day, which means its end, or a time with its zone; now when left out")
	return c
}

type clearanceWire struct {
	Record   api.Record    `json:"record"`
	At       time.Time     `json:"at"`
	Position int64         `json:"position"`
	Editions []api.Edition `json:"editions"`
	Policy   api.Policy    `json:"policy"`
	Matcher  string        `json:"matcher"`
	Result   string        `json:"result"`
	Alerts   []api.Alert   `json:"alerts"`
	Pending  []int64       `json:"pending_runs"`

	Paths    []api.PathAlert `json:"paths"`
	Networks []string        `json:"networks"`
}

func clearanceOf(c screening.Clearance) clearanceWire {
	w := clearanceWire{Record: api.RecordOf(c.Record), At: c.At, Position: c.Position, Editions: []api.Edition{}, Policy: api.PolicyOf(c.Policy),
		Matcher: c.Matcher, Result: resultWord(c), Alerts: []api.Alert{}, Pending: append([]int64{}, c.Pending...),
		Paths: []api.PathAlert{}, Networks: []string{}}
	for _, e := range c.Editions {
		w.Editions = append(w.Editions, api.EditionOf(e))
	}
	for _, x := range c.Alerts {
		w.Alerts = append(w.Alerts, api.AlertOf(x))
	}
	for _, x := range c.Paths {
		w.Paths = append(w.Paths, api.PathAlertOf(x))
	}
	for _, n := range c.Networks {
		w.Networks = append(w.Networks, n.ID)
	}
	return w
}

// resultWord says what the screening came to: cleared, alert, or pending while a lookback was under way.
func resultWord(c screening.Clearance) string {
	switch {
	case len(c.Alerts)+len(c.Paths) > 0:
		return "alert"
	case len(c.Pending) > 0:
		return "pending"
	default:
		return "cleared"
	}
}

func (a *app) sayClearance(c screening.Clearance) {
	a.say("Record %s, version %d, known since %s:", c.Record.Ref(), c.Record.Version, c.Record.Arrived.Format(time.DateOnly))
	a.sayParty(c.Record.Party)
	a.say("As of %s (journal position %d) it was screened against:", c.At.Format(time.RFC3339), c.Position)
	for _, e := range c.Editions {
		a.say("  %s edition %d, published %s, %d entries, SHA-256 %s", e.List, e.Seq, e.Published.Format(time.DateOnly), e.Counts.Entries, e.ID)
	}
	a.say("  under policy %d (threshold %s) with matcher %s", c.Policy.Version, c.Policy.Threshold, c.Matcher)
	for _, id := range c.Pending {
		a.say("  lookback %d was under way: its answer is not included", id)
	}
	if c.Cleared() {
		a.say("Result: no alert. That is all it says: nothing was found against these editions and the %d networks known then.", len(c.Networks))
	}
	for _, x := range c.Alerts {
		a.say("Alert %d on %s/%s, open since position %d:", x.ID, x.List, x.EntryID, x.Opened)
		a.sayEvidence(x.Evidence)
	}
	a.sayPathAlerts(c.Paths)
}

func (a *app) replay() *cobra.Command {
	var at string
	c := &cobra.Command{
		Use:   "replay RECORD|ALERT",
		Short: "Compute a past result again and compare it byte for byte; exit code 6 when it differs",
		Example: `  lookback replay border/B-1042 --at 2023-05-01
  lookback replay 17`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			t, err := parseTime(at)
			if err != nil {
				return err
			}
			return a.with(cmd.Context(), func(s *screening.Service, _ store.Store) error {
				r, err := replayOf(cmd.Context(), s, args[0], t)
				if err != nil {
					return err
				}
				return a.printReplay(r)
			})
		},
	}
	c.Flags().StringVar(&at, "at", "", "a day, which means its end, or a time with its zone; now when left out")
	return c
}

// replayOf replays SOURCE/KEY, or the record of an alert by its number.
func replayOf(ctx context.Context, s *screening.Service, name string, at time.Time) (screening.Replay, error) {
	if !strings.Contains(name, "/") {
		id, err := parseID(name)
		if err != nil {
			return screening.Replay{}, err
		}
		return s.ReplayAlert(ctx, id, at)
	}
	source, key, err := lookback.ParseRecordRef(name)
	if err != nil {
		return screening.Replay{}, err
	}
	return s.ReplayAt(ctx, source, key, at)
}

func (a *app) printReplay(r screening.Replay) error {
	wire := struct {
		clearanceWire
		Same  bool `json:"same"`
		Bytes int  `json:"bytes"`
	}{clearanceOf(r.Clearance), r.Same(), len(r.Recomputed)}
	err := a.print(wire, func() {
		if r.Same() {
			a.say("The same %d bytes: %s at position %d, against %d editions, policy %d, matcher %s.",
				len(r.Recomputed), resultWord(r.Clearance), r.Position, len(r.Editions), r.Policy.Version, r.Matcher)
			return
		}
		a.say("held:       %s\nrecomputed: %s", r.Stored, r.Recomputed)
	})
	if err == nil && !r.Same() {
		err = fmt.Errorf("the result of record %s at position %d is not what computing it again gives: %w", r.Record.Ref(), r.Position, lookback.ErrCheck)
	}
	return err
}
