package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxAnalysed bounds the words of one name that are read. No name is as long; hostile input is.
const maxAnalysed = 200

// usualWords is how many words most names have.
const usualWords = 4

// clean returns s as it is split: valid UTF-8 in NFKC, without invisible signs and trade marks.
func clean(s string) string {
	if isASCII(s) {
		return s
	}
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\u200B':
			return ' '
		case r == '´':
			return '’' // NFKC would make a space of it
		case r == '\u00AD' || unicode.Is(unicode.Cf, r):
			return -1 // direction marks, joiners, soft hyphens
		case r == '™' || r == '®' || r == '©' || r == '℠' || r == utf8.RuneError:
			return ' '
		}
		return r
	}, s)
	if norm.NFKC.IsNormalString(s) {
		return s
	}
	return norm.NFKC.String(s)
}

// splitter cuts a name into words.
type splitter struct {
	text, lower string                // lower is empty for ASCII, whose words are put into lower case one by one
	known       map[string]*knownWord // what the words of earlier names are, by how they are written; nil for none
	language    string                // table of Cyrillic letters
	spelling    string                // table of Latin letters that tell the language
	camel       bool                  // part words where lower case turns to upper case
	words       []word
	at          int
	brackets    int
}

// split cuts text, which is clean, into words and appends them to words. Camel says whether joined words in mixed case are parted. What is
// in known is not read again, and what is read is entered.
func split(words []word, text string, camel bool, known map[string]*knownWord) []word {
	s := splitter{text: text, camel: camel, words: words, known: known, spelling: latinLanguage(text)}
	if !isASCII(text) {
		s.lower = strings.ToLower(text)
		if len(s.lower) != len(s.text) {
			s.text = s.lower // a letter whose cases differ in length: places would not agree
		}
	}
	if s.words == nil {
		s.words = make([]word, 0, usualWords)
	}
	for s.at < len(s.text) && len(s.words) < maxAnalysed {
		s.next()
	}
	return s.words
}

// next reads one word, or passes over one separator.
func (s *splitter) next() {
	if end := plainEnd(s.text, s.at); end > 0 {
		s.emit(s.at, end)
		s.at = end
		return
	}
	if n := s.letterAt(s.at); n > 0 {
		if r, _ := utf8.DecodeRuneInString(s.text[s.at:]); unicode.Is(unicode.M, r) {
			s.at += n // a mark with no letter before it
			return
		}
		s.word()
		return
	}
	switch c := s.text[s.at]; {
	case c == ',':
		s.markLast(beforeComma)
	case c == '<' && s.at+1 < len(s.text) && s.text[s.at+1] == '<' && len(s.words) > 0:
		s.markMRZ()
	case c == '(' || c == '[':
		s.brackets++
	case c == ')' || c == ']':
		s.brackets = max(0, s.brackets-1)
	case strings.HasPrefix(s.text[s.at:], "،") || strings.HasPrefix(s.text[s.at:], "、"):
		s.markLast(beforeComma)
	}
	_, n := utf8.DecodeRuneInString(s.text[s.at:])
	s.at += n
}

// plainEnd returns the end of the word that begins at a place of text, where that is two ASCII letters or more with a space or the end of the name behind
// them, and no capital after a small letter: such a word is no abbreviation, falls into no two names, and nothing behind
// it marks it. It returns 0 for all others.
func plainEnd(text string, at int) int {
	last, end := byte('A'), at
	for ; end < len(text); end++ {
		c := text[end]
		if c|0x20 < 'a' || c|0x20 > 'z' || c < 'a' && last >= 'a' {
			break
		}
		last = c
	}
	if end < at+2 || end < len(text) && text[end] != ' ' {
		return 0
	}
	return end
}

// markMRZ marks the end of the family name in a machine-readable zone, once.
func (s *splitter) markMRZ() {
	for i := range s.words {
		if s.words[i].has(beforeComma) {
			return
		}
	}
	s.markLast(beforeComma)
}

func (s *splitter) markLast(m mark) {
	if n := len(s.words); n > 0 {
		s.words[n-1].marks |= m
	}
}

// letterAt returns the length of the letter, digit or mark at i, or 0.
func (s *splitter) letterAt(i int) int {
	if i >= len(s.text) {
		return 0
	}
	c := s.text[i]
	if c < utf8.RuneSelf {
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' {
			return 1
		}
		return 0
	}
	r, n := utf8.DecodeRuneInString(s.text[i:])
	if unicode.IsLetter(r) && !isApostrophe(r) || unicode.IsDigit(r) || unicode.Is(unicode.M, r) {
		return n
	}
	return 0
}

// apostropheAt returns the length of the apostrophe at i, or 0.
func (s *splitter) apostropheAt(i int) int {
	if i >= len(s.text) {
		return 0
	}
	r, n := utf8.DecodeRuneInString(s.text[i:])
	if isApostrophe(r) {
		return n
	}
	return 0
}

