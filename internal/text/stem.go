package text

import "strings"

// stem is a family name without the ending that comes and goes with language, sex and law (DOMAIN 2.1, item 5).
type stem struct {
	text                string
	feminine, masculine bool
}

// shortestStem is the number of letters that must be left for an ending to be one.
const shortestStem = 3

// familyEnding is an ending of family names, with the sex that it tells. keep is how much of it belongs to the stem.
type familyEnding struct {
	ending              string
	keep                int
	feminine, masculine bool
}

// familyEndings are the endings of family names by their last letter, longest first.
var familyEndings = [...][]familyEnding{
	'a': {
		{"skaya", 2, true, false}, {"skaia", 2, true, false}, {"skaja", 2, true, false}, {"ckaya", 2, true, false}, {"yeva", 0, true, false},
		{"yova", 0, true, false}, {"zada", 0, false, false}, {"zoda", 0, false, false}, {"ova", 0, true, false}, {"eva", 0, true, false},
		{"ska", 2, true, false}, {"cka", 2, true, false},
	},
	'd': {{"zad", 0, false, false}, {"zod", 0, false, false}},
	'e': {{"zade", 0, false, false}},
	'f': {{"off", 0, false, true}, {"eff", 0, false, true}},
	'h': {{"zadeh", 0, false, false}},
	'i': {{"skii", 2, false, true}, {"skyi", 2, false, true}, {"skoi", 2, false, true}, {"ski", 2, false, true}, {"cki", 2, false, true}},
	'j': {{"skij", 2, false, true}, {"skyj", 2, false, true}},
	'n': {{"iyon", 0, false, false}},
	'r': {{"pour", 0, false, false}, {"poor", 0, false, false}, {"pur", 0, false, false}},
	's': {{"yevs", 0, false, true}, {"ovs", 0, false, true}, {"evs", 0, false, true}},
	'v': {{"yev", 0, false, true}, {"yov", 0, false, true}, {"ov", 0, false, true}, {"ev", 0, false, true}},
	'y': {{"skiy", 2, false, true}, {"skyy", 2, false, true}, {"skoy", 2, false, true}, {"sky", 2, false, true}, {"cky", 2, false, true}},
	'z': nil,
}

// stemOf returns the stem of a family name in Latin letters, with an empty text when it has no such ending.
func (x *lexicon) stemOf(s string) stem {
	if s == "" || int(s[len(s)-1]) >= len(familyEndings) {
		return stem{}
	}
	for _, e := range familyEndings[s[len(s)-1]] {
		if rest, ok := strings.CutSuffix(s, e.ending); ok && len(rest)+e.keep >= shortestStem {
			return stem{s[:len(rest)+e.keep], e.feminine, e.masculine}
		}
	}
	return x.knownStem(s)
}

// knownStem takes off the endings that are safe only behind, or not within, a name that the tables know: -i of Persian,
// -ian of Persian and Armenian, -in and -ina of Russian.
func (x *lexicon) knownStem(s string) stem {
	n := len(s)
	if n < 6 {
		return stem{}
	}
	for _, end := range [...]string{"ian", "yan", "i"} {
		if rest, ok := strings.CutSuffix(s, end); ok && x.words[rest].is(roleArabic) {
			return stem{text: rest}
		}
	}
	if x.words[s].is(roleVariant) {
		return stem{}
	}
	switch {
	case strings.HasSuffix(s, "ina"), strings.HasSuffix(s, "yna"):
		return stem{s[:n-1], true, false}
	case strings.HasSuffix(s, "kin"), strings.HasSuffix(s, "tin"), strings.HasSuffix(s, "shin"), strings.HasSuffix(s, "lin"), strings.HasSuffix(s, "tsyn"):
		return stem{s, false, true}
	}
	return stem{}
}

// root returns the name that stands for all spellings of s where family names are made of it, or s itself: Magomedov and
// Mukhammadov are one family name as Magomed and Mukhammad are one name.
func (x *lexicon) root(s string) string {
	l := x.words[s]
	if l == nil {
		return x.soundedRoot(s)
	}
	if !l.is(roleRoot) {
		return s
	}
	for _, v := range l.names {
		if v.Kind() == Variants {
			return x.heads[Variants][v&classMask]
		}
	}
	return s
}
