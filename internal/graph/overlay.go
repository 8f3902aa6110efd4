package graph

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"lookback"
)

// Delta is what changes in a graph. A tie that supersedes another is an Add and a Retract: the graph holds what stands.
type Delta struct {
	Retract []string       // IDs of ties that no longer stand: retracted, or superseded by one that is added
	Add     []lookback.Tie // ties that stand from now on
	Mark    []Mark         // parties that are listed, delisted, named, or found to serve everybody
}

// Change is what a Delta, or the passing of days, did: where Affected begins to look.
type Change struct {
	removed []Edge // stood before
	added   []Edge // stand after
	nodes   []Node // parties that weigh otherwise in the middle or at the end of a path
}

// Empty reports whether nothing changed.
func (c Change) Empty() bool { return len(c.removed)+len(c.added)+len(c.nodes) == 0 }

// Ties returns how many ties came, went, or weigh otherwise than before.
func (c Change) Ties() int {
	touched := setOf(c.added)
	for _, e := range c.removed {
		touched[e] = struct{}{}
	}
	return len(touched)
}

// With returns the graph with a change laid over it, and what changed. The old graph is not touched and both may be
// used at once. It costs time in proportion to the change, to earlier changes still lying over, and two bytes for
// every party. A tie that is not here is refused with lookback.ErrNotFound; a tie whose ID is taken or was ever
// taken, with lookback.ErrConflict; then nothing has changed.
func (g *Graph) With(d Delta) (*Graph, Change, error) {
	o := newOverlay(g)
	for _, step := range []func(Delta) error{o.retract, o.add, o.mark} {
		if err := step(d); err != nil {
			return nil, Change{}, err
		}
	}
	o.settle()
	return o.g, o.change, nil
}

// overlay is a graph under change.
type overlay struct {
	g       *Graph
	own     map[Node]bool // nodes whose ties in over belong to g alone
	change  Change
	improve []Node // nodes from which labels may fall
}

func newOverlay(old *Graph) *overlay {
	g := *old
	g.nodes, g.ids, g.origins = old.nodes.branch(), old.ids.branch(), old.origins.branch()
	g.marks, g.levels = slices.Clone(old.marks), slices.Clone(old.levels)
	g.later = slices.Clone(old.later)
	g.over, g.gone = maps.Clone(old.over), maps.Clone(old.gone)
	if g.over == nil {
		g.over, g.gone = make(map[Node][]half), make(map[Edge]struct{})
	}
	return &overlay{g: &g, own: make(map[Node]bool)}
}

func (o *overlay) retract(d Delta) error {
	for _, id := range d.Retract {
		e, ok := o.g.FindTie(id)
		if !ok {
			return fmt.Errorf("tie %s does not stand: %w", id, lookback.ErrNotFound)
		}
		o.g.gone[e] = struct{}{}
		subject, object := o.g.Ends(e)
		for _, n := range []Node{subject, object} {
			o.g.over[n] = slices.DeleteFunc(o.open(n), func(h half) bool { return h.id() == e })
		}
		o.change.removed = append(o.change.removed, e)
	}
	return nil
}

func (o *overlay) add(d Delta) error {
	for i := range d.Add {
		if err := o.addTie(&d.Add[i]); err != nil {
			return err
		}
	}
	return nil
}

func (o *overlay) addTie(t *lookback.Tie) error {
	e, err := newEdge(t)
	if err != nil {
		return err
	}
	subject, errSubject := o.node(t.Subject)
	object, errObject := o.node(t.Object)
	if err := errors.Join(errSubject, errObject); err != nil {
		return err
	}
	number, isNew := o.g.ids.add(0, t.ID)
	if !isNew {
		return fmt.Errorf("tie %s is or was here already: %w", t.ID, lookback.ErrConflict)
	}
	origin, _ := o.g.origins.add(0, t.OriginalSource())
	e.subject, e.object, e.origin = subject, object, int32(origin)
	o.g.later = append(o.g.later, e)
	there, back := e.halves(Edge(number))
	o.g.over[subject] = append(o.open(subject), there)
	o.g.over[object] = append(o.open(object), back)
	o.change.added = append(o.change.added, Edge(number))
	o.improve = append(o.improve, subject, object)
	return nil
}

func (o *overlay) mark(d Delta) error {
	for _, m := range d.Mark {
		n, err := o.node(m.Ref)
		if err != nil {
			return err
		}
		old := o.g.marks[n]
		now := m.bits(old)
		if now == old {
			continue
		}
		if now.has(markTarget) {
			now &^= markHops
		}
		o.g.marks[n] = now
		o.change.nodes = append(o.change.nodes, n)
		o.improve = append(o.improve, n)
	}
	return nil
}

// node returns the node of a party, adding it where it is new.
func (o *overlay) node(ref lookback.NodeRef) (Node, error) {
	kind := kindByte(ref.Kind)
	if int(kind) == len(kindNames) || ref.ID == "" {
		return 0, &lookback.InputError{Field: "node", Reason: fmt.Sprintf("%q does not name a party", ref)}
	}
	i, isNew := o.g.nodes.add(kind, ref.ID)
	if isNew {
		o.g.marks = append(o.g.marks, newMark(ref.Kind)|markOver)
		o.g.levels = append(o.g.levels, 0)
		if ref.Kind == lookback.NodeRecord {
			o.g.records++
		}
	}
	return Node(i), nil
}

// open returns the ties of a party in a slice that may be changed.
func (o *overlay) open(n Node) []half {
	if o.own[n] {
		return o.g.over[n]
	}
	o.own[n] = true
	ties := slices.Clone(o.g.around(n))
	o.g.marks[n] |= markOver
	return ties
}

// settle brings the levels of the touched parties and the labels up to date.
func (o *overlay) settle() {
	touched := slices.Sorted(maps.Keys(o.own))
	for _, n := range touched {
		if level := levelOf(o.g.neighbours(n)); level != o.g.levels[n] {
			if hubFactors[level] != hubFactors[o.g.levels[n]] {
				o.change.nodes = append(o.change.nodes, n)
			}
			o.g.levels[n] = level
		}
	}
	slices.Sort(o.change.nodes)
	o.change.nodes = slices.Compact(o.change.nodes)
	o.g.relax(o.improve)
}

// neighbours returns how many distinct parties the ties of n lead to.
func (g *Graph) neighbours(n Node) int {
	seen := make(map[Node]struct{}, len(g.around(n)))
	for _, h := range g.around(n) {
		seen[h.to] = struct{}{}
	}
	return len(seen)
}

// Overlaid returns how many parties and ties lie over the base of the graph. When it
// is no longer small against the whole, Compact is due.
func (g *Graph) Overlaid() int { return len(g.over) + len(g.later) + len(g.gone) }

// Compact returns the same graph with nothing lying over it. Nodes keep their numbers; edges do not.
func (g *Graph) Compact() *Graph {
	b := NewBuilder(Size{Nodes: g.Nodes(), Ties: g.Ties()})
	for n := range g.marks {
		name := g.nodes.at(n)
		b.nodes.intern(name[0], string(name[1:]))
	}
	b.records = g.records
	for _, m := range g.marks {
		b.marks = append(b.marks, m&^markOver|markHops)
	}
	for i := range len(g.edges) + len(g.later) {
		if _, gone := g.gone[Edge(i)]; gone {
			continue
		}
		e := *g.edge(Edge(i))
		origin, _ := b.origins.intern(0, string(g.origins.at(int(e.origin))[1:]))
		e.origin = int32(origin)
		b.ids.intern(0, g.TieID(Edge(i)))
		b.edges = append(b.edges, e)
	}
	return b.finish()
}
