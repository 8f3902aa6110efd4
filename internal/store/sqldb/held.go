package sqldb

import (
	"fmt"

	"lookback"
	"lookback/internal/store"
)

// CreateHeld implements store.HeldEditions.
func (t *tx) CreateHeld(h lookback.HeldEdition) (lookback.HeldEdition, error) {
	position, err := t.next()
	if err != nil {
		return h, err
	}
	if err := checkText("list", h.Edition.List); err != nil {
		return h, err
	}
	if err := t.row(`SELECT coalesce(max(id), 0) + 1 FROM held_edition`).Scan(&h.ID); err != nil {
		return h, err
	}
	h.Position = position
	body, err := t.encode(&h)
	if err != nil {
		return h, err
	}
	_, err = t.exec(`INSERT INTO held_edition (id, list, edition, state, body) VALUES ($1, $2, $3, $4, $5)`, h.ID, h.Edition.List, h.Edition.ID, string(h.State), body)
	return h, err
}

// UpdateHeld implements store.HeldEditions.
func (t *tx) UpdateHeld(h lookback.HeldEdition) (lookback.HeldEdition, error) {
	position, err := t.next()
	if err != nil {
		return h, err
	}
	h.Position = position
	body, err := t.encode(&h)
	if err != nil {
		return h, err
	}
	n, err := t.exec(`UPDATE held_edition SET state = $1, body = $2 WHERE id = $3`, string(h.State), body, h.ID)
	if err == nil && n == 0 {
		err = fmt.Errorf("held edition %d: %w", h.ID, store.ErrNotFound)
	}
	return h, err
}

// GetHeld implements store.HeldEditions.
func (t *tx) GetHeld(id int64) (lookback.HeldEdition, error) {
	h, err := scanHeld(t.row(`SELECT body FROM held_edition WHERE id = $1`, id))
	if err != nil {
		return h, fmt.Errorf("held edition %d: %w", id, err)
	}
	return h, nil
}

// FindHeld implements store.HeldEditions.
func (t *tx) FindHeld(list, edition string) (lookback.HeldEdition, bool, error) {
	return find(scanHeld(t.row(`SELECT body FROM held_edition WHERE list = $1 AND edition = $2 ORDER BY id DESC LIMIT 1`, list, edition)))
}

// ListHeld implements store.HeldEditions.
func (t *tx) ListHeld(list string, state lookback.HeldState) ([]lookback.HeldEdition, error) {
	return collect(t, scanHeld, `SELECT body FROM held_edition WHERE (list = $1 OR $1 = '') AND (state = $2 OR $2 = '') ORDER BY id`, list, string(state))
}

func scanHeld(row scanner) (lookback.HeldEdition, error) {
	var h lookback.HeldEdition
	var body string
	if err := row.Scan(&body); err != nil {
		return h, err
	}
	return h, decode(body, &h)
}
