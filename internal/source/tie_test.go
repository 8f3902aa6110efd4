package source

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lookback"
)

var tieTime = time.Date(2026, 1, 31, 8, 0, 0, 0, time.UTC)

// testStamp answers for what the fixtures do not say.
func testStamp() TieStamp {
	return TieStamp{
		AssertedBy: "importer", Source: "file 7", Grade: lookback.Grade{Source: lookback.SourceFairly, Info: lookback.InfoPossible},
		Handling: lookback.Handling{Sharing: lookback.TLPAmber, Action: lookback.PAPGreen}, Recorded: tieTime,
	}
}

// readTies returns one line for every row.
func readTies(t *testing.T, text string, m TieMapping, stamp TieStamp) (rows []string, loss []FieldCount, err error) {
	t.Helper()
	loss, err = ReadTies(strings.NewReader(text), "ties.csv", m, stamp, func(r TieRow) error {
		switch {
		case r.Err != nil:
			rows = append(rows, r.Err.Error())
		case r.Retraction != nil:
			rows = append(rows, fmt.Sprintf("retracts %s by %s: %s", r.Retraction.Tie, r.Retraction.By, r.Retraction.Reason))
		default:
			rows = append(rows, tieLine(r.Tie))
		}
		return nil
	})
	return rows, loss, err
}

func tieLine(t lookback.Tie) string {
	line := fmt.Sprintf("%s %s %s | %s to %s | %s, %s, %s | %s", t.Subject, t.Class, t.Object, t.From.Raw, t.To.Raw, t.Source, t.Grade, t.Kind, t.Handling)
	for _, part := range []string{string(t.Knowledge), t.Note} {
		if part != "" {
			line += " | " + part
		}
	}
	if t.Share.Known {
		line += " | " + t.Share.String()
	}
	return line
}

func TestReadTies_R19(t *testing.T) {
	const text = `subject,class,object,knowledge,share,from,to,source,grade,kind,handling,supports,note,colour
record:crm/1042,moved-by,network:N,,,2023-05,,travel manifest,C3,fact,TLP:GREEN PAP:AMBER,,,
party:P-7,arranges-transport,network:N,knowing,,2022,2023,informant,b2,assessment,,T-1; T-2,"paid, he says",blue
party:P-8,owns,party:P-9,unknown,25-50%,,,,,,,,,
record:crm/7,moved-by,network:N,,,,,,G3,,,,,
record:crm/7,has-ties-to,network:N,,,,,,,,,,,
crm/7,moved-by,network:N,,,,,,,,,,,
record:crm/7,moved-by,network:N,,,soon,,,,,,,,
record:crm/7,moved-by
record:crm/7,moved-by,network:N,,50%,,,,,,,,,
`
	rows, loss, err := readTies(t, text, TieMapping{}, testStamp())
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"record:crm/1042 moved-by network:N | 2023-05 to  | travel manifest, C3, fact | TLP:GREEN PAP:AMBER",
		"party:P-7 arranges-transport network:N | 2022 to 2023 | informant, B2, assessment | TLP:AMBER PAP:GREEN | knowing | paid, he says",
		"party:P-8 owns party:P-9 |  to  | file 7, C3, fact | TLP:AMBER PAP:GREEN | 25 % to 50 %",
		`ties.csv:5: field "grade": "G3" is not a grade; write a source grade A to F and an information grade 1 to 6, for example C3`,
		`ties.csv:6: field "class": "has-ties-to" is not a class of tie; see docs/design/ties.md for the classes`,
		`ties.csv:7: field "subject": "crm/7" does not name a party; write record:SOURCE/KEY, entry:LIST/ID, party:ID or network:ID`,
		`ties.csv:8: field "from": "soon" is not a date; write for example 2023, 2023-05 or 2023-05-14`,
		"ties.csv:9: the row has 2 fields where the header has 14; put values that hold commas in quotes",
		`ties.csv:10: field "share": a tie of class moved-by has no share`,
	}
	if diff := cmp.Diff(rows, want); diff != "" {
		t.Errorf("got -, want +\n%s", diff)
	}
	if diff := cmp.Diff(loss, []FieldCount{{"colour", 1}}); diff != "" {
		t.Errorf("loss: got -, want +\n%s", diff)
	}
}

