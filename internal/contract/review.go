package contract

import (
	"testing"

	"lookback"
	"lookback/internal/journal"
	"lookback/internal/store"
)

// keepsReview runs what holds for every kind of store.Review.
func keepsReview(f *fixture) {
	f.Helper()
	keeps(f, store.Tx.Redresses,
		lookback.Redress{RecordID: 1, Requester: "A", State: lookback.RedressReceived}, lookback.Redress{RecordID: 1, Requester: "A", State: lookback.RedressUpheld},
		lookback.Redress{RecordID: 2, Requester: "B"}, func(v *lookback.Redress) *int64 { return &v.ID }, func(v *lookback.Redress) *int64 { return &v.Position })
	keeps(f, store.Tx.Enquiries,
		lookback.Asked{RecordID: 1, Of: "registry", State: lookback.AskedOpen}, lookback.Asked{RecordID: 1, Of: "registry", State: lookback.AskedAnswered},
		lookback.Asked{RecordID: 2}, func(v *lookback.Asked) *int64 { return &v.ID }, func(v *lookback.Asked) *int64 { return &v.Position })
	keeps(f, store.Tx.Attachments,
		lookback.Attachment{RecordID: 1, Name: "a"}, lookback.Attachment{RecordID: 1, Name: "b"},
		lookback.Attachment{RecordID: 2}, func(v *lookback.Attachment) *int64 { return &v.ID }, func(v *lookback.Attachment) *int64 { return &v.Position })
	keeps(f, store.Tx.Accesses,
		lookback.Access{RecordID: 1, Person: "A", Purpose: "review"}, lookback.Access{RecordID: 1, Person: "A", Purpose: "audit"},
		lookback.Access{RecordID: 2, Person: "B"}, func(v *lookback.Access) *int64 { return &v.ID }, func(v *lookback.Access) *int64 { return &v.Position })
}

// testReviewErasure erases a record: what was kept around its review is gone, that of the other stays, and what their
// event commits to is what it was.
func testReviewErasure(t *testing.T, p Place) {
	f := open(t, p)
	f.put(record("crm", "1", "A"), record("crm", "2", "B"))
	var want []journal.Hash
	position := f.update(func(tx store.Tx) error {
		want = nil
		for id := int64(1); id <= 2; id++ {
			_, h1, err := tx.Redresses().Create(lookback.Redress{RecordID: id, Requester: "personal"})
			if err != nil {
				return err
			}
			_, h2, err := tx.Enquiries().Create(lookback.Asked{RecordID: id, Question: "personal"})
			if err != nil {
				return err
			}
			_, h3, err := tx.Attachments().Create(lookback.Attachment{RecordID: id, Note: "personal"})
			if err != nil {
				return err
			}
			_, h4, err := tx.Accesses().Create(lookback.Access{RecordID: id, Purpose: "personal"})
			if err != nil {
				return err
			}
			want = append(want, h1, h2, h3, h4)
		}
		return nil
	})
	commitments := func() []journal.Hash {
		return read(f, func(tx store.Tx) ([]journal.Hash, error) { return tx.CaseCommitments(position) })
	}
	f.same("commitments", commitments(), want)
	f.update(func(tx store.Tx) error { return tx.EraseRecord(2) })
	f.same("commitments stay", commitments(), want)
	f.view(func(tx store.Tx) error {
		redresses, err1 := tx.Redresses().List(store.KeptFilter{})
		asked, err2 := tx.Enquiries().List(store.KeptFilter{})
		files, err3 := tx.Attachments().List(store.KeptFilter{})
		looks, err4 := tx.Accesses().List(store.KeptFilter{})
		for _, err := range []error{err1, err2, err3, err4} {
			if err != nil {
				return err
			}
		}
		f.same("left", []int{len(redresses), len(asked), len(files), len(looks)}, []int{1, 1, 1, 1})
		f.same("of record", redresses[0].RecordID, int64(1))
		return nil
	})
}
