package sqldb

import (
	"database/sql"
	"fmt"
	"strings"

	"lookback"
	"lookback/internal/journal"
	"lookback/internal/store"
)

// CreateCase implements store.Cases.
func (t *tx) CreateCase(c lookback.Case) (lookback.Case, journal.Hash, error) {
	position, err := t.next()
	if err != nil {
		return c, journal.Hash{}, err
	}
	var id int64
	err = t.row(`SELECT id FROM case_file WHERE record_id = $1`, c.RecordID).Scan(&id)
	if _, taken, err := find(id, err); err != nil {
		return c, journal.Hash{}, err
	} else if taken {
		return c, journal.Hash{}, fmt.Errorf("record %d has case %d: %w", c.RecordID, id, store.ErrConflict)
	}
	if err := t.row(`SELECT coalesce(max(id), 0) + 1 FROM case_file`).Scan(&c.ID); err != nil {
		return c, journal.Hash{}, err
	}
	c.Opened = position
	if _, err := t.exec(`INSERT INTO case_file (id, record_id, opened) VALUES ($1, $2, $3)`, c.ID, c.RecordID, c.Opened); err != nil {
		return c, journal.Hash{}, err
	}
	return t.putCaseState(c, position)
}

// UpdateCase implements store.Cases.
func (t *tx) UpdateCase(c lookback.Case) (lookback.Case, journal.Hash, error) {
	position, err := t.next()
	if err != nil {
		return c, journal.Hash{}, err
	}
	held, err := t.GetCase(c.ID, store.Now)
	if err != nil {
		return c, journal.Hash{}, err
	}
	c.RecordID, c.Ground, c.Opened = held.RecordID, held.Ground, held.Opened
	return t.putCaseState(c, position)
}

