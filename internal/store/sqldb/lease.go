package sqldb

import (
	"fmt"
	"time"

	"lookback/internal/store"
)

// Clock implements store.Signing.
func (t *tx) Clock() (time.Time, error) {
	var millis int64
	err := t.row(t.db.dialect.clock()).Scan(&millis)
	return time.UnixMilli(millis).UTC(), err
}

// FindLease implements store.Signing.
func (t *tx) FindLease() (store.Lease, bool, error) {
	var l store.Lease
	var expires int64
	err := t.row(`SELECT holder, key_id, fence, expires, wanted FROM signer_lease WHERE id = 1`).Scan(&l.Holder, &l.Key, &l.Fence, &expires, &l.Wanted)
	if expires != 0 {
		l.Until = time.UnixMilli(expires).UTC()
	}
	return find(l, err)
}

// PutLease implements store.Signing.
func (t *tx) PutLease(l store.Lease) error {
	if err := t.mayWrite(); err != nil {
		return err
	}
	if err := checkText("key", l.Key); err != nil {
		return err
	}
	held, _, err := t.FindLease()
	if err != nil {
		return err
	}
	if l.Fence < held.Fence {
		return fmt.Errorf("the right to sign the journal was taken %d times, this is from %d: %w", held.Fence, l.Fence, store.ErrConflict)
	}
	expires := int64(0)
	if !l.Until.IsZero() {
		expires = l.Until.UnixMilli()
	}
	_, err = t.exec(`INSERT INTO signer_lease (id, holder, key_id, fence, expires, wanted) VALUES (1, $1, $2, $3, $4, $5)
		ON CONFLICT (id) DO UPDATE SET holder = excluded.holder, key_id = excluded.key_id, fence = excluded.fence, expires = excluded.expires, wanted = excluded.wanted`,
		l.Holder, l.Key, l.Fence, expires, l.Wanted)
	return err
}
