package graph

import "lookback"

// Node is the number of a party within one graph and those made from it With changes.
type Node int32

// Edge is the number of a tie within one graph and those made from it With changes.
type Edge int32

// Graph is an immutable set of parties and ties, kept as a compressed adjacency: for each party, the ties
// that touch it lie side by side. Changes lie over it. It may be used concurrently.
type Graph struct {
	nodes   layered // kind and ID of each Node
	ids     layered // ID of each Edge
	origins layered // original sources
	records int     // how many nodes are records

	marks  []mark  // of each Node
	levels []uint8 // of each Node: binary logarithm of its distinct neighbours

	first  []uint32 // halves of Node n: first[n] to first[n+1]
	halves []half
	edges  []edge

	over  map[Node][]half   // all halves of the nodes that a change touched
	later []edge            // edges from len(edges) on
	gone  map[Edge]struct{} // ties that no longer stand
}

// half is one end of a tie as its party sees it: eight bytes, so that looking along a hub stays cheap.
type half struct {
	to   Node
	edge uint32 // the Edge, with sameBit set where the tie says that both are one party
}

const sameBit = 1 << 31

func (h half) same() bool { return h.edge&sameBit != 0 }
func (h half) id() Edge   { return Edge(h.edge &^ sameBit) }

// edge is what a search reads of a tie: 32 bytes.
type edge struct {
	subject, object Node
	origin          int32
	period          lookback.Period
	review, lapse   lookback.Day // last days before it is overdue, and before it no longer stands
	weight          uint16
	class           uint8
	flags           edgeFlag
}

type edgeFlag uint8

const (
	flagSame       edgeFlag = 1 << iota // both ends are one party
	flagEvent                           // happened; does not end
	flagHypothesis                      // feeds nothing unless asked for
	flagContextual                      // its ceiling
)

// mark is what a search must know of a party before it steps there, in one byte: how many hops are at least needed from
// it to a target, what it is, and whether a change lies over its ties.
type mark uint8

const (
	markHops      mark = 3      // 0, 1, 2; 3 stands for three or more
	markTarget    mark = 1 << 2 // a path may end here: an entry that is listed, a network that is named
	markPublicHub mark = 1 << 3 // no path runs through here
	markNetwork   mark = 1 << 4
	markRecord    mark = 1 << 5
	markOver      mark = 1 << 6 // its ties are in over
)

func (m mark) hops() int       { return int(m & markHops) }
func (m mark) has(f mark) bool { return m&f != 0 }
func (m mark) blocks() bool    { return m&(markPublicHub|markTarget) == markPublicHub }
func (m mark) with(f mark, on bool) mark {
	if on {
		return m | f
	}
	return m &^ f
}

// Nodes returns how many parties the graph has; they are numbered from zero.
func (g *Graph) Nodes() int { return len(g.marks) }

// Records returns how many of the parties are records.
func (g *Graph) Records() int { return g.records }

// Ties returns how many ties stand.
func (g *Graph) Ties() int { return len(g.edges) + len(g.later) - len(g.gone) }

// Find returns the node of a party.
func (g *Graph) Find(ref lookback.NodeRef) (Node, bool) {
	i, ok := g.nodes.find(kindByte(ref.Kind), ref.ID)
	return Node(i), ok
}

// Ref returns what a node stands for.
func (g *Graph) Ref(n Node) lookback.NodeRef {
	name := g.nodes.at(int(n))
	return lookback.NodeRef{Kind: kindNames[name[0]], ID: string(name[1:])}
}

// FindTie returns the edge of a standing tie.
func (g *Graph) FindTie(id string) (Edge, bool) {
	i, ok := g.ids.find(0, id)
	if !ok {
		return 0, false
	}
	_, gone := g.gone[Edge(i)]
	return Edge(i), !gone
}

// TieID returns the ID of a tie.
func (g *Graph) TieID(e Edge) string { return string(g.ids.at(int(e))[1:]) }

// Ends returns the subject and the object of a tie.
func (g *Graph) Ends(e Edge) (subject, object Node) {
	edge := g.edge(e)
	return edge.subject, edge.object
}

// IsTarget reports whether paths may end at n: it is an entry that is listed or a network that is named.
func (g *Graph) IsTarget(n Node) bool { return g.marks[n].has(markTarget) }

// IsPublicHub reports whether n serves everybody, so that no path runs through it.
func (g *Graph) IsPublicHub(n Node) bool { return g.marks[n].has(markPublicHub) }

// Degree returns how many standing ties touch n.
func (g *Graph) Degree(n Node) int { return len(g.around(n)) }

// AppendTies appends the standing ties that touch n to dst, with the party at the other end of each.
func (g *Graph) AppendTies(dst []Step, n Node) []Step {
	for _, h := range g.around(n) {
		dst = append(dst, Step{Edge: h.id(), To: h.to})
	}
	return dst
}

// around returns the halves of n. They belong to g.
func (g *Graph) around(n Node) []half {
	if g.marks[n].has(markOver) {
		return g.over[n]
	}
	return g.halves[g.first[n]:g.first[n+1]]
}

func (g *Graph) edge(e Edge) *edge {
	if int(e) >= len(g.edges) {
		return &g.later[int(e)-len(g.edges)]
	}
	return &g.edges[e]
}

// kindNames numbers the kinds of node. The numbers live in memory only.
var kindNames = [...]lookback.NodeKind{lookback.NodeRecord, lookback.NodeEntry, lookback.NodeParty, lookback.NodeNetwork}

// kindByte returns the number of a kind; a kind that does not exist gets one that no node has.
func kindByte(k lookback.NodeKind) byte {
	for i, name := range kindNames {
		if name == k {
			return byte(i)
		}
	}
	return byte(len(kindNames))
}
