package main

import (
	"fmt"

	"github.com/spf13/cobra"
	"lookback"
	"lookback/internal/api"
	"lookback/internal/eval"
)

func (a *app) evalFairness() *cobra.Command {
	var threshold string
	c := &cobra.Command{
		Use:     "fairness",
		Short:   "Measure how often the matcher errs on the names of each culture, on fictional labelled names",
		Example: "  lookback eval fairness --threshold 0.70",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			t, err := parseThreshold(threshold)
			if err != nil {
				return err
			}
			report := eval.Fairness(eval.MatcherScorer(), t)
			return a.print(fairnessWireOf(report), func() { a.sayFairness(report) })
		},
	}
	c.Flags().StringVar(&threshold, "threshold", lookback.DefaultThreshold.String(), "pairs at or above it are predicted to match")
	return c
}

// cultureWire is how often the matcher errs on the names of one culture.
type cultureWire struct {
	Culture       string     `json:"culture"`
	Same          int        `json:"same"`
	Missed        int        `json:"missed"`
	MissInterval  [2]float64 `json:"miss_interval"`
	Different     int        `json:"different"`
	FalseMatches  int        `json:"false_matches"`
	FalseInterval [2]float64 `json:"false_interval"`
}

type fairnessWire struct {
	Threshold        float64       `json:"threshold"`
	Disparity        api.Score     `json:"disparity"`
	DisparityCulture string        `json:"disparity_culture"`
	DisparityKind    string        `json:"disparity_kind"`
	All              cultureWire   `json:"all"`
	Cultures         []cultureWire `json:"cultures"`
}

func fairnessWireOf(r eval.FairnessReport) fairnessWire {
	size, culture, kind := r.Disparity()
	w := fairnessWire{Threshold: r.Threshold.Float(), Disparity: api.Score(size), DisparityCulture: culture, DisparityKind: kind, All: cultureOf(r.All)}
	for _, c := range r.Cultures {
		w.Cultures = append(w.Cultures, cultureOf(c))
	}
	return w
}

func cultureOf(c eval.CultureErrors) cultureWire {
	return cultureWire{Culture: c.Culture, Same: c.Same, Missed: c.Missed, Different: c.Different, FalseMatches: c.FalseMatches,
		MissInterval: [2]float64{c.MissInterval.Low, c.MissInterval.High}, FalseInterval: [2]float64{c.FalseInterval.Low, c.FalseInterval.High}}
}

func (a *app) sayFairness(r eval.FairnessReport) {
	rows := [][]string{{"culture", "one person", "missed", "95 % interval", "two people", "matched wrongly", "95 % interval"}}
	for _, c := range append(r.Cultures, r.All) {
		rows = append(rows, []string{c.Culture, fmt.Sprint(c.Same), fmt.Sprint(c.Missed), intervalWords(c.MissInterval),
			fmt.Sprint(c.Different), fmt.Sprint(c.FalseMatches), intervalWords(c.FalseInterval)})
	}
	a.table(rows)
	size, culture, kind := r.Disparity()
	a.say("The greatest disparity is %s: names of culture %s are %s more often than those of all.", size, culture, kind)
}

func intervalWords(i eval.Interval) string { return fmt.Sprintf("%.3f to %.3f", i.Low, i.High) }
