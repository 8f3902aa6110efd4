package contract

import (
	"fmt"
	"testing"

	"lookback"
	"lookback/internal/journal"
	"lookback/internal/store"
)

// openCase stores the case of a record at a position of its own.
func (f *fixture) openCase(record int64) lookback.Case {
	f.Helper()
	var c lookback.Case
	f.update(func(tx store.Tx) (err error) {
		c, _, err = tx.CreateCase(lookback.NewCase(record, lookback.AlertEvidence(1)))
		return err
	})
	return c
}

// updateCase stores the next state of a case at a position of its own.
func (f *fixture) updateCase(c lookback.Case) lookback.Case {
	f.Helper()
	f.update(func(tx store.Tx) (err error) {
		c, _, err = tx.UpdateCase(c)
		return err
	})
	return c
}

func testCases(t *testing.T, p Place) {
	f := open(t, p)
	c1 := f.openCase(7)
	want := lookback.NewCase(7, lookback.AlertEvidence(1))
	want.ID, want.Opened, want.Changed = 1, 1, 1
	f.same("new case", c1, want)
	changed := c1.With(lookback.AxisWorkflow, lookback.WorkTriage)
	changed.RecordID, changed.Opened, changed.Assignee = 99, 99, "A. Analyst"
	c2 := f.updateCase(changed)
	f.same("what stays of it", []int64{c2.RecordID, c2.Opened, c2.Changed}, []int64{7, 1, 2})
	f.openCase(8)

	f.same("case at 1", read(f, func(tx store.Tx) (lookback.Case, error) { return tx.GetCase(1, 1) }), c1)
	f.same("case now", read(f, func(tx store.Tx) (lookback.Case, error) { return tx.GetCase(1, store.Now) }), c2)
	f.same("states", read(f, func(tx store.Tx) ([]lookback.Case, error) { return tx.CaseStates(1) }), []lookback.Case{c1, c2})
	f.view(func(tx store.Tx) error {
		if c, there, err := tx.FindCaseOf(7, store.Now); c != c2 || !there || err != nil {
			t.Errorf("case of the record is %+v, %t (%v)", c, there, err)
		}
		if _, there, err := tx.FindCaseOf(7, 0); there || err != nil {
			t.Errorf("the case is there before it was opened (%v)", err)
		}
		return nil
	})
	missing(f, func(tx store.Tx) (lookback.Case, error) { return tx.GetCase(1, 0) })
	missing(f, func(tx store.Tx) ([]lookback.Case, error) { return tx.CaseStates(3) })
	f.refused(store.ErrNotFound, func(tx store.Tx) error { _, _, err := tx.UpdateCase(lookback.Case{ID: 3}); return err })
	f.refused(store.ErrConflict, func(tx store.Tx) error {
		_, _, err := tx.CreateCase(lookback.NewCase(7, lookback.AlertEvidence(2)))
		return err
	})
	for _, test := range []struct {
		name   string
		filter store.CaseFilter
		want   string
	}{
		{"All", store.CaseFilter{}, "[1 2]"},
		{"Workflow", store.CaseFilter{Workflow: lookback.WorkTriage}, "[1]"},
		{"WorkflowBefore", store.CaseFilter{Workflow: lookback.WorkQueued, At: 1}, "[1]"},
		{"Assignee", store.CaseFilter{Assignee: "A. Analyst"}, "[1]"},
		{"After", store.CaseFilter{AfterID: 1}, "[2]"},
		{"None", store.CaseFilter{At: -1}, "[]"},
	} {
		ids := []int64{}
		for _, c := range read(f, func(tx store.Tx) ([]lookback.Case, error) { return tx.ListCases(test.filter) }) {
			ids = append(ids, c.ID)
		}
		if got := fmt.Sprint(ids); got != test.want {
			t.Errorf("%s: got %s, want %s", test.name, got, test.want)
		}
		f.same(test.name+": count", read(f, func(tx store.Tx) (int, error) { return tx.CountCases(test.filter) }), len(ids))
	}
	first := read(f, func(tx store.Tx) ([]lookback.Case, error) { return tx.ListCases(store.CaseFilter{Limit: 1}) })
	f.same("a page", first, []lookback.Case{c2})
}

func caseNote(id int64, text string) lookback.CaseEntry {
	return lookback.CaseEntry{CaseID: id, Kind: lookback.CaseNote, Actor: "A. Analyst", Recorded: start, Text: text}
}

func ruling(id int64, to lookback.AxisValue) lookback.Ruling {
	return lookback.Ruling{CaseID: id, Axis: lookback.AxisIdentity, From: lookback.IdentityUnreviewed, To: to, Person: "A. Analyst", Reasons: "compared",
		Evidence: []lookback.EvidenceRef{lookback.AlertEvidence(1)}, Source: "file", Time: start, Recorded: start, State: lookback.RulingPending}
}

