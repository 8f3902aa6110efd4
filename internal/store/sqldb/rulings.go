package sqldb

import (
	"fmt"

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
	if _, err := t.exec(`INSERT INTO ruling (id, case_id, repeats) VALUES ($1, $2, $3)`, r.ID, r.CaseID, r.Of); err != nil {
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

// RulingsRepeating implements store.Cases.
func (t *tx) RulingsRepeating(caseID int64) ([]lookback.Ruling, error) {
	return collect(t, rulingStates.scan, rulingStates.query(`repeats = $1 AND repeats <> 0 AND from_pos <= $2 AND until_pos > $2 AND body IS NOT NULL ORDER BY id`), caseID, store.Now)
}

// repeatAll writes which case a ruling says is repeated beside every ruling that names one.
func repeatAll(t *tx) error {
	query := rulingStates.query(fmt.Sprintf(`until_pos = %d AND body IS NOT NULL AND id > $1 ORDER BY id LIMIT $2`, int64(forever)))
	for after := int64(0); ; {
		page, err := collect(t, rulingStates.scan, query, after, fillPage)
		if err != nil || len(page) == 0 {
			return err
		}
		for _, r := range page {
			after = r.ID
			if r.Of == 0 {
				continue
			}
			if _, err := t.exec(`UPDATE ruling SET repeats = $1 WHERE id = $2`, r.Of, r.ID); err != nil {
				return err
			}
		}
	}
}
