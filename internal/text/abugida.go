package text

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// abugidas are the scripts in which a consonant without a sign carries a vowel of its own, with their tables. The charts of the
// Indian scripts have one layout (ISCII), so those without a table of their own are shifted onto Devanagari.
var abugidas = []struct {
	script *unicode.RangeTable
	table  string
	shift  rune
}{
	{unicode.Devanagari, "devanagari", 0}, {unicode.Bengali, "bengali", 0}, {unicode.Gurmukhi, "gurmukhi", 0},
	{unicode.Gujarati, "devanagari", 0x0A80 - 0x0900}, {unicode.Oriya, "devanagari", 0x0B00 - 0x0900}, {unicode.Tamil, "devanagari", 0x0B80 - 0x0900},
	{unicode.Telugu, "devanagari", 0x0C00 - 0x0900}, {unicode.Kannada, "devanagari", 0x0C80 - 0x0900}, {unicode.Malayalam, "devanagari", 0x0D00 - 0x0900},
	{unicode.Khmer, "khmer", 0}, {unicode.Thai, "thai", 0}, {unicode.Lao, "thai", 0x0E80 - 0x0E00},
}

// sign is what a letter of such a script reads as, with the vowel it carries by itself, or empty for none.
type sign struct{ sound, inherent string }

// abugidaTables holds the signs by table.
var abugidaTables = sync.OnceValue(func() map[string]map[string]sign {
	all := map[string]map[string]sign{}
	for _, a := range abugidas {
		signs := map[string]sign{}
		for _, row := range rows(a.table) {
			fields := strings.Fields(row)
			sound, inherent, _ := strings.Cut(strings.TrimPrefix(fields[1], "-"), "+")
			signs[fields[0]] = sign{sound, inherent}
		}
		all[a.table] = signs
	}
	return all
})

// readSyllabic reads a word of a script whose letters are syllables, or returns "" for any other script.
func readSyllabic(word string) (latin, table string) {
	first, _ := utf8.DecodeRuneInString(word)
	if unicode.Is(unicode.Ethiopic, first) {
		return readEthiopic(word), "ethiopic"
	}
	for _, a := range abugidas {
		if unicode.Is(a.script, first) {
			return readAbugida(word, abugidaTables()[a.table], a.shift), a.table
		}
	}
	return "", ""
}

// readAbugida reads a word sign by sign and puts the inherent vowel between two consonants. It is left out where most of these
// languages do not speak it: at the end of a word, and after a vowel and a consonant before a consonant that opens a syllable (Rajkumar).
func readAbugida(word string, signs map[string]sign, shift rune) string {
	seq := signsOf(word, signs, shift)
	var b strings.Builder
	open := false // a vowel was written last
	for i, s := range seq {
		b.WriteString(s.sound)
		wasOpen := open
		if s.sound != "" {
			open = isVowel(s.sound[len(s.sound)-1])
		}
		if s.inherent == "" || i+1 == len(seq) || seq[i+1].inherent == "" || wasOpen && i+2 < len(seq) && seq[i+2].sound != "" {
			continue
		}
		b.WriteString(s.inherent)
		open = true
	}
	return b.String()
}

// signsOf returns the signs of a word in the order in which they are spoken.
func signsOf(word string, signs map[string]sign, shift rune) []sign {
	runes := []rune(word)
	for i := 0; i+1 < len(runes); i++ {
		if r := runes[i] - shift; r >= 'เ' && r <= 'ไ' && shift != 0 || runes[i] >= 'เ' && runes[i] <= 'ไ' {
			runes[i], runes[i+1] = runes[i+1], runes[i] // Thai and Lao write these vowels before their consonant
			i++
		}
	}
	var seq []sign
	for i := 0; i < len(runes); i++ {
		if i+1 < len(runes) {
			if s, ok := signs[string([]rune{runes[i] - shift, runes[i+1] - shift})]; ok {
				seq = append(seq, s)
				i++
				continue
			}
		}
		if s, ok := signs[string(runes[i]-shift)]; ok {
			seq = append(seq, s)
		} else if d, ok := digitOf(runes[i]); ok {
			seq = append(seq, sign{sound: string(rune('0' + d))})
		}
	}
	return seq
}

// The Ethiopic block is a table of consonants by vowels, eight places a consonant. The readings are those of Amharic in BGN/PCGN 1967
// without marks; "-" is a letter that is only a breath. Letters beyond these rows are not read.
var (
	ethiopicConsonants = strings.Fields("h l h m s r s sh q q q q b v t ch h h n ny - k k k k w - z zh y d d j g g g t ch p ts ts f p")
	ethiopicVowels     = [...]string{"e", "u", "i", "a", "e", "", "o", "wa"}
)

const ethiopicFirst = 0x1200

func readEthiopic(word string) string {
	var b strings.Builder
	for _, r := range word {
		n := int(r) - ethiopicFirst
		if n < 0 || n/8 >= len(ethiopicConsonants) {
			continue
		}
		consonant, vowel := ethiopicConsonants[n/8], ethiopicVowels[n%8]
		switch {
		case consonant == "-" && vowel == "":
			consonant, vowel = "", "i"
		case consonant == "-":
			consonant = ""
		}
		if n%8 == 0 && (consonant == "" || consonant == "h") {
			vowel = "a" // gutturals
		}
		b.WriteString(consonant + vowel)
	}
	return b.String()
}
