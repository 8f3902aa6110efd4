package sqldb

import (
	"lookback"
	"lookback/internal/journal"
	"lookback/internal/store"
)

// CreateRuling implements store.Cases.
func (t *tx) CreateRuling(r lookback.Ruling) (lookback.Ruling, journal.Hash, error) {
	position, err := t.next()
	if err != nil {
		return r, journal.Hash{}, err
	}
	if _, err := t.GetCase(r.CaseID, store.Now); err != nil {
		return r, journal.Hash{}, err
	}
	if r.ID, err = rulingStates.newID(t); err != nil {
		return r, journal.Hash{}, err
	}
	if _, err := t.exec(`INSERT INTO ruling (id, case_id) VALUES ($1, $2)`, r.ID, r.CaseID); err != nil {
		return r, journal.Hash{}, err
	}
	return t.putRulingState(r, position)
}

// UpdateRuling implements store.Cases.
func (t *tx) UpdateRuling(r lookback.Ruling) (lookback.Ruling, journal.Hash, error) {
	position, err := t.next()
	if err != nil {
		return r, journal.Hash{}, err
	}
	held, err := t.GetRuling(r.ID, store.Now)
	if err != nil {
		return r, journal.Hash{}, err
	}
	r.CaseID = held.CaseID
	return t.putRulingState(r, position)
}

func (t *tx) putRulingState(r lookback.Ruling, position int64) (lookback.Ruling, journal.Hash, error) {
	r.Position = position
	r.Time, r.Recorded, r.Second.Recorded = r.Time.UTC(), r.Recorded.UTC(), r.Second.Recorded.UTC()
	if err := t.rely(r.CaseID, r.Evidence...); err != nil {
		return r, journal.Hash{}, err
	}
	c, err := rulingStates.put(t, r.ID, position, &r, column{"state", string(r.State)})
	return r, c, err
}

// An erased ruling is not found: nothing of it is left but its commitment.
var rulingStates = states[lookback.Ruling]{"ruling", "ruling", "ruling_state", "ruling_id", "body", scanBody[lookback.Ruling], ""}

// GetRuling implements store.Cases.
func (t *tx) GetRuling(id, at int64) (lookback.Ruling, error) { return rulingStates.get(t, id, at) }

// RulingsOf implements store.Cases.
func (t *tx) RulingsOf(caseID, at int64) ([]lookback.Ruling, error) {
	return collect(t, rulingStates.scan, rulingStates.query(`case_id = $1 AND from_pos <= $2 AND until_pos > $2 AND body IS NOT NULL ORDER BY id`), caseID, at)
}