func testCaseHistory(t *testing.T, p Place) {
	f := open(t, p)
	f.openCase(7)
	add := func(e lookback.CaseEntry) lookback.CaseEntry {
		e.Position = f.update(func(tx store.Tx) error { _, _, err := tx.AppendCaseEntry(e); return err })
		return e
	}
	change := lookback.AxisChange{Axis: lookback.AxisWorkflow, From: lookback.WorkQueued, To: lookback.WorkTriage, Actor: "A. Analyst", Reason: "my turn", Time: start, Recorded: start}
	want := []lookback.CaseEntry{
		add(caseNote(1, "first")), add(caseNote(1, "second")),
		add(lookback.CaseEntry{CaseID: 1, Kind: lookback.CaseChange, Actor: "A. Analyst", Recorded: start, Change: change}),
	}
	history := func(at int64) []lookback.CaseEntry {
		return read(f, func(tx store.Tx) ([]lookback.CaseEntry, error) { return tx.CaseHistory(1, at) })
	}
	f.same("history", history(store.Now), want)
	f.same("history before", history(want[0].Position), want[:1])
	f.refused(store.ErrNotFound, func(tx store.Tx) error { _, _, err := tx.AppendCaseEntry(caseNote(2, "of nobody")); return err })

	r := ruling(1, lookback.IdentityPossible)
	f.update(func(tx store.Tx) (err error) { r, _, err = tx.CreateRuling(r); return err })
	agreed := r
	agreed.State, agreed.CaseID = lookback.RulingInForce, 99
	agreed.Second = lookback.SecondReview{Person: "S. Supervisor", Agrees: true, Reasons: "so do I", Recorded: start}
	f.update(func(tx store.Tx) (err error) { agreed, _, err = tx.UpdateRuling(agreed); return err })
	f.same("what stays of a ruling", []int64{agreed.ID, agreed.CaseID}, []int64{1, 1})
	f.same("ruling before", read(f, func(tx store.Tx) (lookback.Ruling, error) { return tx.GetRuling(1, r.Position) }), r)
	f.same("rulings", read(f, func(tx store.Tx) ([]lookback.Ruling, error) { return tx.RulingsOf(1, store.Now) }), []lookback.Ruling{agreed})
	f.same("rulings of another case", read(f, func(tx store.Tx) ([]lookback.Ruling, error) { return tx.RulingsOf(2, store.Now) }), []lookback.Ruling{})
	missing(f, func(tx store.Tx) (lookback.Ruling, error) { return tx.GetRuling(2, store.Now) })
	f.refused(store.ErrNotFound, func(tx store.Tx) error {
		_, _, err := tx.CreateRuling(ruling(2, lookback.IdentityPossible))
		return err
	})
	f.refused(store.ErrNotFound, func(tx store.Tx) error { _, _, err := tx.UpdateRuling(lookback.Ruling{ID: 2}); return err })
}

func testCaseSeals(t *testing.T, p Place) {
	f := open(t, p)
	var want []journal.Hash
	position := f.update(func(tx store.Tx) error {
		want = nil
		c, h1, err := tx.CreateCase(lookback.NewCase(7, lookback.AlertEvidence(1)))
		if err != nil {
			return err
		}
		_, h2, err := tx.AppendCaseEntry(caseNote(c.ID, "first"))
		if err != nil {
			return err
		}
		_, h3, err := tx.CreateRuling(ruling(c.ID, lookback.IdentityPossible))
		if err != nil {
			return err
		}
		_, h4, err := tx.AppendCaseEntry(caseNote(c.ID, "second"))
		want = []journal.Hash{h1, h2, h3, h4}
		return err
	})
	f.same("commitments", read(f, func(tx store.Tx) ([]journal.Hash, error) { return tx.CaseCommitments(position) }), want)
}

// testCaseErasure erases a record and looks for what its case held of it.
func testCaseErasure(t *testing.T, p Place) {
	f := open(t, p)
	f.put(record("crm", "1", "A"), record("crm", "2", "B"))
	var position int64
	for _, id := range []int64{1, 2} {
		c := f.openCase(id)
		position = f.update(func(tx store.Tx) error {
			if _, _, err := tx.AppendCaseEntry(caseNote(c.ID, "personal")); err != nil {
				return err
			}
			_, _, err := tx.CreateRuling(ruling(c.ID, lookback.IdentityPossible))
			return err
		})
	}
	before := read(f, func(tx store.Tx) ([]journal.Hash, error) { return tx.CaseCommitments(position) })
	f.update(func(tx store.Tx) error { return tx.EraseRecord(2) })
	f.same("the other history", len(read(f, func(tx store.Tx) ([]lookback.CaseEntry, error) { return tx.CaseHistory(1, store.Now) })), 1)
	f.same("history", len(read(f, func(tx store.Tx) ([]lookback.CaseEntry, error) { return tx.CaseHistory(2, store.Now) })), 0)
	f.same("rulings", len(read(f, func(tx store.Tx) ([]lookback.Ruling, error) { return tx.RulingsOf(2, store.Now) })), 0)
	f.same("identity", read(f, func(tx store.Tx) (lookback.Case, error) { return tx.GetCase(2, store.Now) }).Identity, lookback.AxisValue(""))
	f.same("commitments stay", read(f, func(tx store.Tx) ([]journal.Hash, error) { return tx.CaseCommitments(position) }), before)
}
