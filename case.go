package lookback

import (
	"fmt"
	"slices"
	"time"
)

// Axis is one of the five independent questions about a case. No answer to one of them changes another (R27).
type Axis string

// The five axes.
const (
	AxisIdentity    Axis = "identity"    // is the record the party of the entry?
	AxisTie         Axis = "tie"         // what does the tie amount to?
	AxisWhereabouts Axis = "whereabouts" // where is the person, and is anybody looking?
	AxisOutcome     Axis = "outcome"     // what came of it in law or business?
	AxisWorkflow    Axis = "workflow"    // where does our own work stand?
)

// AxisThreat is what a ruling about the threat is on. It is a statement of its own and no sixth axis: Axes does not list it.
const AxisThreat Axis = "threat"

// Axes lists the five axes in the order in which they are told.
func Axes() []Axis {
	return []Axis{AxisIdentity, AxisTie, AxisWhereabouts, AxisOutcome, AxisWorkflow}
}

// AxisValue is where a case stands on one axis. The first value of each axis is where every case begins.
type AxisValue string

// The values of identity.
const (
	IdentityUnreviewed   AxisValue = "unreviewed"
	IdentityPossible     AxisValue = "possible"
	IdentityInsufficient AxisValue = "insufficient-identifiers"
	IdentityProbable     AxisValue = "probable"
	IdentitySame         AxisValue = "confirmed-same"
	IdentityDifferent    AxisValue = "confirmed-different" // a false positive
	IdentityDuplicate    AxisValue = "duplicate-of"        // of another case, which the change names
)

// The values of the tie assessment.
const (
	TieUnassessed      AxisValue = "unassessed"
	TieContextual      AxisValue = "contextual-only"
	TieUnsubstantiated AxisValue = "unsubstantiated"
	TieAssociation     AxisValue = "substantiated-association"
	TieInvolvement     AxisValue = "substantiated-involvement"
	TieRefuted         AxisValue = "refuted"
	TieSuperseded      AxisValue = "superseded"
)

// The values of whereabouts and custody.
const (
	NotSought         AxisValue = "not-sought"
	Sought            AxisValue = "sought"
	Located           AxisValue = "located"
	InCustody         AxisValue = "in-custody"
	Released          AxisValue = "released-with-conditions"
	Unlocated         AxisValue = "whereabouts-unknown"
	BelievedDeparted  AxisValue = "believed-departed"
	ConfirmedDeparted AxisValue = "confirmed-departed"
	Deceased          AxisValue = "deceased"
)

// The values of the outcome in law or business.
const (
	OutcomeNone          AxisValue = "none"
	OutcomeReferred      AxisValue = "referred"
	OutcomeCharged       AxisValue = "charged"
	OutcomeProceedings   AxisValue = "in-proceedings"
	OutcomeRemoved       AxisValue = "removed"
	OutcomeRelief        AxisValue = "relief-granted"
	OutcomeTerminated    AxisValue = "terminated"
	OutcomeAccountAction AxisValue = "account-action"
	OutcomeCleared       AxisValue = "cleared-with-notice"
)

// The values of workflow.
const (
	WorkQueued         AxisValue = "queued"
	WorkTriage         AxisValue = "triage"
	WorkInvestigating  AxisValue = "investigating"
	WorkAwaitingInfo   AxisValue = "awaiting-information"
	WorkAwaitingSecond AxisValue = "awaiting-second-review"
	WorkClosed         AxisValue = "closed"
	WorkReopened       AxisValue = "reopened"
	WorkRedress        AxisValue = "redress-pending"
)

// The two statements about a threat. Every case begins with the first.
const (
	ThreatNone   AxisValue = "no information of a direct threat"
	ThreatDirect AxisValue = "information of a direct threat"
)

// Values lists the values of an axis in the order of their meaning, the one every case begins with first.
func (x Axis) Values() []AxisValue {
	switch x {
	case AxisIdentity:
		return []AxisValue{IdentityUnreviewed, IdentityPossible, IdentityInsufficient, IdentityProbable, IdentitySame, IdentityDifferent, IdentityDuplicate}
	case AxisTie:
		return []AxisValue{TieUnassessed, TieContextual, TieUnsubstantiated, TieAssociation, TieInvolvement, TieRefuted, TieSuperseded}
	case AxisWhereabouts:
		return []AxisValue{NotSought, Sought, Located, InCustody, Released, Unlocated, BelievedDeparted, ConfirmedDeparted, Deceased}
	case AxisOutcome:
		return []AxisValue{OutcomeNone, OutcomeReferred, OutcomeCharged, OutcomeProceedings, OutcomeRemoved, OutcomeRelief, OutcomeTerminated, OutcomeAccountAction, OutcomeCleared}
	case AxisWorkflow:
		return []AxisValue{WorkQueued, WorkTriage, WorkInvestigating, WorkAwaitingInfo, WorkAwaitingSecond, WorkClosed, WorkReopened, WorkRedress}
	case AxisThreat:
		return []AxisValue{ThreatNone, ThreatDirect}
	}
	return nil
}

