package text

import (
	"strings"
	"sync"
	"unicode"

	"github.com/mozillazg/go-pinyin"
)

// letters maps one or two letters of a script to a-z. An empty value is a letter that is not written.
type letters map[string]string

// tables holds the transliteration tables by name.
var tables = sync.OnceValue(func() map[string]letters {
	out := map[string]letters{}
	for _, name := range []string{"latin", "latin-marks", "cyrillic", "cyrillic-uk", "cyrillic-be", "cyrillic-sr", "cyrillic-ky", "georgian", "armenian", "greek", "arabic", "hebrew", "kana", "khmer", "devanagari", "bengali", "gurmukhi", "thai"} {
		t := letters{}
		for _, row := range rows(name) {
			from, to, _ := strings.Cut(row, " ")
			t[from] = strings.TrimPrefix(strings.TrimSpace(to), "-")
		}
		out[name] = t
	}
	return out
})

// transliterate returns word, in lower case and NFKC, as a-z and digits, and the name of the table that gave
// it. Letters without a table are dropped.
func transliterate(word string, script Script) (folded, table string) {
	switch script {
	case Han:
		return hanReading(word), "pinyin"
	case Hangul:
		return hangulReading(word), "revised romanisation"
	case Kana:
		return apply(katakana(word), "kana"), "hepburn"
	case Cyrillic:
		table = cyrillicTable(word)
	case Georgian:
		table = "georgian"
	case Armenian:
		table = "armenian"
	case Greek:
		table = "greek"
	case Arabic:
		table = "arabic"
	case Hebrew:
		table = "hebrew"
	case Other:
		if reading, table := readSyllabic(word); reading != "" {
			return reading, table
		}
		return keep(word), "as written"
	default:
		return apply(word, "latin"), ""
	}
	return apply(word, table), table
}

// keep returns the letters and marks of a script without a table as they are.
func keep(word string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.Is(unicode.M, r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, word)
}

// cyrillicTable chooses the table of a language by the letters that only it has.
func cyrillicTable(word string) string {
	switch {
	case strings.ContainsAny(word, "әғқңөұүһ") && strings.Contains(word, "і"):
		return "cyrillic" // Kazakh
	case strings.Contains(word, "і") && strings.ContainsAny(word, "ўёыэ"):
		return "cyrillic-be"
	case strings.ContainsAny(word, "іїєґ"):
		return "cyrillic-uk"
	case strings.ContainsAny(word, "јљњџђћѓќѕ"):
		return "cyrillic-sr"
	case strings.ContainsAny(word, "өүң"):
		return "cyrillic-ky"
	default:
		return "cyrillic"
	}
}

// apply reads word letter by letter, two letters at once where the table has them. Marks on letters fall away.
func apply(word, table string) string {
	if isFolded(word) {
		return word
	}
	t := tables()[table]
	base := tables()["latin"]
	if strings.HasPrefix(table, "cyrillic") {
		base = tables()["cyrillic"]
	}
	var b strings.Builder
	runes := []rune(word)
	for i := 0; i < len(runes); i++ {
		if r := runes[i]; r < 0x80 {
			if isASCIILetter(byte(r)) {
				b.WriteByte(byte(r))
			}
			continue
		}
		if i+1 < len(runes) && runes[i+1] >= 0x80 {
			if s, ok := t[string(runes[i:i+2])]; ok {
				b.WriteString(s)
				i++
				continue
			}
		}
		b.WriteString(letter(runes[i], t, base))
	}
	return b.String()
}

// isFolded reports whether word holds nothing but a-z and digits.
func isFolded(word string) bool {
	for i := range len(word) {
		if !isASCIILetter(word[i]) {
			return false
		}
	}
	return true
}

// letter returns one letter beyond ASCII as a-z or digits, by its own table, by the base table, or without its marks.
func letter(r rune, t, base letters) string {
	if s, ok := t[string(r)]; ok {
		return s
	}
	if s, ok := base[string(r)]; ok {
		return s
	}
	if d, ok := digitOf(r); ok {
		return string(rune('0' + d))
	}
	var b strings.Builder
	for _, x := range decompose(r) {
		if x < 0x80 && isASCIILetter(byte(x)) {
			b.WriteRune(x)
		} else if s, ok := t[string(x)]; ok && x != r {
			b.WriteString(s)
		} else if s, ok := base[string(x)]; ok && x != r {
			b.WriteString(s)
		}
	}
	return b.String()
}

// digitOf returns the value of a decimal digit of any script. Every run of decimal digits in Unicode starts at its zero.
func digitOf(r rune) (int, bool) {
	if !unicode.Is(unicode.Nd, r) {
		return 0, false
	}
	d := 0
	for unicode.Is(unicode.Nd, r-1) && d < 9 {
		r--
		d++
	}
	return d, true
}

func isASCIILetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' }

// katakana shifts Hiragana to Katakana.
func katakana(word string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'ぁ' && r <= 'ゖ' {
			return r + 0x60
		}
		return r
	}, word)
}

// hanReading returns the pinyin of each character, without tones, written together.
func hanReading(word string) string {
	args := pinyin.NewArgs()
	var b strings.Builder
	for _, syllable := range pinyin.LazyPinyin(word, args) {
		b.WriteString(syllable)
	}
	return b.String()
}

// The parts of a Hangul syllable by the Revised Romanisation of 2000.
var (
	hangulInitials = [...]string{"g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p", "h"}
	hangulVowels   = [...]string{"a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo", "we", "wi", "yu", "eu", "ui", "i"}
	hangulFinals   = [...]string{"", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "l", "l", "m", "p", "p", "t", "t", "ng", "t", "t", "k", "t", "p", "t"}
)

// hangulReading spells syllables out; the arithmetic is that of the Unicode standard, section 3.12.
func hangulReading(word string) string {
	var b strings.Builder
	for _, r := range word {
		if r < 0xAC00 || r > 0xD7A3 {
			continue
		}
		n := int(r - 0xAC00)
		b.WriteString(hangulInitials[n/588] + hangulVowels[n%588/28] + hangulFinals[n%28])
	}
	return b.String()
}
