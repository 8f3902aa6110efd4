package lookback

import (
	"fmt"
	"strings"
	"time"
)

// NodeKind says what a tie connects.
type NodeKind string

// The kinds of node.
const (
	NodeRecord  NodeKind = "record"  // somebody we hold: ID is "source/key"
	NodeEntry   NodeKind = "entry"   // a listed party: ID is "list/entry"
	NodeParty   NodeKind = "party"   // a party of a network that is neither: ID is our own
	NodeNetwork NodeKind = "network" // a network as a whole: ID is our own
)

// NodeKinds lists the kinds in the order of their meaning.
func NodeKinds() []NodeKind { return []NodeKind{NodeRecord, NodeEntry, NodeParty, NodeNetwork} }

// NodeRef names one end of a tie.
type NodeRef struct {
	Kind NodeKind
	ID   string
}

// RecordNode, EntryNode, PartyNode and NetworkNode name an end of each kind.
func RecordNode(ref string) NodeRef        { return NodeRef{NodeRecord, ref} }
func EntryNode(list, entry string) NodeRef { return NodeRef{NodeEntry, list + "/" + entry} }
func PartyNode(id string) NodeRef          { return NodeRef{NodeParty, id} }
func NetworkNode(id string) NodeRef        { return NodeRef{NodeNetwork, id} }

// List returns the list of an entry; false for anything else.
func (n NodeRef) List() (string, bool) {
	list, _, _ := strings.Cut(n.ID, "/")
	return list, n.Kind == NodeEntry
}

// String returns "kind:id", which ParseNodeRef reads.
func (n NodeRef) String() string { return string(n.Kind) + ":" + n.ID }

// ParseNodeRef reads "record:crm/1042", "entry:ofac/7157", "party:P-7" or "network:N".
func ParseNodeRef(text string) (NodeRef, error) {
	kind, id, ok := strings.Cut(text, ":")
	n := NodeRef{NodeKind(kind), id}
	if !ok {
		return NodeRef{}, n.invalid(text)
	}
	return n, n.Validate()
}

// Validate reports a reference that can name nothing.
func (n NodeRef) Validate() error {
	switch n.Kind {
	case NodeRecord, NodeEntry:
		if before, after, ok := strings.Cut(n.ID, "/"); !ok || before == "" || after == "" {
			return n.invalid(n.String())
		}
	case NodeParty, NodeNetwork:
	default:
		return n.invalid(n.String())
	}
	if n.ID == "" || n.ID != strings.TrimSpace(n.ID) || strings.ContainsFunc(n.ID, isControl) {
		return n.invalid(n.String())
	}
	return nil
}

func (n NodeRef) invalid(text string) error {
	return &InputError{Field: "node", Reason: fmt.Sprintf("%q does not name a party", text), Hint: "write record:SOURCE/KEY, entry:LIST/ID, party:ID or network:ID"}
}

func isControl(r rune) bool { return r < ' ' || r == 0x7f }

// Compare orders references by kind, then by ID.
func (n NodeRef) Compare(other NodeRef) int {
	if c := strings.Compare(string(n.Kind), string(other.Kind)); c != 0 {
		return c
	}
	return strings.Compare(n.ID, other.ID)
}

// TieKind tells fact from judgement (Law Enforcement Directive, article 7).
type TieKind string

// The kinds of assertion.
const (
	Fact       TieKind = "fact"       // somebody saw, holds or was told it
	Assessment TieKind = "assessment" // an analyst concludes it
	Hypothesis TieKind = "hypothesis" // it would explain something; it feeds no score
)

