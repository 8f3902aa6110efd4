package match_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"lookback"
	"lookback/internal/api"
	"lookback/internal/match"
)

var update = flag.Bool("update", false, "write the golden files anew; review the difference")

func people(name string, more ...string) lookback.Party {
	p := lookback.Party{Kind: lookback.KindPerson, Names: []lookback.Name{{Full: name}}}
	for _, alias := range more {
		p.Names = append(p.Names, lookback.Name{Full: alias, Type: lookback.NameAlias})
	}
	return p
}

func born(p lookback.Party, dates ...string) lookback.Party {
	for _, d := range dates {
		p.Births = append(p.Births, lookback.ParseDate(d))
	}
	return p
}

func passport(p lookback.Party, value, country string) lookback.Party {
	p.Identifiers = append(p.Identifiers, lookback.Identifier{Type: "passport", Value: value, Country: country})
	return p
}

func weak(p lookback.Party, alias string) lookback.Party {
	p.Names = append(p.Names, lookback.Name{Full: alias, Type: lookback.NameAlias, Weak: true})
	return p
}

func firm(kind lookback.PartyKind, name string) lookback.Party {
	return lookback.Party{Kind: kind, Names: []lookback.Name{{Full: name}}}
}

// explained are fictional pairs; together they show every relation, effect and rule that evidence can hold.
var explained = []struct {
	name        string
	left, right lookback.Party
}{
	{"equal-name-only", people("Anvar Examplov"), people("Anvar Examplov")},
	{"two-romanisations", born(people("YULDASHEV ANVAR"), "1985-03-21"), born(people("Анвар Йўлдошев", "Anvar Yo‘ldoshev"), "21 March 1985")},
	{"patronymic-contradicts", people("Anvar Karimovich Examplov"), people("Anvar Salim o‘g‘li Examplov")},
	{"patronymic-missing", born(people("Anvar Karimovich Examplov"), "1985"), born(people("Examplov, Anvar"), "1985-03-21")},
	{"father-and-son-swapped", people("Muhammad bin Salman Examplov"), people("Salman bin Muhammad Examplov")},
	{"written-together", people("Nur Bek Examplov"), people("Nurbek Examplov")},
	{"initial", people("A. Examplov"), people("Anvar Examplov")},
	{"error-of-writing", people("Anvar Exmaplov"), people("Anvar Examplov")},
	{"ending-of-family-name", people("Nodira Rahmonova"), people("Nodira Rahmonzoda")},
	{"masculine-and-feminine", people("Nodira Rahmonova"), people("Nodira Rahmonov")},
	{"vowels-not-written", people("دلدار زرين"), people("Dildar Zarin")},
	{"weak-alias-only", people("Abu Karim"), weak(people("Rustam Sobirov"), "Abu Karim")},
	{"identifier-with-another-name", passport(born(people("Rustam Sobirov"), "1990-11-02"), "AB123457", "TJ"), passport(born(people("Anvar Examplov"), "1985-03-21"), "AB 123457", "Tajikistan")},
	{"legal-forms-differ", firm(lookback.KindOrganisation, "Example Trading GmbH"), firm(lookback.KindOrganisation, "Example Trading Inc.")},
	{"number-differs", firm(lookback.KindVessel, "Ocean Example 1"), firm(lookback.KindVessel, "Ocean Example II")},
	{"kinds-differ", firm(lookback.KindVessel, "Ocean Example"), firm(lookback.KindOrganisation, "Ocean Example")},
}

// TestEvidenceIsStable shows R15: every score comes with its explanation, in JSON that machines may rely on.
// The version of the matcher changes with every table and is left out.
func TestEvidenceIsStable(t *testing.T) {
	for _, tt := range explained {
		t.Run(tt.name, func(t *testing.T) {
			e := match.Compare(tt.left, tt.right)
			if err := e.Validate(); err != nil {
				t.Fatal(err)
			}
			e.Matcher = "version"
			got := encode(t, api.EvidenceOf(e))
			path := filepath.Join("testdata", "evidence", tt.name+".json")
			if *update {
				if err := os.WriteFile(path, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("the evidence changed; run with -update and review the difference\ngot\n%s\nwant\n%s", got, want)
			}
		})
	}
}

func encode(t *testing.T, v any) []byte {
	t.Helper()
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestFormatPageShowsRealEvidence keeps the example of docs/format/evidence.md true.
func TestFormatPageShowsRealEvidence(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "format", "evidence.md"))
	if err != nil {
		t.Fatal(err)
	}
	golden, err := os.ReadFile(filepath.Join("testdata", "evidence", "patronymic-missing.json"))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(page, bytes.TrimSpace(golden)) {
		t.Error("the example of docs/format/evidence.md is not the golden file patronymic-missing.json")
	}
}
