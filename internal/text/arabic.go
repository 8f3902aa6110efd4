package text

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// The Arabic article and the servant's name in Arabic letters, which are written together with what follows.
const (
	arabicArticle = "ال"
	arabicServant = "عبد"
)

// partArabic cuts the article, and عبد with the article, off a word in Arabic letters. Words that the tables know
// are left alone: الیاس is Ilyas. It returns the lengths of the parts, or nil.
func partArabic(s string) []int {
	rest, cut := s, []int(nil)
	if r, ok := strings.CutPrefix(rest, arabicServant); ok && strings.HasPrefix(r, arabicArticle) && utf8.RuneCountInString(r) > 4 {
		cut = append(cut, len(arabicServant))
		rest = r
	}
	if r, ok := strings.CutPrefix(rest, arabicArticle); ok && utf8.RuneCountInString(r) > 2 {
		return append(cut, len(arabicArticle), len(r))
	}
	return nil
}

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

// isHalf reports whether w is Abd with an article, which is no name without what it serves. Abdi and Abdu are.
func (w *word) isHalf() bool { return w.is(roleServant) && !isVowel(w.latin[len(w.latin)-1]) }

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

// withoutArticle takes an article off that is joined to an attribute: alrahman, arrahman.
func withoutArticle(s string) string {
	for _, article := range [...]string{"al", "el", "ar", "as", "er", "es", "ash", "esh", "az", "an"} {
		if rest, ok := strings.CutPrefix(s, article); ok && look(rest).is(roleAttribute) {
			return rest
		}
	}
	return s
}

// isAttribute reports whether s, or s without a family ending, is what Abd serves in names.
func (x *lexicon) isAttribute(s string) bool {
	return x.words[s].is(roleAttribute) || x.isHalf(servantOf, s)
}

// kunyas makes one word of Abu and Umm with the name that follows. Abu Bakr is a given name.
func (p *parser) kunyas() {
	for i := 0; i < len(p.words); i++ {
		w := &p.words[i]
		if !w.open() || !w.is(roleKunya) {
			continue
		}
		n, next := 2, p.afterHalf(i)
		if next != nil && next.is(roleArticle) && p.after(i+1) != nil {
			n, next = 3, p.after(i+1)
		}
		if next == nil || !next.open() || next.is(roleFatherAfter|roleFatherBefore) || next.isInitial() {
			continue
		}
		parent := "abu"
		if w.latin[0] == 'u' || w.latin[0] == 'o' {
			parent = "umm"
		}
		if joined := p.merge(i, n, parent+next.latin); !joined.is(roleVariant) {
			joined.settle(Kunya)
		}
	}
}

// articles settles the articles al-, el-, ash-, parts them from words they are joined to, and finds nisbas.
func (p *parser) articles() {
	p.partArticles()
	for i := range p.words {
		w := &p.words[i]
		if !w.open() || !w.is(roleArticle) || i+1 == len(p.words) {
			continue
		}
		next := &p.words[i+1]
		if !p.isArticle(w, next) {
			continue
		}
		w.settle(Particle)
		if next.open() && endsNisba(next) && p.endsName(i+1) {
			next.settle(Nisba)
		}
	}
}

// isArticle reports whether w is an article in front of next. Al and el always are; the forms before sun letters only when
// the word begins with that letter.
func (p *parser) isArticle(w, next *word) bool {
	tail := w.latin[len(w.latin)-1]
	if tail == 'l' {
		return true
	}
	if w.script == Arabic {
		return true
	}
	assimilated := w.latin[1:]
	if !strings.HasPrefix(next.latin, assimilated) {
		return false
	}
	return w.has(beforeHyphen) || w.latin != "an" && w.latin != "at" && w.latin != "es" && w.latin != "en"
}

// endsNisba reports whether w ends as an adjective of a place or tribe does.
func endsNisba(w *word) bool {
	s := w.latin
	if w.script == Arabic {
		return strings.HasSuffix(w.own, "ي") || strings.HasSuffix(w.own, "ی")
	}
	if len(s) < 4 || w.is(roleArabic) {
		return false
	}
	return s[len(s)-1] == 'i' || s[len(s)-1] == 'y' && !isVowel(s[len(s)-2]) || strings.HasSuffix(s, "ee")
}

// endsName reports whether nothing but settled words stands behind i, or the source keeps i as the family name.
func (p *parser) endsName(i int) bool {
	if p.words[i].part == Family {
		return true
	}
	for _, w := range p.words[i+1:] {
		if w.open() && !w.is(roleArticle) {
			return w.is(roleFatherAfter)
		}
	}
	return true
}

// partArticles parts articles from words they are joined to (Alharbi, Elsayed), where the rest is a name of the
// tables, or where the name is Arabic otherwise and the rest is a nisba.
func (p *parser) partArticles() {
	for i := 0; i < len(p.words); i++ {
		w := &p.words[i]
		if !w.open() || w.script != Latin || len(w.latin) < 6 || w.lex != nil || len(w.surface) != len(w.latin) {
			continue
		}
		rest, ok := strings.CutPrefix(w.latin, "al")
		if !ok {
			rest, ok = strings.CutPrefix(w.latin, "el")
		}
		if !ok || isVowel(rest[0]) {
			continue
		}
		if look(rest).is(roleArabic) || i > 0 && (rest[len(rest)-1] == 'i' || rest[len(rest)-1] == 'y') && p.chained(i) {
			p.cutWord(i, 2)
			i++
		}
	}
}

// chained reports whether a word other than i is an Arabic given name.
func (p *parser) chained(i int) bool {
	for j := range p.words {
		if j != i && p.words[j].is(roleArabic|roleAttribute) {
			return true
		}
	}
	return false
}

// cutWord parts word i, which is plain ASCII, at n.
func (p *parser) cutWord(i, n int) {
	w := p.words[i]
	head, tail := w, w
	head.surface, head.latin = w.surface[:n], w.latin[:n]
	tail.surface, tail.latin, tail.start = w.surface[n:], w.latin[n:], w.start+n
	head.marks |= beforeHyphen
	head.consult()
	tail.consult()
	p.words = append(p.words, word{})
	copy(p.words[i+2:], p.words[i+1:])
	p.words[i], p.words[i+1] = head, tail
}

// dangling puts the first word behind the last one when that is a half name or a word that wants a name behind it: registers that put
// family names first without a comma print "Salman Muhammad bin" and "Rahman Abdul".
func (p *parser) dangling() {
	n := len(p.words)
	if n < 2 || slices.ContainsFunc(p.words, func(w word) bool { return w.part == Family }) {
		return
	}
	last, first, before := &p.words[n-1], &p.words[0], &p.words[n-2]
	switch {
	case last.is(roleServant) && before.is(roleAttribute):
		*last, *before = *before, *last
	case last.is(roleServant) && (first.is(roleAttribute) || n == 2 && last.isHalf()), n == 2 && last.is(roleKunya), n > 2 && last.is(roleFatherAfter|roleKunya|roleArticle) && last.latin != "an" && p.chained(n-1):
		moved := 1
		if first.is(roleArticle) && n > 3 {
			moved = 2
		}
		p.words = append(p.words, p.words[:moved]...)[moved:]
	}
}
