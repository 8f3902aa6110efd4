package index

// keyKind says what part of a form a key was made from. Keys of different kinds never meet.
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
	keyRunFolded // tokens written together
	keyRunSkeleton
)

// The hash is FNV-1a over 64 bits with a final mix. It is part of the snapshot format.
const (
	hashOffset uint64 = 14695981039346656037
	hashPrime  uint64 = 1099511628211
)

// hash is the running state of a hash over the parts of a key.
type hash uint64

func newHash(k keyKind) hash { return hash(hashOffset).byte(byte(k)) }

func (h hash) byte(b byte) hash { return (h ^ hash(b)) * hash(hashPrime) }

func (h hash) string(s string) hash {
	for i := 0; i < len(s); i++ {
		h = (h ^ hash(s[i])) * hash(hashPrime)
	}
	return h
}

func (h hash) uint32(v uint32) hash {
	return h.byte(byte(v)).byte(byte(v >> 8)).byte(byte(v >> 16)).byte(byte(v >> 24))
}

// sum returns the hash of what was added so far; more may be added after.
func (h hash) sum() uint32 {
	x := uint64(h)
	x ^= x >> 32
	x *= 0x9e3779b97f4a7c15
	return uint32(x >> 32)
}
