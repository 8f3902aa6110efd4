package contract

import (
	"testing"

	"lookback"
	"lookback/internal/journal"
	"lookback/internal/store"
)

// testEndings ends records and has one given again: it is ended in a span of positions, everything about it stays, each ending is proved,
// and erasing it leaves the commitment alone.
func testEndings(t *testing.T, p Place) {
	f := open(t, p)
	f.put(record("crm", "1", "A"), record("crm", "2", "B"), record("crm", "3", "C"), record("border", "1", "D"))
	var commitments []journal.Hash
	ended := f.update(func(tx store.Tx) (err error) {
		commitments, err = tx.EndRecords([]int64{3, 1}, "left the feed")
		return err
	})
	f.same("ended", f.endedAt(store.Now), []int64{1, 3})
	f.same("ended before", f.endedAt(ended-1), []int64(nil))
	f.same("ended in a range", read(f, func(tx store.Tx) ([]int64, error) { return tx.EndedInRange(store.Now, 1, 3) }), []int64{3})
	f.same("records", names(recordsAt(f, store.Now)), []string{"1 v1 crm/1 A", "2 v1 crm/2 B", "3 v1 crm/3 C", "4 v1 border/1 D"})
	f.same("count", read(f, func(tx store.Tx) (int, error) { return tx.CountRecordsAt(store.Now) }), 4)
	f.same("records of a source", read(f, func(tx store.Tx) ([]int64, error) { return tx.SourceRecordIDs("crm", store.Now, 1, 5) }), []int64{2, 3})
	f.same("commitments", read(f, func(tx store.Tx) ([]journal.Hash, error) { return tx.EndingCommitments(ended) }), commitments)
	for leaf, id := range []int64{3, 1} {
		e := f.endings(id)
		if len(e) != 1 || e[0].From != ended || e[0].Reason != "left the feed" || e[0].Seal.Leaf != leaf+1 || !journal.CheckCommitment(commitments[leaf], e[0].Seal.Salt, e[0].Seal.Value) {
			t.Errorf("record %d has endings %+v", id, e)
		}
	}

	// What has ended already does not end again, and that needs no event.
	f.update0(func(tx store.Tx) error { _, err := tx.EndRecords([]int64{1}, "again"); return err })
	f.refused(store.ErrNotFound, func(tx store.Tx) error { _, err := tx.EndRecords([]int64{9}, "nobody"); return err })
	f.refused(lookback.ErrInvalid, func(tx store.Tx) error { _, err := tx.EndRecords([]int64{2}, ""); return err })

	again, puts := f.put(record("crm", "1", "A")) // the same words, and known anew
	f.same("outcome", puts[0].Outcome, store.Changed)
	f.same("ended after", f.endedAt(store.Now), []int64{3})
	f.same("ended until then", f.endedAt(again-1), []int64{1, 3})

	f.update(func(tx store.Tx) error { return tx.EraseRecord(3) })
	f.same("ended after the erasure", f.endedAt(store.Now), []int64(nil))
	f.same("endings of what was erased", f.endings(3), []store.RecordEnding(nil))
	f.same("commitments stay", read(f, func(tx store.Tx) ([]journal.Hash, error) { return tx.EndingCommitments(ended) }), commitments)
}

func (f *fixture) endedAt(at int64) []int64 {
	f.Helper()
	return read(f, func(tx store.Tx) ([]int64, error) { return tx.EndedInRange(at, 0, store.Now) })
}

func (f *fixture) endings(id int64) []store.RecordEnding {
	f.Helper()
	return read(f, func(tx store.Tx) ([]store.RecordEnding, error) { return tx.RecordEndings(id) })
}
