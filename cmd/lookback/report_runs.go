package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"
	"lookback"
	"lookback/internal/store"
)

// runTime is a lookback and when what it was about became known.
type runTime struct {
	run   lookback.Run
	known time.Time
}

func (a *app) reportRuns() *cobra.Command {
	var asCSV bool
	c := &cobra.Command{
		Use:   "runs",
		Short: "Tell of every lookback its trigger, mandate and counts, and how long it took; exit code 6 when one does not add up",
		Example: `  lookback report runs
  lookback report runs --csv`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			all, err := a.runTimes(cmd.Context())
			if err != nil {
				return err
			}
			return a.printRunReport(all, asCSV)
		},
	}
	c.Flags().BoolVar(&asCSV, "csv", false, "print CSV")
	return c
}

func (a *app) printRunReport(all []runTime, asCSV bool) error {
	if err := checkRuns(all); err != nil {
		return err
	}
	if asCSV {
		return a.writeCSV(runRows(all))
	}
	return a.printRunTimes(all)
}

func (a *app) runTimes(ctx context.Context) (all []runTime, err error) {
	err = a.view(ctx, func(tx store.Tx) error {
		runs, err := tx.ListRuns("", 0, 0)
		if err != nil {
			return err
		}
		for _, r := range runs {
			x := runTime{run: r}
			if r.Position > 0 {
				event, err := tx.GetEvent(r.Position)
				if err != nil {
					return err
				}
				x.known = event.Time
			}
			all = append(all, x)
		}
		return nil
	})
	return all, err
}

// checkRuns refuses a report of a finished lookback whose counts do not add up (R37).
func checkRuns(all []runTime) error {
	for _, x := range all {
		if c := x.run.Counts; x.run.State == lookback.RunDone && !c.Reconciles() {
			return fmt.Errorf("lookback %d: %d in scope, %d searched + %d excluded: it does not add up and the report is refused: %w",
				x.run.ID, c.InScope, c.Searched, c.Excluded, lookback.ErrCheck)
		}
	}
	return nil
}

// took returns how long it was from what became known to the answer; zero for a lookback that is not done.
func (x runTime) took() time.Duration {
	if x.run.State != lookback.RunDone || x.known.IsZero() {
		return 0
	}
	return x.run.Finished.Sub(x.known)
}

func runRows(all []runTime) [][]string {
	rows := [][]string{{"run", "trigger", "state", "mandate", "in_scope", "searched", "excluded", "affected", "opened", "ended", "changed", "known", "seconds"}}
	for _, x := range all {
		mandate, c := "routine", x.run.Counts
		if !x.run.Mandate.Routine {
			mandate = x.run.Mandate.Authority
		}
		rows = append(rows, []string{fmt.Sprint(x.run.ID), string(x.run.Trigger), string(x.run.State), mandate, fmt.Sprint(c.InScope), fmt.Sprint(c.Searched),
			fmt.Sprint(c.Excluded), fmt.Sprint(c.Affected), fmt.Sprint(c.AlertsOpened), fmt.Sprint(c.AlertsEnded), fmt.Sprint(c.AlertsChanged),
			x.known.UTC().Format(time.RFC3339), fmt.Sprintf("%.3f", x.took().Seconds())})
	}
	return rows
}

func (a *app) printRunTimes(all []runTime) error {
	if !a.json {
		a.table(runRows(all))
		a.sayRunSums(all)
		return nil
	}
	for _, x := range all {
		c := x.run.Counts
		err := a.print(struct {
			Run        int64     `json:"run"`
			Trigger    string    `json:"trigger"`
			State      string    `json:"state"`
			Known      time.Time `json:"known"`
			Seconds    float64   `json:"seconds"`
			InScope    int       `json:"in_scope"`
			Searched   int       `json:"searched"`
			Excluded   int       `json:"excluded"`
			Affected   int       `json:"affected"`
			Opened     int       `json:"alerts_opened"`
			Ended      int       `json:"alerts_ended"`
			Changed    int       `json:"alerts_changed"`
			Reconciles bool      `json:"reconciles"`
		}{x.run.ID, string(x.run.Trigger), string(x.run.State), x.known, x.took().Seconds(), c.InScope, c.Searched, c.Excluded, c.Affected, c.AlertsOpened,
			c.AlertsEnded, c.AlertsChanged, c.Reconciles()}, nil)
		if err != nil {
			return err
		}
	}
	return nil
}

// sayRunSums prints what all lookbacks did together.
func (a *app) sayRunSums(all []runTime) {
	var sum lookback.RunCounts
	var took []time.Duration
	waiting := 0
	for _, x := range all {
		sum = sum.Plus(x.run.Counts)
		if x.run.State == lookback.RunDone {
			took = append(took, x.took())
		} else {
			waiting++
		}
	}
	a.say("\n%d lookbacks, %d of them not done; together %d alerts opened, %d ended, %d changed.", len(all), waiting, sum.AlertsOpened, sum.AlertsEnded, sum.AlertsChanged)
	if len(took) > 0 {
		a.say("The longest took %s from what became known to the answer.", slices.Max(took).Round(time.Millisecond))
	}
}
