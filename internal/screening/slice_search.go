package screening

import (
	"maps"
	"slices"

	"lookback"
	"lookback/internal/index"
	"lookback/internal/match"
	"lookback/internal/store"
)

// searchSlice does what search does by asking the unit's slice about the changed entries, and the records that
// became known since the slice was made about the entries. It reports whether it could: without a sound slice,
// or with a scope, which slices do not know, every record is read.
func (w *unitWork) searchSlice(tx store.Tx) (bool, error) {
	s := w.service
	if s.shelf == nil || len(w.run.Scope.Sources) > 0 || w.plan.targets == nil {
		return false, nil
	}
	m := s.readManifest()
	x, ok := m.find(w.unit, w.run.Position)
	if !ok {
		return false, nil
	}
	ix, done, err := s.useSlice(m, x)
	if err != nil {
		return false, nil // the store has everything; the next compaction makes the slice anew
	}
	defer done()
	newer, fresh, err := w.since(tx, x.Position)
	if err != nil {
		return false, err
	}
	w.known = x.Records + fresh
	w.found = map[int64]matched{}
	w.ask(newer)
	return true, w.askSlice(tx, ix, x, newer)
}

// since returns the latest versions of the unit's records that became known between a position and that of the
// run, and how many of the records were not known before.
func (w *unitWork) since(tx store.Tx, position int64) (newer []lookback.Record, fresh int, err error) {
	latest := map[int64]lookback.Record{}
	err = eachSince(tx, position, w.run.Position, func(r lookback.Record) {
		if r.ID <= w.unit.AfterID || r.ID > w.unit.LastID {
			return
		}
		if r.Version == 1 {
			fresh++
		}
		latest[r.ID] = r
	})
	for _, id := range slices.Sorted(maps.Keys(latest)) {
		newer = append(newer, latest[id])
	}
	return newer, fresh, err
}

// askSlice asks a slice about every changed entry and reads the few records that match.
func (w *unitWork) askSlice(tx store.Tx, ix *index.Index, x slice, newer []lookback.Record) error {
	outdated := map[int64]bool{}
	for _, r := range newer {
		outdated[r.ID] = true
	}
	hits := w.hitsOf(ix, x)
	if err := w.alerted(tx, hits); err != nil {
		return err
	}
	for id, entries := range hits {
		if outdated[id] || w.ended[id] {
			continue
		}
		record, err := tx.GetRecordByID(id, w.run.Position)
		if isNotFound(err) { // it was erased, and its alert is all that is left
			continue
		}
		if err != nil {
			return err
		}
		slices.Sort(entries)
		found := atThreshold(w.plan.targets.explainAll(record.Party, slices.Compact(entries)), w.plan.policy)
		if len(found) > 0 {
			w.found[id] = matched{record, found}
		}
	}
	return nil
}

// hitsOf returns which changed entries match which records of a slice with what is asked about them, by record.
func (w *unitWork) hitsOf(ix *index.Index, x slice) map[int64][]uint32 {
	asked := w.plan.asked
	hits := make([][]index.Hit, len(asked))
	eachOf(len(asked), func(i int, s *searcher) {
		s.hits, _ = ix.Search(&asked[i].party, w.plan.policy.Threshold, &s.scratch, s.hits[:0])
		hits[i] = slices.Clone(s.hits)
	})
	byRecord := map[int64][]uint32{}
	for i, found := range hits {
		for _, h := range found {
			id := x.AfterID + int64(h.Owner)
			byRecord[id] = append(byRecord[id], asked[i].place)
		}
	}
	return byRecord
}

// explainAll returns the findings of a party on entries by their place.
func (l *listed) explainAll(party lookback.Party, places []uint32) []finding {
	hits := make([]index.Hit, len(places))
	for i, p := range places {
		hits[i] = index.Hit{Owner: p}
	}
	p := match.Prepare(party)
	return l.explain(party, &p, hits)
}
