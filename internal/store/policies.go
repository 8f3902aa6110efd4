package store

import "lookback"

// Policies are what is screened against what, in versions.
type Policies interface {
	// CreatePolicy stores p as the next version and returns it. A policy whose state is approved, as the
	// default policy at the first start, comes into force with the next event.
	CreatePolicy(p lookback.Policy) (lookback.Policy, error)

	// ApprovePolicy puts a proposed version in force with the next event and returns it. ErrConflict: it is
	// approved already. Who may approve is decided by the caller.
	ApprovePolicy(version int, approver string) (lookback.Policy, error)

	// GetPolicy returns a version.
	GetPolicy(version int) (lookback.Policy, error)

	// PolicyAt returns the policy in force at a position. ErrNotFound: none was approved by then.
	PolicyAt(position int64) (lookback.Policy, error)

	// ListPolicies returns all versions, oldest first.
	ListPolicies() ([]lookback.Policy, error)
}
