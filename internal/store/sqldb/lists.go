package sqldb

import (
	"fmt"
	"slices"
	"strings"

	"lookback"
	"lookback/internal/store"
)

// CreateEdition implements store.Lists.
func (t *tx) CreateEdition(e lookback.Edition, changes []store.EntryWrite) (lookback.Edition, error) {
	position, err := t.next()
	if err != nil {
		return e, err
	}
	if err := checkText("list", e.List); err != nil {
		return e, err
	}
	if err := checkText("edition", e.ID); err != nil {
		return e, err
	}
	if err := t.row(`SELECT count(*) FROM edition WHERE list = $1`, e.List).Scan(&e.Seq); err != nil {
		return e, err
	}
	e.Seq++
	e.Position = position
	body, err := t.encode(&e)
	if err != nil {
		return e, err
	}
	_, err = t.exec(`INSERT INTO edition (list, seq, id, position, body) VALUES ($1, $2, $3, $4, $5)`, e.List, e.Seq, e.ID, position, body)
	if err != nil {
		return e, err
	}
	return e, t.applyChanges(e, changes)
}

// applyChanges ends the entry versions that an edition no longer has and adds those that are new in it.
func (t *tx) applyChanges(e lookback.Edition, changes []store.EntryWrite) error {
	rows := make([][]any, 0, len(changes))
	for i := range changes {
		c := &changes[i]
		if c.Kind != lookback.Added {
			if err := t.endEntry(e, c.Entry.ID); err != nil {
				return err
			}
		}
		if c.Kind == lookback.Removed {
			continue
		}
		if err := t.checkEntry(e, c); err != nil {
			return err
		}
		body, err := t.encode(&c.Entry)
		if err != nil {
			return fmt.Errorf("entry %s: %w", c.Entry.ID, err)
		}
		rows = append(rows, []any{e.List, c.Entry.ID, int64(e.Seq), int64(forever), c.Digest, body})
	}
	return t.db.dialect.insert(t, "entry_version", []string{"list", "entry_id", "from_seq", "until_seq", "digest", "body"}, rows)
}

// endEntry ends the version of an entry that the edition before had.
func (t *tx) endEntry(e lookback.Edition, id string) error {
	n, err := t.exec(`UPDATE entry_version SET until_seq = $1 WHERE list = $2 AND entry_id = $3 AND until_seq = $4`, int64(e.Seq), e.List, id, int64(forever))
	if err == nil && n != 1 {
		err = fmt.Errorf("entry %s is not in the edition of %s before: %w", id, e.List, store.ErrConflict)
	}
	return err
}

func (t *tx) checkEntry(e lookback.Edition, c *store.EntryWrite) error {
	if c.Entry.List != e.List {
		return fmt.Errorf("entry %s of list %q in an edition of %q: %w", c.Entry.ID, c.Entry.List, e.List, lookback.ErrInvalid)
	}
	if err := checkText("entry", c.Entry.ID); err != nil {
		return err
	}
	if c.Kind != lookback.Added || e.Seq == 1 {
		return nil
	}
	_, there, err := t.FindEntry(e.List, c.Entry.ID, e.Seq-1)
	if err == nil && there {
		err = fmt.Errorf("entry %s is already in the edition of %s before: %w", c.Entry.ID, e.List, store.ErrConflict)
	}
	return err
}

// GetEdition implements store.Lists.
func (t *tx) GetEdition(list, prefix string) (lookback.Edition, error) {
	found, err := collect(t, scanEdition, `SELECT body FROM edition WHERE substr(id, 1, $1) = $2 AND (list = $3 OR $3 = '') ORDER BY position`, len(prefix), prefix, list)
	switch {
	case err != nil:
		return lookback.Edition{}, err
	case len(found) == 0 || prefix == "":
		return lookback.Edition{}, fmt.Errorf("edition %s: %w", strings.TrimSpace(list+" "+prefix), store.ErrNotFound)
	}
	last := found[len(found)-1]
	for _, e := range found {
		if e.ID != last.ID {
			return lookback.Edition{}, fmt.Errorf("%s is the beginning of more than one edition; give more of it: %w", prefix, store.ErrConflict)
		}
	}
	return last, nil
}

// GetEditionSeq implements store.Lists.
func (t *tx) GetEditionSeq(list string, seq int) (lookback.Edition, error) {
	e, err := scanEdition(t.row(`SELECT body FROM edition WHERE list = $1 AND seq = $2`, list, seq))
	if err != nil {
		return e, fmt.Errorf("edition %d of %s: %w", seq, list, err)
	}
	return e, nil
}

