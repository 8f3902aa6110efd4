package match

import "math/bits"

// MayBeNear reports false only where Near does, from the letters that two tokens hold and the length of the longer one.
func MayBeNear(a, b uint32, longer int) bool {
	return bits.OnesCount32(a^b) <= 2*MaxEdits(longer)
}

// Near reports whether errors of writing alone may relate two tokens with these letters. An
// index asks it before it looks at the rest of a token; Relate decides.
func Near(a, b string) bool {
	limit := MaxEdits(max(len(a), len(b)))
	return limit > 0 && editDistance(a, b, limit) <= limit
}
