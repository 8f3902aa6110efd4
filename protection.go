package lookback

import (
	"fmt"
	"slices"
	"time"
)

// ProtectionKind is a reason why somebody must not be exposed. It shows wherever the person is shown, it blocks
// disclosures, and it never selects anybody: no filter, scope or policy can name one (R32).
type ProtectionKind string

// The kinds of protection.
const (
	ProtectClaim          ProtectionKind = "claim-pending" // asylum or another claim to protection is not decided
	ProtectMinor          ProtectionKind = "minor"
	ProtectTrafficking    ProtectionKind = "trafficking-victim"
	ProtectRelief         ProtectionKind = "relief-granted"
	ProtectNonRefoulement ProtectionKind = "non-refoulement"
)

// ProtectionKinds lists the kinds.
func ProtectionKinds() []ProtectionKind {
	return []ProtectionKind{ProtectClaim, ProtectMinor, ProtectTrafficking, ProtectRelief, ProtectNonRefoulement}
}

// ProtectionState says whether a protection holds.
type ProtectionState string

// The states of a protection. It holds until it is lifted, also while lifting awaits its second person.
const (
	ProtectionInForce ProtectionState = "in force"
	ProtectionLifting ProtectionState = "lifting awaits second person"
	ProtectionLifted  ProtectionState = "lifted"
)

// Protection is one reason to protect one person, with its source. One person sets it; lifting it takes two.
type Protection struct {
	ID       int64
	RecordID int64
	Kind     ProtectionKind
	Source   string    // where it is known from
	Since    time.Time // since when it holds in the world
	SetBy    string
	Recorded time.Time
	State    ProtectionState
	Lifting  Approval // who asked for lifting it, and why
	Lifted   Approval // the second person
	Position int64    // journal position of this state
}

// Holds reports whether the protection protects.
func (p Protection) Holds() bool { return p.State != ProtectionLifted }

// Validate reports as ErrInvalid a protection without its kind, source, date or person.
func (p Protection) Validate() error {
	switch {
	case !slices.Contains(ProtectionKinds(), p.Kind):
		return &InputError{Field: "protection", Reason: fmt.Sprintf("%q is not a kind of protection", p.Kind), Hint: fmt.Sprintf("use one of %q", ProtectionKinds())}
	case blank(p.Source):
		return &InputError{Field: "source", Reason: "a protection needs its source", Hint: "say where it is known from"}
	case blank(p.SetBy):
		return &InputError{Field: "as", Reason: "a protection needs the person who sets it"}
	case p.Since.IsZero() || p.Since.After(p.Recorded):
		return &InputError{Field: "since", Reason: "a protection needs the day since when it holds, which has come"}
	}
	return nil
}

// Approval is what one more person said to something that one person alone may not do.
type Approval struct {
	Person   string
	Reasons  string
	Recorded time.Time
}
