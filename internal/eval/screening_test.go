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
	"lookback/internal/match"
	"lookback/internal/source"
	"lookback/internal/text"
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
const workingThreshold lookback.Score = 5600

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

// TestErrorsOfWritingAreFound shows how many of the listed are still found by a name with one error in it: by kind
// of error at the default threshold, and at least 99 in 100 over all kinds at the working threshold.
func TestErrorsOfWritingAreFound(t *testing.T) {
	ix := NewIndex(listed(t))
	var all []lookback.Score
	for _, tt := range errorsOfWriting {
		t.Run(tt.name, func(t *testing.T) {
			random := rand.New(rand.NewPCG(1, 2))
			parties := population(t, "un_2025_untreated.csv", false)
			for i, p := range parties {
				letters := []rune(p.Names[0].Full)
				parties[i].Names = []lookback.Name{{Full: tt.make(letters, insideWord(letters, random))}}
			}
			scores, err := bestScores(t.Context(), ix, parties)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, scores...)
			got := shareAtLeast(scores, lookback.DefaultThreshold)
			t.Logf("%.4f are found at %s, %.4f at %s", got, lookback.DefaultThreshold, shareAtLeast(scores, workingThreshold), workingThreshold)
			if got < tt.floor {
				t.Errorf("%.4f are found, want at least %.3f", got, tt.floor)
			}
		})
	}
	got := shareAtLeast(all, workingThreshold)
	t.Logf("over all kinds %.4f are found at %s", got, workingThreshold)
	if got < 0.99 {
		t.Errorf("over all kinds %.4f are found at %s, want at least 0.99", got, workingThreshold)
	}
}

// TestStrongAliasesFindTheirEntry measures, on the OFAC edition of July 2021, how many strong aliases of a person are
// found by the person's primary name alone, by how many names the two share. An alias that shares one name only is
// mostly another name altogether (a nom de guerre, a family name by marriage), which no rule about names can find without
// finding everybody of that given name too; the publisher lists it for that reason.
func TestStrongAliasesFindTheirEntry(t *testing.T) {
	var found, cases [3]int // by names shared: any number, one, more than one
	var scratch match.Scratch
	for _, e := range ofac(t) {
		if e.Party.Kind != lookback.KindPerson {
			continue
		}
		primary := match.FormsOf(text.Analyse(e.Party.Names[0], lookback.KindPerson))
		for _, n := range e.Party.Names[1:] {
			alias := match.FormsOf(text.Analyse(n, lookback.KindPerson))
			shared := sharedNames(primary, alias)
			if n.Weak || shared == 0 {
				continue
			}
			hit := scratch.Names(primary, alias) >= workingThreshold
			for _, slot := range []int{0, min(shared, 2)} {
				cases[slot]++
				if hit {
					found[slot]++
				}
			}
		}
	}
	for slot, floor := range []float64{0.74, 0, 0.91} {
		got := float64(found[slot]) / float64(cases[slot])
		name := []string{"any names", "one name", "more than one name"}[slot]
		t.Logf("%s shared: %d of %d aliases are found at %s (%.3f)", name, found[slot], cases[slot], workingThreshold, got)
		if got < floor {
			t.Errorf("%s shared: %.3f of the aliases are found, want at least %.3f", name, got, floor)
		}
	}
}

// sharedNames returns how many tokens of a relate to some token of b otherwise than by an initial.
func sharedNames(a, b match.Forms) (n int) {
	for _, x := range a {
		for _, y := range b {
			if r, _ := match.Relate(x, y); r != match.Unrelated && r != match.InitialOf {
				n++
				break
			}
		}
	}
	return n
}

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

// insideWord draws a letter that another letter of the same word follows.
func insideWord(letters []rune, random *rand.Rand) int {
	for {
		if i := random.IntN(len(letters) - 1); letters[i] != ' ' && letters[i+1] != ' ' {
			return i
		}
	}
}
