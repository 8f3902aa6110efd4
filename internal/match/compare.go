package match

import (
	"lookback"
	"lookback/internal/text"
)

// Compare returns the evidence for and against left (a record) and right (an entry) being the same
// party. Its Score equals Scratch.Score of the same parties. Weak aliases are compared too, but only
// to be shown: what they agree on never raises the score (R17, OFAC FAQ 122-125).
func Compare(left, right lookback.Party) lookback.Evidence {
	a, b := Prepare(left), Prepare(right)
	return ComparePrepared(left, right, &a, &b)
}

// ComparePrepared does what Compare does, given what Prepare made of both parties.
func ComparePrepared(left, right lookback.Party, a, b *Party) lookback.Evidence {
	var s Scratch
	fields, discount, strength := FactsEvidence(left, right)
	name, best := s.bestEvidence(a, b)
	score := Combine(best, discount, a.Facts.SharesIdentifier(&b.Facts))
	return lookback.Evidence{
		Score:    score,
		Strength: strength,
		Priority: priority(score, strength),
		Name:     name,
		Fields:   fields,
		Matcher:  Version(),
	}
}

// priority orders review: the stronger the independent evidence, the sooner a person looks. It decides nothing.
func priority(score lookback.Score, strength lookback.Strength) int {
	p := int(score) * 60 / int(lookback.MaxScore)
	switch strength {
	case lookback.Identified:
		p += 40
	case lookback.Corroborated:
		p += 25
	case lookback.NameOnly:
		p += 15
	}
	return p
}

// bestEvidence explains the pair of strong names with the greatest score, or the first pair when none
// relate, and returns that score. A pair with a weak alias stands in only where the strong names have nothing in common.
func (s *Scratch) bestEvidence(a, b *Party) (lookback.NameEvidence, lookback.Score) {
	var best, weak lookback.Score
	var name, corroborating lookback.NameEvidence
	for _, x := range a.Texts {
		for _, y := range b.Texts {
			score := s.Names(FormsOf(x), FormsOf(y))
			switch {
			case x.Weak || y.Weak:
				if score > weak {
					weak, corroborating = score, s.explain(x, y)
				}
			case score > best || name.Left == "":
				best, name = max(best, score), s.explain(x, y)
			}
		}
	}
	if best == 0 && weak > 0 {
		return corroborating, 0
	}
	return name, best
}

// explain aligns x and y again and writes down what it did.
func (s *Scratch) explain(x, y text.Name) lookback.NameEvidence {
	a, b := FormsOf(x), FormsOf(y)
	swapped := b.before(a)
	if swapped {
		x, y, a, b = y, x, b, a
	}
	e := lookback.NameEvidence{Left: x.Text, Right: y.Text, RightWeak: y.Weak}
	al := &s.align
	if al.run(a, b) {
		t := al.tally()
		e.Score, e.Rules = t.score(), t.rules()
	}
	for _, p := range al.pairs[:al.n] {
		e.Pairs = append(e.Pairs, lookback.TokenPair{
			Left:       surface(x, p.left, p.start, p.runLeft),
			Right:      surface(y, p.right, p.start, p.runRight),
			Relation:   p.relation.String(),
			Rule:       rule(a[p.left], b[p.right], p.relation),
			Similarity: p.sim,
		})
	}
	e.LeftOnly, e.RightOnly = alone(x, al.used[0], al.used[1], b), alone(y, al.used[1], al.used[0], a)
	if swapped {
		return mirror(e, x.Weak)
	}
	return e
}

// mirror exchanges the sides of e.
func mirror(e lookback.NameEvidence, weak bool) lookback.NameEvidence {
	e.Left, e.Right, e.RightWeak = e.Right, e.Left, weak
	e.LeftOnly, e.RightOnly = e.RightOnly, e.LeftOnly
	for i, p := range e.Pairs {
		e.Pairs[i].Left, e.Pairs[i].Right = p.Right, p.Left
	}
	return e
}

// surface returns the token, or the run of tokens, as written.
func surface(n text.Name, token, start, run int8) string {
	if run < 2 {
		return n.Tokens[token].Surface
	}
	joined := n.Tokens[start].Surface
	for _, t := range n.Tokens[start+1 : start+run] {
		joined += " " + t.Surface
	}
	return joined
}

// rule names the table or rule that relates two tokens, and whether only one of them is a father's name.
func rule(a, b *text.Form, r Relation) string {
	if r != Joined && (a.Class == text.Patronymic) != (b.Class == text.Patronymic) {
		return relationRule(a, b, r) + ", once as the father's name"
	}
	return relationRule(a, b, r)
}

func relationRule(a, b *text.Form, r Relation) string {
	switch r {
	case Variant, Nickname, SameValue:
		for _, x := range a.Symbols {
			for _, y := range b.Symbols {
				if x == y {
					return x.Rule()
				}
			}
		}
	case Edit:
		return editRule(a, b)
	case Skeleton:
		return "one spelling in two romanisations"
	case Consonants:
		return "the consonants agree, the vowels are not written"
	case Stem:
		return "one family name with different endings"
	case InitialOf:
		return "initial"
	case Joined:
		return "written as one"
	case AcronymOf:
		return "the first letters of its words"
	}
	return "the same letters"
}

func editRule(a, b *text.Form) string {
	if editDistance(a.Folded, b.Folded, 1) == 1 {
		return "one error of writing"
	}
	return "two errors of writing"
}

// alone lists the tokens of n that found no counterpart, and what that means.
func alone(n text.Name, used, otherUsed uint32, other Forms) []lookback.TokenLeft {
	effect := "missing on the other side"
	if contradictable(other, otherUsed).weight > 0 {
		effect = "contradicts"
	}
	var left []lookback.TokenLeft
	for i, t := range n.Tokens[:min(len(n.Tokens), MaxTokens)] {
		if used&(1<<i) != 0 {
			continue
		}
		e := effect
		if Weight(t.Form) == 0 {
			e = "no evidence"
		}
		left = append(left, lookback.TokenLeft{Surface: t.Surface, Class: t.Form.Class.String(), Effect: e})
	}
	return left
}

// rules names the rules about the names as a whole that lowered the score.
func (t tally) rules() []string {
	var names []string
	for _, r := range [...]struct {
		applies bool
		name    string
	}{
		{t.contradicted > 0, "names contradict"},
		{t.crossed, "father and son changed places"},
		{t.displaced, "a father's name stands for a given name"},
		{t.reversed, "order of a chain of names reversed"},
		{t.gender, "masculine against feminine form"},
		{t.form, "different legal forms"},
		{t.number, "only one name has a number"},
		{t.initials, "an initial stands for a name"},
		{t.coverage() < lookback.MaxScore, "parts of a name are missing"},
	} {
		if r.applies {
			names = append(names, r.name)
		}
	}
	return names
}
