package casework

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"lookback"
	"lookback/internal/journal"
	"lookback/internal/screening"
)

// SuppressionYears is the longest a suppression stands without being decided anew.
const SuppressionYears = 1

// Suppression keeps an alert that was ruled a false positive from coming back, as long as everything it was ruled on
// is what it was (R6). It is bound to one alert and never to a person, a name or an entry.
type Suppression struct {
	AlertID  int64
	Ruling   int64
	Person   string
	Approver string // not Person
	Made     time.Time
	Expires  time.Time
	Bound    Binding
}

// Binding is what a false positive was ruled on.
type Binding struct {
	RecordVersion  int
	EntryDigest    string
	EvidenceDigest string
	Evidence       lookback.Evidence // tells which part changed when the digest does
}

// bind returns what an alert rests on now. The version of the matcher is left out of the digest: one that says the same
// of both parties changes nothing, and one that says something else is seen in what it says.
func bind(a lookback.Alert) (Binding, error) {
	b := Binding{RecordVersion: a.RecordVersion, EntryDigest: a.EntryDigest, Evidence: a.Evidence}
	b.Evidence.Matcher = ""
	encoded, err := journal.Canonical(b.Evidence)
	if err != nil {
		return b, fmt.Errorf("encode evidence: %w", err)
	}
	sum := sha256.Sum256(encoded)
	b.EvidenceDigest = hex.EncodeToString(sum[:])
	return b, nil
}

// Suppress binds an open alert to a ruling that found its parties different. It stores nothing. ErrDenied: the ruling
// is not in force, found something else or does not rest on the alert, or nobody else approves (R28). ErrInvalid: it
// would expire before now or more than a year after.
func Suppress(a lookback.Alert, r lookback.Ruling, approver string, now, expires time.Time) (Suppression, error) {
	approver, err := person(approver)
	if err != nil {
		return Suppression{}, err
	}
	switch {
	case r.State != lookback.RulingInForce || r.To != lookback.IdentityDifferent || !slices.Contains(r.Evidence, lookback.AlertEvidence(a.ID)):
		return Suppression{}, fmt.Errorf("ruling %d does not find the parties of alert %d different: %w", r.ID, a.ID, lookback.ErrDenied)
	case screening.SamePerson(r.Person, approver):
		return Suppression{}, fmt.Errorf("%s made ruling %d; a second person must approve the suppression: %w", r.Person, r.ID, lookback.ErrDenied)
	case !expires.After(now) || expires.After(now.AddDate(SuppressionYears, 0, 0)):
		return Suppression{}, &lookback.InputError{Field: "expires", Reason: "a suppression ends within a year", Hint: "it can be decided anew then"}
	}
	b, err := bind(a)
	return Suppression{AlertID: a.ID, Ruling: r.ID, Person: r.Person, Approver: approver, Made: now, Expires: expires, Bound: b}, err
}

// Lapsed returns why the suppression no longer holds for its alert as it is now, naming every part that changed;
// nothing when it holds. A lapsed suppression never holds again: what was ruled was ruled on something else.
func (s Suppression) Lapsed(a lookback.Alert, now time.Time) ([]string, error) {
	if a.ID != s.AlertID {
		return nil, fmt.Errorf("the suppression is of alert %d and not of %d: %w", s.AlertID, a.ID, lookback.ErrInvalid)
	}
	b, err := bind(a)
	if err != nil {
		return nil, err
	}
	var why []string
	if !s.Expires.After(now) {
		why = append(why, "it expired on "+s.Expires.Format(time.DateOnly))
	}
	if b.RecordVersion != s.Bound.RecordVersion {
		why = append(why, fmt.Sprintf("the record has version %d, was %d", b.RecordVersion, s.Bound.RecordVersion))
	}
	if b.EntryDigest != s.Bound.EntryDigest {
		why = append(why, "the entry was amended")
	}
	if b.EvidenceDigest != s.Bound.EvidenceDigest {
		why = append(why, changedEvidence(s.Bound.Evidence, b.Evidence)...)
	}
	return why, nil
}

// changedEvidence names the parts in which two pieces of evidence differ. There is at least one.
func changedEvidence(old, now lookback.Evidence) []string {
	var parts []string
	if old.Name.Left != now.Name.Left || old.Name.Right != now.Name.Right {
		parts = append(parts, "the names compared")
	}
	for _, f := range fieldNames(old, now) {
		if !slices.Equal(fieldsNamed(old, f), fieldsNamed(now, f)) {
			parts = append(parts, "the field "+f)
		}
	}
	if old.Score != now.Score {
		parts = append(parts, fmt.Sprintf("score %s, was %s", now.Score, old.Score))
	}
	if old.Strength != now.Strength {
		parts = append(parts, fmt.Sprintf("%s, was %s", now.Strength, old.Strength))
	}
	if len(parts) == 0 {
		parts = append(parts, "details of the comparison")
	}
	return parts
}

// fieldNames returns the fields that either piece of evidence compares, each once, in order.
func fieldNames(all ...lookback.Evidence) []string {
	var names []string
	for _, e := range all {
		for _, f := range e.Fields {
			if !slices.Contains(names, f.Field) {
				names = append(names, f.Field)
			}
		}
	}
	return names
}

func fieldsNamed(e lookback.Evidence, name string) []lookback.FieldEvidence {
	var fields []lookback.FieldEvidence
	for _, f := range e.Fields {
		if f.Field == name {
			fields = append(fields, f)
		}
	}
	return fields
}
