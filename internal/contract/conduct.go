package contract

import (
	"fmt"
	"testing"
	"time"

	"lookback"
	"lookback/internal/journal"
	"lookback/internal/store"
)

// keeps runs what holds for every kind that is kept: states by position, filters, conflicts. first and second are two
// states of one thing of record 1, which other is not about.
func keeps[T any](f *fixture, of func(store.Tx) store.Kept[T], first, second, other T, id func(*T) *int64, position func(*T) *int64) {
	f.Helper()
	create := func(v T) T {
		f.update(func(tx store.Tx) (err error) { v, _, err = of(tx).Create(v); return err })
		return v
	}
	v1 := create(first)
	o := create(other)
	*id(&second) = *id(&v1)
	v2 := second
	f.update(func(tx store.Tx) (err error) { v2, _, err = of(tx).Update(second); return err })
	f.same("IDs", []int64{*id(&v1), *id(&o), *id(&v2)}, []int64{1, 2, 1})
	f.same("state before", read(f, func(tx store.Tx) (T, error) { return of(tx).Get(1, *position(&v1)) }), v1)
	f.same("state now", read(f, func(tx store.Tx) (T, error) { return of(tx).Get(1, store.Now) }), v2)
	f.same("all", read(f, func(tx store.Tx) ([]T, error) { return of(tx).List(store.KeptFilter{}) }), []T{v2, o})
	f.same("all before", read(f, func(tx store.Tx) ([]T, error) { return of(tx).List(store.KeptFilter{At: *position(&v1)}) }), []T{v1})
	f.same("a page", read(f, func(tx store.Tx) ([]T, error) { return of(tx).List(store.KeptFilter{Limit: 1}) }), []T{v2})
	f.same("after", read(f, func(tx store.Tx) ([]T, error) { return of(tx).List(store.KeptFilter{AfterID: 1}) }), []T{o})
	missing(f, func(tx store.Tx) (T, error) { return of(tx).Get(3, store.Now) })
	missing(f, func(tx store.Tx) (T, error) { return of(tx).Get(1, *position(&v1)-1) })
	*id(&second) = 3
	f.refused(store.ErrNotFound, func(tx store.Tx) error { _, _, err := of(tx).Update(second); return err })
}

func testKept(t *testing.T, p Place) {
	at := start.Truncate(time.Second)
	f := open(t, p)
	keeps(f, store.Tx.Suppressions,
		lookback.Suppression{RecordID: 1, Alert: lookback.AlertEvidence(7), State: lookback.SuppressionInForce, Expires: at},
		lookback.Suppression{RecordID: 1, Alert: lookback.AlertEvidence(7), State: lookback.SuppressionLapsed, Expires: at, Why: []string{"the entry was amended"}},
		lookback.Suppression{RecordID: 2, Alert: lookback.AlertEvidence(8), State: lookback.SuppressionInForce, Expires: at.Add(time.Hour)},
		func(v *lookback.Suppression) *int64 { return &v.ID }, func(v *lookback.Suppression) *int64 { return &v.Position })
	keeps(f, store.Tx.Disclosures,
		lookback.Disclosure{RecordID: 1, CaseID: 4, State: lookback.DisclosureProposed}, lookback.Disclosure{RecordID: 1, CaseID: 4, State: lookback.DisclosureSent},
		lookback.Disclosure{RecordID: 2, CaseID: 5}, func(v *lookback.Disclosure) *int64 { return &v.ID }, func(v *lookback.Disclosure) *int64 { return &v.Position })
	keeps(f, store.Tx.Notices,
		lookback.Notice{Disclosure: 1, State: lookback.NoticeDue, Due: at}, lookback.Notice{Disclosure: 1, State: lookback.NoticeSent, Due: at},
		lookback.Notice{Disclosure: 2, State: lookback.NoticeDue, Due: at.Add(time.Hour)}, func(v *lookback.Notice) *int64 { return &v.ID }, func(v *lookback.Notice) *int64 { return &v.Position })
	keeps(f, store.Tx.LegalHolds,
		lookback.LegalHold{RecordID: 1, State: lookback.HoldInForce}, lookback.LegalHold{RecordID: 1, State: lookback.HoldReleased},
		lookback.LegalHold{RecordID: 2}, func(v *lookback.LegalHold) *int64 { return &v.ID }, func(v *lookback.LegalHold) *int64 { return &v.Position })
	keeps(f, store.Tx.Erasures,
		lookback.Erasure{RecordID: 1, State: lookback.ErasureProposed}, lookback.Erasure{RecordID: 1, State: lookback.ErasureDone},
		lookback.Erasure{RecordID: 2}, func(v *lookback.Erasure) *int64 { return &v.ID }, func(v *lookback.Erasure) *int64 { return &v.Position })
	keeps(f, store.Tx.Terms,
		lookback.Term{RecordID: 1, CaseID: 4, State: lookback.TermRunning, ReviewBy: at}, lookback.Term{RecordID: 1, CaseID: 4, State: lookback.TermOverdue, Ends: at},
		lookback.Term{RecordID: 2, CaseID: 5, State: lookback.TermRunning}, func(v *lookback.Term) *int64 { return &v.ID }, func(v *lookback.Term) *int64 { return &v.Position })
	keeps(f, store.Tx.RetentionRules,
		lookback.RetentionRule{Source: "border", State: lookback.RetentionProposed}, lookback.RetentionRule{Source: "border", State: lookback.RetentionInForce},
		lookback.RetentionRule{}, func(v *lookback.RetentionRule) *int64 { return &v.ID }, func(v *lookback.RetentionRule) *int64 { return &v.Position })
	keepsReview(f)
	f.keepsDue(at)
	export := lookback.Disclosure{State: lookback.DisclosureSent, Export: lookback.Export{Source: "5", Given: lookback.RecordNumbers{{First: 1, Last: 5}, {First: 9, Last: 9}}}}
	f.update(func(tx store.Tx) (err error) { export, _, err = tx.Disclosures().Create(export); return err })
	f.same("exports of a source that is named like a case", read(f, func(tx store.Tx) ([]lookback.Disclosure, error) {
		return tx.Disclosures().List(store.KeptFilter{Subject: store.ExportSubject("5")})
	}), []lookback.Disclosure{export})

	f.update(func(tx store.Tx) error {
		_, _, err := tx.Suppressions().Create(lookback.Suppression{RecordID: 3, Alert: lookback.AlertEvidence(9), State: lookback.SuppressionLapsed}) // never due
		return err
	})
	for _, test := range []struct {
		name   string
		filter store.KeptFilter
		want   string
	}{
		{"Record", store.KeptFilter{RecordID: 1}, "[1]"},
		{"Subject", store.KeptFilter{Subject: "alert:8"}, "[2]"},
		{"State", store.KeptFilter{State: string(lookback.SuppressionInForce)}, "[2]"},
		{"Due", store.KeptFilter{DueBy: at}, "[1]"},
		{"DueLater", store.KeptFilter{DueBy: at.Add(time.Hour)}, "[1 2]"},
		{"Before", store.KeptFilter{At: -1}, "[]"},
	} {
		ids := []int64{}
		for _, s := range read(f, func(tx store.Tx) ([]lookback.Suppression, error) { return tx.Suppressions().List(test.filter) }) {
			ids = append(ids, s.ID)
		}
		if got := fmt.Sprint(ids); got != test.want {
			t.Errorf("%s: got %s, want %s", test.name, got, test.want)
		}
	}
}

