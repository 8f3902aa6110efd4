package scenario

import (
	"slices"
	"strings"
	"unicode"

	"lookback"
)

// Kind names one way in which two sources write the same party differently.
type Kind string

// The kinds of difference.
const (
	KindSwap         Kind = "two letters exchanged"
	KindDrop         Kind = "a letter left out"
	KindDouble       Kind = "a letter doubled"
	KindVowel        Kind = "another vowel"
	KindOrder        Kind = "names in another order"
	KindHardSpace    Kind = "a non-breaking space"
	KindYearOff      Kind = "year of birth one off"
	KindRespelled    Kind = "another romanisation"
	KindNoMiddle     Kind = "patronymic or middle name missing"
	KindSplit        Kind = "one name written as two"
	KindJoined       Kind = "two names written as one"
	KindDayMonth     Kind = "day and month exchanged"
	KindYearOnly     Kind = "year of birth only"
	KindJanuary      Kind = "1 January for an unknown day"
	KindPlaceholder  Kind = "placeholder for a missing name"
	KindScript       Kind = "another script"
	KindNoIdentifier Kind = "no identifier"
)

// noises says how to make each kind of difference. A function reports whether it could; if not, it has changed nothing.
var noises = []struct {
	kind  Kind
	apply func(*Rand, *lookback.Party) bool
}{
	{KindSwap, letterNoise(swapLetters)},
	{KindDrop, letterNoise(dropLetter)},
	{KindDouble, letterNoise(doubleLetter)},
	{KindVowel, letterNoise(otherVowel)},
	{KindOrder, reorder},
	{KindHardSpace, hardSpace},
	{KindYearOff, yearOff},
	{KindRespelled, letterNoise(respell)},
	{KindNoMiddle, dropMiddle},
	{KindSplit, splitToken},
	{KindJoined, joinTokens},
	{KindDayMonth, swapDayMonth},
	{KindYearOnly, yearOnly},
	{KindJanuary, januaryFirst},
	{KindPlaceholder, placeholder},
	{KindNoIdentifier, dropIdentifiers},
}

// Kinds lists the kinds of difference that Distort can make. KindScript is none of them: only who knows
// the truth can write it in another script.
func Kinds() []Kind {
	var all []Kind
	for _, n := range noises {
		all = append(all, n.kind)
	}
	return all
}

// Distort returns a copy of party with one difference of one of the kinds, and its kind. It tries the kinds in an
// order of chance; when none fits, such as an exchanged day in a year alone, the kind is empty and nothing differs.
func Distort(r *Rand, party lookback.Party, kinds ...Kind) (lookback.Party, Kind) {
	kinds = slices.Clone(kinds)
	shuffle(r, kinds)
	for _, k := range kinds {
		copied := copyParty(party)
		if applyNoise(r, &copied, k) {
			return copied, k
		}
	}
	return copyParty(party), ""
}

func applyNoise(r *Rand, p *lookback.Party, k Kind) bool {
	for _, n := range noises {
		if n.kind == k {
			return len(p.Names) > 0 && n.apply(r, p)
		}
	}
	return false
}

// copyParty returns a party that shares no slice with p that a noise changes.
func copyParty(p lookback.Party) lookback.Party {
	p.Names = slices.Clone(p.Names)
	p.Births = slices.Clone(p.Births)
	return p
}

// letterNoise makes a noise of a function that changes one word of the primary name.
func letterNoise(change func(*Rand, []rune) ([]rune, bool)) func(*Rand, *lookback.Party) bool {
	return func(r *Rand, p *lookback.Party) bool {
		words := strings.Fields(p.Names[0].Full)
		shuffle(r, words)
		for _, w := range words {
			if letters := []rune(strings.Trim(w, ",<")); changeable(letters) {
				if now, ok := change(r, letters); ok && string(now) != string(letters) {
					replaceWord(&p.Names[0], string(letters), string(now))
					return true
				}
			}
		}
		return false
	}
}

// shortest is the least number of letters that a word must have to bear a slip: in shorter ones another
// letter is another name (Wael and Wail, Chen and Chan).
const shortest = 5

// changeable reports whether a word consists of enough letters to bear a slip.
func changeable(word []rune) bool {
	for _, c := range word {
		if !unicode.IsLetter(c) && !unicode.Is(unicode.Mn, c) && c != '-' && c != '\'' && c != 'ʻ' {
			return false
		}
	}
	return len(word) >= shortest && !unicode.In(word[0], unicode.Han, unicode.Hangul)
}

// replaceWord puts a word in place of another, in the whole name and in the part that holds it.
func replaceWord(n *lookback.Name, old, now string) {
	n.Full = strings.Replace(n.Full, old, now, 1)
	for _, part := range []*string{&n.Family, &n.Given, &n.Middle} {
		if slices.Contains(strings.Fields(*part), old) {
			*part = strings.Replace(*part, old, now, 1)
			return
		}
	}
}

// swapLetters exchanges two neighbours; the first letter stays, as it mostly does.
func swapLetters(r *Rand, word []rune) ([]rune, bool) {
	i := r.Between(1, len(word)-2)
	out := slices.Clone(word)
	out[i], out[i+1] = out[i+1], out[i]
	return out, true
}

func dropLetter(r *Rand, word []rune) ([]rune, bool) {
	i := r.Between(1, len(word)-1)
	return slices.Delete(slices.Clone(word), i, i+1), true
}

func doubleLetter(r *Rand, word []rune) ([]rune, bool) {
	i := r.Between(1, len(word)-1)
	return slices.Insert(slices.Clone(word), i, word[i]), true
}

// vowelSets are the vowels of each script that slips put for one another.
var vowelSets = []string{"aeiou", "AEIOU", "аеиоу", "АЕИОУ", "აეიოუ"}

// otherVowel puts another vowel for one of the word.
func otherVowel(r *Rand, word []rune) ([]rune, bool) {
	start := r.N(len(word))
	for k := range word {
		i := 1 + (start+k)%(len(word)-1)
		for _, set := range vowelSets {
			vowels := []rune(set)
			if at := slices.Index(vowels, word[i]); at >= 0 {
				out := slices.Clone(word)
				out[i] = vowels[(at+r.Between(1, len(vowels)-1))%len(vowels)]
				return out, true
			}
		}
	}
	return nil, false
}

// respellings are letters that papers put for one another, whatever the tables say.
var respellings = []struct{ from, to string }{
	{"dzh", "j"}, {"kh", "h"}, {"zh", "j"}, {"iu", "yu"}, {"ia", "ya"}, {"yu", "iu"}, {"ya", "ia"}, {"iy", "y"}, {"ou", "u"},
	{"oo", "u"}, {"ee", "i"}, {"gh", "g"}, {"q", "k"}, {"w", "v"}, {"j", "dj"},
}

// respell puts one spelling for another throughout the word.
func respell(r *Rand, word []rune) ([]rune, bool) {
	text := string(word)
	lower := strings.ToLower(text)
	start := r.N(len(respellings))
	for k := range respellings {
		s := respellings[(start+k)%len(respellings)]
		if len(lower) != len(text) || !strings.Contains(lower, s.from) {
			continue
		}
		out := strings.ReplaceAll(lower, s.from, s.to)
		if unicode.IsUpper(word[0]) && unicode.IsUpper(word[1]) {
			return []rune(strings.ToUpper(out)), true
		}
		return []rune(capitalised(out)), true
	}
	return nil, false
}
