package graph

import (
	"slices"
	"strings"

	"lookback"
)

// Stake is what one party has in another: a share, or control, or both.
type Stake struct {
	Owner, Owned lookback.NodeRef
	Share        lookback.Share // not known is not the same as none; without any owning tie it is zero and known
	Control      bool
	Ties         []lookback.Tie // that say so, in the order of their IDs
}

// Stakes reads ownership and control from ties as of a day: ties that stand, are no hypothesis, and may have held then.
// Parties that a tie says are the same are taken as one, named by its entry where it has one. Several ties
// about one stake make a range from the least that any says to the most.
func Stakes(ties []lookback.Tie, on lookback.Day) []Stake {
	same := sameParties(ties, on)
	byPair := make(map[[2]lookback.NodeRef]*Stake)
	for _, t := range ties {
		if !countsOn(t, on) || t.Class != lookback.ClassOwns && t.Class != lookback.ClassControls {
			continue
		}
		pair := [2]lookback.NodeRef{same.name(t.Subject), same.name(t.Object)}
		if pair[0] == pair[1] {
			continue
		}
		s := byPair[pair]
		if s == nil {
			s = &Stake{Owner: pair[0], Owned: pair[1], Share: lookback.ExactShare(0)}
			byPair[pair] = s
		}
		s.take(t)
	}
	out := make([]Stake, 0, len(byPair))
	for _, s := range byPair {
		slices.SortFunc(s.Ties, func(a, b lookback.Tie) int { return strings.Compare(a.ID, b.ID) })
		out = append(out, *s)
	}
	slices.SortFunc(out, func(a, b Stake) int {
		if c := a.Owned.Compare(b.Owned); c != 0 {
			return c
		}
		return a.Owner.Compare(b.Owner)
	})
	return out
}

// countsOn reports whether a tie may be relied on for a day.
func countsOn(t lookback.Tie, on lookback.Day) bool {
	return t.Kind != lookback.Hypothesis && !t.Lapsed(on) && t.Period().Holds(on)
}

// take adds what one more tie says.
func (s *Stake) take(t lookback.Tie) {
	owning := slices.ContainsFunc(s.Ties, func(u lookback.Tie) bool { return u.Class == lookback.ClassOwns })
	s.Ties = append(s.Ties, t)
	if t.Class == lookback.ClassControls {
		s.Control = true
		return
	}
	switch {
	case !owning || !s.Share.Known:
		s.Share = t.Share
	case t.Share.Known:
		s.Share.Low, s.Share.High = min(s.Share.Low, t.Share.Low), max(s.Share.High, t.Share.High)
	}
}

// SameParty returns what gives a party the one name under which Stakes has it.
func SameParty(ties []lookback.Tie, on lookback.Day) func(lookback.NodeRef) lookback.NodeRef {
	return sameParties(ties, on).name
}

// parties joins parties that are one.
type parties map[lookback.NodeRef]lookback.NodeRef

func sameParties(ties []lookback.Tie, on lookback.Day) parties {
	p := make(parties)
	for _, t := range ties {
		if t.Class == lookback.ClassSame && t.Kind != lookback.Hypothesis && !t.Lapsed(on) {
			a, b := p.name(t.Subject), p.name(t.Object)
			if a == b {
				continue
			}
			if betterName(b, a) {
				a, b = b, a
			}
			p[b] = a
		}
	}
	return p
}

// name returns the one name of a party.
func (p parties) name(n lookback.NodeRef) lookback.NodeRef {
	for {
		next, ok := p[n]
		if !ok {
			return n
		}
		n = next
	}
}

// betterName prefers entries, and then the name that comes first.
func betterName(a, b lookback.NodeRef) bool {
	if aEntry, bEntry := a.Kind == lookback.NodeEntry, b.Kind == lookback.NodeEntry; aEntry != bEntry {
		return aEntry
	}
	return a.Compare(b) < 0
}
