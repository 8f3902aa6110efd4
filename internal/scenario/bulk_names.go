package scenario

import "strings"

// firstOctave and lastOctave bound the ranks of family names: octave k holds the 2^k names from rank 2^k on.
// Every octave but the last few is drawn equally often, so that a name is drawn in inverse proportion to its rank
// (Zipf), without arithmetic that differs between machines.
const (
	firstOctave = 3
	lastOctave  = 22
)

// octaves lists each octave as often as it is drawn. The rarest names are drawn less than Zipf would have it: ten million parties have
// about a million different words, as real populations do.
var octaves = makeOctaves()

func makeOctaves() []int {
	var all []int
	for k := firstOctave; k <= lastOctave; k++ {
		for range max(1, min(8, 2*(lastOctave-k))) {
			all = append(all, k)
		}
	}
	return all
}

// bulkCulture holds the words of a culture in each look.
type bulkCulture struct {
	country string
	native  bool // whether its papers use the Cyrillic alphabet, which is then one of its looks
	looks   [lookCount]bulkWords
}

// look is how a source writes all words of a name.
type look uint8

const (
	capitals  look = iota // plain capitals, family name first
	mixedCase             // as people write themselves, given name first
	cyrillic
	lookCount
)

// bulkWords are the words of a culture in one look.
type bulkWords struct {
	given     [2][]string // men, women
	middle    [2][]string // of sons and daughters of the man of that place in given[0]
	family    [2][]string
	syllables []string
	starts    []string // the same as the beginning of a word
	endings   [2][]string
}

// look returns the look for a number from 0 to 99.
func (c *bulkCulture) look(n int) look {
	switch {
	case c.native && n < 15:
		return cyrillic
	case n < 60:
		return capitals
	}
	return mixedCase
}

// newBulkCulture writes the words of c in all looks.
func newBulkCulture(c *Culture) bulkCulture {
	b := bulkCulture{country: c.country, native: c.Script == Cyrillic}
	for l := range lookCount {
		if l == cyrillic && !b.native {
			continue
		}
		b.looks[l] = newBulkWords(c, l)
	}
	return b
}

func newBulkWords(c *Culture, l look) bulkWords {
	style := Style{Native: l == cyrillic, MRZ: l == capitals, Middle: true}
	var w bulkWords
	for sex := range 2 {
		for _, man := range c.male {
			p := &Person{Culture: c, Female: sex == 1, Given: man, Father: man, Family: man, Mother: c.families[len(w.middle[sex])%len(c.families)]}
			given, middle, _ := p.parts(style)
			w.middle[sex] = append(w.middle[sex], middle)
			if sex == 0 {
				w.given[0] = append(w.given[0], given)
			}
		}
		for _, f := range c.families {
			_, _, family := (&Person{Culture: c, Female: sex == 1, Given: f, Family: f}).parts(style)
			w.family[sex] = append(w.family[sex], family)
		}
	}
	for _, woman := range c.female {
		given, _, _ := (&Person{Culture: c, Given: woman, Family: woman}).parts(Style{Native: style.Native, MRZ: style.MRZ})
		w.given[1] = append(w.given[1], given)
	}
	w.addSyllables(l, endingsOf(c))
	return w
}

// The sounds of rare names. A syllable is one of the first and one of the second, in each alphabet.
var (
	onsets = []sound{{"b", "б"}, {"ch", "ч"}, {"d", "д"}, {"g", "г"}, {"k", "к"}, {"kh", "х"}, {"l", "л"}, {"m", "м"}, {"n", "н"}, {"p", "п"}, {"r", "р"},
		{"s", "с"}, {"sh", "ш"}, {"t", "т"}, {"v", "в"}, {"z", "з"}, {"zh", "ж"}, {"f", "ф"}, {"br", "бр"}, {"dr", "др"}, {"st", "ст"}, {"gr", "гр"}, {"tr", "тр"}, {"kr", "кр"}}
	vowels = []sound{{"a", "а"}, {"e", "е"}, {"i", "и"}, {"o", "о"}, {"u", "у"}}
)

// sound is a letter or two in both alphabets.
type sound struct{ latin, cyrillic string }

func (s sound) in(l look) string {
	if l == cyrillic {
		return s.cyrillic
	}
	return s.latin
}