// Check reports as ErrInvalid a value that is not one of the axis, or an axis that is none.
func (x Axis) Check(v AxisValue) error {
	values := x.Values()
	if values == nil {
		return &InputError{Field: "axis", Reason: fmt.Sprintf("%q is not an axis of a case", x), Hint: fmt.Sprintf("use one of %v", Axes())}
	}
	if !slices.Contains(values, v) {
		return &InputError{Field: string(x), Reason: fmt.Sprintf("%q is not a value of %s", v, x), Hint: fmt.Sprintf("use one of %q", values)}
	}
	return nil
}

// Case is all that concerns one record under review. There is at most one for a record. Its status is five answers to five
// questions, never one; its history is in CaseEntry and Ruling, which are only ever added.
type Case struct {
	ID          int64
	RecordID    int64
	Ground      EvidenceRef // the alert it was opened from; every alert of the record belongs to it
	Identity    AxisValue
	Tie         AxisValue
	Whereabouts AxisValue
	Outcome     AxisValue
	Workflow    AxisValue
	Threat      AxisValue // a statement of its own, changed by rulings alone
	Assignee    string    // who works on it; empty for nobody
	Opened      int64     // journal position at which it was opened
	Changed     int64     // journal position of this state
}

// NewCase returns the case of a record as every case begins: nothing reviewed, nothing assessed, no threat on record.
func NewCase(recordID int64, ground EvidenceRef) Case {
	c := Case{RecordID: recordID, Ground: ground}
	for _, x := range append(Axes(), AxisThreat) {
		c = c.With(x, x.Values()[0])
	}
	return c
}

// field returns where the value of an axis is kept; nil for what is no axis.
func (c *Case) field(x Axis) *AxisValue {
	switch x {
	case AxisIdentity:
		return &c.Identity
	case AxisTie:
		return &c.Tie
	case AxisWhereabouts:
		return &c.Whereabouts
	case AxisOutcome:
		return &c.Outcome
	case AxisWorkflow:
		return &c.Workflow
	case AxisThreat:
		return &c.Threat
	}
	return nil
}

// On returns where the case stands on an axis, or its threat statement; empty for what is no axis.
func (c Case) On(x Axis) AxisValue {
	if f := c.field(x); f != nil {
		return *f
	}
	return ""
}

// With returns the case with one axis changed and everything else as it was (R27).
func (c Case) With(x Axis, v AxisValue) Case {
	if f := c.field(x); f != nil {
		*f = v
	}
	return c
}

// Validate reports as ErrInvalid a case without its record, its ground or one of its answers.
func (c Case) Validate() error {
	if c.RecordID <= 0 {
		return &InputError{Field: "record", Reason: "a case is about one record"}
	}
	if err := c.Ground.Validate(); err != nil {
		return err
	}
	for _, x := range append(Axes(), AxisThreat) {
		if err := x.Check(c.On(x)); err != nil {
			return err
		}
	}
	return nil
}

// LegalNature says whether a legal action is administrative or criminal. It is always stated and never inferred.
type LegalNature string

// The natures.
const (
	Administrative LegalNature = "administrative"
	Criminal       LegalNature = "criminal"
)

// Legal is what a legal action rests on.
type Legal struct {
	Nature LegalNature
	Basis  string // the law or order, in words
}

// Legal reports whether a value tells of a legal action, which must state its basis and its nature.
func (v AxisValue) Legal() bool {
	switch v {
	case InCustody, Released, OutcomeCharged, OutcomeProceedings, OutcomeRemoved:
		return true
	}
	return false
}

// AxisChange is one change on one axis: what, by whom, why, on what evidence, from which source, since when.
type AxisChange struct {
	Axis     Axis
	From, To AxisValue
	Actor    string
	Reason   string
	Evidence []EvidenceRef
	Source   string    // where the information comes from; workflow needs none
	Legal    Legal     // for legal actions only
	Of       int64     // for a duplicate: the case that it repeats
	Ruling   int64     // the ruling that made it; 0 for none
	Term     int64     // the term that ended and made it; 0 for none
	Time     time.Time // since when it holds in the world
	Recorded time.Time // when it was put here
}

