package match

import (
	"strings"
	"testing"
)

func codes(set []countryCode) string {
	var words []string
	for _, c := range set {
		words = append(words, c.String())
	}
	return strings.Join(words, " ")
}

func TestCountriesIn(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"Name", "Tajikistan", "TJ"},
		{"Alpha2", "TJ", "TJ"},
		{"Alpha2Small", "tj", "TJ"},
		{"Alpha3", "TJK", "TJ"},
		{"Adjective", "Tajik", "TJ"},
		{"OldSpelling", "Tadzhikistan", "TJ"},
		{"Cyrillic", "Таджикистан", "TJ"},
		{"CyrillicTajik", "Тоҷикистон", "TJ"},
		{"Accents", "Côte d’Ivoire", "CI"},
		{"AccentsDropped", "Cote d Ivoire", "CI"},
		{"Turkiye", "TÜRKİYE", "TR"},
		{"BehindComma", "Korea, North", "KP"},
		{"BehindCommaLong", "Congo, Democratic Republic of the", "CD"},
		{"InParentheses", "Iran (Islamic Republic of)", "IR"},
		{"Style", "the Republic of Kazakhstan", "KZ"},
		{"StyleThatDistinguishes", "Republic of Korea", "KR"},
		{"Note", "USSR (until 1991)", "AM AZ BY EE GE KG KZ LT LV MD RU TJ TM UA UZ"},
		{"Tail", "Indonesian passport", "ID"},
		{"Possibly", "possibly Palestinian", "PS"},
		{"Renamed", "Burma", "MM"},
		{"RenamedZaire", "Zaire", "CD"},
		{"RenamedSwaziland", "Swaziland", "SZ"},
		{"Territory", "Hong Kong", "CN HK"},
		{"TerritoryPuertoRico", "Puerto Rico", "PR US"},
		{"Soviet", "former Soviet Union", "AM AZ BY EE GE KG KZ LT LV MD RU TJ TM UA UZ"},
		{"SovietCode", "SUN", "AM AZ BY EE GE KG KZ LT LV MD RU TJ TM UA UZ"},
		{"SovietRepublic", "Tajik SSR", "TJ"},
		{"Yugoslavia", "Yugoslavia", "BA HR ME MK RS SI XK"},
		{"Czechoslovakia", "Czechoslovakia", "CZ SK"},
		{"Several", "Afghan; Pakistani", "AF PK"},
		{"SeveralSlash", "Iran/Iraq", "IQ IR"},
		{"Namibia", "NA", "NA"},
		{"NotAvailable", "na", ""},
		{"Unknown", "undetermined", ""},
		{"Empty", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := codes(countriesIn(tt.text)); got != tt.want {
				t.Errorf("%q is %q, want %q", tt.text, got, tt.want)
			}
		})
	}
}

// No name of the tables may mean two things: which one counted would depend on the order of lines.
func TestTablesNameEverythingOnce(t *testing.T) {
	seen := map[string]string{}
	eachPlaceRow(countryTable, func(row string) {
		names, _, _ := strings.Cut(row, " = ")
		names, _, _ = strings.Cut(names, " + ")
		alpha2, rest, _ := strings.Cut(names, " ")
		alpha3, list, _ := strings.Cut(rest, " ")
		checkOnce(t, seen, row, append(strings.Split(list, ";"), alpha2, alpha3))
	})
	if n := len(seen); n < 900 {
		t.Errorf("the table of countries holds %d names only", n)
	}
	towns := map[string]string{}
	eachPlaceRow(townTable, func(row string) { checkOnce(t, towns, row, strings.Split(row, ";")) })
}

func checkOnce(t *testing.T, seen map[string]string, row string, names []string) {
	t.Helper()
	for _, name := range names {
		key := placeKey(name)
		if other, known := seen[key]; known && other != row {
			t.Errorf("%q is named by two lines:\n%s\n%s", name, other, row)
		}
		if key != "" {
			seen[key] = row
		}
	}
}

func TestEveryISOCountryIsInTheTable(t *testing.T) {
	// Territories without inhabitants are left out: Antarctica, Bouvet, Heard, South Georgia, French Southern Territories, US Outlying Islands.
	count := 0
	eachPlaceRow(countryTable, func(row string) {
		if row[0] != '-' && !strings.Contains(row, " = ") {
			count++
		}
	})
	if want := 249 - 6 + 1; count != want { // and Kosovo
		t.Errorf("%d countries and territories, want %d", count, want)
	}
}

func TestSharePlace(t *testing.T) {
	tests := []struct {
		name, left, right string
		want              bool
	}{
		{"SameTown", "Khujand, Tajikistan", "Khujand", true},
		{"FormerName", "Leninabad, USSR", "Khujand, Tajikistan", true},
		{"FormerNameCyrillic", "Ленинабад", "Khudzhand", true},
		{"Frunze", "Frunze", "Bishkek, Kyrgyzstan", true},
		{"KurganTyube", "Kurgan-Tyube", "Bokhtar", true},
		{"Przhevalsk", "Przhevalsk", "Karakol city", true},
		{"SortOfPlace", "Kandahar Province, Afghanistan", "Kandahar", true},
		{"Spelling", "Esfahan, Iran", "Isfahan", true},
		{"DistrictInCommon", "Alpha village, Zurmat District, Afghanistan", "Beta village, Zurmat District", true},
		{"CountryOnly", "Khujand, Tajikistan", "Dushanbe, Tajikistan", false},
		{"CountryAlone", "Tajikistan", "Tajikistan", false},
		{"NothingInCommon", "Osh", "Bishkek", false},
		{"Empty", "", "", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := sharePlace(tt.left, tt.right); got != tt.want {
				t.Errorf("%q and %q share a place: %v, want %v", tt.left, tt.right, got, tt.want)
			}
		})
	}
}

func TestGenderIn(t *testing.T) {
	for text, want := range map[string]genderSet{
		"male": genderMale, "M": genderMale, "Мужской": genderMale, "1": genderMale, "männlich": genderMale,
		"Female": genderFemale, "f": genderFemale, "женский": genderFemale, "Kadın": genderFemale, "أنثى": genderFemale,
		"other": 0, "X": 0, "unknown": 0, "": 0, "M/F": 0,
	} {
		if got := genderIn(text); got != want {
			t.Errorf("%q is %d, want %d", text, got, want)
		}
	}
}
