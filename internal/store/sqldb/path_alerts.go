package sqldb

import (
	"database/sql"
	"fmt"

	"lookback"
	"lookback/internal/journal"
	"lookback/internal/store"
)

// PutPathAlert implements store.PathAlerts.
func (t *tx) PutPathAlert(a lookback.PathAlert) (lookback.PathAlert, journal.Hash, error) {
	position, err := t.next()
	if err != nil {
		return a, journal.Hash{}, err
	}
	if a, err = t.identifyPathAlert(a, position); err != nil {
		return a, journal.Hash{}, err
	}
	a.Changed = position
	c, err := pathAlertStates.put(t, a.ID, position, &a, column{"state", string(a.State)}, column{"run_id", a.RunID})
	if err != nil {
		return a, c, err
	}
	if err := placePathAlert(t, a); err != nil {
		return a, c, err
	}
	return a, c, t.restOn(a)
}

// placePathAlert gives a path alert its place in the order of review, which is that of its strength.
func placePathAlert(t *tx, a lookback.PathAlert) error {
	return pathAlertPlaces.put(t, store.ReviewPlace{Score: a.Evidence.Strength, ID: a.ID}, "", "", a.State == lookback.AlertOpen)
}

// identifyPathAlert gives a the ID and the time of opening of its record and target, making both when it is new.
func (t *tx) identifyPathAlert(a lookback.PathAlert, position int64) (lookback.PathAlert, error) {
	if a.State != lookback.AlertOpen && a.State != lookback.AlertEnded {
		return a, fmt.Errorf("path alert with state %q: %w", a.State, lookback.ErrInvalid)
	}
	err := t.row(`SELECT id, opened FROM path_alert WHERE record_id = $1 AND target = $2`, a.RecordID, a.Target.String()).Scan(&a.ID, &a.Opened)
	_, known, err := find(a.ID, err)
	if known || err != nil {
		return a, err
	}
	if a.ID, err = pathAlertStates.newID(t); err != nil {
		return a, err
	}
	a.Opened = position
	_, err = t.exec(`INSERT INTO path_alert (id, record_id, target, opened) VALUES ($1, $2, $3, $4)`, a.ID, a.RecordID, a.Target.String(), a.Opened)
	return a, err
}

// restOn notes the ties that the alert rests on, so that it is found again when one of them falls.
func (t *tx) restOn(a lookback.PathAlert) error {
	for _, h := range a.Evidence.Hops {
		if _, err := t.exec(`INSERT INTO path_alert_tie (tie_id, alert_id) VALUES ($1, $2) ON CONFLICT (tie_id, alert_id) DO NOTHING`, h.Tie, a.ID); err != nil {
			return err
		}
	}
	return nil
}

var pathAlertStates = states[lookback.PathAlert]{"path alert", "path_alert", "path_alert_state", "alert_id",
	"id, record_id, target, opened, from_pos, state, run_id, body", scanPathAlert, "state"}

// FindPathAlert implements store.PathAlerts.
func (t *tx) FindPathAlert(recordID int64, target lookback.NodeRef, at int64) (lookback.PathAlert, bool, error) {
	return find(scanPathAlert(t.row(pathAlertStates.query(`record_id = $1 AND target = $2 AND from_pos <= $3 AND until_pos > $3`), recordID, target.String(), at)))
}

// GetPathAlert implements store.PathAlerts.
func (t *tx) GetPathAlert(id, at int64) (lookback.PathAlert, error) {
	return pathAlertStates.get(t, id, at)
}

// PathAlertStates implements store.PathAlerts.
func (t *tx) PathAlertStates(id int64) ([]lookback.PathAlert, error) {
	return pathAlertStates.history(t, id)
}

// ListPathAlerts implements store.PathAlerts.
func (t *tx) ListPathAlerts(f store.PathAlertFilter) ([]lookback.PathAlert, error) {
	return pathAlertStates.list(t, pathAlertConditions(f), f.Limit)
}

// CountPathAlerts implements store.PathAlerts.
func (t *tx) CountPathAlerts(f store.PathAlertFilter) (int, error) {
	if f == (store.PathAlertFilter{State: f.State}) {
		return t.countIn(pathAlertStates.what, string(f.State))
	}
	return pathAlertStates.count(t, pathAlertConditions(f))
}

func pathAlertConditions(f store.PathAlertFilter) conditions {
	c := asOf(f.At)
	c.add(f.State != "", "state = $%d", string(f.State))
	c.add(f.RecordID != 0, "record_id = $%d", f.RecordID)
	c.add(f.Target != lookback.NodeRef{}, "target = $%d", f.Target.String())
	c.add(f.RunID != 0, "run_id = $%d", f.RunID)
	c.add(f.Since != 0, "from_pos > $%d", f.Since)
	c.add(f.Tie != "", "id IN (SELECT alert_id FROM path_alert_tie WHERE tie_id = $%d)", f.Tie)
	pathAlertStates.after(&c, f.AfterID)
	return c
}

// PathAlertCommitments implements store.PathAlerts.
func (t *tx) PathAlertCommitments(position int64) ([]journal.Hash, error) {
	return t.commitmentsOf(position, pathAlertStates.table)
}

func scanPathAlert(row scanner) (lookback.PathAlert, error) {
	var a lookback.PathAlert
	var target string
	var body sql.NullString
	if err := row.Scan(&a.ID, &a.RecordID, &target, &a.Opened, &a.Changed, &a.State, &a.RunID, &body); err != nil {
		return a, err
	}
	var err error
	if a.Target, err = lookback.ParseNodeRef(target); err != nil || !body.Valid {
		return a, err
	}
	return a, decode(body.String, &a)
}
