package text

import (
	"cmp"
	"slices"
	"strings"
	"sync"
)

// role is what a word may be in a name, as bits. What it is in one name depends on its neighbours.
type role uint32

// The roles, by the headings of the tables.
const (
	roleTitle        role = 1 << iota // wherever it stands
	roleTitleBefore                   // unless it ends the name
	roleTitleFirst                    // at the beginning, before two names at least
	rolePlaceholder                   // means missing
	roleParticle                      // van, de
	roleOrgParticle                   // the, of, and: no evidence in names of organisations
	roleArticle                       // al-, el- and their forms before sun letters
	roleGeneration                    // Jr., III
	roleFatherAfter                   // bin, ibn: the father's name follows
	roleFatherBefore                  // ogli, uulu: the father's name stands before
	roleDaughter                      // with one of the two above: says daughter
	roleVesselPrefix                  // MV
	roleServant                       // abd, abdul: half of a name
	roleAttribute                     // Rahman, Aziz: what Abd serves
	roleHead                          // Din, Islam: second half of names such as Nur al-Din
	roleGod                           // Allah, Ullah
	roleKunya                         // Abu, Umm
	roleChain                         // a given name whose order among others says who is whose father
	roleArabic                        // a given name of the cultures that have such strings
	roleVariant                       // stands in a table of name variants
	roleGeneric                       // a word that many organisations share
	roleNumber                        // a number word
	roleLegalStart                    // a legal form may begin here
	roleChineseName                   // a Chinese family name in some romanisation
	roleKoreanName                    // a Korean family name in some romanisation
	roleFamilyPrefix                  // Mc, Mac, De: no camel case
	rolePlace                         // a country
	roleRoot                          // a name that family names are made of in many spellings: Muhammad, Magomedov
)

// headings maps the headings of the tables of classes to roles.
var headings = map[string]role{
	"title": roleTitle, "title before": roleTitleBefore, "title first": roleTitleFirst, "placeholder": rolePlaceholder,
	"particle": roleParticle, "organisation particle": roleOrgParticle, "article": roleArticle, "generation": roleGeneration,
	"father after, son": roleFatherAfter, "father after, daughter": roleFatherAfter | roleDaughter,
	"father before, son": roleFatherBefore, "father before, daughter": roleFatherBefore | roleDaughter,
	"vessel": roleVesselPrefix, "servant": roleServant, "attribute": roleAttribute, "head": roleHead, "god": roleGod, "kunya": roleKunya,
	"prefix": roleFamilyPrefix,
}

// lexeme is all that the tables know about one word.
type lexeme struct {
	roles           role
	names           []Symbol // variants and nicknames, for names
	words           []Symbol // meanings, for words of organisations; number values
	value           int      // of a number word
	chinese, korean []Symbol // the syllables that it may be in names of these languages
}

// is reports whether the word may have any of the roles r. A nil lexeme has none.
func (l *lexeme) is(r role) bool { return l != nil && l.roles&r != 0 }

// lexicon holds the tables of words. It is complete after loading and never changes.
type lexicon struct {
	words        map[string]*lexeme
	legal        map[string][]Symbol          // legal forms, by their words written together
	heads        [Words + 1][]string          // names of the classes of each kind, for evidence
	halves       [compounds]map[string]Symbol // classes of short forms of compound names, by the skeleton of the half that stands alone
	sounds       map[string]*sounded          // names by their skeleton: what a spelling that no table lists may be
	endeared     map[string]Symbol            // classes of names with and without an endearment, by their root
	titles       []string                     // titles that are seen with an error in them too
	longest      int                          // words of the longest legal form
	chinese      int                          // first class of the syllables of Chinese; those of names elsewhere stand before it
	chineseGiven int                          // first of those that are no family names
	korean       int                          // first class of the syllables of Korean, which are the last ones
	unspaced     []string                     // legal forms and words of scripts that write no spaces, longest first
	members      map[Symbol][]*lexeme         // while loading: the members of classes of variants
}

var lexiconOnce = sync.OnceValue(loadLexicon)

// look returns what the tables know about a word in Latin letters, or nil.
func look(latin string) *lexeme { return lexiconOnce().words[latin] }

