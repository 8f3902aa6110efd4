package eval

import (
	"os"
	"path/filepath"
	"testing"

	"lookback/internal/match"
)

// preparedPairs returns the labelled pairs of a set, analysed, or our own fictional ones where the set is not on this machine.
func preparedPairs(tb testing.TB) [][2]match.Party {
	tb.Helper()
	path := filepath.Join(root, "..", "shared", "bench", "name_bench_dev.csv")
	if _, err := os.Stat(path); err != nil {
		path = filepath.Join(root, "testdata", "names.csv")
	}
	var pairs [][2]match.Party
	for _, c := range readCases(tb, path) {
		kind := kindOf(c.Schema)
		pairs = append(pairs, [2]match.Party{party(c.Left, kind), party(c.Right, kind)})
	}
	return pairs
}

// TestComparingNamesDoesNotAllocate shows that a comparison costs no memory once the names are analysed.
func TestComparingNamesDoesNotAllocate(t *testing.T) {
	pairs := preparedPairs(t)
	var scratch match.Scratch
	if n := testing.AllocsPerRun(10, func() {
		for i := range pairs {
			scratch.BestName(&pairs[i][0], &pairs[i][1])
		}
	}); n != 0 {
		t.Errorf("%v allocations in %d comparisons, want 0", n, len(pairs))
	}
}

// BenchmarkComparison is what one comparison of two names costs on average over the labelled pairs.
func BenchmarkComparison(b *testing.B) {
	pairs := preparedPairs(b)
	var scratch match.Scratch
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		p := &pairs[i%len(pairs)]
		scratch.BestName(&p[0], &p[1])
	}
}
