package graph

import (
	"fmt"
	"math"

	"lookback"
)

// Size tells a Builder how much is coming, so that it asks for memory once. It is a hint: zero is fine.
type Size struct{ Nodes, Ties int }

// Builder collects parties and ties and makes a Graph of them. It is not for concurrent use.
type Builder struct {
	nodes, ids, origins *names
	marks               []mark
	edges               []edge
	records             int
}

// NewBuilder returns a Builder that holds nothing yet.
func NewBuilder(size Size) *Builder {
	return &Builder{
		nodes: newNames(size.Nodes), ids: newNames(size.Ties), origins: newNames(0),
		marks: make([]mark, 0, size.Nodes), edges: make([]edge, 0, size.Ties),
	}
}

// Mark says of a party what its ties do not. It replaces what was said before.
type Mark struct {
	Ref lookback.NodeRef
	// Target is true for an entry that is on the current edition of its list, and for a network
	// that is named. Paths are searched to targets.
	Target bool
	// PublicHub is true for a party that serves everybody: no path runs through it, though one may end there.
	PublicHub bool
}

// bits returns the mark's bits in a search.
func (m Mark) bits(old mark) mark {
	return old.with(markTarget, m.Target).with(markPublicHub, m.PublicHub)
}

// Mark adds a party, if it is new, and says what it is.
func (b *Builder) Mark(m Mark) error {
	n, err := b.node(b.nodes.hash(kindByte(m.Ref.Kind), m.Ref.ID), m.Ref)
	if err != nil {
		return err
	}
	b.marks[n] = m.bits(b.marks[n])
	return nil
}

// Add adds a tie, which must stand (lookback.Standing) and be valid (Tie.Validate), and its parties where they are new.
// It keeps nothing of t. It refuses a tie whose ID is taken, with lookback.ErrConflict.
func (b *Builder) Add(t *lookback.Tie) error {
	e, err := newEdge(t)
	if err != nil {
		return err
	}
	return b.enter(t, e, b.hashes(t))
}

// hashes are those of the four names of a tie.
type hashes struct{ subject, object, id, origin uint64 }

func (b *Builder) hashes(t *lookback.Tie) hashes {
	return hashes{
		subject: b.nodes.hash(kindByte(t.Subject.Kind), t.Subject.ID), object: b.nodes.hash(kindByte(t.Object.Kind), t.Object.ID),
		id: b.ids.hash(0, t.ID), origin: b.origins.hash(0, t.OriginalSource()),
	}
}

// enter adds a tie of which everything is worked out but its numbers.
func (b *Builder) enter(t *lookback.Tie, e edge, h hashes) (err error) {
	if e.subject, err = b.node(h.subject, t.Subject); err != nil {
		return err
	}
	if e.object, err = b.node(h.object, t.Object); err != nil {
		return err
	}
	if _, isNew := b.ids.add(h.id, 0, t.ID); !isNew {
		return fmt.Errorf("tie %s is here already: %w", t.ID, lookback.ErrConflict)
	}
	origin, _ := b.origins.add(h.origin, 0, t.OriginalSource())
	e.origin = int32(origin)
	b.edges = append(b.edges, e)
	return nil
}

func (b *Builder) node(hash uint64, ref lookback.NodeRef) (Node, error) {
	kind := kindByte(ref.Kind)
	if int(kind) == len(kindNames) || ref.ID == "" {
		return 0, &lookback.InputError{Field: "node", Reason: fmt.Sprintf("%q does not name a party", ref)}
	}
	n, isNew := b.nodes.add(hash, kind, ref.ID)
	if isNew {
		b.marks = append(b.marks, newMark(ref.Kind))
		if ref.Kind == lookback.NodeRecord {
			b.records++
		}
	}
	return Node(n), nil
}

// newMark returns the mark of a party of which nothing else is known.
func newMark(kind lookback.NodeKind) mark {
	return markHops.with(markRecord, kind == lookback.NodeRecord).with(markNetwork, kind == lookback.NodeNetwork)
}