// ListEditions implements store.Lists.
func (t *tx) ListEditions(list string) ([]lookback.Edition, error) {
	return collect(t, scanEdition, `SELECT body FROM edition WHERE list = $1 OR $1 = '' ORDER BY list, seq`, list)
}

// EditionsAt implements store.Lists.
func (t *tx) EditionsAt(position int64) ([]lookback.Edition, error) {
	return collect(t, scanEdition, `SELECT body FROM edition JOIN
		(SELECT list AS l, max(seq) AS s FROM edition WHERE position <= $1 GROUP BY list) AS latest
		ON list = l AND seq = s ORDER BY list`, position)
}

func scanEdition(row scanner) (lookback.Edition, error) {
	var e lookback.Edition
	var body string
	if err := row.Scan(&body); err != nil {
		return e, err
	}
	return e, decode(body, &e)
}

const selectEntry = `SELECT body, digest, from_seq, until_seq FROM entry_version `

// FindEntry implements store.Lists.
func (t *tx) FindEntry(list, id string, seq int) (store.EntryVersion, bool, error) {
	return find(scanEntry(t.row(selectEntry+`WHERE list = $1 AND entry_id = $2 AND from_seq <= $3 AND until_seq > $3`, list, id, seq)))
}

// EntriesAt implements store.Lists.
func (t *tx) EntriesAt(list string, seq int, afterID string, limit int) ([]store.EntryVersion, error) {
	return collect(t, scanEntry, selectEntry+`WHERE list = $1 AND entry_id > $2 AND from_seq <= $3 AND until_seq > $3 ORDER BY entry_id LIMIT $4`,
		list, afterID, seq, atMost(limit))
}

// EntryDigests implements store.Lists.
func (t *tx) EntryDigests(list string, seq int) (map[string]string, error) {
	digests := map[string]string{}
	err := t.each(func(row scanner) error {
		var id, digest string
		err := row.Scan(&id, &digest)
		digests[id] = digest
		return err
	}, `SELECT entry_id, digest FROM entry_version WHERE list = $1 AND from_seq <= $2 AND until_seq > $2`, list, seq)
	return digests, err
}

// EntryHistory implements store.Lists.
func (t *tx) EntryHistory(list, id string) ([]store.EntryVersion, error) {
	return collect(t, scanEntry, selectEntry+`WHERE list = $1 AND entry_id = $2 ORDER BY from_seq`, list, id)
}

// EntryChanges implements store.Lists.
func (t *tx) EntryChanges(list string, from, to int) ([]store.EntryDifference, error) {
	old, err := collect(t, scanEntry, selectEntry+`WHERE list = $1 AND from_seq <= $2 AND until_seq > $2 AND until_seq <= $3 ORDER BY entry_id`, list, from, to)
	if err != nil {
		return nil, err
	}
	now, err := collect(t, scanEntry, selectEntry+`WHERE list = $1 AND from_seq > $2 AND from_seq <= $3 AND until_seq > $3 ORDER BY entry_id`, list, from, to)
	if err != nil {
		return nil, err
	}
	return pair(old, now), nil
}

// pair joins what an edition lost and what it gained by entry ID.
func pair(old, now []store.EntryVersion) []store.EntryDifference {
	byID := map[string]*store.EntryDifference{}
	at := func(id string) *store.EntryDifference {
		if byID[id] == nil {
			byID[id] = &store.EntryDifference{ID: id}
		}
		return byID[id]
	}
	for i := range old {
		at(old[i].Entry.ID).Old = &old[i]
	}
	for i := range now {
		at(now[i].Entry.ID).New = &now[i]
	}
	var all []store.EntryDifference
	for _, d := range byID {
		switch {
		case d.Old == nil:
			d.Kind = lookback.Added
		case d.New == nil:
			d.Kind = lookback.Removed
		case d.Old.Digest == d.New.Digest: // changed, and changed back
			continue
		default:
			d.Kind = lookback.Amended
		}
		all = append(all, *d)
	}
	slices.SortFunc(all, func(a, b store.EntryDifference) int { return strings.Compare(a.ID, b.ID) })
	return all
}

func scanEntry(row scanner) (store.EntryVersion, error) {
	var v store.EntryVersion
	var body string
	var until int64
	if err := row.Scan(&body, &v.Digest, &v.FromSeq, &until); err != nil {
		return v, err
	}
	if until != forever {
		v.UntilSeq = int(until)
	}
	return v, decode(body, &v.Entry)
}
