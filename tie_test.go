package lookback

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
)

var tieDay = time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC)

// sampleTie returns a tie that passes Validate.
func sampleTie(id string, subject NodeRef, class TieClass, object NodeRef) Tie {
	return Tie{
		ID: id, Subject: subject, Class: class, Object: object,
		AssertedBy: "analyst 4", Source: "travel manifest", Grade: Grade{SourceFairly, InfoPossible}, Kind: Fact,
		Handling: Handling{Sharing: TLPAmber, Action: PAPGreen},
		Recorded: tieDay, ReviewBy: tieDay.AddDate(0, 6, 0),
	}
}

func TestTieIsRefusedWithoutItsParts_R19_R33(t *testing.T) {
	tests := []struct {
		name  string
		spoil func(*Tie)
		field string
	}{
		{"NoID", func(t *Tie) { t.ID = "" }, "id"},
		{"NoSource", func(t *Tie) { t.Source = " " }, "source"},
		{"NoSourceGrade", func(t *Tie) { t.Grade.Source = 0 }, "source_grade"},
		{"NoInformationGrade", func(t *Tie) { t.Grade.Info = 0 }, "information_grade"},
		{"GradeOutsideScale", func(t *Tie) { t.Grade.Source = 'G' }, "source_grade"},
		{"NoKind", func(t *Tie) { t.Kind = "" }, "kind"},
		{"NobodyAsserts", func(t *Tie) { t.AssertedBy = "" }, "asserted_by"},
		{"UnknownClass", func(t *Tie) { t.Class = "has-ties-to" }, "class"},
		{"ToItself", func(t *Tie) { t.Object = t.Subject }, "object"},
		{"BadNode", func(t *Tie) { t.Subject = NodeRef{NodeRecord, "no-slash"} }, "node"},
		{"UnreadableDate", func(t *Tie) { t.From = ParseDate("some time") }, "from"},
		{"EndsBeforeItBegins", func(t *Tie) { t.From, t.To = ParseDate("2023"), ParseDate("2021") }, "to"},
		{"NotRecorded", func(t *Tie) { t.Recorded = time.Time{} }, "recorded"},
		{"NoReview", func(t *Tie) { t.ReviewBy = time.Time{} }, "review_by"},
		{"ReviewMoreThanAYearAway", func(t *Tie) { t.ReviewBy = t.Recorded.AddDate(1, 0, 1) }, "review_by"},
		{"SupersedesItself", func(t *Tie) { t.Supersedes = t.ID }, "supersedes"},
		{"ShareOfAFriend", func(t *Tie) { t.Share = ExactShare(5000) }, "share"},
		{"NoHandling", func(t *Tie) { t.Handling = Handling{} }, "handling"},
		{"UnknownKnowledge", func(t *Tie) { t.Knowledge = "maybe" }, "knowledge"},
	}
	good := sampleTie("T-1", RecordNode("crm/1042"), ClassMovedBy, NetworkNode("N"))
	if err := good.Validate(); err != nil {
		t.Fatalf("the unspoiled tie: %v", err)
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			tie := good
			test.spoil(&tie)
			var input *InputError
			if err := tie.Validate(); !errors.As(err, &input) || input.Field != test.field {
				t.Errorf("got %v, want an error of field %q", err, test.field)
			}
		})
	}
}

func TestReviewExactlyAYearAwayIsAllowed_R33(t *testing.T) {
	tie := sampleTie("T-1", PartyNode("P-7"), ClassMember, NetworkNode("N"))
	tie.ReviewBy = tie.Recorded.AddDate(1, 0, 0)
	if err := tie.Validate(); err != nil {
		t.Error(err)
	}
}

