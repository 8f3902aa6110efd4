package source

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lookback"
)

const sdnRows = `101,"MARLOWE, Tobias Quill",individual,"XAMPLE] [XAMPLE2","Director, Quillworks",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"DOB 17 Feb 1974; alt. DOB circa 1975; POB Port Ambrel, Verdania; nationality Verdania; citizen Ostmark; Gender Male; Passport V717637 (Verdania) issued 02 Mar 2001 expires 01 Mar 2011; National ID No. 55-1 (Verdania); a.k.a. 'THE QUILL; ELDER'; Digital Currency Address - XBT 1FictionalAddress; Director, Quillworks; owns a boat; Linked To: QUILLWORKS, S.A. DE C.V.."
102,"QUILLWORKS, S.A. DE C.V.",-0- ,"XAMPLE",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- 
103,"GREY HERON",vessel,"XAMPLE",-0- ,"VX7Q",General Cargo,"3,100","2,200",Verdania,Quillworks,"Vessel Registration Identification IMO 9999991; MMSI 201000001; Former Vessel Flag Ostmark."
104,"V-QLL",aircraft,"XAMPLE",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"Aircraft Model Heron 2; Aircraft Manufacturer's Serial Number (MSN) 4411 (Verdania)"
` + "\x1A"

const altRows = `101,1,"aka","MARLOW, Toby",-0- 
102,2,"fka","INKWELL TRADING",-0- 
103,3,"nka","BLUE HERON",-0- 
999,4,"aka","NOBODY",-0- 
101,5,"xka","ODD",-0- 
`

const addRows = `101,1,"1 Quay Road","Port Ambrel 100","Verdania",-0- 
102,2,-0- ,-0- ,"Ostmark",-0- 
`

func ofacFixture(sdn string) []File {
	return []File{Bytes("alt.csv", []byte(altRows)), Bytes("SDN.CSV", []byte(sdn)), Bytes("add.csv", []byte(addRows))}
}

func TestOFACCSVReadsEveryField(t *testing.T) {
	e, err := ParseEdition(OFACCSV, ofacFixture(sdnRows))
	if err != nil {
		t.Fatal(err)
	}
	want := lookback.Entry{
		ID: "101",
		Party: lookback.Party{
			Kind: lookback.KindPerson,
			Names: []lookback.Name{
				{Full: "MARLOWE, Tobias Quill", Family: "MARLOWE", Given: "Tobias Quill"},
				{Full: "MARLOW, Toby", Family: "MARLOW", Given: "Toby", Type: lookback.NameAlias},
				{Full: "THE QUILL; ELDER", Type: lookback.NameAlias, Weak: true},
			},
			Births:        []lookback.Date{{Raw: "17 Feb 1974"}, {Raw: "circa 1975"}},
			BirthPlaces:   []string{"Port Ambrel, Verdania"},
			Nationalities: []string{"Verdania", "Ostmark"},
			Genders:       []string{"Male"},
			Identifiers: []lookback.Identifier{
				{Type: "passport", Value: "V717637", Country: "Verdania"},
				{Type: "national-id", Value: "55-1", Country: "Verdania"},
				{Type: "wallet", Value: "1FictionalAddress"},
			},
			Addresses: []lookback.Address{{Text: "1 Quay Road, Port Ambrel 100", Country: "Verdania"}},
		},
		Programmes: []string{"XAMPLE", "XAMPLE2"},
		NotRead:    []string{"owns a boat"},
		Links:      []string{"QUILLWORKS, S.A. DE C.V."},
		Extra: []lookback.Field{
			{Name: "Title", Value: "Director, Quillworks"},
			{Name: "Passport V717637 issued", Value: "02 Mar 2001"},
			{Name: "Passport V717637 expires", Value: "01 Mar 2011"},
			{Name: "Currency of 1FictionalAddress", Value: "XBT"},
		},
	}
	got := e.Entries[0]
	got.Remarks = ""
	if diff := cmp.Diff(got, want); diff != "" {
		t.Errorf("entry 101 (-got +want):\n%s", diff)
	}
	if e.Remarks != (RemarkCount{Parts: 18, Understood: 17}) {
		t.Errorf("got remarks %+v, want 17 of 18 understood", e.Remarks)
	}
}

