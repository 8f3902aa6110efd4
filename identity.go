package lookback

import (
	"fmt"
	"time"
)

// ProposalState says where a proposal about an identity stands.
type ProposalState string

// The states of a proposal.
const (
	ProposalOpen      ProposalState = "proposed"               // a machine's hypothesis, which feeds nothing
	ProposalSeconding ProposalState = "awaiting second person" // one person confirms it; it has no effect yet
	ProposalConfirmed ProposalState = "confirmed"
	ProposalRefused   ProposalState = "refused"
)

// IdentityProposal says that a party of a network may be a record or an entry (class same-as), or may be a thing that one of
// them uses. A machine proposes, with the evidence; until a person confirms it is a hypothesis, and a tie of that kind.
type IdentityProposal struct {
	ID          int64
	Party       NodeRef // of a network
	Other       NodeRef // a record or an entry
	RecordID    int64   // of a record; 0 for an entry
	Class       TieClass
	Identifiers []Identifier // of the party, which the other has too
	Evidence    Evidence     // of comparing the other with the party
	State       ProposalState
	Person      string // who confirmed or refused it
	Reasons     string
	Contrary    Contrary
	Override    string // why an identity is confirmed although no independent identifier agrees (R9); empty otherwise
	Grade       Grade  // of the confirmation, by the person who confirms
	Recorded    time.Time
	Second      SecondReview
	Position    int64 // journal position of this state
}

// Identity reports whether the proposal is that two parties are one, and not that one uses the other.
func (p IdentityProposal) Identity() bool { return p.Class == ClassSame }

// Identified reports whether an independent identifier agrees, and nothing independent speaks against it.
func (p IdentityProposal) Identified() bool { return p.Evidence.Strength == Identified }

// HypothesisID and ConfirmedID name the ties that stand for the proposal, and for its confirmation.
func (p IdentityProposal) HypothesisID() string { return fmt.Sprintf("identity-%d", p.ID) }
func (p IdentityProposal) ConfirmedID() string  { return fmt.Sprintf("identity-%d-confirmed", p.ID) }

// MayConfirm refuses a confirmation that lacks reasons or grades, or, where two parties are said to be one, that rests on
// names alone without an override (R9), or before which nobody looked for contrary information (R25).
func (p IdentityProposal) MayConfirm() error {
	switch {
	case blank(p.Reasons):
		return &InputError{Field: "reason", Reason: "a confirmation needs written reasons"}
	case !p.Grade.Source.Valid() || !p.Grade.Info.Valid():
		return &InputError{Field: "grade", Reason: "a confirmation without the grade of its source and of its information is not kept", Hint: "for example B2"}
	case p.Override != "" && (!p.Identity() || p.Identified() || blank(p.Override)):
		return &InputError{Field: "override", Reason: "only an identity can be confirmed without an independent identifier, and only with reasons"}
	case !p.Identity():
		return nil
	case p.Contrary.IsZero():
		return &InputError{Field: "contrary", Reason: "an identity is not confirmed before somebody looked for contrary information", Hint: `say what points the other way and what you made of it, or sign "looked, none found"`}
	case !p.Identified() && p.Override == "":
		return fmt.Errorf("no independent identifier agrees (%s), and names alone confirm nobody; find one, or override with reasons and a second person: %w", p.Evidence.Strength, ErrDenied)
	}
	return nil
}
