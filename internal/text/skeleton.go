package text

import "strings"

// skeletonOf returns the key on which all romanisations of one spelling meet. Consonants become one
// letter each; long and short writings of vowels become a, i or u. What it must and must not merge is
// held by the lists in skeleton_test.go.
func skeletonOf(s string) string {
	if len(s) < 2 {
		return s
	}
	var room [32]byte
	out := room[:0]
	for i := 0; i < len(s); {
		code, n := soundAt(s, i)
		i += n
		for k := range len(code) {
			if c := code[k]; len(out) == 0 || out[len(out)-1] != c {
				out = append(out, c)
			}
		}
	}
	out = closeEnd(out)
	return string(out)
}

// closeEnd drops a silent h after a vowel and folds the endings -iy, -yi, -ii, which the vowels already merged.
func closeEnd(out []byte) []byte {
	if n := len(out); n > 2 && out[n-1] == 'h' && isVowelCode(out[n-2]) {
		return out[:n-1]
	}
	return out
}

func isVowelCode(c byte) bool { return c == 'a' || c == 'i' || c == 'u' || c == 'o' }

// sound is a spelling and the code of its sound.
type sound struct{ spelling, code string }

// sounds lists spellings of more than one letter, longest first within a letter, with their code.
// S is sh, C is ch, J is zh, dzh and j; the others stand for themselves.
var sounds = [256][]sound{
	's': {{"schtsch", "SC"}, {"shch", "SC"}, {"sch", "S"}, {"sh", "S"}},
	'c': {{"chtch", "SC"}, {"ch", "C"}, {"ck", "k"}, {"ce", "si"}, {"ci", "si"}, {"cz", "C"}},
	't': {{"tsch", "C"}, {"tch", "C"}, {"th", "t"}, {"tz", "s"}, {"ts", "s"}},
	'd': {{"dzh", "J"}, {"dsch", "J"}, {"dj", "J"}, {"dh", "d"}},
	'z': {{"zh", "J"}},
	'k': {{"kh", "h"}},
	'g': {{"gh", "g"}},
	'p': {{"ph", "f"}},
	'q': {{"qu", "k"}},
	'h': {{"hs", "S"}},
	'o': {{"ou", "u"}, {"oo", "u"}, {"ow", "au"}},
	'a': {{"ae", "ai"}, {"ay", "ai"}, {"ey", "ai"}, {"ao", "au"}, {"aw", "au"}},
	'e': {{"eyi", "ai"}, {"eye", "i"}, {"ee", "i"}, {"ei", "ai"}, {"ey", "ai"}, {"eu", "iu"}, {"ea", "ia"}},
	'y': {{"yi", "i"}, {"yy", "i"}},
	'i': {{"ij", "i"}, {"iy", "i"}, {"ie", "i"}},
}

// soundAt returns the code of the sound at s[i:] and how many letters it takes.
func soundAt(s string, i int) (code string, n int) {
	for _, x := range sounds[s[i]] {
		if strings.HasPrefix(s[i:], x.spelling) {
			return x.code, len(x.spelling)
		}
	}
	return singleSound(s, i), 1
}

func singleSound(s string, i int) string {
	switch s[i] {
	case 'q', 'c':
		return "k"
	case 'j':
		return "J"
	case 'w':
		return "v"
	case 'x':
		if i == 0 && len(s) > 2 && (s[1] == 'i' || s[1] == 'u') {
			return "S" // pinyin; Uzbek is among the further readings
		}
		return "ks"
	case 'y', 'e':
		return "i"
	case 'o':
		if i == len(s)-1 {
			return "o" // Mario is not Maria
		}
		return "a"
	default:
		return s[i : i+1]
	}
}

// consonantsOf returns a skeleton without what scripts without vowels leave out or write for vowels.
func consonantsOf(skeleton string) string {
	var b strings.Builder
	for i := range len(skeleton) {
		switch c := skeleton[i]; c {
		case 'a', 'i', 'u', 'o', 'e', 'v', 'y':
		case 'h':
			if i < len(skeleton)-1 {
				b.WriteByte(c)
			}
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// stemEndings are the endings of family names that come and go with language, sex and law, by their
// skeletons, longest first (DOMAIN 2.1, item 5).
var stemEndings = []struct {
	ending              string
	feminine, masculine bool
}{
	{"skaia", true, false}, {"skaya", true, false}, {"skii", false, true},
	{"avna", true, false}, {"zada", false, false}, {"zad", false, false}, {"ian", false, false}, {"iva", true, false}, {"ava", true, false},
	{"ski", false, true}, {"ska", true, false}, {"iav", false, true}, {"aiv", false, true},
	{"av", false, true}, {"iv", false, true}, {"ina", true, false}, {"in", false, true}, {"pur", false, false},
}

// stemOf returns the skeleton without a family-name ending, and which sex the ending tells; "" when there is none.
func stemOf(skeleton string) (stem string, feminine, masculine bool) {
	if skeleton == "" || !strings.Contains("advinr", skeleton[len(skeleton)-1:]) {
		return "", false, false // no ending ends otherwise
	}
	for _, e := range stemEndings {
		if s, ok := strings.CutSuffix(skeleton, e.ending); ok && len(s) >= 4 {
			return strings.TrimRight(s, "aiu"), e.feminine, e.masculine
		}
	}
	return "", false, false
}
