package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"lookback"
	"lookback/internal/eval"
	"lookback/internal/source"
)

func (a *app) benchLookback() *cobra.Command {
	var records, changes int
	var from, to string
	c := &cobra.Command{
		Use:   "lookback",
		Short: "Measure a lookback over a generated population",
		Example: `  lookback bench lookback --records 100000 --changes 100
  lookback bench lookback --records 1000000 --from un-xml=old.xml --to un-xml=new.xml`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			changed, err := changedParties(from, to, changes, records)
			if err != nil {
				return err
			}
			return a.runBenchPopulation(cmd.Context(), records, changed)
		},
	}
	c.Flags().IntVar(&records, "records", 100000, "size of the generated population")
	c.Flags().IntVar(&changes, "changes", 100, "generated entries that changed")
	c.Flags().StringVar(&from, "from", "", "FORMAT=PATH[,PATH...] of an edition; with --to, its changes are asked about")
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
			return a.runBenchPopulation(cmd.Context(), records, nil)
		},
	}
	c.Flags().IntVar(&records, "records", 100000, "size of the generated population")
	return c
}

// changedParties returns the new states of what differs between two editions, or generated entries.
func changedParties(from, to string, changes, records int) ([]lookback.Party, error) {
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
	var changed []lookback.Party
	for _, c := range source.Diff(old, now) {
		if c.New != nil {
			changed = append(changed, c.New.Party)
		}
	}
	return changed, nil
}

func (a *app) runBenchPopulation(ctx context.Context, records int, changed []lookback.Party) error {
	b, err := eval.BenchLookback(ctx, records, changed, lookback.DefaultThreshold, a.progress("records"))
	if err != nil {
		return err
	}
	wire := struct {
		Records        int     `json:"records"`
		Names          int     `json:"names"`
		ChangedEntries int     `json:"changed_entries"`
		Seconds        float64 `json:"seconds"`
		Affected       int     `json:"affected"`
		BuildSeconds   float64 `json:"build_seconds"`
		NamesPerSecond float64 `json:"names_per_second"`
		IndexBytes     int64   `json:"index_bytes"`
		PeakRSSBytes   int64   `json:"peak_rss_bytes"`
	}{b.Records, b.Names, b.Changes, b.Search.Seconds(), b.Affected, b.Build.Seconds(), float64(b.Names) / b.Build.Seconds(), b.IndexBytes, peakRSS()}
	return a.print(wire, func() {
		words := []string{fmt.Sprintf("%d names of %d records indexed in %.2f s (%.0f names/s, %d MB)", wire.Names, wire.Records, wire.BuildSeconds, wire.NamesPerSecond, wire.IndexBytes>>20)}
		if len(changed) > 0 {
			words = append(words, fmt.Sprintf("%d changed entries asked in %.4f s: %d records affected", wire.ChangedEntries, wire.Seconds, wire.Affected))
		}
		a.say("%s.", strings.Join(words, "; "))
	})
}
