package graph

import (
	"bytes"
	"cmp"
	"slices"

	"lookback"
)

// Step is one step of a route: over a tie, to a party.
type Step struct {
	Edge Edge
	To   Node
}

// Route is a path as the search finds it, in numbers. lookback.NewPath turns its ties into a Path that can be printed.
type Route struct {
	From     Node
	Steps    []Step // at least one
	Strength lookback.Score
	Hops     int  // beyond the first tie; ties that say that two parties are one do not count
	Historic bool // a tie of it has ended
	// Hypothetical is true where a tie of it is only a hypothesis.
	Hypothetical bool
	Ceiling      lookback.Ceiling
}

// Target returns where the route ends.
func (r Route) Target() Node { return r.Steps[len(r.Steps)-1].To }

// Automatic reports whether the route may open an alert by itself (R22).
func (r Route) Automatic() bool { return r.Hops <= lookback.DefaultHops && !r.Hypothetical }

// same reports whether r and other are one path in one state.
func (r Route) same(other Route) bool {
	return r.Strength == other.Strength && r.Historic == other.Historic && slices.Equal(r.Steps, other.Steps)
}

// TieIDs returns the IDs of the ties of r, in order.
func (g *Graph) TieIDs(r Route) []string {
	ids := make([]string, len(r.Steps))
	for i, s := range r.Steps {
		ids[i] = g.TieID(s.Edge)
	}
	return ids
}

// compare orders routes, the best first: by strength, then the shorter, then by the IDs of their ties, so
// that the order is the same however the graph was made.
func (g *Graph) compare(a, b Route) int {
	if c := cmp.Or(cmp.Compare(b.Strength, a.Strength), cmp.Compare(len(a.Steps), len(b.Steps))); c != 0 {
		return c
	}
	for i := range a.Steps {
		if a.Steps[i].Edge == b.Steps[i].Edge {
			continue
		}
		if c := bytes.Compare(g.ids.at(int(a.Steps[i].Edge)), g.ids.at(int(b.Steps[i].Edge))); c != 0 {
			return c
		}
	}
	return 0
}

// compareNodes orders parties by kind, records first, and then by ID.
func (g *Graph) compareNodes(a, b Node) int {
	return bytes.Compare(g.nodes.at(int(a)), g.nodes.at(int(b)))
}

// hubFactor returns the factor for a party in the middle of a path, between two of its ties. A network is not a hub for
// being large: its size counts only where both ties are context, as between two people it moved.
func (g *Graph) hubFactor(at Node, in, out *edge) lookback.Score {
	contextual := in.flags&out.flags&flagContextual != 0
	if g.marks[at].has(markNetwork) && !contextual {
		return lookback.MaxScore
	}
	return hubFactors[g.levels[at]]
}

// weigh returns the strength of a path whose ties are given from its start outwards. It is the one definition of
// strength: the search forwards multiplies the same factors in the same order.
func (v View) weigh(from Node, steps []Step) lookback.Score {
	w := walk{view: v, mass: wholeMass}
	for _, s := range steps {
		w = w.over(from, v.Graph.edge(s.Edge))
		from = s.To
	}
	return w.mass.score()
}

// walk is the strength of the path on which a search stands, and what the next factor depends on.
type walk struct {
	view  View
	up    bool // round up: the mass is an upper bound, in whatever order the ties come
	mass  mass
	last  *edge // the last tie; nil at the start
	dated *edge // the last tie that was not same-as; nil before it
}

func (w *walk) multiply(f lookback.Score) {
	if w.up {
		w.mass = w.mass.timesUp(f)
	} else {
		w.mass = w.mass.times(f)
	}
}

// over returns the walk after it went from a party over one more tie.
func (w walk) over(at Node, e *edge) walk {
	if w.last != nil {
		w.multiply(w.view.Graph.hubFactor(at, w.last, e))
	}
	if e.flags&flagSame == 0 {
		if w.dated != nil {
			w.multiply(hopFactor)
			w.multiply(overlapFactor(w.dated.period, e.period))
		}
		w.dated = e
	}
	w.multiply(e.weightOn(w.view.Day))
	w.last = e
	return w
}
