package text

import (
	"strings"
	"unicode/utf8"
)

// word is a piece of a name on its way to becoming a token.
type word struct {
	surface  string   // as written
	start    int      // place of surface in the name
	latin    string   // a-z and 0-9, except in scripts without a table
	sound    string   // one spelling of a compound name, where latin is another; empty otherwise
	own      string   // lower case in its own script; empty where that is ASCII
	other    []string // readings that other tables give
	table    string
	spelling string // the language that the letters of a name in Latin letters tell, as its table is called
	script   Script
	marks    mark
	class    Class
	part     Class // Given or Family where the source says so
	lex      *lexeme
	known    *knownWord // what an Analyser remembers of it; nil for none
	fem      bool
	masc     bool
}

// mark is what stood around or within a word, as bits.
type mark uint8

// The marks.
const (
	beforeComma  mark = 1 << iota // a comma follows
	beforeHyphen                  // a hyphen joins it to the next word
	beforeStop                    // a full stop follows
	abbreviation                  // letters with full stops or strokes between them
	upperCase                     // all letters are capitals
	inBrackets
	cutShort // the zone it stands in was full: it may have lost its end
	done     // its class is settled
)

func (w *word) has(m mark) bool { return w.marks&m != 0 }

// is reports whether the tables give w any of the roles.
func (w *word) is(r role) bool { return w.lex.is(r) }

// settle gives w its class for good.
func (w *word) settle(c Class) {
	w.class = c
	w.marks |= done
}

// open reports whether w is a name as far as is known.
func (w *word) open() bool { return !w.has(done) }

// isInitial reports whether w is one letter.
func (w *word) isInitial() bool {
	return len(w.latin) == 1 && w.script != Han && w.script != Hangul && w.latin[0] >= 'a' || w.script != Latin && utf8.RuneCountInString(w.own) == 1 && w.script < Han
}

// fill reads surface, whose lower case is lower, in NFKC. Language is the table for Cyrillic letters.
func (w *word) fill(surface, lower, language string) {
	w.surface = surface
	w.latin = withoutApostrophes(lower)
	if isASCII(w.latin) {
		return
	}
	w.own = w.latin
	w.script = scriptOfWord(w.own)
	r := read(w.own, w.script, language)
	w.latin, w.table, w.other = r.latin, r.table, r.other
}

// spell adds the reading of a word in Latin letters by the table of its language, where the letters of the name tell it.
func (w *word) spell(table string) {
	if table == "" || w.script != Latin {
		return
	}
	letters := w.own
	if letters == "" {
		letters = w.latin
	}
	w.spelling = table
	if other := alphabets()[table].read(letters, false); other != w.latin {
		w.other = append(w.other, other)
	}
}

// spoken returns the spelling from which the keys of w are made.
func (w *word) spoken() string {
	if w.sound != "" {
		return w.sound
	}
	return w.latin
}

// key returns the key of w in the lexicon. Scripts without vowels have keys of their own.
func (w *word) key() string {
	switch w.script {
	case Arabic:
		return "ar:" + w.latin
	case Hebrew:
		return "he:" + w.latin
	}
	return w.latin
}

// note adds what can be seen of w by itself: its case, and what the tables know.
func (w *word) note() {
	if isUpper(w.surface) {
		w.marks |= upperCase
	}
	w.consult()
}

// consult looks w up in the tables.
func (w *word) consult() { w.lex = lookKey(w.key()) }

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// withoutApostrophes removes apostrophes of every code point (R13).
func withoutApostrophes(s string) string {
	if isASCII(s) && strings.IndexByte(s, '\'') < 0 && strings.IndexByte(s, '`') < 0 || !strings.ContainsFunc(s, isApostrophe) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if isApostrophe(r) {
			return -1
		}
		return r
	}, s)
}

// isApostrophe reports whether r is one of the code points that stand for an apostrophe, ayn or hamza in names.
func isApostrophe(r rune) bool {
	switch r {
	case '\'', '`', '´', '\u2018', '\u2019', '\u201B', '\u2032', '\u02B9', '\u02BB', '\u02BC', '\u02BD', '\u02BE', '\u02BF', '\u02C8', '\u02CA', '\u02CB',
		'\u055A', '\u05F3', '\uA78B', '\uA78C', '\uFF07', '\u0309':
		return true
	}
	return false
}
