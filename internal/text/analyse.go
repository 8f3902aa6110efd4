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
	known      map[string]*word // words as they are by themselves
	forms      map[formKey]*Form
	knownForms map[knownKey]*Form // forms of known words
	words      []word             // room for the words of the next name
}

// maxForms bounds the forms, and the words, that an Analyser remembers: some tens of megabytes. Beyond it everything is forgotten.
const maxForms = 1 << 16

// Analyse does what the function Analyse does.
func (a *Analyser) Analyse(n lookback.Name, kind lookback.PartyKind) Name {
	if a.forms == nil {
		a.known, a.forms, a.knownForms = map[string]*word{}, map[formKey]*Form{}, map[knownKey]*Form{}
	}
	if len(a.known) >= maxForms || len(a.knownForms) >= maxForms {
		clear(a.known)
		clear(a.knownForms)
	}
	return analyse(n, kind, a)
}

func analyse(n lookback.Name, kind lookback.PartyKind, a *Analyser) Name {
	var room []word
	var known map[string]*word
	if a != nil {
		room, known = a.words[:0], a.known
	}
	p := parser{kind: kind, name: n, text: clean(n.Full)}
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
	tokens := p.tokens(a)
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
}

// person classifies the words of a person's name.
func (p *parser) person() {
	p.familyFirst()
	p.markParts()
	p.splitUnspaced()
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
	if isPlainWord(part) {
		p.markWord(strings.ToLower(part), class)
		return
	}
	for _, w := range split(nil, clean(part), p.kind == lookback.KindPerson, nil) {
		p.markWord(w.latin, class)
	}
}

// markWord marks the first word that reads latin, or the last one of a family name.
func (p *parser) markWord(latin string, class Class) {
	at := -1
	for i := range p.words {
		if p.words[i].latin == latin && p.words[i].part == Unknown && (at < 0 || class == Family) {
			at = i
		}
	}
	if at >= 0 {
		p.words[at].part = class
	}
}

// isPlainWord reports whether split makes one word of s, which reads as its small letters: most parts of names are so.
func isPlainWord(s string) bool {
	for i := range len(s) {
		if c := s[i] | 0x20; c < 'a' || c > 'z' {
			return false
		}
	}
	return s != "" && plainCase(s)
}

// placeholders settles words that mean that a name is missing.
func (p *parser) placeholders() {
	for i := range p.words {
		w := &p.words[i]
		if w.is(rolePlaceholder) || repeated(w.latin, 'x') || w.latin == "na" && (len(p.words) == 1 || w.has(abbreviation)) {
			w.settle(Placeholder)
		}
	}
}

// repeated reports whether s is c three times or more.
func repeated(s string, c byte) bool {
	for i := range len(s) {
		if s[i] != c {
			return false
		}
	}
	return len(s) > 2
}

// suffixes settles what may end a person's name without being part of it: Jr., III, and a legal form that was added to it.
func (p *parser) suffixes() {
	if n := len(p.words); n > 2 {
		if _, ok := lexiconOnce().legal[p.words[n-1].latin]; ok && len(p.words[n-1].latin) > 2 && !p.words[n-1].is(roleVariant) {
			p.words[n-1].settle(LegalForm)
		}
	}
	for i := range p.words {
		w := &p.words[i]
		if i > 0 && len(p.words) > 2 && w.is(roleGeneration) && w.open() {
			w.settle(Generation)
		}
	}
}

// titles settles titles and honorifics, as long as a name is left.
func (p *parser) titles() {
	names := p.names()
	first := true
	for i := range p.words {
		w := &p.words[i]
		if !w.open() {
			continue
		}
		switch {
		case p.spokenFor(w), p.looksAsian(i):
		case w.is(roleTitle) && names > 0, first && names > 1 && w.isMisspeltTitle():
			w.settle(Title)
			continue
		case w.is(roleTitleBefore) && names > 0 && (p.leads(i) || names > 2 && i > 0 && !p.words[i-1].is(roleFatherAfter)):
			w.settle(Title)
			continue
		case w.is(roleTitleFirst) && first && names > 2: // it counts as a name itself
			w.settle(Title)
			names--
			continue
		}
		first = false
	}
}