// Tie is one sourced, dated, graded assertion that connects two parties. It is immutable: what turns out wrong
// is superseded by another tie or withdrawn by a Retraction, and both stay readable for ever.
type Tie struct {
	ID         string
	Subject    NodeRef
	Class      TieClass
	Object     NodeRef
	Knowledge  Knowledge // what the subject knew
	Share      Share     // for ClassOwns: how much
	From, To   Date      // when it held, as exactly as is known; empty is not known or still open
	AssertedBy string    // the person or system that put it here
	Source     string    // what it was read from, for people: "travel manifest"
	Origin     string    // where Source had it from: two ties of one origin count once; empty: Source itself
	Grade      Grade
	Kind       TieKind
	Handling   Handling
	Recorded   time.Time // when it was asserted here
	ReviewBy   time.Time // at most a year after Recorded; from then on it weighs less (R33)
	Supports   []string  // ties that this one corroborates
	Opposes    []string  // ties that this one contradicts
	Supersedes string    // the tie that this one replaces; empty for none
	Note       string    // in words; may be empty
	Position   int64     // the journal position at which it became known; 0 before it is stored
}

// Retraction withdraws a tie: it no longer stands, and whatever relied on it is looked at again (R5).
type Retraction struct {
	Tie      string
	By       string
	Reason   string
	Recorded time.Time
	Position int64
}

// TieReview is the longest time until a tie must be reviewed, TieLife the longest it stands without being
// asserted anew (28 CFR 23.20(h)), both in calendar years.
const (
	TieReviewYears = 1
	TieLifeYears   = 5
)

// Validate reports the first thing that a tie must have before it is kept (R19): its two parties, class, source,
// both grades, kind, who asserted it and when, handling, and a review date at most a year away.
func (t Tie) Validate() error {
	for _, check := range []func(Tie) error{Tie.checkParties, Tie.checkSource, Tie.checkDates, Tie.checkLinks, Tie.checkShare} {
		if err := check(t); err != nil {
			return err
		}
	}
	return t.Handling.Validate()
}

func (t Tie) checkParties() error {
	if t.ID == "" || strings.ContainsFunc(t.ID, isControl) {
		return &InputError{Field: "id", Reason: "a tie needs an ID without control characters"}
	}
	if err := t.Subject.Validate(); err != nil {
		return err
	}
	if err := t.Object.Validate(); err != nil {
		return err
	}
	if t.Subject == t.Object {
		return &InputError{Field: "object", Reason: "a tie connects two different parties"}
	}
	if !t.Class.Valid() {
		_, err := ParseTieClass(string(t.Class))
		return err
	}
	if !t.Knowledge.Valid() {
		return &InputError{Field: "knowledge", Reason: fmt.Sprintf("%q is not a state of knowledge", t.Knowledge), Hint: "use knowing, unwitting or coerced, or leave it out"}
	}
	return nil
}

func (t Tie) checkSource() error {
	switch {
	case strings.TrimSpace(t.Source) == "":
		return &InputError{Field: "source", Reason: "a tie without its source is not kept", Hint: "say what it was read from"}
	case !t.Grade.Source.Valid():
		return &InputError{Field: "source_grade", Reason: "a tie without the grade of its source is not kept", Hint: "use A to F; F where the source cannot be judged"}
	case !t.Grade.Info.Valid():
		return &InputError{Field: "information_grade", Reason: "a tie without the grade of its information is not kept", Hint: "use 1 to 6; 6 where it cannot be judged"}
	case t.Kind != Fact && t.Kind != Assessment && t.Kind != Hypothesis:
		return &InputError{Field: "kind", Reason: fmt.Sprintf("%q is not a kind of assertion", t.Kind), Hint: "use fact, assessment or hypothesis"}
	case strings.TrimSpace(t.AssertedBy) == "":
		return &InputError{Field: "asserted_by", Reason: "a tie needs the name of whoever asserts it"}
	}
	return nil
}

