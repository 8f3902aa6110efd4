package index_test

import (
	"bytes"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"lookback"
	"lookback/internal/index"
	"lookback/internal/match"
	"lookback/internal/scenario"
)

// benchRecords is the population of benchmarks: LOOKBACK_BENCH_RECORDS, or a hundred thousand.
func benchRecords(b *testing.B) int {
	s := os.Getenv("LOOKBACK_BENCH_RECORDS")
	if s == "" {
		return 100_000
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		b.Fatal(err)
	}
	return n
}

// population returns n made-up parties, from the i-th of the seed on.
func population(seed uint64, i, n int) []match.Party {
	bulk := scenario.NewBulk(seed)
	parties := make([]match.Party, n)
	for k := range parties {
		parties[k] = match.Prepare(bulk.Party(i + k))
		parties[k].Texts = nil
	}
	return parties
}

// indexOfPopulation builds the index of n made-up parties without holding all of them, and
// returns how long the index alone took.
func indexOfPopulation(seed uint64, n int) (*index.Index, time.Duration) {
	const chunk = 50_000
	var b index.Builder
	var spent time.Duration
	for from := 0; from < n; from += chunk {
		parties := population(seed, from, min(chunk, n-from))
		start := time.Now()
		for k := range parties {
			b.Add(uint32(from+k), &parties[k])
		}
		spent += time.Since(start)
	}
	start := time.Now()
	ix := b.Build()
	return ix, spent + time.Since(start)
}

func BenchmarkBuild(b *testing.B) {
	parties := population(1, 0, 300_000) // as many as hold too many words for deletions
	b.ReportAllocs()
	for b.Loop() {
		buildParties(parties)
	}
	b.ReportMetric(float64(len(parties))*float64(b.N)/b.Elapsed().Seconds(), "names/s")
}

// BenchmarkPopulation builds the index of a population once, opens its snapshot, and asks a hundred changed entries over it.
func BenchmarkPopulation(b *testing.B) {
	n := benchRecords(b)
	ix, spent := indexOfPopulation(1, n)
	b.Logf("%d owners built in %v: %.0f a second", n, spent, float64(n)/spent.Seconds())
	b.Logf("%d bytes for each owner: %+v", ix.Sizes().Total()/n, ix.Sizes())
	b.Run("open", func(b *testing.B) {
		var data bytes.Buffer
		if _, err := ix.WriteTo(&data); err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			if _, err := index.Open(data.Bytes()); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("made-up", func(b *testing.B) { ask(b, ix, population(2, 0, 100)) })
	b.Run("published", func(b *testing.B) { ask(b, ix, everyNth(publishedEntries(b), 100)) })
}

// BenchmarkLargeList asks made-up records one by one against a list of LOOKBACK_BENCH_RECORDS made-up entries: with nothing remembered before the
// first, and again with all words known. It reports how long the middle one of them took, and all but one in a hundred.
func BenchmarkLargeList(b *testing.B) {
	ix, _ := indexOfPopulation(2, benchRecords(b))
	queries := population(1, 0, 20_000)
	var s index.Scratch
	for _, name := range []string{"new", "known"} {
		b.Run(name, func(b *testing.B) {
			took := make([]time.Duration, 0, len(queries))
			var hits []index.Hit
			for b.Loop() {
				if took = took[:0]; name == "new" {
					s = index.Scratch{}
				}
				for i := range queries {
					start := time.Now()
					hits, _ = ix.Search(&queries[i], lookback.DefaultThreshold, &s, hits[:0])
					took = append(took, time.Since(start))
				}
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
		})
	}
}

// BenchmarkScreen asks made-up records against ten thousand made-up entries.
func BenchmarkScreen(b *testing.B) {
	ix, _ := indexOfPopulation(2, 10_000)
	ask(b, ix, population(1, 0, 50_000))
}

// BenchmarkScreenPublished asks a register of people, and made-up records, against the OFAC and UN lists.
func BenchmarkScreenPublished(b *testing.B) {
	ix := buildParties(publishedEntries(b))
	b.Run("register", func(b *testing.B) { ask(b, ix, otherNames(b)) })
	b.Run("made-up", func(b *testing.B) { ask(b, ix, population(1, 0, 50_000)) })
}

// ask searches all queries in each turn, which starts with nothing remembered, and reports what one of them took and did.
func ask(b *testing.B, ix *index.Index, queries []match.Party) {
	var total index.Stats
	var hits []index.Hit
	for b.Loop() {
		var s index.Scratch
		for i := range queries {
			var stats index.Stats
			hits, stats = ix.Search(&queries[i], lookback.DefaultThreshold, &s, hits[:0])
			total.Add(stats)
		}
	}
	n := float64(b.N) * float64(len(queries))
	b.ReportMetric(n/b.Elapsed().Seconds(), "queries/s")
	for _, m := range []struct {
		count int
		unit  string
	}{{total.Probed, "probed"}, {total.Postings, "postings"}, {total.ByReach, "byreach"}, {total.ByFacts, "byfacts"}, {total.Scored, "scored"}, {total.Hits, "hits"}} {
		b.ReportMetric(float64(m.count)/n, m.unit+"/q")
	}
}
