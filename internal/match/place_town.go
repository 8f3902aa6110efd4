package match

import (
	_ "embed"
	"slices"
	"strings"
)

//go:embed tables/towns.txt
var townTable string

// townNames maps the key of every name of a town in the table to the key of its name of today.
var townNames = indexTowns()

func indexTowns() map[string]string {
	towns := map[string]string{}
	eachPlaceRow(townTable, func(row string) {
		names := strings.Split(row, ";")
		for _, name := range names {
			towns[placeKey(name)] = placeKey(names[0])
		}
	})
	return towns
}

// placeWords say what sort of place a name is of, not which one.
var placeWords = map[string]bool{
	"city": true, "town": true, "village": true, "district": true, "province": true, "region": true, "area": true, "county": true,
	"governorate": true, "state": true, "oblast": true, "rayon": true, "raion": true, "near": true, "of": true, "the": true,
	"municipality": true, "department": true, "prefecture": true, "vilayat": true, "viloyati": true, "kishlak": true, "г": true, "город": true,
}

// sharePlace reports whether two places of birth name a common town or district, by today's or a former name.
// A country in common is not a common place: it says too little, and where somebody comes from selects nobody (invariant 10).
func sharePlace(a, b string) bool {
	others := townsOf(b)
	return slices.ContainsFunc(townsOf(a), func(town string) bool { return slices.Contains(others, town) })
}

// townsOf returns the keys of the towns and districts that a place of birth names.
func townsOf(place string) []string {
	parts := strings.FieldsFunc(place, func(c rune) bool { return strings.ContainsRune(",;()/|", c) })
	var towns []string
	for i, part := range parts {
		key := townKey(part)
		lastIsCountry := i == len(parts)-1 && findCountry(strings.TrimSpace(part)) != nil
		if key != "" && !lastIsCountry {
			towns = append(towns, key)
		}
	}
	return towns
}

// townKey returns the key of today's name of one place, without the words that say what sort of place it is.
func townKey(name string) string {
	words := strings.Fields(placeKey(name))
	words = slices.DeleteFunc(words, func(w string) bool { return placeWords[w] })
	key := strings.Join(words, " ")
	if today, known := townNames[key]; known {
		return today
	}
	return key
}
