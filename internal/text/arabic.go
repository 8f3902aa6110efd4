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
		child := lexiconOnce().root(next.spoken())
		if joined := p.merge(i, n, parent+next.latin); !joined.is(roleVariant) {
			joined.sound = parent + child
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
		return w.latin[0] == 'a' || w.latin[0] == 'e' || !p.isAsian()
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
	case last.is(roleServant) && (first.is(roleAttribute) || n == 2 && last.isBareServant()), n == 2 && last.is(roleKunya), n > 2 && last.is(roleFatherAfter|roleKunya|roleArticle) && last.latin != "an" && p.chained(n-1):
		moved := 1
		if first.is(roleArticle) && n > 3 {
			moved = 2
		}
		p.words = append(p.words, p.words[:moved]...)[moved:]
	}
}
