package text

// isVowel reports whether c is a letter that is written for a vowel.
func isVowel(c byte) bool {
	switch c {
	case 'a', 'e', 'i', 'o', 'u', 'y':
		return true
	}
	return false
}

// vowel reads the vowel or the glide that begins here. What comes out are a, e, i, o and u, with v for the
// second half of au and for a u before another vowel.
func (k *sounds) vowel(c byte) {
	next, after := k.peek(1), k.peek(2)
	switch {
	case c == 'a' && (next == 'u' || next == 'w' || next == 'o'):
		k.diphthong(next, after)
	case c == 'e' && next == 'e':
		k.put('i', 2)
	case c == 'e' && (next == 'i' || next == 'y' || next == 'j') && !isVowel(after):
		k.put('a', 1) // Hussein is Husayn
		k.put('i', 1)
	case c == 'e' && next == 'u':
		k.put('e', 1)
		k.put('v', 1)
	case c == 'o' && next == 'u' && isVowel(after):
		k.put('v', 2) // Oualid, Aouadi
	case c == 'o' && (next == 'o' || next == 'u'):
		k.put('u', 2)
	case c == 'u' && isVowel(next) && next != 'y' && next != 'u':
		k.put('v', 1) // Suad, Juan
	case c == 'y':
		k.glide('i', next)
	case c == 'i':
		k.glide('i', next)
	default:
		k.put(c, 1)
	}
}

// diphthong reads au, aw, ao and the French aou.
func (k *sounds) diphthong(next, after byte) {
	k.put('a', 1)
	if next == 'o' && after == 'u' {
		k.put('v', 2)
		return
	}
	k.put('v', 1)
}

// glide reads i and y. Before e they leave nothing: Yevgeny is Evgeny.
func (k *sounds) glide(sound, next byte) {
	if next == 'e' {
		k.at++
		return
	}
	k.put(sound, 1)
}

// close lets vowels fall together as far as the number of consonants allows, drops a silent h, and appends the skeleton to dst.
func (k *sounds) close(dst []byte, exact bool) []byte {
	out := k.out[:k.n]
	if n := len(out); n > 2 && out[n-1] == 'h' && isVowel(out[n-2]) {
		out = out[:n-1]
	}
	consonants := 0
	for _, c := range out {
		if !isVowel(c) {
			consonants++
		}
	}
	if exact || consonants < middleConsonants {
		return append(dst, out...)
	}
	start := len(dst)
	for i, c := range out {
		c = mergeVowel(c, consonants >= coarseConsonants && i > 0 && i < len(out)-1)
		if len(dst) == start || dst[len(dst)-1] != c {
			dst = append(dst, c)
		}
	}
	return dst
}

// mergeVowel returns the vowel that c falls together with.
func mergeVowel(c byte, coarse bool) byte {
	switch c {
	case 'e':
		return 'i'
	case 'o', 'u':
		if coarse {
			return 'a'
		}
		if c == 'o' {
			return 'u'
		}
	}
	return c
}
