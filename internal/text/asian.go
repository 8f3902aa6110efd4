package text

import "slices"

// asian says what East Asian names a whole name can be, as bits. Only there do its syllables mean what the tables of Chinese
// and Korean say: Wei and Long are names elsewhere too.
type asian uint8

// The kinds of East Asian name.
const (
	chinese asian = 1 << iota
	korean
	purePinyin // some syllable is spelt as pinyin alone spells, so that the others mean what they mean in pinyin
)

// isSyllable reports whether w is a syllable in a name of the given kinds.
func (w *word) isSyllable(kinds asian) bool {
	if w.script == Han || w.script == Hangul {
		return len([]rune(w.own)) == 1
	}
	return w.lex != nil && (kinds&chinese != 0 && w.lex.chinese != nil || kinds&korean != 0 && w.lex.korean != nil)
}

// asianSymbols returns the syllables that w may stand for. A syllable in Hangul or a character is read one way, which is the first spelling of its class.
func (w *word) asianSymbols(kinds asian) []Symbol {
	if w.part == Family && kinds == 0 && w.is(roleChineseName) && w.script == Latin {
		return w.lex.chinese // Emily Lau: a family name beside a given name from elsewhere
	}
	if w.lex == nil || kinds == 0 || w.script != Latin && w.script != Han && w.script != Hangul {
		return nil
	}
	if w.script == Latin {
		var out []Symbol
		if kinds&chinese != 0 {
			out = w.lex.chinese
			if inPinyin := headed(out, "chinese", w.latin); kinds&purePinyin != 0 && inPinyin != nil && lexiconOnce().isPinyin(w.lex, inPinyin[0]) {
				out = inPinyin
			}
		}
		if kinds&korean != 0 {
			out = append(slices.Clone(out), w.lex.korean...)
		}
		return out
	}
	if w.script == Hangul {
		return headed(w.lex.korean, "korean", w.latin)
	}
	return headed(w.lex.chinese, "chinese", w.latin)
}

// splitUnspaced cuts names that are written without spaces in Han and Hangul into syllables.
func (p *parser) splitUnspaced() {
	if len(p.words) == 0 {
		return
	}
	only := len(p.words) == 1
	for i := 0; i < len(p.words); i++ {
		w := p.words[i]
		var parts []string
		switch {
		case w.script == Han && only:
			parts = splitHan(w.own)
		case w.script == Hangul && only:
			parts = splitHangul(w.own)
		}
		if len(parts) < 2 {
			continue
		}
		syllables := syllablesOf(&w, parts)
		p.words = slices.Replace(p.words, i, i+1, syllables...)
		i += len(syllables) - 1
	}
}

// syllablesOf returns the parts of w as words. What cannot be read by itself, as the sign that repeats a character in Japanese names, is left
// out as it is in the reading of the whole word, of which something can be read.
func syllablesOf(w *word, parts []string) []word {
	syllables := make([]word, 0, len(parts))
	at := w.start
	for k, s := range parts {
		syllable := word{start: at, part: w.part}
		syllable.fill(s, s, "")
		if r, ok := surnameReading(s); ok && k == 0 {
			syllable.latin = r
		}
		if syllable.latin != "" {
			syllable.consult()
			syllables = append(syllables, syllable)
		}
		at += len(s)
	}
	return syllables
}

// eastAsia finds out whether the name can be Chinese or Korean, and parts a given name whose syllables are joined
// (Xiuying, Jongun) behind a family name.
func (p *parser) eastAsia() {
	var room [8]int
	names := p.openWords(room[:0])
	if p.joinSurname(names) {
		names = p.openWords(room[:0])
	}
	if len(names) == 1 && (p.words[names[0]].script == Han || p.words[names[0]].script == Hangul) {
		p.asian = chinese | korean
	}
	if len(names) < 2 || len(names) > 4 {
		return
	}
	p.asian = p.asianAs(names)
	if p.asian == 0 && len(names) == 2 {
		for _, k := range eastAsian {
			if p.partGiven(names, k.bit, k.family) {
				break
			}
		}
	}
	if p.asian&chinese != 0 && slices.ContainsFunc(p.words, isPinyinOnly) {
		p.asian |= purePinyin
	}
}

// isPinyinOnly reports whether only pinyin spells a syllable so: with x, q, zh, z, c or ji.
func isPinyinOnly(w word) bool {
	if w.lex == nil || w.lex.chinese == nil || w.script != Latin || len(w.latin) < 2 {
		return false
	}
	switch w.latin[0] {
	case 'x', 'q', 'z':
		return true
	case 'j':
		return w.latin[1] == 'i'
	case 'c':
		return w.latin[1] != 'h'
	}
	return false
}

// isPinyin reports whether s, what l is in pinyin, is all that it is there: Chan is a syllable of pinyin, but a family name of Hong Kong.
func (x *lexicon) isPinyin(l *lexeme, s Symbol) bool {
	return !l.is(roleChineseName) || int(s&classMask) < x.chineseGiven
}

