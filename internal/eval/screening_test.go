package eval

import (
	"encoding/csv"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"lookback"
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
func population(t *testing.T, file string, nameOnly bool) []lookback.Party {
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
	var parties []lookback.Party
	for _, row := range rows[1:] {
		p := lookback.Party{Kind: lookback.KindPerson, Names: []lookback.Name{{Full: row[column("full_name")]}}}
		if !nameOnly {
			p.Births = []lookback.Date{lookback.ParseDate(row[column("date_of_birth")])}
			p.Nationalities = []string{row[column("nationality")]}
		}
		parties = append(parties, p)
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
			report, err := Screening(t.Context(), ix, population(t, "un_2025_untreated.csv", tt.nameOnly), population(t, "negatives_us.csv", tt.nameOnly))
			if err != nil {
				t.Fatal(err)
			}
			i := slices.IndexFunc(report.Rates, func(r Rate) bool { return r.Threshold == lookback.DefaultThreshold })
			if r := report.Rates[i]; r.Recall < 0.995 || r.FalseAlertRate > tt.falseAlerts {
				t.Errorf("recall %.4f, false alerts %.5f, want at least 0.995 and at most %.3f", r.Recall, r.FalseAlertRate, tt.falseAlerts)
			}
		})
	}
}

// errorsOfWriting make one error in a name at letter i, which is followed by another letter of the same word.
var errorsOfWriting = []struct {
	name  string
	floor float64 // recall that may not be lost again
	make  func(letters []rune, i int) string
}{
	{"Swapped", 0.95, func(l []rune, i int) string { l[i], l[i+1] = l[i+1], l[i]; return string(l) }},
	{"Dropped", 0.95, func(l []rune, i int) string { return string(l[:i]) + string(l[i+1:]) }},
	{"Doubled", 0.985, func(l []rune, i int) string { return string(l[:i+1]) + string(l[i:]) }},
	{"AnotherVowel", 0.965, anotherVowel},
	{"FamilyNameFirst", 0.965, func(l []rune, _ int) string {
		words := strings.Fields(string(l))
		return strings.Join(append([]string{words[len(words)-1]}, words[:len(words)-1]...), " ")
	}},
	{"NoBreakSpaces", 1, func(l []rune, _ int) string { return strings.ReplaceAll(string(l), " ", "\u00a0") }},
}

// anotherVowel puts the next vowel in place of the first one from letter i on.
func anotherVowel(l []rune, i int) string {
	const vowels = "AEIOUaeiou"
	for k := range l {
		if v := strings.IndexRune(vowels, l[(i+k)%len(l)]); v >= 0 {
			l[(i+k)%len(l)] = rune(vowels[v/5*5+(v+1)%5])
			break
		}
	}
	return string(l)
}

// TestErrorsOfWritingAreFound shows how many of the listed are still found by a name with one error in it.
func TestErrorsOfWritingAreFound(t *testing.T) {
	ix := NewIndex(listed(t))
	for _, tt := range errorsOfWriting {
		t.Run(tt.name, func(t *testing.T) {
			random := rand.New(rand.NewPCG(1, 2))
			parties := population(t, "un_2025_untreated.csv", true)
			for i, p := range parties {
				letters := []rune(p.Names[0].Full)
				parties[i].Names = []lookback.Name{{Full: tt.make(letters, insideWord(letters, random))}}
			}
			scores, err := bestScores(t.Context(), ix, parties)
			if err != nil {
				t.Fatal(err)
			}
			if got := shareAtLeast(scores, lookback.DefaultThreshold); got < tt.floor {
				t.Errorf("%.4f are found, want at least %.3f", got, tt.floor)
			} else {
				t.Logf("%.4f are found", got)
			}
		})
	}
}

// insideWord draws a letter that another letter of the same word follows.
func insideWord(letters []rune, random *rand.Rand) int {
	for {
		if i := random.IntN(len(letters) - 1); letters[i] != ' ' && letters[i+1] != ' ' {
			return i
		}
	}
}
