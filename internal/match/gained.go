package match

import (
	"bytes"
	"slices"

	"lookback/internal/text"
)

// Gained returns the part of now that can bring some party to a score which before did not bring it to, and false when
// there is none. A score is that of the best pair of strong names, given the facts (Scratch.Score). So where the facts are the same, whatever
// scores higher than before owes it to a strong name that before lacks, and the others need not be asked again; where a fact differs, now is asked whole.
// It says nothing about parties whose score fell, nor about evidence.
func Gained(before, now *Party) (Party, bool) {
	if !before.Facts.equal(&now.Facts) {
		return *now, true
	}
	gained := Party{Facts: now.Facts}
	for _, name := range now.Names {
		if !slices.ContainsFunc(before.Names, name.equal) {
			gained.Names = append(gained.Names, name)
		}
	}
	return gained, len(gained.Names) > 0
}

// equal reports whether two sets of facts hold the same. Facts in another order may count as different.
func (f *Facts) equal(g *Facts) bool {
	return bytes.Equal(f.AppendBinary(nil), g.AppendBinary(nil))
}

// equal reports whether two names score alike everywhere.
func (a Forms) equal(b Forms) bool {
	return slices.EqualFunc(a, b, (*text.Form).Equal)
}
