package match

import (
	"math/bits"

	"lookback"
	"lookback/internal/text"
)

// Relation says why two tokens can stand for the same name. Tokens that none of these
// joins are unrelated, whatever they look like; that is what lets an index be complete.
type Relation uint8

// The relations, strongest first.
const (
	Unrelated  Relation = iota
	Equal               // the same letters after folding
	SameValue           // two writings of one number or one legal form
	Variant             // two spellings of one name, by table
	Skeleton            // two romanisations of one spelling, by rule
	Consonants          // one side is written without vowels and the consonants agree
	Stem                // family names that differ in their suffix only
	Nickname            // a short form and its full name, by table
	Edit                // one or two errors of writing
	InitialOf           // a letter that stands for the other name
	Joined              // one token is two or three of the other name written together
	AcronymOf           // the first letters of the words of the other name
)

// String returns the name of r as it stands in evidence.
func (r Relation) String() string {
	return [...]string{"unrelated", "equal", "same value", "variant", "romanisation", "consonants", "stem", "nickname", "edit", "initial", "joined", "acronym"}[r]
}

// How much of a token's weight each relation carries. Chosen on the labelled development pairs,
// in this order because each step asks the reader to believe a little more.
const (
	simEqual      lookback.Score = 10000
	simVariant    lookback.Score = 9600
	simSkeleton   lookback.Score = 9500
	simConsonants lookback.Score = 9000
	simStem       lookback.Score = 9000
	simNickname   lookback.Score = 8600
	simInitial    lookback.Score = 9000 // the ceiling for names with an initial does the rest
	simJoined     lookback.Score = 9700
	simAcronym    lookback.Score = 8500 // several organisations share one
)

// Relate returns the strongest relation of two tokens and its similarity, or Unrelated and 0.
// It is symmetric. Tokens that carry no evidence (particles, titles, placeholders) relate to nothing.
func Relate(a, b *text.Form) (Relation, lookback.Score) {
	if !comparable(a, b) {
		return Unrelated, 0
	}
	r, s := relateLetters(a, b)
	if r == Unrelated {
		return r, 0
	}
	if (a.Class == text.Patronymic) != (b.Class == text.Patronymic) {
		s = s * rolePenalty / lookback.MaxScore
	}
	return r, s
}

// rolePenalty is what is left of a father's name that meets the same name in another part:
// "bin Laden" became a family name, Omurbek kyzy became Omurbekova.
const rolePenalty lookback.Score = 9300

// comparable reports whether tokens of these classes can stand for each other at all. Names of
// people and organisations do; numbers, legal forms and suffixes only meet their own kind.
func comparable(a, b *text.Form) bool {
	if Weight(a) == 0 || Weight(b) == 0 {
		return false
	}
	return family(a.Class) == family(b.Class)
}

// family groups the classes that may stand for each other.
func family(c text.Class) text.Class {
	switch c {
	case text.Number, text.LegalForm, text.Generation:
		return c
	default:
		return text.Unknown
	}
}

func relateLetters(a, b *text.Form) (Relation, lookback.Score) {
	if a.Class == text.Acronym || b.Class == text.Acronym {
		return relateAcronym(a, b)
	}
	if a.Folded == b.Folded {
		return Equal, simEqual
	}
	if a.Class == text.Initial || b.Class == text.Initial {
		return relateInitial(a, b)
	}
	if r := sharedSymbol(a.Symbols, b.Symbols); r != Unrelated {
		return r, simOfSymbol(r)
	}
	if a.Class == text.Number || a.Class == text.LegalForm || a.Class == text.Generation || isMeant(a) && isMeant(b) {
		return Unrelated, 0
	}
	if sharesSkeleton(a, b) {
		if areOtherNames(a, b) {
			return Skeleton, simKnown
		}
		return Skeleton, simSkeleton
	}
	if a.Consonants != "" && a.Consonants == b.Consonants && (a.Vowelless() || b.Vowelless()) && len(a.Consonants) > 1 {
		return Consonants, simConsonants
	}
	if sharesStem(a, b) {
		return Stem, simStem
	}
	if s := editSimilarity(a, b); s > 0 {
		return Edit, s
	}
	return Unrelated, 0
}

