package index

import (
	"testing"

	"lookback/internal/match"
	"lookback/internal/text"
	"pgregory.net/rapid"
)

// TestRelativesAreComplete holds the dictionary against match.Relate for every one of its forms.
func TestRelativesAreComplete(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		forms := rapid.SliceOfN(drawForm(), 1, 60).Draw(t, "forms")
		ix := indexOf(forms, rapid.SampledFrom([]int{-1, 0}).Draw(t, "deletion words"))
		d := ix.dictionary
		q := drawForm().Draw(t, "query")
		var k kin
		kinds := map[uint32]relative{}
		for _, r := range k.appendRelatives(nil, ix, q) {
			if r.kind() != part {
				kinds[r.form()] = r.kind()
			}
		}
		var f text.Form
		for id := range uint32(d.len()) {
			d.decode(id, &f)
			kind, listed := kinds[id]
			switch r, _ := match.Relate(q, &f); r {
			case match.Unrelated: // a part of a split may be listed
			case match.InitialOf:
				from, to := d.startingWith(f.Folded[0])
				if inSpan := q.Class == text.Initial && from <= id && id < to; !listed && !inSpan {
					t.Fatalf("%q does not list the initial %q", q.Folded, f.Folded)
				}
			default:
				if !listed || kind != firm {
					t.Fatalf("%q does not list %q, which is %s", q.Folded, f.Folded, r)
				}
			}
		}
	})
}

// indexOf returns the index of forms, each held by one owner.
func indexOf(forms []*text.Form, deletionWords int) *Index {
	b := Builder{DeletionWords: deletionWords}
	for i, f := range forms {
		b.Add(uint32(i), &match.Party{Names: []match.Forms{{f}}, Facts: match.PrepareFacts(noFacts)})
	}
	return b.Build()
}
