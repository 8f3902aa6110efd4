package text

import (
	"hash/maphash"
	"strings"
	"unicode"
	"unicode/utf8"
)

// piece is what an Analyser remembers of what stands between two spaces in names of people, where it is split by itself as within any name.
type piece struct {
	head         [16]byte // its first bytes: most pieces are no longer
	quiet        bool     // it is one word, which is quiet, and nothing else
	plain        bool     // it is ASCII letters, so that its word reads as its small letters
	familyEnding bool     // of its quiet word
	loose        bool     // how it is split depends on the rest of the name; nothing else is known of it
	kept         int8
	forms        [2]knownForm // of its quiet word, the first that were met: beside the rest, so that most names read little memory for a word
	known        *knownWord   // its quiet word
	words        []word
	written      string
}

// pieces are those that were met: a hash table with open addressing. It reads two lines of memory for a piece, where a map reads four.
type pieces struct {
	slots []pieceSlot // the length is a power of two, and at most half of them are used
	used  int
	seed  maphash.Seed
}

// pieceSlot is free without a piece.
type pieceSlot struct {
	hash  uint64
	piece *piece
}

// minPieces is the size of a table that was just taken into use.
const minPieces = 1 << 8

func newPieces() pieces { return pieces{slots: make([]pieceSlot, minPieces), seed: maphash.MakeSeed()} }

// find returns the slot of s, which is free where s was not met.
func (t *pieces) find(s string) *pieceSlot {
	h := maphash.String(t.seed, s)
	var head [16]byte
	copy(head[:], s)
	for i := h; ; i++ {
		slot := &t.slots[i&uint64(len(t.slots)-1)]
		if slot.piece == nil {
			slot.hash = h
			return slot
		}
		if slot.hash == h && slot.piece.head == head && (len(s) <= len(head) && len(slot.piece.written) == len(s) || slot.piece.written == s) {
			return slot
		}
	}
}

// add enters a piece, which is not there.
func (t *pieces) add(p *piece) {
	if t.used++; 2*t.used > len(t.slots) {
		old := t.slots
		t.slots = make([]pieceSlot, 2*len(old))
		for _, slot := range old {
			if slot.piece != nil {
				t.find(slot.piece.written).piece = slot.piece
			}
		}
	}
	t.find(p.written).piece = p
}

func (t *pieces) clear() {
	clear(t.slots)
	t.used = 0
}

// piece returns what is remembered of s, which is found out first where that is nothing.
func (a *Analyser) piece(s string) *piece {
	if p := a.pieces.find(s).piece; p != nil {
		return p
	}
	s = strings.Clone(s)
	p := a.newPiece(s)
	p.written = s
	copy(p.head[:], s)
	a.pieces.add(p)
	return p
}

func (a *Analyser) newPiece(s string) *piece {
	if !standsApart(s) {
		return &piece{loose: true}
	}
	p := &piece{words: split(nil, s, true, a.known), plain: plainEnd(s, 0) == len(s)}
	if len(p.words) == 0 {
		return &piece{loose: true}
	}
	if w := &p.words[0]; len(p.words) == 1 && w.surface == s && w.known != nil && w.known.quiet && w.marks&^upperCase == 0 {
		p.known, p.quiet, p.familyEnding = w.known, true, w.known.familyEnding
	}
	return p
}

// standsApart reports whether s, which has no space, is split by itself as within any name: it begins with a letter, is clean, holds no signs but at
// its end that reach over spaces, and no letters by which the language of a whole name is told.
func standsApart(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	if !unicode.IsLetter(r) || isApostrophe(r) || strings.ContainsAny(s, "<>()[]،、") || strings.IndexByte(s, ',') >= 0 && strings.IndexByte(s, ',') < len(s)-1 {
		return false
	}
	return isASCII(s) || clean(s) == s && latinLanguage(s) == "" && len(strings.ToLower(s)) == len(s) &&
		!strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Cyrillic, r) })
}

// form returns the form that the quiet word of p had in the same context, or nil.
func (p *piece) form(c context) *Form {
	for i := range p.kept {
		if p.forms[i].context == c {
			return p.forms[i].form
		}
	}
	f := p.known.form(c)
	if f != nil && int(p.kept) < len(p.forms) {
		p.forms[p.kept] = knownForm{c, f}
		p.kept++
	}
	return f
}

// splitPieces does what split does with the name of a person, piece by piece, and returns false where it cannot.
func (a *Analyser) splitPieces(words []word, name string) ([]word, bool) {
	for at, end := nextPiece(name, 0); at < end; at, end = nextPiece(name, end) {
		p := a.piece(name[at:end])
		if p.loose || len(words)+len(p.words) > maxAnalysed {
			return words[:0], false
		}
		n := len(words)
		words = append(words, p.words...)
		for i := range words[n:] {
			words[n+i].start += at
		}
	}
	return words, true
}

// nextPiece returns where the next piece of name begins and ends, from a place on; both are the end of name where there is none.
func nextPiece(name string, from int) (at, end int) {
	at = len(name) - len(strings.TrimLeft(name[from:], " "))
	if n := strings.IndexByte(name[at:], ' '); n >= 0 {
		return at, at + n
	}
	return at, len(name)
}
