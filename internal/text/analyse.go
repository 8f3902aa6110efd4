package text

import (
	"slices"
	"strings"

	"lookback"
)

// Analyse turns a name as a source writes it into tokens. It never fails: what holds no letters and no
// digits gives a Name without tokens. It may be called concurrently.
func Analyse(n lookback.Name, kind lookback.PartyKind) Name { return analyse(n, kind, nil) }

// Analyser analyses names and remembers the forms of the tokens it met, because the words of names repeat. It
// gives exactly what Analyse gives. The zero value is ready. It must not be used concurrently.
type Analyser struct {
	known     map[string]*knownWord
	pieces    pieces
	held      int // forms that known words hold
	forms     map[formKey]*Form
	words     []word    // room for the words of the next name
	quiet     quietName // room for it
	partWords []word    // room for the words of its parts
	lent      []Token   // tokens of names that are lent
	lending   bool
}

// maxForms bounds the forms, and the words, that an Analyser remembers: some tens of megabytes. Beyond it everything is forgotten.
const maxForms = 1 << 16

// Analyse does what the function Analyse does.
func (a *Analyser) Analyse(n lookback.Name, kind lookback.PartyKind) Name {
	if a.forms == nil {
		a.known, a.pieces, a.forms = map[string]*knownWord{}, newPieces(), map[formKey]*Form{}
	}
	if max(len(a.known), a.pieces.used, a.held) >= maxForms {
		clear(a.known)
		a.pieces.clear()
		a.held = 0
	}
	if kind == lookback.KindPerson {
		if tokens := a.quietTokens(&n); tokens != nil {
			return Name{Text: n.Full, Kind: kind, Weak: n.Weak, Tokens: tokens}
		}
	}
	return analyse(n, kind, a)
}

func analyse(n lookback.Name, kind lookback.PartyKind, a *Analyser) Name {
	p := parser{kind: kind, name: n, analyser: a}
	person := kind == lookback.KindPerson || kind == lookback.KindUnknown
	if !person || !p.splitPieces() {
		p.split(person)
	}
	if person && !(kind == lookback.KindUnknown && p.looksLikeOrganisation()) {
		p.person()
	} else {
		p.organisation = true
		p.organise()
	}
	tokens := p.tokens()
	if a != nil {
		a.words = p.words
	}
	return Name{Text: n.Full, Kind: kind, Weak: n.Weak, Tokens: tokens}
}

// splitPieces cuts the name of a person into words by what is remembered of its pieces, and reports whether that can be done.
func (p *parser) splitPieces() (ok bool) {
	if p.analyser != nil {
		p.text = p.name.Full
		p.words, ok = p.analyser.splitPieces(p.analyser.words[:0], p.text)
	}
	return ok
}

// split cuts the name into words.
func (p *parser) split(person bool) {
	var room []word
	var known map[string]*knownWord
	if p.analyser != nil {
		room, known = p.analyser.words[:0], p.analyser.known
	}
	cut := false
	p.text = clean(p.name.Full)
	if person && strings.IndexByte(p.text, '<') >= 0 {
		p.text, cut = zone(p.text)
	}
	p.words = split(room, p.text, person, known)
	if n := len(p.words); cut && n > 1 {
		p.words[n-1].marks |= cutShort
	}
}

// parser gives the words of one name their classes. Its steps run in the order in which they are called; each one
// leaves words that are settled alone.
type parser struct {
	kind         lookback.PartyKind
	name         lookback.Name
	text         string
	words        []word
	organisation bool
	asian        asian
	analyser     *Analyser // what is remembered of earlier names; nil for nothing
}

// person classifies the words of a person's name.
func (p *parser) person() {
	p.familyFirst()
	p.markParts()
	if p.isQuiet() {
		p.families()
		return
	}
	p.splitUnspaced()
	p.digits()
	p.dangling()
	p.suffixes()
	p.placeholders()
	p.compounds()
	p.kunyas()
	p.titles()
	p.fathers()
	p.initials()
	p.articles()
	p.eastAsia()
	p.families()
}

// names returns how many words are names as far as is known.
func (p *parser) names() int {
	n := 0
	for i := range p.words {
		w := &p.words[i]
		if w.open() && !w.is(roleTitle|roleTitleBefore|roleParticle|roleArticle) && !w.isInitial() {
			n++
		}
	}
	return n
}

// merge makes words i to i+n-1 one word that reads latin.
func (p *parser) merge(i, n int, latin string) *word {
	w := &p.words[i]
	last := &p.words[i+n-1]
	for j := i + 1; j < i+n; j++ {
		if w.script == Latin && w.own == "" {
			w.script, w.table, w.own = p.words[j].script, p.words[j].table, p.words[j].own
		}
	}
	w.surface = p.span(i, n)
	w.marks = last.marks &^ (upperCase | abbreviation)
	w.other, w.sound = nil, ""
	w.latin = latin
	w.consult()
	p.words = slices.Delete(p.words, i+1, i+n)
	return &p.words[i]
}

