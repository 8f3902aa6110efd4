package sqldb

// keptCount is how many things of a kind are in a part of it now. Counts are kept, not counted.
type keptCount struct {
	part string
	n    int64
}

// countKey is a kind of thing and a part of it.
type countKey struct{ kind, part string }

// count notes that a part has more or less in it; the database is told at the end of the transaction, or before it is asked.
func (t *tx) count(kind, part string, n int64) {
	if t.counted == nil {
		t.counted = map[countKey]int64{}
	}
	t.counted[countKey{kind, part}] += n
}

// tellCounts writes down what count noted.
func (t *tx) tellCounts() error {
	for key, n := range t.counted {
		if n == 0 {
			continue
		}
		_, err := t.exec(`INSERT INTO kept_count (kind, part, n) VALUES ($1, $2, $3) ON CONFLICT (kind, part) DO UPDATE SET n = kept_count.n + excluded.n`, key.kind, key.part, n)
		if err != nil {
			return err
		}
	}
	t.counted = nil
	return nil
}

// counts returns the parts of a kind.
func (t *tx) counts(kind string) ([]keptCount, error) {
	if err := t.tellCounts(); err != nil {
		return nil, err
	}
	return collect(t, func(row scanner) (c keptCount, err error) {
		err = row.Scan(&c.part, &c.n)
		return c, err
	}, `SELECT part, n FROM kept_count WHERE kind = $1 ORDER BY part`, kind)
}

// countIn returns how many things of a kind are in a part, or in all parts when it is empty.
func (t *tx) countIn(kind, part string) (n int, err error) {
	all, err := t.counts(kind)
	for _, c := range all {
		if part == "" || part == c.part {
			n += int(c.n)
		}
	}
	return n, err
}
