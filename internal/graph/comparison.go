package graph

// comparison collects the pairs of record and target whose best path differs.
type comparison struct {
	before, after  View
	o              Options
	removed, added map[Edge]struct{}
	nodes          map[Node]struct{}
	done           map[Node]struct{} // records whose targets are all compared
	s              *Scratch
	effects        []Effect
	stats          Stats
}

func newComparison(before, after View, c Change, o Options, done map[Node]struct{}) *comparison {
	return &comparison{
		before: before, after: after, o: o, done: done, s: new(Scratch),
		removed: setOf(c.removed), added: setOf(c.added), nodes: setOf(c.nodes),
	}
}

func setOf[T comparable](items []T) map[T]struct{} {
	set := make(map[T]struct{}, len(items))
	for _, item := range items {
		set[item] = struct{}{}
	}
	return set
}

// pair is a record and a target. Bests are kept by pair.
type pair struct{ record, target Node }

// bests keeps the best route of every pair, and beside it the one that explains best what a change did.
type bests struct {
	graph *Graph
	skip  map[Node]struct{} // records that are not looked at
	best  map[pair]*Route
	// For the routes afterwards: was holds those before, added the new ties, and fewest the route that is better than the
	// one before with the fewest new ties, the better one among equals.
	was    map[pair]*Route
	added  map[Edge]struct{}
	fewest map[pair]*Route
}

// take implements collector.
func (b *bests) take(r Route) {
	if _, skip := b.skip[r.From]; skip {
		return
	}
	p := pair{r.From, r.Target()}
	if best := b.best[p]; best == nil || b.graph.compare(r, *best) < 0 {
		put(b.best, p, r)
	}
	if count(r, b.added) == 0 {
		return
	}
	if was := b.was[p]; was != nil && b.graph.compare(r, *was) >= 0 {
		return
	}
	if f := b.fewest[p]; f == nil || b.fewer(r, *f) {
		put(b.fewest, p, r)
	}
}

func (b *bests) fewer(r, f Route) bool {
	n, m := count(r, b.added), count(f, b.added)
	return n < m || n == m && b.graph.compare(r, f) < 0
}

// put keeps a copy of r, in the place of what was kept before.
func put(routes map[pair]*Route, p pair, r Route) {
	kept := routes[p]
	if kept == nil {
		kept = new(Route)
		routes[p] = kept
	}
	steps := append(kept.Steps[:0], r.Steps...)
	*kept = r
	kept.Steps = steps
}

// count returns how many ties of the route are in the set.
func count(r Route, edges map[Edge]struct{}) int {
	n := 0
	for _, s := range r.Steps {
		if _, ok := edges[s.Edge]; ok {
			n++
		}
	}
	return n
}

// fromRecord compares the best paths of a record to every target.
func (a *comparison) fromRecord(r Node) {
	was, is := a.collectors(nil)
	if int(r) < a.before.Graph.Nodes() {
		a.stats = a.stats.Plus(a.before.forwards(r, a.o, a.s, was))
	}
	a.stats = a.stats.Plus(a.after.forwards(r, a.o, a.s, is))
	a.compare(was, is)
}

// toTarget compares the best paths of every record to a target, but for records that are done.
func (a *comparison) toTarget(t Node) {
	was, is := a.collectors(a.done)
	if int(t) < a.before.Graph.Nodes() && a.before.Graph.IsTarget(t) {
		a.stats = a.stats.Plus(a.before.backwards(t, 0, a.o, a.s, was))
	}
	if a.after.Graph.IsTarget(t) {
		a.stats = a.stats.Plus(a.after.backwards(t, 0, a.o, a.s, is))
	}
	a.compare(was, is)
}

func (a *comparison) collectors(skip map[Node]struct{}) (was, is *bests) {
	was = &bests{graph: a.before.Graph, skip: skip, best: make(map[pair]*Route)}
	is = &bests{graph: a.after.Graph, skip: skip, best: make(map[pair]*Route), was: was.best, added: a.added, fewest: make(map[pair]*Route)}
	return was, is
}

// compare notes the pairs that differ.
func (a *comparison) compare(was, is *bests) {
	for p, r := range is.best {
		if old := was.best[p]; old == nil || !old.same(*r) {
			a.effects = append(a.effects, a.effect(p, old, r, is.fewest[p]))
		}
	}
	for p, old := range was.best {
		if is.best[p] == nil {
			a.effects = append(a.effects, a.effect(p, old, nil, nil))
		}
	}
}

// effect describes a pair whose best path differs. Routes that do not exist are nil.
func (a *comparison) effect(p pair, was, is, fewest *Route) Effect {
	e := Effect{Record: p.record, Target: p.target}
	if was != nil {
		e.Before = *was
	}
	if is != nil {
		e.After = *is
	}
	switch {
	case was == nil:
		e.Kind = PathNew
	case is == nil:
		e.Kind = PathEnded
	case is.Strength > was.Strength:
		e.Kind = PathStronger
	case is.Strength < was.Strength:
		e.Kind = PathWeaker
	default:
		e.Kind = PathChanged
	}
	e.Cause = a.cause(e, fewest)
	return e
}

// cause finds the least of the change that made a best path differ.
func (a *comparison) cause(e Effect, fewest *Route) Cause {
	if fewest != nil {
		return a.tieCause(CauseTieAdded, fewest.Steps, a.added, len(fewest.Steps))
	}
	if count(e.Before, a.removed) > 0 {
		return a.tieCause(CauseTieRemoved, e.Before.Steps, a.removed, 1)
	}
	return a.nodeCause(e)
}

// tieCause names the first ties of the steps that are in the set, at most so many. A tie that is among the added
// and among the removed stands on both sides: time changed it.
func (a *comparison) tieCause(kind CauseKind, steps []Step, set map[Edge]struct{}, most int) Cause {
	c := Cause{Kind: kind}
	for _, s := range steps {
		if _, ok := set[s.Edge]; !ok || len(c.Ties) == most {
			continue
		}
		_, added := a.added[s.Edge]
		if _, removed := a.removed[s.Edge]; added && removed {
			c.Kind = CauseTime
		}
		c.Ties = append(c.Ties, a.after.Graph.TieID(s.Edge))
	}
	return c
}

// nodeCause names the first party, on the path afterwards or on the one before, that the change made weigh otherwise.
func (a *comparison) nodeCause(e Effect) Cause {
	for _, r := range []Route{e.After, e.Before} {
		for _, s := range r.Steps {
			if _, ok := a.nodes[s.To]; ok {
				return Cause{Kind: a.nodeKind(s.To), Node: s.To}
			}
		}
	}
	return Cause{Kind: CauseHub} // unreachable: a best path differs by its ties or by its parties
}

func (a *comparison) nodeKind(n Node) CauseKind {
	var was mark
	if int(n) < a.before.Graph.Nodes() {
		was = a.before.Graph.marks[n]
	}
	if (was^a.after.Graph.marks[n])&(markTarget|markPublicHub) != 0 {
		return CauseMarked
	}
	return CauseHub
}
