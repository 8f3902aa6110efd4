package text

// consonantsOf returns the consonants of a word in Latin letters as a script without vowels would write them: p as b,
// v as f, the glides w and y not at all. What a word begins with always counts: any vowel as a, and the glides as w and y.
func consonantsOf(s string) string {
	for i := range len(s) {
		if s[i] < 'a' || s[i] > 'z' {
			return ""
		}
	}
	if s == "" {
		return ""
	}
	var room, small [48]byte
	k := sounds{in: []byte(s), out: small[:0]}
	out := append(room[:0], beginning(s)...)
	for k.at < len(k.in) {
		at, had := k.at, len(k.out)
		k.step()
		for _, c := range k.out[had:] {
			out = appendConsonant(out, c, k.in[at] == 'v', at == 0)
		}
	}
	if n := len(out); n > 1 && out[n-1] == 'h' && s[len(s)-1] == 'h' {
		out = out[:n-1]
	}
	return string(out)
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

// appendConsonant appends the sound c unless scripts without vowels leave it out.
func appendConsonant(out []byte, c byte, isV, first bool) []byte {
	switch {
	case isVowel(c), c == 'v' && !isV:
		return out
	case c == 'v':
		c = 'f'
	case c == 'p':
		c = 'b'
	}
	if n := len(out); n > 0 && out[n-1] == c && !first {
		return out
	}
	return append(out, c)
}
