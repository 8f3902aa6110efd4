package lookback

import (
	"fmt"
	"time"
)

// TermState says where a term stands.
type TermState string

// The states of a term. Only the first two are about an answer that still stands.
const (
	TermRunning TermState = "running"
	TermOverdue TermState = "overdue" // its day of review passed and nobody looked: the answer is weaker
	TermEnded   TermState = "ended"   // its hard end came: the answer fell
	TermLeft    TermState = "left"    // people gave another answer
)

// Term is how long one answer that holds something against a person may stand without anybody looking: a suspicion or finding
// on identity, tie or threat, or a hold (R33). An overdue one weakens and one that ends falls, by the calendar alone.
type Term struct {
	ID       int64
	RecordID int64
	CaseID   int64
	Axis     Axis
	Value    AxisValue
	Began    time.Time // when the answer was given, or last given anew
	ReviewBy time.Time // at most a year after it was given or last reviewed, and never after Ends
	Ends     time.Time // at most five years after Began
	State    TermState
	Renewal  Approval // the first person who would give it anew, while a second one is missing
	Position int64    // journal position of this state
}

// The longest that anything is held against a person without a look, and without being decided anew (28 CFR 23.20(h)), in
// calendar years.
const (
	TermReviewYears = 1
	TermYears       = 5
)

// Suspicion reports whether a value holds something against the person that is believed or found, and so has a term.
func (v AxisValue) Suspicion() bool {
	return v == IdentityPossible || v == IdentityProbable || v.Adverse()
}

// Hold reports whether a value says that the person is looked for, kept, or limited in what they may do, and so has a term.
func (v AxisValue) Hold() bool {
	return v == Sought || v == InCustody || v == Released || v == OutcomeAccountAction
}

// Fallen returns what is left of a suspicion or hold whose term has ended: that nothing is held against the person on this
// axis. It is never adverse and has no term of its own. Empty for a value that has none.
func (v AxisValue) Fallen() AxisValue {
	switch v {
	case IdentityPossible, IdentityProbable, IdentitySame:
		return IdentityInsufficient
	case TieAssociation, TieInvolvement:
		return TieUnsubstantiated
	case ThreatDirect:
		return ThreatNone
	case Sought, InCustody, Released:
		return NotSought
	case OutcomeAccountAction:
		return OutcomeNone
	}
	return ""
}

// Stands reports whether the term is about the answer that the case gives now.
func (t Term) Stands() bool { return t.State == TermRunning || t.State == TermOverdue }

// Overdue reports whether the answer stands and should have been reviewed before now, whether or not that was written down.
func (t Term) Overdue(now time.Time) bool { return t.Stands() && now.After(t.ReviewBy) }

// Due returns when the calendar next changes something: the day of review, of an overdue one the end; zero for never.
func (t Term) Due() time.Time {
	switch t.State {
	case TermRunning:
		return t.ReviewBy
	case TermOverdue:
		return t.Ends
	}
	return time.Time{}
}

// Validate reports as ErrInvalid a term about nothing, or one that is longer than any may be.
func (t Term) Validate() error {
	switch {
	case t.Value.Fallen() == "":
		return &InputError{Field: string(t.Axis), Reason: fmt.Sprintf("%q holds nothing against anybody and has no term", t.Value)}
	case t.ReviewBy.After(t.Ends):
		return &InputError{Field: "review_by", Reason: "a review comes before the end"}
	case t.Ends.After(t.Began.AddDate(TermYears, 0, 0)):
		return &InputError{Field: "ends", Reason: fmt.Sprintf("%q stands for %d years at most", t.Value, TermYears), Hint: "it can be decided anew then"}
	}
	return t.Axis.Check(t.Value)
}
