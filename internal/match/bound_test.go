package match

import (
	"testing"

	"lookback/internal/text"
	"pgregory.net/rapid"
)

// contacts returns, for the tokens of a, which of them can be aligned with b otherwise than by an initial and which by an
// initial only: by Relate, or as part of a run that is one token of b, or as one token that is a run of b.
func contacts(a, b Forms) (firm, soft uint32) {
	for i, x := range a {
		for j, y := range b {
			switch r, _ := Relate(x, y); {
			case r == InitialOf:
				soft |= 1 << i
			case r != Unrelated:
				firm |= 1 << i
			}
			for n := 2; n <= MaxRun; n++ {
				if i+n <= len(a) && Joins(a[i:i+n], y) {
					firm |= (1<<n - 1) << i
				}
				if j+n <= len(b) && Joins(b[j:j+n], x) {
					firm |= 1 << i
				}
			}
		}
	}
	return firm, soft &^ firm
}

// reachOf is what an index knows of a name before it aligns it.
func reachOf(a, b Forms) Reach {
	firm, soft := contacts(a, b)
	var r Reach
	for i, f := range a {
		w, against := ClassWeights(f.Class)
		r.Total += w
		switch bit := uint32(1) << i; {
		case w > 0 && firm&bit != 0:
			r.Firm += w
			continue
		case w > 0 && soft&bit != 0:
			r.Soft += w
			r.Doubt += against
		default:
			r.Against += against
		}
		if IsPlain(f.Class) {
			r.Plain++
		}
	}
	return r
}

// TestLimitIsNeverExceeded shows the proof at Limit: an index that drops what Limit rules out misses nothing.
func TestLimitIsNeverExceeded(t *testing.T) {
	var s Scratch
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawPair(t)
		score, limit := s.Names(a, b), Limit(reachOf(a, b), reachOf(b, a))
		if score > limit {
			t.Fatalf("score %s exceeds the limit %s", score, limit)
		}
	})
}

// TestBoundIsNeverExceeded shows the proof at Bound for every set of tokens that have no relative in the other name.
func TestBoundIsNeverExceeded(t *testing.T) {
	var s Scratch
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawPair(t)
		firm, _ := contacts(a, b)
		unrelated := ^firm & (1<<len(a) - 1)
		probed := unrelated & uint32(rapid.IntRange(0, 1<<16-1).Draw(t, "probed"))
		initials := false
		for _, f := range b {
			initials = initials || f.Class == text.Initial
		}
		alone := int32(rapid.IntRange(0, int(reachOf(b, a).Against)).Draw(t, "alone"))
		if score, bound := s.Names(a, b), Bound(a, probed, initials, alone); score > bound {
			t.Fatalf("score %s exceeds the bound %s with probed %b", score, bound, probed)
		}
	})
}