func TestOFACCSVKindsAndOtherFiles(t *testing.T) {
	e, err := ParseEdition(OFACCSV, ofacFixture(sdnRows))
	if err != nil {
		t.Fatal(err)
	}
	var kinds []lookback.PartyKind
	for _, entry := range e.Entries {
		kinds = append(kinds, entry.Party.Kind)
	}
	want := []lookback.PartyKind{lookback.KindPerson, lookback.KindOrganisation, lookback.KindVessel, lookback.KindAircraft}
	if !slices.Equal(kinds, want) {
		t.Errorf("got kinds %v, want %v", kinds, want)
	}
	if former := e.Entries[1].Party.Names[1]; former.Type != lookback.NameFormer {
		t.Errorf("got %+v for a former name, want type former", former)
	}
	ship := e.Entries[2].Party
	if diff := cmp.Diff(ship.Identifiers, []lookback.Identifier{{Type: "call-sign", Value: "VX7Q"}, {Type: "imo", Value: "9999991"}, {Type: "mmsi", Value: "201000001"}}); diff != "" {
		t.Errorf("identifiers of the vessel (-got +want):\n%s", diff)
	}
	if !slices.Equal(ship.Countries, []string{"Verdania"}) {
		t.Errorf("got countries %v, want the flag", ship.Countries)
	}
	if len(e.Problems) != 2 {
		t.Errorf("got problems %v, want the alias of nobody and the odd type", e.Problems)
	}
	if e.Counts.Entries != 4 || e.Counts.Names != 8 || e.Counts.NotRead != 1 || e.Counts.Problems != 2 {
		t.Errorf("got counts %+v", e.Counts)
	}
	if len(e.Files) != 3 || e.Files[0].Name != "SDN.CSV" || e.Files[0].Size != int64(len(sdnRows)) {
		t.Errorf("got files %+v", e.Files)
	}
}

func TestOFACCSVCommentContinuesCutRemark(t *testing.T) {
	filler := "DOB 1960; " + strings.Repeat("POB Port Ambrel; ", 70)
	remark := filler[:990] + "; Linked T"
	sdn := `7,"A",-0- ,"X",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"` + remark + `"` + "\n"
	e, err := ParseEdition(OFACCSV, []File{Bytes("cons_prim.csv", []byte(sdn)), Bytes("cons_comments.csv", []byte(`7,"o: QUILLWORKS."`))})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(e.Entries[0].Links, []string{"QUILLWORKS"}) {
		t.Errorf("got links %v and not read %v, want the link that the comment ends", e.Entries[0].Links, e.Entries[0].NotRead)
	}
}

func TestOFACCSVBadInput(t *testing.T) {
	row := strings.SplitAfter(sdnRows, "\n")
	tests := []struct {
		name  string
		files []File
		want  string
	}{
		{"NoMainFile", []File{Bytes("alt.csv", []byte(altRows))}, "alt.csv: the main file"},
		{"UnknownName", []File{Bytes("people.csv", []byte(sdnRows))}, "people.csv: this is not the name"},
		{"TwoSets", []File{Bytes("sdn.csv", []byte(sdnRows)), Bytes("cons_prim.csv", []byte(sdnRows))}, "same part of the list"},
		{"Header", ofacFixture("ent_num,name\n" + sdnRows), "SDN.CSV:1: the row has 2 fields"},
		{"HTML", ofacFixture("<html><body>moved</body></html>"), "SDN.CSV:1"},
		{"Empty", ofacFixture(""), "the list is empty"},
		{"OnlyEndOfFileMark", ofacFixture("\x1A"), "the list is empty"},
		{"UTF16", ofacFixture("\xFF\xFE1\x000\x00"), "UTF-16"},
		{"DuplicateID", ofacFixture(row[0] + row[1] + row[0]), `SDN.CSV:3: field "ent_num": "101" identifies two entries: the other is at SDN.CSV:1`},
		{"NoFiles", nil, "there is no file"},
		{"Missing", []File{Path("testdata/none/sdn.csv")}, "there is no such file"},
		{"Directory", []File{{Name: "sdn.csv", Open: Path("testdata").Open}}, "this is a directory"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := ParseEdition(OFACCSV, test.files)
			if err == nil || !strings.Contains(err.Error(), test.want) || !errors.Is(err, lookback.ErrInvalid) {
				t.Errorf("got error %v, want an invalid input with %q", err, test.want)
			}
		})
	}
}

