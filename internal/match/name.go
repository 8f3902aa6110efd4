package match

import (
	"lookback"
	"lookback/internal/text"
)

// MaxTokens is the number of tokens of a name that scoring reads. No person's or company's
// name in the lists is half as long; what lies behind it is shown but weighs nothing.
const MaxTokens = 32

// Weight returns how much evidence a token of f's class can carry, in hundredths of a plain name.
// Zero means none: particles, titles and placeholders overlap between strangers.
func Weight(f *text.Form) int32 { return classWeights[f.Class] }

// classWeights follows DOMAIN 2.1: a father's name corroborates, kunya and nisba are shared by
// thousands, generic company words and legal forms by everybody.
var classWeights = [...]int32{
	text.Unknown:     100,
	text.Given:       100,
	text.Family:      100,
	text.Patronymic:  65,
	text.Relation:    0,
	text.Particle:    0,
	text.Kunya:       60,
	text.Nisba:       70,
	text.Title:       0,
	text.Initial:     30,
	text.Placeholder: 0,
	text.Generation:  15,
	text.Number:      45,
	text.LegalForm:   10,
	text.Generic:     35,
	text.Place:       70,
	text.Acronym:     100,
}

// Forms is a name as scoring reads it: its tokens in order. At most MaxTokens of them count.
type Forms []*text.Form

// FormsOf returns the forms of the tokens of n.
func FormsOf(n text.Name) Forms {
	return appendForms(make(Forms, 0, min(len(n.Tokens), MaxTokens)), n)
}

func appendForms(dst Forms, n text.Name) Forms {
	for i := range n.Tokens[:min(len(n.Tokens), MaxTokens)] {
		dst = append(dst, n.Tokens[i].Form)
	}
	return dst
}

// before orders names so that a pair is always aligned the same way round, which makes scores symmetric.
func (f Forms) before(g Forms) bool {
	if len(f) != len(g) {
		return len(f) < len(g)
	}
	for i := range f {
		if f[i].Folded != g[i].Folded {
			return f[i].Folded < g[i].Folded
		}
		if f[i].Class != g[i].Class {
			return f[i].Class < g[i].Class
		}
	}
	return false
}

// Scratch is the working memory of one comparison. The zero value is ready. It must not be used concurrently.
type Scratch struct {
	align alignment
}

// Names returns the score of two names. It is symmetric, reads nothing but its arguments and does not allocate.
func (s *Scratch) Names(a, b Forms) lookback.Score {
	a, b = a[:min(len(a), MaxTokens)], b[:min(len(b), MaxTokens)]
	if b.before(a) {
		a, b = b, a
	}
	if !s.align.run(a, b) {
		return 0
	}
	return s.align.tally().score()
}

// tally is what an alignment comes to: everything the score of two names is made of.
type tally struct {
	matched      [2]int32 // weight of the aligned tokens, by side
	firm         [2]int32 // the same without initials
	total        [2]int32 // weight of all tokens, by side
	shortfall    int64    // sum of pair weight times (1 - similarity), in weight times ten-thousandths
	pairWeight   int64
	contradicted int32 // weight of tokens that stand against each other
	initials     bool  // an initial stands for a name
	fathers      bool  // a father's name stands for a name in another part
	crossed      bool  // father and son changed places
	displaced    bool  // a father's name stands for another part, and a name beside it is left over
	generic      bool  // what is missing are words that many organisations share
	bare         bool  // nothing but the legal form of one name is missing
	reversed     bool  // two names of a chain in the other order
	gender       bool  // a masculine form stands for a feminine one
	form         bool  // different legal forms
	number       bool  // one name has a number and the other has none
}

// The rules about names as a whole. Each is a factor in ten-thousandths.
const (
	// strictness multiplies what the similarity of aligned tokens falls short of 1.
	strictness = 13
	// contradiction is left of a score when one plain name stands against another one: enough to
	// bring any name below the default threshold, however long it is.
	contradiction lookback.Score = 6600
	// crossedFiliation is left when father and son changed places: Muhammad bin Salman is not Salman bin Muhammad.
	crossedFiliation lookback.Score = 6000
	// displacedFather is left when a father's name stands for a given name while the given name beside it stands alone.
	displacedFather lookback.Score = 8000
	// reversedChain is left when the two parts of an Arabic or Afghan chain changed places; order carries filiation.
	reversedChain lookback.Score = 6900
	// genderMark is left when one name is in the masculine and the other in the feminine.
	genderMark lookback.Score = 8500
	// legalForm is left when the legal forms differ: another company, often of the same group.
	legalForm lookback.Score = 8800
	// numberMissing is left when only one name has a number: the second ship of a series is not the first one, but a number is also left out.
	numberMissing lookback.Score = 8000
)

// score turns a tally into the score of two names.
func (t tally) score() lookback.Score {
	if t.pairWeight == 0 {
		return 0
	}
	base := int64(lookback.MaxScore) - t.shortfall*strictness/10/t.pairWeight
	if base <= 0 {
		return 0
	}
	s := lookback.Score(base)
	s = times(s, t.ceiling())
	for w := t.contradicted; w > 0; w -= 100 {
		s = times(s, lookback.MaxScore-(lookback.MaxScore-contradiction)*lookback.Score(min(w, 100))/100)
	}
	for _, rule := range [...]struct {
		applies bool
		factor  lookback.Score
	}{{t.crossed, crossedFiliation}, {t.displaced, displacedFather}, {t.reversed, reversedChain}, {t.gender, genderMark}, {t.form, legalForm}, {t.number, numberMissing}} {
		if rule.applies {
			s = times(s, rule.factor)
		}
	}
	return s
}

// ceiling bounds the score by what is aligned.
func (t tally) ceiling() lookback.Score {
	c := ceiling(t.coverage(), min(t.firm[0], t.firm[1]), t.initials)
	if t.generic {
		c = max(c, genericCeiling)
	}
	if t.bare {
		c = max(c, covered(t.coverage()))
	}
	return c
}

// genericCeiling is the ceiling where everything is aligned but generic words: Example is Example Group, perhaps.
const genericCeiling lookback.Score = 7500

// coverage returns the part of the less covered name that is aligned.
func (t tally) coverage() lookback.Score {
	return min(share(t.matched[0], t.total[0]), share(t.matched[1], t.total[1]))
}

func share(part, whole int32) lookback.Score {
	return lookback.Score(int64(part) * int64(lookback.MaxScore) / int64(max(whole, 1)))
}

func times(a, b lookback.Score) lookback.Score {
	return lookback.Score(int64(a) * int64(b) / int64(lookback.MaxScore))
}

// ceiling bounds the score by how much of the names is aligned (coverage) and how much evidence
// that is (firm: the lesser aligned weight of the two sides, without initials). It grows with both. Names
// that are covered in full without initials have no ceiling: "Hannibal" is all there is of that name.
func ceiling(coverage lookback.Score, firm int32, initials bool) lookback.Score {
	if coverage == lookback.MaxScore && !initials {
		return lookback.MaxScore
	}
	return times(covered(coverage), firmness(firm, initials))
}

// covered is the ceiling that the coverage sets by itself. Where nothing but a legal form is missing it is the only one: registers leave the form out.
func covered(coverage lookback.Score) lookback.Score { return 6000 + coverage*4/10 }

// firmness is the ceiling that the amount of evidence sets: one plain name shared is no reason to look.
func firmness(firm int32, initials bool) lookback.Score {
	w := lookback.Score(min(firm, 200))
	switch {
	case w < 100:
		return w * 55
	case initials:
		return 7500 + (w-100)*20
	default:
		return 6000 + (w-100)*40
	}
}
