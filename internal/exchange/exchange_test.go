package exchange

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lookback"
	"lookback/internal/source"
)

var update = flag.Bool("update", false, "write the golden files anew")

var recorded = time.Date(2026, 1, 31, 8, 0, 0, 500, time.UTC)

// ferryRing is a small network in which every field of a tie is filled somewhere.
func ferryRing(t testing.TB) Picture {
	t.Helper()
	tie := func(id, subject string, class lookback.TieClass, object string) lookback.Tie {
		s, errS := lookback.ParseNodeRef(subject)
		o, errO := lookback.ParseNodeRef(object)
		if errS != nil || errO != nil {
			t.Fatal(errS, errO)
		}
		return lookback.Tie{
			ID: id, Subject: s, Class: class, Object: o, AssertedBy: "ann", Source: "manifest", Kind: lookback.Fact,
			Grade:    lookback.Grade{Source: lookback.SourceFairly, Info: lookback.InfoPossible},
			Handling: lookback.Handling{Sharing: lookback.TLPAmber, Action: lookback.PAPGreen}, Recorded: recorded, ReviewBy: recorded.AddDate(0, 6, 0),
		}
	}
	moved := tie("T-1", "record:crm/1042", lookback.ClassMovedBy, "network:N")
	moved.From = lookback.ParseDate("2023-05")
	arranged := tie("T-2", "party:P-7", lookback.ClassArrangesTransport, "network:N")
	arranged.From, arranged.To, arranged.Knowledge, arranged.Kind = lookback.ParseDate("2022"), lookback.ParseDate("2023"), lookback.Knowing, lookback.Assessment
	arranged.Supports, arranged.Opposes, arranged.Supersedes, arranged.Origin = []string{"T-1"}, []string{"T-9"}, "T-0", "informant 4"
	arranged.Note, arranged.Handling.Note = `said "paid"; <twice>`+"\nin cash", "ask first"
	owns := tie("T-3", "party:P-7", lookback.ClassOwns, "party:P-8")
	owns.Share, owns.Grade = lookback.Share{Known: true, Low: 2500, High: 5000}, lookback.Grade{Source: lookback.SourceNotJudged, Info: lookback.InfoNotJudged}
	same := tie("T-4", "party:P-7", lookback.ClassSame, "entry:l/1")
	same.Kind = lookback.Hypothesis
	uses := tie("T-5", "party:P-7", lookback.ClassUses, "party:P-9")
	works := tie("T-6", "record:crm/1042", lookback.ClassWorksFor, "party:P-8")
	return Picture{
		At: recorded,
		Networks: []lookback.Network{{ID: "N", Name: "The ferry ring", Summary: "moves people", Ground: "seized ledger", By: "ann",
			Handling: lookback.Handling{Sharing: lookback.TLPRed, Action: lookback.PAPRed, Note: "no copies"}, Recorded: recorded, ReviewBy: recorded.AddDate(1, 0, 0)}},
		Parties: []lookback.NetworkParty{
			{ID: "P-7", Kind: lookback.PartyPerson, Note: "drives", Party: lookback.Party{Kind: lookback.KindPerson,
				Names: []lookback.Name{{Full: "Bohuslav Quill"}, {Full: "Bo", Type: lookback.NameAlias}}, Births: []lookback.Date{{Raw: "1974"}},
				Identifiers: []lookback.Identifier{{Type: "passport", Value: "V7", Country: "Verdania"}, {Type: "voter-id", Value: "9"}}}},
			{ID: "P-8", Kind: lookback.PartyCompany, Party: lookback.Party{Kind: lookback.KindOrganisation, Names: []lookback.Name{{Full: "Quillworks"}}}},
			{ID: "P-9", Kind: lookback.PartyPhone, PublicHub: true, HubReason: "a hostel's telephone", Party: lookback.Party{Identifiers: []lookback.Identifier{{Type: "phone", Value: "+99 1"}}}},
		},
		Ties: []lookback.Tie{same, moved, uses, owns, arranged, works},
	}
}

