package screening

import (
	"cmp"
	"context"
	"slices"

	"lookback"
	"lookback/internal/store"
)

// RecordHit is a record that a party may be, with the evidence.
type RecordHit struct {
	Record   lookback.Record
	Evidence lookback.Evidence
}

// FindRecords returns every record whose score with a party is at least a threshold, the highest first. Slices are asked
// where there are some, and records that are in none are read. Nothing is stored.
func (s *Service) FindRecords(ctx context.Context, party lookback.Party, threshold lookback.Score) ([]RecordHit, error) {
	if err := party.Validate(); err != nil {
		return nil, err
	}
	f := &recordFinder{service: s, party: party, threshold: threshold, asked: newListed([]entry{{Entry: lookback.Entry{Party: party}}})}
	if err := s.store.View(ctx, f.find); err != nil {
		return nil, err
	}
	slices.SortFunc(f.hits, func(a, b RecordHit) int {
		return cmp.Or(cmp.Compare(b.Evidence.Score, a.Evidence.Score), cmp.Compare(a.Record.ID, b.Record.ID))
	})
	return f.hits, nil
}

// recordFinder asks the whole population about one party.
type recordFinder struct {
	service   *Service
	party     lookback.Party
	threshold lookback.Score
	asked     *listed // the party alone
	hits      []RecordHit
}

func (f *recordFinder) find(tx store.Tx) error {
	f.hits = nil
	position, err := tx.Position()
	if err != nil {
		return err
	}
	last, err := tx.LastRecordID(position)
	if err != nil {
		return err
	}
	slices := f.service.readManifest()
	for after := int64(0); after < last; after += sliceSpan {
		u := store.Unit{AfterID: after, LastID: min(after+sliceSpan, last)}
		if x, ok := slices.find(u, position); ok {
			if asked, err := f.askSlice(tx, slices, x, position); asked || err != nil {
				if err != nil {
					return err
				}
				continue
			}
		}
		if err := f.readAll(tx, u, position); err != nil {
			return err
		}
	}
	return nil
}

// askSlice asks a slice, and the records that became known since it was made. It reports whether it could.
func (f *recordFinder) askSlice(tx store.Tx, m manifest, x slice, position int64) (bool, error) {
	ix, done, err := f.service.useSlice(m, x)
	if err != nil {
		return false, nil // the store has everything; the next compaction makes the slice anew
	}
	defer done()
	w := searchers.Get()
	defer searchers.Put(w)
	prepared := w.prepare.Prepare(f.party)
	found, _ := ix.Search(&prepared, f.threshold, &w.scratch, nil)
	ids := map[int64]bool{}
	for _, h := range found {
		ids[x.AfterID+int64(h.Owner)] = true
	}
	err = eachSince(tx, x.Position, position, func(r lookback.Record) {
		if r.ID > x.AfterID && r.ID <= x.LastID {
			ids[r.ID] = true
		}
	})
	if err != nil {
		return false, err
	}
	for id := range ids {
		r, err := tx.GetRecordByID(id, position)
		if isNotFound(err) {
			continue // erased since the slice was made
		}
		if err != nil {
			return false, err
		}
		f.keep(r, w)
	}
	return true, nil
}

// findPage is how many records are read at once.
const findPage = 10_000

// readAll asks every record of a unit.
func (f *recordFinder) readAll(tx store.Tx, u store.Unit, position int64) error {
	w := searchers.Get()
	defer searchers.Put(w)
	for after := u.AfterID; ; {
		records, err := tx.RecordsInRange(position, after, u.LastID, findPage)
		if err != nil || len(records) == 0 {
			return err
		}
		for _, r := range records {
			f.keep(r, w)
		}
		after = records[len(records)-1].ID
	}
}

// keep keeps a record that the party may be.
func (f *recordFinder) keep(r lookback.Record, w *searcher) {
	for _, hit := range f.asked.find(r.Party, f.threshold, w) {
		f.hits = append(f.hits, RecordHit{r, hit.evidence})
	}
}
