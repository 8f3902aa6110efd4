package main

import (
	"context"
	"fmt"
	"maps"
	"os"
	"slices"

	"github.com/spf13/cobra"
	"lookback"
	"lookback/internal/eval"
)

func (a *app) eval() *cobra.Command {
	return group("eval", "Measure the quality of screening on labelled data", a.evalNames(), a.evalScreening(), a.evalCompleteness(), a.evalFairness())
}

func (a *app) evalNames() *cobra.Command {
	var threshold, scores string
	c := &cobra.Command{
		Use:     "names FILE",
		Short:   "Compare the scores of labelled pairs of names with their labels",
		Example: "  lookback eval names pairs.csv --threshold 0.70 --scores scores.csv",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			t, err := parseThreshold(threshold)
			if err != nil {
				return err
			}
			return a.runEvalNames(args[0], t, scores)
		},
	}
	c.Flags().StringVar(&threshold, "threshold", lookback.DefaultThreshold.String(), "pairs at or above it are predicted to match")
	c.Flags().StringVar(&scores, "scores", "", "write every pair with its score to this CSV file")
	return c
}

func (a *app) runEvalNames(path string, threshold lookback.Score, scores string) error {
	file, err := openInput(path)
	if err != nil {
		return err
	}
	defer file.Close()
	cases, err := eval.ReadCases(file, path)
	if err != nil {
		return err
	}
	report := eval.Names(cases, threshold)
	if scores != "" {
		if err := writeFile(scores, report.WriteScores); err != nil {
			return err
		}
	}
	return a.print(namesWire(report), func() { a.sayNames(report) })
}

// sliceWire is one slice of a report on labelled pairs.
type sliceWire struct {
	Cases          int        `json:"cases"`
	Precision      float64    `json:"precision"`
	Recall         float64    `json:"recall"`
	F1             float64    `json:"f1"`
	Accuracy       float64    `json:"accuracy"`
	FalsePositives int        `json:"false_positives"`
	FalseNegatives int        `json:"false_negatives"`
	ErrorInterval  [2]float64 `json:"error_interval"`
}

type namesReportWire struct {
	sliceWire
	Threshold          float64              `json:"threshold"`
	StrongMissed       int                  `json:"strong_missed"`
	StrongFalseMatches int                  `json:"strong_false_matches"`
	ByQuality          map[string]sliceWire `json:"by_quality"`
	ByCategory         map[string]sliceWire `json:"by_category"`
	BySchema           map[string]sliceWire `json:"by_schema"`
	ByScript           map[string]sliceWire `json:"by_script"`
}

func sliceOf(t eval.Tally) sliceWire {
	errors := t.FalsePositives + t.FalseNegatives
	i := eval.Wilson(errors, t.Cases)
	return sliceWire{Cases: t.Cases, Precision: t.Precision(), Recall: t.Recall(), F1: t.F1(), Accuracy: t.Accuracy(),
		FalsePositives: t.FalsePositives, FalseNegatives: t.FalseNegatives, ErrorInterval: [2]float64{i.Low, i.High}}
}

func slicesOf(tallies map[string]eval.Tally) map[string]sliceWire {
	out := make(map[string]sliceWire, len(tallies))
	for key, t := range tallies {
		out[key] = sliceOf(t)
	}
	return out
}

func namesWire(r eval.NamesReport) namesReportWire {
	return namesReportWire{
		sliceWire: sliceOf(r.All), Threshold: r.Threshold.Float(),
		StrongMissed: len(r.StrongMissed), StrongFalseMatches: len(r.StrongFalseMatches),
		ByQuality: slicesOf(r.ByQuality), ByCategory: slicesOf(r.ByCategory), BySchema: slicesOf(r.BySchema), ByScript: slicesOf(r.ByScript),
	}
}

func (a *app) sayNames(r eval.NamesReport) {
	a.say("%d pairs at %s: precision %.4f, recall %.4f, F1 %.4f", r.All.Cases, r.Threshold, r.All.Precision(), r.All.Recall(), r.All.F1())
	rows := [][]string{{"slice", "pairs", "precision", "recall", "F1", "right"}}
	for _, by := range []struct {
		name    string
		tallies map[string]eval.Tally
	}{{"quality", r.ByQuality}, {"schema", r.BySchema}, {"script", r.ByScript}, {"category", r.ByCategory}} {
		for _, key := range slices.Sorted(maps.Keys(by.tallies)) {
			t := by.tallies[key]
			rows = append(rows, []string{by.name + " " + key, fmt.Sprint(t.Cases), fmt.Sprintf("%.3f", t.Precision()),
				fmt.Sprintf("%.3f", t.Recall()), fmt.Sprintf("%.3f", t.F1()), fmt.Sprintf("%.3f", t.Accuracy())})
		}
	}
	a.table(rows)
	for _, x := range r.StrongMissed {
		a.say("missed, though the label is sure: %q and %q, score %s", x.Left, x.Right, x.Score)
	}
	for _, x := range r.StrongFalseMatches {
		a.say("matched, though the label is sure: %q and %q, score %s", x.Left, x.Right, x.Score)
	}
}

