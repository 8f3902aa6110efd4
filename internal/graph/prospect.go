package graph

// prospect is where the best path of a pair may differ: every such pair has its record in records or its target in
// targets. A changed tie or party splits the paths over it in a part towards a record and a part towards a target;
// whichever of the two ends costs less to search from is taken.
type prospect struct {
	steps   int8
	records map[Node]struct{}
	targets map[Node]struct{}
	near    map[nearKey]*vicinity
}

// vicinity is a set of records or targets near a party, and the work of searching from those not yet taken.
type vicinity struct{ nodes []Node }

type nearKey struct {
	graph   *Graph
	at      Node
	hops    int8
	records bool
}

func newProspect(before, after View, c Change, o Options) *prospect {
	p := &prospect{
		steps:   int8(o.Reach.steps()),
		records: make(map[Node]struct{}), targets: make(map[Node]struct{}), near: make(map[nearKey]*vicinity),
	}
	for _, part := range []struct {
		graph *Graph
		edges []Edge
	}{{before.Graph, c.removed}, {after.Graph, c.added}} {
		for _, id := range part.edges {
			e := part.graph.edge(id)
			p.overEdge(part.graph, e, e.subject, e.object)
			p.overEdge(part.graph, e, e.object, e.subject)
		}
	}
	for _, n := range c.nodes {
		for _, g := range []*Graph{before.Graph, after.Graph} {
			if int(n) < g.Nodes() {
				p.overNode(g, n)
			}
		}
	}
	return p
}

// overEdge takes in the pairs with a path that comes from a record to a, goes over the edge to b, and on to a target.
func (p *prospect) overEdge(g *Graph, e *edge, a, b Node) {
	left := p.steps
	if e.flags&flagSame == 0 {
		left--
	}
	toTarget := int8(g.marks[b].hops())
	if toTarget > left {
		return
	}
	records := p.find(nearKey{g, a, left - toTarget, true})
	toRecord := int8(1)
	if g.marks[a].has(markRecord) {
		toRecord = 0
	}
	if left < toRecord {
		return
	}
	p.take(g, records, p.find(nearKey{g, b, left - toRecord, false}))
}

// overNode takes in the pairs with a path that runs through n or ends there.
func (p *prospect) overNode(g *Graph, n Node) {
	if toTarget := int8(g.marks[n].hops()); toTarget <= p.steps {
		p.take(g, p.find(nearKey{g, n, p.steps - toTarget, true}), p.find(nearKey{g, n, p.steps, false}))
	}
}

// take chooses the side from which the pairs of records and targets are compared.
func (p *prospect) take(g *Graph, records, targets *vicinity) {
	if len(records.nodes) == 0 || len(targets.nodes) == 0 {
		return
	}
	// A search back from a target has no labels to guide it, which costs about as much again as a step.
	const unguided = 4
	forwards, back := g.work(records.nodes, p.records), unguided*g.work(targets.nodes, p.targets)
	side, nodes := p.records, records.nodes
	if back < forwards {
		side, nodes = p.targets, targets.nodes
	}
	for _, n := range nodes {
		side[n] = struct{}{}
	}
}

// work returns how many ties lie within two steps of the nodes, without those that are taken.
func (g *Graph) work(nodes []Node, taken map[Node]struct{}) int {
	sum := 0
	for _, n := range nodes {
		if _, ok := taken[n]; ok {
			continue
		}
		for _, h := range g.around(n) {
			sum += g.Degree(h.to)
		}
	}
	return sum
}

// find returns the records, or the targets, within so many hops of a party, itself included. It
// takes no account of days or of parties visited before: it may find too much and never too little.
func (p *prospect) find(key nearKey) *vicinity {
	if v := p.near[key]; v != nil {
		return v
	}
	v := new(vicinity)
	p.near[key] = v
	g := key.graph
	wanted := markTarget
	if key.records {
		wanted = markRecord
	}
	left := map[Node]int8{key.at: key.hops}
	for work := []Node{key.at}; len(work) > 0; work = work[1:] {
		n := work[0]
		if g.marks[n].has(markPublicHub) && n != key.at {
			continue
		}
		for _, h := range g.around(n) {
			hops := left[n] - 1
			if h.same() {
				hops++
			}
			if hops < 0 || !key.records && int8(g.marks[h.to].hops()) > hops {
				continue
			}
			if known, ok := left[h.to]; !ok || known < hops {
				left[h.to] = hops
				work = append(work, h.to)
			}
		}
	}
	for n := range left {
		if g.marks[n].has(wanted) {
			v.nodes = append(v.nodes, n)
		}
	}
	return v
}