// Validate reports as ErrInvalid the first thing that a change lacks. Workflow is our own work and needs no evidence.
func (ch AxisChange) Validate() error {
	if err := ch.Axis.Check(ch.To); err != nil {
		return err
	}
	switch {
	case ch.From == ch.To:
		return &InputError{Field: string(ch.Axis), Reason: fmt.Sprintf("it is %q already", ch.To)}
	case ch.To == IdentityUnreviewed || ch.To == TieUnassessed:
		return &InputError{Field: string(ch.Axis), Reason: fmt.Sprintf("%q says that nobody has looked, and somebody has", ch.To), Hint: "choose the value that tells what is known now"}
	}
	for _, part := range []struct{ field, value string }{{"actor", ch.Actor}, {"reason", ch.Reason}} {
		if blank(part.value) {
			return &InputError{Field: part.field, Reason: "a change without it is not kept", Hint: "say who changes it, and why"}
		}
	}
	if err := ch.checkTimes(); err != nil {
		return err
	}
	if err := ch.checkGrounds(); err != nil {
		return err
	}
	return ch.checkLegal()
}

func (ch AxisChange) checkTimes() error {
	switch {
	case ch.Recorded.IsZero() || ch.Time.IsZero():
		return &InputError{Field: "time", Reason: "a change needs the time since when it holds, and that of its recording"}
	case ch.Time.After(ch.Recorded):
		return &InputError{Field: "time", Reason: "a change cannot hold from a time that has not come yet", Hint: "record it when it has happened"}
	}
	return nil
}

func (ch AxisChange) checkGrounds() error {
	for _, e := range ch.Evidence {
		if err := e.Validate(); err != nil {
			return err
		}
	}
	if ch.Axis == AxisWorkflow || ch.Term != 0 {
		return nil // our own work; or the calendar, which says that evidence is missing
	}
	switch {
	case len(ch.Evidence) == 0:
		return &InputError{Field: "evidence", Reason: fmt.Sprintf("a change of %s needs evidence", ch.Axis), Hint: "name an alert, a tie or a document"}
	case blank(ch.Source):
		return &InputError{Field: "source", Reason: fmt.Sprintf("a change of %s needs its source", ch.Axis), Hint: "say where the information comes from"}
	case (ch.To == IdentityDuplicate) != (ch.Of != 0):
		return &InputError{Field: "of", Reason: "a duplicate names the case that it repeats, and nothing else does"}
	}
	return nil
}

// checkLegal wants basis and nature of a legal action. The nature of an arrest or charge decides what it may be said to mean.
func (ch AxisChange) checkLegal() error {
	if !ch.To.Legal() {
		if ch.Legal != (Legal{}) {
			return &InputError{Field: "legal", Reason: fmt.Sprintf("%q is not a legal action", ch.To)}
		}
		return nil
	}
	if blank(ch.Legal.Basis) {
		return &InputError{Field: "basis", Reason: fmt.Sprintf("%q needs its legal basis", ch.To)}
	}
	if n := ch.Legal.Nature; n != Administrative && n != Criminal {
		return &InputError{Field: "nature", Reason: fmt.Sprintf("%q must be administrative or criminal", ch.To), Hint: "it is stated, never inferred"}
	}
	return nil
}

// CaseEntryKind says what was added to the history of a case.
type CaseEntryKind string

// The kinds of entry.
const (
	CaseChange     CaseEntryKind = "change"
	CaseAssignment CaseEntryKind = "assignment"
	CaseNote       CaseEntryKind = "note"
	CaseFlag       CaseEntryKind = "flag" // something that the case relied on fell
)

// CaseEntry is one entry in the history of a case. Entries are added and never changed.
type CaseEntry struct {
	CaseID   int64
	Kind     CaseEntryKind
	Actor    string
	Recorded time.Time
	Change   AxisChange // of a change
	Assignee string     // of an assignment; empty when it was taken from everybody
	Text     string     // of a note; of an assignment or a flag, why
	Position int64      // journal position at which it was added
}

// Validate reports as ErrInvalid an entry that lacks its person, its time or what it says.
func (e CaseEntry) Validate() error {
	if blank(e.Actor) || e.Recorded.IsZero() {
		return &InputError{Field: "actor", Reason: "an entry in the history of a case needs its person and its time"}
	}
	switch e.Kind {
	case CaseChange:
		return e.Change.Validate()
	case CaseAssignment, CaseNote, CaseFlag:
		if blank(e.Text) {
			return &InputError{Field: "text", Reason: fmt.Sprintf("a %s needs words", e.Kind)}
		}
		return nil
	}
	return &InputError{Field: "kind", Reason: fmt.Sprintf("%q is not a kind of entry in a case", e.Kind)}
}
