package text

// A skeleton is written in a small alphabet of sounds. Lower-case letters stand for themselves; these
// stand for sounds that tables spell with several letters.
const (
	soundSh = 'S' // sh, sch, ş, ш
	soundCh = 'C' // ch, tch, tsch, č, ч
	soundZh = 'J' // zh, j, dj, dzh, ж, џ
	soundTs = 'c' // ts, tz, ц
)

// The vowels of a skeleton fall together the more, the more consonants hold the name apart
// from others: Tanya is not Tonya, but Toshpulatov is Tashpulatov (skeleton_test.go lists what must meet
// and what must not).
const (
	coarseConsonants = 3 // from here on a, o and u are one vowel, e and i another
	middleConsonants = 2 // here a stands alone, o and u are one vowel, e and i another
	exactLetters     = 3 // names of so few letters keep every vowel
)

// skeletonOf returns the key on which romanisations of one spelling meet. Words that hold anything
// but a-z, and words longer than any name, are their own key. With exact set every vowel counts, as in syllables of Chinese and Korean.
func skeletonOf(s string, exact bool) string {
	var room [2 * longestSounded]byte
	return string(appendSkeleton(room[:0], s, exact))
}

// appendSkeleton appends the skeleton of s to dst.
func appendSkeleton(dst []byte, s string, exact bool) []byte {
	if !isSounded(s) {
		return append(dst, s...)
	}
	k := sounds{length: len(s)}
	copy(k.in[:], s)
	k.endings(s)
	for k.at < k.length {
		k.step()
	}
	return k.close(dst, exact || len(s) <= exactLetters)
}

// longestSounded is the number of letters of the longest word that is read by its sounds.
const longestSounded = 48

// isSounded reports whether s is read by its sounds.
func isSounded(s string) bool {
	for i := range len(s) {
		if s[i] < 'a' || s[i] > 'z' {
			return false
		}
	}
	return len(s) <= longestSounded
}

// sounds turns letters into sounds from left to right. It holds its room itself, so that it stays off the heap.
type sounds struct {
	in            [longestSounded]byte
	out           [2 * longestSounded]byte // no letter gives more than two sounds
	length, at, n int
}

// endings replaces spellings of the ending that only one tradition writes by the usual one: Romanoff, Poutine, Abdullo.
func (k *sounds) endings(s string) {
	n := len(s)
	switch {
	case n > 5 && (s[n-3:] == "off" || s[n-3:] == "eff"):
		k.in[n-2] = 'v'
		k.length--
	case n > 5 && s[n-3:] == "ine":
		k.length--
	case n > 4 && (s[n-4:] == "ullo" || s[n-4:] == "ollo"):
		k.in[n-1] = 'a'
	}
}

// peek returns the letter n places on, 0 behind the end.
func (k *sounds) peek(n int) byte {
	if k.at+n < k.length {
		return k.in[k.at+n]
	}
	return 0
}

// before returns the letter n places back, 0 before the beginning.
func (k *sounds) before(n int) byte {
	if k.at >= n {
		return k.in[k.at-n]
	}
	return 0
}

// has reports whether the letters from here on are spelling.
func (k *sounds) has(spelling string) bool {
	return k.length-k.at >= len(spelling) && string(k.in[k.at:k.at+len(spelling)]) == spelling
}

// put writes one sound for the next n letters. A sound that repeats is written once.
func (k *sounds) put(sound byte, n int) {
	if k.n == 0 || k.out[k.n-1] != sound {
		k.out[k.n] = sound
		k.n++
	}
	k.at += n
}

