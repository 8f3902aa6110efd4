package lookback

import (
	"fmt"
	"slices"
)

// DefaultHops is how many hops beyond the record's own tie a path may have without a mandate (R22).
const DefaultHops = 2

// Path is a chain of ties from one party to another. It is the only thing in Lookback that can say how a record
// and a listed party are connected, and it always says all of it: its fields are hidden, it is made of its hops
// alone, and whichever way it is printed every hop is printed with class, date, source and grade (R23).
// A Path is immutable. The zero Path connects nothing.
type Path struct {
	from     NodeRef
	hops     []Hop
	strength Score
	on       Day
}

// Hop is one step of a path: a tie, and the direction in which the path goes over it.
type Hop struct {
	From, To NodeRef
	Tie      Tie
	Ended    bool // the tie had ended on the day the path was found
	Overdue  bool // its review was overdue
}

// Forward reports whether the path goes from the subject of the tie to its object.
func (h Hop) Forward() bool { return h.From == h.Tie.Subject }

// NewPath chains ties from a party outwards, as they stood on a day. The strength is that which the search gave it.
// It refuses a chain that is broken, comes back to a party it has been to, or holds a tie that is not valid.
func NewPath(from NodeRef, ties []Tie, strength Score, on Day) (Path, error) {
	if len(ties) == 0 {
		return Path{}, fmt.Errorf("path from %s has no ties: %w", from, ErrInvalid)
	}
	if strength < 0 || strength > MaxScore {
		return Path{}, fmt.Errorf("path from %s has strength %d: %w", from, strength, ErrInvalid)
	}
	p := Path{from: from, hops: make([]Hop, 0, len(ties)), strength: strength, on: on}
	at, been := from, []NodeRef{from}
	for _, t := range ties {
		if err := t.Validate(); err != nil {
			return Path{}, fmt.Errorf("path from %s, tie %s: %w", from, t.ID, err)
		}
		to := t.Object
		if at == t.Object {
			to = t.Subject
		} else if at != t.Subject {
			return Path{}, fmt.Errorf("path from %s is broken: tie %s does not touch %s: %w", from, t.ID, at, ErrInvalid)
		}
		if slices.Contains(been, to) {
			return Path{}, fmt.Errorf("path from %s comes back to %s: %w", from, to, ErrInvalid)
		}
		p.hops = append(p.hops, Hop{From: at, To: to, Tie: t, Ended: t.Ended(on), Overdue: t.Overdue(on)})
		at, been = to, append(been, to)
	}
	return p, nil
}

// From returns where the path begins.
func (p Path) From() NodeRef { return p.from }

// To returns where the path ends, as a reference. Its name is told by Words alone, after every hop.
func (p Path) To() NodeRef {
	if len(p.hops) == 0 {
		return p.from
	}
	return p.hops[len(p.hops)-1].To
}

// Hops returns the hops in order. The slice is the caller's.
func (p Path) Hops() []Hop { return slices.Clone(p.hops) }

// Strength ranks what to review first. It is never a likelihood of anything.
func (p Path) Strength() Score { return p.strength }

// On returns the day as of which the path was found.
func (p Path) On() Day { return p.on }

// Distance returns how many hops the path has beyond its first tie. That two names are
// one party is shown as a hop but is no distance.
func (p Path) Distance() int {
	counted := 0
	for _, h := range p.hops {
		if h.Tie.Class != ClassSame {
			counted++
		}
	}
	return max(counted-1, 0)
}

// Historic reports whether a tie of the path had ended: it tells of the past, not of today.
func (p Path) Historic() bool {
	return slices.ContainsFunc(p.hops, func(h Hop) bool { return h.Ended })
}

// Hypothetical reports whether a tie of the path is only a hypothesis.
func (p Path) Hypothetical() bool {
	return slices.ContainsFunc(p.hops, func(h Hop) bool { return h.Tie.Kind == Hypothesis })
}

// Automatic reports whether the path may open an alert by itself: it stays within
// the default distance and rests on no hypothesis (R22).
func (p Path) Automatic() bool {
	return len(p.hops) > 0 && p.Distance() <= DefaultHops && !p.Hypothetical()
}

// Ceiling returns the most that the path may support by itself: the least of what its ties may (R21).
// A record that was only moved by a network stays context, whoever else is in it.
func (p Path) Ceiling() Ceiling {
	for _, h := range p.hops {
		if h.Tie.Ceiling() == Contextual {
			return Contextual
		}
	}
	if len(p.hops) == 0 {
		return Contextual
	}
	return Substantive
}

// Handling returns the narrowest handling of its ties.
func (p Path) Handling() Handling {
	h := Handling{Sharing: TLPRed, Action: PAPRed}
	for i, hop := range p.hops {
		if i == 0 {
			h = hop.Tie.Handling
			continue
		}
		h = h.Strictest(hop.Tie.Handling)
	}
	return h
}
