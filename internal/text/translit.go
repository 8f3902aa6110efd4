package text

import (
	"strings"
	"unicode"
)

// reading is a word in Latin letters.
type reading struct {
	latin string   // a-z and 0-9; for scripts without a table the lower-case word itself
	table string   // the table that gave it; empty for Latin
	other []string // what other tables, or the same letters in other languages, give
}

// read returns the reading of a lower-case word in NFKC. Language is the table of Cyrillic letters that the whole name calls for.
func read(word string, script Script, language string) reading {
	switch script {
	case Latin:
		return readLetters(word, "latin")
	case Cyrillic:
		return readLetters(word, language)
	case Georgian, Armenian, Greek, Arabic, Hebrew:
		return readLetters(word, script.String())
	case Han:
		return reading{latin: pinyinOf(word), table: "pinyin"}
	case Hangul:
		latin, other := romanised(word)
		return reading{latin, "hangul", other}
	case Kana:
		return readKana(word)
	}
	if latin, table := readSyllabic(word); latin != "" {
		return reading{latin: latin, table: table}
	}
	return reading{latin: strings.Map(keepLetters, word)}
}

// readLetters reads a word with a table of letters.
func readLetters(word, table string) reading {
	a := alphabets()[table]
	r := reading{latin: a.read(word, false), table: table}
	if table == "latin" {
		r.table = ""
	}
	if a.hasOther() {
		if other := a.read(word, true); other != r.latin {
			r.other = []string{other}
		}
	}
	return r
}

// readKana reads Kana, and foreign names in Kana without the vowels that Japanese adds: Baraku is Barak.
func readKana(word string) reading {
	a := alphabets()["kana"]
	katakana := strings.Map(toKatakana, word)
	r := reading{latin: a.read(katakana, false), table: "kana"}
	bare := withoutAddedVowels(r.latin)
	l := a.read(katakana, true)
	for _, s := range []string{bare, l, withoutAddedVowels(l)} {
		if s != r.latin {
			r.other = append(r.other, s)
		}
	}
	return r
}

func toKatakana(r rune) rune {
	if r >= 'ぁ' && r <= 'ゖ' {
		return r + 0x60
	}
	return r
}

// withoutAddedVowels drops the vowels that Japanese puts behind the consonants of foreign names.
func withoutAddedVowels(s string) string {
	out := make([]byte, 0, len(s))
	for i := range len(s) {
		before := byte('a')
		if i > 0 {
			before = s[i-1]
		}
		if s[i] == 'u' && !isVowel(before) || s[i] == 'o' && (before == 't' || before == 'd') {
			continue
		}
		out = append(out, s[i])
	}
	return string(out)
}

func keepLetters(r rune) rune {
	if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.M, r) {
		return r
	}
	return -1
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

// cyrillicLanguage returns the table that the letters of a whole name in lower case call for. Languages are told apart by
// letters that only they have; where a letter is shared, a second one decides.
func cyrillicLanguage(name string) string {
	var own, more int // letters beyond the Russian ones, and Russian letters that tell languages apart
	for _, r := range name {
		if r > 'я' && r < 0x530 && r != 'ё' {
			own++
		} else if r == 'ъ' || r == 'ь' {
			more++
		}
	}
	switch {
	case own > 0:
		return languageByLetters(name)
	case more > 0 && (strings.Contains(name, "ський") || strings.Contains(name, "цький")):
		return "cyrillic-uk"
	case more > 0 && hardSignBetweenConsonants(name):
		return "cyrillic-bg"
	}
	return "cyrillic"
}

// languageByLetters returns the table of a name with letters that Russian lacks.
func languageByLetters(name string) string {
	has := func(letters string) bool { return strings.ContainsAny(name, letters) }
	switch {
	case has("ҷӣӯ"):
		return "cyrillic-tg"
	case has("ў"):
		if has("іэы") || afterVowel(name, 'ў') && !has("қғҳ") {
			return "cyrillic-be"
		}
		return "cyrillic-uz"
	case has("әұһ"), has("қғң") && has("і"), has("қ") && has("ңөү"):
		return "cyrillic-kk"
	case has("қғҳ"):
		return "cyrillic-tg"
	case has("өүң"):
		return "cyrillic-ky"
	case has("іїєґ"):
		return "cyrillic-uk"
	case has("ѓќѕ"):
		return "cyrillic-mk"
	case has("јљњџђћ"):
		return "cyrillic-sr"
	}
	return "cyrillic"
}

// latinLanguage returns the table of Latin letters that a whole name calls for, by the letters that only one language has, or "".
func latinLanguage(name string) string {
	if isASCII(name) {
		return ""
	}
	table := ""
	for _, r := range name {
		switch r {
		case 'ə', 'Ə':
			return "latin-az"
		case 'ğ', 'Ğ', 'ı', 'İ':
			table = "latin-tr"
		case 'ă', 'Ă', 'ș', 'Ș', 'ț', 'Ț', 'ţ', 'Ţ':
			table = "latin-ro"
		}
	}
	return table
}

// afterVowel reports whether every want in name stands behind a vowel.
func afterVowel(name string, want rune) bool {
	var last rune
	for _, r := range name {
		if r == want && !strings.ContainsRune("аеёіоуыэюя", last) {
			return false
		}
		last = r
	}
	return true
}

// hardSignBetweenConsonants reports whether ъ is a vowel in name, as it is in Bulgarian alone.
func hardSignBetweenConsonants(name string) bool {
	for _, next := range "бвгджзклмнпрстфхцчшщ" {
		if strings.Contains(name, "ъ"+string(next)) {
			return true
		}
	}
	return false
}
