package source

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lookback"
)

var update = flag.Bool("update", false, "write the golden files anew")

// fixtures lists the fictional editions of testdata, one or more for each format.
var fixtures = []struct {
	name   string
	format Format
	files  []string
}{
	{"un", UNXML, []string{"un.xml"}},
	{"eu", EUXML, []string{"eu.xml"}},
	{"sdn", OFACXML, []string{"sdn.xml"}},
	{"sdn_advanced", OFACAdvancedXML, []string{"sdn_advanced.xml"}},
	{"uk", UKCSV, []string{"uk.csv"}},
	{"csl_csv", USCSL, []string{"csl.csv"}},
	{"csl_json", USCSL, []string{"csl.json"}},
	{"ftm", FTMJSON, []string{"entities.ftm.json"}},
	{"ftm_delta", FTMJSON, []string{"t1-20240502.delta.json", "entities.ftm.json"}},
	{"senzing", SenzingJSON, []string{"senzing.jsonl"}},
	{"house", HouseCSV, []string{"house.csv"}},
}

func fixtureFiles(names []string) []File {
	var files []File
	for _, name := range names {
		files = append(files, Path("testdata/"+name))
	}
	return files
}

func TestFormatsGolden(t *testing.T) {
	for _, test := range fixtures {
		t.Run(test.name, func(t *testing.T) {
			files := fixtureFiles(test.files)
			if format, err := Recognise(files); err != nil || format != test.format {
				t.Errorf("recognised %q, %v, want %s", format, err, test.format)
			}
			e, err := ParseEdition(test.format, files)
			if err != nil {
				t.Fatal(err)
			}
			checkEdition(t, e, nil)
			golden := "testdata/" + test.name + ".golden"
			got := dump(e)
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(got, string(want)); diff != "" {
				t.Errorf("%s (-got +want); if it is meant, run with -update and raise the version of the parser:\n%s", golden, diff)
			}
		})
	}
}

// dump writes everything an edition says as lines of text.
func dump(e *Edition) string {
	var b strings.Builder
	fmt.Fprintf(&b, "format %s, parser %s, published %s, recoded %d\n", e.Format, e.Parser, e.Published.Format(time.RFC3339), e.Recoded)
	for _, list := range []struct {
		word    string
		entries []lookback.Entry
	}{{"entry", e.Entries}, {"not listed", e.Others}} {
		for _, entry := range list.entries {
			fmt.Fprintf(&b, "\n%s %s\n", list.word, entry.ID)
			for _, a := range aspects(&entry)[1:] {
				for _, v := range a.values {
					fmt.Fprintf(&b, "  %s: %s\n", a.name, v.show)
				}
			}
		}
	}
	b.WriteString("\n")
	for _, r := range e.Relations {
		fmt.Fprintf(&b, "relation %s %s %s: %q share %q from %q to %q note %q\n", r.From, r.Class, r.To, r.Label, r.Share, r.Start.Raw, r.End.Raw, r.Note)
	}
	for i := range e.Problems {
		fmt.Fprintf(&b, "problem %v\n", &e.Problems[i])
	}
	for _, l := range e.Loss {
		fmt.Fprintf(&b, "lost %s: %d\n", l.Field, l.Count)
	}
	return b.String()
}
