package contract

import (
	"fmt"
	"testing"

	"lookback"
	"lookback/internal/journal"
	"lookback/internal/store"
)

func alert(record int64, list, entry string, state lookback.AlertState, reason string) lookback.Alert {
	return lookback.Alert{RecordID: record, RecordVersion: 1, List: list, EntryID: entry, EntryDigest: "d1", State: state, Reason: reason,
		Evidence: lookback.Evidence{Score: 8123, Strength: lookback.NameOnly, Matcher: "m1",
			Name:   lookback.NameEvidence{Left: "Ilmar Tassk", Right: "Tassk, Ilmar", Score: 8123, Pairs: []lookback.TokenPair{{Left: "Ilmar", Right: "Ilmar", Relation: "equal", Similarity: lookback.MaxScore}}},
			Fields: []lookback.FieldEvidence{{Field: "birth", Outcome: lookback.Missing, Factor: lookback.MaxScore}}}}
}

// putAlert stores an alert state at a position of its own.
func (f *fixture) putAlert(a lookback.Alert) (lookback.Alert, journal.Hash) {
	f.Helper()
	var c journal.Hash
	f.update(func(tx store.Tx) (err error) {
		a, c, err = tx.PutAlert(a)
		return err
	})
	return a, c
}

func testAlerts(t *testing.T, p Place) {
	f := open(t, p)
	a1, _ := f.putAlert(alert(7, "un", "p1", lookback.AlertOpen, "listed"))
	want := alert(7, "un", "p1", lookback.AlertOpen, "listed")
	want.ID, want.Opened, want.Changed = 1, 1, 1
	f.same("new alert", a1, want)
	changed := alert(7, "un", "p1", lookback.AlertEnded, "delisted")
	changed.RunID = 3
	a2, _ := f.putAlert(changed)
	f.same("what stays of it", []int64{a2.ID, a2.Opened, a2.Changed}, []int64{1, 1, 2})

	at := func(position int64) (a lookback.Alert, there bool) {
		f.view(func(tx store.Tx) (err error) {
			a, there, err = tx.FindAlert(7, "un", "p1", position)
			return err
		})
		return a, there
	}
	if _, there := at(0); there {
		t.Error("the alert is there before it was opened")
	}
	got, _ := at(1)
	f.same("alert at 1", got, a1)
	got, _ = at(store.Now)
	f.same("alert now", got, a2)
	f.same("alert by ID", read(f, func(tx store.Tx) (lookback.Alert, error) { return tx.GetAlert(1, 1) }), a1)
	f.same("states", read(f, func(tx store.Tx) ([]lookback.Alert, error) { return tx.AlertStates(1) }), []lookback.Alert{a1, a2})
	missing(f, func(tx store.Tx) (lookback.Alert, error) { return tx.GetAlert(1, 0) })
	missing(f, func(tx store.Tx) ([]lookback.Alert, error) { return tx.AlertStates(2) })

	f.update(func(tx store.Tx) error { // two states at one position: the last one is what holds
		if _, _, err := tx.PutAlert(alert(7, "un", "p1", lookback.AlertOpen, "first thought")); err != nil {
			return err
		}
		_, _, err := tx.PutAlert(alert(7, "un", "p1", lookback.AlertOpen, "second thought"))
		return err
	})
	states := read(f, func(tx store.Tx) ([]lookback.Alert, error) { return tx.AlertStates(1) })
	f.same("states", []any{len(states), states[2].Reason}, []any{3, "second thought"})
	f.refused(lookback.ErrInvalid, func(tx store.Tx) error { _, _, err := tx.PutAlert(alert(7, "un", "p1", "", "")); return err })
}

func testAlertFilters(t *testing.T, p Place) {
	f := open(t, p)
	for i, a := range []lookback.Alert{
		alert(1, "un", "p1", lookback.AlertOpen, ""), alert(2, "un", "p1", lookback.AlertOpen, ""), alert(3, "un", "p2", lookback.AlertOpen, ""),
		alert(3, "ofac", "p1", lookback.AlertOpen, ""), alert(2, "un", "p1", lookback.AlertEnded, ""),
	} {
		a.RunID = int64(i)
		f.putAlert(a)
	}
	for _, test := range []struct {
		name   string
		filter store.AlertFilter
		want   string
	}{
		{"All", store.AlertFilter{}, "[1 2 3 4]"},
		{"Open", store.AlertFilter{State: lookback.AlertOpen}, "[1 3 4]"},
		{"Ended", store.AlertFilter{State: lookback.AlertEnded}, "[2]"},
		{"OpenBefore", store.AlertFilter{State: lookback.AlertOpen, At: 2}, "[1 2]"},
		{"OfRecord", store.AlertFilter{RecordID: 3}, "[3 4]"},
		{"OfEntry", store.AlertFilter{List: "un", EntryID: "p1"}, "[1 2]"},
		{"OfEntryInRange", store.AlertFilter{List: "un", EntryID: "p1", FromRecord: 1, LastRecord: 2}, "[2]"},
		{"OfList", store.AlertFilter{List: "ofac"}, "[4]"},
		{"OfRun", store.AlertFilter{RunID: 4}, "[2]"},
		{"Page", store.AlertFilter{AfterID: 1, Limit: 2}, "[2 3]"},
		{"None", store.AlertFilter{RecordID: 9}, "[]"},
	} {
		ids := []int64{}
		for _, a := range read(f, func(tx store.Tx) ([]lookback.Alert, error) { return tx.ListAlerts(test.filter) }) {
			ids = append(ids, a.ID)
		}
		if got := fmt.Sprint(ids); got != test.want {
			t.Errorf("%s: got %s, want %s", test.name, got, test.want)
		}
		if test.filter.Limit > 0 {
			continue
		}
		if n := read(f, func(tx store.Tx) (int, error) { return tx.CountAlerts(test.filter) }); n != len(ids) {
			t.Errorf("%s: count is %d, want %d", test.name, n, len(ids))
		}
	}
	n := read(f, func(tx store.Tx) (int, error) { return tx.CountAlerts(store.AlertFilter{AfterID: 1, Limit: 2}) })
	f.same("a limit does not count", n, 3)
}

func testAlertSeals(t *testing.T, p Place) {
	f := open(t, p)
	var want []journal.Hash
	position := f.update(func(tx store.Tx) error {
		for i := range 4 {
			if i == 1 { // a state that another one replaces at once leaves no commitment
				if _, _, err := tx.PutAlert(alert(1, "un", "p1", lookback.AlertOpen, "replaced")); err != nil {
					return err
				}
			}
			_, c, err := tx.PutAlert(alert(int64(i), "un", "p1", lookback.AlertOpen, "listed"))
			if err != nil {
				return err
			}
			want = append(want, c)
		}
		return nil
	})
	commitments := read(f, func(tx store.Tx) ([]journal.Hash, error) { return tx.AlertCommitments(position) })
	f.same("commitments", commitments, want)
	for i := range 4 {
		seal := read(f, func(tx store.Tx) (store.Seal, error) { return tx.AlertSeal(int64(i+1), store.Now) })
		if !journal.CheckCommitment(seal.Commitment, seal.Salt, seal.Value) || seal.Leaf != i+1 || seal.Position != position || seal.Commitment != want[i] {
			t.Errorf("seal of alert %d does not hold: leaf %d at %d", i+1, seal.Leaf, seal.Position)
		}
	}
	missing(f, func(tx store.Tx) (store.Seal, error) { return tx.AlertSeal(1, 0) })
}
