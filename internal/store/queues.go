package store

import (
	"time"

	"lookback"
)

// Queues give what waits for people in the order in which it is taken up, a page at a time. A page reads what it shows, however
// much waits behind it. What is in them follows from alerts, cases and rulings as they are now, and goes with a record that is erased.
type Queues interface {
	// AlertsToReview returns up to limit places of the open alerts that pass a filter, after a place in the order of review: by
	// priority, then by score, the greater first, then by ID.
	AlertsToReview(f ReviewFilter, after ReviewPlace, limit int) ([]ReviewPlace, error)

	// AlertsReviewedBefore returns up to limit places before a place, the nearest first.
	AlertsReviewedBefore(f ReviewFilter, before ReviewPlace, limit int) ([]ReviewPlace, error)

	// FindAlertToReview returns the place of an alert, and whether it is open.
	FindAlertToReview(id int64) (ReviewPlace, bool, error)

	// CountAlertsToReview returns how many open alerts pass a filter. They are not counted one by one.
	CountAlertsToReview(f ReviewFilter) (int, error)

	// PathAlertsToReview, PathAlertsReviewedBefore and CountPathAlertsToReview do the same for path alerts, of which the strength
	// is the score.
	PathAlertsToReview(after ReviewPlace, limit int) ([]ReviewPlace, error)
	PathAlertsReviewedBefore(before ReviewPlace, limit int) ([]ReviewPlace, error)
	CountPathAlertsToReview() (int, error)

	// CountAlerted returns how many records have an alert or a path alert, open or ended.
	CountAlerted() (int, error)

	// StandingCases returns up to limit cases that pass a filter now, after a mark: those first that have stood where they stand for
	// longest, then by ID. It reads no other.
	StandingCases(f StandingFilter, after StandingMark, limit int) ([]StandingCase, error)

	// PendingRulings returns up to limit rulings that await a second person, with an ID after afterID, by ID.
	PendingRulings(afterID int64, limit int) ([]lookback.Ruling, error)
}

// ReviewFilter selects open alerts. Zero fields select nothing out.
type ReviewFilter struct {
	List     string
	Strength lookback.Strength
}

// ReviewPlace is a place in the order of review, and the alert that has it. The zero ReviewPlace is before all.
type ReviewPlace struct {
	Priority int
	Score    lookback.Score
	ID       int64
}

// StandingFilter selects cases by where the work on them stands. Zero fields but Workflow select nothing out. A case whose record was
// erased is in no answer.
type StandingFilter struct {
	Workflow lookback.AxisValue // exactly
	Assignee string             // exactly as it was assigned
	Before   time.Time          // those that stand there since before it
}

// StandingCase is a case and the time of the event since which its work stands where it stands.
type StandingCase struct {
	Case  lookback.Case
	Since time.Time
}

// StandingMark is a place in the order of StandingCases. The zero StandingMark is before all.
type StandingMark struct {
	Since time.Time
	ID    int64
}
