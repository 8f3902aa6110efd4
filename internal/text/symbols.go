package text

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// SymbolKind tells which table a symbol comes from.
type SymbolKind uint8

// The kinds of symbol.
const (
	Variants   SymbolKind = iota + 1 // spellings of one name
	Nicknames                        // a short form and its full name
	LegalForms                       // Ltd = OOO
	Numbers                          // forty-four = 44
	Words                            // International = Int'l
)

// kindTables names the table of each kind, as evidence cites it.
var kindTables = map[SymbolKind]string{Variants: "variants", Nicknames: "nicknames", LegalForms: "legal-forms", Numbers: "numbers", Words: "words"}

// kindShift places the kind above the number of the class within its table.
const kindShift = 24

func newSymbol(k SymbolKind, class int) Symbol { return Symbol(k)<<kindShift | Symbol(class) }

// Kind returns the table that s comes from.
func (s Symbol) Kind() SymbolKind { return SymbolKind(s >> kindShift) }

// Rule names the table and the class, for evidence: "variants: muhammad".
func (s Symbol) Rule() string {
	class := int(s & (1<<kindShift - 1))
	if s.Kind() == Numbers {
		return fmt.Sprintf("numbers: %d", class)
	}
	heads := symbolTable().heads[s.Kind()]
	if class >= len(heads) {
		return kindTables[s.Kind()]
	}
	return kindTables[s.Kind()] + ": " + heads[class]
}

// symbolTables are the embedded tables of interchangeable tokens, ready for look-up.
type symbolTables struct {
	names map[string][]Symbol // variants and nicknames, by folded form
	legal map[string]Symbol   // legal forms, by their words folded and written together
	words map[string]Symbol   // words of organisations
	heads map[SymbolKind][]string
	class map[string]Class // words that are not names
	chain map[string]bool  // given names of cultures that string them father after son

	written []string        // legal forms in Chinese characters, longest first
	opening map[string]bool // first words of legal forms, folded

	divine        map[string]bool // names of God with which names are formed: Rahman
	divineSymbols []Symbol        // of their variants
}

var symbolTable = sync.OnceValue(loadSymbols)

func loadSymbols() *symbolTables {
	t := &symbolTables{names: map[string][]Symbol{}, legal: map[string]Symbol{}, words: map[string]Symbol{},
		heads: map[SymbolKind][]string{}, class: map[string]Class{}, chain: map[string]bool{}, opening: map[string]bool{}, divine: map[string]bool{}}
	for _, kind := range []SymbolKind{Variants, Nicknames} {
		for i, members := range classesOf(kindTables[kind]) {
			t.heads[kind] = append(t.heads[kind], members[0])
			for _, m := range members {
				t.names[m] = append(t.names[m], newSymbol(kind, i))
			}
		}
	}
	for kind, into := range map[SymbolKind]map[string]Symbol{LegalForms: t.legal, Words: t.words} {
		for i, members := range classesOf(kindTables[kind]) {
			t.heads[kind] = append(t.heads[kind], members[0])
			for _, m := range members {
				into[foldTable(m)] = newSymbol(kind, i)
				if kind == LegalForms {
					t.opening[foldTable(strings.Fields(m)[0])] = true
				}
				if kind == LegalForms && scriptOfWord(m) == Han {
					t.written = append(t.written, m)
				}
			}
		}
	}
	for word := range t.words {
		t.class[word] = Generic
	}
	t.loadClasses()
	for _, row := range rows("chain") {
		for name := range strings.FieldsSeq(row) {
			t.chain[name] = true
			for _, s := range t.names[name] {
				t.markChain(s)
			}
		}
	}
	for _, row := range rows("divine") {
		for name := range strings.FieldsSeq(row) {
			t.divine[name] = true
			for _, s := range t.names[name] {
				if s.Kind() == Variants {
					t.divineSymbols = append(t.divineSymbols, s)
				}
			}
		}
	}
	for name := range t.names {
		slices.Sort(t.names[name])
		t.names[name] = slices.Compact(t.names[name])
	}
	slices.SortFunc(t.written, func(a, b string) int { return cmp.Or(len(b)-len(a), strings.Compare(a, b)) })
	return t
}

// markChain marks all spellings of a name that the table of chains has one spelling of.
func (t *symbolTables) markChain(s Symbol) {
	if s.Kind() != Variants {
		return
	}
	for name, symbols := range t.names {
		if slices.Contains(symbols, s) {
			t.chain[name] = true
		}
	}
}

// classesOf reads a table of lines of members separated by commas or, where none stands, by spaces.
func classesOf(table string) [][]string {
	var classes [][]string
	for _, row := range rows(table) {
		if strings.Contains(row, ",") {
			var members []string
			for m := range strings.SplitSeq(row, ",") {
				members = append(members, strings.TrimSpace(m))
			}
			classes = append(classes, members)
			continue
		}
		classes = append(classes, strings.Fields(row))
	}
	return classes
}

// foldTable returns a phrase of a table as tokens are folded, its words written together.
func foldTable(phrase string) string {
	var b strings.Builder
	for w := range strings.FieldsSeq(strings.ToLower(phrase)) {
		folded, _ := transliterate(w, scriptOfWord(w))
		b.WriteString(folded)
	}
	return b.String()
}

// maxLegalWords is the number of words of the longest legal form.
const maxLegalWords = 7

// loadClasses reads the table of words that are not names: "title: mr dr".
func (t *symbolTables) loadClasses() {
	for _, row := range rows("classes") {
		name, words, _ := strings.Cut(row, ":")
		for c := Unknown; c <= Generic; c++ {
			if c.String() != name {
				continue
			}
			for w := range strings.FieldsSeq(words) {
				t.class[foldTable(w)] = c
			}
		}
	}
}

// classOf returns the class of a word by the table, Unknown when it is not in it.
func classOf(folded string) Class { return symbolTable().class[folded] }

// symbolsOf returns the symbols of a token.
func symbolsOf(folded string, class Class) []Symbol {
	t := symbolTable()
	switch class {
	case LegalForm:
		return []Symbol{t.legal[folded]}
	case Number:
		return numberSymbol(folded)
	case Generic:
		return one(t.words[folded])
	case Relation, Particle, Title, Placeholder, Initial, Generation:
		return nil
	}
	if s := one(t.words[folded]); s != nil {
		return append(s, t.names[folded]...)
	}
	return t.names[folded]
}

func one(s Symbol) []Symbol {
	if s == 0 {
		return nil
	}
	return []Symbol{s}
}

// numberWords maps number words and Roman numerals to digits.
var numberWords = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	for _, row := range rows("numbers") {
		fields := strings.Fields(row)
		for _, w := range fields[1:] {
			m[w] = fields[0]
		}
	}
	return m
})

func isNumber(folded string) bool {
	return folded != "" && strings.Trim(folded, "0123456789") == ""
}

func numberSymbol(folded string) []Symbol {
	if d, ok := numberWords()[folded]; ok {
		folded = d
	}
	n, err := strconv.Atoi(strings.TrimRight(folded, "stndrh"))
	if err != nil || n < 0 || n >= 1<<kindShift {
		return nil
	}
	return []Symbol{newSymbol(Numbers, n)}
}
