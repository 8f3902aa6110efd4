package match

// Near reports whether errors of writing alone may relate two tokens with these letters. An
// index asks it before it looks at the rest of a token; Relate decides.
func Near(a, b string) bool {
	limit := MaxEdits(max(len(a), len(b)))
	return limit > 0 && editDistance(a, b, limit) <= limit
}
