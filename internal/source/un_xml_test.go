package source

import (
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"

	"lookback"
)

func unFixture(t testing.TB) string {
	t.Helper()
	data, err := os.ReadFile("testdata/un.xml")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func parseUN(xml string) (*Edition, error) {
	return ParseEdition(UNXML, []File{Bytes("un.xml", []byte(xml))})
}

func TestUNXMLReadsEveryField(t *testing.T) {
	e, err := parseUN(unFixture(t))
	if err != nil {
		t.Fatal(err)
	}
	want := lookback.Entry{
		ID: "XXi.001",
		Party: lookback.Party{
			Kind: lookback.KindPerson,
			Names: []lookback.Name{
				{Full: "TOBIAS QUILL MARLOWE AMBREL"},
				{Full: "Тобиас Марлоу", Type: lookback.NameAlias},
				{Full: "Toby Marlow", Type: lookback.NameAlias},
				{Full: "The Quill", Type: lookback.NameAlias, Weak: true},
				{Full: "T. Inkwell", Type: lookback.NameFormer},
				{Full: "Tobiah Marlow", Type: lookback.NameFormer},
			},
			Births:        []lookback.Date{{Raw: "1974-02-17"}, {Raw: "circa 1975"}, {Raw: "1958/1965"}, {Raw: "1973-01-01"}},
			BirthPlaces:   []string{"Port Ambrel, North Shore, Verdania", "Quayton, Ostmark"},
			Nationalities: []string{"Verdania", "Ostmark"},
			Genders:       []string{"Male"},
			Identifiers: []lookback.Identifier{
				{Type: "passport", Value: "V717637", Country: "Verdania"},
				{Type: "national-id", Value: "55-1", Country: "Ostmark"},
			},
			Addresses: []lookback.Address{{Text: "1 Quay Road, Port Ambrel, North Shore, 100", Country: "Verdania"}},
		},
		Programmes: []string{"Xample"},
		ListedOn:   lookback.Date{Raw: "2012-12-31"},
		Remarks:    "He was seen in Quayton\nin 2013.",
		Extra: []lookback.Field{
			{Name: "Note on the name T. Inkwell", Value: "formerly listed as"},
			{Name: "Note on the name Tobiah Marlow", Value: "formerly listed as"},
			{Name: "Note on the date of birth", Value: "from a false passport"},
			{Name: "Document V717637 issued", Value: "2001-03-02"},
			{Name: "Document V717637 issued in", Value: "Port Ambrel"},
			{Name: "Document V717637", Value: "expired"},
			{Name: "Note on the address", Value: "previous address"},
			{Name: "Data ID", Value: "9900001"},
			{Name: "Title", Value: "Captain"},
			{Name: "Designation", Value: "Director of Quillworks"},
			{Name: "Updated", Value: "2016-10-13"},
			{Name: "Comments", Value: "He was seen in Quayton in 2013."},
		},
	}
	if diff := cmp.Diff(e.Entries[0], want); diff != "" {
		t.Errorf("entry XXi.001 (-got +want):\n%s", diff)
	}
	if want := time.Date(2024, 5, 1, 18, 0, 5, 0, time.UTC); !e.Published.Equal(want) {
		t.Errorf("got published %v, want %v", e.Published, want)
	}
	if diff := cmp.Diff(e.Loss, []FieldCount{{"INDIVIDUAL/SHOE_SIZE", 1}}); diff != "" {
		t.Errorf("loss (-got +want):\n%s", diff)
	}
	organisation := e.Entries[1]
	if organisation.Party.Kind != lookback.KindOrganisation || organisation.Party.Names[1].Type != lookback.NameFormer {
		t.Errorf("got %+v, want an organisation with a former name", organisation.Party)
	}
}

func TestUNXMLBadInput(t *testing.T) {
	good := unFixture(t)
	tests := []struct{ name, xml, want string }{
		{"Truncated", good[:len(good)-40], "ends before"},
		{"TruncatedInEntry", good[:strings.Index(good, "<GENDER>")+4], "un.xml:"},
		{"WrongRoot", "<html><body>moved</body></html>", "un.xml:1:7: the root element is <html>"},
		{"NotXML", "DATAID,NAME\n1,X\n", "this is not XML"},
		{"Empty", "", "the file is empty"},
		{"NoEntries", `<CONSOLIDATED_LIST dateGenerated="2024-05-01T00:00:00Z"><INDIVIDUALS/></CONSOLIDATED_LIST>`, "the list is empty"},
		{"EntityBomb", `<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><CONSOLIDATED_LIST>&b;</CONSOLIDATED_LIST>`, "document type definitions are refused"},
		{"NUL", strings.Replace(good, "Quillworks", "Quill\x00works", 1), "un.xml:41: there is a NUL byte"},
		{"UTF16", "\xFF\xFE<\x00", "UTF-16"},
		{"DuplicateID", strings.Replace(good, "XXe.001", "XXi.001", 1), `"XXi.001" identifies two entries`},
		{"BadDate", strings.Replace(good, "2024-05-01T", "soon", 1), `field "dateGenerated"`},
		{"TooDeep", `<CONSOLIDATED_LIST><INDIVIDUALS><INDIVIDUAL>` + strings.Repeat("<A>", 100), "too large or too deep"},
		{"OneHugeTextOfMarks", `<CONSOLIDATED_LIST><INDIVIDUALS><INDIVIDUAL><FIRST_NAME>` + strings.Repeat(">", maxGapBytes+100), "more than 4 MiB without a tag"},
		{"OneHugeText", `<CONSOLIDATED_LIST><INDIVIDUALS><INDIVIDUAL><FIRST_NAME>` + strings.Repeat("A", maxGapBytes+100), "more than 4 MiB without a tag"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := parseUN(test.xml)
			if err == nil || !strings.Contains(err.Error(), test.want) || !errors.Is(err, lookback.ErrInvalid) {
				t.Errorf("got error %v, want an invalid input with %q", err, test.want)
			}
		})
	}
}

