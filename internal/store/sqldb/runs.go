package sqldb

import (
	"fmt"

	"lookback"
	"lookback/internal/store"
)

// CreateRun implements store.Runs.
func (t *tx) CreateRun(r lookback.Run) (lookback.Run, error) {
	if _, err := t.next(); err != nil {
		return r, err
	}
	if err := t.row(`SELECT coalesce(max(id), 0) + 1 FROM run`).Scan(&r.ID); err != nil {
		return r, err
	}
	body, err := t.encode(&r)
	if err != nil {
		return r, err
	}
	_, err = t.exec(`INSERT INTO run (id, state, body) VALUES ($1, $2, $3)`, r.ID, string(r.State), body)
	return r, err
}

// UpdateRun implements store.Runs.
func (t *tx) UpdateRun(r lookback.Run) error {
	if _, err := t.next(); err != nil {
		return err
	}
	body, err := t.encode(&r)
	if err != nil {
		return err
	}
	n, err := t.exec(`UPDATE run SET state = $1, body = $2 WHERE id = $3`, string(r.State), body, r.ID)
	if err == nil && n == 0 {
		err = fmt.Errorf("run %d: %w", r.ID, store.ErrNotFound)
	}
	return err
}

// GetRun implements store.Runs.
func (t *tx) GetRun(id int64) (lookback.Run, error) {
	r, err := scanRun(t.row(`SELECT body FROM run WHERE id = $1`, id))
	if err != nil {
		return r, fmt.Errorf("run %d: %w", id, err)
	}
	return r, nil
}

// ListRuns implements store.Runs.
func (t *tx) ListRuns(state lookback.RunState, afterID int64, limit int) ([]lookback.Run, error) {
	c := conditions{parts: []string{"id > $1"}, args: []any{afterID}}
	c.add(state != "", "state = $%d", string(state))
	c.args = append(c.args, atMost(limit))
	return collect(t, scanRun, fmt.Sprintf(`SELECT body FROM run WHERE %s ORDER BY id LIMIT $%d`, c.where(), len(c.args)), c.args...)
}

// NewestRuns implements store.Runs.
func (t *tx) NewestRuns(beforeID int64, limit int) ([]lookback.Run, error) {
	if beforeID == 0 {
		beforeID = forever
	}
	return collect(t, scanRun, `SELECT body FROM run WHERE id < $1 ORDER BY id DESC LIMIT $2`, beforeID, atMost(limit))
}

func scanRun(row scanner) (lookback.Run, error) {
	var r lookback.Run
	var body string
	if err := row.Scan(&body); err != nil {
		return r, err
	}
	return r, decode(body, &r)
}

// CreateUnits implements store.Runs.
func (t *tx) CreateUnits(runID int64, units []store.Unit) error {
	if _, err := t.next(); err != nil {
		return err
	}
	if _, err := t.GetRun(runID); err != nil {
		return err
	}
	known, err := t.ListUnits(runID)
	if err != nil {
		return err
	}
	if len(known) > 0 {
		return fmt.Errorf("run %d has its units: %w", runID, store.ErrConflict)
	}
	for i, u := range units {
		if u.No != i+1 {
			return fmt.Errorf("unit %d of run %d has number %d: %w", i+1, runID, u.No, lookback.ErrInvalid)
		}
		_, err := t.exec(`INSERT INTO run_unit (run_id, no, after_id, last_id, finished, matcher, counts) VALUES ($1, $2, $3, $4, 0, '', '{}')`, runID, u.No, u.AfterID, u.LastID)
		if err != nil {
			return err
		}
	}
	return nil
}

// ListUnits implements store.Runs.
func (t *tx) ListUnits(runID int64) ([]store.Unit, error) {
	return collect(t, scanUnit, `SELECT no, after_id, last_id, finished, matcher, counts FROM run_unit WHERE run_id = $1 ORDER BY no`, runID)
}

// CountUnits implements store.Runs.
func (t *tx) CountUnits(runID int64) (all, finished int, err error) {
	err = t.row(`SELECT count(*), count(CASE WHEN finished > 0 THEN 1 END) FROM run_unit WHERE run_id = $1`, runID).Scan(&all, &finished)
	return all, finished, err
}

// PendingUnits implements store.Runs.
func (t *tx) PendingUnits(runID int64) ([]store.Unit, error) {
	return collect(t, scanUnit, `SELECT no, after_id, last_id, finished, matcher, counts FROM run_unit WHERE run_id = $1 AND finished = 0 ORDER BY no`, runID)
}

func scanUnit(row scanner) (store.Unit, error) {
	var u store.Unit
	var counts string
	if err := row.Scan(&u.No, &u.AfterID, &u.LastID, &u.Finished, &u.Matcher, &counts); err != nil {
		return u, err
	}
	return u, decode(counts, &u.Counts)
}

// FinishUnit implements store.Runs.
func (t *tx) FinishUnit(runID int64, u store.Unit) (bool, error) {
	if err := t.mayWrite(); err != nil {
		return false, err
	}
	var finished int64
	err := t.row(`SELECT finished FROM run_unit WHERE run_id = $1 AND no = $2`, runID, u.No).Scan(&finished)
	if err != nil {
		return false, fmt.Errorf("unit %d of run %d: %w", u.No, runID, err)
	}
	if finished != 0 {
		return false, nil
	}
	position, err := t.next()
	if err != nil {
		return false, err
	}
	body, err := t.encode(&u.Counts)
	if err != nil {
		return false, err
	}
	_, err = t.exec(`UPDATE run_unit SET finished = $1, matcher = $2, counts = $3 WHERE run_id = $4 AND no = $5`, position, u.Matcher, body, runID, u.No)
	return err == nil, err
}
