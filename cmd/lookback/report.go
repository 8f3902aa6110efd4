package main

import (
	"context"
	"encoding/csv"
	"fmt"
	"strconv"
	"time"

	"github.com/spf13/cobra"
	"lookback/internal/api"
	"lookback/internal/casework"
)

func (a *app) report() *cobra.Command {
	return group("report", "Report in unique people, with numbers that add up",
		a.reportFunnel(), a.reportCard(), a.reportQuality(), a.reportEquity(), a.reportRuns(), a.reportSample(), a.reportOverdue())
}

func (a *app) reportFunnel() *cobra.Command {
	var q casework.FunnelQuestion
	var internal, asCSV bool
	var follow, purpose string
	c := &cobra.Command{
		Use:   "funnel",
		Short: "Tell what became of everybody who came up: definitions, denominators, sums and times",
		Long: `Tell what became of everybody who came up, in unique people, as of now, with definitions, denominators,
sums that are checked, and times. Numbers below 5 are withheld, and as many others that none of those can be
computed; --internal withholds nothing and is not for publication.`,
		Example: `  lookback report funnel
  lookback report funnel --run 10 --internal
  lookback report funnel --follow standing:located --purpose "question of the inspector"
  lookback report funnel --csv`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if internal {
				q.Least = 1
			}
			return a.withCases(cmd.Context(), func(s *casework.Service) error {
				if follow != "" {
					traces, err := s.FollowFunnel(cmd.Context(), q, follow, casework.Reader{Person: a.actor, Purpose: purpose})
					if err != nil {
						return err
					}
					return a.printTraces(traces, follow)
				}
				f, err := s.Funnel(cmd.Context(), q)
				if err != nil {
					return err
				}
				if asCSV {
					return a.writeCSV(funnelRows(f))
				}
				return a.print(api.FunnelOf(f), func() { a.sayFunnel(f) })
			})
		},
	}
	c.Flags().Int64Var(&q.Run, "run", 0, "only the people whose alert this lookback opened")
	c.Flags().BoolVar(&internal, "internal", false, "withhold nothing: for those who work on the cases, not for publication")
	c.Flags().StringVar(&follow, "follow", "", "list the cases behind one number, each with the event that put it there")
	c.Flags().StringVar(&purpose, "purpose", "", "with --follow: why you look; it is recorded")
	c.Flags().BoolVar(&asCSV, "csv", false, "print CSV")
	return c
}

func (a *app) printTraces(traces []casework.Trace, key string) error {
	columns := []string{"case", "record", "event"}
	return printAll(a, columns, traces, func(t casework.Trace) any {
		return api.Trace{Cell: key, Case: t.Case, Record: t.Record, Position: t.Position}
	}, func(t casework.Trace) []string {
		return []string{fmt.Sprint(t.Case), fmt.Sprint(t.Record), fmt.Sprint(t.Position)}
	})
}

// sayFunnel prints the numbers of the way in, each question with its answers, and the times.
func (a *app) sayFunnel(f casework.Funnel) {
	of := "everybody who came up"
	if f.Run != 0 {
		of = fmt.Sprintf("those whose alert lookback %d opened", f.Run)
	}
	a.say("What became of %s, as of %s (position %d).", of, f.AsOf.Format(time.RFC3339), f.Position)
	rows := [][]string{{"number", "count", "of", "definition"}}
	for _, c := range f.Cells {
		if c.Count > 0 || c.Withheld || c.Always || c.Key == "people" {
			rows = append(rows, []string{c.Title, countWord(c), c.Of, c.Definition})
		}
	}
	a.table(rows)
	a.say("")
	a.sayTimes(f.Spans)
	a.say("\nThe numbers add up:")
	a.saySum(f, "standing")
	if f.Least > 1 {
		a.say("Withheld: numbers below %d, and others from which one could be computed.", f.Least)
	} else {
		a.say("Nothing is withheld: this is not for publication.")
	}
}

// saySum prints the sum of one question over all people.
func (a *app) saySum(f casework.Funnel, question string) {
	line := fmt.Sprintf("  %s people =", countWord(*f.Find("people")))
	for i, c := range f.Partition(question) {
		if c.Count == 0 && !c.Withheld && !c.Always {
			continue
		}
		if i > 0 && line[len(line)-1] != '=' {
			line += " +"
		}
		line += fmt.Sprintf(" %s %s", countWord(c), c.Title)
	}
	a.say("%s", line)
}

func (a *app) sayTimes(spans []casework.Span) {
	rows := [][]string{{"time", "people", "median", "nine of ten within"}}
	for _, s := range spans {
		if s.Withheld {
			rows = append(rows, []string{s.Title, "withheld", "", ""})
		} else if s.People > 0 {
			rows = append(rows, []string{s.Title, fmt.Sprint(s.People), spanWord(s.Median), spanWord(s.P90)})
		}
	}
	a.table(rows)
}

func countWord(c casework.Cell) string {
	if c.Withheld {
		return "withheld"
	}
	return strconv.Itoa(c.Count)
}

// spanWord writes a time as people say it: whole days from two days on.
func spanWord(d time.Duration) string {
	if d >= 48*time.Hour {
		return fmt.Sprintf("%d days", (d+12*time.Hour)/(24*time.Hour))
	}
	return d.Round(time.Second).String()
}

// funnelRows returns the report as rows of a CSV file; what is withheld has no count.
func funnelRows(f casework.Funnel) [][]string {
	rows := [][]string{{"as_of", "position", "cell", "title", "count", "withheld", "of", "definition"}}
	for _, c := range f.Cells {
		count := countWord(c)
		if c.Withheld {
			count = ""
		}
		rows = append(rows, []string{f.AsOf.Format(time.RFC3339), fmt.Sprint(f.Position), c.Key, c.Title, count, fmt.Sprint(c.Withheld), c.Of, c.Definition})
	}
	return rows
}

func (a *app) writeCSV(rows [][]string) error {
	w := csv.NewWriter(a.out)
	if err := w.WriteAll(rows); err != nil {
		return fmt.Errorf("write CSV: %w", err)
	}
	return nil
}

// funnelOf counts what became of everybody whose alert a lookback opened, with nothing withheld.
func funnelOf(ctx context.Context, s *casework.Service, run int64) (casework.Funnel, error) {
	return s.Funnel(ctx, casework.FunnelQuestion{Run: run, Least: 1})
}