func TestUNXMLEntryWithoutNameIsAProblem(t *testing.T) {
	e, err := parseUN(strings.NewReplacer("QUILLWORKS TRADING (QWT)", "", "Inkwell Trading", " ").Replace(unFixture(t)))
	if err != nil {
		t.Fatal(err)
	}
	if len(e.Entries) != 1 || len(e.Problems) != 1 || e.Problems[0].Field != "FIRST_NAME" {
		t.Errorf("got %d entries and problems %v, want one of each", len(e.Entries), e.Problems)
	}
}

func TestUNXMLDamagedLettersAreNotRead(t *testing.T) {
	xml := unFixture(t)
	xml = strings.Replace(xml, "Тобиас Марлоу", "9DJ -3F <8@ &J", 1)
	xml = strings.Replace(xml, "The Quill", "\x1CThe Quill\x1D", 1)
	e, err := parseUN(xml)
	if err != nil {
		t.Fatal(err)
	}
	got := e.Entries[0]
	if !slices.Equal(got.NotRead, []string{"NAME_ORIGINAL_SCRIPT: 9DJ -3F <8@ &J"}) {
		t.Errorf("got not read %q, want the damaged name", got.NotRead)
	}
	if name := got.Party.Names[2].Full; name != "“The Quill”" {
		t.Errorf("got %q, want the quotes restored", name)
	}
	if e.Recoded != 4 {
		t.Errorf("got %d bytes repaired, want 4", e.Recoded)
	}
}

func TestUNXMLLatin1(t *testing.T) {
	e, err := parseUN(strings.Replace(unFixture(t), "Toby Marlow", "J\xC9R\xD4ME", 1))
	if err != nil {
		t.Fatal(err)
	}
	if name := e.Entries[0].Party.Names[2].Full; name != "JÉRÔME" || e.Recoded != 2 {
		t.Errorf("got %q with %d bytes recoded, want JÉRÔME with 2", name, e.Recoded)
	}
}

func TestUNXMLByteByByteWithMark(t *testing.T) {
	text := "\xEF\xBB\xBF" + unFixture(t)
	slow := File{Name: "un.xml", Open: func() (io.ReadCloser, error) {
		return io.NopCloser(iotest.OneByteReader(strings.NewReader(text))), nil
	}}
	got, err := ParseEdition(UNXML, []File{slow})
	if err != nil {
		t.Fatal(err)
	}
	want, err := parseUN(unFixture(t))
	if err != nil {
		t.Fatal(err)
	}
	if dump(got) != dump(want) {
		t.Errorf("got %s, want %s", dump(got), dump(want))
	}
}

func TestSplitNames(t *testing.T) {
	tests := []struct {
		name, text string
		want       []string
	}{
		{"One", "Toby Marlow", []string{"Toby Marlow"}},
		{"Two", "Toby Marlow; Tobias Marlowe", []string{"Toby Marlow", "Tobias Marlowe"}},
		{"Acronym", "Quillworks Trading (QWT)", []string{"Quillworks Trading (QWT)"}},
		{"OtherScript", "Toby (original script: Тоби)", []string{"Toby", "Тоби"}},
		{"OtherScriptFirst", "Тоби (Toby; Tobi)", []string{"Тоби", "Toby", "Tobi"}},
		{"Damaged", "Toby (9DJ -3F)", []string{"Toby", "9DJ -3F"}},
		{"ParenthesisNeverClosed", "Toby (a; b", []string{"Toby (a", "b"}},
		{"Empty", " ; ", nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := splitNames(test.text); !slices.Equal(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestLooksDamaged(t *testing.T) {
	for _, name := range []string{"9DJ -3F", "#(H /9'!", "'D-1'4J", "‐<8@ %07<0B", "E-E/ JHF3"} {
		if !looksDamaged(name) {
			t.Errorf("%q is taken as a name", name)
		}
	}
	for _, name := range []string{"KO CH'O'L-CHAE", "\"GODANE\"", "M23", "OFFICE 39", "G-9", "Office #39", "جماعة", "FRANÇOIS", "AA", "BK CO. (BK CO.)"} {
		if looksDamaged(name) {
			t.Errorf("%q is taken as damaged", name)
		}
	}
}

func FuzzUNXML(f *testing.F) {
	f.Add(unFixture(f))
	f.Add("<CONSOLIDATED_LIST><ENTITIES><ENTITY><DATAID>1</DATAID><FIRST_NAME>A&B<C</FIRST_NAME></ENTITY></ENTITIES></CONSOLIDATED_LIST>")
	f.Fuzz(func(t *testing.T, xml string) {
		e, err := parseUN(xml)
		checkEdition(t, e, err)
	})
}
