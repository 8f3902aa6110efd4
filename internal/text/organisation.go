package text

import (
	"slices"
	"strconv"
	"strings"
)

// looksLikeOrganisation reports whether a name of a party of unknown kind holds words that only organisations have.
func (p *parser) looksLikeOrganisation() bool {
	for i := range p.words {
		if p.words[i].is(roleGeneric) {
			return true
		}
		if n, _ := p.legalFormAt(i); n > 0 && n < len(p.words) {
			return true
		}
	}
	return false
}

// organise classifies the words of the name of an organisation, a vessel or an aircraft.
func (p *parser) organise() {
	p.cutUnspaced()
	if len(p.words) > 1 && p.words[0].is(roleVesselPrefix) && p.words[1].open() && isCraft(p) {
		p.words[0].settle(Title)
	}
	p.legalForms()
	p.abbreviations()
	p.joinPrefixes()
	p.numbers()
	p.ownAcronyms()
	named := false
	for i := range p.words {
		w := &p.words[i]
		switch {
		case !w.open():
		case w.is(roleOrgParticle|roleParticle|roleArticle) && i+1 < len(p.words), w.latin == "ms" && w.has(abbreviation) && i == 0: // M/S: Messrs
			w.settle(Particle)
		case w.is(roleGeneric):
			w.settle(Generic)
		}
		named = named || w.open() || w.class == Generic || w.class == Number
	}
	if !named {
		p.reopen()
	}
	p.places()
}

// abbreviations reads what is short for a word of organisations where a full stop follows: San. is Sanayi, while San is a saint.
func (p *parser) abbreviations() {
	for i := range p.words {
		w := &p.words[i]
		if !w.open() || !w.has(beforeStop) || w.is(roleGeneric) {
			continue
		}
		if l := look(stopped + w.latin); l != nil {
			w.lex = l
		}
	}
}

// places settles countries, where the organisation has a name beside them.
func (p *parser) places() {
	if isCraft(p) || !slices.ContainsFunc(p.words, func(w word) bool { return w.open() && !w.is(rolePlace) }) {
		return
	}
	for i := range p.words {
		if w := &p.words[i]; w.open() && w.is(rolePlace) {
			w.settle(Place)
		}
	}
}

func isCraft(p *parser) bool { return p.kind == "vessel" || p.kind == "aircraft" }

// reopen makes names of the words of an organisation that is called nothing but a legal form or "The".
func (p *parser) reopen() {
	for i := range p.words {
		p.words[i].class = Unknown
	}
}

// legalForms makes one word of each legal form, as long as anything else is left.
func (p *parser) legalForms() {
	if isCraft(p) {
		return
	}
	left := len(p.words)
	for i := 0; i < len(p.words); i++ {
		if !p.words[i].open() {
			continue
		}
		n, key := p.legalFormAt(i)
		if n == 0 || n >= left || !p.standsAside(i, n, key) {
			continue
		}
		w := &p.words[i]
		if n > 1 {
			w = p.merge(i, n, key)
		}
		w.latin = key
		w.settle(LegalForm)
		left -= n
	}
}

// legalFormAt returns how many words from i on are a legal form, and its key; 0 for none. The longest one wins.
func (p *parser) legalFormAt(i int) (int, string) {
	if !p.words[i].is(roleLegalStart) {
		return 0, ""
	}
	x := lexiconOnce()
	var room [96]byte
	key, found, best := room[:0], 0, ""
	for n := 0; n < x.longest && i+n < len(p.words) && p.words[i+n].open(); n++ {
		key = append(key, p.words[i+n].latin...)
		if _, ok := x.legal[string(key)]; ok {
			found, best = n+1, string(key)
		}
		if p.words[i+n].has(beforeComma) {
			break
		}
	}
	return found, best
}

// shortForm is the length up to which a legal form is a word of many names as well: AS, SA, SPA, PT.
const shortForm = 3