// joinSurname makes one word of a Chinese family name of two syllables that is written in two: Ou-Yang, Si Ma. It reports whether it did.
func (p *parser) joinSurname(names []int) bool {
	if len(names) < 3 || names[1] != names[0]+1 {
		return false
	}
	first, second := &p.words[names[0]], &p.words[names[1]]
	if first.lex == nil || second.lex == nil || first.lex.chinese == nil || second.lex.chinese == nil {
		return false
	}
	if joined := first.latin + second.latin; look(joined).is(roleChineseName) && first.script == Latin && second.script == Latin {
		p.merge(names[0], 2, joined)
		return true
	}
	return false
}

// openWords appends the places of the words that are names as far as is known.
func (p *parser) openWords(dst []int) []int {
	for i := range p.words {
		if p.words[i].open() {
			dst = append(dst, i)
		}
	}
	return dst
}

// eastAsian are the kinds of East Asian name with the roles of their family names.
var eastAsian = [...]struct {
	bit    asian
	family role
}{{chinese, roleChineseName}, {korean, roleKoreanName}}

// asianAs returns the kinds of name that the words names can be: all syllables, with a family name at the beginning or at the end.
func (p *parser) asianAs(names []int) asian {
	var kinds asian
	first, last := &p.words[names[0]], &p.words[names[len(names)-1]]
	for _, k := range eastAsian {
		if first.is(k.family) || last.is(k.family) {
			if p.allSyllables(names, k.bit) {
				kinds |= k.bit
			}
		}
	}
	return kinds
}

func (p *parser) allSyllables(names []int, bit asian) bool {
	for _, i := range names {
		if !p.words[i].isSyllable(bit) {
			return false
		}
	}
	return true
}

// partGiven parts the given name of a name of two words, one of which is a family name, into two syllables, and reports whether it did.
func (p *parser) partGiven(names []int, bit asian, family role) bool {
	for k, i := range names {
		other := names[1-k]
		w := &p.words[i]
		if !p.words[other].is(family) || w.is(roleVariant) || w.script != Latin || len(w.surface) != len(w.latin) {
			continue
		}
		at, ways := syllableBreak(w.latin, bit)
		if ways == 0 && bit == chinese {
			at, ways = wadeGilesBreak(w.latin)
		}
		if ways > 0 {
			p.asian |= bit
		}
		if ways == 1 {
			p.cutWord(i, at)
			p.asian |= p.asianAs(p.openWords(nil))
			return true
		}
	}
	return false
}

// looksAsian reports whether word i, which could be a title, is the family name of a Chinese or Korean name: the other words are its syllables.
func (p *parser) looksAsian(i int) bool {
	for _, k := range eastAsian {
		if p.words[i].is(k.family) && len(p.words) > 1 && len(p.words) < 4 && p.othersAreSyllables(i, k.bit) {
			return true
		}
	}
	return false
}

// isAsian reports whether the name looks like a Chinese or Korean one.
func (p *parser) isAsian() bool {
	for i := range p.words {
		if p.looksAsian(i) {
			return true
		}
	}
	return false
}

func (p *parser) othersAreSyllables(i int, bit asian) bool {
	for j := range p.words {
		w := &p.words[j]
		if j == i || w.isSyllable(bit) {
			continue
		}
		if w.is(roleVariant) || w.script != Latin {
			return false
		}
		if _, ways := syllableBreak(w.latin, bit); ways == 0 {
			return false
		}
	}
	return true
}

// syllableBreak returns where s falls into two syllables, and in how many ways it does.
func syllableBreak(s string, bit asian) (at, ways int) {
	for i := 1; i < len(s); i++ {
		if opens(s[:i], bit) && opens(s[i:], bit) {
			at = i
			ways++
		}
	}
	return at, ways
}

// wadeGilesBreak does for syllables of Wade-Giles what syllableBreak does for those of pinyin, where one of the two is none of pinyin: Chienkuo.
func wadeGilesBreak(s string) (at, ways int) {
	for i := 2; i < len(s)-1; i++ {
		first, second := look(s[:i]), look(s[i:])
		if first == nil || second == nil || first.chinese == nil || second.chinese == nil || i < 3 && len(s)-i < 3 {
			continue
		}
		if !opens(s[:i], chinese) && i > 2 || !opens(s[i:], chinese) && len(s)-i > 2 {
			at = i
			ways++
		}
	}
	return at, ways
}

// opens reports whether s is a syllable of Korean, or one of Chinese in pinyin: other spellings are too many to part words by.
func opens(s string, bit asian) bool {
	l := look(s)
	switch {
	case l == nil:
		return false
	case bit == korean:
		return l.korean != nil
	}
	return headed(l.chinese, "chinese", s) != nil
}
