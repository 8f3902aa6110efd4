package store

import (
	"lookback"
	"lookback/internal/journal"
)

// Cases are what is decided about records under review: every state of a case, its history, and the rulings.
// The rules of who may decide what are not kept here but in casework.
type Cases interface {
	// CreateCase stores c as the case of its record and returns it with ID, Opened and Changed set, and the
	// commitment to this state. ErrConflict: the record has a case.
	CreateCase(c lookback.Case) (lookback.Case, journal.Hash, error)

	// UpdateCase stores c as the next state of the case with its ID and returns it with Changed set. Record,
	// ground and time of opening stay what they are.
	UpdateCase(c lookback.Case) (lookback.Case, journal.Hash, error)

	// FindCaseOf returns the case of a record as it was at a position.
	FindCaseOf(recordID, at int64) (lookback.Case, bool, error)

	// GetCase returns a case as it was at a position.
	GetCase(id, at int64) (lookback.Case, error)

	// CaseStates returns all states of a case, oldest first.
	CaseStates(id int64) ([]lookback.Case, error)

	// ListCases returns the cases that pass a filter, by ID.
	ListCases(f CaseFilter) ([]lookback.Case, error)

	// CountCases returns how many cases pass a filter, whatever its limit.
	CountCases(f CaseFilter) (int, error)

	// AppendCaseEntry adds an entry to the history of a case and returns it with Position set.
	AppendCaseEntry(e lookback.CaseEntry) (lookback.CaseEntry, journal.Hash, error)

	// CaseHistory returns the entries of a case that were added by a position, oldest first.
	CaseHistory(id, at int64) ([]lookback.CaseEntry, error)

	// CreateRuling stores r under a new ID and returns it with ID and Position set.
	CreateRuling(r lookback.Ruling) (lookback.Ruling, journal.Hash, error)

	// UpdateRuling stores r as the next state of the ruling with its ID and returns it with Position set.
	UpdateRuling(r lookback.Ruling) (lookback.Ruling, journal.Hash, error)

	// GetRuling returns a ruling as it was at a position.
	GetRuling(id, at int64) (lookback.Ruling, error)

	// RulingsOf returns the rulings on a case as they were at a position, by ID.
	RulingsOf(caseID, at int64) ([]lookback.Ruling, error)

	// RulingsRepeating returns the rulings that a case repeats one case, as they are now, by ID, whatever became of them. It reads no other.
	RulingsRepeating(caseID int64) ([]lookback.Ruling, error)

	// CaseCommitments returns the commitments to the case states, history entries, ruling states and states of
	// Conduct of one position, in the order in which they were stored.
	CaseCommitments(position int64) ([]journal.Hash, error)
}

// CaseFilter selects cases. Zero fields select nothing out. A case whose record was erased keeps its workflow and assignee.
type CaseFilter struct {
	At       int64 // position; 0 means Now
	Workflow lookback.AxisValue
	Assignee string // exactly as it was assigned
	AfterID  int64
	Limit    int
}
