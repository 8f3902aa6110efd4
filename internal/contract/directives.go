package contract

import (
	"testing"

	"lookback"
	"lookback/internal/journal"
	"lookback/internal/store"
)

func directive(title string) lookback.Directive {
	return lookback.Directive{Title: title, LegalBasis: "Act 12", Reason: "report 31", About: lookback.Selection{Networks: []string{"N"}},
		Care: lookback.Care{SecondReviewer: true}, Author: "A. Analyst", From: start, Until: start.AddDate(0, 6, 0)}
}

// testDirectives holds that a directive keeps every state it had, and goes with a record that it names.
func testDirectives(t *testing.T, p Place) {
	f := open(t, p)
	f.put(record("crm", "1", "A"), record("crm", "2", "B"))
	create := func(d lookback.Directive) lookback.Directive {
		f.update(func(tx store.Tx) (err error) { d, _, err = tx.CreateDirective(d); return err })
		return d
	}
	about := directive("about a record")
	about.About = lookback.Selection{Records: []string{"crm/1"}}
	d1, d2 := create(directive("about a network")), create(about)
	signed := d1
	signed.Approver, signed.Signed, signed.Key, signed.Signature = "S. Supervisor", start, []byte{1}, []byte{2, 3}
	signed.Reported = []lookback.DirectiveEffect{{Nationality: "not stated", Open: 3, Touched: 1}}
	var commitment journal.Hash
	at := f.update(func(tx store.Tx) (err error) { signed, commitment, err = tx.UpdateDirective(signed); return err })

	all := func(at int64) []lookback.Directive {
		return read(f, func(tx store.Tx) ([]lookback.Directive, error) { return tx.DirectivesAt(at) })
	}
	f.same("directives as proposed", all(at-1), []lookback.Directive{d1, d2})
	f.same("directives now", all(store.Now), []lookback.Directive{signed, d2})
	f.same("one as proposed", read(f, func(tx store.Tx) (lookback.Directive, error) { return tx.GetDirective(d1.ID, d1.Position) }), d1)
	f.same("commitments", read(f, func(tx store.Tx) ([]journal.Hash, error) { return tx.DirectiveCommitments(at) }), []journal.Hash{commitment})
	missing(f, func(tx store.Tx) (lookback.Directive, error) { return tx.GetDirective(3, store.Now) })
	f.refused(store.ErrNotFound, func(tx store.Tx) error { _, _, err := tx.UpdateDirective(lookback.Directive{ID: 3}); return err })

	f.update(func(tx store.Tx) error { return tx.EraseRecord(1) })
	f.same("after the record was erased", all(store.Now), []lookback.Directive{signed})
	missing(f, func(tx store.Tx) (lookback.Directive, error) { return tx.GetDirective(d2.ID, d2.Position) })
	if left := read(f, func(tx store.Tx) ([]journal.Hash, error) { return tx.DirectiveCommitments(d2.Position) }); len(left) != 1 {
		t.Errorf("%d commitments are left to the erased directive, want 1", len(left))
	}
}
