package lookback

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// EvidenceKind says what a piece of evidence in a case is.
type EvidenceKind string

// The kinds of evidence.
const (
	EvidenceAlert     EvidenceKind = "alert"      // ID is the number of an alert of the record
	EvidencePathAlert EvidenceKind = "path-alert" // ID is the number of a path alert of the record
	EvidenceTie       EvidenceKind = "tie"        // ID is that of a tie
	EvidenceDocument  EvidenceKind = "document"   // ID is a file reference or a hash, kept elsewhere
)

// EvidenceRef names a piece of evidence that a change or a ruling rests on.
type EvidenceRef struct {
	Kind EvidenceKind
	ID   string
}

// AlertEvidence names an alert as evidence.
func AlertEvidence(id int64) EvidenceRef {
	return EvidenceRef{EvidenceAlert, strconv.FormatInt(id, 10)}
}

// PathAlertEvidence names a path alert as evidence.
func PathAlertEvidence(id int64) EvidenceRef {
	return EvidenceRef{EvidencePathAlert, strconv.FormatInt(id, 10)}
}

// TieEvidence names a tie as evidence.
func TieEvidence(id string) EvidenceRef { return EvidenceRef{EvidenceTie, id} }

// String returns "kind:id", which ParseEvidenceRef reads.
func (r EvidenceRef) String() string { return string(r.Kind) + ":" + r.ID }

// ParseEvidenceRef reads "alert:12", "path-alert:3", "tie:T-7" or "document:REFERENCE".
func ParseEvidenceRef(text string) (EvidenceRef, error) {
	kind, id, _ := strings.Cut(text, ":")
	r := EvidenceRef{EvidenceKind(kind), id}
	return r, r.Validate()
}

// Number returns the ID of an alert or path alert; 0 for any other evidence.
func (r EvidenceRef) Number() int64 {
	if r.Kind != EvidenceAlert && r.Kind != EvidencePathAlert {
		return 0
	}
	n, err := strconv.ParseInt(r.ID, 10, 64)
	if err != nil || n <= 0 || strconv.FormatInt(n, 10) != r.ID {
		return 0
	}
	return n
}

// Validate reports as ErrInvalid a reference that can name nothing.
func (r EvidenceRef) Validate() error {
	ok := false
	switch r.Kind {
	case EvidenceAlert, EvidencePathAlert:
		ok = r.Number() != 0
	case EvidenceTie, EvidenceDocument:
		ok = !blank(r.ID) && !strings.ContainsFunc(r.ID, isControl)
	}
	if !ok {
		return &InputError{Field: "evidence", Reason: fmt.Sprintf("%q does not name evidence", r), Hint: "write alert:NUMBER, path-alert:NUMBER, tie:ID or document:REFERENCE"}
	}
	return nil
}

// Contrary is what was done about information that points the other way (R25): it was considered, in words, or the
// person who rules signs that they looked and found none. The zero Contrary says that nobody looked.
type Contrary struct {
	Considered string
	NoneFound  string // the name of the person who signs "looked, none found"
}

// IsZero reports whether nobody looked.
func (c Contrary) IsZero() bool { return blank(c.Considered) && blank(c.NoneFound) }

// RulingState says whether a ruling has effect.
type RulingState string

// The states of a ruling.
const (
	RulingPending RulingState = "awaiting second person" // no effect yet
	RulingInForce RulingState = "in force"
	RulingRefused RulingState = "refused" // the second person disagreed; it never had effect
)

// Ruling is a named person's decision on one axis of one case, or on its threat statement, with written reasons. One
// that needs a second person has no effect until that person agrees.
type Ruling struct {
	ID       int64
	CaseID   int64
	Axis     Axis
	From, To AxisValue
	Person   string
	Reasons  string
	Contrary Contrary
	Override string // why identity is confirmed although no independent identifier agrees (R9); empty otherwise
	Evidence []EvidenceRef
	Source   string
	Legal    Legal
	Of       int64 // for a duplicate: the case that it repeats
	Time     time.Time
	Recorded time.Time
	State    RulingState
	Needs    string // why it needs a second person; empty when it does not
	Second   SecondReview
	Position int64 // journal position of this state
}

// SecondReview is what the second person said.
type SecondReview struct {
	Person   string
	Agrees   bool
	Reasons  string
	Recorded time.Time
}

// Change returns the change that the ruling makes when it comes into force.
func (r Ruling) Change() AxisChange {
	return AxisChange{
		Axis: r.Axis, From: r.From, To: r.To, Actor: r.Person, Reason: r.Reasons, Evidence: r.Evidence, Source: r.Source,
		Legal: r.Legal, Of: r.Of, Ruling: r.ID, Time: r.Time, Recorded: r.Recorded,
	}
}

// Adverse reports whether a value speaks against the person: before it, contrary information must be considered (R25).
func (v AxisValue) Adverse() bool {
	switch v {
	case IdentitySame, TieAssociation, TieInvolvement, ThreatDirect:
		return true
	}
	return false
}

// Substantiated reports whether a value is a finding about conduct, which contextual ties never support (R21).
func (v AxisValue) Substantiated() bool { return v == TieAssociation || v == TieInvolvement }

// Clears reports whether a value ends the matter in the person's favour or ends the work.
func (v AxisValue) Clears() bool {
	switch v {
	case IdentityDifferent, TieRefuted, OutcomeCleared, WorkClosed:
		return true
	}
	return false
}

// NeedsRuling reports whether a value comes about by a ruling only: everything about identity, tie and threat,
// and what clears or closes.
func NeedsRuling(x Axis, v AxisValue) bool {
	return x == AxisIdentity || x == AxisTie || x == AxisThreat || v.Clears()
}

// Validate reports as ErrInvalid the first thing that a ruling lacks. Who may make it is decided in casework.
func (r Ruling) Validate() error {
	if err := r.Change().Validate(); err != nil {
		return err
	}
	switch {
	case !NeedsRuling(r.Axis, r.To):
		return &InputError{Field: string(r.Axis), Reason: fmt.Sprintf("%q is recorded as a change and not ruled", r.To)}
	case r.To.Adverse() && r.Contrary.IsZero():
		return &InputError{Field: "contrary", Reason: fmt.Sprintf("%q without contrary information is refused", r.To), Hint: `say what points the other way and what you made of it, or sign "looked, none found"`}
	case !blank(r.Contrary.Considered) && !blank(r.Contrary.NoneFound):
		return &InputError{Field: "contrary", Reason: `contrary information was considered, or none was found, not both`}
	case r.Override != "" && (r.To != IdentitySame || blank(r.Override)):
		return &InputError{Field: "override", Reason: "only a confirmed identity can be ruled without an independent identifier, and only with reasons"}
	}
	return nil
}

func blank(text string) bool { return strings.TrimSpace(text) == "" }
