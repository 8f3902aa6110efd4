package main

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"lookback"
	"lookback/internal/eval"
)

func (a *app) bench() *cobra.Command {
	return group("bench", "Measure speed on this machine", a.benchScreen(), a.benchLookback(), a.benchIndex())
}

func (a *app) benchScreen() *cobra.Command {
	var editions []string
	var queries, threshold string
	var repeat int
	c := &cobra.Command{
		Use:     "screen",
		Short:   "Measure screening of a file against lists, from its bytes to the evidence of the alerts",
		Example: "  lookback bench screen --edition un-xml=consolidated.xml --queries people.csv --repeat 3",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			t, err := parseThreshold(threshold)
			if err != nil {
				return err
			}
			return a.runBenchScreen(cmd.Context(), editions, queries, t, repeat)
		},
	}
	c.Flags().StringArrayVar(&editions, "edition", nil, "FORMAT=PATH[,PATH...] of a list; may be given several times")
	c.Flags().StringVar(&queries, "queries", "", "CSV of people to screen")
	c.Flags().StringVar(&threshold, "threshold", lookback.DefaultThreshold.String(), "pairs at or above it are alerts")
	c.Flags().IntVar(&repeat, "repeat", 1, "read and screen the file this many times")
	return c
}

func (a *app) runBenchScreen(ctx context.Context, editions []string, queries string, threshold lookback.Score, repeat int) error {
	entries, err := readEditions(editions)
	if err != nil {
		return err
	}
	screener := eval.NewScreener(entries, threshold)
	m, _, err := mappingFor(queries, "")
	if err != nil {
		return err
	}
	records, alerts := 0, 0
	started := time.Now()
	for range repeat {
		file, err := openInput(queries)
		if err != nil {
			return err
		}
		n, hits, err := screener.File(ctx, file, queries, m)
		file.Close()
		if err != nil {
			return err
		}
		records, alerts = records+n, alerts+hits
	}
	seconds := time.Since(started).Seconds()
	wire := struct {
		Records          int     `json:"records"`
		Alerts           int     `json:"alerts"`
		Seconds          float64 `json:"seconds"`
		RecordsPerS      float64 `json:"records_per_s"`
		RecordsPerSecond float64 `json:"records_per_second"`
		PeakRSSBytes     int64   `json:"peak_rss_bytes"`
	}{records, alerts, seconds, float64(records) / seconds, float64(records) / seconds, peakRSS()}
	return a.print(wire, func() {
		a.say("%d records in %.2f s: %.0f records/s, %d alerts with evidence, at most %d MB of memory, %d cores",
			records, seconds, wire.RecordsPerS, alerts, wire.PeakRSSBytes>>20, runtime.GOMAXPROCS(0))
	})
}

func (a *app) benchLookback() *cobra.Command {
	var records, changes int
	c := &cobra.Command{
		Use:     "lookback",
		Short:   "Measure a lookback over a generated population",
		Example: "  lookback bench lookback --records 100000 --changes 100",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			b := eval.BenchLookback(cmd.Context(), 1, records, changes, a.progress("records"))
			wire := lookbackBenchWire{
				Records: b.Records, ChangedEntries: b.Changes, Seconds: b.Search.Seconds(), Affected: b.Affected,
				BuildSeconds: b.Build.Seconds(), NamesPerSecond: float64(b.Names) / b.Build.Seconds(), IndexBytes: b.IndexBytes, PeakRSSBytes: peakRSS(),
			}
			return a.print(wire, func() {
				a.say("%d records indexed in %.2f s (%.0f names/s, %d MB); %d changed entries asked in %.4f s; %d records affected",
					wire.Records, wire.BuildSeconds, wire.NamesPerSecond, wire.IndexBytes>>20, wire.ChangedEntries, wire.Seconds, wire.Affected)
			})
		},
	}
	c.Flags().IntVar(&records, "records", 100000, "size of the generated population")
	c.Flags().IntVar(&changes, "changes", 100, "entries that changed")
	return c
}

type lookbackBenchWire struct {
	Records        int     `json:"records"`
	ChangedEntries int     `json:"changed_entries"`
	Seconds        float64 `json:"seconds"`
	Affected       int     `json:"affected"`
	BuildSeconds   float64 `json:"build_seconds"`
	NamesPerSecond float64 `json:"names_per_second"`
	IndexBytes     int64   `json:"index_bytes"`
	PeakRSSBytes   int64   `json:"peak_rss_bytes"`
}

func (a *app) benchIndex() *cobra.Command {
	var records int
	c := &cobra.Command{
		Use:     "index",
		Short:   "Measure building an index over a generated population",
		Example: "  lookback bench index --records 100000",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			b := eval.BenchLookback(cmd.Context(), 1, records, 0, a.progress("records"))
			wire := struct {
				Records        int     `json:"records"`
				Names          int     `json:"names"`
				Seconds        float64 `json:"seconds"`
				NamesPerSecond float64 `json:"names_per_second"`
				IndexBytes     int64   `json:"index_bytes"`
				PeakRSSBytes   int64   `json:"peak_rss_bytes"`
			}{b.Records, b.Names, b.Build.Seconds(), float64(b.Names) / b.Build.Seconds(), b.IndexBytes, peakRSS()}
			return a.print(wire, func() {
				a.say("%d names of %d records in %.2f s: %.0f names/s, %d MB", wire.Names, wire.Records, wire.Seconds, wire.NamesPerSecond, wire.IndexBytes>>20)
			})
		},
	}
	c.Flags().IntVar(&records, "records", 100000, "size of the generated population")
	return c
}

// peakRSS returns the most memory the process has held, in bytes, where the system tells; 0 elsewhere.
func peakRSS() int64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(status)) {
		var kb int64
		if n, _ := fmt.Sscanf(line, "VmHWM: %d kB", &kb); n == 1 {
			return kb << 10
		}
	}
	return 0
}
