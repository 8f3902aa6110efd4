package graph

import (
	"cmp"
	"slices"

	"lookback"
)

// Finding is all that connects a party with one target.
type Finding struct {
	Target Node
	Best   Route // the strongest path; alerts are made from it
	Paths  int   // how many paths there are within the reach
	// Independent is how many paths were taken into Combined: the best one, then each that shares
	// no original source with any taken before. Two reports of one source count once (R24).
	Independent int
	// Combined is what the independent paths come to together: each closes that part of what is missing to one which
	// is its strength. It is at least the strength of the best path, and orders findings whose best paths are alike.
	Combined lookback.Score
}

// Findings appends to dst what connects a party with each target it reaches, the strongest first. The steps
// of the routes belong to s and are valid until s is used again.
func (v View) Findings(dst []Finding, from Node, o Options, s *Scratch) ([]Finding, Stats) {
	routes, stats := v.Paths(s.routes[:0], from, o, s)
	s.routes = routes
	v.Graph.sortByTarget(routes)
	start := len(dst)
	for len(routes) > 0 {
		n := sameTarget(routes)
		dst = append(dst, v.Graph.finding(routes[:n], s))
		routes = routes[n:]
	}
	slices.SortFunc(dst[start:], v.Graph.compareFindings)
	return dst, stats
}

// sortByTarget sorts routes by target, and the best first within each.
func (g *Graph) sortByTarget(routes []Route) {
	slices.SortFunc(routes, func(a, b Route) int {
		if c := cmp.Compare(a.Target(), b.Target()); c != 0 {
			return c
		}
		return g.compare(a, b)
	})
}

// sameTarget returns how many routes at the front have one target.
func sameTarget(routes []Route) int {
	n := 1
	for n < len(routes) && routes[n].Target() == routes[0].Target() {
		n++
	}
	return n
}

func (g *Graph) compareFindings(a, b Finding) int {
	if c := cmp.Or(cmp.Compare(b.Best.Strength, a.Best.Strength), cmp.Compare(b.Combined, a.Combined)); c != 0 {
		return c
	}
	return g.compareNodes(a.Target, b.Target)
}

// finding sums up the routes to one target, which come the best first.
func (g *Graph) finding(routes []Route, s *Scratch) Finding {
	f := Finding{Target: routes[0].Target(), Best: routes[0], Paths: len(routes)}
	if s.origins == nil {
		s.origins = make(map[int32]struct{})
	}
	clear(s.origins)
	missing := wholeMass
	for _, r := range routes {
		if g.sharesOrigin(r, s.origins) {
			continue
		}
		for _, step := range r.Steps {
			s.origins[g.edge(step.Edge).origin] = struct{}{}
		}
		f.Independent++
		missing = missing.timesUp(lookback.MaxScore - r.Strength)
	}
	f.Combined = max((wholeMass - missing).score(), f.Best.Strength)
	return f
}

func (g *Graph) sharesOrigin(r Route, origins map[int32]struct{}) bool {
	return slices.ContainsFunc(r.Steps, func(s Step) bool {
		_, shared := origins[g.edge(s.Edge).origin]
		return shared
	})
}
