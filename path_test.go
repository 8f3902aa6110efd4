package lookback

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
)

var pathDay = NewDay(2024, 6, 1)

// storyTies are the ties of the motivating case, from the record to the list.
func storyTies() []Tie {
	moved := sampleTie("T-1", RecordNode("crm/1042"), ClassMovedBy, NetworkNode("N"))
	moved.From = ParseDate("2023-05")
	arranged := sampleTie("T-2", PartyNode("P-7"), ClassArrangesTransport, NetworkNode("N"))
	arranged.Source, arranged.Grade = "informant report 12", Grade{SourceUsually, InfoProbable}
	arranged.From, arranged.To, arranged.Knowledge = ParseDate("2022"), ParseDate("2023"), Knowing
	listed := sampleTie("T-3", PartyNode("P-7"), ClassSame, EntryNode("ofac", "7157"))
	listed.Source, listed.Grade = "ruling 88", Grade{SourceReliable, InfoConfirmed}
	return []Tie{moved, arranged, listed}
}

func mustPath(t *testing.T, from NodeRef, ties ...Tie) Path {
	t.Helper()
	p, err := NewPath(from, ties, 1000, pathDay)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestPathIsSaidHopByHop_R23(t *testing.T) {
	p := mustPath(t, RecordNode("crm/1042"), storyTies()...)
	want := "crm/1042 was moved by network N (2023-05, travel manifest, C3), " +
		"in which P-7 arranged transport (2022 to 2023, informant report 12, B2, knowing, ended), " +
		"who is listed as entry ofac/7157 (ruling 88, A1)."
	for _, verb := range []string{"%s", "%v", "%+v"} {
		if got := fmt.Sprintf(verb, p); got != want {
			t.Errorf("%s: got  %s\nwant %s", verb, got, want)
		}
	}
	names := func(n NodeRef) NodeName {
		if n.Kind == NodeEntry {
			return NodeName{Text: "Imagined Front (ofac 7157)"}
		}
		return DefaultNames(n)
	}
	words := p.Words(names)
	if !strings.HasSuffix(words, "who is listed as Imagined Front (ofac 7157) (ruling 88, A1).") {
		t.Errorf("the name of the listed party does not close the words: %s", words)
	}
	for _, h := range p.Hops() {
		if !strings.Contains(words, h.Tie.Source+", "+h.Tie.Grade.String()) {
			t.Errorf("hop %s is not told with its source and grade: %s", h.Tie.ID, words)
		}
	}
}

// The type that holds a path has no field, and no function of the package returns it, without its ties (R23).
func TestPathCannotBeMadeWithoutItsHops_R23(t *testing.T) {
	typ := reflect.TypeOf(Path{})
	for i := range typ.NumField() {
		if f := typ.Field(i); f.IsExported() {
			t.Errorf("field %s lets a path be made without its hops", f.Name)
		}
	}
	if _, err := NewPath(RecordNode("crm/1"), nil, 1000, pathDay); !errors.Is(err, ErrInvalid) {
		t.Errorf("a path without ties: got %v, want a refusal", err)
	}
	if got, want := (Path{}).String(), "Nothing connects "; !strings.HasPrefix(got, want) {
		t.Errorf("zero path: got %q, want %q", got, want)
	}
}

func TestPathRefusesBrokenChains(t *testing.T) {
	ties := storyTies()
	bad := ties[1]
	bad.Source = ""
	loop := sampleTie("T-9", NetworkNode("N"), ClassContact, RecordNode("crm/1042"))
	tests := []struct {
		name string
		ties []Tie
	}{
		{"Gap", []Tie{ties[0], ties[2]}},
		{"NotFromTheStart", ties[1:]},
		{"TieWithoutSource", []Tie{ties[0], bad}},
		{"ComesBack", []Tie{ties[0], loop}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if _, err := NewPath(RecordNode("crm/1042"), test.ties, 1000, pathDay); !errors.Is(err, ErrInvalid) {
				t.Errorf("got %v, want a refusal", err)
			}
		})
	}
}

func TestPathWordsInEveryDirection_R23(t *testing.T) {
	person, other := RecordNode("crm/1"), PartyNode("P-7")
	share := sampleTie("T-1", person, ClassOwns, other)
	share.Share = ExactShare(5100)
	back := sampleTie("T-2", other, ClassOwns, person)
	back.Share, back.To = ExactShare(2500), ParseDate("2020")
	guess := sampleTie("T-3", person, ClassWorksFor, other)
	guess.Kind, guess.From = Hypothesis, ParseDate("2022")
	entry := sampleTie("T-4", EntryNode("un", "Q1"), ClassLinked, EntryNode("un", "Q2"))
	tests := []struct {
		name string
		from NodeRef
		tie  Tie
		want string
	}{
		{"Share", person, share, "crm/1 owns 51 % of P-7 (date not known, travel manifest, C3)."},
		{"ShareFromTheOtherSide", person, back, "crm/1 was owned 25 % by P-7 (until 2020, travel manifest, C3, ended)."},
		{"Hypothesis", person, guess, "crm/1 (perhaps) works for P-7 (since 2022, travel manifest, C3, hypothesis)."},
		{"PublisherLink", EntryNode("un", "Q2"), entry, "entry un/Q2 has entry un/Q1 linked to it by the publisher (date not known, travel manifest, C3)."},
		{"NetworkFirst", NetworkNode("N"), sampleTie("T-5", other, ClassMember, NetworkNode("N")), "network N has P-7 as a member (date not known, travel manifest, C3)."},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := mustPath(t, test.from, test.tie).String(); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestPathOfAMovedPersonIsContext_R21(t *testing.T) {
	p := mustPath(t, RecordNode("crm/1042"), storyTies()...)
	if got := p.Ceiling(); got != Contextual {
		t.Errorf("ceiling: got %s, want %s", got, Contextual)
	}
	if !p.Automatic() || p.Distance() != 1 {
		t.Errorf("automatic %v, distance %d; want true, 1", p.Automatic(), p.Distance())
	}
	want := []string{
		"By itself this is context: it supports no adverse finding.",
		"Historic: a tie of this path had ended by 2024-06-01.",
	}
	if got := p.Caveats(); !slices.Equal(got, want) {
		t.Errorf("caveats: got %q, want %q", got, want)
	}
	if got := p.Handling(); got.Sharing != TLPAmber {
		t.Errorf("handling: got %s", got)
	}
}

func TestLongPathIsNeverAutomatic_R22(t *testing.T) {
	var ties []Tie
	at := RecordNode("crm/1")
	for _, id := range []string{"a", "b", "c", "d"} {
		next := PartyNode(id)
		ties = append(ties, sampleTie("T-"+id, at, ClassWorksFor, next))
		at = next
	}
	if p := mustPath(t, RecordNode("crm/1"), ties[:3]...); !p.Automatic() {
		t.Error("two hops beyond the first tie: want automatic")
	}
	long := mustPath(t, RecordNode("crm/1"), ties...)
	if long.Automatic() {
		t.Error("three hops beyond the first tie: want not automatic")
	}
	if got := strings.Join(long.Caveats(), " "); !strings.Contains(got, "under a mandate") {
		t.Errorf("caveats do not say so: %s", got)
	}
}
