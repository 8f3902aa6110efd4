package match

import (
	"math/bits"

	"lookback"
	"lookback/internal/text"
)

// pair is one aligned token of each name.
type pair struct {
	left, right       int8 // index into the names
	start             int8 // where the run of a joined pair starts
	runLeft, runRight int8 // length of the run on that side; 0 when that side is one token
	relation          Relation
	sim               lookback.Score
}

// alignment assigns the tokens of two names to each other so that the aligned weight, counted
// with its similarity, is the greatest possible. It is reused from pair to pair without allocating.
type alignment struct {
	a, b     Forms
	used     [2]uint32 // bit i: token i of that side is aligned or swallowed by a joined one
	equal    [2]uint32 // bit i: token i of that side stands in the other name as it is
	pairs    [2 * MaxTokens]pair
	n        int
	sims     [MaxTokens][MaxTokens]int16
	rels     [MaxTokens][MaxTokens]Relation
	related  [MaxTokens]uint32 // bit j of related[i]: token i of a relates to token j of b
	assigned hungarian
}

// run aligns a and b and reports whether any tokens relate.
func (al *alignment) run(a, b Forms) bool {
	al.a, al.b = a[:min(len(a), MaxTokens)], b[:min(len(b), MaxTokens)]
	al.n, al.used, al.equal = 0, [2]uint32{}, [2]uint32{}
	al.relate()
	al.join(0)
	al.join(1)
	al.assign()
	return al.n > 0
}

// relate finds which tokens relate.
func (al *alignment) relate() {
	for i, x := range al.a {
		al.related[i] = 0
		for j, y := range al.b {
			r, s := Relate(x, y)
			if r == Unrelated {
				continue
			}
			al.sims[i][j], al.rels[i][j] = int16(s), r
			al.related[i] |= 1 << j
			if r == Equal {
				al.equal[0] |= 1 << i
				al.equal[1] |= 1 << j
			}
		}
	}
}

// join looks for a token of one side that is two or three neighbours of the other side written together.
func (al *alignment) join(side int) {
	runs, wholes := al.a, al.b
	if side == 1 {
		runs, wholes = al.b, al.a
	}
	if len(runs) < 2 {
		return
	}
	for w, whole := range wholes {
		if !Whole(whole) || (al.used[1-side]|al.equal[1-side])&(1<<w) != 0 {
			continue
		}
		for i := range runs {
			if n := runLength(runs[i:], whole); n > 0 && al.takeRun(side, i, n, w) {
				break
			}
		}
	}
}

// maxRun is the longest run of tokens that is looked for in one token of the other name.
const maxRun = 3

// runLength returns how many tokens from the start of run, written together, give whole: 2, 3, or 0.
func runLength(run Forms, whole *text.Form) int {
	if !begins(whole.Folded, run[0].Folded) && !begins(whole.Skeleton, run[0].Skeleton) {
		return 0 // the usual case
	}
	for n := 2; n <= maxRun && n <= len(run); n++ {
		if concatenates(run[:n], whole.Folded, folded) || concatenates(run[:n], whole.Skeleton, skeleton) {
			return n
		}
	}
	return 0
}

// begins reports whether s begins with start, which holds something.
func begins(s, start string) bool {
	return start != "" && len(start) <= len(s) && s[0] == start[0] && s[:len(start)] == start
}

func folded(f *text.Form) string   { return f.Folded }
func skeleton(f *text.Form) string { return f.Skeleton }

// concatenates reports whether the keys of run, one after the other, are whole.
func concatenates(run Forms, whole string, key func(*text.Form) string) bool {
	if whole == "" {
		return false
	}
	for _, f := range run {
		k := key(f)
		if k == "" || len(k) > len(whole) || whole[:len(k)] != k {
			return false
		}
		whole = whole[len(k):]
	}
	return whole == ""
}

// takeRun aligns a run of n tokens with the token that is all of them, unless one of them is taken or carries no weight.
func (al *alignment) takeRun(side, i, n, whole int) bool {
	mask := uint32(1<<n-1) << i
	if al.used[side]&mask != 0 {
		return false
	}
	runs := al.a
	if side == 1 {
		runs = al.b
	}
	first := -1
	for k := i; k < i+n; k++ {
		if Weight(runs[k]) > 0 {
			first = k
			break
		}
	}
	if first < 0 {
		return false
	}
	al.used[side] |= mask
	al.used[1-side] |= 1 << whole
	p := pair{left: int8(first), right: int8(whole), start: int8(i), runLeft: int8(n), relation: Joined, sim: simJoined}
	if side == 1 {
		p.left, p.right, p.runLeft, p.runRight = p.right, p.left, 0, p.runLeft
	}
	al.add(p)
	return true
}

func (al *alignment) add(p pair) { al.pairs[al.n] = p; al.n++ }

// assign aligns the tokens that are left. Where no token has a choice the relations are the
// alignment; otherwise the assignment of greatest value is computed.
func (al *alignment) assign() {
	choice := false
	for i := range al.a {
		al.related[i] &^= al.used[1]
		if al.used[0]&(1<<i) != 0 {
			al.related[i] = 0
		}
		choice = choice || al.related[i]&(al.related[i]-1) != 0
	}
	var taken uint32
	for i := range al.a {
		choice = choice || taken&al.related[i] != 0
		taken |= al.related[i]
	}
	if choice {
		al.assigned.solve(al)
	}
	for i := range al.a {
		j := single(al.related[i])
		if choice {
			j = al.assigned.match[i]
		}
		if j < 0 || al.related[i]&(1<<j) == 0 {
			continue
		}
		al.used[0] |= 1 << i
		al.used[1] |= 1 << j
		al.add(pair{left: int8(i), right: j, relation: al.rels[i][j], sim: lookback.Score(al.sims[i][j])})
	}
}

// single returns the position of the only bit of m, or -1 when there is none.
func single(m uint32) int8 {
	if m == 0 {
		return -1
	}
	return int8(bits.TrailingZeros32(m))
}