// step reads the sound that begins here.
func (k *sounds) step() {
	switch c := k.in[k.at]; c {
	case 'a', 'e', 'i', 'o', 'u', 'y':
		k.vowel(c)
	case 'c':
		k.letterC()
	case 's':
		k.letterS()
	case 't':
		k.letterT()
	case 'd':
		k.letterD()
	case 'j':
		k.letterJ()
	case 'x':
		k.put('k', 0)
		k.put('s', 1)
	case 'w':
		k.put('v', 1)
	case 'h':
		k.letterH()
	case 'b', 'f', 'l', 'm', 'n', 'r', 'v':
		k.put(c, 1)
	default: // g, k, p, q, z: a stop, which an h changes
		k.stop(c)
	}
}

// letterH reads h, which is silent before a consonant at the beginning: Htun, Hnin.
func (k *sounds) letterH() {
	if k.at == 0 && isVowel(k.peek(2)) {
		switch k.peek(1) {
		case 't', 'n', 'm', 'p', 'k':
			k.at++
			return
		}
	}
	k.put('h', 1)
}

// stop reads g, k, p, q and z with the h or u that may belong to them.
func (k *sounds) stop(c byte) {
	next := k.peek(1)
	switch {
	case c == 'k' && next == 'h':
		k.put('h', 2)
	case c == 'g' && next == 'h':
		k.put('g', 2)
	case c == 'p' && next == 'h':
		k.put('f', 2)
	case c == 'z' && next == 'h':
		k.put(soundZh, 2)
	case (c == 'g' || c == 'q') && next == 'u' && (k.peek(2) == 'e' || k.peek(2) == 'i'):
		k.put(plain(c), 2) // Guennadi, Enrique
	default:
		k.put(plain(c), 1)
	}
}

func plain(c byte) byte {
	if c == 'q' {
		return 'k'
	}
	return c
}

func (k *sounds) letterC() {
	switch next := k.peek(1); {
	case k.has("chtch"):
		k.put(soundSh, 2)
		k.put(soundCh, 3)
	case next == 'h' && (k.peek(2) == 'r' || k.peek(2) == 'l'):
		k.put('k', 2) // Christos, Chloe
	case next == 'h' || next == 'z':
		k.put(soundCh, 2)
	case next == 'k':
		k.put('k', 2)
	case next == 'e' || next == 'i' || next == 'y':
		k.put('s', 1)
	case next == 0 && k.before(1) == 'i' && k.before(2) == 'v':
		k.put(soundCh, 1) // -vić
	default:
		k.put('k', 1)
	}
}

func (k *sounds) letterS() {
	switch {
	case k.has("schtsch"):
		k.put(soundSh, 3)
		k.put(soundCh, 4)
	case k.has("shch"), k.has("szcz"):
		k.put(soundSh, 2)
		k.put(soundCh, 2)
	case k.has("sch"):
		k.put(soundSh, 3)
	case k.has("sh"), k.has("sz"):
		k.put(soundSh, 2)
	default:
		k.put('s', 1)
	}
}

func (k *sounds) letterT() {
	switch {
	case k.has("tsch"):
		k.put(soundCh, 4)
	case k.has("tch"), k.has("tsh"):
		k.put(soundCh, 3)
	case k.has("ts"), k.has("tz"):
		k.put(soundTs, 2)
	case k.has("th"):
		k.put('t', 2)
	default:
		k.put('t', 1)
	}
}

func (k *sounds) letterD() {
	switch {
	case k.has("dsch"):
		k.put(soundZh, 4)
	case k.has("dzh"):
		k.put(soundZh, 3)
	case k.has("dj"):
		k.put(soundZh, 2)
	case k.has("dh"):
		k.put('d', 2)
	default:
		k.put('d', 1)
	}
}

// letterJ reads j as zh, and as the glide y where only that can be meant: Sergej, Andrejev.
func (k *sounds) letterJ() {
	if !isVowel(k.peek(1)) {
		switch k.before(1) {
		case 'e', 'i', 'o', 'y':
			k.put('i', 1)
			return
		}
	}
	if k.peek(1) == 'h' {
		k.put(soundZh, 2)
		return
	}
	k.put(soundZh, 1)
}
