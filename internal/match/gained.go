package match

import (
	"bytes"
	"slices"

	"lookback"
	"lookback/internal/text"
)

// Gained prepares the part of now that can bring some party to a score which before did not bring it to, and returns false when there is
// none. A score is that of the best pair of strong names, given the facts (Scratch.Score). So where the facts are the same, whatever
// scores higher than before owes it to a strong name that before lacks, and the others need not be asked again; where a fact differs, now is asked whole.
// It says nothing about parties whose score fell, nor about evidence.
//
// Names that are written as before are not analysed again, because what a name is made of depends on its writing and the kind of party alone.
func (r *Preparer) Gained(before, now lookback.Party) (Party, bool) {
	was, is := PrepareFacts(before), PrepareFacts(now)
	if before.Kind != now.Kind || !was.equal(&is) {
		return r.Prepare(now), true
	}
	now.Names = slices.DeleteFunc(slices.Clone(now.Names), func(n lookback.Name) bool {
		return n.Weak || slices.ContainsFunc(before.Names, func(b lookback.Name) bool { return sameWriting(n, b) })
	})
	if len(now.Names) == 0 {
		return Party{}, false
	}
	known := r.Prepare(before).Names
	gained := r.Prepare(now)
	gained.Names = slices.DeleteFunc(gained.Names, func(n Forms) bool { return slices.ContainsFunc(known, n.equal) })
	return gained, len(gained.Names) > 0
}

// sameWriting reports whether two names differ in their types at most.
func sameWriting(a, b lookback.Name) bool {
	a.Type = b.Type
	return a == b
}

// equal reports whether two sets of facts hold the same. Facts in another order may count as different.
func (f *Facts) equal(g *Facts) bool {
	return bytes.Equal(f.AppendBinary(nil), g.AppendBinary(nil))
}

// equal reports whether two names score alike everywhere.
func (a Forms) equal(b Forms) bool {
	return slices.EqualFunc(a, b, (*text.Form).Equal)
}
