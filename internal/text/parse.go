package text

import (
	"slices"
	"strings"

	"lookback"
)

// parser gives the words of one name their classes and turns them into tokens.
type parser struct {
	kind  lookback.PartyKind
	words []word
	out   []Token
	alts  [][]string // further readings of each token of out
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
		for _, w := range wordsOf(part.text, p.kind, part.class) {
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
	f := newForm(folded, class, w.script, alts)
	f.Syllable = f.Syllable || w.joined && len(folded) <= longestAbbreviation
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
	adbel badel abedl abdle bdel aabdel abbdel abddel abdeel abdell ebdel adb aabd abbd abdd ebd`)

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

// fathers finds fathers' names: by the relation word beside them, or by their own ending (DOMAIN 2.1, item 4).
func (p *parser) fathers() {
	if p.isOrganisation() {
		return
	}
	for i := range p.out {
		f := p.out[i].Form
		if f.Class == Relation {
			p.father(i)
		} else if isName(f.Class) && i > 0 {
			p.fatherByEnding(i)
		}
	}
}

// father marks the name that a relation word speaks of: after bin and ibn, before o‘g‘li and uulu.
func (p *parser) father(i int) {
	r := postposed[p.out[i].Form.Folded]
	if r == nil {
		for j := i + 1; j < len(p.out); j++ {
			if isName(p.out[j].Form.Class) {
				p.setFather(j, "", false, false)
				return
			}
		}
		return
	}
	if i > 0 && isName(p.out[i-1].Form.Class) {
		p.setFather(i-1, "", r.feminine, !r.feminine)
	}
}

func isName(c Class) bool { return c == Unknown || c == Given || c == Family || c == Nisba }

// setFather makes token i the father's name that is left of it without ending.
func (p *parser) setFather(i int, ending string, feminine, masculine bool) {
	old := p.out[i].Form
	var alts []string
	for _, a := range p.alts[i] {
		if stem, ok := strings.CutSuffix(a, ending); ok {
			alts = append(alts, stem)
		}
	}
	if strings.HasSuffix(ending, "vich") {
		alts = append(alts, old.Folded) // in Serbia and Croatia the whole of it is a family name
	}
	f := newForm(strings.TrimSuffix(old.Folded, ending), Patronymic, old.Script, alts)
	f.Feminine, f.Masculine = feminine, masculine
	p.out[i].Form = f
}

// child is what a relation word or ending says about the child.
type child struct{ feminine bool }

var (
	son      = &child{}
	daughter = &child{feminine: true}

	postposed = map[string]*child{
		"ogli": son, "ugli": son, "ogly": son, "uglu": son, "oglu": son, "oghlu": son, "ugly": son, "uulu": son, "uly": son, "ulu": son, "uli": son, "oglı": son,
		"qizi": daughter, "kizi": daughter, "kyzy": daughter, "gizi": daughter, "qyzy": daughter, "kyz": daughter, "qizy": daughter,
	}

	// fatherEndings are longest first. A name must be left over that is long enough to be one.
	fatherEndings = []struct {
		ending string
		child  *child
	}{
		{"yevich", son}, {"ievich", son}, {"yevna", daughter}, {"ievna", daughter}, {"ovich", son}, {"evich", son}, {"ovych", son}, {"ovna", daughter}, {"evna", daughter}, {"ivna", daughter}, {"yovych", son},
		{"avich", son}, {"auna", daughter}, {"euna", daughter}, // Belarusian
		{"ovitch", son}, {"evitch", son}, {"owitsch", son}, {"ewitsch", son}, {"owna", daughter}, {"ewna", daughter}, // French, German
		{"ugli", son}, {"ogli", son}, {"ogly", son}, {"uulu", son}, {"uly", son}, {"kyzy", daughter}, {"qizi", daughter}, {"kizi", daughter}, {"qyzy", daughter},
	}
)

const minFather = 3

// fatherByEnding marks a name such as Karimovich, Karimogli or Karimqyzy.
func (p *parser) fatherByEnding(i int) {
	f := p.out[i].Form
	if !strings.Contains("haiyuc", f.Folded[len(f.Folded)-1:]) {
		return // no ending ends otherwise
	}
	for _, e := range fatherEndings {
		stem, ok := strings.CutSuffix(f.Folded, e.ending)
		if ok && len(stem) >= minFather {
			p.setFather(i, e.ending, e.child.feminine, !e.child.feminine)
			return
		}
	}
	if i+1 == len(p.out) || !isName(p.out[i+1].Form.Class) {
		return
	}
	for _, ending := range misspeltEndings {
		if stem, ok := strings.CutSuffix(f.Folded, ending); ok && len(stem) >= minFather {
			p.setFather(i, ending, false, true)
			return
		}
	}
}

// misspeltEndings are -ovich and -evich with one error of writing; they count between two other names only.
var misspeltEndings = strings.Fields(`ovicch ovichh ovvich oovich oviich ovcih ovihc voich oivch ovch ovih oich ovech ovoch ovuch uvich ivich
	evicch evichh evvich eevich eviich evcih evihc veich eivch evch evih eich evech evoch evuch vich`)

// newForm makes the form of a token. Alts are further readings of the word.
func newForm(folded string, class Class, script Script, alts []string) *Form {
	f := &Form{Folded: folded, Class: class, Script: script}
	for i := range len(folded) {
		if c := folded[i]; c >= 'a' && c <= 'z' {
			f.Letters |= 1 << (c - 'a')
		}
	}
	f.Symbols = symbolsOf(folded, class)
	switch class {
	case Relation, Particle, Title, Placeholder, Initial, Number, LegalForm, Generation:
		return f
	}
	spelling := compoundSpelling(folded)
	f.Skeleton = skeletonOf(spelling)
	if script == Latin {
		f.More = readings(spelling, f.Skeleton)
	}
	for _, a := range alts {
		f.More = appendReading(f.More, f.Skeleton, compoundSpelling(a))
	}
	f.Consonants = consonantsOf(f.Skeleton)
	f.Stem, f.Feminine, f.Masculine = stemOf(f.Skeleton)
	f.Chain = symbolTable().chain[folded] || strings.HasPrefix(folded, "abdul")
	f.Syllable = isSyllable(folded)
	return f
}

// faithEndings are spellings of al-Din at the end of a name.
var faithEndings = []string{"uddin", "eddine", "addin", "aldin", "oddin", "iddin", "eddin", "uddeen", "eldin", "eldine", "oudine", "ouddine", "udin", "eddeen"}

// compoundSpelling writes the two great compounds of Arabic names one way: Abd al-X and X al-Din.
func compoundSpelling(s string) string {
	if rest, ok := strings.CutPrefix(s, "abd"); ok && len(rest) > 3 {
		rest = strings.TrimPrefix(strings.TrimLeft(rest, "aeiou"), "l")
		if len(rest) > 2 && rest[0] == rest[1] {
			rest = rest[1:]
		}
		return "abdul" + rest
	}
	if !strings.HasSuffix(s, "n") && !strings.HasSuffix(s, "ne") {
		return s
	}
	for _, ending := range faithEndings {
		if rest, ok := strings.CutSuffix(s, ending); ok && len(rest) > 2 {
			return rest + "uddin"
		}
	}
	return s
}
