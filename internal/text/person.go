package text

import (
	"slices"
	"strings"
)

// placeholders settles words that mean that a name is missing.
func (p *parser) placeholders() {
	for i := range p.words {
		w := &p.words[i]
		if w.is(rolePlaceholder) || repeated(w.latin, 'x') || w.latin == "na" && (len(p.words) == 1 || w.has(abbreviation)) {
			w.settle(Placeholder)
		}
	}
}

// lookAlikes are the letters that a digit is read or written for.
var lookAlikes = strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t")

// mostDigits is how many digits a word that is meant as a name may hold, and fewestLetters how many letters it needs for each.
const (
	mostDigits    = 2
	fewestLetters = 3
)

// digits reads digits among the letters of a person's name as the letters that they look like: J0nathan. Machines that read paper write them, and people who
// do not want to be found.
func (p *parser) digits() {
	for i := range p.words {
		w := &p.words[i]
		if w.script != Latin || w.lex != nil || !holdsDigit(w.latin) {
			continue
		}
		read := lookAlikes.Replace(w.latin)
		digits := 0
		for k := range len(w.latin) {
			if w.latin[k] <= '9' {
				digits++
			}
		}
		if isSounded(read) && digits <= mostDigits && len(read)-digits >= fewestLetters*digits {
			w.latin = read
			w.consult()
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

// isVowelSyllable reports whether word i is one vowel behind a hyphen (Hsin-i, Kwang-o), or the last of three syllables of a Korean name (Kang Hyon U).
func (p *parser) isVowelSyllable(i int) bool {
	if i == 0 || p.words[i].has(beforeStop) || !isVowel(p.words[i].latin[0]) {
		return false
	}
	return p.words[i-1].has(beforeHyphen) ||
		i == 2 && len(p.words) == 3 && p.words[0].is(roleKoreanName) && p.words[1].isSyllable(korean) && !p.words[1].is(roleVariant)
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
		case several && w.endsAsFamily():
			w.settle(Family)
		}
	}
}
