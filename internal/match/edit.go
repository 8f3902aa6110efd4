package match

// maxEditLength bounds the tokens that are compared letter by letter; longer ones are not names.
const maxEditLength = 63

// editDistance returns the restricted Damerau-Levenshtein distance of a and b (insertion,
// deletion, substitution, swap of neighbours), or limit+1 when it is greater than limit. It does not allocate.
func editDistance(a, b string, limit int) int {
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	if max(len(a), len(b)) > maxEditLength && a != b {
		return limit + 1
	}
	return tryEdits(a, b, limit)
}

// tryEdits tries each edit at the first letters that differ, and goes on behind it. That is what the definition says, read from the front. Of
// two edits, which is what names may differ by, most ways end at once, because the lengths or the next letters differ: it takes a third of the time
// of a table.
func tryEdits(a, b string, limit int) int {
	if len(a) > len(b) {
		a, b = b, a
	}
	longer := len(b) - len(a)
	if longer > limit {
		return limit + 1
	}
	for len(a) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	switch {
	case len(a) == 0:
		return longer
	case limit == 0:
		return 1
	}
	least := min(tryEdits(a[1:], b[1:], limit-1), tryEdits(a, b[1:], limit-1))
	if longer+1 < limit {
		least = min(least, tryEdits(a[1:], b, limit-1))
	}
	if len(a) > 1 && a[0] == b[1] && a[1] == b[0] {
		least = min(least, tryEdits(a[2:], b[2:], limit-1))
	}
	return 1 + least
}
