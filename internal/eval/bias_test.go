package eval

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"lookback"
	"lookback/internal/scenario"
	"lookback/internal/text"
)

// R12: a rule table that is biased is caught by what guards every build. The program is built once more with a table of pet forms that takes
// all given names of one culture for forms of each other, and its fairness test must fail.
func TestBiasedTableIsCaught(t *testing.T) {
	if testing.Short() {
		t.Skip("left out with -short: builds the matcher anew")
	}
	program, err := exec.LookPath("go")
	if err != nil {
		t.Skip("the go command is not here, so the program cannot be built with another table")
	}
	table := absolute(t, "../text/tables/nicknames.txt")
	biased := filepath.Join(t.TempDir(), "nicknames.txt")
	held, err := os.ReadFile(table)
	if err != nil {
		t.Fatal(err)
	}
	write(t, biased, append(held, strings.Join(givenNamesOf("uzbek"), " ")+"\n"...))
	overlay := filepath.Join(t.TempDir(), "overlay.json")
	text, err := json.Marshal(map[string]map[string]string{"Replace": {table: biased}})
	if err != nil {
		t.Fatal(err)
	}
	write(t, overlay, text)
	out, err := exec.CommandContext(t.Context(), program, "test", "-overlay", overlay, "-run", "^TestMatcherIsFairAcrossCultures$", ".").CombinedOutput()
	if err == nil || !strings.Contains(string(out), "names of culture uzbek are matched wrongly more often") {
		t.Errorf("the biased table was not caught (%v):\n%s", err, out)
	}
}

// givenNamesOf returns the given names of a culture, which are the words that no ending tells apart, as tables write them.
func givenNamesOf(culture string) (names []string) {
	for _, p := range scenario.Pairs(fairnessSeed, fairnessPerCulture) {
		if p.Culture != culture {
			continue
		}
		for _, token := range text.Analyse(p.Left, lookback.KindPerson).Tokens {
			if f := token.Form.Folded; token.Form.Class == text.Unknown && !slices.Contains(names, f) {
				names = append(names, f)
			}
		}
	}
	return names
}

func absolute(t *testing.T, path string) string {
	t.Helper()
	path, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func write(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}
