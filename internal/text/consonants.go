package text

// appendConsonants appends the consonants of a word in Latin letters as a script without vowels would write them: p as b,
// v as f, the glides w and y not at all. What a word begins with always counts: any vowel as a, and the glides as w and y.
func appendConsonants(dst []byte, s string) []byte {
	if !isSounded(s) || s == "" {
		return dst
	}
	k := sounds{length: len(s)}
	copy(k.in[:], s)
	start := len(dst)
	dst = append(dst, beginning(s)...)
	for k.at < k.length {
		at, had := k.at, k.n
		k.step()
		for _, c := range k.out[had:k.n] {
			dst = appendConsonant(dst, start, c, k.in[at] == 'v')
		}
	}
	if n := len(dst); n > start+1 && dst[n-1] == 'h' && s[len(s)-1] == 'h' {
		dst = dst[:n-1]
	}
	return dst
}

// beginning returns the mark of a vowel or glide at the beginning of s.
func beginning(s string) string {
	second := byte(0)
	if len(s) > 1 {
		second = s[1]
	}
	open := second == 'a' || second == 'e' || second == 'o' || second == 'u'
	switch {
	case s[0] == 'w', s[0] == 'o' && second == 'u' && len(s) > 2 && isVowel(s[2]), s[0] == 'u' && open && second != 'u':
		return "w"
	case s[0] == 'y', s[0] == 'i' && open:
		return "y"
	case isVowel(s[0]):
		return "a"
	}
	return ""
}

// appendConsonant appends the sound c to the consonants that begin at start, unless scripts without vowels leave it out.
func appendConsonant(dst []byte, start int, c byte, isV bool) []byte {
	switch {
	case isVowel(c), c == 'v' && !isV:
		return dst
	case c == 'v':
		c = 'f'
	case c == 'p':
		c = 'b'
	}
	c = consonantOf(c)
	if n := len(dst); n > start && dst[n-1] == c {
		return dst
	}
	return append(dst, c)
}

// consonantOf returns the consonant that stands for all that romanisations write for one letter: ch is sh in French, and qaf is g and gh in Persian and
// in Libya.
func consonantOf(c byte) byte {
	switch c {
	case soundCh:
		return soundSh
	case 'g':
		return 'k'
	}
	return c
}
