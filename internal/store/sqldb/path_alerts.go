package sqldb

import (
	"database/sql"
	"fmt"
	"strings"

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
	salt, c, body, err := t.seal(&a)
	if err != nil {
		return a, c, fmt.Errorf("path alert for record %d and %s: %w", a.RecordID, a.Target, err)
	}
	if err := t.putPathState(a, salt, c, body); err != nil {
		return a, c, err
	}
	return a, c, t.restOn(a)
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
	if err := t.row(`SELECT coalesce(max(id), 0) + 1 FROM path_alert`).Scan(&a.ID); err != nil {
		return a, err
	}
	a.Opened = position
	_, err = t.exec(`INSERT INTO path_alert (id, record_id, target, opened) VALUES ($1, $2, $3, $4)`, a.ID, a.RecordID, a.Target.String(), a.Opened)
	return a, err
}

// putPathState stores a state, in the place of one that the same position made before.
func (t *tx) putPathState(a lookback.PathAlert, salt []byte, c journal.Hash, body string) error {
	if _, err := t.exec(`DELETE FROM path_alert_state WHERE alert_id = $1 AND from_pos = $2`, a.ID, a.Changed); err != nil {
		return err
	}
	if _, err := t.exec(`UPDATE path_alert_state SET until_pos = $1 WHERE alert_id = $2 AND until_pos = $3`, a.Changed, a.ID, int64(forever)); err != nil {
		return err
	}
	t.leaf++
	_, err := t.exec(`INSERT INTO path_alert_state (alert_id, from_pos, until_pos, leaf, state, run_id, salt, commitment, body)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		a.ID, a.Changed, int64(forever), t.leaf, string(a.State), a.RunID, salt, c[:], body)
	return err
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

// An erased state has no body: what is left of it are the columns.
const selectPathAlert = `SELECT id, record_id, target, opened, from_pos, state, run_id, body FROM path_alert JOIN path_alert_state ON alert_id = id `

// FindPathAlert implements store.PathAlerts.
func (t *tx) FindPathAlert(recordID int64, target lookback.NodeRef, at int64) (lookback.PathAlert, bool, error) {
	return find(scanPathAlert(t.row(selectPathAlert+`WHERE record_id = $1 AND target = $2 AND from_pos <= $3 AND until_pos > $3`, recordID, target.String(), at)))
}

// GetPathAlert implements store.PathAlerts.
func (t *tx) GetPathAlert(id, at int64) (lookback.PathAlert, error) {
	a, err := scanPathAlert(t.row(selectPathAlert+`WHERE id = $1 AND from_pos <= $2 AND until_pos > $2`, id, at))
	if err != nil {
		return a, fmt.Errorf("path alert %d: %w", id, err)
	}
	return a, nil
}

// PathAlertStates implements store.PathAlerts.
func (t *tx) PathAlertStates(id int64) ([]lookback.PathAlert, error) {
	all, err := collect(t, scanPathAlert, selectPathAlert+`WHERE id = $1 ORDER BY from_pos`, id)
	if err == nil && len(all) == 0 {
		err = fmt.Errorf("path alert %d: %w", id, store.ErrNotFound)
	}
	return all, err
}

// ListPathAlerts implements store.PathAlerts.
func (t *tx) ListPathAlerts(f store.PathAlertFilter) ([]lookback.PathAlert, error) {
	where, args := pathAlertConditions(f)
	args = append(args, atMost(f.Limit))
	return collect(t, scanPathAlert, fmt.Sprintf("%sWHERE %s ORDER BY id LIMIT $%d", selectPathAlert, where, len(args)), args...)
}

// CountPathAlerts implements store.PathAlerts.
func (t *tx) CountPathAlerts(f store.PathAlertFilter) (int, error) {
	where, args := pathAlertConditions(f)
	var n int
	err := t.row(`SELECT count(*) FROM path_alert JOIN path_alert_state ON alert_id = id WHERE `+where, args...).Scan(&n)
	return n, err
}

// pathAlertConditions returns the conditions of a filter, in a fixed order so that there are few texts to prepare.
func pathAlertConditions(f store.PathAlertFilter) (where string, args []any) {
	at := f.At
	if at == 0 {
		at = store.Now
	}
	var parts []string
	add := func(set bool, condition string, value any) {
		if set {
			args = append(args, value)
			parts = append(parts, fmt.Sprintf(condition, len(args)))
		}
	}
	add(true, "from_pos <= $%d", at)
	add(true, "until_pos > $%d", at)
	add(f.State != "", "state = $%d", string(f.State))
	add(f.RecordID != 0, "record_id = $%d", f.RecordID)
	add(f.Target != lookback.NodeRef{}, "target = $%d", f.Target.String())
	add(f.RunID != 0, "run_id = $%d", f.RunID)
	add(f.Tie != "", "id IN (SELECT alert_id FROM path_alert_tie WHERE tie_id = $%d)", f.Tie)
	add(f.AfterID != 0, "id > $%d", f.AfterID)
	return strings.Join(parts, " AND "), args
}

// PathAlertCommitments implements store.PathAlerts.
func (t *tx) PathAlertCommitments(position int64) ([]journal.Hash, error) {
	return collect(t, scanHash, `SELECT commitment FROM path_alert_state WHERE from_pos = $1 ORDER BY leaf`, position)
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