// newEdge returns what a search reads of t; its parties and origin are still to be filled in.
func newEdge(t *lookback.Tie) (edge, error) {
	rule, known := classRules[t.Class]
	if !known {
		return edge{}, &lookback.InputError{Field: "class", Reason: fmt.Sprintf("tie %s: %q is not a class of tie", t.ID, t.Class)}
	}
	if t.Subject == t.Object {
		return edge{}, &lookback.InputError{Field: "object", Reason: fmt.Sprintf("tie %s connects %s with itself", t.ID, t.Subject)}
	}
	recorded, contextual := lookback.DayOf(t.Recorded), t.Ceiling() == lookback.Contextual
	e := edge{
		period: t.Period(), review: lookback.DayOf(t.ReviewBy), lapse: recorded.AddYears(lookback.TieLifeYears),
		weight: uint16(rule.weigh(t.Grade, contextual)), class: rule.number,
	}
	for _, f := range []struct {
		flag edgeFlag
		on   bool
	}{
		{flagSame, t.Class == lookback.ClassSame}, {flagEvent, rule.event},
		{flagHypothesis, t.Kind == lookback.Hypothesis}, {flagContextual, contextual},
	} {
		if f.on {
			e.flags |= f.flag
		}
	}
	return e, nil
}

// classRule is what all tables say of one class, so that one look-up of its name is enough for each of millions of ties.
type classRule struct {
	number  uint8 // lives in memory only
	event   bool
	conduct bool           // may support a finding where it is known to be done knowingly
	weight  lookback.Score // before grades
}

var classRules = func() map[lookback.TieClass]classRule {
	m := make(map[lookback.TieClass]classRule)
	for i, c := range lookback.TieClasses() {
		m[c] = classRule{number: uint8(i), event: c.Event(), conduct: c.Ceiling(lookback.Knowing) == lookback.Substantive, weight: classWeights[c]}
	}
	return m
}()

// Build returns the graph. The builder is empty afterwards.
func (b *Builder) Build() (*Graph, error) {
	if len(b.edges) > math.MaxInt32/2 || len(b.nodes.blob) > math.MaxUint32 || len(b.ids.blob) > math.MaxUint32 {
		return nil, fmt.Errorf("%d ties are more than one graph holds: %w", len(b.edges), lookback.ErrInvalid)
	}
	return b.finish(), nil
}

func (b *Builder) finish() *Graph {
	g := &Graph{
		nodes: layered{base: b.nodes}, ids: layered{base: b.ids}, origins: layered{base: b.origins},
		records: b.records, marks: b.marks, edges: b.edges,
	}
	*b = *NewBuilder(Size{})
	g.layOut()
	g.measure()
	g.label()
	return g
}

// layOut sorts the halves of all edges by party, in the order of the edges.
func (g *Graph) layOut() {
	g.first = make([]uint32, len(g.marks)+1)
	for i := range g.edges {
		g.first[g.edges[i].subject+1]++
		g.first[g.edges[i].object+1]++
	}
	for n := range g.marks {
		g.first[n+1] += g.first[n]
	}
	g.halves = make([]half, 2*len(g.edges))
	next := append([]uint32(nil), g.first...)
	for i := range g.edges {
		e := &g.edges[i]
		there, back := e.halves(Edge(i))
		g.halves[next[e.subject]] = there
		next[e.subject]++
		g.halves[next[e.object]] = back
		next[e.object]++
	}
}

// halves returns the edge as its subject and as its object see it.
func (e *edge) halves(id Edge) (there, back half) {
	number := uint32(id)
	if e.flags&flagSame != 0 {
		number |= sameBit
	}
	return half{e.object, number}, half{e.subject, number}
}

// measure finds the level of every party.
func (g *Graph) measure() {
	g.levels = make([]uint8, len(g.marks))
	seen := make([]Node, len(g.marks)) // the party, plus one, that last saw this one
	for n := range g.marks {
		neighbours := 0
		for _, h := range g.around(Node(n)) {
			if seen[h.to] != Node(n)+1 {
				seen[h.to] = Node(n) + 1
				neighbours++
			}
		}
		g.levels[n] = levelOf(neighbours)
	}
}

// label finds for every party how many hops are at least needed to a target, up to three.
func (g *Graph) label() {
	var targets []Node
	for n, m := range g.marks {
		if m.has(markTarget) {
			g.marks[n] &^= markHops
			targets = append(targets, Node(n))
		}
	}
	g.relax(targets)
}

// relax spreads the labels of the given parties to their neighbours until nothing improves. Labels only ever fall: one
// that has become too low after a removal makes a search look where nothing is, and never makes it miss anything.
func (g *Graph) relax(work []Node) {
	for i := 0; i < len(work); i++ {
		m := g.marks[work[i]]
		if m.blocks() {
			continue
		}
		for _, h := range g.around(work[i]) {
			hops := m&markHops + 1
			if h.same() {
				hops--
			}
			if hops < g.marks[h.to]&markHops {
				g.marks[h.to] = g.marks[h.to]&^markHops | hops
				work = append(work, h.to)
			}
		}
	}
}
