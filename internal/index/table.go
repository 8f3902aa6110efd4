package index

// table is a hash table from keys to numbers that keeps no keys: what a lookup
// returns may be there for another key, and the caller compares. It never misses a number.
type table struct {
	starts  numbers // where the numbers of each bucket start, and the end of the last
	entries numbers
}

func (t table) size() int { return len(t.starts) + len(t.entries) }

// find returns the span of entries that may be under k.
func (t table) find(k key) (from, to int) {
	n := t.starts.len() - 1
	if n < 1 {
		return 0, 0
	}
	b := bucketOf(k.top(), n)
	return int(t.starts.at(b)), int(t.starts.at(b + 1))
}

// bucketOf maps top evenly to 0..n-1.
func bucketOf(top uint32, n int) int {
	return int(uint64(top) * uint64(n) >> 32)
}

// keyed is a number to be put under the top of a key.
type keyed struct{ key, value uint32 }

// buildTable returns the table of pairs. Numbers of one bucket keep the order of pairs.
func buildTable(pairs []keyed) table {
	n := max(1, len(pairs))
	t := table{starts: makeNumbers(n + 1), entries: makeNumbers(len(pairs))}
	for _, p := range pairs {
		b := bucketOf(p.key, n)
		t.starts.set(b+1, t.starts.at(b+1)+1)
	}
	for b := range n {
		t.starts.set(b+1, t.starts.at(b+1)+t.starts.at(b))
	}
	next := append(numbers(nil), t.starts...)
	for _, p := range pairs {
		b := bucketOf(p.key, n)
		i := next.at(b)
		t.entries.set(int(i), p.value)
		next.set(b, i+1)
	}
	return t
}
