package screening

import (
	"cmp"
	"slices"
	"sync"

	"lookback"
	"lookback/internal/index"
	"lookback/internal/match"
)

// listed is a set of entries indexed for searching with records. It is immutable.
type listed struct {
	entries  []entry
	prepared []match.Party
	ix       *index.Index
	scanner  func() *index.Scanner // made when it is first asked for
}

// entry is an entry with the digest that the store keeps for it.
type entry struct {
	lookback.Entry
	digest string
}

// newListed indexes entries. It keeps the slice.
func newListed(entries []entry) *listed {
	l := &listed{entries: entries, prepared: make([]match.Party, len(entries))}
	var b index.Builder
	var prepare match.Preparer
	for i := range entries {
		l.prepared[i] = prepare.Prepare(entries[i].Party)
		b.Add(uint32(i), &l.prepared[i])
	}
	l.ix = b.Build()
	l.scanner = sync.OnceValue(func() *index.Scanner { return index.NewScanner(l.prepared) })
	return l
}

// finding is one entry that a record matches, with the evidence.
type finding struct {
	entry    *entry
	evidence lookback.Evidence
}

// searcher is the working memory of one goroutine that searches.
type searcher struct {
	prepare match.Preparer
	scratch index.Scratch
	scan    index.ScanScratch
	hits    []index.Hit
}

// searchers keeps working memory from one piece of work to the next: what a searcher learnt about common names
// serves again.
var searchers index.Spare[searcher]

// find returns the entries that party matches at threshold, by list and entry ID.
func (l *listed) find(party lookback.Party, threshold lookback.Score, s *searcher) []finding {
	p := s.prepare.Lend(&party)
	s.hits, _ = l.ix.Search(p, threshold, &s.scratch, s.hits[:0])
	return l.explain(party, p, s.hits)
}

// scan does what find does without the index.
func (l *listed) scan(party lookback.Party, threshold lookback.Score, s *searcher) []finding {
	p := s.prepare.Lend(&party)
	s.hits = l.scanner().Scan(p, threshold, &s.scan, s.hits[:0])
	return l.explain(party, p, s.hits)
}

// explain compares party, which was prepared, with the entries that were hit.
func (l *listed) explain(party lookback.Party, p *match.Party, hits []index.Hit) []finding {
	if len(hits) == 0 {
		return nil
	}
	found := make([]finding, 0, len(hits))
	for _, h := range hits {
		e := &l.entries[h.Owner]
		found = append(found, finding{entry: e, evidence: match.ComparePrepared(party, e.Party, p, &l.prepared[h.Owner])})
	}
	slices.SortFunc(found, func(a, b finding) int { return compareEntries(a.entry, b.entry) })
	return found
}

func compareEntries(a, b *entry) int {
	if c := cmp.Compare(a.List, b.List); c != 0 {
		return c
	}
	return cmp.Compare(a.ID, b.ID)
}
