package sqldb

import (
	"fmt"

	"lookback"
	"lookback/internal/store"
)

// CreatePolicy implements store.Policies.
func (t *tx) CreatePolicy(p lookback.Policy) (lookback.Policy, error) {
	position, err := t.next()
	if err != nil {
		return p, err
	}
	if err := t.row(`SELECT coalesce(max(version), 0) + 1 FROM policy`).Scan(&p.Version); err != nil {
		return p, err
	}
	switch p.State {
	case lookback.PolicyProposed:
		p.Position = 0
	case lookback.PolicyApproved:
		p.Position = position
	default:
		return p, fmt.Errorf("policy with state %q: %w", p.State, lookback.ErrInvalid)
	}
	body, err := t.encode(&p)
	if err != nil {
		return p, err
	}
	_, err = t.exec(`INSERT INTO policy (version, approved, body) VALUES ($1, $2, $3)`, p.Version, p.Position, body)
	return p, err
}

// ApprovePolicy implements store.Policies.
func (t *tx) ApprovePolicy(version int, approver string) (lookback.Policy, error) {
	position, err := t.next()
	if err != nil {
		return lookback.Policy{}, err
	}
	p, err := t.GetPolicy(version)
	if err != nil {
		return p, err
	}
	if p.State == lookback.PolicyApproved {
		return p, fmt.Errorf("policy %d is approved already: %w", version, store.ErrConflict)
	}
	p.State, p.Approver, p.Position = lookback.PolicyApproved, approver, position
	body, err := t.encode(&p)
	if err != nil {
		return p, err
	}
	_, err = t.exec(`UPDATE policy SET approved = $1, body = $2 WHERE version = $3`, position, body, version)
	return p, err
}

// GetPolicy implements store.Policies.
func (t *tx) GetPolicy(version int) (lookback.Policy, error) {
	p, err := scanPolicy(t.row(`SELECT body FROM policy WHERE version = $1`, version))
	if err != nil {
		return p, fmt.Errorf("policy %d: %w", version, err)
	}
	return p, nil
}

// PolicyAt implements store.Policies.
func (t *tx) PolicyAt(position int64) (lookback.Policy, error) {
	p, err := scanPolicy(t.row(`SELECT body FROM policy WHERE approved > 0 AND approved <= $1 ORDER BY approved DESC, version DESC LIMIT 1`, position))
	if err != nil {
		return p, fmt.Errorf("policy in force at position %d: %w", position, err)
	}
	return p, nil
}

// ListPolicies implements store.Policies.
func (t *tx) ListPolicies() ([]lookback.Policy, error) {
	return collect(t, scanPolicy, `SELECT body FROM policy ORDER BY version`)
}

func scanPolicy(row scanner) (lookback.Policy, error) {
	var p lookback.Policy
	var body string
	if err := row.Scan(&body); err != nil {
		return p, err
	}
	return p, decode(body, &p)
}