// word reads the word that begins here, or the abbreviation: single letters with full stops or strokes between them.
func (s *splitter) word() {
	start := s.at
	s.letters()
	end, letters := s.at, 1
	if start+s.letterAt(start) == end {
		for s.abbreviates() {
			s.at += 1 + s.letterAt(s.at+1)
			end = s.at
			letters++
		}
	}
	if letters > 1 {
		s.emitAbbreviation(start, end)
		return
	}
	if s.camel {
		if at := camelBreak(s.text[start:end]); at > 0 {
			s.emit(start, start+at)
			start += at
		}
	}
	s.emit(start, end)
	if s.at < len(s.text) && s.at <= end+1 {
		s.follow(s.text[s.at])
	}
}

// follow marks the last word by the sign that follows it.
func (s *splitter) follow(c byte) {
	switch c {
	case '.':
		s.markLast(beforeStop)
	case '-':
		if s.letterAt(s.at+1) > 0 || s.apostropheAt(s.at+1) > 0 {
			s.markLast(beforeHyphen)
		}
	default:
		if r, n := utf8.DecodeRuneInString(s.text[s.at:]); unicode.Is(unicode.Pd, r) && s.letterAt(s.at+n) > 0 {
			s.markLast(beforeHyphen)
		}
	}
}

// abbreviates reports whether a full stop or a stroke and one more single letter follow.
func (s *splitter) abbreviates() bool {
	if s.at >= len(s.text) || s.text[s.at] != '.' && s.text[s.at] != '/' {
		return false
	}
	n := s.letterAt(s.at + 1)
	return n > 0 && s.letterAt(s.at+1+n) == 0
}

// letters passes over letters and the apostrophes among them.
func (s *splitter) letters() {
	for {
		n := s.letterAt(s.at)
		if n == 0 {
			a := s.apostropheAt(s.at)
			s.at += a
			if a == 0 || s.letterAt(s.at) == 0 {
				return
			}
			continue
		}
		s.at += n
	}
}

// emit appends the word at [start, end). What holds no letter that can be read leaves no word.
func (s *splitter) emit(start, end int) {
	known := s.known[s.text[start:end]]
	if known == nil || s.spelling != "" {
		s.keep(s.read(start, end))
		return
	}
	w := known.word
	w.start = start
	s.keep(w)
}

// read reads the word at [start, end) and remembers it, unless its reading depends on the rest of the name.
func (s *splitter) read(start, end int) word {
	surface, lower := s.text[start:end], s.lowerCase(start, end)
	language := s.cyrillic(lower)
	remember := s.known != nil && language == "" && s.spelling == ""
	if remember {
		surface, lower = strings.Clone(surface), strings.Clone(lower)
	}
	var w word
	w.fill(surface, lower, language)
	w.spell(s.spelling)
	w.note()
	if remember {
		known := newKnownWord(w)
		s.known[surface], w.known = known, known
	}
	w.start = start
	return w
}

// lowerCase returns the text at [start, end) in lower case.
func (s *splitter) lowerCase(start, end int) string {
	if s.lower == "" {
		return strings.ToLower(s.text[start:end])
	}
	return s.lower[start:end]
}

// cyrillic returns the table for Cyrillic letters, which the letters of the whole name decide, when word holds any.
func (s *splitter) cyrillic(word string) string {
	if scriptOfWord(word) != Cyrillic {
		return ""
	}
	if s.language == "" {
		s.language = cyrillicLanguage(s.lower)
	}
	return s.language
}

func (s *splitter) emitAbbreviation(start, end int) {
	letters := func(c rune) rune {
		if c == '.' || c == '/' {
			return -1
		}
		return c
	}
	lower := strings.Map(letters, s.lowerCase(start, end))
	var w word
	w.fill(s.text[start:end], lower, s.cyrillic(lower))
	w.note()
	w.start = start
	w.marks |= abbreviation
	s.keep(w)
}

func (s *splitter) keep(w word) {
	if w.latin == "" {
		return
	}
	if s.brackets > 0 {
		w.marks |= inBrackets
	}
	if w.script == Arabic && w.lex == nil && len(w.own) == len(w.surface) {
		if parts := partArabic(w.own); parts != nil {
			s.keepParts(w, parts)
			return
		}
	}
	s.words = append(s.words, w)
}

// keepParts appends a word in Arabic letters in parts of the given lengths, without those that cannot be read.
func (s *splitter) keepParts(w word, parts []int) {
	at := 0
	for _, n := range parts {
		part := word{start: w.start + at, marks: w.marks | beforeHyphen}
		part.fill(w.surface[at:at+n], w.own[at:at+n], "")
		at += n
		if part.latin != "" {
			part.consult()
			s.words = append(s.words, part)
		}
	}
	s.words[len(s.words)-1].marks = w.marks
}
