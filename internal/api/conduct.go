package api

import (
	"encoding/json"
	"time"

	"lookback"
	"lookback/internal/casework"
)

// Suppression is what keeps one alert away.
type Suppression struct {
	Suppression int64     `json:"suppression"`
	Alert       string    `json:"alert"`
	Ruling      int64     `json:"ruling"`
	Person      string    `json:"person"`
	Approver    string    `json:"approver"`
	Made        time.Time `json:"made"`
	Expires     time.Time `json:"expires"`
	State       string    `json:"state"`
	Why         []string  `json:"why"`
	Successors  []string  `json:"successors"`
}

// SuppressionOf translates s.
func SuppressionOf(s lookback.Suppression) Suppression {
	return Suppression{Suppression: s.ID, Alert: s.Alert.String(), Ruling: s.Ruling, Person: s.Person, Approver: s.Approver, Made: s.Made, Expires: s.Expires,
		State: string(s.State), Why: append([]string{}, s.Why...), Successors: evidenceRefs(s.Successors)}
}

// QueuedAlert is one open alert with what a person must see beside it.
type QueuedAlert struct {
	Alert       string        `json:"alert"`
	Record      string        `json:"record"`
	Case        int64         `json:"case"`
	On          string        `json:"on"` // LIST/ENTRY, or the target of a path
	Reason      string        `json:"reason"`
	Score       float64       `json:"score"`
	Protections []string      `json:"protections"`
	Suppressed  int64         `json:"suppressed"` // by this suppression; 0 for none
	Until       time.Time     `json:"suppressed_until,omitzero"`
	Lapsed      []Suppression `json:"lapsed"`
	Redress     string        `json:"redress"` // control number of the redress that it repeats; empty for none
}

// Protection is one reason to protect one person.
type Protection struct {
	Protection int64     `json:"protection"`
	Kind       string    `json:"kind"`
	Source     string    `json:"source"`
	Since      time.Time `json:"since"`
	SetBy      string    `json:"set_by"`
	Recorded   time.Time `json:"recorded"`
	State      string    `json:"state"`
}

// ProtectionOf translates p.
func ProtectionOf(p lookback.Protection) Protection {
	return Protection{Protection: p.ID, Kind: string(p.Kind), Source: p.Source, Since: p.Since, SetBy: p.SetBy, Recorded: p.Recorded, State: string(p.State)}
}

// Back translates p back.
func (p Protection) Back() lookback.Protection {
	return lookback.Protection{ID: p.Protection, Kind: lookback.ProtectionKind(p.Kind), Source: p.Source, Since: p.Since, SetBy: p.SetBy, Recorded: p.Recorded, State: lookback.ProtectionState(p.State)}
}

// ProtectionsOf translates protections.
func ProtectionsOf(all []lookback.Protection) []Protection {
	out := make([]Protection, len(all))
	for i, p := range all {
		out[i] = ProtectionOf(p)
	}
	return out
}

// Term is how long one answer that holds something against a person may stand without a look.
type Term struct {
	Term     int64     `json:"term"`
	Case     int64     `json:"case"`
	Axis     string    `json:"axis"`
	Value    string    `json:"value"`
	Began    time.Time `json:"began"`
	ReviewBy time.Time `json:"review_by"`
	Ends     time.Time `json:"ends"`
	State    string    `json:"state"`
	Renewal  string    `json:"renewal"` // who decided it anew and awaits a second person
}

// TermOf translates t.
func TermOf(t lookback.Term) Term {
	return Term{Term: t.ID, Case: t.CaseID, Axis: string(t.Axis), Value: string(t.Value), Began: t.Began, ReviewBy: t.ReviewBy, Ends: t.Ends, State: string(t.State), Renewal: t.Renewal.Person}
}

// Back translates t back.
func (t Term) Back() lookback.Term {
	return lookback.Term{ID: t.Term, CaseID: t.Case, Axis: lookback.Axis(t.Axis), Value: lookback.AxisValue(t.Value), Began: t.Began, ReviewBy: t.ReviewBy, Ends: t.Ends,
		State: lookback.TermState(t.State), Renewal: lookback.Approval{Person: t.Renewal}}
}

// Disclosure accounts for what one recipient got of one case, or of the records of a source.
type Disclosure struct {
	Disclosure int64     `json:"disclosure"`
	Case       int64     `json:"case"`             // 0 for an export
	Export     *Exported `json:"export,omitempty"` // of a disclosure of records
	Recipient  string    `json:"recipient"`
	Country    string    `json:"country"`
	Blocks     []string  `json:"blocks"`
	Purpose    string    `json:"purpose"`
	Basis      string    `json:"basis"`
	Handling   string    `json:"handling"`
	Person     string    `json:"person"`
	State      string    `json:"state"`
	Needs      int       `json:"needs"`
	Because    []string  `json:"because"`
	Approvers  []string  `json:"approvers"`
	Sent       time.Time `json:"sent,omitzero"`
	SentBy     string    `json:"sent_by,omitempty"`
	SHA256     string    `json:"sha256"`
}

// Exported is which records of a source a disclosure gives, and how many it gave.
type Exported struct {
	Source    string `json:"source"`
	Barred    bool   `json:"barred"`           // also those whom a protection bars from the recipient
	Format    string `json:"format,omitempty"` // once it was sent
	Position  int64  `json:"position"`         // journal position as of which they were given; 0 before
	InScope   int    `json:"in_scope"`         // = given + ended + protected, once it was sent
	Given     int    `json:"given"`
	Ended     int    `json:"ended"`     // left out: the source has let go of them
	Protected int    `json:"protected"` // left out: a protection bars them from the recipient
}

