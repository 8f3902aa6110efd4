package index

import (
	"cmp"
	"slices"

	"lookback"
	"lookback/internal/match"
)

// Search appends to dst every owner whose match score with q is at least t, by ascending owner, and
// no other: the same set as Scan. It may be called concurrently with different scratches. It keeps no
// reference to dst or q, but s keeps references to forms of q. Once s has seen the tokens twice it does not allocate.
func (ix *Index) Search(q *match.Party, t lookback.Score, s *Scratch, dst []Hit) ([]Hit, Stats) {
	s.begin(ix)
	w := search{ix: ix, q: q, t: t, s: s, hits: dst}
	start := len(dst)
	if t <= 0 {
		w.walk()
	} else {
		w.identifiers()
		for _, name := range q.Names {
			w.name(name[:min(len(name), match.MaxTokens)])
		}
	}
	for _, owner := range s.seen {
		s.scored.remove(int(owner))
	}
	s.seen = s.seen[:0]
	slices.SortFunc(w.hits[start:], func(a, b Hit) int { return cmp.Compare(a.Owner, b.Owner) })
	w.stats.Hits = len(w.hits) - start
	return w.hits, w.stats
}

// search is one search under way.
type search struct {
	ix    *Index
	q     *match.Party
	t     lookback.Score
	s     *Scratch
	hits  []Hit
	stats Stats
}

// walk scores every owner: a threshold of zero rules none out.
func (w *search) walk() {
	for i := range uint32(w.ix.Len()) {
		w.stats.Walked++
		w.score(i)
	}
}

// identifiers scores the owners that share an identifier with the query, whatever their names are.
func (w *search) identifiers() {
	w.s.keys = w.q.Facts.AppendIdentifierKeys(w.s.keys[:0])
	for _, id := range w.s.keys {
		from, to := w.ix.identifiers.find(hash(id).key(keyIdentifier))
		for i := from; i < to; i++ {
			w.stats.Keys++
			owner := w.ix.identifiers.entries.at(i)
			decodeFacts(w.ix.owners.facts(owner), &w.s.facts)
			if w.q.Facts.SharesIdentifier(&w.s.facts) {
				w.scoreOnce(owner)
			} else {
				w.stats.ByFacts++
			}
		}
	}
}

// name finds the owners that one name of the query leads to: it probes tokens until no name that was not met can
// reach the threshold.
func (w *search) name(q match.Forms) {
	p := &w.s.plan
	w.s.prepare(w.ix, q, w.t)
	w.stats.Names++
	w.stats.Tokens += p.n
	var probed uint32
	for _, i := range p.order[:p.n] {
		wanted := w.s.wanted(q, probed, w.t)
		if wanted == 0 {
			break
		}
		w.probe(int(i), probed, wanted)
		probed |= 1 << i
	}
}

// probe reads the postings, in the wanted groups, of everything that token i may be aligned with, after that of the probed tokens.
func (w *search) probe(i int, probed uint32, wanted uint16) {
	w.stats.Probed++
	slot := w.s.plan.slots[i]
	if slot.cost <= maxAtOnce && w.ix.dictionary.keepsHolders() {
		w.s.findHolders(w.ix, slot)
	}
	w.s.setSieve(w.ix, i, probed, w.s.plan.known(groupSizes-1))
	if slot.holders.listed && w.s.plan.joined&(1<<i) == 0 {
		w.probeHolders(slot, wanted)
		return
	}
	w.s.fill()
	for _, r := range w.s.memo.relatives[slot.from:slot.to] {
		if r.kind() == firm {
			w.read(r.form(), wanted)
		}
	}
	for _, j := range w.s.joins {
		if j.tokens&(1<<i) != 0 {
			w.read(j.form, wanted)
		}
	}
}

// read meets the owners in the wanted lists of a relative of the probed token, once: what is wanted only ever shrinks from token to token.
func (w *search) read(form uint32, wanted uint16) {
	slot := w.s.reach.find(form)
	if slot.read {
		return
	}
	slot.read = true
	for lists := w.ix.postings.of(form); len(lists) > 0; {
		var l list
		l, lists = nextList(lists)
		if wanted&(1<<l.group) != 0 {
			w.stats.Postings += l.left
			w.meetAll(l)
		}
	}
}

// meetAll meets the owners of a list of the probed token.
func (w *search) meetAll(l list) {
	places := &w.s.places
	for n := l.take(places[:]); n > 0; n = l.take(places[:]) {
		kept := places[:n]
		if !l.group.initials() {
			kept = w.dropTooFew(kept, l.group)
		}
		w.meetBatch(kept)
	}
}

// meetBatch meets the owners at so many places, whose records are fetched together.
func (w *search) meetBatch(places []int) {
	for _, place := range places {
		w.s.touched ^= w.ix.owners.records[place]
	}
	for _, place := range places {
		w.meet(place)
	}
}

// meet tests the owner whose record starts at place, cheapest step first, and scores it when nothing rules it out. Owners that
// share an identifier with the query were scored before, so that the facts can only lower the score here.
func (w *search) meet(place int) {
	w.s.fill()
	limit, facts := w.limit(w.ix.owners.records[place:])
	if limit < w.t {
		w.stats.ByReach++
		return
	}
	decodeFacts(facts, &w.s.facts)
	if match.Combine(limit, w.q.Facts.Discount(&w.s.facts), false) < w.t {
		w.stats.ByFacts++
		return
	}
	w.scoreOnce(w.ix.owners.at(place))
}

// limit returns a score that the names at the start of record cannot exceed with the present name of the query, and what follows
// them: the owner's facts, and more.
func (w *search) limit(record []byte) (lookback.Score, []byte) {
	o := w.ix.owners
	names, at := uvarint(record, 0)
	best := lookback.Score(0)
	for range names {
		var name []byte
		name, at = o.nextName(record, at)
		best = max(best, w.s.reach.limit(o, name))
	}
	return best, record[at:]
}

// scoreOnce scores an owner unless this search did before.
func (w *search) scoreOnce(owner uint32) {
	if w.s.scored.has(int(owner)) {
		w.stats.Repeated++
		return
	}
	w.s.scored.add(int(owner))
	w.s.seen = append(w.s.seen, owner)
	w.score(owner)
}

// score aligns the names of an owner with those of the query.
func (w *search) score(owner uint32) {
	w.stats.Scored++
	w.ix.owners.decode(&w.s.party, w.ix.dictionary, owner)
	if score := w.s.match.Score(w.q, &w.s.party.Party); score >= w.t {
		w.hits = append(w.hits, Hit{Owner: w.ix.owners.id(owner), Score: score})
	}
}