// span returns words i to i+n-1 as they are written, with what stands between them where they are neighbours in the text.
func (p *parser) span(i, n int) string {
	first, last := &p.words[i], &p.words[i+n-1]
	if end := last.start + len(last.surface); last.start > first.start && end <= len(p.text) && strings.HasPrefix(p.text[first.start:end], first.surface) {
		return p.text[first.start:end]
	}
	joined := first.surface
	for _, w := range p.words[i+1 : i+n] {
		joined += " " + w.surface
	}
	return joined
}

// familyFirst moves what stands before a comma behind what follows it: "Last, First Middle". A title or a suffix behind
// a comma is no given name.
func (p *parser) familyFirst() {
	comma := slices.IndexFunc(p.words, func(w word) bool { return w.has(beforeComma) })
	if comma < 0 || comma+1 == len(p.words) {
		return
	}
	named := false
	for i := comma + 1; i < len(p.words); i++ {
		named = named || !p.words[i].is(roleGeneration|roleTitle|roleLegalStart)
	}
	if !named {
		return
	}
	for i := range p.words[:comma+1] {
		p.words[i].part = Family
	}
	before := slices.Clone(p.words[:comma+1])
	p.words = append(slices.Delete(p.words, 0, comma+1), before...)
}

// markParts gives words the parts that the source itself keeps apart.
func (p *parser) markParts() {
	if p.name.Given != "" {
		p.markPart(p.name.Given, Given)
	}
	if p.name.Family != "" {
		p.markPart(p.name.Family, Family)
	}
}

// markPart marks the words of one part. Family names are looked for from the end.
func (p *parser) markPart(part string, class Class) {
	if isPlain(part) {
		for word := range strings.SplitSeq(part, " ") {
			p.markWord(word, class)
		}
		return
	}
	words := p.splitPart(part)
	for i := range words {
		p.markWord(words[i].latin, class)
	}
}

// splitPart cuts a part of the name into words.
func (p *parser) splitPart(part string) []word {
	a, camel := p.analyser, p.kind == lookback.KindPerson
	if a == nil {
		return split(nil, clean(part), camel, nil)
	}
	words, ok := a.partWords[:0], false
	if camel {
		words, ok = a.splitPieces(words, part)
	}
	if !ok {
		words = split(words, clean(part), camel, a.known)
	}
	a.partWords = words
	return words
}

// markWord marks the word that reads latin, in whatever case that is.
func (p *parser) markWord(latin string, class Class) {
	at := placeOfPart(len(p.words), class, func(i int) bool { return p.words[i].part == Unknown && equalFold(p.words[i].latin, latin) })
	if at >= 0 {
		p.words[at].part = class
	}
}

// placeOfPart returns which of n words is part of the given or of the family name: the first that fits, or the last one of a family name; -1 for
// none.
func placeOfPart(n int, class Class, fits func(i int) bool) int {
	at := -1
	for i := range n {
		if (at < 0 || class == Family) && fits(i) {
			at = i
		}
	}
	return at
}

// isPlain reports whether split makes of s the words between its spaces, which read as their small letters: most parts of names are so.
func isPlain(s string) bool {
	for i := range len(s) {
		if c := s[i] | 0x20; (c < 'a' || c > 'z') && s[i] != ' ' {
			return false
		}
	}
	return len(s) <= maxAnalysed && plainCase(s)
}

// equalFold reports whether latin is s with capital letters of ASCII made small.
func equalFold(latin, s string) bool {
	if len(latin) != len(s) {
		return false
	}
	for i := range len(s) {
		c := s[i]
		if c >= 'A' && c <= 'Z' {
			c |= 0x20
		}
		if c != latin[i] {
			return false
		}
	}
	return true
}

// tokens turns the words into tokens.
func (p *parser) tokens() []Token {
	if len(p.words) == 0 {
		return nil
	}
	out := p.analyser.newTokens(len(p.words))
	for i := range p.words {
		w := &p.words[i]
		out[i] = Token{Surface: w.surface, Table: w.table, Form: p.analyser.form(w, p)}
	}
	return out
}

// newTokens returns room for n tokens of a name.
func (a *Analyser) newTokens(n int) []Token {
	if a == nil || !a.lending {
		return make([]Token, n)
	}
	at := len(a.lent)
	if at+n > cap(a.lent) {
		a.lent, at = make([]Token, 0, max(minLent, 2*cap(a.lent), n)), 0
	}
	a.lent = a.lent[:at+n]
	return a.lent[at : at+n : at+n]
}

// minLent is the room for tokens that is made first.
const minLent = 32

// Lend sets whether the tokens of the names that follow are lent: they are good until it is called again.
func (a *Analyser) Lend(on bool) { a.lending, a.lent = on, a.lent[:0] }
