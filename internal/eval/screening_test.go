package eval

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"lookback"
	"lookback/internal/match"
	"lookback/internal/source"
)

// sharedData is where published lists lie on machines that have them.
var sharedData = filepath.Join(root, "..", "shared", "data")

// listed returns the entries of the UN list, or skips the test.
func listed(t *testing.T) []lookback.Entry {
	t.Helper()
	path := filepath.Join(sharedData, "un", "2025-08-16.xml")
	if _, err := os.Stat(path); err != nil {
		t.Skipf("published lists are not on this machine: %v", err)
	}
	edition, err := source.ParseEdition(source.UNXML, []source.File{source.Path(path)})
	if err != nil {
		t.Fatal(err)
	}
	return edition.Entries
}

// population returns the people of a file, with their names alone or with date of birth and nationality too.
func population(t *testing.T, file string, nameOnly bool) []Subject {
	t.Helper()
	f, err := os.Open(filepath.Join(sharedData, "population", file))
	if err != nil {
		t.Skipf("the population is not on this machine: %v", err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	column := func(name string) int { return slices.Index(rows[0], name) }
	var parties []Subject
	for _, row := range rows[1:] {
		p := lookback.Party{Kind: lookback.KindPerson, Names: []lookback.Name{{Full: row[column("full_name")]}}}
		if !nameOnly {
			p.Births = []lookback.Date{lookback.ParseDate(row[column("date_of_birth")])}
			p.Nationalities = []string{row[column("nationality")]}
		}
		parties = append(parties, Subject{Party: p, Nationality: match.CountryIn(row[column("nationality")])})
	}
	return parties
}

// TestScreeningOfPublishedList shows R18: who is on a list is found, and few others are, at the default threshold.
func TestScreeningOfPublishedList(t *testing.T) {
	ix := NewIndex(listed(t))
	for _, tt := range []struct {
		name        string
		nameOnly    bool
		falseAlerts float64
	}{{"NameAlone", true, 0.005}, {"NameDateNationality", false, 0.001}} {
		t.Run(tt.name, func(t *testing.T) {
			report, err := Screening(t.Context(), ix, population(t, "un_2025_untreated.csv", tt.nameOnly), population(t, "negatives_us.csv", tt.nameOnly), lookback.DefaultThreshold)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range report.Rates {
				if r.Threshold != lookback.DefaultThreshold && r.Threshold != workingThreshold {
					continue
				}
				t.Logf("at %s: recall %.4f, false alerts %.5f", r.Threshold, r.Recall, r.FalseAlertRate)
				if r.Recall < 0.995 || r.FalseAlertRate > tt.falseAlerts {
					t.Errorf("at %s: recall %.4f, false alerts %.5f, want at least 0.995 and at most %.3f", r.Threshold, r.Recall, r.FalseAlertRate, tt.falseAlerts)
				}
			}
		})
	}
}

// workingThreshold is the lowest at which the unlisted population raises at most 0.1 % false alerts with name, date
// and nationality, and 0.5 % with the name alone: where an office that can review that many would work.
const workingThreshold lookback.Score = 5200

// ofac returns the entries of the OFAC list of July 2021, or skips the test.
func ofac(t *testing.T) []lookback.Entry {
	t.Helper()
	var files []source.File
	for _, name := range []string{"sdn.csv", "alt.csv", "add.csv", "sdn_comments.csv"} {
		path := filepath.Join(sharedData, "ofac", "2021-07", name)
		if _, err := os.Stat(path); err != nil {
			t.Skipf("published lists are not on this machine: %v", err)
		}
		files = append(files, source.Path(path))
	}
	edition, err := source.ParseEdition(source.OFACCSV, files)
	if err != nil {
		t.Fatal(err)
	}
	return edition.Entries
}
