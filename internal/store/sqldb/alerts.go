package sqldb

import (
	"database/sql"
	"fmt"
	"strings"

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
	value, err := t.db.encoder.Append(nil, &a)
	if err != nil {
		return a, journal.Hash{}, fmt.Errorf("alert for record %d and entry %s of %s: %w", a.RecordID, a.EntryID, a.List, err)
	}
	salt, err := t.salts(1)
	if err != nil {
		return a, journal.Hash{}, err
	}
	c := journal.Commit(salt, value)
	return a, c, t.putState(a, salt, c, string(value))
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
	if err := t.row(`SELECT coalesce(max(id), 0) + 1 FROM alert`).Scan(&a.ID); err != nil {
		return a, err
	}
	a.Opened = position
	_, err = t.exec(`INSERT INTO alert (id, record_id, list, entry_id, opened) VALUES ($1, $2, $3, $4, $5)`, a.ID, a.RecordID, a.List, a.EntryID, a.Opened)
	return a, err
}

// putState stores a state, in the place of one that the same position made before.
func (t *tx) putState(a lookback.Alert, salt []byte, c journal.Hash, body string) error {
	if _, err := t.exec(`DELETE FROM alert_state WHERE alert_id = $1 AND from_pos = $2`, a.ID, a.Changed); err != nil {
		return err
	}
	if _, err := t.exec(`UPDATE alert_state SET until_pos = $1 WHERE alert_id = $2 AND until_pos = $3`, a.Changed, a.ID, int64(forever)); err != nil {
		return err
	}
	t.leaf++
	_, err := t.exec(`INSERT INTO alert_state (alert_id, from_pos, until_pos, leaf, state, run_id, salt, commitment, body)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		a.ID, a.Changed, int64(forever), t.leaf, string(a.State), a.RunID, salt, c[:], body)
	return err
}

// An erased state has no body: what is left of it are the columns.
const selectAlert = `SELECT id, record_id, list, entry_id, opened, from_pos, state, run_id, body FROM alert JOIN alert_state ON alert_id = id `

// FindAlert implements store.Alerts.
func (t *tx) FindAlert(recordID int64, list, entryID string, at int64) (lookback.Alert, bool, error) {
	return find(scanAlert(t.row(selectAlert+`WHERE record_id = $1 AND list = $2 AND entry_id = $3 AND from_pos <= $4 AND until_pos > $4`, recordID, list, entryID, at)))
}

// GetAlert implements store.Alerts.
func (t *tx) GetAlert(id, at int64) (lookback.Alert, error) {
	a, err := scanAlert(t.row(selectAlert+`WHERE id = $1 AND from_pos <= $2 AND until_pos > $2`, id, at))
	if err != nil {
		return a, fmt.Errorf("alert %d: %w", id, err)
	}
	return a, nil
}

// AlertStates implements store.Alerts.
func (t *tx) AlertStates(id int64) ([]lookback.Alert, error) {
	all, err := collect(t, scanAlert, selectAlert+`WHERE id = $1 ORDER BY from_pos`, id)
	if err == nil && len(all) == 0 {
		err = fmt.Errorf("alert %d: %w", id, store.ErrNotFound)
	}
	return all, err
}

// ListAlerts implements store.Alerts.
func (t *tx) ListAlerts(f store.AlertFilter) ([]lookback.Alert, error) {
	where, args := alertConditions(f)
	args = append(args, atMost(f.Limit))
	return collect(t, scanAlert, fmt.Sprintf("%sWHERE %s ORDER BY id LIMIT $%d", selectAlert, where, len(args)), args...)
}

// CountAlerts implements store.Alerts.
func (t *tx) CountAlerts(f store.AlertFilter) (int, error) {
	where, args := alertConditions(f)
	var n int
	err := t.row(`SELECT count(*) FROM alert JOIN alert_state ON alert_id = id WHERE `+where, args...).Scan(&n)
	return n, err
}

// alertConditions returns the conditions of a filter, in a fixed order so that there are few texts to prepare.
func alertConditions(f store.AlertFilter) (where string, args []any) {
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
	add(f.FromRecord != 0, "record_id > $%d", f.FromRecord)
	add(f.LastRecord != 0, "record_id <= $%d", f.LastRecord)
	add(f.List != "", "list = $%d", f.List)
	add(f.EntryID != "", "entry_id = $%d", f.EntryID)
	add(f.RunID != 0, "run_id = $%d", f.RunID)
	add(f.AfterID != 0, "id > $%d", f.AfterID)
	return strings.Join(parts, " AND "), args
}

// AlertCommitments implements store.Alerts.
func (t *tx) AlertCommitments(position int64) ([]journal.Hash, error) {
	return collect(t, scanHash, `SELECT commitment FROM alert_state WHERE from_pos = $1 ORDER BY leaf`, position)
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
