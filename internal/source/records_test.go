package source

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lookback"
)

// readRows reads all rows; bad ones appear as their error.
func readRows(t *testing.T, text string, m Mapping) (rows []Row, bad []string) {
	t.Helper()
	err := ReadRecords(strings.NewReader(text), "people.csv", m, func(r Row) error {
		r.Raw = slices.Clone(r.Raw)
		rows = append(rows, r)
		if r.Err != nil {
			bad = append(bad, r.Err.Error())
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return rows, bad
}

var fullMapping = Mapping{
	Key: "id", FullName: "name", Given: "first", Middle: "middle", Family: "last", Aliases: []string{"aka"}, Birth: "dob", Birthplace: "pob",
	Nationality: "nat", Country: "country", Gender: "sex", Kind: "kind", Identifiers: []IdentifierColumn{{"passport", "passport", "passport_country"}},
	Address: []string{"street", "city"}, AddressCountry: "addr_country", Arrived: "arrived",
}

var wantFullParty = lookback.Party{
	Kind: lookback.KindPerson,
	Names: []lookback.Name{
		{Full: "Tobias Q. Marlowe", Given: "Tobias", Middle: "Quill", Family: "Marlowe"},
		{Full: "Toby", Type: lookback.NameAlias}, {Full: "Tobi", Type: lookback.NameAlias},
	},
	Births: []lookback.Date{{Raw: "1974-02-17"}}, BirthPlaces: []string{"Port Ambrel"}, Nationalities: []string{"Verdania", "Ostmark"},
	Countries: []string{"Ostmark"}, Genders: []string{"m"},
	Identifiers: []lookback.Identifier{{Type: "passport", Value: "V717637", Country: "Verdania"}},
	Addresses:   []lookback.Address{{Text: "1 Quay Road, Quayton", Country: "Ostmark"}},
}

func TestReadCSVFillsEveryField(t *testing.T) {
	rows, bad := readRows(t, `id,name,first,middle,last,aka,dob,pob,nat,country,sex,kind,passport,passport_country,street,city,addr_country,arrived,shoes
7,Tobias Q. Marlowe,Tobias,Quill,Marlowe,Toby; Tobi,1974-02-17,Port Ambrel,Verdania;Ostmark,Ostmark,m,individual,V717637,Verdania,1 Quay Road,Quayton,Ostmark,2026-01-31T08:30:00Z,43
`, fullMapping)
	if len(bad) != 0 || len(rows) != 1 {
		t.Fatalf("got %d rows and %v", len(rows), bad)
	}
	if diff := cmp.Diff(rows[0].Party, wantFullParty); diff != "" {
		t.Errorf("party (-got +want):\n%s", diff)
	}
	if rows[0].Key != "7" || rows[0].Line != 2 || !rows[0].Arrived.Equal(time.Date(2026, 1, 31, 8, 30, 0, 0, time.UTC)) {
		t.Errorf("got key %q, line %d, arrived %v", rows[0].Key, rows[0].Line, rows[0].Arrived)
	}
}

func TestReadJSONLFillsEveryField(t *testing.T) {
	m := fullMapping
	m.Given, m.Birth, m.Key = "parts.first", "dob", "id"
	rows, bad := readRows(t, `{"id":7,"name":"Tobias Q. Marlowe","parts":{"first":"Tobias"},"middle":"Quill","last":"Marlowe","aka":["Toby","Tobi"],"dob":"1974-02-17","pob":"Port Ambrel","nat":["Verdania","Ostmark"],"country":"Ostmark","sex":"m","kind":"person","passport":["V717637"],"passport_country":"Verdania","street":"1 Quay Road","city":"Quayton","addr_country":"Ostmark","arrived":"2026-01-31"}`, m)
	if len(bad) != 0 || len(rows) != 1 {
		t.Fatalf("got %d rows and %v", len(rows), bad)
	}
	if diff := cmp.Diff(rows[0].Party, wantFullParty); diff != "" {
		t.Errorf("party (-got +want):\n%s", diff)
	}
	if rows[0].Key != "7" {
		t.Errorf("got key %q, want 7", rows[0].Key)
	}
}

func TestBadRowsGoOnAndReconcile(t *testing.T) {
	m := Mapping{Key: "id", FullName: "name", Birth: "dob", Kind: "kind", Arrived: "arrived"}
	text := "id,name,dob,kind,arrived\n" +
		"1,Toby,1974-02-17,,\n" +
		"2,,1974,,\n" +
		"3,Tobi,1985-02-30,,\n" +
		"4,Tobi,soon,,\n" +
		"5,Tobi,,spaceship,\n" +
		"6,Tobi,,,yesterday\n" +
		"7,Tobi\n" +
		"1,Toby,1974-02-17,,\n" +
		",Toby,,,\n" +
		"8,\"Toby,,,\n" +
		"9,T\x00by,,,\n" +
		"10,Andr\xE9,unknown,,\n" +
		"11,Tobi,1900-01-01,person,2026-01-31\n"
	rows, bad := readRows(t, text, m)
	want := []string{
		`people.csv:3: field "name": there is no name; give a full name or its parts`,
		`people.csv:4: field "dob": "1985-02-30" is not a date that can be; write it as 1974-02-17, 1974-02 or 1974, or leave it empty`,
		`people.csv:5: field "dob": "soon" is not a date that can be; write it as 1974-02-17, 1974-02 or 1974, or leave it empty`,
		`people.csv:6: field "kind": "spaceship" is not a kind of party; use person, organisation, vessel or aircraft`,
		`people.csv:7: field "arrived": "yesterday" is not a time; write it as 2026-01-31 or 2026-01-31T08:30:00Z`,
		`people.csv:8: the row has 2 fields where the header has 5; put values that hold commas in quotes`,
		`people.csv:9: field "id": the key "1" is on line 2 already; keep one of the two rows`,
		`people.csv:10: field "id": the key is empty`,
		`people.csv:11: a quoted field that begins here is never closed; correct the quotes of this row`,
		`people.csv:12:4: there is a NUL byte; remove it, or fetch the file again`,
	}
	if diff := cmp.Diff(bad, want); diff != "" {
		t.Errorf("bad rows (-got +want):\n%s", diff)
	}
	if len(rows) != 13 {
		t.Errorf("got %d rows, want 13: none may be lost", len(rows))
	}
	if r := rows[11]; r.Party.Names[0].Full != "André" || r.Recoded != 1 || r.Party.Births != nil {
		t.Errorf("got %+v, want Windows-1252 read, and an unknown date taken as missing", r)
	}
	if raw := string(rows[1].Raw); raw != "2,,1974,," {
		t.Errorf("got raw %q", raw)
	}
}

func TestBadJSONLines(t *testing.T) {
	m := Mapping{FullName: "name"}
	rows, bad := readRows(t, "{\"name\":\"Toby\"}\n\n{\"name\":\n[1]\nnull\n{\"name\":\"a\"}{}\n{\"name\":\"T\\u0000\"}\n{\"nom\":\"x\"}\n{\"name\":\"Andr\xE9\"}\n{\"name\":\""+
		strings.Repeat("x", MaxRowBytes)+"\"}\n{\"name\":\"Tobi\"}", m)
	if len(rows) != 10 || len(bad) != 7 {
		t.Fatalf("got %d rows and %d bad ones: %q", len(rows), len(bad), bad)
	}
	if !strings.Contains(bad[6], "people.csv:10: the line is longer than 1 MiB") {
		t.Errorf("got %q", bad[6])
	}
	if got := rows[9].Party.Names[0].Full; got != "Tobi" || rows[7].Party.Names[0].Full != "André" {
		t.Errorf("got %q in the last row", got)
	}
}

func TestContentKeys(t *testing.T) {
	m := Mapping{FullName: "name", Birth: "dob"}
	keysOf := func(text string) []string {
		rows, _ := readRows(t, text, m)
		var all []string
		for _, r := range rows {
			all = append(all, r.Key)
		}
		return all
	}
	first := keysOf("name,dob\nToby,1974\nTobi,1975\nToby,1974\n")
	again := keysOf("name,dob\nTobi,1975\n\"Toby\",1974\r\nToby,1974\n")
	if first[0] == first[1] || first[2] != first[0]+"-2" {
		t.Errorf("got keys %q, want two contents and a second copy", first)
	}
	if again[0] != first[1] || again[1] != first[0] || again[2] != first[2] {
		t.Errorf("got keys %q on the second import and %q on the first, want the same rows to keep theirs", again, first)
	}
}

// TestKeylessRows reads records that are only asked about: nothing differs but the keys that no column gives.
func TestKeylessRows(t *testing.T) {
	text := "id,full_name,birth_date\n1,Jane Example,1985-02-28\n2,John Example,1985-02-30\n1,Joan Example,\n"
	for _, key := range []string{"", "id"} {
		m := Mapping{Key: key, FullName: "full_name", Birth: "birth_date"}
		want, wantBad := readRows(t, text, m)
		m.Keyless = true
		got, bad := readRows(t, text, m)
		for i := range want {
			if key == "" {
				want[i].Key = ""
			}
		}
		if diff := cmp.Diff(got, want) + cmp.Diff(bad, wantBad); diff != "" {
			t.Errorf("with key column %q (-got +want):\n%s", key, diff)
		}
	}
}

func TestReadRecordsRefusesFiles(t *testing.T) {
	m := Mapping{FullName: "name"}
	tests := []struct {
		name, text, want string
		mapping          Mapping
	}{
		{"Empty", "", "the file is empty", m},
		{"OnlyBlankLines", "\n\n", "the file is empty", m},
		{"UTF16", "\xFF\xFEn\x00", "UTF-16", m},
		{"NoSuchColumn", "nom,dob\nToby,1974\n", `people.csv:1: field "name": the mapping names a column that the file does not have; its columns are nom, dob`, m},
		{"TwoColumnsAlike", "name,name\nToby,x\n", `field "name": two columns have this name: 1 and 2`, m},
		{"NoName", "name\nToby\n", "no column gives a name", Mapping{}},
		{"Array", `[{"name":"Toby"}]`, "this is one JSON array", m},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			err := ReadRecords(strings.NewReader(test.text), "people.csv", test.mapping, func(Row) error { return nil })
			if err == nil || !strings.Contains(err.Error(), test.want) || !errors.Is(err, lookback.ErrInvalid) {
				t.Errorf("got error %v, want an invalid input with %q", err, test.want)
			}
		})
	}
}

func TestReadRecordsStopsWithTheCallback(t *testing.T) {
	stop := errors.New("stop")
	for _, text := range []string{"name\nToby\nTobi\n", "{\"name\":\"Toby\"}\n{\"name\":\"Tobi\"}\n"} {
		n := 0
		err := ReadRecords(strings.NewReader(text), "f", Mapping{FullName: "name"}, func(Row) error { n++; return stop })
		if err != stop || n != 1 {
			t.Errorf("got %v after %d rows, want the callback's error after one", err, n)
		}
	}
}

func TestSeparatorIsFoundInTheHeader(t *testing.T) {
	for _, separator := range []string{",", ";", "\t", "|"} {
		rows, bad := readRows(t, fmt.Sprintf("name%sdob\nToby%s1974\n", separator, separator), Mapping{FullName: "name", Birth: "dob"})
		if len(bad) != 0 || len(rows) != 1 || rows[0].Party.Names[0].Full != "Toby" {
			t.Errorf("separator %q: got %+v, %v", separator, rows, bad)
		}
	}
}

func TestGuessMapping(t *testing.T) {
	m, guesses := GuessMapping([]string{"Full Name", "first_name", "Last-Name", "DOB", "place_of_birth", "Nationality", "passport_no", "passport_country", "shoes"})
	want := Mapping{FullName: "Full Name", Given: "first_name", Family: "Last-Name", Birth: "DOB", Birthplace: "place_of_birth", Nationality: "Nationality",
		DefaultKind: lookback.KindPerson, Identifiers: []IdentifierColumn{{"passport_no", "passport", "passport_country"}}}
	if diff := cmp.Diff(m, want); diff != "" {
		t.Errorf("mapping (-got +want):\n%s", diff)
	}
	if !slices.Contains(guesses, `full_name from column "Full Name"`) || !slices.Contains(guesses, `column "shoes" is not used`) || slices.Contains(guesses, `column "passport_country" is not used`) {
		t.Errorf("got guesses %q", guesses)
	}
	if m, _ := GuessMapping([]string{"a", "b"}); m.Validate() == nil {
		t.Error("a mapping without a name is taken as valid")
	}
}

func TestRecordColumns(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"\xEF\xBB\xBFname; dob\nx;y\n", "name,dob"},
		{`{"b":1,"a":{"c":2}}`, "a.c,b"},
	} {
		got, err := RecordColumns(strings.NewReader(test.text), "f")
		if err != nil || strings.Join(got, ",") != test.want {
			t.Errorf("got %q, %v, want %s", got, err, test.want)
		}
	}
	if _, err := RecordColumns(strings.NewReader("{"), "f"); !errors.Is(err, lookback.ErrInvalid) {
		t.Errorf("got %v for half an object, want an invalid input", err)
	}
}