// standsAside reports whether the words i to i+n-1 stand where legal forms do. Long ones may stand anywhere, short ones at the beginning,
// at the end, beside other legal forms, behind a comma or in brackets.
func (p *parser) standsAside(i, n int, key string) bool {
	if len(key) > shortForm || i == 0 || i+n == len(p.words) {
		return true
	}
	w := &p.words[i]
	return w.has(inBrackets) || p.words[i-1].has(beforeComma) || p.words[i-1].class == LegalForm || w.has(abbreviation) || w.latin == "llc" || w.latin == "ltd" || w.latin == "inc" || p.legalTail(i+n)
}

// legalTail reports whether everything from i on is made of legal forms.
func (p *parser) legalTail(i int) bool {
	for i < len(p.words) {
		n, _ := p.legalFormAt(i)
		if n == 0 {
			return false
		}
		i += n
	}
	return true
}

// joinPrefixes joins Co-operation, so that it is written as one word like Cooperation.
func (p *parser) joinPrefixes() {
	for i := 0; i+1 < len(p.words); i++ {
		w, next := &p.words[i], &p.words[i+1]
		if w.latin == "co" && w.has(beforeHyphen) && w.open() && (strings.HasPrefix(next.latin, "op") || strings.HasPrefix(next.latin, "ord")) {
			p.merge(i, 2, "co"+next.latin)
		}
	}
}

// numbers settles digits, number words and Roman numerals, and joins forty-four.
func (p *parser) numbers() {
	for i := 0; i < len(p.words); i++ {
		w := &p.words[i]
		if !w.open() {
			continue
		}
		if w.is(roleNumber) && w.lex.value >= 20 && w.lex.value%10 == 0 && i+1 < len(p.words) {
			if next := &p.words[i+1]; next.is(roleNumber) && next.lex.value < 10 && next.lex.value > 0 {
				value := w.lex.value + next.lex.value
				p.merge(i, 2, strconv.Itoa(value)).settle(Number)
				continue
			}
		}
		p.number(i)
	}
}

// number settles word i if it is a number.
func (p *parser) number(i int) {
	w := &p.words[i]
	if w.is(roleNumber) {
		w.latin = strconv.Itoa(w.lex.value)
		w.settle(Number)
		return
	}
	_, ok := numberValue(w.latin)
	switch {
	case ok && holdsDigit(w.latin), ok && i > 0, i > 0 && isCode(w.latin):
		w.settle(Number)
	case (w.latin == "no" || w.latin == "nr" || w.latin == "number") && i+1 < len(p.words) && holdsDigit(p.words[i+1].latin):
		w.settle(Particle)
	}
}

// cutUnspaced cuts legal forms and words of organisations off names in scripts that write no spaces.
func (p *parser) cutUnspaced() {
	for i := 0; i < len(p.words); i++ {
		w := &p.words[i]
		if w.script != Han && w.script != Hangul && w.script != Kana || slices.Contains(lexiconOnce().unspaced, w.own) {
			continue
		}
		for _, form := range lexiconOnce().unspaced {
			if len(form) < len(w.own) && strings.HasSuffix(w.own, form) {
				if p.cutOwn(i, len(w.own)-len(form)) {
					i-- // the front part may end in a form as well
				}
				break
			}
			if len(form) < len(w.own) && strings.HasPrefix(w.own, form) {
				p.cutOwn(i, len(form))
				break
			}
		}
	}
}

// cutOwn parts word i at n bytes of its own letters, and reports whether it did: both parts must be something that can be read.
func (p *parser) cutOwn(i, n int) bool {
	w := p.words[i]
	parts := [2]word{{start: w.start, marks: w.marks}, {start: w.start + n, marks: w.marks}}
	for k, s := range [...]string{w.own[:n], w.own[n:]} {
		parts[k].fill(s, s, "")
		if parts[k].latin == "" {
			return false
		}
		parts[k].consult()
	}
	p.words = append(p.words, word{})
	copy(p.words[i+2:], p.words[i+1:])
	p.words[i], p.words[i+1] = parts[0], parts[1]
	return true
}