func TestCeilings_R21(t *testing.T) {
	tests := []struct {
		class     TieClass
		knowledge Knowledge
		want      Ceiling
	}{
		{ClassLeads, KnowledgeUnknown, Substantive},
		{ClassMember, KnowledgeUnknown, Substantive},
		{ClassWorksFor, KnowledgeUnknown, Substantive},
		{ClassFinances, KnowledgeUnknown, Substantive},
		{ClassOwns, KnowledgeUnknown, Substantive},
		{ClassFacilitates, Knowing, Substantive},
		{ClassArrangesTransport, Knowing, Substantive},
		{ClassFacilitates, KnowledgeUnknown, Contextual},
		{ClassFacilitates, Unwitting, Contextual},
		{ClassMember, Coerced, Contextual},
		{ClassWorksFor, Unwitting, Contextual},
		{ClassMovedBy, Knowing, Contextual},
		{ClassCustomer, Knowing, Contextual},
		{ClassTravelledWith, Knowing, Contextual},
		{ClassFamily, Knowing, Contextual},
		{ClassColocated, Knowing, Contextual},
		{ClassContact, Knowing, Contextual},
		{ClassMention, Knowing, Contextual},
		{ClassVictim, Knowing, Contextual},
		{ClassWitness, Knowing, Contextual},
		{"no-such-class", Knowing, Contextual},
	}
	for _, test := range tests {
		if got := test.class.Ceiling(test.knowledge); got != test.want {
			t.Errorf("%s, %q: got %s, want %s", test.class, test.knowledge, got, test.want)
		}
	}
}

func TestHypothesisIsContextWhateverItsClass_R21(t *testing.T) {
	tie := sampleTie("T-1", PartyNode("P-7"), ClassLeads, NetworkNode("N"))
	tie.Kind = Hypothesis
	if got := tie.Ceiling(); got != Contextual {
		t.Errorf("got %s, want %s", got, Contextual)
	}
}

func TestEveryClassHasItsWords(t *testing.T) {
	for _, info := range classTable {
		phrases := []phrase{info.forward}
		if !info.symmetric {
			phrases = append(phrases, info.backward)
		}
		for _, p := range phrases {
			if strings.Count(p.now, "%s") != 1 || strings.Count(p.past, "%s") != 1 {
				t.Errorf("%s: phrase %+v has no place for the other party", info.class, p)
			}
		}
	}
}

func TestTiePeriod(t *testing.T) {
	day := func(y, m, d int) Day { return NewDay(y, m, d) }
	tests := []struct {
		name     string
		class    TieClass
		from, to string
		want     Period
	}{
		{"NoDates", ClassMember, "", "", Always()},
		{"StateStillOpen", ClassMember, "2022", "", Period{day(2022, 1, 1), LastDay}},
		{"StateThatEnded", ClassMember, "", "2023-02", Period{FirstDay, day(2023, 2, 28)}},
		{"EventOfAMonth", ClassMovedBy, "2023-05", "", Period{day(2023, 5, 1), day(2023, 5, 31)}},
		{"EventWithTheOtherEndOnly", ClassMovedBy, "", "2023-05", Period{day(2023, 5, 1), day(2023, 5, 31)}},
		{"Span", ClassWorksFor, "2022", "2023", Period{day(2022, 1, 1), day(2023, 12, 31)}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			tie := Tie{Class: test.class, From: ParseDate(test.from), To: ParseDate(test.to)}
			if got := tie.Period(); got != test.want {
				t.Errorf("got %v to %v, want %v to %v", got.From, got.To, test.want.From, test.want.To)
			}
		})
	}
}

func TestTieWeakensAndLapsesByTheCalendar_R33(t *testing.T) {
	tie := sampleTie("T-1", PartyNode("P-7"), ClassMember, NetworkNode("N"))
	review, life := DayOf(tie.ReviewBy), DayOf(tie.Recorded.AddDate(5, 0, 0))
	if tie.Overdue(review) || !tie.Overdue(review+1) {
		t.Errorf("overdue on the day of review: %v, the day after: %v; want false, true", tie.Overdue(review), tie.Overdue(review+1))
	}
	if tie.Lapsed(life) || !tie.Lapsed(life+1) {
		t.Errorf("lapsed after five years: %v, a day later: %v; want false, true", tie.Lapsed(life), tie.Lapsed(life+1))
	}
}

