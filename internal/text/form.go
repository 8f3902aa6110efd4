package text

import (
	"slices"
	"strings"
)

// formKey is all that the form of a token is made from.
type formKey struct {
	latin, sound, own, table, spelling string
	other                              string // readings by other tables, one behind the other
	class                              Class
	script                             Script
	fem, masc                          bool
	organisation                       bool
	asian                              asian
	abbreviation                       bool
	family                             bool // the source says that it is the family name
}

// context returns what the form of w is made from beside what is known of w.
func (w *word) context(p *parser) context {
	c := context{class: w.class, asian: p.asian}
	for i, set := range [...]bool{w.fem, w.masc, p.organisation, w.sound != "", w.part == Family} {
		if set {
			c.marks |= 1 << i
		}
	}
	return c
}

// form returns the form of a word, a remembered one where the Analyser has it.
func (a *Analyser) form(w *word, p *parser) *Form {
	if a == nil {
		key := formKeyOf(w, p)
		return newForm(w, &key)
	}
	k := w.unchanged()
	if k == nil {
		return a.changedForm(w, p)
	}
	c := w.context(p)
	if f := k.form(c); f != nil {
		return f
	}
	f := a.changedForm(w, p)
	k.forms = append(k.forms, knownForm{c, f})
	a.held++
	return f
}

// changedForm returns the form of any word, a remembered one where the Analyser has it.
func (a *Analyser) changedForm(w *word, p *parser) *Form {
	key := formKeyOf(w, p)
	if f := a.forms[key]; f != nil {
		return f
	}
	if len(a.forms) >= maxForms {
		clear(a.forms)
	}
	f := newForm(w, &key)
	a.forms[key] = f
	return f
}

func formKeyOf(w *word, p *parser) formKey {
	return formKey{w.latin, w.spoken(), w.own, w.table, w.spelling, strings.Join(w.other, " "), w.class, w.script, w.fem, w.masc, p.organisation, p.asian, p.organisation && w.has(abbreviation), w.part == Family}
}

// newForm makes the form of a word.
func newForm(w *word, k *formKey) *Form {
	f := &Form{Folded: k.latin, Class: k.class, Script: k.script, Letters: lettersOf(k.latin)}
	switch k.class {
	case Relation, Particle, Title, Placeholder, Initial, Generation:
		return f
	case LegalForm:
		f.Symbols = lexiconOnce().legal[k.latin]
		return f
	case Number:
		f.Symbols = numberSymbols(k.latin)
		return f
	}
	f.Feminine, f.Masculine = k.fem, k.masc
	f.sound(w, k)
	if k.class == Generic || k.class == Place {
		f.Symbols, f.Known = w.lex.words, true
		return f
	}
	f.Symbols = f.nameSymbols(w, k)
	f.Chain = w.is(roleChain)
	f.Known = f.Known || w.is(roleVariant) || lexiconOnce().halfOf(k.sound) != 0
	return f
}

// fewestConsonants is how many consonants a name needs to be known by them: two are shared by too many. Short names are in the
// tables of variants in Arabic letters.
const fewestConsonants = 3

// shortestOwnStem is the length from which a name without a family ending is its own stem.
const shortestOwnStem = 4

// sound fills in all keys that follow from how the token sounds.
func (f *Form) sound(w *word, k *formKey) {
	exact := k.asian != 0 && w.isSyllable(k.asian)
	f.Syllable = exact || k.abbreviation || isSyllable(k.latin)
	s := stem{}
	if !f.Vowelless() && !k.organisation && !exact {
		s = stemOfToken(k)
		f.Feminine, f.Masculine = f.Feminine || s.feminine, f.Masculine || s.masculine
	}
	f.Known = look(s.text).is(roleRoot)
	f.setKeys(w, k.sound, lexiconOnce().root(s.text), exact)
	if s.text == "" && !f.Vowelless() && !k.organisation && len(f.Skeleton) >= shortestOwnStem {
		f.Stem = f.ownStem(k.sound)
	}
	if !f.Vowelless() && !exact && (k.script != Latin || k.own != "" || len(w.other) > 0 || !w.is(roleVariant)) {
		f.More = readings(k.sound, f.Skeleton, k.script != Latin, w.other)
	}
}

// ownStem returns the stem of a name without a family ending.
func (f *Form) ownStem(sound string) string {
	if root := lexiconOnce().root(sound); root != sound {
		return skeletonOf(root, false)
	}
	return f.Skeleton
}

// stemOfToken returns the stem of a token: a family name without its ending, or the father's name within a family name.
func stemOfToken(k *formKey) stem {
	if k.class == Patronymic {
		return stem{}
	}
	if father, ok := parseFather(k.sound); ok {
		return stem{text: father.name}
	}
	return lexiconOnce().stemOf(k.sound)
}

// setKeys makes the skeleton, the stem and the consonants, which share one piece of memory.
func (f *Form) setKeys(w *word, sound, stem string, exact bool) {
	var room [5 * longestSounded]byte
	buf := appendSkeleton(room[:0], sound, exact)
	skeleton := len(buf)
	if stem != "" {
		buf = appendSkeleton(buf, stem, false)
	}
	stemmed := len(buf)
	buf = f.appendConsonants(buf, w, sound)
	if len(buf)-stemmed < fewestConsonants {
		buf = buf[:stemmed]
	}
	keys := string(buf)
	f.Skeleton, f.Stem, f.Consonants = keys[:skeleton], keys[skeleton:stemmed], keys[stemmed:]
}

// appendConsonants appends what scripts without vowels write of the token.
func (f *Form) appendConsonants(dst []byte, w *word, sound string) []byte {
	if f.Vowelless() && w.own != "" && w.class != Kunya && !w.joined() {
		return alphabets()[w.table].appendConsonants(dst, w.own)
	}
	return appendConsonants(dst, sound)
}

// joined reports whether w was put together from several words.
func (w *word) joined() bool { return len(w.surface) != len(w.own) }

func lettersOf(s string) uint32 {
	var bits uint32
	for i := range len(s) {
		if c := s[i]; c >= 'a' && c <= 'z' {
			bits |= 1 << (c - 'a')
		}
	}
	return bits
}

func numberSymbols(s string) []Symbol {
	if n, ok := numberValue(s); ok {
		return []Symbol{newSymbol(Numbers, n)}
	}
	return nil
}

// nameSymbols returns the symbols of a name: its variants, its meaning in names of organisations, and what the context adds.
func (f *Form) nameSymbols(w *word, k *formKey) []Symbol {
	var symbols []Symbol
	if w.lex != nil {
		symbols = w.lex.names
	} else if !k.organisation && k.asian == 0 && !f.Vowelless() {
		symbols = lexiconOnce().soundedNames(k.sound, f.Skeleton)
	}
	extra := w.asianSymbols(k.asian)
	if !k.organisation && k.asian == 0 && !f.Vowelless() {
		extra = lexiconOnce().appendHalves(extra, k.sound, f.Skeleton)
	}
	if len(extra) == 0 {
		return symbols
	}
	symbols = append(slices.Clone(symbols), extra...)
	slices.Sort(symbols)
	return slices.Compact(symbols)
}
