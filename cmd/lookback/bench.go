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
	return group("bench", "Measure speed on this machine", a.benchScreen(), a.benchLookback(), a.benchIndex(), a.benchScale(), a.benchGrowth(), a.benchServe())
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
	collectSeldom()
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
