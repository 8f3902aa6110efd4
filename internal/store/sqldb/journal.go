package sqldb

import (
	"fmt"
	"strings"
	"time"

	"lookback"
	"lookback/internal/journal"
	"lookback/internal/store"
)

// AppendEvent implements store.Journal.
func (t *tx) AppendEvent(e lookback.Event) (lookback.Event, error) {
	position, err := t.next()
	if err != nil {
		return e, err
	}
	if len(e.Body) == 0 {
		e.Body = []byte("{}")
	}
	if e.Body, err = journal.Canonicalise(e.Body); err != nil {
		return e, fmt.Errorf("body of event %s: %w", e.Kind, err)
	}
	e.Position, e.Time = position, e.Time.UTC()
	leaf, err := journal.Leaf(e)
	if err != nil {
		return e, err
	}
	if !countable(e.Time) {
		return e, &lookback.InputError{Field: "time", Reason: fmt.Sprintf("%s is not a time of this age", e.Time.Format(time.RFC3339)), Hint: "set the clock"}
	}
	if strings.ContainsRune(e.Actor+e.Subject+string(e.Kind), 0) {
		return e, &lookback.InputError{Field: "event", Reason: "actor, subject or kind holds a zero byte"}
	}
	_, err = t.exec(`INSERT INTO event (position, time, kind, actor, subject, body) VALUES ($1, $2, $3, $4, $5, $6)`,
		position, e.Time.UnixNano(), string(e.Kind), e.Actor, e.Subject, string(e.Body))
	if err != nil {
		return e, err
	}
	if err := t.appendHashes(position, journal.LeafHash(leaf)); err != nil {
		return e, err
	}
	if err := t.dateStanding(e.Time); err != nil {
		return e, err
	}
	t.last, t.pending, t.leaf = position, false, 0
	return e, nil
}

// appendHashes stores the leaf hash of an event and the nodes of the tree that it completes.
func (t *tx) appendHashes(position int64, leaf journal.Hash) error {
	hashes, err := journal.AppendHashes(position, leaf, t)
	if err != nil {
		return err
	}
	for i, h := range hashes {
		if _, err := t.exec(`INSERT INTO tree_hash (idx, hash) VALUES ($1, $2)`, journal.HashIndex(position)+int64(i), h[:]); err != nil {
			return err
		}
	}
	return nil
}

// Position implements store.Journal.
func (t *tx) Position() (int64, error) { return t.last, nil }

// countable reports whether nanoseconds count t: from 1678 to 2262, and we stay away from the ends.
func countable(t time.Time) bool { return t.Year() >= 1700 && t.Year() < 2200 }

// PositionAt implements store.Journal.
func (t *tx) PositionAt(at time.Time) (int64, error) {
	nanos := int64(forever)
	switch {
	case countable(at):
		nanos = at.UnixNano()
	case at.Year() < 1700:
		return 0, nil
	}
	var position int64
	err := t.row(`SELECT position FROM event WHERE time <= $1 ORDER BY time DESC, position DESC LIMIT 1`, nanos).Scan(&position)
	position, _, err = find(position, err)
	return position, err
}

const selectEvent = `SELECT position, time, kind, actor, subject, body FROM event `

// Events implements store.Journal.
func (t *tx) Events(after int64, limit int) ([]lookback.Event, error) {
	return collect(t, scanEvent, selectEvent+`WHERE position > $1 ORDER BY position LIMIT $2`, after, atMost(limit))
}

// GetEvent implements store.Journal.
func (t *tx) GetEvent(position int64) (lookback.Event, error) {
	e, err := scanEvent(t.row(selectEvent+`WHERE position = $1`, position))
	if err != nil {
		return e, fmt.Errorf("event %d: %w", position, err)
	}
	return e, nil
}

func scanEvent(row scanner) (lookback.Event, error) {
	var e lookback.Event
	var nanos int64
	var body string
	err := row.Scan(&e.Position, &nanos, &e.Kind, &e.Actor, &e.Subject, &body)
	e.Time, e.Body = fromNanos(nanos), []byte(body)
	return e, err
}

func fromNanos(nanos int64) time.Time { return time.Unix(0, nanos).UTC() }

// ReadHashes implements store.Journal.
func (t *tx) ReadHashes(indexes []int64) ([]journal.Hash, error) {
	hashes := make([]journal.Hash, len(indexes))
	for i, index := range indexes {
		h, err := scanHash(t.row(`SELECT hash FROM tree_hash WHERE idx = $1`, index))
		if err != nil {
			return nil, fmt.Errorf("hash %d of the journal: %w", index, err)
		}
		hashes[i] = h
	}
	return hashes, nil
}

func scanHash(row scanner) (journal.Hash, error) {
	var b []byte
	if err := row.Scan(&b); err != nil {
		return journal.Hash{}, err
	}
	return toHash(b)
}

func toHash(b []byte) (journal.Hash, error) {
	if len(b) != len(journal.Hash{}) {
		return journal.Hash{}, fmt.Errorf("a hash of %d bytes, the database is damaged: %w", len(b), lookback.ErrUnavailable)
	}
	return journal.Hash(b), nil
}

// PutCheckpoint implements store.Journal.
func (t *tx) PutCheckpoint(c store.Checkpoint) error {
	if err := t.mayWrite(); err != nil {
		return err
	}
	if err := checkText("checkpoint", c.Signed); err != nil {
		return err
	}
	if c.Size < 0 || c.Size > t.last {
		return fmt.Errorf("checkpoint over %d events, the journal has %d: %w", c.Size, t.last, store.ErrConflict)
	}
	lease, _, err := t.FindLease()
	if err != nil {
		return err
	}
	if c.Fence != lease.Fence {
		return fmt.Errorf("the right to sign the journal was taken by another process (%d, this is from %d); nothing was signed: %w", lease.Fence, c.Fence, store.ErrConflict)
	}
	_, err = t.exec(`INSERT INTO checkpoint (size, signed, fence) VALUES ($1, $2, $3) ON CONFLICT (size) DO UPDATE SET signed = excluded.signed, fence = excluded.fence`,
		c.Size, c.Signed, c.Fence)
	return err
}

// Checkpoints implements store.Journal.
func (t *tx) Checkpoints(after int64, limit int) ([]store.Checkpoint, error) {
	return collect(t, scanCheckpoint, `SELECT size, signed, fence FROM checkpoint WHERE size > $1 ORDER BY size LIMIT $2`, after, atMost(limit))
}

// FindLastCheckpoint implements store.Journal.
func (t *tx) FindLastCheckpoint() (store.Checkpoint, bool, error) {
	return find(scanCheckpoint(t.row(`SELECT size, signed, fence FROM checkpoint ORDER BY size DESC LIMIT 1`)))
}

func scanCheckpoint(row scanner) (store.Checkpoint, error) {
	var c store.Checkpoint
	err := row.Scan(&c.Size, &c.Signed, &c.Fence)
	return c, err
}