func (a *app) evalScreening() *cobra.Command {
	var editions []string
	var positives, negatives, fields, threshold string
	c := &cobra.Command{
		Use:     "screening",
		Short:   "Measure recall on people who are listed and false alerts on people who are not, by threshold",
		Example: "  lookback eval screening --edition un-xml=consolidated.xml --positives listed.csv --negatives unlisted.csv",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			at, err := parseThreshold(threshold)
			if err != nil {
				return err
			}
			return a.runEvalScreening(cmd.Context(), editions, positives, negatives, fields, at)
		},
	}
	c.Flags().StringArrayVar(&editions, "edition", nil, "FORMAT=PATH[,PATH...] of a list; may be given several times")
	c.Flags().StringVar(&positives, "positives", "", "CSV of people who are on the lists")
	c.Flags().StringVar(&negatives, "negatives", "", "CSV of people who are not")
	c.Flags().StringVar(&threshold, "threshold", lookback.DefaultThreshold.String(), "where errors are counted by nationality")
	c.Flags().StringVar(&fields, "fields", "name,date,nationality", "what to compare: name, date, nationality, gender, birthplace")
	return c
}

func (a *app) runEvalScreening(ctx context.Context, editions []string, positives, negatives, fields string, at lookback.Score) error {
	keep, err := parseFields(fields)
	if err != nil {
		return err
	}
	entries, err := readEditions(editions)
	if err != nil {
		return err
	}
	listed, err := readSubjects(positives, keep)
	if err != nil {
		return err
	}
	unlisted, err := readSubjects(negatives, keep)
	if err != nil {
		return err
	}
	report, err := eval.Screening(ctx, eval.NewIndex(entries), listed, unlisted, at)
	if err != nil {
		return err
	}
	return a.print(screeningWire(report), func() { a.sayScreening(report) })
}

type rateWire struct {
	Threshold      float64 `json:"threshold"`
	Recall         float64 `json:"recall"`
	FalseAlertRate float64 `json:"false_alert_rate"`
}

type screeningReportWire struct {
	Positives     int                        `json:"positives"`
	Negatives     int                        `json:"negatives"`
	Thresholds    []rateWire                 `json:"thresholds"`
	Threshold     float64                    `json:"threshold"`
	ByNationality map[string]nationalityWire `json:"by_nationality"`
}

// nationalityWire is how often screening errs on people of one nationality.
type nationalityWire struct {
	Listed             int        `json:"listed"`
	Missed             int        `json:"missed"`
	MissInterval       [2]float64 `json:"miss_interval"`
	Unlisted           int        `json:"unlisted"`
	FalseAlerts        int        `json:"false_alerts"`
	FalseAlertInterval [2]float64 `json:"false_alert_interval"`
}

// nationalityName is how reports name a nationality.
func nationalityName(code string) string {
	if code == "" {
		return "not given"
	}
	return code
}

func screeningWire(r eval.ScreeningReport) screeningReportWire {
	out := screeningReportWire{Positives: r.Positives, Negatives: r.Negatives, Threshold: r.At.Float(), ByNationality: map[string]nationalityWire{}}
	for _, g := range r.Groups {
		out.ByNationality[nationalityName(g.Nationality)] = nationalityWire{
			Listed: g.Listed, Missed: g.Missed, MissInterval: [2]float64{g.MissInterval.Low, g.MissInterval.High},
			Unlisted: g.Unlisted, FalseAlerts: g.FalseAlerts, FalseAlertInterval: [2]float64{g.FalseInterval.Low, g.FalseInterval.High}}
	}
	for _, x := range r.Rates {
		out.Thresholds = append(out.Thresholds, rateWire{x.Threshold.Float(), x.Recall, x.FalseAlertRate})
	}
	return out
}