func (t Tie) checkDates() error {
	for _, d := range []struct {
		field string
		date  Date
	}{{"from", t.From}, {"to", t.To}} {
		if _, ok := d.date.Earliest(); !ok && !d.date.IsZero() {
			return &InputError{Field: d.field, Reason: fmt.Sprintf("%q is not a date", d.date.Raw), Hint: "write for example 2023, 2023-05 or 2023-05-14"}
		}
	}
	if p := t.Period(); p.From > p.To {
		return &InputError{Field: "to", Reason: fmt.Sprintf("the tie ends (%s) before it begins (%s)", t.To.Raw, t.From.Raw)}
	}
	switch {
	case t.Recorded.IsZero():
		return &InputError{Field: "recorded", Reason: "a tie needs the time it was asserted"}
	case !t.ReviewBy.After(t.Recorded):
		return &InputError{Field: "review_by", Reason: "a tie needs a review date after the day it is asserted"}
	case t.ReviewBy.After(t.Recorded.AddDate(TieReviewYears, 0, 0)):
		return &InputError{Field: "review_by", Reason: fmt.Sprintf("%s is more than a year away", t.ReviewBy.Format(time.DateOnly)), Hint: "choose a day within a year; the tie can be asserted anew then"}
	}
	return nil
}

func (t Tie) checkLinks() error {
	for _, ids := range [][]string{t.Supports, t.Opposes, {t.Supersedes}} {
		for _, id := range ids {
			if id == t.ID {
				return &InputError{Field: "supersedes", Reason: "a tie cannot support, oppose or supersede itself"}
			}
		}
	}
	return nil
}

func (t Tie) checkShare() error {
	if t.Share.Known && t.Class != ClassOwns {
		return &InputError{Field: "share", Reason: fmt.Sprintf("a tie of class %s has no share", t.Class)}
	}
	return t.Share.Validate()
}

// Period returns the days on which the tie may have held, as wide as the precision of its dates.
// An end that is not given is open; an event with one date happened then.
func (t Tie) Period() Period { return periodOf(t.From, t.To, t.Class.Event()) }

// Ceiling returns the most that this tie may support by itself: that of its class, and never
// more than context for a hypothesis (R21).
func (t Tie) Ceiling() Ceiling {
	if t.Kind == Hypothesis {
		return Contextual
	}
	return t.Class.Ceiling(t.Knowledge)
}

// OriginalSource returns where the assertion comes from in the end. Two ties with the same one are not independent.
func (t Tie) OriginalSource() string {
	if t.Origin != "" {
		return t.Origin
	}
	return t.Source
}

// Ended reports whether the tie is a state that had ended before the day.
func (t Tie) Ended(on Day) bool { return !t.Class.Event() && t.Period().To < on }

// Overdue reports whether the day of review has passed: the tie weighs less until somebody looks at it (R33).
func (t Tie) Overdue(on Day) bool { return DayOf(t.ReviewBy) < on }

// Lapsed reports whether the tie is older than any tie may stand without being asserted anew (R33).
func (t Tie) Lapsed(on Day) bool { return DayOf(t.Recorded).AddYears(TieLifeYears) < on }

// Validate reports a retraction without the tie, the person or the reason.
func (r Retraction) Validate() error {
	for _, part := range []struct{ field, value string }{{"tie", r.Tie}, {"by", r.By}, {"reason", r.Reason}} {
		if strings.TrimSpace(part.value) == "" {
			return &InputError{Field: part.field, Reason: "a retraction needs one", Hint: "name the tie, the person and the reason"}
		}
	}
	if r.Recorded.IsZero() {
		return &InputError{Field: "recorded", Reason: "a retraction needs its time"}
	}
	return nil
}

// Standing returns the ties that neither a retraction nor a later tie has taken out, in the order given. Retracting
// a tie does not revive what it superseded: that was found wanting, and stands again only if somebody asserts it.
func Standing(ties []Tie, retractions []Retraction) []Tie {
	out := make(map[string]bool)
	for _, r := range retractions {
		out[r.Tie] = true
	}
	for _, t := range ties {
		if t.Supersedes != "" {
			out[t.Supersedes] = true
		}
	}
	var standing []Tie
	for _, t := range ties {
		if !out[t.ID] {
			standing = append(standing, t)
		}
	}
	return standing
}
