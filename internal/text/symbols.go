package text

import "strconv"

// SymbolKind tells which kind of table a symbol comes from.
type SymbolKind uint8

// The kinds of symbol.
const (
	Variants   SymbolKind = iota + 1 // spellings of one name
	Nicknames                        // a short form and its full name
	LegalForms                       // Ltd = OOO
	Numbers                          // forty-four = 44
	Words                            // International = Int'l
)

// String returns the name of k as evidence prints it.
func (k SymbolKind) String() string {
	return [...]string{"", "variants", "nicknames", "legal-forms", "numbers", "words"}[min(k, Words)]
}

// kindShift places the kind above the number of the class within its kind.
const kindShift = 24

// classMask covers the number of the class. The value of a number is its own class.
const classMask = 1<<kindShift - 1

func newSymbol(k SymbolKind, class int) Symbol { return Symbol(k)<<kindShift | Symbol(class) }

// Kind returns the kind of table that s comes from.
func (s Symbol) Kind() SymbolKind { return SymbolKind(s >> kindShift) }

// Rule names the table and the class of s, for evidence: "variants: muhammad". For a symbol
// that no table holds it returns the name of the kind alone.
func (s Symbol) Rule() string {
	class := int(s & classMask)
	if s.Kind() == Numbers {
		return "numbers: " + strconv.Itoa(class)
	}
	k := s.Kind()
	if k > Words || class == 0 || class >= len(lexiconOnce().heads[k]) {
		return k.String()
	}
	return k.String() + ": " + lexiconOnce().heads[k][class]
}
