package web

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"slices"

	"lookback"
	"lookback/internal/casework"
	"lookback/internal/screening"
	"lookback/internal/source"
	"lookback/internal/store"
)

// openFirst opens a case from the alert at the head of the queue.
func (w *world) openFirst() lookback.Case {
	w.t.Helper()
	c, err := w.cases.OpenCase(w.t.Context(), lookback.AlertEvidence(w.firstAlert().ID), "Ana Lind")
	w.must(err)
	return c
}

func (w *world) record(id int64) (r lookback.Record) {
	w.t.Helper()
	w.must(w.store.View(w.t.Context(), func(tx store.Tx) (err error) {
		r, err = tx.GetRecordByID(id, store.Now)
		return err
	}))
	return r
}

func (w *world) lastEvent() (e lookback.Event) {
	w.t.Helper()
	w.must(w.store.View(w.t.Context(), func(tx store.Tx) (err error) {
		position, err := tx.Position()
		if err != nil {
			return err
		}
		e, err = tx.GetEvent(position)
		return err
	}))
	return e
}

// entryNamed publishes a list of one entry with a name and a remark of that name, and returns the ID of the entry.
func (w *world) entryNamed(name string) string {
	w.t.Helper()
	const id = "e-1"
	var b bytes.Buffer
	c := csv.NewWriter(&b)
	w.must(c.WriteAll([][]string{{"id", "name", "kind", "remarks"}, {id, name, "person", name}}))
	_, err := w.screening.ImportEdition(w.t.Context(), screening.EditionImport{List: "evil", Format: "house-csv", Files: []source.File{source.Bytes("evil.csv", b.Bytes())}, Actor: "list desk"})
	w.must(err)
	w.Wake()
	return id
}

// alertOn returns the open alert on an entry of the list that entryNamed publishes.
func (w *world) alertOn(entry string) lookback.Alert {
	w.t.Helper()
	var found []lookback.Alert
	w.must(w.store.View(w.t.Context(), func(tx store.Tx) (err error) {
		found, err = tx.ListAlerts(store.AlertFilter{List: "evil", EntryID: entry, State: lookback.AlertOpen})
		return err
	}))
	if len(found) == 0 {
		w.t.Fatalf("no alert is open on %s", entry)
	}
	return found[0]
}

// pathOf returns the first path alert that is open on the record of a case; 0 for none.
func (w *world) pathOf(c lookback.Case) (id int64) {
	w.t.Helper()
	w.must(w.store.View(w.t.Context(), func(tx store.Tx) error {
		all, err := tx.ListPathAlerts(store.PathAlertFilter{RecordID: c.RecordID, State: lookback.AlertOpen})
		if len(all) > 0 {
			id = all[0].ID
		}
		return err
	}))
	return id
}

// ruleTwice makes a ruling that waits for a second person.
func (w *world) ruleTwice(c lookback.Case, a lookback.Alert) error {
	_, err := w.cases.Rule(w.t.Context(), casework.RulingOrder{Case: c.ID, Axis: lookback.AxisIdentity, To: lookback.IdentitySame, Person: "Ana Lind", Reasons: "passport", Source: "file",
		Evidence: []lookback.EvidenceRef{lookback.AlertEvidence(a.ID)}, Contrary: lookback.Contrary{NoneFound: "Ana Lind"}, Override: "the photograph"})
	return err
}

// queue returns the open alerts in the order of review, read all at once: what the pages must show page by page.
func queue(tx store.Tx, list, strength string) ([]lookback.Alert, error) {
	alerts, err := tx.ListAlerts(store.AlertFilter{State: lookback.AlertOpen, List: list})
	if strength != "" {
		alerts = slices.DeleteFunc(alerts, func(a lookback.Alert) bool { return string(a.Evidence.Strength) != strength })
	}
	slices.SortStableFunc(alerts, func(a, b lookback.Alert) int {
		return cmp.Or(cmp.Compare(b.Evidence.Priority, a.Evidence.Priority), cmp.Compare(b.Evidence.Score, a.Evidence.Score), cmp.Compare(a.ID, b.ID))
	})
	return alerts, err
}
