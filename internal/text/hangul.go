package text

import (
	"strings"
	"unicode/utf8"
)

// A Hangul syllable is an initial, a vowel and a final; the arithmetic is that of the Unicode standard, section 3.12.
const (
	hangulFirst   = 0xAC00
	hangulLast    = 0xD7A3
	hangulFinals  = 28
	hangulPerLead = 21 * hangulFinals
)

// The parts of a syllable by the Revised Romanisation of 2000.
var (
	revisedInitials = [...]string{"g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p", "h"}
	revisedVowels   = [...]string{"a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo", "we", "wi", "yu", "eu", "ui", "i"}
	revisedFinals   = [...]string{"", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "l", "l", "m", "p", "p", "t", "t", "ng", "t", "t", "k", "t", "p", "t"}
)

// The parts where McCune-Reischauer, the practice of the North and the habit of passports differ from it.
var (
	olderInitials = map[string]string{"g": "k", "d": "t", "b": "p", "j": "ch"}
	olderVowels   = map[string]string{"eo": "o", "yeo": "yo", "eu": "u", "ae": "ae", "wo": "wo"}
	usualVowels   = map[string]string{"eo": "u", "yeo": "you", "u": "oo", "ae": "ai", "i": "ee", "yu": "yoo"}
)

// romanised returns the readings of a word in Hangul: the Revised Romanisation, then the older ones.
func romanised(word string) (revised string, others []string) {
	var r, older, north, usual, soft strings.Builder
	for _, c := range word {
		if c < hangulFirst || c > hangulLast {
			continue
		}
		n := int(c - hangulFirst)
		i, v, f := revisedInitials[n/hangulPerLead], revisedVowels[n%hangulPerLead/hangulFinals], revisedFinals[n%hangulFinals]
		r.WriteString(i + v + f)
		older.WriteString(or(olderInitials[i], i) + or(olderVowels[v], v) + f)
		north.WriteString(i + or(olderVowels[v], v) + f)
		usual.WriteString(or(olderInitials[i], i) + or(usualVowels[v], v) + f)
		soft.WriteString(i + or(usualVowels[v], v) + f)
	}
	revised = r.String()
	for _, s := range []string{older.String(), north.String(), usual.String(), soft.String()} {
		if s != revised {
			others = append(others, s)
		}
	}
	return revised, others
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// doubleSurnames are the Korean family names of two syllables that are common enough to meet.
var doubleSurnames = [...]string{"남궁", "황보", "제갈", "사공", "선우", "독고", "서문"}

// splitHangul cuts a Korean name that is written without spaces into its family name and the syllables of the given name.
// Longer words are foreign names and stay whole.
func splitHangul(word string) []string {
	n := utf8.RuneCountInString(word)
	if n < 2 || n > 4 {
		return []string{word}
	}
	first := utf8.RuneLen([]rune(word)[0])
	for _, s := range doubleSurnames {
		if n > 2 && strings.HasPrefix(word, s) {
			first = len(s)
		}
	}
	parts := []string{word[:first]}
	for _, r := range word[first:] {
		parts = append(parts, string(r))
	}
	return parts
}
