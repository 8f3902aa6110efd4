package store

import (
	"lookback"
	"lookback/internal/journal"
)

// Identities are proposals that a party of a network is a record or an entry, with every state each has had.
type Identities interface {
	// CreateProposal stores p under a new ID and returns it with ID and Position set, and the commitment to this state.
	CreateProposal(p lookback.IdentityProposal) (lookback.IdentityProposal, journal.Hash, error)

	// UpdateProposal stores p as the next state of the proposal with its ID and returns it with Position set. The record
	// stays what it is.
	UpdateProposal(p lookback.IdentityProposal) (lookback.IdentityProposal, journal.Hash, error)

	// GetProposal returns a proposal as it was at a position. One about a record that was erased is not found.
	GetProposal(id, at int64) (lookback.IdentityProposal, error)

	// ProposalsAt returns the proposals known at a position, by ID.
	ProposalsAt(at int64) ([]lookback.IdentityProposal, error)

	// ProposalCommitments returns the commitments to the proposal states of one position, in the order in which they
	// were stored.
	ProposalCommitments(position int64) ([]journal.Hash, error)
}
