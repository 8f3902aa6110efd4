package text

import "strings"

// compounds makes one word of names that Arabic writes in two or three: Abd al-X, X al-Din, X Ullah. Words
// that hold such a name already get one spelling of it.
func (p *parser) compounds() {
	for i := 0; i < len(p.words); i++ {
		if !p.words[i].open() {
			continue
		}
		if n, latin := p.compoundAt(i); n > 0 {
			p.merge(i, n, latin)
		}
		w := &p.words[i]
		if w.script != Arabic && w.script != Hebrew {
			if sound := lexiconOnce().canonical(w.latin); sound != w.latin {
				w.sound = sound
				w.lex = look(sound)
			}
		}
	}
}

// compoundAt returns how many words from i on are one name, and how it reads; 0 for none.
func (p *parser) compoundAt(i int) (int, string) {
	w := &p.words[i]
	if w.is(roleServant) || p.isMisspeltServant(i) {
		return p.servant(i)
	}
	if !p.canLead(i) {
		return 0, ""
	}
	next := p.after(i)
	switch {
	case next == nil:
		return 0, ""
	case next.is(roleGod), next.lex == nil && nearly(next.latin, "ullah"):
		return 2, w.latin + "ullah"
	case next.is(roleHead) && next.latin[0] != 'd':
		return 2, w.latin + "uddin" // Nour Eddine
	case next.is(roleArticle), next.latin == "u", next.latin == "e":
		if second := p.after(i + 1); second != nil && (second.is(roleHead) || second.lex == nil && nearly(second.latin, "din")) {
			return 3, w.latin + "uddin"
		}
	case next.is(roleHead):
		if rest := withoutCase(w); rest != "" {
			return 2, rest + "uddin" // Shamsud Din
		}
	}
	return 0, ""
}

// after returns the word behind i, or nil when there is none or it belongs to another part of the name.
func (p *parser) after(i int) *word {
	if i+1 >= len(p.words) || p.words[i].has(beforeComma) || p.words[i].part != p.words[i+1].part && (p.words[i].part == Family || p.words[i+1].part == Family) {
		return nil
	}
	return &p.words[i+1]
}

// afterHalf returns the word behind i, across the border between given and family name too, because Abd and
// Abu are no names by themselves: a register may print Abdul Basir as "BASIR, Abdul".
func (p *parser) afterHalf(i int) *word {
	if i+1 < len(p.words) && p.words[i+1].part == Family && p.words[i].part != Family && !p.words[i].has(beforeComma) {
		return &p.words[i+1]
	}
	return p.after(i)
}

// canLead reports whether word i can be the first half of a compound name.
func (p *parser) canLead(i int) bool {
	w := &p.words[i]
	return len(w.latin) > 2 && !w.is(roleArticle|roleFatherAfter|roleFatherBefore|roleKunya|roleTitle|roleTitleBefore) && w.open()
}

// withoutCase returns the name in front of a nominative article that was joined to it (Mujibur, Shamsud), or "" when there is none.
// Names that end so by themselves (Mansur) are known to the tables.
func withoutCase(w *word) string {
	if w.lex.is(roleVariant) || len(w.latin) < 5 {
		return ""
	}
	switch w.latin[len(w.latin)-2:] {
	case "ul", "ur", "ud", "us", "uz", "un":
		return w.latin[:len(w.latin)-2]
	}
	return ""
}

// isSlip reports whether s is what one lost or doubled letter leaves of the article behind Abd.
func isSlip(s string) bool { return s == "l" || s == "a" || s == "la" || s == "all" || s == "aal" }

// isMisspeltServant reports whether word i is Abdul, Abdel or Abdur with one error of writing, before what Abd serves.
func (p *parser) isMisspeltServant(i int) bool {
	w, next := &p.words[i], p.afterHalf(i)
	if w.lex != nil || next == nil || !nearly(w.latin, "abdul") && !nearly(w.latin, "abdel") && !nearly(w.latin, "abdur") {
		return false
	}
	return lexiconOnce().isAttribute(next.latin)
}

// servant reads Abd, Abdul, Abdur or Abdu at i with the attribute that follows.
func (p *parser) servant(i int) (int, string) {
	w, n, x := &p.words[i], 2, lexiconOnce()
	next := p.afterHalf(i)
	if next != nil && (next.is(roleArticle) || isSlip(next.latin)) && p.after(i+1) != nil {
		next, n = p.after(i+1), 3
	}
	if next == nil || !next.open() || len(next.latin) < 3 || next.is(roleFatherAfter|roleFatherBefore|roleKunya|roleTitle) {
		return 0, ""
	}
	attribute := withoutArticle(next.latin)
	switch tail := w.latin[len(w.latin)-1]; {
	case next.is(roleGod):
		return n, "abdullah"
	case n == 3, attribute != next.latin, x.isAttribute(attribute), !isVowel(tail) && x.isMisspeltAttribute(attribute):
	default:
		return 0, "" // Abdi and Abdu are names by themselves, and Abdul may have lost its place
	}
	return n, "abdul" + attribute
}

// isBareServant reports whether w is Abd with or without an article, which is no name without what it serves. Abdi and Abdu are.
func (w *word) isBareServant() bool { return w.is(roleServant) && !isVowel(w.latin[len(w.latin)-1]) }

// isMisspeltAttribute reports whether s sounds like what Abd serves with one error of writing.
func (x *lexicon) isMisspeltAttribute(s string) bool {
	if len(s) < shortestLead {
		return false
	}
	sound := skeletonOf(s, false)
	for attribute := range x.halves[servantOf] {
		if nearly(sound, attribute) {
			return true
		}
	}
	return false
}

// isAttribute reports whether s, or s without a family ending, is what Abd serves in names.
func (x *lexicon) isAttribute(s string) bool {
	return x.words[s].is(roleAttribute) || x.isHalf(servantOf, s)
}

// withoutArticle takes an article off that is joined to an attribute: alrahman, arrahman.
func withoutArticle(s string) string {
	for _, article := range [...]string{"al", "el", "ar", "as", "er", "es", "ash", "esh", "az", "an"} {
		if rest, ok := strings.CutPrefix(s, article); ok && look(rest).is(roleAttribute) {
			return rest
		}
	}
	return s
}

// nearly reports whether s is want with one error of writing: a letter too many, too few, another one, or two that changed places.
func nearly(s, want string) bool {
	if len(s) < len(want)-1 || len(s) > len(want)+1 {
		return false
	}
	i := 0
	for i < len(s) && i < len(want) && s[i] == want[i] {
		i++
	}
	a, b := s[i:], want[i:]
	switch {
	case len(a) < len(b):
		return a == b[1:]
	case len(a) > len(b):
		return a[1:] == b
	case len(a) < 2:
		return true
	}
	return a[1:] == b[1:] || a[0] == b[1] && a[1] == b[0] && a[2:] == b[2:]
}