// shortestMisspelt is the length of the shortest title that is seen with an error of writing in it.
const shortestMisspelt = 7

// isMisspeltTitle reports whether w is a long title with one error of writing, and nothing that the tables know.
func (w *word) isMisspeltTitle() bool {
	return w.lex == nil && w.script == Latin && len(w.latin) >= shortestMisspelt-1 &&
		slices.ContainsFunc(lexiconOnce().titles, func(title string) bool { return nearly(w.latin, title) })
}

// leads reports whether a name that is not settled follows word i in the same part of the name.
func (p *parser) leads(i int) bool {
	for j := i; p.after(j) != nil; j++ {
		if p.words[j+1].open() && !p.words[j+1].is(roleTitleBefore) {
			return true
		}
	}
	return false
}

// spokenFor reports whether the source says that w, which could be a title, is a part of the name by itself.
func (p *parser) spokenFor(w *word) bool {
	if w.part == Unknown {
		return false
	}
	for i := range p.words {
		if &p.words[i] != w && p.words[i].part == w.part {
			return false
		}
	}
	return true
}

// initials settles single letters, and parts abbreviations into them.
func (p *parser) initials() {
	for i := 0; i < len(p.words); i++ {
		w := &p.words[i]
		if !w.open() {
			continue
		}
		if w.has(cutShort) {
			w.settle(Initial) // the beginning of a name whose end did not fit
		} else if len(w.latin) > 1 && (w.has(abbreviation) || p.looksLikeInitials(w)) && isASCII(w.surface) {
			i = p.spell(i)
		} else if w.isInitial() && !p.isVowelSyllable(i) {
			w.settle(Initial)
		}
	}
}

// isVowelSyllable reports whether word i is one vowel behind a hyphen: Hsin-i, Kwang-o.
func (p *parser) isVowelSyllable(i int) bool {
	return i > 0 && p.words[i-1].has(beforeHyphen) && !p.words[i].has(beforeStop) && isVowel(p.words[i].latin[0])
}

// looksLikeInitials reports whether w is two capital consonants in a name in mixed case: JC, TJ.
func (p *parser) looksLikeInitials(w *word) bool {
	if len(w.latin) != 2 || !w.has(upperCase) || w.lex != nil || isVowel(w.latin[0]) || isVowel(w.latin[1]) || w.script != Latin {
		return false
	}
	return slices.ContainsFunc(p.words, func(o word) bool { return !o.has(upperCase) })
}

// spell replaces word i by one initial a letter and returns the place of the last one.
func (p *parser) spell(i int) int {
	w := p.words[i]
	letters := make([]word, 0, len(w.latin))
	for k := range len(w.latin) {
		l := word{surface: strings.ToUpper(w.latin[k : k+1]), start: w.start, latin: w.latin[k : k+1], part: w.part}
		l.settle(Initial)
		letters = append(letters, l)
	}
	p.words = slices.Replace(p.words, i, i+1, letters...)
	return i + len(letters) - 1
}

// families gives the class to the names that are left: what the source says, or a family name by its ending.
func (p *parser) families() {
	several := p.names() > 1
	for i := range p.words {
		w := &p.words[i]
		switch {
		case !w.open():
		case w.is(roleParticle) && i+1 < len(p.words) && i > 0:
			w.settle(Particle)
		case holdsDigit(w.latin):
			w.settle(Number)
		case w.part != Unknown:
			w.settle(w.part)
		case several && w.script != Arabic && !w.is(roleVariant) && lexiconOnce().stemOf(w.spoken()).text != "" && len(w.latin) > 4:
			w.settle(Family)
		}
	}
}

// tokens turns the words into tokens.
func (p *parser) tokens(a *Analyser) []Token {
	if len(p.words) == 0 {
		return nil
	}
	out := make([]Token, len(p.words))
	for i := range p.words {
		w := &p.words[i]
		out[i] = Token{Surface: w.surface, Table: w.table, Form: a.form(w, p)}
	}
	return out
}