// lookKey returns what the tables know about a word in the key of its script.
func lookKey(key string) *lexeme { return lexiconOnce().words[key] }

func loadLexicon() *lexicon {
	x := &lexicon{words: map[string]*lexeme{}, legal: map[string][]Symbol{}, members: map[Symbol][]*lexeme{}}
	for i := range x.heads {
		x.heads[i] = []string{""} // class 0 is no class
	}
	for _, table := range [...]string{"titles", "particles", "relations", "placeholders", "arabic-compounds"} {
		for _, s := range sections(table) {
			x.addRole(headings[s.name], s.rows)
		}
	}
	x.loadNumbers()
	x.loadHalves()
	for _, table := range variantTables {
		x.loadVariants(table)
	}
	x.loadNicknames()
	x.loadSounds()
	x.loadEndearments()
	x.loadWords("words", roleGeneric)
	x.loadAbbreviations()
	x.loadWords("places", rolePlace)
	x.loadLegalForms()
	x.loadEastAsia()
	x.members = nil
	slices.SortFunc(x.unspaced, func(a, b string) int { return cmp.Or(len(b)-len(a), strings.Compare(a, b)) })
	for _, l := range x.words {
		slices.Sort(l.names)
		l.names = slices.Compact(l.names)
		slices.Sort(l.words)
		l.words = slices.Compact(l.words)
	}
	return x
}

// variantTables are the tables of name variants.
var variantTables = [...]string{"variants-arabic", "variants-turkic", "variants-slavic", "variants-western", "variants-asia", "variants-hebrew", "variants-uyghur"}

// word returns the lexeme of a word of a table, made when missing.
func (x *lexicon) word(key string) *lexeme {
	l := x.words[key]
	if l == nil {
		l = &lexeme{}
		x.words[key] = l
	}
	return l
}

func (x *lexicon) addRole(r role, rows []string) {
	for _, row := range rows {
		for w := range strings.FieldsSeq(row) {
			key := tableKey(w)
			x.word(key).roles |= r
			if r&(roleTitle|roleTitleBefore) != 0 && len(key) >= shortestMisspelt && isSounded(key) {
				x.titles = append(x.titles, key)
			}
		}
	}
}

// newClass opens a class of a kind and returns its symbol.
func (x *lexicon) newClass(k SymbolKind, head string) Symbol {
	x.heads[k] = append(x.heads[k], head)
	return newSymbol(k, len(x.heads[k])-1)
}

// loadVariants reads a table of classes of names, one a line, its head first. Under "chain" stand the names whose
// order in strings of given names carries meaning, under "given" the other given names of these cultures.
func (x *lexicon) loadVariants(table string) {
	for _, s := range sections(table) {
		roles := roleVariant
		if table == "variants-arabic" || table == "variants-turkic" {
			roles |= roleRoot
		}
		switch s.name {
		case "chain":
			roles |= roleChain | roleArabic
		case "given":
			roles |= roleArabic
		}
		for _, row := range s.rows {
			members := strings.Fields(row)
			symbol := x.newClass(Variants, members[0])
			for _, m := range members {
				l := x.word(x.canonical(tableKey(m)))
				l.names = append(l.names, symbol)
				l.roles |= roles
				x.members[symbol] = append(x.members[symbol], l)
			}
		}
	}
}

// loadNicknames reads the table of short forms: the full name, then its short forms. All spellings of the full name
// get the class too: Sasha is short for Aleksandr as well as for Alexander.
func (x *lexicon) loadNicknames() {
	classes := map[Symbol]Symbol{}
	for _, s := range sections("nicknames") {
		for _, row := range s.rows {
			members := strings.Fields(row)
			for _, symbol := range x.nicknameClasses(tableKey(members[0]), classes) {
				for _, m := range members[1:] {
					x.addName(x.word(tableKey(m)), symbol)
				}
			}
		}
	}
}

