package store

import (
	"lookback"
	"lookback/internal/journal"
)

// Directives are orders of heightened scrutiny, with every state each has had. The rules of who may issue one are not
// kept here but in screening.
type Directives interface {
	// CreateDirective stores d under a new ID and returns it with ID and Position set, and the commitment to this state.
	CreateDirective(d lookback.Directive) (lookback.Directive, journal.Hash, error)

	// UpdateDirective stores d as the next state of the directive with its ID and returns it with Position set.
	UpdateDirective(d lookback.Directive) (lookback.Directive, journal.Hash, error)

	// GetDirective returns a directive as it was at a position. One that names a record that was erased is not found.
	GetDirective(id, at int64) (lookback.Directive, error)

	// DirectivesAt returns the directives known at a position, by ID.
	DirectivesAt(at int64) ([]lookback.Directive, error)

	// DirectiveCommitments returns the commitments to the directive states of one position, in the order in which
	// they were stored.
	DirectiveCommitments(position int64) ([]journal.Hash, error)
}