// isMeant reports whether a token stands in an organisation's name for what it means: East is not West, however alike they are written.
func isMeant(f *text.Form) bool { return f.Class == text.Generic || f.Class == text.Place }

// relateAcronym relates the acronym of one name with the same letters as a name. Two names with the same acronym are nothing to each other.
func relateAcronym(a, b *text.Form) (Relation, lookback.Score) {
	if a.Class == b.Class || a.Folded != b.Folded || a.Class == text.Initial || b.Class == text.Initial {
		return Unrelated, 0
	}
	return AcronymOf, simAcronym
}

func relateInitial(a, b *text.Form) (Relation, lookback.Score) {
	if a.Folded == "" || b.Folded == "" || a.Folded[0] != b.Folded[0] {
		return Unrelated, 0
	}
	if a.Class == text.Initial && b.Class == text.Initial {
		return Unrelated, 0 // two different writings of initials: equal ones were seen already
	}
	return InitialOf, simInitial
}

// sharedSymbol returns the relation of the first symbol that both sorted lists hold, spelling variants first.
func sharedSymbol(a, b []text.Symbol) Relation {
	best := Unrelated
	for _, x := range a {
		for _, y := range b {
			if x != y {
				continue
			}
			switch r := relationOf(x); {
			case r == Nickname:
				best = Nickname
			default:
				return r
			}
		}
	}
	return best
}

// relationOf turns the kind of a symbol into the relation of the tokens that share it.
func relationOf(s text.Symbol) Relation {
	switch s.Kind() {
	case text.Nicknames:
		return Nickname
	case text.Numbers, text.LegalForms:
		return SameValue
	default:
		return Variant
	}
}

func simOfSymbol(r Relation) lookback.Score {
	switch r {
	case SameValue:
		return simEqual
	case Nickname:
		return simNickname
	default:
		return simVariant
	}
}

func sharesSkeleton(a, b *text.Form) bool {
	if a.Skeleton != "" && a.Skeleton == b.Skeleton {
		return true
	}
	return holds(a.More, b.Skeleton) || holds(b.More, a.Skeleton) || overlap(a.More, b.More)
}

