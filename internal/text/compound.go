package text

import (
	"slices"
	"strings"
)

// compound appends the compound name that starts at word i and returns how many words it takes, or 0:
// Abd al-X, X al-Din, X Ullah, Abu X are one name each, however they are spaced.
func (p *parser) compound(i int) int {
	w := p.words[i]
	rest := p.words[i+1:]
	if n := p.servantOfGod(i); n > 0 {
		return n
	}
	if kunya[w.folded] && len(rest) > 0 {
		n := 0
		if isArticle(rest[0].folded) && len(rest) > 1 {
			n = 1
		}
		return p.join(i, n+2, "abu"+rest[n].folded, Kunya)
	}
	if len(rest) > 1 && isArticle(rest[0].folded) && faith[rest[1].folded] {
		return p.join(i, 3, w.folded+"uddin", w.part)
	}
	if len(rest) > 0 && god[rest[0].folded] && len(w.folded) > 2 {
		return p.join(i, 2, w.folded+"ullah", w.part)
	}
	return 0
}

// servantOfGod appends Abd al-X that starts at word i. Where a source turned the words of a name around, Abd stands last and X before it;
// a word that is nearly Abdul counts where a name of God follows.
func (p *parser) servantOfGod(i int) int {
	w, rest := p.words[i], p.words[i+1:]
	n := 0
	if len(rest) > 1 && isArticle(rest[0].folded) {
		n = 1
	}
	switch {
	case len(rest) > n && servant[w.folded]:
		return p.join(i, n+2, "abdul"+rest[n].folded, w.part)
	case len(rest) > n && nearlyServant[w.folded] && nameOfGod(rest[n].folded):
		return p.join(i, n+2, "abdul"+rest[n].folded, w.part)
	case len(rest) == 1 && servant[rest[0].folded] && nameOfGod(w.folded):
		return p.join(i, 2, "abdul"+w.folded, w.part)
	}
	return 0
}

// join appends n words as one token.
func (p *parser) join(i, n int, folded string, class Class) int {
	w := p.words[i]
	if classOf(w.folded) == Title {
		return 0
	}
	p.append(w, folded, class, surfaces(p.words[i:i+n]), nil)
	return n
}

var (
	servant  = set("abd abdul abdel abdal abdur abdoul abdol abdu abdool")
	kunya    = set("abu abou abi abo aboo ebu bou abuo abbu aabu umm um oum")
	faith    = set("din deen dine dyn")
	god      = set("ullah allah ulla ollah")
	articles = set("al el ul as ash ar ad az an at ur ud us uz ed es er ech")
)

// nearlyServant are the errors of writing in abdul and abdel that swap, drop or double a letter or take the next vowel for the first.
var nearlyServant = set(`adbul badul abudl abdlu bdul adul abul abdu abdl aabdul abbdul abddul abduul abdull ebdul
	adbel badel abedl abdle bdel aabdel abbdel abddel abdeel abdell ebdel abdru adbur badur abur aabdur abbdur abddur
	bdur adur ebdur adb aabd abbd abdd ebd`)

// nameOfGod reports whether folded is a name of God with which names are formed, in any of its spellings.
func nameOfGod(folded string) bool {
	t := symbolTable()
	if t.divine[folded] {
		return true
	}
	for _, s := range t.names[folded] {
		if slices.Contains(t.divineSymbols, s) {
			return true
		}
	}
	return false
}

func isArticle(folded string) bool { return articles[folded] }

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}
