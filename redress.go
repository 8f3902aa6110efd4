package lookback

import (
	"fmt"
	"slices"
	"time"
)

// RedressState says how far a request for redress has come.
type RedressState string

// The states of a redress, in their order. The last four are ends.
const (
	RedressReceived     RedressState = "received"
	RedressAcknowledged RedressState = "acknowledged" // the person was told that it is here
	RedressAnswered     RedressState = "answered"     // the person got a first answer
	RedressUpheld       RedressState = "upheld"       // the person was right, and what was wrong is put right
	RedressPartly       RedressState = "partly upheld"
	RedressNotUpheld    RedressState = "not upheld"
	RedressNothingHeld  RedressState = "nothing held" // there was nothing about the person to put right
)

// RedressEnds lists the states that end a redress.
func RedressEnds() []RedressState {
	return []RedressState{RedressUpheld, RedressPartly, RedressNotUpheld, RedressNothingHeld}
}

// Redress is a request by the person concerned to look again and correct (R31).
type Redress struct {
	ID             int64
	Number         string // the control number: what the person quotes. It tells nothing about anybody
	RecordID       int64
	CaseID         int64  // the case that it is about; 0 where the record was never under review
	Requester      string // the person concerned
	Representative string // who asks for them; empty when they ask themselves
	Authority      string // what allows the representative to ask
	Statement      string // what is wrong, in the words of the request
	Identifiers    []Identifier
	Received       time.Time
	AcknowledgeBy  time.Time
	AnswerBy       time.Time
	FinishBy       time.Time
	Reviewer       string // nobody who ruled on the case before
	Acknowledged   Approval
	Answered       Approval
	Decided        Approval
	Summary        string        // what the person may be told, of a decided one
	Wrong          []EvidenceRef // of an upheld one: the alerts that meant somebody else
	State          RedressState
	Position       int64 // journal position of this state
}

// MayEnd lists the states in which the request can end: without a case there is nothing to put right, and with one there is something held.
func (r Redress) MayEnd() []RedressState {
	return slices.DeleteFunc(RedressEnds(), func(s RedressState) bool { return (s == RedressNothingHeld) != (r.CaseID == 0) })
}

// Ended reports whether the redress was decided.
func (r Redress) Ended() bool { return !r.Decided.Recorded.IsZero() }

// Due returns until when the next step must be taken; zero for a redress that has ended.
func (r Redress) Due() time.Time {
	switch r.State {
	case RedressReceived:
		return r.AcknowledgeBy
	case RedressAcknowledged:
		return r.AnswerBy
	case RedressAnswered:
		return r.FinishBy
	}
	return time.Time{}
}

// Late reports whether a step is overdue.
func (r Redress) Late(now time.Time) bool { return !r.Due().IsZero() && now.After(r.Due()) }

// Validate reports as ErrInvalid a request that nobody can look into.
func (r Redress) Validate() error {
	switch {
	case blank(r.Requester):
		return &InputError{Field: "requester", Reason: "a request names the person concerned"}
	case blank(r.Statement):
		return &InputError{Field: "statement", Reason: "a request says what is wrong", Hint: "write it down in the words of the person"}
	case blank(r.Representative) != blank(r.Authority):
		return &InputError{Field: "authority", Reason: "a representative shows what allows them to ask, and nobody else does", Hint: "name the power of attorney or the order"}
	}
	for _, id := range r.Identifiers {
		if blank(id.Type) || blank(id.Value) {
			return &InputError{Field: "identifier", Reason: fmt.Sprintf("%q of %q is not an identifier", id.Value, id.Type), Hint: "write TYPE:VALUE"}
		}
	}
	return nil
}
