package lookback

import (
	"crypto/ed25519"
	"fmt"
	"slices"
	"strings"
	"time"
)

// DirectiveYears is the longest that a directive may run before it must be issued anew.
const DirectiveYears = 1

// Directive orders heightened scrutiny: that some alerts which are open already are reviewed with more care. It is
// signed, dated and expiring, and needs a legal basis and an approver who is not its author. It opens nothing, widens
// nothing and scores nothing (R26). Nationality may narrow what it is about and is never what it is about.
type Directive struct {
	ID         int64
	Title      string
	LegalBasis string
	Reason     string
	About      Selection // among the open alerts; must name networks, runs, lists or records
	// Nationalities narrows About further; empty leaves it as it is. Ethnicity, religion and birthplace have no field.
	Nationalities []string
	Care          Care
	Author        string
	Approver      string
	Signed        time.Time
	From, Until   time.Time         // Until is the first moment at which it no longer holds
	Reported      []DirectiveEffect // how it fell by nationality when it was approved, as the approver saw it
	Key           []byte            // the approver's public key
	Signature     []byte            // Ed25519 over SigningBytes, by the approver's key
	Position      int64             // journal position of this state
}

// DirectiveState says where a directive stands at a time.
type DirectiveState string

// The states of a directive.
const (
	DirectiveProposed DirectiveState = "proposed" // no effect before a second person signs it
	DirectiveSigned   DirectiveState = "signed"   // it holds from a later time on
	DirectiveInForce  DirectiveState = "in force"
	DirectiveExpired  DirectiveState = "expired"
)

// State returns where the directive stands at a time.
func (d Directive) State(at time.Time) DirectiveState {
	switch {
	case len(d.Signature) == 0:
		return DirectiveProposed
	case !at.Before(d.Until):
		return DirectiveExpired
	case at.Before(d.From):
		return DirectiveSigned
	}
	return DirectiveInForce
}

// OpenAlert is what a directive may know of an alert. The nationality is as the record's own source gives it.
type OpenAlert struct {
	State         AlertState
	Record        Facts
	Nationalities []string
}

// Validate reports the first thing that a directive must have before it is issued.
func (d Directive) Validate() error {
	for _, part := range []struct{ field, value string }{
		{"title", d.Title}, {"legal_basis", d.LegalBasis}, {"reason", d.Reason}, {"author", d.Author}, {"approver", d.Approver},
	} {
		if strings.TrimSpace(part.value) == "" {
			return &InputError{Field: part.field, Reason: "a directive needs one"}
		}
	}
	if d.Author == d.Approver {
		return fmt.Errorf("directive %d: its author cannot approve it: %w", d.ID, ErrDenied)
	}
	if err := d.About.Validate(); err != nil {
		return err
	}
	if len(d.About.Networks)+len(d.About.Runs)+len(d.About.Lists)+len(d.About.Records) == 0 {
		return &InputError{Field: "about", Reason: "a directive is about networks, lookbacks, lists or records", Hint: "nationality, time or place of arrival alone never select (R26)"}
	}
	if d.Care == (Care{}) {
		return &InputError{Field: "care", Reason: "the directive changes nothing"}
	}
	if err := d.Care.Validate(); err != nil {
		return err
	}
	return d.checkDates()
}

func (d Directive) checkDates() error {
	switch {
	case d.Signed.IsZero() || d.From.Before(d.Signed):
		return &InputError{Field: "from", Reason: "a directive is signed before it holds"}
	case !d.Until.After(d.From):
		return &InputError{Field: "until", Reason: "a directive needs an end after its beginning"}
	case d.Until.After(d.From.AddDate(DirectiveYears, 0, 0)):
		return &InputError{Field: "until", Reason: "a directive ends within a year", Hint: "it can be issued anew, with its effect reported"}
	}
	return nil
}