// putCaseState stores a state, in the place of one that the same position made before.
func (t *tx) putCaseState(c lookback.Case, position int64) (lookback.Case, journal.Hash, error) {
	c.Changed = position
	salt, commitment, body, err := t.seal(&c)
	if err != nil {
		return c, commitment, fmt.Errorf("case %d: %w", c.ID, err)
	}
	if err := t.replaceState("case_state", "case_id", c.ID, position); err != nil {
		return c, commitment, err
	}
	t.leaf++
	_, err = t.exec(`INSERT INTO case_state (case_id, from_pos, until_pos, leaf, workflow, assignee, salt, commitment, body)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		c.ID, position, int64(forever), t.leaf, string(c.Workflow), c.Assignee, salt, commitment[:], body)
	return c, commitment, err
}

// replaceState makes room for the state of a position in a table of states.
func (t *tx) replaceState(table, key string, id, position int64) error {
	if _, err := t.exec(fmt.Sprintf(`DELETE FROM %s WHERE %s = $1 AND from_pos = $2`, table, key), id, position); err != nil {
		return err
	}
	_, err := t.exec(fmt.Sprintf(`UPDATE %s SET until_pos = $1 WHERE %s = $2 AND until_pos = $3`, table, key), position, id, int64(forever))
	return err
}

// An erased state has no body: what is left of it are the columns.
const selectCase = `SELECT id, record_id, opened, from_pos, workflow, assignee, body FROM case_file JOIN case_state ON case_id = id `

// FindCaseOf implements store.Cases.
func (t *tx) FindCaseOf(recordID, at int64) (lookback.Case, bool, error) {
	return find(scanCase(t.row(selectCase+`WHERE record_id = $1 AND from_pos <= $2 AND until_pos > $2`, recordID, at)))
}

// GetCase implements store.Cases.
func (t *tx) GetCase(id, at int64) (lookback.Case, error) {
	c, err := scanCase(t.row(selectCase+`WHERE id = $1 AND from_pos <= $2 AND until_pos > $2`, id, at))
	if err != nil {
		return c, fmt.Errorf("case %d: %w", id, err)
	}
	return c, nil
}

// CaseStates implements store.Cases.
func (t *tx) CaseStates(id int64) ([]lookback.Case, error) {
	all, err := collect(t, scanCase, selectCase+`WHERE id = $1 ORDER BY from_pos`, id)
	if err == nil && len(all) == 0 {
		err = fmt.Errorf("case %d: %w", id, store.ErrNotFound)
	}
	return all, err
}

// ListCases implements store.Cases.
func (t *tx) ListCases(f store.CaseFilter) ([]lookback.Case, error) {
	where, args := caseConditions(f)
	args = append(args, atMost(f.Limit))
	return collect(t, scanCase, fmt.Sprintf("%sWHERE %s ORDER BY id LIMIT $%d", selectCase, where, len(args)), args...)
}

// CountCases implements store.Cases.
func (t *tx) CountCases(f store.CaseFilter) (int, error) {
	where, args := caseConditions(f)
	var n int
	err := t.row(`SELECT count(*) FROM case_file JOIN case_state ON case_id = id WHERE `+where, args...).Scan(&n)
	return n, err
}

// caseConditions returns the conditions of a filter, in a fixed order so that there are few texts to prepare.
func caseConditions(f store.CaseFilter) (where string, args []any) {
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
	add(f.Workflow != "", "workflow = $%d", string(f.Workflow))
	add(f.Assignee != "", "assignee = $%d", f.Assignee)
	add(f.AfterID != 0, "id > $%d", f.AfterID)
	return strings.Join(parts, " AND "), args
}

func scanCase(row scanner) (lookback.Case, error) {
	var c lookback.Case
	var body sql.NullString
	if err := row.Scan(&c.ID, &c.RecordID, &c.Opened, &c.Changed, &c.Workflow, &c.Assignee, &body); err != nil || !body.Valid {
		return c, err
	}
	return c, decode(body.String, &c)
}

// AppendCaseEntry implements store.Cases.
func (t *tx) AppendCaseEntry(e lookback.CaseEntry) (lookback.CaseEntry, journal.Hash, error) {
	position, err := t.next()
	if err != nil {
		return e, journal.Hash{}, err
	}
	if _, err := t.GetCase(e.CaseID, store.Now); err != nil {
		return e, journal.Hash{}, err
	}
	e.Position, e.Recorded = position, e.Recorded.UTC()
	e.Change.Time, e.Change.Recorded = e.Change.Time.UTC(), e.Change.Recorded.UTC()
	salt, c, body, err := t.seal(&e)
	if err != nil {
		return e, c, fmt.Errorf("entry in case %d: %w", e.CaseID, err)
	}
	t.leaf++
	_, err = t.exec(`INSERT INTO case_entry (case_id, position, leaf, salt, commitment, body) VALUES ($1, $2, $3, $4, $5, $6)`,
		e.CaseID, position, t.leaf, salt, c[:], body)
	return e, c, err
}

// CaseHistory implements store.Cases.
func (t *tx) CaseHistory(id, at int64) ([]lookback.CaseEntry, error) {
	return collect(t, scanPart[lookback.CaseEntry],
		`SELECT body FROM case_entry WHERE case_id = $1 AND position <= $2 AND body IS NOT NULL ORDER BY position, leaf`, id, at)
}

// CaseCommitments implements store.Cases.
func (t *tx) CaseCommitments(position int64) ([]journal.Hash, error) {
	return collect(t, scanHash, `SELECT commitment FROM (
		SELECT leaf, commitment FROM case_state WHERE from_pos = $1 UNION ALL
		SELECT leaf, commitment FROM case_entry WHERE position = $1 UNION ALL
		SELECT leaf, commitment FROM ruling_state WHERE from_pos = $1) AS part ORDER BY leaf`, position)
}

// eraseCases deletes what cases hold of a record. Who worked on it and where the work stood stays countable.
func (t *tx) eraseCases(recordID int64) error {
	const theirs = `(SELECT id FROM case_file WHERE record_id = $1)`
	for _, query := range []string{
		`UPDATE case_state SET salt = NULL, body = NULL WHERE case_id IN ` + theirs,
		`UPDATE case_entry SET salt = NULL, body = NULL WHERE case_id IN ` + theirs,
		`UPDATE ruling_state SET salt = NULL, body = NULL WHERE ruling_id IN (SELECT id FROM ruling WHERE case_id IN ` + theirs + `)`,
	} {
		if _, err := t.exec(query, recordID); err != nil {
			return err
		}
	}
	return nil
}
