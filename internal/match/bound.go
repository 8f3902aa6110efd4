package match

import (
	"lookback"
	"lookback/internal/text"
)

// Reach says how far the tokens of one name can be aligned with another name, judged from which
// of them relate to any token of it. It is the cheap test that an index makes before it aligns names.
type Reach struct {
	Total   int32 // weight of all tokens
	Firm    int32 // at most: weight of the tokens that relate otherwise than by an initial
	Soft    int32 // at most: weight of the tokens that relate by an initial only
	Against int32 // at least: contradicting weight of the tokens that relate to nothing
	Doubt   int32 // contradicting weight of the tokens that relate by an initial only
	Plain   int32 // at least: tokens with weight, neither generic words nor legal forms, that do not relate otherwise than by an initial
}

// Limit returns a score that two names cannot exceed, given how far each reaches into the other.
//
// Proof. An alignment that uses no initial aligns tokens counted in Firm only, so that those in
// Against and Doubt stay alone; one that uses initials aligns at most Firm and Soft, of which only
// Firm is firm, and those in Against stay alone. The score of a tally grows with what is matched
// and firm and falls with what is contradicted. The rules about generic words and about legal forms raise it, but not
// where initials are used, nor where little is firm or a plain token stays alone, as those in Plain
// do. Every other rule only lowers it.
func Limit(a, b Reach) lookback.Score {
	t := tally{
		total:        [2]int32{a.Total, b.Total},
		matched:      [2]int32{a.Firm, b.Firm},
		firm:         [2]int32{a.Firm, b.Firm},
		contradicted: min(a.Against+a.Doubt, b.Against+b.Doubt),
		pairWeight:   1,
		generic:      min(a.Firm, b.Firm) >= 100 && a.Plain+b.Plain == 0,
	}
	t.bare = t.generic // at most
	limit := t.score()
	if a.Soft > 0 || b.Soft > 0 {
		t.matched = [2]int32{a.Firm + a.Soft, b.Firm + b.Soft}
		t.contradicted = min(a.Against, b.Against)
		t.initials, t.generic, t.bare = true, false, false
		limit = max(limit, t.score())
	}
	return limit
}

// Whatever is more than any name weighs.
const boundless int32 = 1 << 20

// Bound returns a score that Names(q, x) cannot exceed for any name x in which no token of q
// whose bit is set in probed has a relative other than an initial. Bit i stands for token i of
// q. With initials false, x is also known to hold no Initial token; of its tokens, so many stay alone
// that they contradict with at least the weight alone. An index stops probing when the bound falls
// below its threshold (prefix filtering), which it does at the latest when all tokens were probed.
//
// Proof. It is Limit of two reaches that hold for q and any such x. A probed token of q can be aligned as an initial only, and if
// x holds none only an Initial of q: what that could be aligned with otherwise is in no such x. The other probed tokens stay alone.
// Of x nothing is known but alone, so it may be aligned in full.
func Bound(q Forms, probed uint32, initials bool, alone int32) lookback.Score {
	a := Reach{}
	for i, f := range q[:min(len(q), MaxTokens)] {
		w := Weight(f)
		a.Total += w
		if probed&(1<<i) == 0 {
			a.Firm += w
			continue
		}
		if initials || f.Class == text.Initial {
			a.Soft += w
			a.Doubt += contradictWeights[f.Class]
		} else {
			a.Against += contradictWeights[f.Class]
		}
		if IsPlain(f.Class) {
			a.Plain++
		}
	}
	return Limit(a, Reach{Total: boundless, Firm: boundless, Against: alone})
}

// ClassWeights returns the weight of a token of class c, and how much one that found no
// counterpart speaks against one of the other name.
func ClassWeights(c text.Class) (weight, against int32) {
	return classWeights[c], contradictWeights[c]
}

// MaxAgainst is the most that one token can speak against another.
const MaxAgainst int32 = 100

// IsPlain reports whether a token of class c is neither a generic word nor a legal form, and carries weight.
func IsPlain(c text.Class) bool {
	return c != text.Generic && c != text.LegalForm && classWeights[c] > 0
}