func TestStanding(t *testing.T) {
	a := sampleTie("A", PartyNode("P-1"), ClassMember, NetworkNode("N"))
	b := sampleTie("B", PartyNode("P-2"), ClassMember, NetworkNode("N"))
	c := sampleTie("C", PartyNode("P-2"), ClassContact, NetworkNode("N"))
	c.Supersedes = "B"
	tests := []struct {
		name        string
		retractions []Retraction
		want        []string
	}{
		{"SupersededIsOut", nil, []string{"A", "C"}},
		{"RetractedIsOut", []Retraction{{Tie: "A"}}, []string{"C"}},
		{"RetractingTheLaterDoesNotReviveTheEarlier", []Retraction{{Tie: "C"}}, []string{"A"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, tie := range Standing([]Tie{a, b, c}, test.retractions) {
				got = append(got, tie.ID)
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}

func TestNodeRefText(t *testing.T) {
	for _, ref := range []NodeRef{RecordNode("crm/10/42"), EntryNode("ofac", "7157"), PartyNode("P-7"), NetworkNode("N:1")} {
		got, err := ParseNodeRef(ref.String())
		if err != nil || got != ref {
			t.Errorf("%s: got %v, %v", ref, got, err)
		}
	}
	for _, bad := range []string{"", "P-7", "record:1042", "entry:/1", "person:x", "party:", "party: x", "party:a\nb"} {
		if got, err := ParseNodeRef(bad); !errors.Is(err, ErrInvalid) {
			t.Errorf("%q: got %v, %v, want a refusal", bad, got, err)
		}
	}
}

func TestNetworkPartyNeedsAReasonToBeAHub(t *testing.T) {
	p := NetworkParty{ID: "P-9", Kind: PartyPlace, PublicHub: true, Party: Party{Names: []Name{{Full: "Bus station"}}}}
	if err := p.Validate(); !errors.Is(err, ErrInvalid) {
		t.Errorf("a hub without its reason: got %v", err)
	}
	p.HubReason = "thousands pass through it every day"
	if err := p.Validate(); err != nil {
		t.Error(err)
	}
	phone := NetworkParty{ID: "P-10", Kind: PartyPhone, Party: Party{Identifiers: []Identifier{{Type: "phone", Value: "+99 000 111"}}}}
	if err := phone.Validate(); err != nil {
		t.Errorf("a telephone needs no name: %v", err)
	}
	if got, want := phone.Label(), "phone +99 000 111"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestShareText(t *testing.T) {
	tests := []struct {
		text string
		want Share
		back string
	}{
		{"50", ExactShare(5000), "50 %"},
		{"50%", ExactShare(5000), "50 %"},
		{"33.33 %", ExactShare(3333), "33.33 %"},
		{"0.5", ExactShare(50), "0.5 %"},
		{"100,0", ExactShare(10000), "100 %"},
		{"25-50%", Share{true, 2500, 5000}, "25 % to 50 %"},
		{"25 % to 50 %", Share{true, 2500, 5000}, "25 % to 50 %"},
		{"49.999", Share{true, 4999, 5000}, "49.99 % to 50 %"},
		{"", Share{}, "an unknown share"},
	}
	for _, test := range tests {
		got, err := ParseShare(test.text)
		if err != nil || got != test.want || got.String() != test.back {
			t.Errorf("%q: got %+v %q %v, want %+v %q", test.text, got, got, err, test.want, test.back)
		}
	}
	for _, bad := range []string{"a lot", "101", "-5", "60-40", "100.001", "%"} {
		if got, err := ParseShare(bad); !errors.Is(err, ErrInvalid) {
			t.Errorf("%q: got %v, %v, want a refusal", bad, got, err)
		}
	}
}