func TestTiesWithoutSourceOrGradeAreRefused_R19(t *testing.T) {
	bare := testStamp()
	bare.Source, bare.Grade = "", lookback.Grade{}
	rows, _, err := readTies(t, "subject,class,object,source,grade\nrecord:a/1,moved-by,network:N,,C3\nrecord:a/1,moved-by,network:N,manifest,\n", TieMapping{}, bare)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		`ties.csv:2: field "source": a tie without its source is not kept; say what it was read from`,
		`ties.csv:3: field "source_grade": a tie without the grade of its source is not kept; use A to F; F where the source cannot be judged`,
	}
	if diff := cmp.Diff(rows, want); diff != "" {
		t.Errorf("got -, want +\n%s", diff)
	}
}

func TestTieMapping(t *testing.T) {
	m, err := ParseTieMapping("map.yaml", []byte("columns: {subject: passenger, from: sailed}\nconstants: {class: moved-by, object: \"network:N\", grade: C3}\nprefixes: {subject: \"record:crm/\"}\n"))
	if err != nil {
		t.Fatal(err)
	}
	rows, loss, err := readTies(t, "passenger;sailed;cabin\n1042;2023-05;A4\n", m, testStamp())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(rows, []string{"record:crm/1042 moved-by network:N | 2023-05 to  | file 7, C3, fact | TLP:AMBER PAP:GREEN"}); diff != "" {
		t.Errorf("got -, want +\n%s", diff)
	}
	if diff := cmp.Diff(loss, []FieldCount{{"cabin", 1}}); diff != "" {
		t.Errorf("loss: got -, want +\n%s", diff)
	}
	for name, text := range map[string]string{"UnknownColumn": "columns: {colour: x}", "UnknownPart": "colours: {}", "NotYAML": ":\n:"} {
		if _, err := ParseTieMapping("map.yaml", []byte(text)); !errors.Is(err, lookback.ErrInvalid) {
			t.Errorf("%s: got %v, want a refusal", name, err)
		}
	}
	for name, header := range map[string]string{"MappedColumnAbsent": "passenger\n1\n", "NoClass": "subject,object\na,b\n"} {
		mapping := m
		if name == "NoClass" {
			mapping = TieMapping{}
		}
		if _, _, err := readTies(t, header, mapping, testStamp()); !errors.Is(err, lookback.ErrInvalid) {
			t.Errorf("%s: got %v, want a refusal", name, err)
		}
	}
}

func TestRetractionRows(t *testing.T) {
	rows, _, err := readTies(t, "retracts,reason,asserted_by,subject\nT-1,the informant withdrew it,ann,\nT-2,,,\nT-3,wrong,,record:a/1\n", TieMapping{}, testStamp())
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"retracts T-1 by ann: the informant withdrew it",
		`ties.csv:3: field "reason": a retraction needs one; name the tie, the person and the reason`,
		`ties.csv:4: field "subject": a row that retracts a tie asserts none; write two rows, or use supersedes`,
	}
	if diff := cmp.Diff(rows, want); diff != "" {
		t.Errorf("got -, want +\n%s", diff)
	}
}

