package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"lookback"
	"lookback/internal/api"
	"lookback/internal/casework"
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
			return a.with(cmd.Context(), func(s *screening.Service, st store.Store) error {
				c, err := s.ClearanceAt(cmd.Context(), source, key, t)
				if err != nil {
					return err
				}
				protections, err := casework.New(st, time.Now, casework.Options{}).ProtectionsOf(cmd.Context(), c.Record.ID)
				if err != nil {
					return err
				}
				return a.print(api.ClearanceOf(c, protections), func() {
					a.sayClearance(c)
					a.sayProtections(protections)
				})
			})
		},
	}
	c.Flags().StringVar(&at, "at", "", "a day, which means its end, or a time with its zone; now when left out")
	return c
}

func (a *app) sayClearance(c screening.Clearance) {
	a.say("Record %s, version %d, known since %s:", c.Record.Ref(), c.Record.Version, c.Record.Arrived.Format(time.DateOnly))
	a.sayParty(c.Record.Party)
	a.say("As of %s (journal position %d) it was screened against:", c.At.Format(time.RFC3339), c.Position)
	if c.Ended > 0 {
		a.say("  Then its source let go of it: nothing was asked about it since, and what follows is as of then.")
	}
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
				return a.printReplay(api.ReplayOf(r))
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

func (a *app) printReplay(r api.Replay) error {
	err := a.print(r, func() {
		if r.Same {
			a.say("The same %d bytes: %s at position %d, against %d editions, policy %d, matcher %s.",
				r.Bytes, r.Result, r.Position, len(r.Editions), r.Policy.Version, r.Matcher)
			return
		}
		a.say("held:       %s\nrecomputed: %s", r.Stored, r.Recomputed)
	})
	if err == nil && !r.Same {
		err = fmt.Errorf("the result of record %s at position %d is not what computing it again gives: %w", r.Record.Record, r.Position, lookback.ErrCheck)
	}
	return err
}
