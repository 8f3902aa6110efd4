package match

import (
	_ "embed"
	"slices"
	"strings"
)

//go:embed tables/countries.txt
var countryTable string

// countryCode is an ISO 3166-1 alpha-2 code in 16 bits: 1 for AA to 676 for ZZ. Zero is no country. It does not
// depend on the table, so that it means the same in every snapshot.
type countryCode uint16

func countryOf(alpha2 string) countryCode {
	return countryCode(alpha2[0]-'A')*26 + countryCode(alpha2[1]-'A') + 1
}

// String returns the two letters.
func (c countryCode) String() string {
	if c == 0 {
		return ""
	}
	return string([]byte{'A' + byte((c-1)/26), 'A' + byte((c-1)%26)})
}

// countryNames maps every key of the table of countries to the sorted set of countries that it can mean:
// one for a country of today, several for a territory or a state that fell apart.
var countryNames = indexCountries()

func indexCountries() map[string][]countryCode {
	names := map[string][]countryCode{}
	eachPlaceRow(countryTable, func(row string) {
		row, successors, vanished := strings.Cut(row, " = ")
		row, partners, _ := strings.Cut(row, " + ")
		alpha2, rest, _ := strings.Cut(row, " ")
		alpha3, list, _ := strings.Cut(rest, " ")
		var set []countryCode
		if !vanished {
			set = append(set, countryOf(alpha2))
		}
		for _, code := range strings.Fields(partners + " " + successors) {
			set = append(set, countryOf(code))
		}
		slices.Sort(set)
		for _, name := range append(strings.Split(list, ";"), alpha2, alpha3) {
			if key := placeKey(name); key != "" {
				names[key] = set
			}
		}
	})
	return names
}

// CountryIn returns the ISO 3166-1 alpha-2 code of the first country that text names by code, name or nationality, or "" when it names none.
func CountryIn(text string) string {
	if codes := countriesIn(text); len(codes) > 0 {
		return codes[0].String()
	}
	return ""
}

// countriesIn returns the sorted set of countries that text can mean: a name in any form the table knows, a code,
// an adjective, or several of them between semicolons, slashes or bars. It returns nothing for what it does
// not know, which then is as good as missing. The caller must not change the result.
func countriesIn(text string) []countryCode {
	if set := findCountry(text); set != nil {
		return set
	}
	if !strings.ContainsAny(text, ";/|") {
		return nil
	}
	var all []countryCode
	for _, part := range strings.FieldsFunc(text, func(c rune) bool { return c == ';' || c == '/' || c == '|' }) {
		all = append(all, findCountry(part)...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// findCountry looks up one name.
func findCountry(text string) []countryCode {
	if text == "na" { // "not available" in published lists; the code of Namibia is written in capitals
		return nil
	}
	var buf [64]byte
	if set := countryNames[string(appendPlaceKey(buf[:0], text))]; set != nil {
		return set
	}
	// "Korea, North" and "Congo, Democratic Republic of the" are written behind their comma first.
	if name, before, ok := strings.Cut(text, ","); ok {
		if set := countryNames[placeKey(before+" "+name)]; set != nil {
			return set
		}
	}
	// "USSR (until 1991)": a note, where the name with its parentheses is not itself in the table.
	name, _, _ := strings.Cut(text, "(")
	return findStyledCountry(placeKey(name))
}

// countryStyles stand before a country's name and change nothing about which country it is. Names for which that
// is not so (Republic of Korea, Republic of the Congo) stand in the table and are found before.
var countryStyles = []string{"the ", "former ", "possibly ", "citizen of ", "region ", "islamic republic of ", "federal republic of ",
	"arab republic of ", "republic of ", "kingdom of ", "state of ", "sultanate of ", "principality of "}

// countryTails stand behind an adjective: "Indonesian passport".
var countryTails = []string{" passport", " by birth", " citizen", " national", " flag"}

// findStyledCountry looks key up without the styles before it and the tail behind it.
func findStyledCountry(key string) []countryCode {
	for _, tail := range countryTails {
		key = strings.TrimSuffix(key, tail)
	}
	if set := countryNames[key]; set != nil {
		return set
	}
	for cut := true; cut; {
		cut = false
		for _, style := range countryStyles {
			rest, found := strings.CutPrefix(key, style)
			if !found {
				continue
			}
			if set := countryNames[rest]; set != nil {
				return set
			}
			key, cut = rest, true
		}
	}
	return nil
}

// mergeCountries adds to the sorted set dst what it lacks of more.
func mergeCountries(dst, more []countryCode) []countryCode {
	for _, c := range more {
		if at, found := slices.BinarySearch(dst, c); !found {
			dst = slices.Insert(dst, at, c)
		}
	}
	return dst
}

// shareCountry reports whether two sorted sets have a country in common.
func shareCountry(a, b []countryCode) bool {
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] == b[j]:
			return true
		case a[i] < b[j]:
			i++
		default:
			j++
		}
	}
	return false
}
