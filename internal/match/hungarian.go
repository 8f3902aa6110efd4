package match

// hungarian solves the assignment problem on the tokens of two names: Kuhn's method with
// potentials, O(n²m), here with at most 32 on each side.
type hungarian struct {
	match [MaxTokens]int8 // the token of b for each token of a, or -1
	u, v  [MaxTokens + 1]int32
	owner [MaxTokens + 1]int8 // 1-based row that holds each column; 0 is none
	way   [MaxTokens + 1]int8
	slack [MaxTokens + 1]int32
	seen  [MaxTokens + 1]bool
}

// value is what aligning tokens i and j is worth; 0 when they do not relate.
func (al *alignment) value(i, j int) int32 {
	if al.related[i]&(1<<j) == 0 {
		return 0
	}
	return min(Weight(al.a[i]), Weight(al.b[j])) * int32(al.sims[i][j])
}

// solve fills h.match with an assignment of the greatest total value. The shorter name is a, which the caller sees to.
func (h *hungarian) solve(al *alignment) {
	n, m := len(al.a), len(al.b)
	for j := 0; j <= m; j++ {
		h.v[j], h.owner[j] = 0, 0
	}
	for i := 0; i <= n; i++ {
		h.u[i] = 0
	}
	for i := 1; i <= n; i++ {
		h.augment(al, i, m)
	}
	for i := range h.match[:n] {
		h.match[i] = -1
	}
	for j := 1; j <= m; j++ {
		if i := h.owner[j]; i > 0 {
			h.match[i-1] = int8(j - 1)
		}
	}
}

// augment finds a place for row i by the cheapest alternating path.
func (h *hungarian) augment(al *alignment, i, m int) {
	const far = 1 << 30
	for j := 0; j <= m; j++ {
		h.slack[j], h.seen[j] = far, false
	}
	h.owner[0] = int8(i)
	col := 0
	for h.owner[col] != 0 {
		h.seen[col] = true
		row, next, delta := int(h.owner[col]), 0, int32(far)
		for j := 1; j <= m; j++ {
			if h.seen[j] {
				continue
			}
			if cost := -al.value(row-1, j-1) - h.u[row] - h.v[j]; cost < h.slack[j] {
				h.slack[j], h.way[j] = cost, int8(col)
			}
			if h.slack[j] < delta {
				delta, next = h.slack[j], j
			}
		}
		for j := 0; j <= m; j++ {
			if h.seen[j] {
				h.u[h.owner[j]] += delta
				h.v[j] -= delta
			} else {
				h.slack[j] -= delta
			}
		}
		col = next
	}
	for col != 0 {
		prev := int(h.way[col])
		h.owner[col] = h.owner[prev]
		col = prev
	}
}
