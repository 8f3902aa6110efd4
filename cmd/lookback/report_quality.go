package main

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"
	"lookback"
	"lookback/internal/api"
	"lookback/internal/casework"
	"lookback/internal/eval"
)

func (a *app) reportQuality() *cobra.Command {
	var asCSV bool
	c := &cobra.Command{
		Use:   "quality",
		Short: "Tell how people decide: disagreement of the second person, overrides, time per decision, alarms",
		Example: `  lookback report quality
  lookback report quality --csv`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.withCases(cmd.Context(), func(s *casework.Service) error {
				q, err := s.Quality(cmd.Context())
				if err != nil {
					return err
				}
				if asCSV {
					return a.writeCSV(reviewerRows(q))
				}
				return a.print(api.QualityOf(q), func() { a.sayQuality(q) })
			})
		},
	}
	c.Flags().BoolVar(&asCSV, "csv", false, "print CSV")
	return c
}

func (a *app) sayQuality(q casework.Quality) {
	a.say("How people decide, as of %s (position %d).", q.AsOf.Format(time.RFC3339), q.Position)
	a.say("%d rulings; %d needed a second person, %d of those were reviewed, and in %d the second person disagreed.", q.Rulings, q.Needed, q.Seconded, q.Disagreed)
	r := q.Redress
	a.say("%d requests for redress, %d ended (half of them within %s), %d upheld, %d late; %d people were taken for somebody else, with or without a request.",
		r.Received, r.Ended, spanWord(r.Median), r.Upheld, r.Late, r.Misidentified)
	a.table(reviewerRows(q))
	a.say("Against rank: a high score ruled to be somebody else or not to suffice, or a lower one the same. Median: since the person's act before on that day.")
	for _, alarm := range q.Alarms {
		a.say("ALARM: %s.", alarm)
	}
}

func reviewerRows(q casework.Quality) [][]string {
	rows := [][]string{{"person", "rulings", "ranked", "against_rank", "second_reviews", "disagreed", "timed", "median_seconds"}}
	for _, p := range q.Reviewers {
		rows = append(rows, []string{p.Person, fmt.Sprint(p.Rulings), fmt.Sprint(p.Ranked), fmt.Sprint(p.Overrides), fmt.Sprint(p.Seconds), fmt.Sprint(p.Disagreed),
			fmt.Sprint(p.Timed), fmt.Sprint(int64(p.Median / time.Second))})
	}
	return rows
}

func (a *app) reportEquity() *cobra.Command {
	var internal, asCSV bool
	c := &cobra.Command{
		Use:   "equity",
		Short: "Tell of whom the alerts were wrong, by script and nationality, and of which cultures the matcher errs more",
		Long: `Tell of whom the alerts were wrong, by script of the name and by nationality, after people have ruled; and
how the matcher of this program errs on fictional names of each culture. Nothing selects by any of it.`,
		Example: `  lookback report equity
  lookback report equity --csv`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			least := casework.SmallCell
			if internal {
				least = 1
			}
			return a.withCases(cmd.Context(), func(s *casework.Service) error {
				e, err := s.Equity(cmd.Context(), least)
				if err != nil {
					return err
				}
				if asCSV {
					return a.writeCSV(equityRows(e))
				}
				matcher := eval.Fairness(eval.MatcherScorer(), lookback.DefaultThreshold)
				return a.print(equityWireOf(e, matcher), func() {
					a.sayEquity(e)
					a.sayFairness(matcher)
				})
			})
		},
	}
	c.Flags().BoolVar(&internal, "internal", false, "withhold nothing: not for publication")
	c.Flags().BoolVar(&asCSV, "csv", false, "print CSV")
	return c
}

// equityGroupWire is how often alerts on one group were wrong; null where it is withheld.
type equityGroupWire struct {
	By        string      `json:"by"`
	Value     string      `json:"value"`
	Ruled     *int        `json:"ruled"`
	Different *int        `json:"different"`
	Interval  *[2]float64 `json:"wrong_interval"`
	Withheld  bool        `json:"withheld"`
}

