package text

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// alphabet is one table of transliteration. docs/format/text-tables.md describes its file.
type alphabet struct {
	name    string
	base    *alphabet // read where this table is silent; nil for none
	single  map[rune]letter
	double  map[[2]rune]letter
	initial map[rune]letter // letters that read otherwise at the beginning of a word
	other   bool            // some letter has another reading
}

// letter is what a table says about one letter or pair of letters.
type letter struct {
	reading   string // a-z and digits; empty for a letter that is not read
	other     string // a second reading, where tables disagree
	hasOther  bool
	consonant byte // what scripts without vowels write of it; 0 where it counts for nothing
}

// bases names the tables that only hold what differs from another table.
var bases = map[string]string{
	"cyrillic-uk": "cyrillic", "cyrillic-be": "cyrillic", "cyrillic-sr": "cyrillic", "cyrillic-mk": "cyrillic", "cyrillic-bg": "cyrillic",
	"cyrillic-tg": "cyrillic", "cyrillic-uz": "cyrillic", "cyrillic-ky": "cyrillic", "cyrillic-kk": "cyrillic",
	"latin-az": "latin", "latin-tr": "latin", "latin-ro": "latin",
}

// alphabetFiles names the tables of transliteration.
var alphabetFiles = []string{"latin", "cyrillic", "cyrillic-uk", "cyrillic-be", "cyrillic-sr", "cyrillic-mk", "cyrillic-bg", "cyrillic-tg",
	"cyrillic-uz", "cyrillic-ky", "cyrillic-kk", "latin-az", "latin-tr", "latin-ro", "georgian", "armenian", "greek", "arabic", "hebrew", "kana"}

// alphabets holds the tables of transliteration by name.
var alphabets = sync.OnceValue(func() map[string]*alphabet {
	all := map[string]*alphabet{}
	for _, name := range alphabetFiles {
		all[name] = loadAlphabet(name)
		all[name].base = all[bases[name]]
	}
	all["latin"].unmarkAll()
	return all
})

func loadAlphabet(name string) *alphabet {
	a := &alphabet{name: name, single: map[rune]letter{}, double: map[[2]rune]letter{}, initial: map[rune]letter{}}
	for _, row := range rows(name) {
		from, l := parseLetter(row)
		a.other = a.other || l.hasOther
		runes := []rune(from)
		switch {
		case len(runes) == 2 && runes[0] == '^':
			a.initial[runes[1]] = l
		case len(runes) == 2:
			a.double[[2]rune(runes)] = l
		default:
			a.single[runes[0]] = l
		}
	}
	return a
}

// markedLatin are the ranges of Unicode that hold Latin letters with marks.
var markedLatin = [...][2]rune{{0xC0, 0x24F}, {0x1E00, 0x1EFF}}

// unmarkAll enters the Latin letters that lose their marks, so that reading them takes one look.
func (a *alphabet) unmarkAll() {
	for _, r := range markedLatin {
		for c := r[0]; c <= r[1]; c++ {
			if _, ok := a.single[c]; ok || unicode.IsUpper(c) {
				continue
			}
			if l, ok := a.unmarked(c); ok {
				a.single[c] = l
			}
		}
	}
}

// parseLetter reads a line such as "ш sh consonant=S" or "ё e or=yo".
func parseLetter(row string) (string, letter) {
	fields := strings.Fields(row)
	l := letter{reading: strings.TrimPrefix(fields[1], "-")}
	for _, f := range fields[2:] {
		if v, ok := strings.CutPrefix(f, "or="); ok {
			l.other, l.hasOther = strings.TrimPrefix(v, "-"), true
		}
		if v, ok := strings.CutPrefix(f, "consonant="); ok {
			l.consonant = v[0]
		}
	}
	return fields[0], l
}

// find returns what a says about the letter r, by itself, by its base, or without its marks.
func (a *alphabet) find(r rune) (letter, bool) {
	if l, ok := a.single[r]; ok {
		return l, true
	}
	if a.base != nil {
		return a.base.find(r)
	}
	if r < utf8.RuneSelf {
		return letter{reading: plainASCII(r)}, true
	}
	if d, ok := digitOf(r); ok {
		return letter{reading: string(rune('0' + d))}, true
	}
	return a.unmarked(r)
}

// unmarked returns the reading of the letter under the marks of r: ç is c with a cedilla.
func (a *alphabet) unmarked(r rune) (letter, bool) {
	parts := norm.NFD.AppendString(nil, string(r))
	first, size := utf8.DecodeRune(parts)
	if size == len(parts) {
		return letter{}, false
	}
	if first < utf8.RuneSelf {
		return letter{reading: plainASCII(first)}, true
	}
	l, ok := a.single[first]
	return l, ok
}

func plainASCII(r rune) string {
	const plain = "abcdefghijklmnopqrstuvwxyz0123456789"
	switch {
	case r >= 'a' && r <= 'z':
		return plain[r-'a' : r-'a'+1]
	case r >= '0' && r <= '9':
		return plain[26+r-'0' : 27+r-'0']
	}
	return ""
}

// read returns the reading of a lower-case word. With other set, letters with a second reading take it.
func (a *alphabet) read(word string, other bool) string {
	var room [64]byte
	out := room[:0]
	for i, w := 0, 0; i < len(word); i += w {
		var r rune
		r, w = utf8.DecodeRuneInString(word[i:])
		l, n := a.at(word[i:], r, w, i == 0)
		w = n
		if other && l.hasOther {
			out = append(out, l.other...)
		} else {
			out = append(out, l.reading...)
		}
	}
	return string(out)
}

// at returns the letter or pair of letters that rest begins with, and its length in bytes.
func (a *alphabet) at(rest string, r rune, width int, first bool) (letter, int) {
	if len(rest) > width {
		next, w := utf8.DecodeRuneInString(rest[width:])
		for t := a; t != nil; t = t.base {
			if len(t.double) == 0 {
				continue
			}
			if l, ok := t.double[[2]rune{r, next}]; ok {
				return l, width + w
			}
		}
	}
	if first {
		for t := a; t != nil; t = t.base {
			if l, ok := t.initial[r]; ok {
				return l, width
			}
		}
	}
	l, _ := a.find(r)
	return l, width
}

// hasOther reports whether the table or its base has letters with a second reading.
func (a *alphabet) hasOther() bool { return a.other || a.base != nil && a.base.other }

// appendConsonants appends what a word of a script without vowels writes, in the sounds of a skeleton.
func (a *alphabet) appendConsonants(dst []byte, word string) []byte {
	start := len(dst)
	for i, w := 0, 0; i < len(word); i += w {
		var r rune
		r, w = utf8.DecodeRuneInString(word[i:])
		l, n := a.at(word[i:], r, w, i == 0)
		w = n
		if c := consonantOf(l.consonant); c != 0 && (len(dst) == start || dst[len(dst)-1] != c) {
			dst = append(dst, c)
		}
	}
	if n := len(dst); n > start+1 && endsSilent(word) {
		dst = dst[:n-1]
	}
	return dst
}

// endsSilent reports whether a word of a script without vowels ends in an h that stands for a vowel.
func endsSilent(word string) bool {
	return strings.HasSuffix(word, "ه") || strings.HasSuffix(word, "ה") || strings.HasSuffix(word, "ہ")
}
