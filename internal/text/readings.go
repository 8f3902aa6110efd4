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
		if !transliterated && slavicEnding(a) && !strings.Contains(a, "ch") {
			r.replace(a, "c", "ts") // ISO 9: Ševcov
		}
	}
	if transliterated {
		r.initialO(latin)
		r.foreignH(latin)
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

// spellings adds the readings of letters that traditions of spelling read differently: those of French and German passports and newspapers, of
// the passports of the Soviet Union and its successors, of ISO 9 and of national alphabets. A rule names its own where it stands.
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
	r.somali(s)
	r.maghrebi(s)
	if strings.Contains(s, "ch") {
		r.add(respelled(s, "sh")) // French
		r.add(respelled(s, "kh")) // German, Polish, Czech
	} else if strings.IndexByte(s, 'c') >= 0 && slavicEnding(s) {
		r.replace(s, "c", "ts") // ISO 9, Croatian
		r.replace(s, "c", "ch") // Croatian without its marks
		r.replace(s, "c", "j")  // Azerbaijani
	}
	r.replace(s, "q", "g")     // Turkmen and Azerbaijani through Persian, Libyan
	r.replace(s, "dh", "z")    // Persian and Turkic reading of Arabic
	r.replace(s, "sz", "s")    // Hungarian
	r.replace(s, "aou", "awu") // French: Qaouk, Qawuq
	r.replace(s, "skh", "sh")  // Uzbek, where s and h stand side by side: Iskhakov, Ishoqov
	r.umlauts(s)
	r.cyrillicYo(s)
	r.initialO(s)
	r.german(s)
	r.belarusian(s)
	r.ukrainian(s)
	r.armenian(s)
	r.indonesian(s)
	r.english(s)
	r.short(s)
	if throughRussian(s) {
		r.foreignH(s)
	}
	if soft := romance(s); soft != s {
		r.add(soft)
	}
}

// somali adds the reading without the c that Somali writes for ayn, and with the h that it writes x, where long vowels, x or a final c show the
// language: Jaamac, Ciise, Xasan (Somali orthography of 1972).
func (r *further) somali(s string) {
	if strings.IndexByte(s, 'c') < 0 || s[len(s)-1] != 'c' && s[len(s)-1] != 'x' && !longVowel(s) {
		return
	}
	out := make([]byte, 0, len(s))
	for i := range len(s) {
		switch c := s[i]; {
		case c == 'c' && (i+1 == len(s) || isVowel(s[i+1])):
		case c == 'x':
			out = append(out, 'h')
		default:
			out = append(out, c)
		}
	}
	r.add(string(out))
}

// maghrebi adds the reading of what French clerks joined: the father's name behind Ben- and Bel-, for ibn and ibn al-, and Abu for Bou-, where the tables know the
// name that follows. Benkhelifa meets bin Khalifa so, and Bouzid Abu Zayd.
func (r *further) maghrebi(s string) {
	if len(s) < 6 || s[0] != 'b' {
		return
	}
	x := lexiconOnce()
	rest := s[3:]
	if !x.words[rest].is(roleRoot | roleAttribute | roleTitleBefore) {
		return
	}
	switch s[:3] {
	case "ben", "bel":
		r.add(x.root(rest))
	case "bou":
		r.add("abu" + x.root(rest))
	}
}

// longVowel reports whether s holds a vowel that is doubled as only few spellings double it.
func longVowel(s string) bool {
	for i := 1; i < len(s); i++ {
		if s[i] == s[i-1] && (s[i] == 'a' || s[i] == 'i' || s[i] == 'u') {
			return true
		}
	}
	return false
}

// belarusian adds the Russian reading of -au, -ou and -eu, and the Ukrainian one of -enka and -anka: Halavanau is Golovanov.
func (r *further) belarusian(s string) {
	if len(s) < 6 {
		return
	}
	stem, end := s[:len(s)-2], s[len(s)-2:]
	switch {
	case (end == "au" || end == "ou") && !isVowel(stem[len(stem)-1]):
		s = stem + "ov"
	case end == "eu" && !isVowel(stem[len(stem)-1]):
		s = stem + "ev"
	case strings.HasSuffix(s, "enka"), strings.HasSuffix(s, "anka"):
		s = s[:len(s)-4] + "enko"
	case strings.Contains(s, "ousk"), strings.Contains(s, "ausk"), strings.Contains(s, "eusk"):
		s = ovski.Replace(s)
	default:
		return
	}
	r.add(s)
	r.hardG(s)
}

// ovski writes -ouski and -ouskaja, as Belarusian has them, as Russian does.
var ovski = strings.NewReplacer("ouskaja", "ovskaya", "auskaja", "ovskaya", "euskaja", "evskaya", "ousk", "ovsk", "ausk", "ovsk", "eusk", "evsk")

// easternEndings are those of Ukrainian and Belarusian family names.
var easternEndings = [...]string{"enko", "chuk", "enka", "yuk", "iuk", "juk", "skyi", "skyy", "skyj", "ska", "skaya", "skaja", "skaia", "vich", "vych", "ets", "yn"}

