package sqldb

import (
	"database/sql"
	"fmt"

	"lookback"
	"lookback/internal/journal"
	"lookback/internal/store"
)

// PutAlert implements store.Alerts.
func (t *tx) PutAlert(a lookback.Alert) (lookback.Alert, journal.Hash, error) {
	position, err := t.next()
	if err != nil {
		return a, journal.Hash{}, err
	}
	if a, err = t.identifyAlert(a, position); err != nil {
		return a, journal.Hash{}, err
	}
	a.Changed = position
	c, err := alertStates.put(t, a.ID, position, &a, column{"state", string(a.State)}, column{"run_id", a.RunID})
	if err != nil {
		return a, c, err
	}
	return a, c, placeAlert(t, a)
}

// placeAlert gives an alert its place in the order of review.
func placeAlert(t *tx, a lookback.Alert) error {
	e := a.Evidence
	return alertPlaces.put(t, store.ReviewPlace{Priority: e.Priority, Score: e.Score, ID: a.ID}, a.List, e.Strength, a.State == lookback.AlertOpen)
}

// identifyAlert gives a the ID and the time of opening of its record and entry, making both when it is new.
func (t *tx) identifyAlert(a lookback.Alert, position int64) (lookback.Alert, error) {
	if a.State != lookback.AlertOpen && a.State != lookback.AlertEnded {
		return a, fmt.Errorf("alert with state %q: %w", a.State, lookback.ErrInvalid)
	}
	err := t.row(`SELECT id, opened FROM alert WHERE record_id = $1 AND list = $2 AND entry_id = $3`, a.RecordID, a.List, a.EntryID).Scan(&a.ID, &a.Opened)
	_, known, err := find(a.ID, err)
	if known || err != nil {
		return a, err
	}
	if a.ID, err = alertStates.newID(t); err != nil {
		return a, err
	}
	a.Opened = position
	_, err = t.exec(`INSERT INTO alert (id, record_id, list, entry_id, opened) VALUES ($1, $2, $3, $4, $5)`, a.ID, a.RecordID, a.List, a.EntryID, a.Opened)
	return a, err
}

var alertStates = states[lookback.Alert]{"alert", "alert", "alert_state", "alert_id",
	"id, record_id, list, entry_id, opened, from_pos, state, run_id, body", scanAlert, "state"}

// FindAlert implements store.Alerts.
func (t *tx) FindAlert(recordID int64, list, entryID string, at int64) (lookback.Alert, bool, error) {
	return find(scanAlert(t.row(alertStates.query(`record_id = $1 AND list = $2 AND entry_id = $3 AND from_pos <= $4 AND until_pos > $4`), recordID, list, entryID, at)))
}

// GetAlert implements store.Alerts.
func (t *tx) GetAlert(id, at int64) (lookback.Alert, error) { return alertStates.get(t, id, at) }

// AlertStates implements store.Alerts.
func (t *tx) AlertStates(id int64) ([]lookback.Alert, error) { return alertStates.history(t, id) }

// ListAlerts implements store.Alerts.
func (t *tx) ListAlerts(f store.AlertFilter) ([]lookback.Alert, error) {
	return alertStates.list(t, alertConditions(f), f.Limit)
}

// CountAlerts implements store.Alerts.
func (t *tx) CountAlerts(f store.AlertFilter) (int, error) {
	if f == (store.AlertFilter{State: f.State}) {
		return t.countIn(alertStates.what, string(f.State))
	}
	return alertStates.count(t, alertConditions(f))
}

func alertConditions(f store.AlertFilter) conditions {
	c := asOf(f.At)
	c.add(f.State != "", "state = $%d", string(f.State))
	c.add(f.RecordID != 0, "record_id = $%d", f.RecordID)
	c.add(f.FromRecord != 0, "record_id > $%d", f.FromRecord)
	c.add(f.LastRecord != 0, "record_id <= $%d", f.LastRecord)
	c.add(f.List != "", "list = $%d", f.List)
	c.add(f.EntryID != "", "entry_id = $%d", f.EntryID)
	c.add(f.RunID != 0, "run_id = $%d", f.RunID)
	c.add(f.Since != 0, "from_pos > $%d", f.Since)
	alertStates.after(&c, f.AfterID)
	return c
}

// AlertCommitments implements store.Alerts.
func (t *tx) AlertCommitments(position int64) ([]journal.Hash, error) {
	return t.commitmentsOf(position, alertStates.table)
}

// AlertSeal implements store.Alerts.
func (t *tx) AlertSeal(id, at int64) (store.Seal, error) {
	var s store.Seal
	var leaf int64
	var commitment []byte
	var body sql.NullString
	err := t.row(`SELECT from_pos, leaf, salt, commitment, body FROM alert_state WHERE alert_id = $1 AND from_pos <= $2 AND until_pos > $2`, id, at).
		Scan(&s.Position, &leaf, &s.Salt, &commitment, &body)
	if err != nil {
		return s, fmt.Errorf("alert %d: %w", id, err)
	}
	err = t.row(`SELECT count(*) FROM alert_state WHERE from_pos = $1 AND leaf <= $2`, s.Position, leaf).Scan(&s.Leaf)
	if err != nil {
		return s, err
	}
	if body.Valid {
		s.Value = []byte(body.String)
	}
	s.Commitment, err = toHash(commitment)
	return s, err
}

func scanAlert(row scanner) (lookback.Alert, error) {
	var a lookback.Alert
	var body sql.NullString
	if err := row.Scan(&a.ID, &a.RecordID, &a.List, &a.EntryID, &a.Opened, &a.Changed, &a.State, &a.RunID, &body); err != nil || !body.Valid {
		return a, err
	}
	return a, decode(body.String, &a)
}
