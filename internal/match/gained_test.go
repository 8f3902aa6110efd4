package match

import (
	"testing"

	"lookback"
	"pgregory.net/rapid"
)

// TestGainedFindsWhoeverScoresHigher shows the proof at Gained: asking about the gain misses nobody who scores higher than before.
func TestGainedFindsWhoeverScoresHigher(t *testing.T) {
	var s Scratch
	higher, narrowed := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		before := drawNamed(t, "before")
		now := amended(t, before)
		other := Prepare(drawNamed(t, "other"))
		a, b := Prepare(before), Prepare(now)
		gained, any := new(Preparer).Gained(before, now)
		if any && len(gained.Names) < len(b.Names) {
			narrowed++
		}
		was, is := s.Score(&a, &other), s.Score(&b, &other)
		if is <= was {
			return
		}
		higher++
		if got := s.Score(&gained, &other); !any || got != is {
			t.Fatalf("the score rose from %s to %s, and what was gained (%t) scores %s", was, is, any, got)
		}
	})
	if higher == 0 || narrowed == 0 {
		t.Errorf("%d scores rose and %d questions became smaller: the test shows nothing", higher, narrowed)
	}
}

// amended draws another state of p, with most of it as it was.
func amended(t *rapid.T, p lookback.Party) lookback.Party {
	other := drawNamed(t, "amended")
	switch rapid.SampledFrom([]string{"names", "names", "names", "births", "identifiers", "kind", "nothing"}).Draw(t, "what") {
	case "names":
		kept := p.Names[:rapid.IntRange(0, len(p.Names)).Draw(t, "kept")]
		p.Names = append(kept[:len(kept):len(kept)], other.Names...)
	case "births":
		p.Births = other.Births
	case "identifiers":
		p.Identifiers = other.Identifiers
	case "kind":
		p.Kind = other.Kind
	}
	return p
}

// TestNothingIsGainedByWhatIsNotScored gives an entry what people read and no score does.
func TestNothingIsGainedByWhatIsNotScored(t *testing.T) {
	before := lookback.Party{Kind: lookback.KindPerson, Names: []lookback.Name{{Full: "Ilmar Tassk"}, {Full: "Ilmar Tasek", Type: lookback.NameAlias}}}
	now := before
	now.Names = []lookback.Name{{Full: "ILMAR  TASEK"}, {Full: "Ilmar Tassk", Type: lookback.NameFormer}, {Full: "The Clerk", Weak: true}}
	now.Addresses = []lookback.Address{{Text: "Exampletown"}}
	if gained, any := new(Preparer).Gained(before, now); any {
		t.Errorf("gained %+v", gained)
	}
}
