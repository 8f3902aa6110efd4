package graph

import "slices"

// prospect is where the best path of a pair may differ: every such pair has its record in records or its target in
// targets. A path that differs runs over a changed tie or a changed party. The first changed tie on it, from the record, splits
// it in a part towards the record, over ties that did not change, and a part towards the target, over any ties; whichever
// of the two ends costs less to search from is taken. A path over no changed tie is split at the changed party.
type prospect struct {
	steps   int8
	changed map[Edge]struct{}
	records map[Node]struct{}
	targets map[Node]struct{}
	near    map[nearKey][]Node
}

// nearKey is a question for find, which is asked often where many ties of one party change.
type nearKey struct {
	graph     *Graph
	at        Node
	hops      int8
	wanted    mark // markRecord or markTarget
	unchanged bool // only over ties that did not change
}

func newProspect(before, after View, c Change, o Options) *prospect {
	p := &prospect{
		steps: int8(o.Reach.steps()), changed: setOf(c.removed),
		records: make(map[Node]struct{}), targets: make(map[Node]struct{}), near: make(map[nearKey][]Node),
	}
	for _, e := range c.added {
		p.changed[e] = struct{}{}
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
	toTarget, toRecord := int8(g.marks[b].hops()), int8(1)
	if g.marks[a].has(markRecord) {
		toRecord = 0
	}
	if toTarget > left || toRecord > left {
		return
	}
	records := p.find(nearKey{g, a, left - toTarget, markRecord, true})
	targets := p.find(nearKey{g, b, left - toRecord, markTarget, false})
	p.take(g, without(records, b), without(targets, a))
}

// overNode takes in the pairs with a path that runs through n or ends there.
func (p *prospect) overNode(g *Graph, n Node) {
	if toTarget := int8(g.marks[n].hops()); toTarget <= p.steps {
		p.take(g, p.find(nearKey{g, n, p.steps - toTarget, markRecord, true}), p.find(nearKey{g, n, p.steps, markTarget, true}))
	}
}

// without returns nodes but for n: no path visits a party twice.
func without(nodes []Node, n Node) []Node {
	i := slices.Index(nodes, n)
	if i < 0 {
		return nodes
	}
	return slices.Concat(nodes[:i], nodes[i+1:])
}

// take chooses the side from which the pairs of records and targets are compared.
func (p *prospect) take(g *Graph, records, targets []Node) {
	if len(records) == 0 || len(targets) == 0 {
		return
	}
	// A search back from a target has no labels to guide it, which costs about as much again as a step.
	const unguided = 4
	forwards, back := g.work(records, p.records), unguided*g.work(targets, p.targets)
	side, nodes := p.records, records
	if back < forwards {
		side, nodes = p.targets, targets
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
func (p *prospect) find(key nearKey) []Node {
	if found, known := p.near[key]; known {
		return found
	}
	g := key.graph
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
			if hops < 0 || p.leavesOut(key, h, hops) {
				continue
			}
			if known, ok := left[h.to]; !ok || known < hops {
				left[h.to] = hops
				work = append(work, h.to)
			}
		}
	}
	var found []Node
	for n := range left {
		if g.marks[n].has(key.wanted) {
			found = append(found, n)
		}
	}
	p.near[key] = found
	return found
}

// leavesOut reports whether a step cannot be part of what is looked for.
func (p *prospect) leavesOut(key nearKey, h half, hops int8) bool {
	if key.wanted == markTarget && int8(key.graph.marks[h.to].hops()) > hops {
		return true
	}
	_, changed := p.changed[h.id()]
	return key.unchanged && changed
}