// rareEndings are how rare family names end, by culture.
var rareEndings = map[string][]sound{
	"tajik":    {{"nzoda", "нзода"}, {"riyon", "риён"}, {"lpur", "лпур"}},
	"georgian": {{"dze", ""}, {"shvili", ""}, {"ndia", ""}},
	"arabic":   {{"wi", ""}, {"ni", ""}, {"di", ""}},
	"afghan":   {{"zai", ""}, {"wal", ""}, {"yar", ""}},
	"moldovan": {{"scu", ""}, {"ru", ""}, {"nu", ""}},
	"turkish":  {{"gil", ""}, {"maz", ""}, {"soy", ""}},
	"spanish":  {{"lez", ""}, {"rta", ""}, {"gan", ""}, {"m", ""}},
	"somali":   {{"le", ""}, {"w", ""}},
}

// endingsOf returns how rare family names of a culture end, for men and women; none for cultures
// whose family names are few and always the same.
func endingsOf(c *Culture) [2][]sound {
	if c.family.ov && c.Name != "tajik" || c.Name == "russian" {
		return [2][]sound{{{"nov", "нов"}, {"rov", "ров"}, {"shev", "шев"}, {"lin", "лин"}}, {{"nova", "нова"}, {"rova", "рова"}, {"sheva", "шева"}, {"lina", "лина"}}}
	}
	return [2][]sound{rareEndings[c.Name], rareEndings[c.Name]}
}

// addSyllables writes syllables and endings in the look.
func (w *bulkWords) addSyllables(l look, endings [2][]sound) {
	write := func(text string) string {
		if l == capitals {
			return strings.ToUpper(text)
		}
		return text
	}
	for _, v := range vowels {
		for _, o := range onsets {
			text := o.in(l) + v.in(l)
			w.syllables = append(w.syllables, write(text))
			w.starts = append(w.starts, write(capitalised(text)))
		}
	}
	for sex := range 2 {
		for _, e := range endings[sex] {
			w.endings[sex] = append(w.endings[sex], write(e.in(l)))
		}
	}
}

// span is where a part of a name is in its text.
type span struct{ from, to int }

// nameDraw is what chance decides about a name.
type nameDraw struct {
	look   look
	female bool
	family int // rank among the family names of the culture
	dice   *dice
}

// withMiddle is how many of 100 names have a middle part, rareGiven how many of 1000 have a given name that few bear.
const (
	withMiddle = 35
	rareGiven  = 25
)

// appendName appends a name and returns where its parts are.
func (c *bulkCulture) appendName(dst []byte, n nameDraw) (text []byte, given, middle, family span) {
	w := &c.looks[n.look]
	if n.look != mixedCase {
		dst, family = w.appendFamily(dst, n)
		dst = append(dst, ' ')
	}
	dst, given = w.appendGiven(dst, n)
	if fathers := w.middle[index(n.female)]; n.dice.n(100) < withMiddle {
		if m := fathers[skewed(n.dice, len(fathers))]; m != "" {
			dst = append(dst, ' ')
			middle.from = len(dst)
			dst = append(dst, m...)
			middle.to = len(dst)
		}
	}
	if n.look == mixedCase {
		dst = append(dst, ' ')
		dst, family = w.appendFamily(dst, n)
	}
	return dst, given, middle, family
}

// appendGiven appends a common given name, or now and then a rare one.
func (w *bulkWords) appendGiven(dst []byte, n nameDraw) ([]byte, span) {
	from := len(dst)
	if n.dice.n(1000) < rareGiven {
		dst = w.appendSyllables(dst, n.dice.n(uint64(len(w.starts)*len(w.syllables)*8)), 2)
	} else {
		names := w.given[index(n.female)]
		dst = append(dst, names[skewed(n.dice, len(names))]...)
	}
	return dst, span{from, len(dst)}
}

// appendFamily appends the family name of the rank: a common one, or one made of syllables.
func (w *bulkWords) appendFamily(dst []byte, n nameDraw) ([]byte, span) {
	from, sex := len(dst), index(n.female)
	common, endings := w.family[sex], w.endings[sex]
	if n.family < len(common) || len(endings) == 0 {
		dst = append(dst, common[n.family%len(common)]...)
		return dst, span{from, len(dst)}
	}
	rest := n.family - len(common)
	dst = w.appendSyllables(dst, rest/len(endings), 2)
	dst = append(dst, endings[rest%len(endings)]...)
	return dst, span{from, len(dst)}
}

// appendSyllables writes number in the digits that syllables are, least first, with at least so many.
func (w *bulkWords) appendSyllables(dst []byte, number, least int) []byte {
	base := len(w.syllables)
	dst = append(dst, w.starts[number%base]...)
	for n := 1; n < least || number >= base; n++ {
		number /= base
		dst = append(dst, w.syllables[number%base]...)
	}
	return dst
}

// skewed returns a number from 0 to n-1, small ones far more often.
func skewed(d *dice, n int) int { return d.n(uint64(1 + d.n(uint64(n)))) }
