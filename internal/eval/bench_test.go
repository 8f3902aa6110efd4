package eval

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"lookback"
	"lookback/internal/source"
)

// publishedLists returns the entries of the OFAC and UN lists, or skips the benchmark.
func publishedLists(b *testing.B) []lookback.Entry {
	b.Helper()
	var entries []lookback.Entry
	for _, list := range []struct {
		format source.Format
		folder string
		files  []string
	}{
		{source.OFACCSV, "ofac/2021-07", []string{"sdn.csv", "alt.csv", "add.csv", "sdn_comments.csv"}},
		{source.UNXML, "un", []string{"2025-08-16.xml"}},
	} {
		var files []source.File
		for _, name := range list.files {
			path := filepath.Join(sharedData, filepath.FromSlash(list.folder), name)
			if _, err := os.Stat(path); err != nil {
				b.Skipf("published lists are not on this machine: %v", err)
			}
			files = append(files, source.Path(path))
		}
		edition, err := source.ParseEdition(list.format, files)
		if err != nil {
			b.Fatal(err)
		}
		entries = append(entries, edition.Entries...)
	}
	return entries
}

// BenchmarkFile screens a register of people against the OFAC and UN lists, from the bytes of the file to the evidence of the alerts.
func BenchmarkFile(b *testing.B) {
	data, err := os.ReadFile(filepath.Join(sharedData, "population", "negatives_us.csv"))
	if err != nil {
		b.Skipf("the register is not on this machine: %v", err)
	}
	columns, err := source.RecordColumns(bytes.NewReader(data), "register")
	if err != nil {
		b.Fatal(err)
	}
	m, _ := source.GuessMapping(columns)
	entries := publishedLists(b)
	b.ReportAllocs()
	records, alerts := 0, 0
	for b.Loop() {
		screener := NewScreener(entries, lookback.DefaultThreshold)
		n, hits, err := screener.File(b.Context(), bytes.NewReader(data), "register", m)
		if err != nil {
			b.Fatal(err)
		}
		records, alerts = records+n, hits
	}
	b.ReportMetric(float64(records)/b.Elapsed().Seconds(), "records/s")
	b.ReportMetric(float64(alerts), "alerts")
}
