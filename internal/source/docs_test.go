package source

import (
	"os"
	"strings"
	"testing"
)

// codeBlock returns the first block of that language in a page of docs/format.
func codeBlock(t *testing.T, page, language string) string {
	t.Helper()
	data, err := os.ReadFile("../../docs/format/" + page)
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(data), "```"+language+"\n")
	block, _, closed := strings.Cut(rest, "```")
	if !found || !closed {
		t.Fatalf("%s has no block of %s", page, language)
	}
	return block
}

func TestEveryFormatHasItsPage(t *testing.T) {
	for _, format := range Formats() {
		data, err := os.ReadFile("../../docs/format/" + string(format) + ".md")
		if err != nil || !strings.Contains(string(data), "`"+string(format)+"`") {
			t.Errorf("docs/format/%s.md does not describe the format: %v", format, err)
		}
		if ParserVersion(format) == "" {
			t.Errorf("%s has no version", format)
		}
	}
}

func TestEveryIdentifierTypeIsOnItsPage(t *testing.T) {
	data, err := os.ReadFile("../../docs/format/party.md")
	if err != nil {
		t.Fatal(err)
	}
	for kind := range documentLabels {
		if !strings.Contains(string(data), "`"+kind+"`") {
			t.Errorf("docs/format/party.md does not list %s", kind)
		}
	}
}

func TestExamplesInTheDocsAreRead(t *testing.T) {
	e, err := ParseEdition(HouseCSV, []File{Bytes("house.csv", []byte(codeBlock(t, "house-csv.md", "csv")))})
	if err != nil || len(e.Entries) != 2 || e.Counts.Problems != 0 || e.Entries[0].Party.Identifiers[0].Country != "Verdania" {
		t.Errorf("the example of house-csv.md: %v, %+v", err, e)
	}
	if _, err := ParseMapping("map.yaml", []byte(codeBlock(t, "record-csv.md", "yaml"))); err != nil {
		t.Errorf("the example of record-csv.md: %v", err)
	}
}
