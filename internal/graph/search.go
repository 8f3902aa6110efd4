package graph

import (
	"slices"

	"lookback"
)

// Scratch is working memory that a caller keeps between searches, so that they do not allocate.
// It serves one search at a time. The zero value is ready.
type Scratch struct {
	walker  walker
	been    []Node // parties on the path, from the first on
	steps   []Step // its ties
	turned  []Step // the same from the other end
	all     allRoutes
	routes  []Route
	origins map[int32]struct{}
}

// collector takes the routes that a search finds. The steps of r are valid during the call only.
type collector interface{ take(r Route) }

// Paths appends to dst every simple path from a party to a target within the reach, in no promised order. A path
// is simple when it visits no party twice. Ties that say that two parties are one are free, but never
// two in a row. The steps of the routes belong to s and are valid until s is used again.
func (v View) Paths(dst []Route, from Node, o Options, s *Scratch) ([]Route, Stats) {
	s.all.found, s.all.arena = dst, s.all.arena[:0]
	stats := v.forwards(from, o, s, &s.all)
	found := s.all.found
	s.all.found = nil
	return found, stats
}

// allRoutes keeps every route.
type allRoutes struct {
	arena []Step
	found []Route
}

func (a *allRoutes) take(r Route) {
	start := len(a.arena)
	a.arena = append(a.arena, r.Steps...)
	r.Steps = a.arena[start:len(a.arena):len(a.arena)]
	a.found = append(a.found, r)
}

// forwards hands every path from a party to a target to out.
func (v View) forwards(from Node, o Options, s *Scratch, out collector) Stats {
	s.walker = walker{view: v, o: o, s: s, from: from, out: out, steps: int8(o.Reach.steps())}
	return s.walker.run(walk{view: v, mass: wholeMass})
}

// backwards hands every path from a record to one target to out: what forwards finds for each record and this
// target. Paths weaker than atLeast are left out.
func (v View) backwards(target Node, atLeast lookback.Score, o Options, s *Scratch, out collector) Stats {
	s.walker = walker{view: v, o: o, s: s, from: target, out: out, steps: int8(o.Reach.steps()), back: true, atLeast: atLeast}
	return s.walker.run(walk{view: v, mass: wholeMass, up: true})
}

// walker is one depth-first search: forwards from a party to targets, or back from a target to records.
type walker struct {
	view    View
	o       Options
	s       *Scratch
	from    Node
	back    bool
	atLeast lookback.Score // with back
	steps   int8           // counted ties that a path may have
	out     collector
	stats   Stats
}

func (w *walker) run(start walk) Stats {
	w.s.steps, w.s.been = w.s.steps[:0], append(w.s.been[:0], w.from)
	w.visit(w.from, start, w.steps, false)
	w.out = nil
	return w.stats
}

// visit follows the ties of the party at which the walk stands; left is how many counted ties it may still take.
func (w *walker) visit(at Node, so walk, left int8, same bool) {
	g := w.view.Graph
	around := g.around(at)
	for i, h := range around {
		if w.o.Limit > 0 && w.stats.Looked >= w.o.Limit {
			w.stats.NotExamined += len(around) - i
			return
		}
		w.stats.Looked++
		next := left
		if !h.same() {
			next--
		} else if same {
			continue
		}
		if next < 0 || !w.back && int8(g.marks[h.to].hops()) > next {
			w.stats.Beyond++
			continue
		}
		if e := g.edge(h.id()); w.follows(h, e) {
			w.step(h, so.over(at, e), next)
		}
	}
}

// follows reports whether the search goes over a tie, and counts why not.
func (w *walker) follows(h half, e *edge) bool {
	switch {
	case slices.Contains(w.s.been, h.to):
		return false
	case !e.stands(w.view.Day):
		w.stats.Lapsed++
	case e.flags&flagHypothesis != 0 && !w.o.Hypotheses:
		w.stats.Hypotheses++
	case w.view.Graph.marks[h.to].has(markPublicHub) && !w.ends(h.to):
		w.stats.Hubs++
	default:
		return true
	}
	return false
}

// ends reports whether a path that the search looks for may end at n.
func (w *walker) ends(n Node) bool {
	if w.back {
		return w.view.Graph.marks[n].has(markRecord)
	}
	return w.view.Graph.marks[n].has(markTarget)
}

// step goes over a tie, notes the path if it ends there, and searches on from there.
func (w *walker) step(h half, so walk, left int8) {
	if so.mass.score() < w.atLeast {
		return
	}
	w.s.been = append(w.s.been, h.to)
	w.s.steps = append(w.s.steps, Step{h.id(), h.to})
	if w.ends(h.to) {
		w.note(so.mass.score(), left)
	}
	if !w.view.Graph.marks[h.to].has(markPublicHub) {
		w.visit(h.to, so, left, h.same())
	}
	w.s.been = w.s.been[:len(w.s.been)-1]
	w.s.steps = w.s.steps[:len(w.s.steps)-1]
}

// note hands over the path on which the search stands.
func (w *walker) note(strength lookback.Score, left int8) {
	r := Route{From: w.from, Steps: w.s.steps, Strength: strength, Hops: max(int(w.steps-left)-1, 0), Ceiling: lookback.Substantive}
	if w.back {
		w.turn(&r)
		if r.Strength < w.atLeast {
			return
		}
	}
	w.describe(&r)
	w.stats.Routes++
	w.out.take(r)
}

// turn makes of a path that was walked from its end the path from its start.
func (w *walker) turn(r *Route) {
	w.s.turned = w.s.turned[:0]
	for i := len(w.s.steps) - 1; i >= 0; i-- {
		w.s.turned = append(w.s.turned, Step{w.s.steps[i].Edge, w.s.been[i]})
	}
	r.From, r.Steps = w.s.been[len(w.s.been)-1], w.s.turned
	r.Strength = w.view.weigh(r.From, r.Steps)
}

// describe fills in what follows from the ties of the route.
func (w *walker) describe(r *Route) {
	for _, s := range r.Steps {
		e := w.view.Graph.edge(s.Edge)
		r.Historic = r.Historic || e.ended(w.view.Day)
		r.Hypothetical = r.Hypothetical || e.flags&flagHypothesis != 0
		if e.flags&flagContextual != 0 {
			r.Ceiling = lookback.Contextual
		}
	}
}
