package store

import (
	"lookback"
	"lookback/internal/journal"
)

// Alerts are the reasons to look, with every state each has had.
type Alerts interface {
	// PutAlert stores a as the state of the alert for its record and entry, making the alert when there is
	// none. It returns a with ID, Opened and Changed set, and the commitment to this state.
	PutAlert(a lookback.Alert) (lookback.Alert, journal.Hash, error)

	// FindAlert returns the alert of a record and an entry as it was at a position.
	FindAlert(recordID int64, list, entryID string, at int64) (lookback.Alert, bool, error)

	// GetAlert returns an alert as it was at a position.
	GetAlert(id, at int64) (lookback.Alert, error)

	// AlertStates returns all states of an alert, oldest first.
	AlertStates(id int64) ([]lookback.Alert, error)

	// ListAlerts returns the alerts that pass a filter, by ID.
	ListAlerts(f AlertFilter) ([]lookback.Alert, error)

	// CountAlerts returns how many alerts pass a filter, whatever its limit.
	CountAlerts(f AlertFilter) (int, error)

	// AlertCommitments returns the commitments to the alert states of one position, in the order of PutAlert.
	AlertCommitments(position int64) ([]journal.Hash, error)

	// AlertSeal returns what proves that the state of an alert at a position is the one committed to.
	AlertSeal(id, at int64) (Seal, error)
}

// AlertFilter selects alerts. Zero fields select nothing out.
type AlertFilter struct {
	At         int64 // position; 0 means Now
	State      lookback.AlertState
	RecordID   int64
	FromRecord int64 // IDs after it
	LastRecord int64 // IDs up to and with it
	List       string
	EntryID    string
	RunID      int64 // the state was made by this run
	Since      int64 // the state was made after this position
	AfterID    int64
	Limit      int
}
