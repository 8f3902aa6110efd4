package text

import (
	"slices"
	"strings"
	"testing"
)

// TestTablesSayWhereTheyComeFrom shows that every table begins with a comment: what it is and its source.
func TestTablesSayWhereTheyComeFrom(t *testing.T) {
	for _, name := range tableNames() {
		if first, _, _ := strings.Cut(readTable(name), "\n"); !strings.HasPrefix(first, "# ") || len(first) < 20 {
			t.Errorf("%s begins with %q, want a comment with its source", name, first)
		}
	}
}

// TestClassesOfNamesAreReadable shows that every member of a class can be met: it is written as tokens are folded, and once.
func TestClassesOfNamesAreReadable(t *testing.T) {
	total := 0
	for _, table := range []string{"variants", "nicknames"} {
		for _, members := range classesOf(table) {
			total++
			if len(members) < 2 {
				t.Errorf("%s: %v is no class", table, members)
			}
			for i, m := range members {
				if !isFolded(m) {
					t.Errorf("%s: %s is not written as a token is folded", table, m)
				}
				if slices.Contains(members[:i], m) {
					t.Errorf("%s: %s stands twice in the class of %s", table, m, members[0])
				}
			}
		}
	}
	if total < 1000 {
		t.Errorf("%d classes, want a thousand: a table is cut off", total)
	}
}

// TestTransliterationTablesGiveLatinLetters shows that no table writes anything but a-z, the sign "-" for nothing and the inherent vowel.
func TestTransliterationTablesGiveLatinLetters(t *testing.T) {
	for name, table := range tables() {
		if len(table) == 0 {
			t.Errorf("%s is empty", name)
		}
		for letter, reading := range table {
			if plain := strings.Replace(reading, "+", "", 1); name != "latin-marks" && !isFolded(plain) {
				t.Errorf("%s: %s is read %q", name, letter, reading)
			}
			if strings.ToLower(letter) != letter {
				t.Errorf("%s: %s is a capital, which no word holds when it is read", name, letter)
			}
		}
	}
}

func TestSymbolsNameTheirRule(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"Variant", "Mohamed", "variants: muhammad"},
		{"Nickname", "Bobby", "nicknames: robert"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var rules []string
			for _, s := range personToken(t, tt.in).Symbols {
				rules = append(rules, s.Rule())
			}
			if !slices.Contains(rules, tt.want) {
				t.Errorf("%s has rules %v, want %s among them", tt.in, rules, tt.want)
			}
		})
	}
	number := organisation("Example 44").Tokens[1].Form.Symbols[0]
	if got := number.Rule(); got != "numbers: 44" {
		t.Errorf("got %q, want numbers: 44", got)
	}
}
