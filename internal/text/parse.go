package text

import (
	"strings"

	"lookback"
)

// parser gives the words of one name their classes and turns them into tokens.
type parser struct {
	memory *Analyser
	kind   lookback.PartyKind
	words  []word
	out    []Token
	alts   [][]string // further readings of each token of out
}

// markParts gives words the parts that the source itself keeps apart.
func (p *parser) markParts(n lookback.Name) {
	for _, part := range []struct {
		text  string
		class Class
	}{{n.Given, Given}, {n.Family, Family}} {
		if part.text == "" {
			continue
		}
		for _, w := range p.memory.wordsOf(part.text, p.kind, part.class) {
			for i := range p.words {
				if p.words[i].folded == w.folded && p.words[i].part == Unknown {
					p.words[i].part = part.class
					break
				}
			}
		}
	}
}

// isOrganisation reports whether organisation words have their classes here.
func (p *parser) isOrganisation() bool {
	return p.kind == lookback.KindOrganisation || p.kind == lookback.KindVessel || p.kind == lookback.KindAircraft
}

// tokens classifies the words one after the other. Rules that read several words take them all.
func (p *parser) tokens() []Token {
	p.out = make([]Token, 0, len(p.words))
	for i := 0; i < len(p.words); {
		n := p.legalForm(i)
		if n == 0 {
			n = p.numberWords(i)
		}
		if n == 0 && !p.isOrganisation() {
			n = p.compound(i)
		}
		if n == 0 {
			p.add(p.words[i], p.classify(i))
			n = 1
		}
		i += n
	}
	p.fathers()
	return p.out
}

// add appends the token of one word.
func (p *parser) add(w word, class Class) { p.append(w, w.folded, class, w.surface, w.alts) }

// append appends a token with a reading and a surface of its own.
func (p *parser) append(w word, folded string, class Class, surface string, alts []string) {
	f := p.memory.form(folded, class, w.script, alts)
	if w.joined && len(folded) <= longestAbbreviation && !f.Syllable {
		short := *f
		short.Syllable = true
		f = &short
	}
	p.out = append(p.out, Token{Surface: surface, Table: w.table, Form: f})
	p.alts = append(p.alts, alts)
}

// longestAbbreviation is the longest word of initials in which, as in a syllable, every letter counts: ABC is not NABC.
const longestAbbreviation = 5

// classify returns the class of word i by itself and its neighbours.
func (p *parser) classify(i int) Class {
	w := p.words[i]
	if isNumber(w.folded) || p.isOrganisation() && numberWords()[w.folded] != "" {
		return Number
	}
	if len(w.folded) == 1 && w.script == Latin {
		return Initial
	}
	switch c := classOf(w.folded); c {
	case Placeholder:
		return Placeholder
	case Generation:
		if i > 0 {
			return Generation
		}
	case Particle:
		if i+1 < len(p.words) || p.isOrganisation() {
			return Particle
		}
	case Title:
		if !p.isOrganisation() && len(p.words) > 1 {
			return Title
		}
	case Relation:
		if !p.isOrganisation() && p.relates(i) {
			return Relation
		}
	case Generic:
		if p.kind != lookback.KindPerson {
			return Generic
		}
	}
	return p.nameClass(i)
}

// relates reports whether relation word i has beside it the name it speaks of: bin is also a given name in Korea and China.
func (p *parser) relates(i int) bool {
	return i > 0 && (postposed[p.words[i].folded] != nil || i+1 < len(p.words))
}

// nameClass returns the class of a word that is a name.
func (p *parser) nameClass(i int) Class {
	w := p.words[i]
	if p.isOrganisation() {
		return Unknown
	}
	if i > 0 && isArticle(p.words[i-1].folded) && i >= 2 && strings.HasSuffix(w.folded, "i") && len(w.folded) > 3 {
		return Nisba
	}
	return w.part
}

// legalForm appends the legal form that starts at word i and returns how many words it takes, or 0.
func (p *parser) legalForm(i int) int {
	if p.kind == lookback.KindVessel || p.kind == lookback.KindAircraft || !symbolTable().opening[p.words[i].folded] {
		return 0
	}
	for n := min(maxLegalWords, len(p.words)-i); n > 0; n-- {
		key := joinFolded(p.words[i : i+n])
		if _, ok := symbolTable().legal[key]; !ok {
			continue
		}
		if p.kind == lookback.KindPerson && (i == 0 || i+n < len(p.words) || len(key) < 3) {
			return 0
		}
		if len(p.words) == n {
			return 0 // nothing but a legal form is a name
		}
		p.append(p.words[i], key, LegalForm, surfaces(p.words[i:i+n]), nil)
		return n
	}
	return 0
}

// numberWords appends the number that words i and i+1 spell, such as forty-four, and returns how many words it takes, or 0.
func (p *parser) numberWords(i int) int {
	if !p.isOrganisation() || i+1 >= len(p.words) {
		return 0
	}
	tens, units := numberWords()[p.words[i].folded], numberWords()[p.words[i+1].folded]
	if len(tens) != 2 || tens[0] == '1' || tens[1] != '0' || len(units) != 1 || isNumber(p.words[i+1].folded) {
		return 0
	}
	p.append(p.words[i], tens[:1]+units, Number, surfaces(p.words[i:i+2]), nil)
	return 2
}

func joinFolded(words []word) string {
	var b strings.Builder
	for _, w := range words {
		b.WriteString(w.folded)
	}
	return b.String()
}

func surfaces(words []word) string {
	all := make([]string, len(words))
	for i, w := range words {
		all[i] = w.surface
	}
	return strings.Join(all, " ")
}
