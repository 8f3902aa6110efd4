package text

import (
	"slices"

	"lookback"
)

// Class tells what part a token plays in a name. Match weighs tokens by class.
type Class uint8

// The classes.
const (
	Unknown     Class = iota // a name token whose part is not known
	Given                    // a given name, by the source's own fields or by table
	Family                   // a family name, by the source's own fields, a comma or a suffix
	Patronymic               // the father's name; Folded is the father's name itself, without its suffix
	Relation                 // o‘g‘li, qizi, uulu, bin, ibn: says how neighbours relate, is no evidence itself
	Particle                 // al-, van, de: no evidence
	Kunya                    // Abu X, Umm X: shared by thousands
	Nisba                    // al-Shishani: a place or tribe, shared by thousands
	Title                    // Haji, Dr., President, Mr.
	Initial                  // one letter that stands for a name
	Placeholder              // FNU, LNU, XXX, NFN: means missing
	Generation               // Jr., Sr., III
	Number                   // digits, number words, Roman numerals in names of organisations and vessels
	LegalForm                // Ltd, OOO, GmbH
	Generic                  // company, bank, trading, group: words that many organisations share
	Place                    // a country in the name of an organisation: it tells a branch from its parent
	Acronym                  // the first letters of the words of an organisation's name, as a name of its own
	Classes                  // how many classes there are
)

// Script is the writing system of a token as it was written.
type Script uint8

// The scripts with rules of their own. Everything else is Other and keeps its letters.
const (
	Latin Script = iota
	Cyrillic
	Arabic
	Hebrew
	Greek
	Georgian
	Armenian
	Han
	Kana
	Hangul
	Other
)

// Symbol is one class of interchangeable tokens: Muhammad = Mohamed = Md. Zero is no symbol.
type Symbol uint32

// Form is all of a token that scoring reads: two tokens with equal forms score alike everywhere.
// A form is immutable once made and may be shared by any number of names.
type Form struct {
	Folded     string   // first reading: a-z and 0-9 only, except where Script is Other
	Skeleton   string   // the same for every romanisation of one spelling; empty for classes that carry no evidence
	Stem       string   // skeleton without a family-name suffix (-ov, -ova, -zoda, -iyon); empty where there is none
	Consonants string   // skeleton without vowels: relates only when one side is written without vowels
	More       []string // skeletons of further readings where tables disagree (Ж = zh, j, dj); usually empty
	Symbols    []Symbol // sorted; usually one or none
	Class      Class
	Script     Script
	Chain      bool   // a given name of a culture whose names are chains of given names (Arabic, Afghan, Somali): order carries filiation
	Syllable   bool   // a syllable of romanised Chinese or Korean: one letter off is another name
	Feminine   bool   // the form says that its bearer is a woman: -ova, -ovna, qizi
	Masculine  bool   // -ov, -ovich, o‘g‘li
	Known      bool   // the tables hold the name, or the one that a family name is made of: another known name is no error of writing
	Letters    uint32 // bit i is set when Folded holds letter 'a'+i: a cheap lower bound for edit distance
}

// Vowelless reports whether the token was written in a script that leaves vowels out.
func (f *Form) Vowelless() bool { return f.Script == Arabic || f.Script == Hebrew }

// Equal reports whether f and g hold the same, and so score alike everywhere.
func (f *Form) Equal(g *Form) bool {
	return f == g || f.Folded == g.Folded && f.Class == g.Class && f.Script == g.Script && f.Letters == g.Letters &&
		f.Chain == g.Chain && f.Syllable == g.Syllable && f.Feminine == g.Feminine && f.Masculine == g.Masculine && f.Known == g.Known &&
		f.Skeleton == g.Skeleton && f.Stem == g.Stem && f.Consonants == g.Consonants &&
		slices.Equal(f.More, g.More) && slices.Equal(f.Symbols, g.Symbols)
}

// Token is one token of an analysed name.
type Token struct {
	Surface string // as written, for people
	Table   string // the transliteration table that gave Folded; empty for Latin
	Form    *Form
}

// Name is an analysed name. It is immutable and may be used concurrently.
type Name struct {
	Text   string // as written
	Kind   lookback.PartyKind
	Weak   bool
	Tokens []Token
}
