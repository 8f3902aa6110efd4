package graph

import "lookback"

// BaseRate says how much a path tells: how many records have one to the same target that is at least as strong. A
// path that thousands have as well tells next to nothing, whatever its strength.
type BaseRate struct {
	AtLeast lookback.Score
	Records int // records with such a path, the one that was asked about among them
	Of      int // records that have any tie at all
}

// BaseRate counts the records that have a path to the target of at least some strength. Where Stats
// has ties that were not examined, the count is a lower bound.
func (v View) BaseRate(target Node, atLeast lookback.Score, o Options, s *Scratch) (BaseRate, Stats) {
	found := make(counted)
	stats := v.backwards(target, atLeast, o, s, found)
	return BaseRate{AtLeast: atLeast, Records: len(found), Of: v.Graph.Records()}, stats
}

// counted keeps where routes begin.
type counted map[Node]struct{}

func (c counted) take(r Route) { c[r.From] = struct{}{} }
