package text

import (
	"slices"
	"strings"
)

// maxReadings bounds how many further skeletons a token carries: each one is a key of the index.
const maxReadings = 6

// readings returns the skeletons other than first that the spellings of latin and the readings alt of other tables have.
// A word that a table transliterated has one spelling, but for what Russian does to names from the south.
func readings(latin, first string, transliterated bool, alt []string) []string {
	r := further{first: first}
	for _, a := range alt {
		r.add(a)
	}
	if transliterated {
		r.initialO(latin)
	} else {
		r.spellings(latin)
	}
	return r.found
}

// further collects skeletons.
type further struct {
	first string
	found []string
}

func (r *further) add(spelling string) {
	k := skeletonOf(spelling, false)
	if k != r.first && len(r.found) < maxReadings && !slices.Contains(r.found, k) {
		r.found = append(r.found, k)
	}
}

// replace adds the reading of s with every old as its replacement, where s holds any.
func (r *further) replace(s, old, replacement string) {
	if strings.Contains(s, old) {
		r.add(strings.ReplaceAll(s, old, replacement))
	}
}

// spellings adds the readings of letters that traditions of spelling read differently.
func (r *further) spellings(s string) {
	if strings.IndexByte(s, 'x') >= 0 {
		r.replace(s, "x", "kh") // Uzbek of 1995, Somali
		if s[0] == 'x' {
			r.add("sh" + s[1:]) // pinyin, Catalan
		}
	}
	if strings.IndexByte(s, 'j') >= 0 && !strings.Contains(s, "dj") {
		r.replace(s, "j", "y") // German, Polish, ISO 9
	}
	if strings.Contains(s, "ch") {
		r.add(respelled(s, "sh")) // French
		r.add(respelled(s, "kh")) // German, Polish, Czech
	} else if strings.IndexByte(s, 'c') >= 0 && slavicEnding(s) {
		r.replace(s, "c", "ts") // ISO 9, Croatian
		r.replace(s, "c", "ch") // Croatian without its marks
	}
	r.replace(s, "q", "g")     // Turkmen and Azerbaijani through Persian, Libyan
	r.replace(s, "dh", "z")    // Persian and Turkic reading of Arabic
	r.replace(s, "sz", "s")    // Hungarian
	r.replace(s, "aou", "awu") // French: Qaouk, Qawuq
	r.umlauts(s)
	r.cyrillicYo(s)
	r.initialO(s)
	r.german(s)
}

// respelled returns s with ch as other, except in tch and sch.
func respelled(s, other string) string {
	out := make([]byte, 0, len(s)+2)
	for i := 0; i < len(s); i++ {
		if s[i] == 'c' && i+1 < len(s) && s[i+1] == 'h' && (i == 0 || s[i-1] != 't' && s[i-1] != 's') {
			out = append(out, other...)
			i++
			continue
		}
		out = append(out, s[i])
	}
	return string(out)
}

// umlauts adds the reading without the e that German and Danish write for two dots.
func (r *further) umlauts(s string) {
	if len(s) < 5 {
		return // Joe and Mae
	}
	for _, pair := range [...]string{"ae", "oe", "ue"} {
		r.replace(s, pair, pair[:1])
	}
}

// cyrillicYo adds the reading with e of a Cyrillic ё that was written o or yo: Gorbachov, Fyodorov.
func (r *further) cyrillicYo(s string) {
	r.replace(s, "yo", "e")
	for _, end := range [...]string{"chov", "shov", "zhov"} {
		if stem, ok := strings.CutSuffix(s, end); ok {
			r.add(stem + end[:2] + "ev")
		}
	}
}

// initialO adds the reading with a, as Russian writes Tajik and Uzbek names: Otabek, Atabek.
func (r *further) initialO(s string) {
	if len(s) > 4 && s[0] == 'o' && !isVowel(s[1]) {
		r.add("a" + s[1:])
	}
}

// german adds the reading with z of an s that begins a Slavic name in German spelling: Selenskyj.
func (r *further) german(s string) {
	if len(s) > 5 && s[0] == 's' && isVowel(s[1]) && (strings.HasSuffix(s, "skyj") || strings.HasSuffix(s, "skij")) {
		r.add("z" + s[1:])
	}
}

// slavicEnding reports whether s ends as family names of Slavic languages do.
func slavicEnding(s string) bool {
	for _, end := range [...]string{"ov", "ev", "ova", "eva", "in", "ina", "ski", "sky", "skij", "ic", "ec", "ek", "uk", "enko", "ac", "ak", "uba", "ica", "ca"} {
		if strings.HasSuffix(s, end) {
			return true
		}
	}
	return false
}
