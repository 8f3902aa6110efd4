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
	Rule     int64 // the retention rule by which it went by itself; 0 where people decided on this record
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

// RetentionState says whether a retention rule binds.
type RetentionState string

// The states of a retention rule. One that people want to end binds until a second person agrees.
const (
	RetentionProposed RetentionState = "awaiting second person"
	RetentionInForce  RetentionState = "in force"
	RetentionRefused  RetentionState = "refused"
	RetentionEnded    RetentionState = "ended"
)

// RetentionRule says for what the records of a source are held, how long that keeps them, when they must go, and whether they
// go by themselves then. Two people make one, and two end it (R34).
type RetentionRule struct {
	ID       int64
	Source   string // of the records that it is about; empty for all
	Purpose  string
	Law      string
	Keep     int  // months for which a record must be kept; 0 for no duty
	Erase    int  // months after which it must be erased; 0 for no duty
	ByItself bool // the program erases what has fallen due, unless something holds it back
	Person   string
	Reasons  string
	Proposed time.Time
	Approved Approval // or refused
	Ending   Approval // who asked to end it, while a second person is missing
	Ended    Approval
	State    RetentionState
	Position int64 // journal position of this state
}

// Binds reports whether the rule is in force for records of a source.
func (r RetentionRule) Binds(source string) bool {
	return r.State == RetentionInForce && (r.Source == "" || r.Source == source)
}

// Validate reports as ErrInvalid a rule without purpose, law, person or reasons, or one that says nothing or contradicts itself.
func (r RetentionRule) Validate() error {
	for _, part := range []struct{ field, value string }{{"purpose", r.Purpose}, {"law", r.Law}, {"as", r.Person}, {"reason", r.Reasons}} {
		if blank(part.value) {
			return &InputError{Field: part.field, Reason: "a retention rule without it is not kept", Hint: "name the purpose, the law, the person and the reason"}
		}
	}
	switch {
	case r.Keep < 0 || r.Erase < 0 || r.Keep == 0 && r.Erase == 0:
		return &InputError{Field: "months", Reason: "a retention rule says for how many months to keep, or after how many to erase"}
	case r.Erase > 0 && r.Erase < r.Keep:
		return &InputError{Field: "erase", Reason: "what must be kept longer cannot be erased before"}
	case r.ByItself && r.Erase == 0:
		return &InputError{Field: "by-itself", Reason: "nothing goes by itself that need not go", Hint: "say after how many months"}
	}
	return nil
}
