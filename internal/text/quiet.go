package text

import (
	"strings"

	"lookback"
)

// quietName is the name of a person all of whose words are known and quiet, so that it needs no parser: see word.isQuiet.
type quietName []quietWord

type quietWord struct {
	piece   *piece
	written string
	part    Class
}

// quietTokens returns the tokens of n, the name of a person, or nil when it is no quiet name with nothing but spaces between its words.
// It gives what analyse gives: parser.person does nothing with such a name but to mark its parts and settle its families.
func (a *Analyser) quietTokens(n *lookback.Name) []Token {
	words, ok := a.quietWords(n.Full)
	if !ok || !a.markQuiet(words, n.Given, Given) || !a.markQuiet(words, n.Family, Family) {
		return nil
	}
	tokens := a.newTokens(len(words))
	for i := range words {
		w, c := &words[i], context{class: words[i].part}
		switch {
		case w.part == Family:
			c.marks = familyMark
		case w.part == Unknown && w.piece.familyEnding && len(words) > 1:
			c.class = Family
		}
		f := w.piece.form(c)
		if f == nil {
			return nil // not met like this before
		}
		tokens[i] = Token{Surface: w.written, Form: f}
	}
	return tokens
}

// quietWords returns the words of a name, or false when it holds anything else.
func (a *Analyser) quietWords(name string) (quietName, bool) {
	words := a.quiet[:0]
	for at, end := nextPiece(name, 0); at < end; at, end = nextPiece(name, end) {
		p := a.piece(name[at:end])
		if !p.quiet || len(words) == maxAnalysed {
			return nil, false
		}
		words = append(words, quietWord{piece: p, written: name[at:end]})
		a.quiet = words // its room, also where the name turns out to be no quiet one
	}
	return words, len(words) > 0
}

// markQuiet does what parser.markPart does, and returns false where it needs to split the part as a whole.
func (a *Analyser) markQuiet(n quietName, part string, class Class) bool {
	for at, end := nextPiece(part, 0); at < end; at, end = nextPiece(part, end) {
		if word := part[at:end]; isPlain(word) {
			n.mark(class, func(w *quietWord) bool { return w.readsAs(word) })
		} else if p := a.piece(word); p.loose {
			return false
		} else {
			for i := range p.words {
				n.mark(class, func(w *quietWord) bool { return w.piece.known.latin == p.words[i].latin })
			}
		}
	}
	return true
}

// mark marks the word that fits.
func (n quietName) mark(class Class, fits func(*quietWord) bool) {
	if at := placeOfPart(len(n), class, func(i int) bool { return n[i].part == Unknown && fits(&n[i]) }); at >= 0 {
		n[at].part = class
	}
}

// readsAs reports whether w reads as word, which is plain, in whatever case.
func (w *quietWord) readsAs(word string) bool {
	if w.piece.plain {
		return w.written == word || len(w.written) == len(word) && strings.EqualFold(w.written, word)
	}
	return equalFold(w.piece.known.latin, word)
}
