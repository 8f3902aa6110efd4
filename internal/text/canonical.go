package text

import "strings"

// shortestCompound is the length of the shortest compound name.
const shortestCompound = 6

// canonical returns one spelling of names that hold Abd-, -uddin or -ullah, which every language joins
// with another vowel. Other words come back as they are. A family ending is kept.
func (x *lexicon) canonical(s string) string {
	if len(s) < shortestCompound || !mayBeCompound(s) {
		return s
	}
	if t := endingOf(s); t != "" {
		return x.canonicalName(s[:len(s)-len(t)]) + t
	}
	return x.canonicalName(s)
}

// mayBeCompound is a cheap test for canonical.
func mayBeCompound(s string) bool {
	return strings.HasPrefix(s, "abd") || strings.HasPrefix(s, "cabd") || strings.Contains(s, "di") || strings.Contains(s, "ll") || strings.Contains(s, "de")
}

// endingOf returns the family ending of s that canonical keeps.
func endingOf(s string) string {
	for _, e := range [...]string{"ova", "eva", "ov", "ev", "zoda", "zade", "zad"} {
		if strings.HasSuffix(s, e) && len(s)-len(e) > 5 {
			return e
		}
	}
	return ""
}

// canonicalName returns the one spelling of a name without a family ending.
func (x *lexicon) canonicalName(s string) string {
	if strings.HasPrefix(s, "cabd") {
		s = s[1:] // Somali writes ayn as c
	}
	if rest, ok := x.cutGod(s); ok {
		return rest + "ullah"
	}
	if strings.HasPrefix(s, "abd") {
		return x.canonicalServant(s)
	}
	if rest, ok := cutFaith(s); ok {
		return rest + "uddin"
	}
	return s
}

// shortestLead is the length of the shortest first half of a compound name.
const shortestLead = 3

// cutGod takes -ullah off in its spellings: Hamidullah, Hamidulla, Hamidullo, Habiballah.
func (x *lexicon) cutGod(s string) (string, bool) {
	for _, end := range [...]string{"oullah", "ullah", "allah", "ollah", "ellah", "ulloh", "oulla", "ulla", "ullo", "olla"} {
		if rest, ok := strings.CutSuffix(s, end); ok {
			return rest, len(rest) >= shortestLead
		}
	}
	if rest, ok := strings.CutSuffix(s, "alla"); ok && (rest == "abd" || x.words[rest].is(roleArabic)) {
		return rest, true
	}
	return "", false
}

// cutFaith takes -uddin off in its spellings: Nuriddin, Noureddine, Shamsudin.
func cutFaith(s string) (string, bool) {
	for _, end := range [...]string{"dine", "deen", "dien", "din"} {
		rest, ok := strings.CutSuffix(s, end)
		if !ok {
			continue
		}
		double := strings.HasSuffix(rest, "d") || strings.HasSuffix(rest, "el") || strings.HasSuffix(rest, "al") || strings.HasSuffix(rest, "ul")
		if double {
			rest = rest[:len(rest)-1] // the article, or the d it became
		}
		if rest == "" || strings.IndexByte("aeiu", rest[len(rest)-1]) < 0 {
			return "", false
		}
		rest = rest[:len(rest)-1]
		return rest, len(rest) >= shortestLead && (double || !isVowel(rest[len(rest)-1]))
	}
	return "", false
}

// canonicalServant writes Abd with its attribute as abdul-, whatever vowel and consonant join them.
func (x *lexicon) canonicalServant(s string) string {
	rest := s[len("abd"):]
	for _, join := range [...]string{"oul", "ul", "el", "al", "ol", "il", "ou", "u", "e", "a", "o", "i", ""} {
		attribute, ok := strings.CutPrefix(rest, join)
		if !ok || len(attribute) < shortestLead {
			continue
		}
		if x.isAttribute(attribute) {
			return "abdul" + attribute
		}
		if single := undoubled(attribute); single != attribute && x.isAttribute(single) {
			return "abdul" + single
		}
	}
	for _, join := range [...]string{"oul", "ul", "el", "al"} {
		if attribute, ok := strings.CutPrefix(rest, join); ok && len(attribute) > shortestLead {
			return "abdul" + attribute
		}
	}
	return s
}

// undoubled writes a doubled consonant at the beginning of s once: rrahman, shshukur.
func undoubled(s string) string {
	switch {
	case len(s) > 3 && s[:2] == s[2:4]:
		return s[2:]
	case len(s) > 1 && s[0] == s[1]:
		return s[1:]
	}
	return s
}
