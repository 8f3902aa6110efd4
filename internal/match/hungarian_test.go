package match

import (
	"testing"

	"lookback/internal/text"
	"pgregory.net/rapid"
)

// drawTable draws an alignment of up to five tokens a side with any relations and similarities.
func drawTable(t *rapid.T) *alignment {
	al := &alignment{}
	n := rapid.IntRange(1, 5).Draw(t, "rows")
	m := rapid.IntRange(n, 5).Draw(t, "columns")
	classes := rapid.SampledFrom([]text.Class{text.Unknown, text.Patronymic, text.Generic, text.Kunya})
	for range n {
		al.a = append(al.a, &text.Form{Class: classes.Draw(t, "class")})
	}
	for range m {
		al.b = append(al.b, &text.Form{Class: classes.Draw(t, "class")})
	}
	for i := range n {
		for j := range m {
			if rapid.Bool().Draw(t, "related") {
				al.related[i] |= 1 << j
				al.sims[i][j] = int16(rapid.IntRange(1, 10000).Draw(t, "similarity"))
			}
		}
	}
	return al
}

// bestByTrial returns the greatest value of any assignment of the rows from i on to free columns.
func bestByTrial(al *alignment, i int, free uint32) int32 {
	if i == len(al.a) {
		return 0
	}
	best := bestByTrial(al, i+1, free)
	for j := range al.b {
		if free&(1<<j) != 0 {
			best = max(best, al.value(i, j)+bestByTrial(al, i+1, free&^(1<<j)))
		}
	}
	return best
}

func TestAssignmentHasTheGreatestValue(t *testing.T) {
	var h hungarian // one for all runs: nothing may leak from one to the next
	rapid.Check(t, func(t *rapid.T) {
		al := drawTable(t)
		h.solve(al)
		var got int32
		var taken uint32
		for i := range al.a {
			j := h.match[i]
			if j < 0 {
				continue
			}
			if taken&(1<<j) != 0 {
				t.Fatalf("column %d is assigned twice", j)
			}
			taken |= 1 << j
			got += al.value(i, int(j))
		}
		if want := bestByTrial(al, 0, 1<<len(al.b)-1); got != want {
			t.Fatalf("value %d, want %d", got, want)
		}
	})
}
