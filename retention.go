package lookback

import "time"

// HoldState says whether a legal hold keeps a record.
type HoldState string

// The states of a legal hold.
const (
	HoldInForce  HoldState = "in force"
	HoldReleased HoldState = "released"
)

// LegalHold keeps a record from being erased, whatever else says that it should go, until it is released or ends (R34).
type LegalHold struct {
	ID       int64
	RecordID int64
	Basis    string // the order or law, in words
	Person   string
	Made     time.Time
	ReviewBy time.Time // at most a year after it was made or last reviewed
	Ends     time.Time // at most five years after it was made
	State    HoldState
	Released Approval
	Position int64 // journal position of this state
}

// Stands reports whether the hold keeps the record at a time.
func (h LegalHold) Stands(now time.Time) bool { return h.State == HoldInForce && now.Before(h.Ends) }

// ErasureState says how far an erasure has come.
type ErasureState string

// The states of an erasure.
const (
	ErasureProposed ErasureState = "awaiting second person"
	ErasureDone     ErasureState = "done"
	ErasureRefused  ErasureState = "refused"
)

// Erasure is the receipt for erasing a record: who asked, who approved, on which ground, and how much of what went. It
// holds nothing about the person (R34).
type Erasure struct {
	ID       int64
	RecordID int64
	Ground   string // the law or rule
	Request  string // the number under which it was asked for; empty for none
	Person   string
	Asked    time.Time
	Second   string
	Done     time.Time
	State    ErasureState
	Counts   ErasureCounts
	Position int64 // journal position of this state
}

// ErasureCounts say how much an erasure took away.
type ErasureCounts struct {
	Versions    int // of the record
	Alerts      int
	PathAlerts  int
	Ties        int
	CaseEntries int
	Rulings     int
	Conduct     int // suppressions, protections, disclosures, holds, terms
	Notices     int // recipients who are told
}