func (a *app) sayScreening(r eval.ScreeningReport) {
	rows := [][]string{{"threshold", "recall", "false alerts"}}
	for i, x := range r.Rates {
		if i%5 == 0 {
			rows = append(rows, []string{x.Threshold.String(), fmt.Sprintf("%.4f", x.Recall), fmt.Sprintf("%.5f", x.FalseAlertRate)})
		}
	}
	a.say("%d people who are listed, %d who are not", r.Positives, r.Negatives)
	a.table(rows)
	groups := [][]string{{"nationality", "listed", "missed", "between", "not listed", "false alerts", "between"}}
	for _, g := range r.Groups {
		groups = append(groups, []string{nationalityName(g.Nationality), fmt.Sprint(g.Listed), fmt.Sprint(g.Missed), between(g.MissInterval),
			fmt.Sprint(g.Unlisted), fmt.Sprint(g.FalseAlerts), between(g.FalseInterval)})
	}
	a.say("errors by nationality at %s, with the interval that so many people allow to speak of:", r.At)
	a.table(groups)
}

func between(i eval.Interval) string { return fmt.Sprintf("%.4f to %.4f", i.Low, i.High) }

func (a *app) evalCompleteness() *cobra.Command {
	var editions []string
	var queries, threshold string
	var sample int
	c := &cobra.Command{
		Use:     "completeness",
		Short:   "Compare the answers of the index with a full scan; exit code 6 when they differ",
		Example: "  lookback eval completeness --edition un-xml=consolidated.xml --queries people.csv --threshold 0.70",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			t, err := parseThreshold(threshold)
			if err != nil {
				return err
			}
			return a.runEvalCompleteness(cmd.Context(), editions, queries, t, sample)
		},
	}
	c.Flags().StringArrayVar(&editions, "edition", nil, "FORMAT=PATH[,PATH...] of a list; may be given several times")
	c.Flags().StringVar(&queries, "queries", "", "CSV of people to ask about")
	c.Flags().StringVar(&threshold, "threshold", lookback.DefaultThreshold.String(), "pairs at or above it are compared")
	c.Flags().IntVar(&sample, "sample", 0, "ask about this many people, evenly spread over the file; 0 asks about all")
	return c
}

func (a *app) runEvalCompleteness(ctx context.Context, editions []string, queries string, threshold lookback.Score, sample int) error {
	entries, err := readEditions(editions)
	if err != nil {
		return err
	}
	parties, err := readParties(queries, allFields)
	if err != nil {
		return err
	}
	report, err := eval.Completeness(ctx, entries, spread(parties, sample), threshold, a.progress("queries"))
	if err != nil {
		return err
	}
	wire := struct {
		Queries    int     `json:"queries"`
		Threshold  float64 `json:"threshold"`
		PairsScan  int     `json:"pairs_scan"`
		PairsIndex int     `json:"pairs_index"`
		Missing    int     `json:"missing"`
		Extra      int     `json:"extra"`
	}{report.Queries, threshold.Float(), report.PairsScan, report.PairsIndex, report.Missing, report.Extra}
	err = a.print(wire, func() {
		a.say("%d queries at %s: the scan finds %d pairs, the index %d; missing %d, extra %d",
			report.Queries, threshold, report.PairsScan, report.PairsIndex, report.Missing, report.Extra)
	})
	if err == nil && !report.Complete() {
		err = fmt.Errorf("the index misses %d pairs and has %d too many: %w", report.Missing, report.Extra, lookback.ErrCheck)
	}
	return err
}

// spread returns n parties evenly spread over all, or all of them when n is 0 or too large.
func spread(parties []lookback.Party, n int) []lookback.Party {
	if n <= 0 || n >= len(parties) {
		return parties
	}
	sample := make([]lookback.Party, n)
	for i := range sample {
		sample[i] = parties[i*len(parties)/n]
	}
	return sample
}

func parseThreshold(text string) (lookback.Score, error) {
	t, err := lookback.ParseScore(text)
	if err != nil {
		return 0, fmt.Errorf("--threshold: %v: %w", err, lookback.ErrUsage)
	}
	return t, nil
}

// openInput opens a file that somebody named, and says plainly when it is not one.
func openInput(path string) (*os.File, error) {
	if path == "" {
		return nil, fmt.Errorf("a file is needed; see --help: %w", lookback.ErrUsage)
	}
	info, err := os.Stat(path)
	switch {
	case os.IsNotExist(err):
		return nil, &lookback.InputError{File: path, Reason: "there is no such file"}
	case err != nil:
		return nil, fmt.Errorf("open %s: %w", path, err)
	case info.IsDir():
		return nil, &lookback.InputError{File: path, Reason: "this is a directory", Hint: "name a file"}
	}
	return os.Open(path)
}