// keepsDue reads terms in the order in which they fall due, page by page.
func (f *fixture) keepsDue(at time.Time) {
	f.Helper()
	f.put(record("crm", "due", "A"))
	var ids []int64
	for i, hours := range []int{5, 1, 3, 1, 9} {
		v := lookback.Term{RecordID: 9, CaseID: 9, State: lookback.TermOverdue, Ends: at.Add(time.Duration(hours) * time.Hour)}
		if i == 4 {
			v.State = lookback.TermRunning
		}
		f.update(func(tx store.Tx) (err error) { v, _, err = tx.Terms().Create(v); return err })
		ids = append(ids, v.ID)
	}
	want := []int64{1, ids[1], ids[3], ids[2], ids[0]} // the first was made before, and is due now
	var got []int64
	for after := (store.DueMark{}); ; {
		page := read(f, func(tx store.Tx) ([]lookback.Term, error) {
			return tx.Terms().ListDue(string(lookback.TermOverdue), after, 2)
		})
		for _, v := range page {
			got, after = append(got, v.ID), store.DueMark{Due: v.Due(), ID: v.ID}
		}
		if len(page) < 2 {
			break
		}
	}
	f.same("as they fall due", got, want)
}

func protection(record int64) lookback.Protection {
	return lookback.Protection{RecordID: record, Kind: lookback.ProtectMinor, Source: "interview", Since: start.Truncate(time.Second), SetBy: "A. Analyst",
		Recorded: start.Truncate(time.Second), State: lookback.ProtectionInForce}
}

func testProtections(t *testing.T, p Place) {
	f := open(t, p)
	put := func(v lookback.Protection) lookback.Protection {
		f.update(func(tx store.Tx) (err error) { v, _, err = tx.PutProtection(v); return err })
		return v
	}
	of := func(record, at int64) []lookback.Protection {
		return read(f, func(tx store.Tx) ([]lookback.Protection, error) { return tx.ProtectionsOf(record, at) })
	}
	one, two := put(protection(1)), put(protection(2))
	lifted := one
	lifted.State = lookback.ProtectionLifted
	lifted = put(lifted)
	f.same("of record 1", of(1, store.Now), []lookback.Protection{lifted})
	f.same("of record 1 before", of(1, one.Position), []lookback.Protection{one})
	f.same("of record 2", of(2, store.Now), []lookback.Protection{two})
	f.same("of nobody", of(3, store.Now), []lookback.Protection{})
	f.refused(store.ErrNotFound, func(tx store.Tx) error { _, _, err := tx.PutProtection(lookback.Protection{ID: 9}); return err })
}

