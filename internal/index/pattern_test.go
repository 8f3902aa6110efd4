package index

import (
	"testing"

	"lookback/internal/match"
	"lookback/internal/text"
	"pgregory.net/rapid"
)

// TestBoundsLookAtClassesAlone shows what patterns rest on.
func TestBoundsLookAtClassesAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := drawName(t)
		name = name[:min(len(name), enoughTokens)]
		bare := make(match.Forms, len(name))
		for i, f := range name {
			bare[i] = &text.Form{Class: f.Class}
		}
		probed := rapid.Uint32Range(0, 1<<enoughTokens-1).Draw(t, "probed")
		alone := rapid.Int32Range(0, 400).Draw(t, "alone")
		for _, initials := range []bool{false, true} {
			if got, want := match.Bound(bare, probed, initials, alone), match.Bound(name, probed, initials, alone); got != want {
				t.Fatalf("the bound of %v is %s, and of their classes alone %s", name, want, got)
			}
		}
	})
}

// TestHoldersAreNotMissed shows that an owner is found in the holders of a token, however they are kept, and that
// a list holds no others.
func TestHoldersAreNotMissed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		places := rapid.SliceOfN(rapid.Uint32Range(0, 1<<31), 1, 50).Draw(t, "places")
		others := rapid.SliceOfN(rapid.Uint32Range(0, 1<<31), 0, 50).Draw(t, "others")
		var m memo
		for range rapid.IntRange(1, 3).Draw(t, "tokens before") {
			m.keepHolders([]uint32{1, 2, 3}, nil)
		}
		held := map[uint32]bool{}
		for _, p := range places {
			held[p] = true
		}
		h := m.keepHolders(append([]uint32(nil), places...), nil)
		for p := range held {
			if !m.mayHold(&h, p) {
				t.Fatalf("place %d is not found among %v", p, places)
			}
		}
		for _, p := range others {
			if h.listed && m.mayHold(&h, p) != held[p] {
				t.Fatalf("place %d is said to be among %v", p, places)
			}
		}
	})
}