func TestParseMapping(t *testing.T) {
	m, err := ParseMapping("map.yaml", []byte("# ours\nkey: nr\nfull_name: naam\nidentifiers:\n  - {column: pas, type: passport}\naddress: [straat, stad]\ndefault_kind: person\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := Mapping{Key: "nr", FullName: "naam", Identifiers: []IdentifierColumn{{Column: "pas", Type: "passport"}}, Address: []string{"straat", "stad"}, DefaultKind: lookback.KindPerson}
	if diff := cmp.Diff(m, want); diff != "" {
		t.Errorf("mapping (-got +want):\n%s", diff)
	}
	for _, test := range []struct{ name, yaml, want string }{
		{"UnknownKey", "full_name: a\nfullname: b\n", "map.yaml:2"},
		{"NotYAML", "full_name: [a\n", "map.yaml:"},
		{"NoName", "key: a\n", `map.yaml: field "full_name": no column gives a name`},
		{"NoType", "full_name: a\nidentifiers: [{column: b}]\n", "an identifier needs a column and a type"},
		{"OddKind", "full_name: a\ndefault_kind: spaceship\n", "is not a kind of party"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := ParseMapping("map.yaml", []byte(test.yaml))
			if err == nil || !strings.Contains(err.Error(), test.want) || !errors.Is(err, lookback.ErrInvalid) {
				t.Errorf("got error %v, want an invalid input with %q", err, test.want)
			}
		})
	}
}

func FuzzReadRecords(f *testing.F) {
	f.Add("name,dob\nToby,1974\n\"Tobi\n")
	f.Add("{\"name\":\"Toby\",\"dob\":[1974,null]}\n{")
	f.Fuzz(func(t *testing.T, text string) {
		columns, err := RecordColumns(strings.NewReader(text), "f")
		if err != nil {
			return
		}
		m, _ := GuessMapping(columns)
		seen := map[string]bool{}
		err = ReadRecords(strings.NewReader(text), "f", m, func(r Row) error {
			if r.Err != nil {
				return nil
			}
			if seen[r.Key] {
				t.Fatalf("the key %q is given twice", r.Key)
			}
			seen[r.Key] = true
			return r.Party.Validate()
		})
		if err != nil && err != io.EOF && !errors.Is(err, lookback.ErrInvalid) {
			t.Fatal(err)
		}
	})
}
