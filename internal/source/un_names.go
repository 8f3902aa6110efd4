package source

import (
	"regexp"
	"strings"
	"unicode"

	"lookback"
)

// unNames joins the parts of the name in their order and adds the original script and the aliases.
func unNames(e *lookback.Entry, n *node, prefix string, damaged bool) {
	full := foldSpace(joinNonEmpty(" ", n.value("FIRST_NAME"), n.value("SECOND_NAME"), n.value("THIRD_NAME"), n.value("FOURTH_NAME")))
	for i, part := range splitNames(full) {
		name := lookback.Name{Full: part}
		if i > 0 {
			name.Type = lookback.NameAlias
		}
		e.Party.Names = append(e.Party.Names, name)
	}
	for _, original := range splitNames(n.value("NAME_ORIGINAL_SCRIPT")) {
		if damaged && (looksDamaged(original) || !hasSafeLetter(original)) {
			e.NotRead = append(e.NotRead, "NAME_ORIGINAL_SCRIPT: "+original)
			continue
		}
		e.Party.Names = append(e.Party.Names, lookback.Name{Full: original, Type: lookback.NameAlias})
	}
	for _, a := range n.all(prefix + "ALIAS") {
		unAlias(e, a, damaged)
	}
	if full == "" && len(e.Party.Names) > 0 {
		e.Party.Names[0].Type = lookback.NamePrimary
	}
}

// unAlias adds one alias element, which may hold several names, with its quality. An alias may come
// with a birth of its own.
func unAlias(e *lookback.Entry, a *node, damaged bool) {
	quality, note := a.value("QUALITY"), a.value("NOTE")
	name := lookback.Name{Type: lookback.NameAlias, Weak: strings.EqualFold(quality, "Low")}
	if saysFormer(quality + " " + note) {
		name.Type = lookback.NameFormer
	}
	for _, name.Full = range splitNames(a.value("ALIAS_NAME")) {
		if damaged && looksDamaged(name.Full) {
			e.NotRead = append(e.NotRead, "ALIAS_NAME: "+name.Full)
			continue
		}
		e.Party.Names = append(e.Party.Names, name)
		addExtra(e, "Note on the name "+name.Full, foldSpace(note))
	}
	if born := a.value("DATE_OF_BIRTH"); born != "" {
		e.Party.Births = append(e.Party.Births, lookback.ParseDate(born))
	}
	if place := joinNonEmpty(", ", a.value("CITY_OF_BIRTH"), a.value("COUNTRY_OF_BIRTH")); place != "" {
		e.Party.BirthPlaces = append(e.Party.BirthPlaces, place)
	}
}

// saysFormer reports whether words about a name say that it is no longer used.
func saysFormer(words string) bool {
	words = strings.ToLower(words)
	return strings.Contains(words, "f.k.a") || strings.Contains(words, "formerly") || strings.Contains(words, "previously")
}

// splitNames splits "A; B" into two names. A parenthesis is a name of its own where it holds several
// names, "A (B; C)", and where it repeats the name in another script, "A (original script: Ж)"; an
// acronym, "A (ABC)", stays with its name.
func splitNames(s string) []string {
	pieces, closed := cutOutside(s)
	if !closed {
		pieces = strings.Split(s, ";")
	}
	var names []string
	for _, p := range pieces {
		p = strings.Trim(foldSpace(p), " ,")
		outer, inner, both := strings.Cut(strings.TrimSuffix(p, ")"), "(")
		inner = strings.TrimPrefix(inner, "original script:")
		if both && strings.TrimSpace(outer) != "" && (strings.Contains(inner, ";") || scriptClass(outer) != scriptClass(inner)) {
			names = append(names, splitNames(outer)...)
			names = append(names, splitNames(inner)...)
			continue
		}
		if strings.Count(p, "(") < strings.Count(p, ")") {
			p = strings.TrimSuffix(p, ")")
		}
		if p != "" {
			names = append(names, p)
		}
	}
	return names
}

// scriptClass tells apart what cannot be one name: Latin, another script, and what looks damaged.
func scriptClass(s string) int {
	switch {
	case strings.ContainsFunc(s, isOtherLetter):
		return 1
	case looksDamaged(s):
		return 2
	}
	return 0
}

// isOtherLetter reports whether r is a letter of a script other than Latin.
func isOtherLetter(r rune) bool {
	return unicode.IsLetter(r) && !unicode.Is(unicode.Latin, r) && !unicode.Is(unicode.Common, r)
}

// looksDamaged reports whether s is what remains of a name whose letters lost their first byte: Arabic
// and Cyrillic become digits, marks and the capitals A to O ("9DJ -3F"), other scripts become marks that
// no name has. The publisher gave out such lists; taken as names these would match nothing, or noise.
func looksDamaged(s string) bool {
	return strings.ContainsFunc(s, isNeverInName) || !hasSafeLetter(s) && (damagedWord.MatchString(s) || !strings.ContainsFunc(s, unicode.IsLetter))
}

// hasSafeLetter reports whether s holds a letter that damaged Arabic and Cyrillic cannot hold.
func hasSafeLetter(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool {
		return r >= 'P' && r <= 'Z' || r >= 'a' && r <= 'z' || isOtherLetter(r)
	})
}

func isNeverInName(r rune) bool {
	return strings.ContainsRune(neverInNames, r) || r >= 0x80 && r < 0xA0
}

// damagedWord finds marks and digits inside words, where the letters A to O have none.
var damagedWord = regexp.MustCompile(`[0-9][A-O]|[A-O][0-9][A-O]|[#/:%&$!+]|[A-O)][()]['A-O]|,\(|'D[A-O]`)

const neverInNames = "*<=>?@[\\]^_{|}~€‰†‡ˆ˜™•‹›" + "\u2008\u200B\u200C\u2010\u2011\u2012\u2015\u2017\u201A\u201B\u201E\u201F"
