package text

import (
	"strings"

	"lookback"
)

// quietName is the name of a person all of whose words are known and quiet, so that it needs no parser: see word.isQuiet.
type quietName []quietWord

type quietWord struct {
	known *knownWord
	part  Class
}

// quietTokens returns the tokens of n, the name of a person, or nil when it is no quiet name with nothing but spaces between its words.
// It gives what analyse gives: parser.person does nothing with such a name but to mark its parts and settle its families.
func (a *Analyser) quietTokens(n *lookback.Name) []Token {
	words, ok := a.quietWords(n.Full)
	if !ok || !words.markPart(n.Given, Given) || !words.markPart(n.Family, Family) {
		return nil
	}
	tokens := make([]Token, len(words))
	for i, w := range words {
		k, c := w.known, context{class: w.part}
		switch {
		case w.part == Family:
			c.marks = familyMark
		case w.part == Unknown && k.familyEnding && len(words) > 1:
			c.class = Family
		}
		f := k.form(c)
		if f == nil {
			return nil // not met like this before
		}
		tokens[i] = Token{Surface: k.surface, Table: k.table, Form: f}
	}
	return tokens
}

// quietWords returns the words of a name, or false when it holds anything else.
func (a *Analyser) quietWords(name string) (quietName, bool) {
	words := a.quiet[:0]
	for at := 0; at < len(name); {
		if name[at] == ' ' {
			at++
			continue
		}
		end := plainEnd(name, at)
		k := a.known[name[at:max(at, end)]]
		if k == nil || !k.quiet || len(words) == maxAnalysed {
			return nil, false
		}
		words = append(words, quietWord{known: k})
		at = end
	}
	a.quiet = words
	return words, len(words) > 0
}

// markPart does what parser.markPart does with a part that is plain, and returns false for others.
func (n quietName) markPart(part string, class Class) bool {
	if !isPlain(part) {
		return false
	}
	for word := range strings.SplitSeq(part, " ") {
		at := placeOfPart(len(n), class, func(i int) bool { return n[i].part == Unknown && equalFold(n[i].known.latin, word) })
		if at >= 0 {
			n[at].part = class
		}
	}
	return true
}
