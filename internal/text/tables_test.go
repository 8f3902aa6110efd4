package text

import (
	"slices"
	"strings"
	"testing"
)

// TestTablesSayWhereTheyComeFrom shows that every table begins with what it is, its source and its version.
func TestTablesSayWhereTheyComeFrom(t *testing.T) {
	for _, name := range tableNames() {
		head, _, _ := strings.Cut(readTable(name), "\n# Version: ")
		if !strings.HasPrefix(head, "# ") || !strings.Contains(head, "\n# Source: ") || strings.Contains(head, "\n[") {
			t.Errorf("%s does not begin with a title, a source and a version", name)
		}
	}
}

// TestClassesOfNamesAreReadable shows that every member of a class can be met: it leaves a reading, and stands in its class once.
func TestClassesOfNamesAreReadable(t *testing.T) {
	total := 0
	for _, table := range append([]string{"nicknames"}, variantTables[:]...) {
		for _, s := range sections(table) {
			for _, row := range s.rows {
				total++
				members := strings.Fields(row)
				for i, m := range members {
					if tableKey(m) == "" {
						t.Errorf("%s: %s leaves nothing", table, m)
					}
					if slices.Contains(members[:i], m) {
						t.Errorf("%s: %s stands twice in the class of %s", table, m, members[0])
					}
				}
			}
		}
	}
	if total < 1500 {
		t.Errorf("%d classes, want fifteen hundred: a table is cut off", total)
	}
}

// TestTransliterationTablesGiveLatinLetters shows that no table writes anything but a-z, and reads no capitals, which no word holds.
func TestTransliterationTablesGiveLatinLetters(t *testing.T) {
	for name, a := range alphabets() {
		check := func(from string, l letter) {
			if strings.Trim(l.reading+l.other, "abcdefghijklmnopqrstuvwxyz") != "" {
				t.Errorf("%s: %s is read %q or %q", name, from, l.reading, l.other)
			}
			if strings.ToLower(from) != from {
				t.Errorf("%s: %s is a capital", name, from)
			}
		}
		if len(a.single) == 0 {
			t.Errorf("%s is empty", name)
		}
		for r, l := range a.single {
			check(string(r), l)
		}
		for r, l := range a.initial {
			check(string(r), l)
		}
		for pair, l := range a.double {
			check(string(pair[:]), l)
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
