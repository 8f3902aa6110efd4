package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"lookback"
	"lookback/internal/eval"
	"lookback/internal/screening"
	"lookback/internal/shelf"
	"lookback/internal/source"
)

func (a *app) benchLookback() *cobra.Command {
	var records, changes int
	var from, to, slices string
	var check bool
	c := &cobra.Command{
		Use:   "lookback",
		Short: "Measure a lookback over a generated population",
		Example: `  lookback bench lookback --records 100000 --changes 100
  lookback bench lookback --records 1000000 --from un-xml=old.xml --to un-xml=new.xml
  lookback bench lookback --records 100000000 --slices ./slices`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			changed, err := entryChanges(from, to, changes, records)
			if err != nil {
				return err
			}
			return a.runBenchPopulation(cmd.Context(), records, changed, slices, check)
		},
	}
	slicesFlag(c, &slices)
	c.Flags().IntVar(&records, "records", 100000, "size of the generated population")
	c.Flags().IntVar(&changes, "changes", 100, "generated entries that changed")
	c.Flags().StringVar(&from, "from", "", "FORMAT=PATH[,PATH...] of an edition; with --to, its changes are asked about")
	c.Flags().BoolVar(&check, "check", false, "scan the whole population too, and fail unless the affected records are the same")
	c.Flags().StringVar(&to, "to", "", "FORMAT=PATH[,PATH...] of the edition after it")
	return c
}

func (a *app) benchIndex() *cobra.Command {
	var records int
	c := &cobra.Command{
		Use:     "index",
		Short:   "Measure building an index over a generated population",
		Example: "  lookback bench index --records 100000",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.runBenchPopulation(cmd.Context(), records, nil, "", false)
		},
	}
	c.Flags().IntVar(&records, "records", 100000, "size of the generated population")
	return c
}

// entryChanges returns what differs between two editions and is still listed, or generated entries.
func entryChanges(from, to string, changes, records int) ([]eval.Change, error) {
	if from == "" && to == "" {
		return eval.GeneratedEntries(changes, records), nil
	}
	if from == "" || to == "" {
		return nil, fmt.Errorf("--from and --to go together: %w", lookback.ErrUsage)
	}
	old, err := readEditions([]string{from})
	if err != nil {
		return nil, err
	}
	now, err := readEditions([]string{to})
	if err != nil {
		return nil, err
	}
	var changed []eval.Change
	for _, c := range source.Diff(old, now) {
		switch {
		case c.New == nil:
		case c.Old == nil:
			changed = append(changed, eval.Change{Now: c.New.Party})
		default:
			changed = append(changed, eval.Change{Before: &c.Old.Party, Now: c.New.Party})
		}
	}
	return changed, nil
}

// slicesFlag lets the slices of a generated population lie in a folder.
func slicesFlag(c *cobra.Command, folder *string) {
	c.Flags().StringVar(folder, "slices", "", "keep the slices in this folder and search them from there; what lies there already is not built again")
}

// shelfAt returns the shelf in a folder, or none where none is named.
func shelfAt(folder string) screening.Shelf {
	if folder == "" {
		return nil
	}
	return shelf.New(folder)
}

func (a *app) benchGrowth() *cobra.Command {
	var records int
	var slices string
	c := &cobra.Command{
		Use:     "growth",
		Short:   "Measure how a lookback grows with the population and with the size of the change",
		Example: "  lookback bench growth --records 1000000 --json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.runBenchGrowth(cmd.Context(), records, slices)
		},
	}
	c.Flags().IntVar(&records, "records", 100000, "size of the largest generated population")
	slicesFlag(c, &slices)
	return c
}

func (a *app) runBenchGrowth(ctx context.Context, records int, slices string) error {
	rows := [][]string{{"records", "changed entries", "seconds", "owners met", "aligned", "affected", "MB"}}
	err := eval.MeasureGrowth(ctx, records, shelfAt(slices), a.progress("records"), func(g eval.Growth) {
		rows = append(rows, []string{fmt.Sprint(g.Records), fmt.Sprint(g.Changes), fmt.Sprintf("%.4f", g.Seconds), fmt.Sprint(g.Met), fmt.Sprint(g.Scored),
			fmt.Sprint(g.Affected), fmt.Sprint(g.Bytes >> 20)})
		if a.json {
			a.print(g, nil) // a terminal that went away is not ours to report
		}
	})
	if err == nil && !a.json {
		a.table(rows)
	}
	return err
}

func (a *app) runBenchPopulation(ctx context.Context, records int, changed []eval.Change, slices string, check bool) error {
	p, err := eval.NewPopulation(ctx, records, shelfAt(slices), a.progress("records"))
	if err != nil {
		return err
	}
	defer p.Close()
	answer, err := p.Lookback(ctx, changed, lookback.DefaultThreshold)
	if err != nil {
		return err
	}
	if check {
		if err := a.checkBench(ctx, p, changed, answer); err != nil {
			return err
		}
	}
	wire := struct {
		Records        int     `json:"records"`
		Names          int     `json:"names"`
		ChangedEntries int     `json:"changed_entries"`
		AskedEntries   int     `json:"asked_entries"`
		Seconds        float64 `json:"seconds"`
		Affected       int     `json:"affected"`
		Met            int     `json:"met"`
		Scored         int     `json:"scored"`
		BuildSeconds   float64 `json:"build_seconds"`
		OpenSeconds    float64 `json:"open_seconds"`
		NamesPerSecond float64 `json:"names_per_second"`
		IndexBytes     int64   `json:"index_bytes"`
		PeakRSSBytes   int64   `json:"peak_rss_bytes"`
	}{records, p.Names, answer.Changes, answer.Asked, answer.Took.Seconds(), len(answer.Affected), answer.Stats.Postings + answer.Stats.Keys, answer.Stats.Scored,
		p.Build.Seconds(), p.Open.Seconds(), float64(p.Names) / p.Build.Seconds(), p.IndexBytes(), peakRSS()}
	return a.print(wire, func() {
		words := []string{fmt.Sprintf("%d names of %d records indexed in %.2f s (%.0f names/s, %d MB)", wire.Names, wire.Records, wire.BuildSeconds, wire.NamesPerSecond, wire.IndexBytes>>20)}
		if slices != "" {
			words = append(words, fmt.Sprintf("opened from %s in %.2f s, every byte checked", slices, wire.OpenSeconds))
		}
		if len(changed) > 0 {
			words = append(words, fmt.Sprintf("%d changed entries, %d asked about, in %.4f s: %d records affected, %d met, %d aligned", wire.ChangedEntries, wire.AskedEntries, wire.Seconds, wire.Affected, wire.Met, wire.Scored))
		}
		a.say("%s.", strings.Join(words, "; "))
	})
}

// checkBench fails unless a full scan of the population finds the records of the answer.
func (a *app) checkBench(ctx context.Context, p *eval.Population, changed []eval.Change, answer eval.Answer) error {
	scanned, err := p.Scan(ctx, changed, lookback.DefaultThreshold, a.progress("records scanned"))
	if err != nil {
		return err
	}
	if !slices.Equal(scanned, answer.Affected) {
		return fmt.Errorf("a full scan finds %d affected records, and not the %d of the lookback: %w", len(scanned), len(answer.Affected), lookback.ErrCheck)
	}
	a.say("A full scan of %d records finds the same %d.", p.Records, len(scanned))
	return nil
}