// nicknameClasses returns the classes for the short forms of a full name: one for each of its classes of variants, or one of its own.
func (x *lexicon) nicknameClasses(full string, classes map[Symbol]Symbol) []Symbol {
	var out []Symbol
	for _, v := range x.word(full).names {
		if v.Kind() != Variants {
			continue
		}
		if classes[v] == 0 {
			classes[v] = x.newClass(Nicknames, x.heads[Variants][v&classMask])
			for _, l := range x.members[v] {
				x.addName(l, classes[v])
			}
		}
		out = append(out, classes[v])
	}
	if out == nil {
		out = []Symbol{x.newClass(Nicknames, full)}
		x.addName(x.word(full), out[0])
	}
	return out
}

func (x *lexicon) addName(l *lexeme, s Symbol) {
	if !slices.Contains(l.names, s) {
		l.names = append(l.names, s)
	}
}

// loadWords reads a table of words of organisations, which get a role: "head: word word ...".
func (x *lexicon) loadWords(table string, r role) {
	for _, s := range sections(table) {
		for _, row := range s.rows {
			head, members, _ := strings.Cut(row, ":")
			symbol := x.newClass(Words, head)
			for m := range strings.FieldsSeq(members) {
				l := x.word(tableKey(m))
				l.words = append(l.words, symbol)
				l.roles |= r
				x.addUnspaced(m)
			}
		}
	}
}

// stopped is put before an abbreviation to make its key, because many are words or names without their full stop.
const stopped = "stop:"

// loadAbbreviations reads the words of organisations that are meant only where a full stop follows: "word: abbreviation ...". Words must be loaded before.
func (x *lexicon) loadAbbreviations() {
	for _, row := range rows("abbreviations") {
		word, members, _ := strings.Cut(row, ":")
		full := x.words[tableKey(word)]
		for m := range strings.FieldsSeq(members) {
			l := x.word(stopped + tableKey(m))
			l.words = append(l.words, full.words...)
			l.roles |= roleGeneric
		}
	}
}

// loadLegalForms reads the legal forms: "class, wider class: form | form | ...".
func (x *lexicon) loadLegalForms() {
	classes := map[string]Symbol{}
	for _, s := range sections("legal-forms") {
		for _, row := range s.rows {
			names, forms, _ := strings.Cut(row, ":")
			var symbols []Symbol
			for name := range strings.SplitSeq(names, ",") {
				name = strings.TrimSpace(name)
				if classes[name] == 0 {
					classes[name] = x.newClass(LegalForms, name)
				}
				symbols = append(symbols, classes[name])
			}
			slices.Sort(symbols)
			for form := range strings.SplitSeq(forms, "|") {
				x.addLegalForm(strings.Fields(form), symbols)
				x.addUnspaced(strings.TrimSpace(form))
			}
		}
	}
}

// addLegalForm enters a legal form under its words written together, and marks the words that it may begin with.
func (x *lexicon) addLegalForm(words []string, symbols []Symbol) {
	var key strings.Builder
	for _, w := range words {
		key.WriteString(tableKey(w))
	}
	x.legal[key.String()] = symbols
	x.longest = max(x.longest, len(words))
	first := tableKey(words[0])
	if first == "" {
		return
	}
	x.word(first).roles |= roleLegalStart
	if len(first) <= shortAbbreviation {
		x.word(first[:1]).roles |= roleLegalStart // its letters may be apart: S. A.
		x.longest = max(x.longest, len(key.String()))
	}
}

// addUnspaced remembers a form of a script that writes no spaces.
func (x *lexicon) addUnspaced(form string) {
	if script := scriptOfWord(form); script == Han || script == Hangul || script == Kana {
		x.unspaced = append(x.unspaced, form)
	}
}

// shortAbbreviation is the longest abbreviation whose letters are met apart.
const shortAbbreviation = 5

// tableKey returns the key of a word of a table, as keyOf returns that of a word of a name.
func tableKey(s string) string {
	s = strings.ToLower(clean(strings.Map(tableLetter, s)))
	var w word
	w.fill(s, s, "cyrillic")
	return w.key()
}

// tableLetter drops the signs that words of tables are written with and words of names are cut at.
func tableLetter(r rune) rune {
	switch r {
	case '-', '.', '"', '״':
		return -1
	}
	return r
}
