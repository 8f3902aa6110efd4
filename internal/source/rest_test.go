package source

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"lookback"
)

// What stands in the rest counts in place of the columns; what does not is read from them.
func TestRestCountsInPlaceOfColumns(t *testing.T) {
	rows, bad := readRows(t, `key,full_name,aliases,birth,passport,address,party_rest
A-1,Ann Quill,Old,soon,1,Quay,"{""key"":"" A-1"",""names"":[{""full"":""Ann Quill"",""given"":""Ann"",""type"":""former"",""weak"":true}],""births"":[""soon""]}"
A-2,Bo Quill,,1974,2,Quay,
`, guessed("key", "full_name", "aliases", "birth", "passport", "address", RestColumn))
	if len(bad) != 0 {
		t.Fatal(bad)
	}
	want := lookback.Party{Kind: lookback.KindPerson, Names: []lookback.Name{{Full: "Ann Quill", Given: "Ann", Type: lookback.NameFormer, Weak: true}}, Births: []lookback.Date{{Raw: "soon"}},
		Identifiers: []lookback.Identifier{{Type: "passport", Value: "1"}}, Addresses: []lookback.Address{{Text: "Quay"}}}
	if diff := cmp.Diff(want, rows[0].Party); diff != "" || rows[0].Key != " A-1" {
		t.Errorf("key %q, party (-want +got):\n%s", rows[0].Key, diff)
	}
	if rows[1].Key != "A-2" || rows[1].Party.Names[0].Full != "Bo Quill" || rows[1].Party.Births[0].Raw != "1974" {
		t.Errorf("without a rest: %+v", rows[1])
	}
}

func guessed(columns ...string) Mapping {
	m, _ := GuessMapping(columns)
	return m
}

// A rest that cannot be read rejects its row with the reason, in tables and in FollowTheMoney.
func TestRestThatCannotBeRead(t *testing.T) {
	for rest, want := range map[string]string{
		`{`: "not the rest of a party", `{"weight":7}`: "unknown field", `{"names":[{"full":" "}]}`: "none that can be read", `{} {}`: "text behind the rest", `{"genders":["\u0000"]}`: "NUL",
	} {
		_, bad := readRows(t, "key,full_name,party_rest\nA-1,Ann,"+string(csvLine([]string{rest}))+"\nA-2,Bo,\n", guessed("key", "full_name", RestColumn))
		if len(bad) != 1 || !strings.Contains(bad[0], want) || !strings.Contains(bad[0], `"party_rest"`) {
			t.Errorf("%s: got %q, want %q", rest, bad, want)
		}
	}
	person := func(more string) string {
		return `{"id":"A-1","schema":"Person","properties":{"name":["Ann"]},"caption":"Ann"` + more + "}\n"
	}
	for more, want := range map[string]string{`,"party_rest":{"weight":7}`: "unknown field", `,"arrived":"soon"`: "not a time", `,"arrived":7`: "not a time"} {
		if _, bad := readRows(t, person(more), Mapping{}); len(bad) != 1 || !strings.Contains(bad[0], want) {
			t.Errorf("%s: got %q, want %q", more, bad, want)
		}
	}
	if rows, bad := readRows(t, person(`,"party_rest":null,"arrived":"2026-01-31"`), Mapping{}); len(bad) != 0 || rows[0].Arrived.Year() != 2026 {
		t.Errorf("got %+v, %q", rows, bad)
	}
}

// A mapping that names a column of deleted rows is read in JSON Lines, too.
func TestDeletedInJSONL(t *testing.T) {
	rows, bad := readRows(t, `{"key":"A-1","full_name":"Ann","deleted":"no"}`+"\n"+`{"key":"A-2","deleted":true}`, guessed("key", "full_name", "deleted"))
	if len(bad) != 0 || slices.ContainsFunc(rows, func(r Row) bool { return r.Deleted != (r.Key == "A-2") }) {
		t.Errorf("got %+v, %q", rows, bad)
	}
}

// A text in which NUL is only spelt out is a text.
func TestNULThatIsSpeltOut(t *testing.T) {
	for text, rejected := range map[string]bool{`{"full_name":"\\u0000"}`: false, `{"full_name":"\u0000"}`: true} {
		if _, bad := readRows(t, text, guessed("full_name")); (len(bad) > 0) != rejected {
			t.Errorf("%s: got %q", text, bad)
		}
	}
}

func FuzzRest(f *testing.F) {
	f.Add(`{"names":[{"full":"Ann","weak":true}],"births":["1974"],"identifiers":[{"type":"passport","value":"1"}]}`)
	f.Fuzz(func(t *testing.T, text string) {
		r, bad := parseRest(text)
		if bad != nil {
			return
		}
		var p lookback.Party
		r.over(&p)
		if r.Names != nil && p.Validate() != nil {
			t.Errorf("%q leaves a party without a name", text)
		}
		again, bad := parseRest(Rest("k", p, "k", lookback.Party{}))
		if bad != nil {
			t.Errorf("%q is written and not read: %v", text, bad)
		}
		var q lookback.Party
		again.over(&q)
		if diff := cmp.Diff(p, q, cmpopts.EquateEmpty()); diff != "" && strings.ToValidUTF8(text, "") == text {
			t.Errorf("written and read again (-before +after):\n%s", diff)
		}
	})
}