func holds(list []string, s string) bool {
	if s == "" {
		return false
	}
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

func overlap(a, b []string) bool {
	for _, x := range a {
		if holds(b, x) {
			return true
		}
	}
	return false
}

// minStem is the shortest stem that is a name of its own: below it -ov and -in are most of the token.
const minStem = 4

// sharesStem reports whether the tokens are one family name with different suffixes
// (Rahmonov, Rahmonzoda, Rahmon): the law of March 2016 in Tajikistan made such pairs common.
func sharesStem(a, b *text.Form) bool {
	sa, sb := stemOf(a), stemOf(b)
	return sa == sb && len(sa) >= minStem && (a.Stem != "" || b.Stem != "")
}

func stemOf(f *text.Form) string {
	if f.Stem != "" {
		return f.Stem
	}
	return f.Skeleton
}

// editSimilarity returns the similarity of two tokens that errors of writing may explain, or 0.
// One letter of a short name is another name: it counts so little that it passes only where two other names agree.
func editSimilarity(a, b *text.Form) lookback.Score {
	if a.Script == b.Script && (a.Script == text.Hangul || a.Script == text.Han) {
		return 0 // a reading that is one letter off is another character
	}
	x, y := a.Folded, b.Folded
	limit := MaxEdits(max(len(x), len(y)))
	syllables := a.Syllable && b.Syllable
	if syllables {
		limit = min(limit, 1)
	}
	if limit == 0 || min(len(x), len(y)) < minEdited || differ(len(x), len(y)) > limit || bits.OnesCount32(a.Letters^b.Letters) > 2*limit {
		return 0
	}
	d := editDistance(x, y, limit)
	if d > limit {
		return 0
	}
	if syllables {
		if a.IsPinyin() && b.IsPinyin() {
			return simOtherSyllable
		}
		return simSyllable
	}
	s := editSims[d][min(max(len(x), len(y)), len(editSims[d])-1)]
	switch {
	case d > 1 && a.Class == text.Patronymic && b.Class == text.Patronymic && replaced(x, y) > 1:
		return 0 // Toktosun is not Toktogul, and a father's name speaks in full
	case a.Known && b.Known, d > 1 && (beginOtherwise(x, y) || replaced(x, y) > 1):
		return min(s, simKnown)
	}
	return s
}

// replaced returns how many consonants of x are foreign ones in y, when no more than that differs; 0 otherwise. Slips of two letters leave out,
// double, swap or mistake a vowel; two other consonants make another name.
func replaced(x, y string) (n int) {
	if len(x) != len(y) {
		return 0
	}
	for i := range len(x) {
		if x[i] == y[i] {
			continue
		}
		if !foreign(x[i], y[i]) {
			return 0
		}
		n++
	}
	return n
}

// beginOtherwise reports whether x and y begin with foreign consonants, and not because a letter is missing there or two are swapped. People seldom mistake
// how a name begins.
func beginOtherwise(x, y string) bool {
	return foreign(x[0], y[0]) && x[1] != y[0] && y[1] != x[0]
}

// organs says, for each letter, where in the mouth it is spoken, roughly; letters spoken in one place are written for each other: Garegin, Karekin.
var organs = [256]byte{'b': 1, 'p': 1, 'f': 2, 'v': 2, 'w': 2, 'd': 3, 't': 3, 'g': 4, 'k': 4, 'q': 4, 'h': 4, 'c': 4, 'x': 4, 's': 5, 'z': 5, 'j': 6, 'm': 8, 'n': 9, 'l': 10, 'r': 11}

// foreign reports whether x and y are consonants that no spelling writes for each other.
func foreign(x, y byte) bool { return organs[x] != organs[y] && organs[x] != 0 && organs[y] != 0 }

// simKnown is the most that two different names of the tables share when one error would turn one into the other: Aziz is not Azim. A name of
// two parts stays below the default threshold with it, and is found at the one of an office that looks at more.
const simKnown lookback.Score = 4000

// areOtherNames reports whether the tables know both tokens, and as different names: Mahmud is not Muhammad, though some romanisations of them meet.
func areOtherNames(a, b *text.Form) bool {
	return a.Known && b.Known && holdsVariant(a.Symbols) && holdsVariant(b.Symbols)
}

func holdsVariant(symbols []text.Symbol) bool {
	return len(symbols) > 0 && symbols[0].Kind() == text.Variants // they are sorted, and variants come first
}

// minEdited is the length of the shortest token that is compared letter by letter.
const minEdited = 2

// simSyllable is the similarity of two syllables that differ by one letter. With it Wei is not Wen in a name of two parts, while
// a name of three parts with an error in one of them is still seen.
const simSyllable lookback.Score = 4000

// simOtherSyllable is the similarity of two syllables of Chinese names that differ by one letter: Li is not Lin. Every passport of China is written
// in pinyin, in which one letter makes another syllable, while Korean names are spelt freely. It keeps a name of three parts below the default threshold.
const simOtherSyllable lookback.Score = 2500

// editSims holds the similarity for 1 and 2 edits by the length of the longer token.
var editSims = [3][13]lookback.Score{
	{},
	{0, 0, 4000, 4500, 7000, 8300, 8800, 9000, 9100, 9200, 9300, 9300, 9400},
	{0, 0, 0, 0, 0, 0, 5300, 6500, 7400, 7900, 8200, 8400, 8600},
}

// MaxEdits returns the number of edits that two tokens may differ by, given the length of the longer one.
func MaxEdits(length int) int {
	switch {
	case length < minEdited:
		return 0
	case length < 6:
		return 1
	default:
		return 2
	}
}

func differ(a, b int) int {
	if a < b {
		return b - a
	}
	return a - b
}