type equityWire struct {
	AsOf     time.Time         `json:"as_of"`
	Position int64             `json:"position"`
	All      equityGroupWire   `json:"all"`
	Groups   []equityGroupWire `json:"groups"`
	Matcher  fairnessWire      `json:"matcher"`
}

func equityWireOf(e casework.Equity, matcher eval.FairnessReport) equityWire {
	w := equityWire{AsOf: e.AsOf, Position: e.Position, All: equityGroupOf(e.All), Groups: []equityGroupWire{}, Matcher: fairnessWireOf(matcher)}
	for _, g := range e.Groups {
		w.Groups = append(w.Groups, equityGroupOf(g))
	}
	return w
}

func equityGroupOf(g casework.EquityGroup) equityGroupWire {
	w := equityGroupWire{By: g.By, Value: g.Value, Withheld: g.Withheld}
	if !g.Withheld {
		i := eval.Wilson(g.Different, g.Ruled)
		w.Ruled, w.Different, w.Interval = &g.Ruled, &g.Different, &[2]float64{i.Low, i.High}
	}
	return w
}

func (a *app) sayEquity(e casework.Equity) {
	a.say("Of whom the alerts were wrong, as of %s (position %d): people whose identity was ruled on after an alert on their name.", e.AsOf.Format(time.RFC3339), e.Position)
	a.table(equityRows(e))
	a.say("\nHow the matcher errs on fictional names, by culture:")
}

func equityRows(e casework.Equity) [][]string {
	rows := [][]string{{"by", "value", "ruled", "somebody_else", "95 % interval"}}
	for _, g := range append([]casework.EquityGroup{e.All}, e.Groups...) {
		row := []string{g.By, g.Value, "withheld", "withheld", ""}
		if !g.Withheld {
			row = []string{g.By, g.Value, fmt.Sprint(g.Ruled), fmt.Sprint(g.Different), intervalWords(eval.Wilson(g.Different, g.Ruled))}
		}
		if g.By == "" {
			row[0], row[1] = "all", "all"
		}
		rows = append(rows, row)
	}
	return rows
}

func (a *app) reportSample() *cobra.Command {
	var month string
	var size int
	c := &cobra.Command{
		Use:   "sample",
		Short: "Draw closed cases of a month to be looked at again, so that nobody chooses them",
		Long: `Draw closed cases of a month to be looked at again, half of them closed in favour of the person. The seed is
the root of the journal at the end of the month: nobody could know it before, and anybody can draw again.`,
		Example: `  lookback report sample --month 2026-03 --size 20`,
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			of, err := parseMonth(month)
			if err != nil {
				return err
			}
			return a.withCases(cmd.Context(), func(s *casework.Service) error {
				drawn, err := s.DrawSample(cmd.Context(), of, size, a.actor)
				if err != nil {
					return err
				}
				return a.print(api.SampleOf(drawn), func() { a.saySample(drawn) })
			})
		},
	}
	c.Flags().StringVar(&month, "month", "", "the month in which the cases were closed (2006-01)")
	c.Flags().IntVar(&size, "size", 20, "cases to draw")
	return c
}

func parseMonth(text string) (time.Time, error) {
	of, err := time.Parse("2006-01", text)
	if err != nil {
		err = fmt.Errorf("--month %q is not a month (2006-01): %w", text, lookback.ErrUsage)
	}
	return of, err
}

func (a *app) saySample(s casework.Sample) {
	a.say("%d cases were closed in %s in favour of the person and %d otherwise; seed %s (root of the journal at position %d).",
		s.From[0], s.Month.Format("2006-01"), s.From[1], s.Seed, s.Position)
	rows := [][]string{{"case", "closed in favour", "looked at again", "overturned"}}
	again, overturned := 0, 0
	for _, d := range s.Drawn {
		rows = append(rows, []string{fmt.Sprint(d.Case), fmt.Sprint(d.Favoured), fmt.Sprint(d.Again), fmt.Sprint(d.Overturned)})
		if d.Again {
			again++
		}
		if d.Overturned {
			overturned++
		}
	}
	a.table(rows)
	a.say("%d drawn, %d looked at again, %d overturned.", len(s.Drawn), again, overturned)
}