var writers = []struct {
	name  string
	write func(io.Writer, Picture) ([]Loss, error)
}{{"dot", DOT}, {"graphml", GraphML}, {"ftm", FTM}, {"stix", STIX}, {"niem", NIEM}}

func write(t testing.TB, form func(io.Writer, Picture) ([]Loss, error), p Picture) (string, []Loss) {
	t.Helper()
	var b bytes.Buffer
	loss, err := form(&b, p)
	if err != nil {
		t.Fatal(err)
	}
	return b.String(), loss
}

func TestGolden_R40(t *testing.T) {
	for _, w := range writers {
		t.Run(w.name, func(t *testing.T) {
			got, loss := write(t, w.write, ferryRing(t))
			for _, l := range loss {
				got += fmt.Sprintf("lost: %s %d\n", l.Field, l.Count)
			}
			path := filepath.Join("testdata", "ferry."+w.name+".golden")
			if *update {
				if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(got, string(want)); diff != "" {
				t.Errorf("got -, want + (run with -update and look at the difference)\n%s", diff)
			}
		})
	}
}

// The order in which things are given reaches no output.
func TestOrderReachesNoOutput(t *testing.T) {
	turned := ferryRing(t)
	slices.Reverse(turned.Ties)
	slices.Reverse(turned.Parties)
	for _, w := range writers {
		got, _ := write(t, w.write, turned)
		want, _ := write(t, w.write, ferryRing(t))
		if diff := cmp.Diff(got, want); diff != "" {
			t.Errorf("%s: turned -, straight +\n%s", w.name, diff)
		}
	}
}

// What STIX and NIEM carry comes back as it was, and the loss report names exactly what does not (R40).
func TestRoundTrip_R40(t *testing.T) {
	writer := []source.FieldCount{{Field: "identity that only made other objects", Count: 1}}
	t.Run("STIX", func(t *testing.T) { comesBack(t, STIX, source.ReadSTIX, writer) })
	t.Run("NIEM", func(t *testing.T) { comesBack(t, NIEM, source.ReadNIEM, nil) })
}

// comesBack writes a picture and reads it, and wants everything to be the same and nothing but some counts to be lost.
func comesBack(t *testing.T, form func(io.Writer, Picture) ([]Loss, error), read func(io.Reader, string, source.TieStamp) (*source.TieSet, error), lost []source.FieldCount) {
	t.Helper()
	p := ferryRing(t)
	text, loss := write(t, form, p)
	if len(loss) != 0 {
		t.Errorf("got loss %v, want none: all that the picture holds has a place", loss)
	}
	set, err := read(strings.NewReader(text), "file.json", source.TieStamp{AssertedBy: "importer"})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(set.Networks, p.Networks); diff != "" {
		t.Errorf("networks: got -, want +\n%s", diff)
	}
	if diff := cmp.Diff(set.Parties, sortedParties(p.Parties), cmp.Comparer(func(a, b lookback.Date) bool { return a.Raw == b.Raw })); diff != "" {
		t.Errorf("parties: got -, want +\n%s", diff)
	}
	if diff := cmp.Diff(set.Ties, p.ties()); diff != "" {
		t.Errorf("ties: got -, want +\n%s", diff)
	}
	if diff := cmp.Diff(set.Loss, lost); diff != "" || set.Refused != 0 {
		t.Errorf("%v; loss: got -, want +\n%s", set.Problems, diff)
	}
}

func sortedParties(parties []lookback.NetworkParty) []lookback.NetworkParty {
	out := slices.Clone(parties)
	slices.SortFunc(out, func(a, b lookback.NetworkParty) int { return strings.Compare(a.ID, b.ID) })
	return out
}

// What is written as FollowTheMoney is read back as parties and relations of the same classes, where it has a schema for them.
func TestFTMIsReadBack_R40(t *testing.T) {
	text, _ := write(t, FTM, ferryRing(t))
	e, err := source.ParseEdition(source.FTMJSON, []source.File{source.Bytes("x.json", []byte(text))})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range e.Relations {
		got = append(got, strings.Join([]string{r.From, string(r.Class), r.To, r.Label, r.Share, r.Start.Raw, r.End.Raw}, " "))
	}
	slices.Sort(got)
	want := []string{
		"party:P-7 linked-to entry:l/1 same-as   ",
		"party:P-7 linked-to network:N arranges-transport  2022 2023",
		"party:P-7 owns party:P-8 owns 25 % to 50 %  ",
		"record:crm/1042 linked-to network:N moved-by  2023-05 ",
		"record:crm/1042 works-for party:P-8 works-for   ",
	}
	if diff := cmp.Diff(got, want); diff != "" {
		t.Errorf("got -, want +\n%s", diff)
	}
}

// Names with every sign that a form uses for itself leave the form intact.
func TestHostileNames(t *testing.T) {
	for _, name := range []string{`"];x[`, "a\\", "a\nb\r\tc", "]]><!--", "</data>&amp;", "\x00\x01\x7f", "\u0642\u200d\u0644", "%s%d"} {
		p := ferryRing(t)
		p.Networks[0].Name, p.Parties[0].Party.Names[0].Full, p.Ties[0].Source, p.Ties[0].Note = name, name, name, name
		for _, w := range writers {
			text, _ := write(t, w.write, p)
			if err := wellFormed(w.name, text); err != nil {
				t.Errorf("%s of %q: %v", w.name, name, err)
			}
		}
	}
}

func wellFormed(form, text string) error {
	switch form {
	case "graphml":
		for d := xml.NewDecoder(strings.NewReader(text)); ; {
			if _, err := d.Token(); err == io.EOF {
				return nil
			} else if err != nil {
				return err
			}
		}
	case "ftm", "stix", "niem":
		for d := json.NewDecoder(strings.NewReader(text)); ; {
			var v any
			if err := d.Decode(&v); err == io.EOF {
				return nil
			} else if err != nil {
				return err
			}
		}
	}
	return wellFormedDOT(text)
}

// wellFormedDOT reports a line that does not end as every line of ours does, outside of quotes.
func wellFormedDOT(text string) error {
	for line := range strings.Lines(text) {
		bare, quoted, escaped := "", false, false
		for _, r := range strings.TrimRight(line, "\n") {
			switch {
			case escaped:
				escaped = false
			case quoted && r == '\\':
				escaped = true
			case r == '"':
				quoted = !quoted
			case !quoted:
				bare += string(r)
			}
		}
		if quoted || !strings.HasSuffix(bare, ";") && !strings.HasSuffix(bare, "{") && bare != "}" {
			return &lookback.InputError{Reason: "the line is broken: " + line}
		}
	}
	return nil
}

// Every connection in an output is a tie with its class, source and grade; nothing else connects two parties (R23).
func TestOnlyTiesConnect_R23(t *testing.T) {
	p := ferryRing(t)
	text, _ := write(t, DOT, p)
	if got, want := strings.Count(text, " -> "), len(p.Ties); got != want {
		t.Errorf("got %d edges, want %d", got, want)
	}
	for line := range strings.Lines(text) {
		if strings.Contains(line, " -> ") && !strings.Contains(line, "manifest, ") {
			t.Errorf("an edge without its source: %s", line)
		}
	}
	var bundle struct{ Objects []map[string]any }
	text, _ = write(t, STIX, p)
	if err := json.Unmarshal([]byte(text), &bundle); err != nil {
		t.Fatal(err)
	}
	relations := 0
	for _, o := range bundle.Objects {
		if o["type"] == "relationship" {
			relations++
			if o["extensions"] == nil || o["external_references"] == nil {
				t.Errorf("a relationship without its grade or source: %v", o)
			}
		}
	}
	if relations != len(p.Ties) {
		t.Errorf("got %d relationships, want %d", relations, len(p.Ties))
	}
}

func TestReaderAndWriterKnowTheSameExtension(t *testing.T) {
	if stixExtension != source.STIXExtension {
		t.Errorf("the writer has %s, the reader %s", stixExtension, source.STIXExtension)
	}
	for _, m := range source.STIXMarkings[:5] {
		if stixMarkings[m.TLP] != m.ID {
			t.Errorf("%s: the writer has %s, the reader %s", m.TLP, stixMarkings[m.TLP], m.ID)
		}
	}
}
