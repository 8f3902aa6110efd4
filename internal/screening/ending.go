package screening

import (
	"context"
	"fmt"

	"lookback"
	"lookback/internal/store"
)

// EndCounts say what became of records that a source system let go of.
type EndCounts struct {
	Ended   int
	Unknown int // keys that no record has, or that had ended already
}

// EndRecords ends the records of a source with these keys, for a reason: a delete marker in its feed, say. They stay, with their
// alerts, cases and clearances; lookbacks leave them out and count them. Whoever their source gives again is known, and
// screened, anew.
func (s *Service) EndRecords(ctx context.Context, actor, source, reason string, keys []string) (c EndCounts, err error) {
	if actor, err = person(actor); err != nil || len(keys) == 0 {
		return c, err
	}
	err = s.store.Update(ctx, func(tx store.Tx) error {
		var ids []int64
		for _, key := range keys {
			r, err := tx.GetRecord(source, key, store.Now)
			if isNotFound(err) {
				continue
			}
			if err != nil {
				return err
			}
			ids = append(ids, r.ID)
		}
		c.Ended, err = s.end(tx, actor, source, reason, ids)
		c.Unknown = len(keys) - c.Ended
		return err
	})
	return c, err
}

// end ends records under one event, and returns how many had not ended before.
func (s *Service) end(tx store.Tx, actor, source, reason string, ids []int64) (int, error) {
	commitments, err := tx.EndRecords(ids, reason)
	if err != nil || len(commitments) == 0 {
		return 0, err
	}
	return len(commitments), s.record(tx, lookback.EventRecordsEnded, actor, "source "+source, endedEvent{
		Source: source, Ended: len(commitments), Reason: reason, Root: root(commitments),
	})
}

const (
	// DropLimit is the share of a source, in percent, that may be absent from a full feed without anybody looking. Sources lose
	// customers and travellers every day, but not one in ten.
	DropLimit = 10
	// dropFewest is how many absent records a small source may have whatever their share.
	dropFewest = 3
	// endBatch is how many records are ended under one event.
	endBatch = 5000
)

// EndAbsent ends the records of a source that a full feed did not give: those whose IDs seen does not report. ErrConflict:
// more than limit percent of them are absent, which is likelier a feed that is not whole; nothing was ended.
func (s *Service) EndAbsent(ctx context.Context, actor, source string, seen func(id int64) bool, limit int) (ended int, err error) {
	if actor, err = person(actor); err != nil {
		return 0, err
	}
	absent, held, err := s.absent(ctx, source, seen)
	if err != nil {
		return 0, err
	}
	if len(absent) > dropFewest && len(absent)*100 > held*limit {
		return 0, fmt.Errorf("%d of the %d records of %s are absent from this feed, more than %d in a hundred, and none was ended; see whether the feed is whole, or allow more with --drop-limit: %w",
			len(absent), held, source, limit, lookback.ErrConflict)
	}
	for len(absent) > 0 {
		batch := absent[:min(endBatch, len(absent))]
		absent = absent[len(batch):]
		err := s.store.Update(ctx, func(tx store.Tx) error {
			n, err := s.end(tx, actor, source, "absent from a full feed", batch)
			ended += n
			return err
		})
		if err != nil {
			return ended, err
		}
	}
	return ended, nil
}

// absent returns the records of a source that have not ended and were not seen, and how many have not ended.
func (s *Service) absent(ctx context.Context, source string, seen func(id int64) bool) (absent []int64, held int, err error) {
	err = s.store.View(ctx, func(tx store.Tx) error {
		ended, err := endedIn(tx, store.Now, 0, store.Now)
		if err != nil {
			return err
		}
		ids, err := tx.SourceRecordIDs(source, store.Now, 0, 0)
		for _, id := range ids {
			if ended[id] {
				continue
			}
			if held++; !seen(id) {
				absent = append(absent, id)
			}
		}
		return err
	})
	return absent, held, err
}

// endedIn returns which records of a range had ended at a position.
func endedIn(tx store.Tx, at, afterID, lastID int64) (map[int64]bool, error) {
	ids, err := tx.EndedInRange(at, afterID, lastID)
	ended := make(map[int64]bool, len(ids))
	for _, id := range ids {
		ended[id] = true
	}
	return ended, err
}
