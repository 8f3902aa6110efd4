package store

import "lookback"

// Runs are lookbacks and their units of work.
type Runs interface {
	// CreateRun stores r under a new ID and returns it.
	CreateRun(r lookback.Run) (lookback.Run, error)

	// UpdateRun replaces the run with the same ID.
	UpdateRun(r lookback.Run) error

	// GetRun returns a run.
	GetRun(id int64) (lookback.Run, error)

	// ListRuns returns up to limit runs in a state, or in any when state is empty, with an ID after afterID, by ID.
	ListRuns(state lookback.RunState, afterID int64, limit int) ([]lookback.Run, error)

	// NewestRuns returns up to limit runs with an ID before beforeID, or the newest when it is 0, the newest first.
	NewestRuns(beforeID int64, limit int) ([]lookback.Run, error)

	// CreateUnits gives a run its units of work. ErrConflict: it has some.
	CreateUnits(runID int64, units []Unit) error

	// ListUnits returns the units of a run, by number.
	ListUnits(runID int64) ([]Unit, error)

	// CountUnits returns how many units a run has, and how many of them are finished.
	CountUnits(runID int64) (all, finished int, err error)

	// PendingUnits returns the units of a run that are not finished, by number.
	PendingUnits(runID int64) ([]Unit, error)

	// FinishUnit marks the unit with the number of u finished, by the matcher of u and with its counts, and reports whether
	// it was pending. When it was not, somebody else stored its results: store none.
	FinishUnit(runID int64, u Unit) (bool, error)
}

// Unit is a part of a run that is done, and repeated after a crash, as a whole: the records with an ID
// after AfterID up to and with LastID.
type Unit struct {
	No       int // 1, 2, 3 ... within the run
	AfterID  int64
	LastID   int64
	Finished int64  // journal position at which it was finished; 0 while pending
	Matcher  string // version that answered; empty while pending
	Counts   lookback.RunCounts
}
