package text

import (
	"slices"
	"testing"

	"lookback"
)

// TestReadings shows which names are read as several names, and which organisations by their first letters.
func TestReadings(t *testing.T) {
	tests := []struct {
		name, in string
		kind     lookback.PartyKind
		want     []string // beyond the name as it is
	}{
		{"OneName", "Anvar Example", lookback.KindPerson, nil},
		{"AlsoKnownAs", "Anvar Example a.k.a. Rustam Beispiel", lookback.KindPerson, []string{"anvar example", "rustam beispiel"}},
		{"AlsoKnownAsTwice", "Anvar Example aka Rustam Beispiel AKA Bahrom Ejemplo", lookback.KindPerson, []string{"anvar example", "rustam beispiel", "bahrom ejemplo"}},
		{"StrokeBetweenNames", "Anvar Example/Rustam Beispiel", lookback.KindPerson, []string{"anvar example", "rustam beispiel"}},
		{"StrokeBetweenSpellings", "Anvar/Enver Example", lookback.KindPerson, nil},
		{"OneWordIsNoNameOfAPerson", "Anvar Example aka Beispiel", lookback.KindPerson, nil},
		{"SonOf", "Anvar s/o Karim Example", lookback.KindPerson, nil},
		{"Organisations", "Example Front/Beispiel Army", lookback.KindOrganisation, []string{"example front/generic word", "beispiel army"}},
		{"TradingAs", "Example Mills Ltd d/b/a Beispiel", lookback.KindOrganisation, []string{"example mills ltd/legal form", "beispiel"}},
		{"DanishForm", "Example A/S", lookback.KindOrganisation, nil},
		{"GenericWords", "Example Import/Export", lookback.KindOrganisation, []string{"eie/acronym"}},
		{"Acronym", "Islamic Bank of Example", lookback.KindOrganisation, []string{"ibe/acronym"}},
		{"AcronymWithoutLegalForm", "Example General Mills Ltd", lookback.KindOrganisation, []string{"egm/acronym"}},
		{"AcronymWithArticle", "Al-Example Mills", lookback.KindOrganisation, []string{"aem/acronym"}},
		{"AcronymOfItsOwn", "Example Mineral Exploration Corporation (EXMEC)", lookback.KindOrganisation, []string{"emec/acronym", "exmec/acronym"}},
		{"AcronymOfItsOwnIsTheSame", "Example Grain Mills (EGM)", lookback.KindOrganisation, []string{"egm/acronym"}},
		{"TwoWordsMakeNone", "Example Mills", lookback.KindOrganisation, nil},
		{"PeopleHaveNone", "Anvar Karim Example", lookback.KindPerson, nil},
		{"NotInOtherScripts", "Пример Большой Завод", lookback.KindOrganisation, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var a Analyser
			var got []string
			for _, n := range a.AppendReadings(nil, lookback.Name{Full: tt.in}, tt.kind)[1:] {
				got = append(got, show(n))
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("%q is also read %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}
