package screening

import (
	"fmt"
	"strings"
	"sync"

	"lookback"
	"lookback/internal/graph"
	"lookback/internal/store"
)

// tieGraph is everything that stands at one position of the journal, as a graph. It is immutable.
type tieGraph struct {
	graph    *graph.Graph
	position int64
	lists    string // names the policy and the editions that say which entries are listed
}

// tieCache holds the last graph that was asked for, because the next question is mostly about a little later.
type tieCache struct {
	mu      sync.Mutex
	latest  *tieGraph
	lastRun int64 // ID of the last lookback on networks that was seen
}

// graphAt returns the graph of a position. A graph of an earlier position is brought up to date with what is new.
func (s *Service) graphAt(tx store.Tx, position int64) (*tieGraph, error) {
	s.ties.mu.Lock()
	defer s.ties.mu.Unlock()
	held := s.ties.latest
	switch {
	case held != nil && held.position == position:
		return held, nil
	case held == nil || held.position > position:
		g, err := loadGraph(tx, position)
		if err == nil && held == nil {
			s.ties.latest = g
		}
		return g, err
	}
	g, _, err := held.forward(tx, position)
	if err == nil {
		s.ties.latest = g.compact()
	}
	return g, err
}

// keepGraph makes g the graph that later questions begin with.
func (s *Service) keepGraph(g *tieGraph) {
	s.ties.mu.Lock()
	defer s.ties.mu.Unlock()
	if s.ties.latest == nil || s.ties.latest.position < g.position {
		s.ties.latest = g.compact()
	}
}

// compact returns the same graph with nothing lying over it, once that is no longer small against the whole.
func (g *tieGraph) compact() *tieGraph {
	const smallest = 1000
	if g.graph.Overlaid() < smallest+g.graph.Ties()/8 {
		return g
	}
	return &tieGraph{graph: g.graph.Compact(), position: g.position, lists: g.lists}
}

// tiesPage is how many ties are read at once.
const tiesPage = 10000

// loadGraph builds the graph of a position from everything that stood then.
func loadGraph(tx store.Tx, position int64) (*tieGraph, error) {
	b := graph.NewBuilder(graph.Size{})
	entries := map[lookback.NodeRef]bool{}
	for mark := store.TieMark(0); ; {
		ties, next, err := tx.TiesAt(position, mark, tiesPage)
		if err != nil {
			return nil, err
		}
		if len(ties) == 0 {
			break
		}
		if err := b.AddAll(ties); err != nil {
			return nil, err
		}
		noteEntries(entries, ties)
		mark = next
	}
	l, err := listingsAt(tx, position)
	if err != nil {
		return nil, err
	}
	marks, err := marksAt(tx, position, 0, l, entries)
	if err != nil {
		return nil, err
	}
	for _, m := range marks {
		if err := b.Mark(m); err != nil {
			return nil, err
		}
	}
	g, err := b.Build()
	if err != nil {
		return nil, err
	}
	return &tieGraph{graph: g, position: position, lists: l.key}, nil
}

// forward returns the graph of a later position, and what changed.
func (g *tieGraph) forward(tx store.Tx, position int64) (*tieGraph, graph.Change, error) {
	added, gone, err := tx.TieChanges(g.position, position)
	if err != nil {
		return nil, graph.Change{}, err
	}
	l, err := listingsAt(tx, position)
	if err != nil {
		return nil, graph.Change{}, err
	}
	entries := map[lookback.NodeRef]bool{}
	noteEntries(entries, added)
	if l.key != g.lists {
		g.noteEntries(entries)
	}
	d := graph.Delta{Retract: g.held(gone), Add: added}
	if d.Mark, err = marksAt(tx, position, g.position, l, entries); err != nil {
		return nil, graph.Change{}, err
	}
	after, change, err := g.graph.With(d)
	if err != nil {
		return nil, change, fmt.Errorf("bring the graph from position %d to %d: %w", g.position, position, err)
	}
	return &tieGraph{graph: after, position: position, lists: l.key}, change, nil
}

// held returns those of the ties that g holds: a tie that was erased before g was loaded is not in it.
func (g *tieGraph) held(ids []string) []string {
	var out []string
	for _, id := range ids {
		if _, ok := g.graph.FindTie(id); ok {
			out = append(out, id)
		}
	}
	return out
}

func noteEntries(entries map[lookback.NodeRef]bool, ties []lookback.Tie) {
	for i := range ties {
		for _, end := range []lookback.NodeRef{ties[i].Subject, ties[i].Object} {
			if end.Kind == lookback.NodeEntry {
				entries[end] = true
			}
		}
	}
}

// noteEntries adds all entries that g has.
func (g *tieGraph) noteEntries(entries map[lookback.NodeRef]bool) {
	for n := range g.graph.Nodes() {
		if ref := g.graph.Ref(graph.Node(n)); ref.Kind == lookback.NodeEntry {
			entries[ref] = true
		}
	}
}

// listings are the editions of the lists that a policy covers.
type listings struct {
	key string
	seq map[string]int // current edition by list
}

func listingsAt(tx store.Tx, position int64) (listings, error) {
	l := listings{seq: map[string]int{}}
	policy, err := tx.PolicyAt(position)
	if isNotFound(err) {
		return l, nil // before the first policy nothing is listed
	}
	if err != nil {
		return l, err
	}
	editions, err := tx.EditionsAt(position)
	if err != nil {
		return l, err
	}
	var key strings.Builder
	for _, e := range editions {
		if policy.Covers(e.List) {
			l.seq[e.List] = e.Seq
			fmt.Fprintf(&key, "%s %d\n", e.List, e.Seq)
		}
	}
	l.key = key.String()
	return l, nil
}

// marksAt says of the given entries whether they are listed at a position, and of the networks and parties that became
// known or changed after another one what they are.
func marksAt(tx store.Tx, position, after int64, l listings, entries map[lookback.NodeRef]bool) ([]graph.Mark, error) {
	var marks []graph.Mark
	for _, ref := range sortedRefs(entries) {
		_, listed, err := findListed(tx, l, ref)
		if err != nil {
			return nil, err
		}
		marks = append(marks, graph.Mark{Ref: ref, Target: listed})
	}
	networks, err := tx.NetworksAt(position)
	if err != nil {
		return nil, err
	}
	for _, n := range networks {
		if n.Position > after {
			marks = append(marks, graph.Mark{Ref: n.Ref(), Target: true})
		}
	}
	parties, err := tx.NetworkPartiesAt(position, after)
	if err != nil {
		return nil, err
	}
	for _, p := range parties {
		marks = append(marks, graph.Mark{Ref: p.Ref(), PublicHub: p.PublicHub})
	}
	return marks, nil
}

// findListed returns the entry that a reference names, where it is on the current edition of a list in force.
func findListed(tx store.Tx, l listings, ref lookback.NodeRef) (lookback.Entry, bool, error) {
	list, id, _ := strings.Cut(ref.ID, "/")
	seq := l.seq[list]
	if seq == 0 {
		return lookback.Entry{}, false, nil
	}
	v, ok, err := tx.FindEntry(list, id, seq)
	return v.Entry, ok, err
}