// DisclosureOf translates d.
func DisclosureOf(d lookback.Disclosure) Disclosure {
	w := Disclosure{Disclosure: d.ID, Case: d.CaseID, Recipient: d.Recipient.Name, Country: d.Recipient.Country, Blocks: []string{}, Purpose: d.Purpose, Basis: d.Basis,
		Handling: d.Handling.String(), Person: d.Person, State: string(d.State), Needs: d.Needs, Because: append([]string{}, d.Because...), Approvers: []string{}, Sent: d.Sent, SentBy: d.SentBy, SHA256: d.Digest}
	if x := d.Export; d.IsExport() {
		n := x.Counts
		w.Export = &Exported{x.Source, x.Barred, x.Format, x.Position, n.InScope, n.Given, n.Ended, n.Protected}
	}
	for _, b := range d.Blocks {
		w.Blocks = append(w.Blocks, string(b))
	}
	for _, a := range d.Approvals {
		w.Approvers = append(w.Approvers, a.Person)
	}
	return w
}

// Notice tells one recipient that what it got is wrong.
type Notice struct {
	Notice     int64     `json:"notice"`
	Disclosure int64     `json:"disclosure"`
	Record     int64     `json:"record"` // number of the record that it is about, which stands in its row; 0 for all that was given
	Recipient  string    `json:"recipient"`
	Kind       string    `json:"kind"`
	Why        string    `json:"why"`
	State      string    `json:"state"`
	Due        time.Time `json:"due"`
	Late       bool      `json:"late"`
}

// NoticeOf translates n as it stands at a time.
func NoticeOf(n lookback.Notice, now time.Time) Notice {
	return Notice{Notice: n.ID, Disclosure: n.Disclosure, Record: n.Record, Recipient: n.Recipient.Name, Kind: string(n.Kind), Why: n.Why, State: string(n.State), Due: n.Due, Late: n.Late(now)}
}

// Disclosed is what a recipient gets. What was not approved is not there.
type Disclosed struct {
	Disclosure  Disclosure   `json:"disclosure"`
	Protections []Protection `json:"protections"`
	Identity    *Record      `json:"identity,omitempty"`
	Status      *Case        `json:"status,omitempty"`
	Alerts      []Alert      `json:"alerts,omitempty"`
	Paths       []PathAlert  `json:"paths,omitempty"`
	Rulings     []Ruling     `json:"rulings,omitempty"`
	History     []CaseEntry  `json:"history,omitempty"`
}

// DisclosedOf translates the blocks that d names.
func DisclosedOf(d lookback.Disclosure, c lookback.Case, r lookback.Record, protections []lookback.Protection) Disclosed {
	w := Disclosed{Disclosure: DisclosureOf(d), Protections: ProtectionsOf(protections)}
	for _, b := range d.Blocks {
		switch b {
		case lookback.BlockIdentity:
			record := RecordOf(r)
			w.Identity = &record
		case lookback.BlockStatus:
			status := CaseOf(c)
			w.Status = &status
		}
	}
	return w
}

// Erasure is the receipt for erasing a record.
type Erasure struct {
	Erasure int64          `json:"erasure"`
	Record  int64          `json:"record"`
	Ground  string         `json:"ground"`
	Request string         `json:"request"`
	Person  string         `json:"person"`
	Second  string         `json:"second"`
	State   string         `json:"state"`
	Rule    int64          `json:"rule"` // under which it went by itself; 0 where people decided on it
	Counts  map[string]int `json:"counts"`
}

// ErasureOf translates e.
func ErasureOf(e lookback.Erasure) Erasure {
	n := e.Counts
	return Erasure{Erasure: e.ID, Record: e.RecordID, Ground: e.Ground, Request: e.Request, Person: e.Person, Second: e.Second, State: string(e.State), Rule: e.Rule,
		Counts: map[string]int{"versions": n.Versions, "alerts": n.Alerts, "path_alerts": n.PathAlerts, "ties": n.Ties, "case_entries": n.CaseEntries,
			"rulings": n.Rulings, "conduct": n.Conduct, "notices": n.Notices}}
}

// LegalHold keeps a record from being erased.
type LegalHold struct {
	Hold     int64     `json:"hold"`
	Record   int64     `json:"record"`
	Basis    string    `json:"basis"`
	Person   string    `json:"person"`
	ReviewBy time.Time `json:"review_by"`
	Ends     time.Time `json:"ends"`
	State    string    `json:"state"`
}

// LegalHoldOf translates h.
func LegalHoldOf(h lookback.LegalHold) LegalHold {
	return LegalHold{Hold: h.ID, Record: h.RecordID, Basis: h.Basis, Person: h.Person, ReviewBy: h.ReviewBy, Ends: h.Ends, State: string(h.State)}
}

// EncodeDisclosed writes what the recipient of a disclosure gets, for casework.Service.SendDisclosure.
func EncodeDisclosed(d casework.Disclosed) ([]byte, error) {
	w := DisclosedOf(d.Disclosure, d.File.Case, d.File.Record, d.File.Protections)
	for _, x := range d.Alerts {
		w.Alerts = append(w.Alerts, AlertOf(x))
	}
	for _, x := range d.Paths {
		w.Paths = append(w.Paths, PathAlertOf(x))
	}
	for _, r := range d.File.Rulings {
		w.Rulings = append(w.Rulings, RulingOf(r))
	}
	for _, e := range d.File.History {
		w.History = append(w.History, CaseEntryOf(e))
	}
	return json.MarshalIndent(w, "", "  ")
}
