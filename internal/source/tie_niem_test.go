package source

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lookback"
)

// anotherMessage is one that somebody else wrote in the profile: with elements of NIEM Core that have no place here, and a tie that is none.
const anotherMessage = `{"@context": {"nc": "https://docs.oasis-open.org/niemopen/ns/model/niem-core/6.0/", "lb": "urn:lookback:niem:1:"},
"lb:NetworkMessage": {
  "nc:Person": [{"@id": "#a", "nc:PersonName": [{"nc:PersonFullName": "Odo Renn", "nc:PersonGivenName": "Odo"}], "nc:PersonBirthDate": [{"nc:YearMonthDate": "1981-04"}], "nc:PersonEyeColorText": "grey",
    "lb:PartyAugmentation": {"lb:NodeReferenceID": "party:A", "lb:PartyKindCode": "person"}}],
  "nc:Organization": [{"@id": "#n", "nc:OrganizationName": ["Night line"], "nc:Metadata": {"nc:CreatorName": "desk 4", "nc:ReportedDate": {"nc:Date": "2026-01-31"}, "nc:DistributionText": "TLP:GREEN PAP:AMBER"},
    "lb:PartyAugmentation": {"lb:NodeReferenceID": "network:N", "lb:GroundText": "ledger", "lb:ReviewDateTime": "2026-06-30T00:00:00Z"}}],
  "lb:TieAssociation": [
    {"@id": "#t", "lb:TieClassCode": "arranges-transport", "lb:TieSubject": {"@id": "#a"}, "lb:TieObject": {"@id": "#n"}, "nc:AssociationDateRange": {"nc:StartDate": {"nc:YearDate": "2022"}},
     "nc:Metadata": {"nc:AdministrativeID": "T-1", "nc:SourceText": "ledger", "nc:ReportedDate": {"nc:Date": "2026-01-31"}, "nc:ConfidencePercent": 80},
     "lb:TieAugmentation": {"lb:GradeText": "B2", "lb:TieKindCode": "fact", "lb:ReviewDateTime": "2026-06-30T00:00:00Z"}},
    {"@id": "#u", "lb:TieClassCode": "knows-somebody", "lb:TieSubject": {"@id": "#a"}, "lb:TieObject": {"@id": "#n"}, "nc:Metadata": {"nc:SourceText": "ledger"},
     "lb:TieAugmentation": {"lb:GradeText": "B2", "lb:TieKindCode": "fact", "lb:ReviewDateTime": ""}},
    {"@id": "#v", "lb:TieClassCode": "leads", "lb:TieSubject": {"@id": "#gone"}, "lb:TieObject": {"@id": "#n"}, "lb:TieAugmentation": {"lb:GradeText": "B2", "lb:TieKindCode": "fact", "lb:ReviewDateTime": ""}}]
}}`

// Another's message is read as far as the profile goes; each value that has no place is counted, and each tie that is none is refused with its place.
func TestReadNIEMOfAnotherHouse_R40(t *testing.T) {
	set, err := ReadNIEM(strings.NewReader(anotherMessage), "message.json", testStamp())
	if err != nil {
		t.Fatal(err)
	}
	if len(set.Ties) != 1 || len(set.Parties) != 1 || len(set.Networks) != 1 || set.Read != 5 {
		t.Fatalf("got %d ties, %d parties and %d networks of %d", len(set.Ties), len(set.Parties), len(set.Networks), set.Read)
	}
	if tie := set.Ties[0]; tie.ID != "T-1" || tie.From.Raw != "2022" || tie.Grade.String() != "B2" || tie.AssertedBy != testStamp().AssertedBy || tie.Handling != testStamp().Handling {
		t.Errorf("got %+v", tie)
	}
	if got := set.Parties[0].Party.Births; len(got) != 1 || got[0].Raw != "1981-04" {
		t.Errorf("got births %v", got)
	}
	if n := set.Networks[0]; n.By != "desk 4" || n.Handling.Sharing != lookback.TLPGreen || n.Recorded.Format("2006-01-02") != "2026-01-31" {
		t.Errorf("got %+v", n)
	}
	const in = "lb:NetworkMessage/"
	want := []FieldCount{{in + "lb:TieAssociation/nc:Metadata/nc:ConfidencePercent", 1}, {in + "nc:Person/nc:PersonEyeColorText", 1}, {in + "nc:Person/nc:PersonName/nc:PersonGivenName", 1}}
	if diff := cmp.Diff(set.Loss, want); diff != "" {
		t.Errorf("loss: got -, want +\n%s", diff)
	}
	var places []string
	for _, p := range set.Problems {
		places = append(places, p.Field)
	}
	if diff := cmp.Diff(places, []string{"lb:TieAssociation[1]/class", "lb:TieAssociation[2]/lb:TieSubject"}); diff != "" {
		t.Errorf("problems: got -, want +\n%s", diff)
	}
}

func TestWhatIsNoMessage(t *testing.T) {
	for name, text := range map[string]string{"Empty": "", "Array": "[]", "OtherMessage": `{"@context": {}, "nc:Person": []}`, "CutOff": `{"lb:NetworkMessage": {`, "TiesAreText": `{"lb:NetworkMessage": {"lb:TieAssociation": "x"}}`, "UTF16": "\xff\xfe{"} {
		if _, err := ReadNIEM(strings.NewReader(text), "m.json", testStamp()); !errors.Is(err, lookback.ErrInvalid) {
			t.Errorf("%s: got %v, want a refusal", name, err)
		}
	}
}

func FuzzReadNIEM(f *testing.F) {
	f.Add(anotherMessage)
	f.Add(`{"lb:NetworkMessage":{"nc:Item":[{"@id":"#i","nc:ItemName":["x"],"lb:PartyAugmentation":{"lb:NodeReferenceID":"party:I","lb:PartyKindCode":"phone"}}]}}`)
	f.Fuzz(func(t *testing.T, text string) {
		set, err := ReadNIEM(strings.NewReader(text), "m.json", testStamp())
		readsNothingElse(t, set, err)
	})
}
