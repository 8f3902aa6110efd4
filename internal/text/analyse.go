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
	held      int // forms that known words hold
	forms     map[formKey]*Form
	words     []word    // room for the words of the next name
	quiet     quietName // room for it
	partWords []word    // room for the words of its parts
}

// maxForms bounds the forms, and the words, that an Analyser remembers: some tens of megabytes. Beyond it everything is forgotten.
const maxForms = 1 << 16

// Analyse does what the function Analyse does.
func (a *Analyser) Analyse(n lookback.Name, kind lookback.PartyKind) Name {
	if a.forms == nil {
		a.known, a.forms = map[string]*knownWord{}, map[formKey]*Form{}
	}
	if len(a.known) >= maxForms || a.held >= maxForms {
		clear(a.known)
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
	var room []word
	var known map[string]*knownWord
	if a != nil {
		room, known = a.words[:0], a.known
	}
	p := parser{kind: kind, name: n, text: clean(n.Full), analyser: a}
	person, cut := kind == lookback.KindPerson || kind == lookback.KindUnknown, false
	if person && strings.IndexByte(p.text, '<') >= 0 {
		p.text, cut = zone(p.text)
	}
	p.words = split(room, p.text, person, known)
	if n := len(p.words); cut && n > 1 {
		p.words[n-1].marks |= cutShort
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
	p.dangling()
	p.suffixes()
	p.placeholders()
	p.partSons()
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
	var room []word
	var known map[string]*knownWord
	if p.analyser != nil {
		room, known = p.analyser.partWords[:0], p.analyser.known
	}
	words := split(room, clean(part), p.kind == lookback.KindPerson, known)
	for i := range words {
		p.markWord(words[i].latin, class)
	}
	if p.analyser != nil {
		p.analyser.partWords = words
	}
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
	out := make([]Token, len(p.words))
	for i := range p.words {
		w := &p.words[i]
		out[i] = Token{Surface: w.surface, Table: w.table, Form: p.analyser.form(w, p)}
	}
	return out
}
