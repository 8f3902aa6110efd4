package index

import (
	"slices"
	"testing"

	"lookback"
	"lookback/internal/match"
	"pgregory.net/rapid"
)

// thresholds are asked in every property test: from one that almost everything passes to identity.
var thresholds = []lookback.Score{0, 1, 500, 1500, 3000, 4500, 5000, 6000, 6500, 7000, 7500, 8000, 8500, 9000, 9500, 9999, 10000}

// TestSearchEqualsFullScan shows R8: nothing is ever missed, and nothing is found that is not there.
func TestSearchEqualsFullScan(t *testing.T) {
	var s Scratch // one for all runs: what it remembers must never leak from one index to another
	var w ScanScratch
	rapid.Check(t, func(t *rapid.T) {
		parties := rapid.SliceOfN(drawParty(), 0, 40).Draw(t, "parties")
		ix, scanner := build(parties), NewScanner(parties)
		for range 4 {
			q := drawQuery(t, parties)
			threshold := rapid.SampledFrom(thresholds).Draw(t, "threshold")
			want := judge(parties, &q, threshold)
			got, stats := ix.Search(&q, threshold, &s, nil)
			if !slices.Equal(got, want) {
				t.Fatalf("threshold %s: search %v, want %v\nstats %+v", threshold, got, want, stats)
			}
			if !stats.Reconciles() || stats.Hits != len(got) {
				t.Fatalf("counts do not add up: %+v", stats)
			}
			if scanned := scanner.Scan(&q, threshold, &w, nil); !slices.Equal(scanned, want) {
				t.Fatalf("threshold %s: scan %v, want %v", threshold, scanned, want)
			}
		}
	})
}

// drawQuery draws a new party, or one that is held as another source writes it.
func drawQuery(t *rapid.T, parties []match.Party) match.Party {
	if len(parties) > 0 && rapid.IntRange(0, 3).Draw(t, "held") > 0 {
		return rewrite(t, rapid.SampledFrom(parties).Draw(t, "party"))
	}
	return drawParty().Draw(t, "query")
}

// TestOtherOwnersChangeNothing shows invariant 2: a pair is found with the same score whoever else is held.
func TestOtherOwnersChangeNothing(t *testing.T) {
	var s Scratch
	rapid.Check(t, func(t *rapid.T) {
		parties := rapid.SliceOfN(drawParty(), 1, 20).Draw(t, "parties")
		more := rapid.SliceOfN(drawParty(), 1, 20).Draw(t, "others")
		q := drawQuery(t, parties)
		threshold := rapid.SampledFrom(thresholds).Draw(t, "threshold")
		before, _ := build(parties).Search(&q, threshold, &s, nil)
		after, _ := build(slices.Concat(parties, more)).Search(&q, threshold, &s, nil)
		after = slices.DeleteFunc(after, func(h Hit) bool { return int(h.Owner) >= len(parties) })
		if !slices.Equal(before, after) {
			t.Fatalf("threshold %s: %v alone, %v with others", threshold, before, after)
		}
	})
}