// ukrainian adds the Russian reading, with g, of the h in Ukrainian and Belarusian family names: Hryhorenko is Grigorenko.
func (r *further) ukrainian(s string) {
	for _, end := range easternEndings {
		if strings.HasSuffix(s, end) {
			r.hardG(s)
			return
		}
	}
}

// hardG adds the reading with g of each h that is a letter by itself.
func (r *further) hardG(s string) {
	if strings.IndexByte(s, 'h') < 0 {
		return
	}
	out := []byte(s)
	for i, c := range out {
		if c == 'h' && (i == 0 || strings.IndexByte("cksztp", s[i-1]) < 0) {
			out[i] = 'g'
		}
	}
	r.add(string(out))
}

// armenian adds the reading with the k that Russian writes for gh in Armenian family names: Ghazaryan is Kazarian.
func (r *further) armenian(s string) {
	if strings.HasPrefix(s, "gh") && (strings.HasSuffix(s, "yan") || strings.HasSuffix(s, "ian")) {
		r.add("k" + s[2:])
	}
}

// dutch are the letters of the spelling of Indonesia before 1947 and 1972, and those of today.
var dutch = strings.NewReplacer("oe", "u", "tj", "ch", "dj", "j", "sj", "sy", "nj", "ny", "ch", "kh", "j", "y")

// indonesian adds the reading in the present spelling of a name in the Dutch one, where two of its signs stand: Soeharjo is Suharyo.
func (r *further) indonesian(s string) {
	if strings.Contains(s, "tj") || strings.Contains(s, "oe") && strings.IndexByte(s, 'j') >= 0 {
		r.add(dutch.Replace(s))
	}
}

// english adds the reading without the letters that English writes and does not speak: Knight is Nite, Quill is Kwill.
func (r *further) english(s string) {
	if !strings.HasPrefix(s, "kn") && !strings.HasPrefix(s, "wr") && !strings.Contains(s, "ight") && !strings.HasPrefix(s, "qui") {
		return
	}
	out := s
	switch {
	case s[0] == 'q':
		out = "kw" + s[2:]
	case s[:2] == "kn", s[:2] == "wr":
		out = s[1:]
	}
	r.add(strings.Replace(out, "ight", "ite", 1))
}

// short adds the reading without what people leave off: God in names of the Yoruba and the Igbo. Oluwaseun is Seun, Chukwuemeka is Emeka.
func (r *further) short(s string) {
	for _, god := range [...]string{"oluwa", "olu", "chukwu"} {
		if rest, ok := strings.CutPrefix(s, god); ok && len(rest) > 3 {
			r.add(rest)
		}
	}
}

// throughRussian reports whether s looks like a name that was spelt by way of Russian.
func throughRussian(s string) bool {
	return strings.Contains(s, "dzh") || strings.Contains(s, "zad") || lexiconOnce().stemOf(s).text != ""
}

// foreignH adds the reading with the h that Russian writes as g in names from other languages: Gasanov is Hasanov.
func (r *further) foreignH(s string) {
	if strings.Contains(s, "gh") {
		return
	}
	if s[0] == 'g' {
		r.add("h" + s[1:])
	}
	r.replace(s, "g", "h")
}

// romance returns s with c and g before e and i spelt as they sound in Romanian and Italian, with ch and gh there as k and g: Marcel is
// Marchel, Dragescu is Drajesku, Chiriac is Kiriac.
func romance(s string) string {
	if !strings.ContainsAny(s, "cg") {
		return s
	}
	out := make([]byte, 0, len(s)+4)
	for i := 0; i < len(s); {
		sound, n := softAt(s[i:])
		if n == 0 {
			sound, n = s[i:i+1], 1
		}
		out = append(out, sound...)
		i += n
	}
	return string(out)
}

// softAt returns how the c or g at the beginning of s sounds before e or i, and how many letters write that sound; 0 for other letters.
func softAt(s string) (string, int) {
	rest := s[1:]
	hard := strings.HasPrefix(rest, "h")
	if hard {
		rest = rest[1:]
	}
	if s[0] != 'c' && s[0] != 'g' || rest == "" || rest[0] != 'e' && rest[0] != 'i' {
		return "", 0
	}
	n := 1
	if len(rest) > 1 && rest[0] == 'i' && isVowel(rest[1]) {
		n = 2 // Ciobanu: the i only makes c soft
	}
	switch {
	case hard && s[0] == 'c':
		return "k", 2
	case hard:
		return "g", 2
	case s[0] == 'c':
		return "ch", n
	}
	return "j", n
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

// cyrillicYo adds the reading with e of a Cyrillic ё that was written o, yo or, in Belarus, io: Gorbachov, Fyodorov, Kavalionak.
func (r *further) cyrillicYo(s string) {
	r.replace(s, "yo", "e")
	if slavicEnding(s) {
		r.replace(s, "io", "e")
	}
	for _, end := range [...]string{"chov", "shov", "zhov"} {
		if stem, ok := strings.CutSuffix(s, end); ok {
			r.add(stem + end[:2] + "ev")
		}
	}
}

// initialO adds the reading with a, as Russian writes Tajik and Uzbek names: Otabek, Atabek.
func (r *further) initialO(s string) {
	if len(s) > 4 && s[0] == 'o' && (!isVowel(s[1]) || s[1] == 'i' || s[1] == 'y') {
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
