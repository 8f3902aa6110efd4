package index

// hash is a polynomial in the bytes of a string. Hashes of strings written one after the other are had from the hashes of
// the parts, which is how runs of tokens are looked up without writing them together.
type hash uint64

// hashBase is what the polynomial is in. It is part of the snapshot format, as are the constants of key.
const hashBase hash = 0x9e3779b97f4a7c15

// hashOf returns the hash of s.
func hashOf[T string | []byte](s T) hash {
	var h hash
	for i := 0; i < len(s); i++ {
		h = h*hashBase + hash(s[i]) + 1
	}
	return h
}

// power returns what a hash grows by when n bytes follow.
func power(n int) hash {
	p, square := hash(1), hashBase
	for ; n > 0; n >>= 1 {
		if n&1 != 0 {
			p *= square
		}
		square *= square
	}
	return p
}

// join returns the hash of a string followed by another one with the hash tail and power(its length).
func (h hash) join(tail, power hash) hash { return h*power + tail }

// keyKind says what part of a form a key was made from. Keys of different kinds meet by chance only.
type keyKind uint8

// The kinds of key. They are part of the snapshot format: they are never reused.
const (
	keyFolded     keyKind = 1 + iota // Folded; held once for all forms of the same letters
	keySkeleton                      // Skeleton and each of More
	keyConsonants                    // Consonants of forms whose script writes vowels
	keyVowelless                     // Consonants of forms whose script does not
	keyStem                          // Stem, where there is one
	keySymbol                        // each of Symbols
	keyIdentifier                    // identifiers of an owner
	keyFirst                         // length and first segment of a word
	keyMiddle
	keyLast
	keyDeleted // what is left of a word without some letters
)

// key is where something is held in a table: a hash whose bits are all as good as random.
type key uint64

// key returns the key of a kind.
func (h hash) key(k keyKind) key { return h.sizedKey(k, 0) }

// sizedKey returns the key of a kind for words of n letters.
func (h hash) sizedKey(k keyKind, n int) key {
	x := uint64(h) ^ uint64(k)<<56 ^ uint64(n)<<40
	x = (x ^ x>>32) * 0xd6e8feb86659fd93
	x = (x ^ x>>32) * 0xd6e8feb86659fd93
	return key(x ^ x>>32)
}

// top returns the half of k that tables use.
func (k key) top() uint32 { return uint32(k >> 32) }
