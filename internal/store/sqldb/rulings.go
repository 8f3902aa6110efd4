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
	if err := t.row(`SELECT coalesce(max(id), 0) + 1 FROM ruling`).Scan(&r.ID); err != nil {
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
	salt, c, body, err := t.seal(&r)
	if err != nil {
		return r, c, fmt.Errorf("ruling %d: %w", r.ID, err)
	}
	if err := t.replaceState("ruling_state", "ruling_id", r.ID, position); err != nil {
		return r, c, err
	}
	t.leaf++
	_, err = t.exec(`INSERT INTO ruling_state (ruling_id, from_pos, until_pos, leaf, salt, commitment, body) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		r.ID, position, int64(forever), t.leaf, salt, c[:], body)
	return r, c, err
}

// An erased ruling is not found: nothing of it is left but its commitment.
const selectRuling = `SELECT body FROM ruling JOIN ruling_state ON ruling_id = id WHERE body IS NOT NULL `

// GetRuling implements store.Cases.
func (t *tx) GetRuling(id, at int64) (lookback.Ruling, error) {
	r, err := scanPart[lookback.Ruling](t.row(selectRuling+`AND id = $1 AND from_pos <= $2 AND until_pos > $2`, id, at))
	if err != nil {
		return r, fmt.Errorf("ruling %d: %w", id, err)
	}
	return r, nil
}

// RulingsOf implements store.Cases.
func (t *tx) RulingsOf(caseID, at int64) ([]lookback.Ruling, error) {
	return collect(t, scanPart[lookback.Ruling], selectRuling+`AND case_id = $1 AND from_pos <= $2 AND until_pos > $2 ORDER BY id`, caseID, at)
}
