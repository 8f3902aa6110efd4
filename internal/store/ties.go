package store

import (
	"time"

	"lookback"
	"lookback/internal/journal"
)

// Ties are sourced assertions that connect two parties, and what was withdrawn of them. A tie is never changed: it
// stands from one position on, up to and without the one at which it was retracted or superseded.
type Ties interface {
	// PutTies stores ties and takes those out that they supersede, sets Position of each, and returns the
	// commitments in their order. ErrConflict: an ID is taken. ErrNotFound: what is superseded is not held.
	PutTies(ties []lookback.Tie) ([]journal.Hash, error)

	// PutRetraction withdraws a tie. ErrNotFound: it is not held. ErrConflict: it is withdrawn already.
	PutRetraction(r lookback.Retraction) (journal.Hash, error)

	// MissingNodes returns those of some parties that are not held: records that are not known, entries that no
	// edition ever had, networks and parties that were not put. They come in the order given.
	MissingNodes(refs []lookback.NodeRef) ([]lookback.NodeRef, error)

	// GetTie returns a tie that was known at a position, with what became of it by then.
	GetTie(id string, at int64) (TieState, error)

	// KnownTies returns which of some IDs are taken, whatever became of their ties.
	KnownTies(ids []string) (map[string]bool, error)

	// TiesOf returns the ties with a party that stood at a position, in the order in which they became known.
	TiesOf(party lookback.NodeRef, at int64) ([]lookback.Tie, error)

	// TiesNamed returns the ties whose ID begins with a prefix and that stood at a position, in the order in which
	// they became known.
	TiesNamed(prefix string, at int64) ([]lookback.Tie, error)

	// TiesAt returns up to limit ties that stood at a position and became known after a mark, in the order in
	// which they became known, and the mark to go on from.
	TiesAt(at int64, after TieMark, limit int) ([]lookback.Tie, TieMark, error)

	// TiesToReview returns up to limit ties that stand now and whose day of review lies before a time, after a mark, those that were to
	// be reviewed first in front, and the mark to go on from. It reads no other.
	TiesToReview(after DueMark, before time.Time, limit int) ([]lookback.Tie, DueMark, error)

	// TieChanges returns the ties that stand at position to and did not at from, and the IDs of those that stood
	// at from and do not at to, each in the order in which they became known.
	TieChanges(from, to int64) (added []lookback.Tie, gone []string, err error)

	// CountTiesAt returns how many ties stood at a position.
	CountTiesAt(at int64) (int, error)

	// TieCommitments returns the commitments to the ties of one position, in the order of PutTies, and to its
	// retraction.
	TieCommitments(position int64) ([]journal.Hash, error)
}

// TieMark is a place in the order in which ties became known. Zero is before all of them.
type TieMark int64

// TieState is a tie and what became of it.
type TieState struct {
	Tie          lookback.Tie
	Until        int64               // position from which on it does not stand; 0 while it stands
	Retraction   lookback.Retraction // zero when it is not retracted
	SupersededBy string              // ID of the tie that replaced it; empty for none
}

// Networks are named sets of parties, and those of their parties that are neither records nor entries.
type Networks interface {
	// PutNetwork stores a network, in the place of what was known under its ID.
	PutNetwork(n lookback.Network) (journal.Hash, error)

	// GetNetwork returns a network as it was known at a position.
	GetNetwork(id string, at int64) (lookback.Network, error)

	// NetworksAt returns the networks known at a position, by ID.
	NetworksAt(at int64) ([]lookback.Network, error)

	// PutNetworkParty stores a party of a network, in the place of what was known under its ID.
	PutNetworkParty(p lookback.NetworkParty) (journal.Hash, error)

	// GetNetworkParty returns a party of a network as it was known at a position.
	GetNetworkParty(id string, at int64) (lookback.NetworkParty, error)

	// NetworkPartiesAt returns the parties known at a position that became known or changed after another, by ID.
	NetworkPartiesAt(at, after int64) ([]lookback.NetworkParty, error)

	// NetworkCommitments returns the commitments to the networks and parties of one position, in the order in
	// which they were put.
	NetworkCommitments(position int64) ([]journal.Hash, error)
}

// PathAlerts are the reasons to look that rest on ties, with every state each has had.
type PathAlerts interface {
	// PutPathAlert stores a as the state of the alert for its record and target, making the alert when there is
	// none. It returns a with ID, Opened and Changed set, and the commitment to this state.
	PutPathAlert(a lookback.PathAlert) (lookback.PathAlert, journal.Hash, error)

	// FindPathAlert returns the alert of a record and a target as it was at a position.
	FindPathAlert(recordID int64, target lookback.NodeRef, at int64) (lookback.PathAlert, bool, error)

	// GetPathAlert returns an alert as it was at a position.
	GetPathAlert(id, at int64) (lookback.PathAlert, error)

	// PathAlertStates returns all states of an alert, oldest first.
	PathAlertStates(id int64) ([]lookback.PathAlert, error)

	// ListPathAlerts returns the alerts that pass a filter, by ID.
	ListPathAlerts(f PathAlertFilter) ([]lookback.PathAlert, error)

	// CountPathAlerts returns how many alerts pass a filter, whatever its limit.
	CountPathAlerts(f PathAlertFilter) (int, error)

	// PathAlertCommitments returns the commitments to the alert states of one position, in the order of PutPathAlert.
	PathAlertCommitments(position int64) ([]journal.Hash, error)
}

// PathAlertFilter selects path alerts. Zero fields select nothing out.
type PathAlertFilter struct {
	At       int64 // position; 0 means Now
	State    lookback.AlertState
	RecordID int64
	Target   lookback.NodeRef
	RunID    int64  // the state was made by this run
	Since    int64  // the state was made after this position
	Tie      string // some state of the alert, now or before, rests on this tie
	AfterID  int64
	Limit    int
}
