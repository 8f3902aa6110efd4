package graph

import (
	"cmp"
	"maps"
	"slices"

	"lookback"
)

// EffectKind says how the best path of a record to a target differs.
type EffectKind string

// The kinds of effect.
const (
	PathNew      EffectKind = "new"      // there was none
	PathEnded    EffectKind = "ended"    // there is none
	PathStronger EffectKind = "stronger" // the best one is stronger than the best one was
	PathWeaker   EffectKind = "weaker"
	PathChanged  EffectKind = "changed" // as strong, by other ties or in another state
)

// CauseKind says what made the difference.
type CauseKind string

// The kinds of cause.
const (
	CauseTieAdded   CauseKind = "tie added"        // Cause.Ties are new on the path
	CauseTieRemoved CauseKind = "tie removed"      // Cause.Ties was on the path and was retracted or superseded
	CauseTime       CauseKind = "time"             // Cause.Ties ended, became overdue or lapsed
	CauseMarked     CauseKind = "party marked"     // Cause.Node was listed, delisted, named or found to serve everybody
	CauseHub        CauseKind = "hub size changed" // Cause.Node has so many more or fewer neighbours that it weighs otherwise
)

// Cause is the least of the change that made the difference.
type Cause struct {
	Kind CauseKind
	// Ties are the fewest changed ties by which a path is better than the best one was; or, where the best path was lost
	// or weakened, the first changed tie on it. Empty where a party made the difference and no tie.
	Ties []string
	Node Node // for CauseMarked and CauseHub
}

// Effect is a record whose best path to one target differs.
type Effect struct {
	Record, Target Node
	Kind           EffectKind
	Before, After  Route // without Steps where there is none; the steps belong to the Effect
	Cause          Cause
}

// Affected returns the records whose best path to any target differs between two views, exactly, in the order of records
// and targets. The second graph is the first one With a delta, or the same; c is what With, Passed or
// Plus says has changed between them. It looks only where a changed tie or party can reach, from whichever side of
// it costs less: from the records forwards, or from the targets back.
func Affected(before, after View, c Change, o Options) ([]Effect, Stats) {
	if c.Empty() {
		return nil, Stats{}
	}
	o.Limit = 0 // half an answer would be a wrong one
	p := newProspect(before, after, c, o)
	a := newComparison(before, after, c, o, p.records)
	for _, r := range sortedNodes(p.records) {
		a.fromRecord(r)
	}
	for _, t := range sortedNodes(p.targets) {
		a.toTarget(t)
	}
	slices.SortFunc(a.effects, func(x, y Effect) int {
		return cmp.Or(after.Graph.compareNodes(x.Record, y.Record), after.Graph.compareNodes(x.Target, y.Target))
	})
	return a.effects, a.stats
}

// Passed returns what the passing of days changes: the ties that end, become overdue or lapse in
// between. It looks at every tie, since any may.
func (g *Graph) Passed(from, to lookback.Day) Change {
	var c Change
	for i := range len(g.edges) + len(g.later) {
		e := g.edge(Edge(i))
		if e.stands(from) == e.stands(to) && e.weightOn(from) == e.weightOn(to) && e.ended(from) == e.ended(to) {
			continue
		}
		if _, gone := g.gone[Edge(i)]; !gone {
			c.removed = append(c.removed, Edge(i))
			c.added = append(c.added, Edge(i))
		}
	}
	return c
}

// Plus returns both changes together.
func (c Change) Plus(other Change) Change {
	return Change{
		removed: slices.Concat(c.removed, other.removed),
		added:   slices.Concat(c.added, other.added),
		nodes:   slices.Concat(c.nodes, other.nodes),
	}
}

func sortedNodes(set map[Node]struct{}) []Node { return slices.Sorted(maps.Keys(set)) }
