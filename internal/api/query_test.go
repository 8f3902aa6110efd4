package api

import (
	"fmt"
	"testing"

	"lookback"
	"lookback/internal/store"
)

// A word that a list does not know is refused, with those that it knows: an empty list would say that there is nothing.
func TestMisspeltWordsAreRefused(t *testing.T) {
	w := newWorld(t, nil)
	for path, known := range map[string]string{
		"/alerts?state=opne": "ended", "/path-alerts?state=closed": "open", "/runs?state=finished": "pending", "/notices?state=late": "acknowledged",
		"/redress?state=open": "not upheld", "/identities?state=open": "awaiting second person", "/terms?state=late": "overdue",
		"/worklist?late=yes": "true", "/queue?suppressed=1": "true", "/reports/funnel?internal=perhaps": "false",
		"/alerts?run=first": "a number", "/terms?case=one": "a number", "/asked?case=-1": "a number", "/disclosures?case=x": "a number",
		"/disclosures?case=1&record=crm/1": "one of them", "/replay?alert=x": "a number", "/worklist?after=7": "the next of the page before",
	} {
		w.play(t, asked(ada, path, 422, known))
	}
}

// A lookback can be shown although somebody whom it affected was erased since.
func TestRunIsShownAfterAnErasure(t *testing.T) {
	w := newWorld(t, nil)
	var run lookback.Run
	note := func(tx store.Tx, kind lookback.EventKind) error {
		_, err := tx.AppendEvent(lookback.Event{Time: start, Kind: kind, Actor: "lookback"})
		return err
	}
	err := w.Store.Update(t.Context(), func(tx store.Tx) (err error) {
		at, err := tx.Position()
		if err != nil {
			return err
		}
		if run, err = tx.CreateRun(lookback.Run{Trigger: lookback.TriggerEntry, Cause: "test", State: lookback.RunDone, By: "lookback", Closed: at + 1}); err != nil {
			return err
		}
		for _, record := range []int64{2, 3} {
			if _, _, err := tx.PutAlert(lookback.Alert{RecordID: record, List: "house", EntryID: "h-1", State: lookback.AlertOpen, RunID: run.ID}); err != nil {
				return err
			}
			p := lookback.PathAlert{RecordID: record, Record: map[int64]string{2: "crm/2", 3: "crm/3"}[record], Target: lookback.NetworkNode("ferry"), State: lookback.AlertOpen, RunID: run.ID}
			if _, _, err := tx.PutPathAlert(p); err != nil {
				return err
			}
		}
		return note(tx, lookback.EventRunDone)
	})
	if err != nil {
		t.Fatal(err)
	}
	path := fmt.Sprintf("%s/runs/%d", prefix, run.ID)
	w.play(t, scenario{as: ada, method: "GET", path: path, status: 200, wanted: []string{"crm/2", "crm/3"}})
	if err := w.Store.Update(t.Context(), func(tx store.Tx) error {
		if err := tx.EraseRecord(2); err != nil {
			return err
		}
		return note(tx, lookback.EventRecords)
	}); err != nil {
		t.Fatal(err)
	}
	w.play(t, scenario{as: ada, method: "GET", path: path, status: 200, wanted: []string{"crm/3"}, forbidden: []string{"crm/2", `"record":""`}})
}
