package match

// maxEditLength bounds the tokens that are compared letter by letter; longer ones are not names.
const maxEditLength = 63

// editDistance returns the restricted Damerau-Levenshtein distance of a and b (insertion,
// deletion, substitution, swap of neighbours), or limit+1 when it is greater than limit.
// It computes a band of 2*limit+1 diagonals only and does not allocate.
func editDistance(a, b string, limit int) int {
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > limit || len(b) > maxEditLength {
		return limit + 1
	}
	if len(a) == 0 {
		return len(b)
	}
	return bandedDistance(a, b, limit)
}

// bandedDistance fills row after row of the distance table, within limit cells of the diagonal.
// A cell just outside the band is set to far, because the next row reads it.
func bandedDistance(a, b string, limit int) int {
	var rows [3][maxEditLength + 2]uint8
	above, prev, cur := &rows[0], &rows[1], &rows[2]
	far := uint8(limit + 1)
	for j := 0; j <= len(b); j++ {
		prev[j] = min(uint8(j), far)
	}
	for i := 1; i <= len(a); i++ {
		lo, hi := max(1, i-limit), min(len(b), i+limit)
		cur[lo-1], cur[hi+1] = far, far
		if lo == 1 {
			cur[0] = min(uint8(i), far)
		}
		best := cur[lo-1]
		for j := lo; j <= hi; j++ {
			d := min(prev[j]+1, cur[j-1]+1)
			if a[i-1] == b[j-1] {
				d = min(d, prev[j-1])
			} else {
				d = min(d, prev[j-1]+1)
			}
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d = min(d, above[j-2]+1)
			}
			cur[j] = min(d, far)
			best = min(best, cur[j])
		}
		if best >= far {
			return limit + 1
		}
		above, prev, cur = prev, cur, above
	}
	return int(prev[len(b)])
}