// SigningBytes returns what the approver signs: every part of the directive, quoted, one to a line.
func (d Directive) SigningBytes() []byte {
	var b strings.Builder
	b.WriteString("lookback directive 1\n")
	line := func(name string, value any) { fmt.Fprintf(&b, "%s %q\n", name, fmt.Sprint(value)) }
	line("id", d.ID)
	line("title", d.Title)
	line("legal-basis", d.LegalBasis)
	line("reason", d.Reason)
	for _, part := range []struct {
		name   string
		values []string
	}{{"source", d.About.Sources}, {"record", d.About.Records}, {"network", d.About.Networks}, {"list", d.About.Lists}, {"nationality", d.Nationalities}} {
		for _, v := range part.values {
			line(part.name, v)
		}
	}
	for _, c := range d.About.Classes {
		line("class", c)
	}
	for _, r := range d.About.Runs {
		line("run", r)
	}
	for _, t := range []struct {
		name string
		time time.Time
	}{{"arrived-from", d.About.Arrived.From}, {"arrived-until", d.About.Arrived.Until}, {"signed", d.Signed}, {"from", d.From}, {"until", d.Until}} {
		line(t.name, t.time.UTC().Format(time.RFC3339Nano))
	}
	line("care", fmt.Sprintf("%d %t %d", d.Care.Level, d.Care.SecondReviewer, d.Care.Order))
	for _, e := range d.Reported {
		line("reported", fmt.Sprintf("%s %d %d", e.Nationality, e.Open, e.Touched))
	}
	line("author", d.Author)
	line("approver", d.Approver)
	return []byte(b.String())
}

// Verify reports as ErrCheck a directive whose signature is not that of key over all of it.
func (d Directive) Verify(key ed25519.PublicKey) error {
	if len(key) != ed25519.PublicKeySize || !ed25519.Verify(key, d.SigningBytes(), d.Signature) {
		return fmt.Errorf("directive %d: the signature of %s does not fit: %w", d.ID, d.Approver, ErrCheck)
	}
	return nil
}

// Handle returns the care that the directive asks for an alert at a time. It asks for none
// where the alert is not open, the directive does not hold, or the alert is not among those it is about.
func (d Directive) Handle(a OpenAlert, at time.Time) Care {
	if a.State != AlertOpen || at.Before(d.From) || !at.Before(d.Until) || !d.About.Covers(a.Record) || !holdsAny(d.Nationalities, a.Nationalities) {
		return Care{}
	}
	return d.Care
}

// DirectiveEffect is how a directive fell on the open alerts of one nationality.
type DirectiveEffect struct {
	Nationality string // as the sources give it; "not stated" where none is
	Open        int    // open alerts
	Touched     int    // those that the directive asks more care for
}

// Effect reports how the directive falls on the open alerts by nationality, in the order of the names, so that a
// disparity is seen by whoever approved it. An alert whose record has two nationalities counts under both.
func (d Directive) Effect(alerts []OpenAlert, at time.Time) []DirectiveEffect {
	rows := make(map[string]*DirectiveEffect)
	for _, a := range alerts {
		if a.State != AlertOpen {
			continue
		}
		touched := d.Handle(a, at) != Care{}
		for _, n := range nationalitiesOf(a) {
			row := rows[n]
			if row == nil {
				row = &DirectiveEffect{Nationality: n}
				rows[n] = row
			}
			row.Open++
			if touched {
				row.Touched++
			}
		}
	}
	out := make([]DirectiveEffect, 0, len(rows))
	for _, row := range rows {
		out = append(out, *row)
	}
	slices.SortFunc(out, func(a, b DirectiveEffect) int { return strings.Compare(a.Nationality, b.Nationality) })
	return out
}

func nationalitiesOf(a OpenAlert) []string {
	if len(a.Nationalities) == 0 {
		return []string{"not stated"}
	}
	out := slices.Clone(a.Nationalities)
	slices.Sort(out)
	return slices.Compact(out)
}
