package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// abugidas are the scripts in which a consonant without a sign carries a vowel of its own.
var abugidas = []struct {
	script *unicode.RangeTable
	table  string
}{
	{unicode.Devanagari, "devanagari"}, {unicode.Bengali, "bengali"}, {unicode.Gurmukhi, "gurmukhi"}, {unicode.Khmer, "khmer"}, {unicode.Thai, "thai"},
}

// readSyllabic reads a word of a script whose letters are syllables, or returns "" for any other script.
func readSyllabic(word string) (folded, table string) {
	first, _ := utf8.DecodeRuneInString(word)
	if unicode.Is(unicode.Ethiopic, first) {
		return ethiopicReading(word), "ethiopic"
	}
	for _, a := range abugidas {
		if unicode.Is(a.script, first) {
			return abugidaReading(word, a.table), a.table
		}
	}
	return "", ""
}

// abugidaReading reads word letter by letter and puts the inherent vowel between two consonants. It is left out where most of
// these languages do not speak it: at the end of a word, and after a vowel and a consonant before a consonant with a vowel (Raj-kumar).
func abugidaReading(word, table string) string {
	t := tables()[table]
	runes := leadingVowels([]rune(word))
	var b strings.Builder
	for i, r := range runes {
		sound, inherent, _ := strings.Cut(t[string(r)], "+")
		if d, ok := digitOf(r); ok {
			sound = string(rune('0' + d))
		}
		opened := endsInVowel(b.String())
		b.WriteString(sound)
		if inherent == "" || i+1 == len(runes) || isVowelSign(t, runes[i+1]) || opened && opensSyllable(t, runes[i+1:]) {
			continue
		}
		b.WriteString(inherent)
	}
	return b.String()
}

func endsInVowel(s string) bool { return s != "" && strings.Contains("aeiou", s[len(s)-1:]) }

// opensSyllable reports whether rest begins with a consonant that a vowel follows.
func opensSyllable(t letters, rest []rune) bool {
	return len(rest) > 1 && strings.Contains(t[string(rest[0])], "+") && t[string(rest[1])] != ""
}

// isVowelSign reports whether r replaces the inherent vowel: a sign that is a vowel, or one that silences it.
func isVowelSign(t letters, r rune) bool {
	s, ok := t[string(r)]
	return ok && (s == "" || strings.ContainsRune("aeiou", rune(s[0])) && !strings.Contains(s, "+"))
}

// leadingVowels moves the Thai vowels that are written before their consonant behind it.
func leadingVowels(runes []rune) []rune {
	for i := 0; i+1 < len(runes); i++ {
		if runes[i] >= 'เ' && runes[i] <= 'ไ' {
			runes[i], runes[i+1] = runes[i+1], runes[i]
			i++
		}
	}
	return runes
}

// The Ethiopic block is a table of consonants by vowels, eight places a consonant; the readings are those of Amharic
// in BGN/PCGN 1967 without marks. Letters beyond the basic rows are not read.
var (
	ethiopicConsonants = strings.Fields("h l h m s r s sh q q q q b v t ch h h n ny - k k k k w - z zh y d d j g g g t ch p ts ts f p")
	ethiopicVowels     = [...]string{"e", "u", "i", "a", "e", "", "o", "wa"}
)

// Rows of the Ethiopic block whose first vowel is a: the letters that are only a breath.
const (
	ethiopicAlef = 20
	ethiopicAyn  = 26
)

func ethiopicReading(word string) string {
	var b strings.Builder
	for _, r := range word {
		n := int(r) - 0x1200
		if n < 0 || n/8 >= len(ethiopicConsonants) {
			continue
		}
		row, vowel := n/8, ethiopicVowels[n%8]
		breath := row == ethiopicAlef || row == ethiopicAyn
		if breath && (vowel == "e" && n%8 == 0 || vowel == "") {
			vowel = map[bool]string{true: "a", false: "i"}[n%8 == 0]
		}
		if isGuttural(row) && n%8 == 0 {
			vowel = "a"
		}
		if !breath {
			b.WriteString(ethiopicConsonants[row])
		}
		b.WriteString(vowel)
	}
	return b.String()
}

// isGuttural reports whether the first vowel of a row is spoken a.
func isGuttural(row int) bool { return row < len(ethiopicConsonants) && ethiopicConsonants[row] == "h" }
