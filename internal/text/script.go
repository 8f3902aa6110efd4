package text

import "unicode"

// String returns the name of s as reports print it.
func (s Script) String() string {
	return [...]string{"latin", "cyrillic", "arabic", "hebrew", "greek", "georgian", "armenian", "han", "kana", "hangul", "other"}[s]
}

// String returns the name of c as evidence prints it.
func (c Class) String() string {
	return [...]string{"name", "given name", "family name", "father's name", "relation", "particle", "kunya", "nisba",
		"title", "initial", "placeholder", "generation", "number", "legal form", "generic word", "country", "acronym"}[c]
}

// scriptOf returns the script of a letter; marks and digits belong to any script and count as Latin.
func scriptOf(r rune) Script {
	if r < 0x250 {
		return Latin
	}
	for _, s := range scriptTables {
		if unicode.Is(s.table, r) {
			return s.script
		}
	}
	if !unicode.IsLetter(r) {
		return Latin
	}
	return Other
}

var scriptTables = []struct {
	script Script
	table  *unicode.RangeTable
}{
	{Latin, unicode.Latin}, {Cyrillic, unicode.Cyrillic}, {Arabic, unicode.Arabic}, {Han, unicode.Han}, {Hangul, unicode.Hangul},
	{Kana, unicode.Katakana}, {Kana, unicode.Hiragana}, {Georgian, unicode.Georgian}, {Armenian, unicode.Armenian},
	{Greek, unicode.Greek}, {Hebrew, unicode.Hebrew},
}

// scriptOfWord returns the script of the first letter of word that has one of its own, Latin otherwise.
func scriptOfWord(word string) Script {
	for _, r := range word {
		if s := scriptOf(r); s != Latin {
			return s
		}
	}
	return Latin
}
