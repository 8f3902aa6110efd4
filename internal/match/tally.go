package match

import "lookback/internal/text"

// tally adds up what the alignment shows.
func (al *alignment) tally() tally {
	var t tally
	t.total = [2]int32{totalWeight(al.a), totalWeight(al.b)}
	for _, p := range al.pairs[:al.n] {
		al.count(&t, p)
	}
	left := contradictable(al.a, al.used[0])
	right := contradictable(al.b, al.used[1])
	t.contradicted = min(left.weight, right.weight)
	t.form = left.form && right.form
	t.number = left.number != right.number
	if t.fathers {
		t.crossed = al.crossed()
		t.displaced = !t.crossed && al.displaced()
	}
	t.generic = al.n > 0 && t.firm[0] >= 100 && t.firm[1] >= 100 && !t.initials && left.plain+right.plain == 0
	t.bare = t.generic && left.weight+right.weight == 0 && !t.form
	t.reversed = al.reversed()
	return t
}

func totalWeight(f Forms) int32 {
	var sum int32
	for _, x := range f {
		sum += Weight(x)
	}
	return sum
}

// count adds one pair.
func (al *alignment) count(t *tally, p pair) {
	x, y := al.a[p.left], al.b[p.right]
	wx, wy := Weight(x), Weight(y)
	if p.relation == Joined {
		wx, wy = al.runWeight(p)
	}
	t.matched[0] += wx
	t.matched[1] += wy
	if p.relation == InitialOf {
		t.initials = true
	} else {
		t.firm[0] += wx
		t.firm[1] += wy
	}
	t.fathers = t.fathers || (x.Class == text.Patronymic) != (y.Class == text.Patronymic)
	w := int64(min(wx, wy))
	t.pairWeight += w
	t.shortfall += w * int64(10000-p.sim)
	if p.relation != Joined && (x.Feminine && y.Masculine || x.Masculine && y.Feminine) {
		t.gender = true
	}
}

// runWeight returns the weights of both sides of a joined pair: the run counts with all its tokens.
func (al *alignment) runWeight(p pair) (left, right int32) {
	left, right = Weight(al.a[p.left]), Weight(al.b[p.right])
	if p.runLeft > 1 {
		left = totalWeight(al.a[p.start : p.start+p.runLeft])
	}
	if p.runRight > 1 {
		right = totalWeight(al.b[p.start : p.start+p.runRight])
	}
	return left, right
}

// against is what the tokens of one side that found no counterpart could contradict.
type against struct {
	weight int32
	plain  int // tokens that are neither generic words nor legal forms
	form   bool
	number bool // one of them is a number
}

// contradictWeights say how much a token speaks against a token of the other name that found no
// counterpart either. A father's name that differs is another person (R13), though one that is missing says little.
var contradictWeights = [text.Classes]int32{
	text.Unknown:    100,
	text.Given:      100,
	text.Family:     100,
	text.Patronymic: 100,
	text.Kunya:      40,
	text.Nisba:      100,
	text.Initial:    100,
	text.Generation: 30,
	text.Number:     100,
	text.Generic:    80,
	text.Place:      100,
	text.Acronym:    100,
}

func contradictable(f Forms, used uint32) against {
	var a against
	for i, x := range f {
		if used&(1<<i) != 0 {
			continue
		}
		if x.Class == text.LegalForm {
			a.form = true
			continue
		}
		a.number = a.number || x.Class == text.Number
		a.weight += contradictWeights[x.Class]
		if IsPlain(x.Class) {
			a.plain++
		}
	}
	return a
}

// crossed reports whether a father's name of each side stands for a name in another part on the other side.
func (al *alignment) crossed() bool {
	var there, back bool
	for _, p := range al.pairs[:al.n] {
		x, y := al.a[p.left].Class == text.Patronymic, al.b[p.right].Class == text.Patronymic
		there = there || x && !y
		back = back || y && !x
	}
	return there && back
}

// displaced reports whether a father's name stands for a name in another part while a plain name on the
// father's side stands alone: Karim is not Anvar, son of Karim.
func (al *alignment) displaced() bool {
	for _, p := range al.pairs[:al.n] {
		x, y := al.a[p.left].Class == text.Patronymic, al.b[p.right].Class == text.Patronymic
		if x && !y && leftOver(al.a, al.used[0]) || y && !x && leftOver(al.b, al.used[1]) {
			return true
		}
	}
	return false
}

// leftOver reports whether a plain name of f stands alone.
func leftOver(f Forms, used uint32) bool {
	for i, x := range f {
		if used&(1<<i) == 0 && (x.Class == text.Unknown || x.Class == text.Given) {
			return true
		}
	}
	return false
}

// reversed reports whether the names are the same links of a chain in another order. Of three links or more, registers put the last one first or the first
// one last; two that changed places, or any other order, are other fathers and sons.
func (al *alignment) reversed() bool {
	if al.n < 2 || !isChain(al.a, al.n) || !isChain(al.b, al.n) {
		return false
	}
	if al.n == 2 {
		return al.pairs[0].right > al.pairs[1].right
	}
	falls := 0 // how often the order of one name falls back in the other, around the circle
	for i := range al.n {
		if al.pairs[i].right > al.pairs[(i+1)%al.n].right {
			falls++
		}
	}
	return falls > 1
}

// isChain reports whether f consists of so many given names of a culture that strings them father after son.
func isChain(f Forms, want int) bool {
	links := 0
	for _, x := range f {
		if Weight(x) == 0 {
			continue
		}
		if !x.Chain || x.Class == text.Family {
			return false
		}
		links++
	}
	return links == want
}