func TestOFACCSVBadRowsDoNotStopTheRest(t *testing.T) {
	row := strings.SplitAfter(sdnRows, "\n")
	sdn := "\xEF\xBB\xBF" + row[0] + "8,\"cut off\n" + row[1] + "9,\"N\x00L\",-0- ,X,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \n" +
		"10,\"CAF\xC9 AMBREL\",-0- ,X,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \n" + "11,\"\",-0- ,X,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \n" + row[2]
	e, err := ParseEdition(OFACCSV, []File{Bytes("sdn.csv", []byte(sdn))})
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, entry := range e.Entries {
		ids = append(ids, entry.ID)
	}
	if !slices.Equal(ids, []string{"101", "102", "10", "103"}) {
		t.Errorf("got entries %v, want all rows that can be read", ids)
	}
	if e.Entries[2].Party.Names[0].Full != "CAFÉ AMBREL" || e.Recoded != 1 {
		t.Errorf("got %q with %d bytes recoded, want Windows-1252 read and counted", e.Entries[2].Party.Names[0].Full, e.Recoded)
	}
	var lines []int
	for _, p := range e.Problems {
		lines = append(lines, p.Line)
	}
	if !slices.Equal(lines, []int{2, 4, 6}) {
		t.Errorf("got problems %v on lines %v, want 2, 4 and 6", e.Problems, lines)
	}
}

func TestRemarkLabelsAreUnique(t *testing.T) {
	seen := map[string]bool{}
	for _, rules := range remarkRules {
		for _, r := range rules {
			if key := strings.ToLower(r.label); seen[key] {
				t.Errorf("two rules have the label %q", r.label)
			} else {
				seen[key] = true
			}
		}
	}
}

func TestSplitRemarks(t *testing.T) {
	tests := []struct {
		name, text string
		want       []string
	}{
		{"Plain", "DOB 1960; POB Ambrel.", []string{"DOB 1960", "POB Ambrel"}},
		{"QuotedSemicolon", "a.k.a. 'A; B'; DOB 1960", []string{"a.k.a. 'A; B'", "DOB 1960"}},
		{"Apostrophe", "People's Bank; Driver's License No. 5", []string{"People's Bank", "Driver's License No. 5"}},
		{"Parenthesis", "(see also: X; Y); DOB 1960", []string{"(see also: X; Y)", "DOB 1960"}},
		{"NeverClosed", "(see also: X; DOB 1960", []string{"(see also: X", "DOB 1960"}},
		{"Abbreviation", "Linked To: INKWELL CO. LTD.", []string{"Linked To: INKWELL CO. LTD."}},
		{"CompanyForm", "Linked To: INKWELL S.A.S.; Linked To: Z, S.A. DE C.V..", []string{"Linked To: INKWELL S.A.S.", "Linked To: Z, S.A. DE C.V."}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := splitRemarks(test.text); !slices.Equal(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func FuzzOFACCSV(f *testing.F) {
	f.Add([]byte(sdnRows), []byte(altRows))
	f.Add([]byte(`1,"A`), []byte("\"\n\"\""))
	f.Fuzz(func(t *testing.T, sdn, alt []byte) {
		e, err := ParseEdition(OFACCSV, []File{Bytes("sdn.csv", sdn), Bytes("alt.csv", alt)})
		checkEdition(t, e, err)
	})
}

// checkEdition holds what every parser promises for any input.
func checkEdition(t *testing.T, e *Edition, err error) {
	t.Helper()
	if err != nil {
		if !errors.Is(err, lookback.ErrInvalid) {
			t.Errorf("got error %v, want an invalid input", err)
		}
		return
	}
	ids := map[string]bool{}
	for _, entry := range e.Entries {
		if ids[entry.ID] || entry.ID == "" {
			t.Errorf("the ID %q is empty or given twice", entry.ID)
		}
		ids[entry.ID] = true
		if err := entry.Party.Validate(); err != nil {
			t.Errorf("entry %q: %v", entry.ID, err)
		}
	}
	if e.Counts.Entries != len(e.Entries) || len(e.Entries) == 0 {
		t.Errorf("got %d entries counted, want %d and at least one", e.Counts.Entries, len(e.Entries))
	}
}