// The same statement has the same ID in every import, another one has another.
func TestTieIDFollowsFromContent(t *testing.T) {
	ids := map[string]string{}
	later := testStamp()
	later.Recorded = tieTime.AddDate(0, 1, 0)
	for name, input := range map[string]struct {
		text  string
		stamp TieStamp
	}{
		"once":      {"subject,class,object,from\nrecord:a/1,moved-by,network:N,2023", testStamp()},
		"again":     {"object,class,subject,from\nnetwork:N,moved-by,record:a/1,2023", later},
		"otherDate": {"subject,class,object,from\nrecord:a/1,moved-by,network:N,2024", testStamp()},
	} {
		if _, err := ReadTies(strings.NewReader(input.text), "ties.csv", TieMapping{}, input.stamp, func(r TieRow) error {
			ids[name] = r.Tie.ID
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	if ids["once"] == "" || ids["once"] != ids["again"] || ids["once"] == ids["otherDate"] {
		t.Errorf("got %v", ids)
	}
}

func TestReadNetworkParties(t *testing.T) {
	const text = `id,kind,name,aliases,birth,phone,passport,passport_country,public_hub,ground,note,colour
N,network,The ferry ring,,,,,,,seized ledger,moves people,
P-7,person,Bohuslav Quill,Bo;Quilly,1974,+99 1;+99 2,V7,Verdania,,,,
P-8,place,Harbour hostel,,,,,,hundreds stay there,,,grey
P-9,phone,,,,+99 3,,,,,,
P-10,phone,,,,,,,,,,
P-11,ghost,Nobody,,,,,,,,,
M,network,No ground,,,,,,,,,
`
	var rows []string
	loss, err := ReadNetworkParties(strings.NewReader(text), "parties.csv", testStamp(), func(r PartyRow) error {
		switch {
		case r.Err != nil:
			rows = append(rows, r.Err.Error())
		case r.Network != nil:
			rows = append(rows, fmt.Sprintf("network %s %q %q %s", r.Network.ID, r.Network.Name, r.Network.Ground, r.Network.Handling))
		default:
			p := r.Party
			rows = append(rows, fmt.Sprintf("%s %s %q names %d born %v ids %v hub %q", p.Kind, p.ID, p.Label(), len(p.Party.Names), p.Party.Births, p.Party.Identifiers, p.HubReason))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		`network N "The ferry ring" "seized ledger" TLP:AMBER PAP:GREEN`,
		`person P-7 "Bohuslav Quill" names 3 born [1974] ids [{passport V7 Verdania} {phone +99 1 } {phone +99 2 }] hub ""`,
		`place P-8 "Harbour hostel" names 1 born [] ids [] hub "hundreds stay there"`,
		`phone P-9 "phone +99 3" names 0 born [] ids [{phone +99 3 }] hub ""`,
		`parties.csv:6: field "name": a party of a network needs a name or an identifier`,
		`parties.csv:7: field "kind": "ghost" is not a kind of network party; use person, company, place, phone, account, vehicle or document`,
		`parties.csv:8: field "ground": a network needs one; give it a name, the ground for taking its parties together, and who says so`,
	}
	if diff := cmp.Diff(rows, want); diff != "" {
		t.Errorf("got -, want +\n%s", diff)
	}
	if diff := cmp.Diff(loss, []FieldCount{{"colour", 1}}); diff != "" {
		t.Errorf("loss: got -, want +\n%s", diff)
	}
}

func TestRelationsOfAnEditionBecomeTies_R40(t *testing.T) {
	date := lookback.ParseDate
	e := &Edition{
		Entries: []lookback.Entry{{ID: "1", Party: lookback.Party{Kind: lookback.KindOrganisation, Names: []lookback.Name{{Full: "Quillworks"}}}}},
		Others:  []lookback.Entry{{ID: "2", Party: lookback.Party{Kind: lookback.KindPerson, Names: []lookback.Name{{Full: "Tobias Marlowe"}}}}},
		Relations: []Relation{
			{From: "2", To: "1", Class: lookback.ClassOwns, Label: "Ownership", Share: "60", Start: date("2019")},
			{From: "2", To: "1", Class: lookback.ClassOwns, Label: "Ownership", Share: "most", Start: date("one day")},
			{From: "2", To: "1", Class: lookback.ClassDirects, Label: "director", Start: date("2022"), End: date("2020")},
			{From: "2", To: "1", Class: lookback.ClassOwns, Label: "Ownership", Share: "60", Start: date("2019")},
			{From: "2", To: "3", Class: lookback.ClassFamily},
		},
	}
	stamp := PublisherStamp("l")
	stamp.Recorded = tieTime
	set := e.Ties("l", stamp)
	var got []string
	for _, tie := range set.Ties {
		got = append(got, tieLine(tie))
	}
	want := []string{
		"party:l:2 owns entry:l/1 | 2019 to  | list l as published, A2, fact | TLP:CLEAR PAP:CLEAR | Ownership | 60 %",
		"party:l:2 owns entry:l/1 |  to  | list l as published, A2, fact | TLP:CLEAR PAP:CLEAR | Ownership",
		"party:l:2 directs entry:l/1 |  to  | list l as published, A2, fact | TLP:CLEAR PAP:CLEAR | director",
	}
	if diff := cmp.Diff(got, want); diff != "" {
		t.Errorf("got -, want +\n%s", diff)
	}
	wantLoss := []FieldCount{{"a statement that is in the file twice", 1}, {"date that cannot be read", 1}, {"dates of which the end is before the start", 1},
		{"relation to a party that could not be read", 1}, {"share that cannot be read", 1}}
	if diff := cmp.Diff(set.Loss, wantLoss); diff != "" {
		t.Errorf("loss: got -, want +\n%s", diff)
	}
	if len(set.Parties) != 1 || set.Read != 5 {
		t.Errorf("got %d parties of %d relations, want 1 of 5", len(set.Parties), set.Read)
	}
	if all := e.Ties("", stamp); len(all.Parties) != 2 || all.Ties[0].Object != lookback.PartyNode("1") {
		t.Errorf("with no list: got %d parties and %s, want all to be parties", len(all.Parties), all.Ties[0].Object)
	}
}

// realOFAC reads an edition of the real list, or skips.
func realOFAC(t *testing.T, edition string) *Edition {
	t.Helper()
	dir := filepath.Join("..", "..", "..", "shared", "data", "ofac", edition)
	if _, err := os.Stat(dir); err != nil {
		t.Skip("the real OFAC files are not here")
	}
	var files []File
	for _, name := range []string{"sdn.csv", "alt.csv", "add.csv", "sdn_comments.csv"} {
		files = append(files, Path(filepath.Join(dir, name)))
	}
	e, err := ParseEdition(OFACCSV, files)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// At least 95 % of the mentions of linked parties are resolved to one entry; the rest is named.
func TestRealLinkedToIsResolved_R40(t *testing.T) {
	e := realOFAC(t, "2021-07")
	unresolved, mentions := e.UnresolvedLinks()
	if mentions < 3391 || len(unresolved)*20 > mentions {
		t.Errorf("got %d of %d mentions unresolved, want at most 5 %% of at least 3,391", len(unresolved), mentions)
	}
	if resolved := len(e.Relations); resolved != mentions-len(unresolved) {
		t.Errorf("%d relations, %d mentions, %d unresolved: they do not add up", resolved, mentions, len(unresolved))
	}
	stamp := PublisherStamp("ofac")
	stamp.Recorded = tieTime
	now := e.Ties("ofac", stamp)
	if now.Refused != 0 || len(now.Ties) != len(e.Relations) {
		t.Errorf("got %d ties of %d relations, %d refused", len(now.Ties), len(e.Relations), now.Refused)
	}
}

// ftmCarried are the properties of edges that a tie has a place for.
const ftmCarried = "owner asset director organization person relative role relationship percentage startDate endDate summary"

// ftmValues counts the values of a file by schema and property.
func ftmValues(t *testing.T, path string) map[string]int {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	counts := map[string]int{}
	for line := range bytes.Lines(data) {
		var e struct {
			Schema     string
			Properties map[string][]string
		}
		if err := json.Unmarshal(line, &e); err != nil {
			t.Fatal(err)
		}
		for name, values := range e.Properties {
			counts[e.Schema+"."+name] += len(values)
		}
	}
	return counts
}

// The edges of a published file become ties, and every value that finds no place is counted.
func TestRealFollowTheMoneyNetwork_R40(t *testing.T) {
	path := filepath.Join("..", "..", "..", "shared", "data", "ftm", "zala.entities.ftm.json")
	if _, err := os.Stat(path); err != nil {
		t.Skip("the real FollowTheMoney file is not here")
	}
	e, err := ParseEdition(FTMJSON, []File{Path(path)})
	if err != nil {
		t.Fatal(err)
	}
	set := e.Ties("", testStamp())
	classes := map[lookback.TieClass]int{}
	for _, tie := range set.Ties {
		classes[tie.Class]++
	}
	want := map[lookback.TieClass]int{lookback.ClassOwns: 14, lookback.ClassFamily: 4, lookback.ClassDirects: 3}
	if diff := cmp.Diff(classes, want); diff != "" || set.Refused != 0 {
		t.Errorf("%d refused; got -, want +\n%s", set.Refused, diff)
	}
	if got := len(set.Parties); got != 17 {
		t.Errorf("got %d parties, want 6 people and 11 companies", got)
	}
	lost := map[string]int{}
	for _, f := range set.Loss {
		lost[f.Field] = f.Count
	}
	for property, n := range ftmValues(t, path) {
		schema, name, _ := strings.Cut(property, ".")
		if _, edge := ftmEdges[schema]; edge && !slices.Contains(strings.Fields(ftmCarried), name) && lost[property] != n {
			t.Errorf("%s has %d values and %d are counted as lost", property, n, lost[property])
		}
	}
}

// The examples of docs/format/tie-csv.md are read as the page says.
func TestTheExamplesOfThePageAreRead(t *testing.T) {
	page, err := os.ReadFile("../../docs/format/tie-csv.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := strings.Split(string(page), "```")
	ties, loss, err := readTies(t, strings.TrimPrefix(blocks[1], "csv\n"), TieMapping{}, testStamp())
	if err != nil || len(loss) != 0 || len(ties) != 4 || strings.Contains(strings.Join(ties, "\n"), "field ") {
		t.Errorf("ties: got %q, lost %v, %v", ties, loss, err)
	}
	if _, err := ParseTieMapping("map.yaml", []byte(strings.TrimPrefix(blocks[3], "yaml\n"))); err != nil {
		t.Errorf("mapping: %v", err)
	}
	parties := 0
	loss, err = ReadNetworkParties(strings.NewReader(strings.TrimPrefix(blocks[5], "csv\n")), "parties.csv", testStamp(), func(r PartyRow) error {
		if r.Err != nil {
			return r.Err
		}
		parties++
		return nil
	})
	if err != nil || len(loss) != 0 || parties != 4 {
		t.Errorf("parties: got %d, lost %v, %v", parties, loss, err)
	}
	for _, class := range lookback.TieClasses() {
		design, err := os.ReadFile("../../docs/design/ties.md")
		if err != nil || !strings.Contains(string(design), string(class)) {
			t.Errorf("docs/design/ties.md does not list %s: %v", class, err)
		}
	}
}

func FuzzReadTies(f *testing.F) {
	f.Add("subject,class,object,from,to,share,grade,handling\nrecord:a/1,moved-by,network:N,2023,,50%,C3,TLP:RED\n")
	f.Add("retracts,reason\nT,why\n")
	f.Fuzz(func(t *testing.T, text string) {
		_, err := ReadTies(strings.NewReader(text), "ties.csv", TieMapping{}, testStamp(), func(r TieRow) error {
			if r.Err == nil && r.Retraction == nil {
				if err := r.Tie.Validate(); err != nil {
					t.Errorf("row %d is given out and not valid: %v", r.Line, err)
				}
			}
			return nil
		})
		if err != nil && !errors.Is(err, lookback.ErrInvalid) {
			t.Errorf("got %v, want no error or one that says what is wrong with the file", err)
		}
	})
}

func FuzzReadNetworkParties(f *testing.F) {
	f.Add("id,kind,name,phone,public_hub,ground,review_by,handling\nN,network,x,,,g,2026-05-01,TLP:RED\nP,person,y,1,,,,\n")
	f.Fuzz(func(t *testing.T, text string) {
		_, err := ReadNetworkParties(strings.NewReader(text), "parties.csv", testStamp(), func(r PartyRow) error {
			if r.Err == nil && r.Party == nil && r.Network == nil {
				t.Errorf("row %d is nothing", r.Line)
			}
			return nil
		})
		if err != nil && !errors.Is(err, lookback.ErrInvalid) {
			t.Errorf("got %v, want no error or one that says what is wrong with the file", err)
		}
	})
}

// What an edge, a sanction or an address says and nothing has a place for is counted value by value.
func TestLossOfFollowTheMoneyIsExact_R40(t *testing.T) {
	const file = `{"id":"p","schema":"Person","properties":{"name":["Odalric Fenwick"],"sourceUrl":["a","b"],"addressEntity":["adr"],"position":["mate"]}}
{"id":"q","schema":"Company","properties":{"name":["Quillworks"]}}
{"id":"adr","schema":"Address","properties":{"full":["Quay 1"],"country":["ve"],"city":["Port Ambrel"]}}
{"id":"s","schema":"Sanction","properties":{"entity":["p"],"programId":["X"],"program":["x","y"],"startDate":["2023","2022"],"provisions":["freeze"],"authority":["A","B"]}}
{"id":"own","schema":"Ownership","properties":{"owner":["p"],"asset":["q"],"percentage":["60","61"],"sharesCount":["10"],"startDate":["2023"]}}
{"id":"far","schema":"Ownership","properties":{"owner":["p"],"asset":["nobody"]}}
{"id":"v","schema":"Event","properties":{"name":["gala"]}}
`
	e, err := ParseEdition(FTMJSON, []File{Bytes("net.json", []byte(file))})
	if err != nil {
		t.Fatal(err)
	}
	got := e.Ties("", testStamp())
	want := []FieldCount{
		{"Address.city", 1}, {"Event", 1}, {"Ownership to a party that is not in the file", 1}, {"Ownership.percentage", 1}, {"Ownership.sharesCount", 1},
		{"Person.sourceUrl", 2}, {"Sanction of a party", 1}, {"Sanction.authority", 1}, {"Sanction.program", 2}, {"Sanction.provisions", 1},
		{"date of a Sanction beside the earliest", 1}, {"day of listing of a party", 1}, {"position of a party", 1}, {"programme of a party", 1},
	}
	if diff := cmp.Diff(got.Loss, want); diff != "" || len(got.Ties) != 1 || len(got.Parties) != 2 {
		t.Errorf("%d ties, %d parties; got -, want +\n%s", len(got.Ties), len(got.Parties), diff)
	}
}
