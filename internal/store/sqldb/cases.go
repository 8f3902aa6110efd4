package sqldb

import (
	"database/sql"
	"fmt"

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
	if c.ID, err = caseStates.newID(t); err != nil {
		return c, journal.Hash{}, err
	}
	c.Opened = position
	if _, err := t.exec(`INSERT INTO case_file (id, record_id, opened) VALUES ($1, $2, $3)`, c.ID, c.RecordID, c.Opened); err != nil {
		return c, journal.Hash{}, err
	}
	if err := t.rely(c.ID, c.Ground); err != nil {
		return c, journal.Hash{}, err
	}
	t.standing = append(t.standing, c.ID)
	return t.putCaseState(c, position, 0)
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
	var since int64
	if c.Workflow != held.Workflow {
		t.standing = append(t.standing, c.ID)
	} else if err := t.row(fmt.Sprintf(`SELECT since FROM case_state WHERE case_id = $1 AND until_pos = %d`, int64(forever)), c.ID).Scan(&since); err != nil {
		return c, journal.Hash{}, err
	}
	return t.putCaseState(c, position, since)
}

// putCaseState stores the state of a case that stands since a time where it stands; 0 for the event that the state belongs to.
func (t *tx) putCaseState(c lookback.Case, position, since int64) (lookback.Case, journal.Hash, error) {
	c.Changed = position
	commitment, err := caseStates.put(t, c.ID, position, &c, column{"workflow", string(c.Workflow)}, column{"assignee", c.Assignee}, column{"since", since})
	return c, commitment, err
}

var caseStates = states[lookback.Case]{"case", "case_file", "case_state", "case_id",
	"id, record_id, opened, from_pos, workflow, assignee, body", scanCase, "workflow"}

// FindCaseOf implements store.Cases.
func (t *tx) FindCaseOf(recordID, at int64) (lookback.Case, bool, error) {
	return find(scanCase(t.row(caseStates.query(`record_id = $1 AND from_pos <= $2 AND until_pos > $2`), recordID, at)))
}

// GetCase implements store.Cases.
func (t *tx) GetCase(id, at int64) (lookback.Case, error) { return caseStates.get(t, id, at) }

// CaseStates implements store.Cases.
func (t *tx) CaseStates(id int64) ([]lookback.Case, error) { return caseStates.history(t, id) }

// ListCases implements store.Cases.
func (t *tx) ListCases(f store.CaseFilter) ([]lookback.Case, error) {
	return caseStates.list(t, caseConditions(f), f.Limit)
}

// CountCases implements store.Cases.
func (t *tx) CountCases(f store.CaseFilter) (int, error) {
	if f == (store.CaseFilter{Workflow: f.Workflow}) {
		return t.countIn(caseStates.what, string(f.Workflow))
	}
	return caseStates.count(t, caseConditions(f))
}

func caseConditions(f store.CaseFilter) conditions {
	c := asOf(f.At)
	c.add(f.Workflow != "", "workflow = $%d", string(f.Workflow))
	c.add(f.Assignee != "", "assignee = $%d", f.Assignee)
	caseStates.after(&c, f.AfterID)
	return c
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
	if err := t.rely(e.CaseID, e.Change.Evidence...); err != nil {
		return e, c, err
	}
	t.leaf++
	_, err = t.exec(`INSERT INTO case_entry (case_id, position, leaf, salt, commitment, body) VALUES ($1, $2, $3, $4, $5, $6)`,
		e.CaseID, position, t.leaf, salt, c[:], body)
	return e, c, err
}

// CaseHistory implements store.Cases.
func (t *tx) CaseHistory(id, at int64) ([]lookback.CaseEntry, error) {
	return collect(t, scanBody[lookback.CaseEntry],
		`SELECT body FROM case_entry WHERE case_id = $1 AND position <= $2 AND body IS NOT NULL ORDER BY position, leaf`, id, at)
}

// CaseCommitments implements store.Cases.
func (t *tx) CaseCommitments(position int64) ([]journal.Hash, error) {
	query := `SELECT commitment FROM (SELECT leaf, commitment FROM case_entry WHERE position = $1`
	for _, table := range append([]string{"case_state", "ruling_state"}, keptStates...) {
		query += fmt.Sprintf(` UNION ALL SELECT leaf, commitment FROM %s WHERE from_pos = $1`, table)
	}
	return collect(t, scanHash, query+`) AS part ORDER BY leaf`, position)
}

// eraseCases deletes what cases hold of a record. Who worked on it and where the work stood stays countable.
func (t *tx) eraseCases(recordID int64) error {
	const theirs = `(SELECT id FROM case_file WHERE record_id = $1)`
	for _, query := range []string{
		`UPDATE case_state SET salt = NULL, body = NULL WHERE case_id IN ` + theirs,
		`UPDATE case_entry SET salt = NULL, body = NULL WHERE case_id IN ` + theirs,
		`UPDATE ruling_state SET salt = NULL, body = NULL WHERE ruling_id IN (SELECT id FROM ruling WHERE case_id IN ` + theirs + `)`,
		`UPDATE ruling SET repeats = 0 WHERE case_id IN ` + theirs,
		`DELETE FROM case_reliance WHERE case_id IN ` + theirs,
	} {
		if _, err := t.exec(query, recordID); err != nil {
			return err
		}
	}
	return t.eraseConduct(recordID)
}
