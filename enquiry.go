package lookback

import "time"

// EnquiryKind says whether one of us is to do something, or somebody was asked.
type EnquiryKind string

// The kinds of enquiry.
const (
	Task    EnquiryKind = "task"    // one of us is to do something
	Enquiry EnquiryKind = "enquiry" // somebody else was asked something
)

// AskedState says whether there is an answer.
type AskedState string

// The states of what was asked.
const (
	AskedOpen      AskedState = "open"
	AskedAnswered  AskedState = "answered"
	AskedWithdrawn AskedState = "withdrawn"
)

// Asked is a task or an enquiry in a case: who was asked what, by whom, when, and what came of it. It has no place for where
// anybody is: whereabouts are an axis of the case, with source and date, and nobody is followed here.
type Asked struct {
	ID       int64
	RecordID int64
	CaseID   int64
	Kind     EnquiryKind
	Of       string // who is asked
	Question string
	By       string // who asks
	Made     time.Time
	Due      time.Time
	State    AskedState
	Answer   Approval // who recorded the answer or withdrew it, and what it was
	Position int64    // journal position of this state
}

// Late reports whether an answer is overdue.
func (a Asked) Late(now time.Time) bool { return a.State == AskedOpen && now.After(a.Due) }

// Validate reports as ErrInvalid what nobody could answer.
func (a Asked) Validate() error {
	switch {
	case a.Kind != Task && a.Kind != Enquiry:
		return &InputError{Field: "kind", Reason: "it is neither a task nor an enquiry"}
	case blank(a.Of):
		return &InputError{Field: "of", Reason: "it does not say who is asked"}
	case blank(a.Question):
		return &InputError{Field: "question", Reason: "it does not say what is asked"}
	case !a.Due.After(a.Made):
		return &InputError{Field: "due", Reason: "an answer is due after the question was asked"}
	}
	return nil
}