func testReliance(t *testing.T, p Place) {
	f := open(t, p)
	f.put(record("crm", "1", "A"), record("crm", "2", "B"))
	f.openCase(1) // both from alert 1
	f.openCase(2)
	cases := func(text string) []int64 {
		ref, err := lookback.ParseEvidenceRef(text)
		if err != nil {
			t.Fatal(err)
		}
		return read(f, func(tx store.Tx) ([]int64, error) { return tx.CasesRelyingOn(ref) })
	}
	r := ruling(1, lookback.IdentityPossible)
	r.Evidence = []lookback.EvidenceRef{{Kind: lookback.EvidenceTie, ID: "T-7"}}
	f.update(func(tx store.Tx) error { _, _, err := tx.CreateRuling(r); return err })
	change := lookback.AxisChange{Axis: lookback.AxisWhereabouts, Evidence: []lookback.EvidenceRef{{Kind: lookback.EvidenceDocument, ID: "letter"}}}
	f.update(func(tx store.Tx) error {
		_, _, err := tx.AppendCaseEntry(lookback.CaseEntry{CaseID: 2, Kind: lookback.CaseChange, Change: change})
		return err
	})
	f.same("ground", cases("alert:1"), []int64{1, 2})
	f.same("ruling", cases("tie:T-7"), []int64{1})
	f.same("change", cases("document:letter"), []int64{2})
	f.same("nothing", cases("alert:2"), []int64{})
	f.update(func(tx store.Tx) error { return tx.EraseRecord(2) })
	f.same("of an erased record", cases("document:letter"), []int64{})
	f.same("of the other", cases("alert:1"), []int64{1})
}

func testFollowers(t *testing.T, p Place) {
	f := open(t, p)
	cursor := func() int64 {
		return read(f, func(tx store.Tx) (int64, error) { return tx.GetFollowed("casework") })
	}
	f.same("in the beginning", cursor(), int64(0))
	put := func(position int64) error {
		return f.Update(t.Context(), func(tx store.Tx) error { return tx.PutFollowed("casework", position) })
	}
	for _, position := range []int64{4, 4, 9} {
		if err := put(position); err != nil {
			t.Fatal(err)
		}
		f.same("cursor", cursor(), position)
	}
	f.refused(store.ErrConflict, func(tx store.Tx) error { return tx.PutFollowed("casework", 8) })
	f.same("after going back", cursor(), int64(9))
	f.same("of another", read(f, func(tx store.Tx) (int64, error) { return tx.GetFollowed("webhooks") }), int64(0))
}

// testConductSealsAndErasure erases a record and looks for what was kept of it.
func testConductSealsAndErasure(t *testing.T, p Place) {
	f := open(t, p)
	f.put(record("crm", "1", "A"), record("crm", "2", "B"))
	var want []journal.Hash
	position := f.update(func(tx store.Tx) error {
		_, h1, err := tx.Suppressions().Create(lookback.Suppression{RecordID: 2, Alert: lookback.AlertEvidence(1), Person: "personal"})
		if err != nil {
			return err
		}
		_, h2, err := tx.PutProtection(protection(2))
		if err != nil {
			return err
		}
		_, h3, err := tx.Notices().Create(lookback.Notice{Disclosure: 1})
		if err != nil {
			return err
		}
		_, h4, err := tx.Erasures().Create(lookback.Erasure{RecordID: 2})
		if err != nil {
			return err
		}
		_, h5, err := tx.Terms().Create(lookback.Term{RecordID: 2, Value: lookback.InCustody})
		want = []journal.Hash{h1, h2, h3, h4, h5}
		return err
	})
	f.update(func(tx store.Tx) error { _, _, err := tx.PutProtection(protection(1)); return err })
	commitments := func() []journal.Hash {
		return read(f, func(tx store.Tx) ([]journal.Hash, error) { return tx.CaseCommitments(position) })
	}
	f.same("commitments", commitments(), want)
	f.update(func(tx store.Tx) error { return tx.EraseRecord(2) })
	f.same("commitments stay", commitments(), want)
	missing(f, func(tx store.Tx) (lookback.Suppression, error) { return tx.Suppressions().Get(1, store.Now) })
	missing(f, func(tx store.Tx) (lookback.Term, error) { return tx.Terms().Get(1, store.Now) })
	protections := func(record int64) int {
		return len(read(f, func(tx store.Tx) ([]lookback.Protection, error) { return tx.ProtectionsOf(record, store.Now) }))
	}
	f.same("protections", []int{protections(1), protections(2)}, []int{1, 0})
	f.same("receipts", len(read(f, func(tx store.Tx) ([]lookback.Erasure, error) { return tx.Erasures().List(store.KeptFilter{}) })), 1)
	f.same("notices", len(read(f, func(tx store.Tx) ([]lookback.Notice, error) { return tx.Notices().List(store.KeptFilter{}) })), 1)
}
