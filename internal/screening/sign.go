package screening

import (
	"context"
	"fmt"
	"time"

	"lookback/internal/journal"
	"lookback/internal/store"
)

const (
	// leaseTime is how long the right to sign lasts unless it is extended: how long the journal stays unsigned at most
	// when a signer dies.
	leaseTime = 10 * time.Second
	// leaseLook is how often whoever waits for a signature, or for the right to sign, looks.
	leaseLook = 200 * time.Millisecond
)

// SignCheckpoint signs the journal as it is, or has it signed by the process that holds the right to, and keeps that. It
// returns the checkpoint, which an outsider keeps too; it covers at least what was in the journal before. ErrConflict: the journal
// is signed with another key.
func (s *Service) SignCheckpoint(ctx context.Context, key *journal.Key) (c store.Checkpoint, err error) {
	for {
		var wanted int64
		err = s.store.Update(ctx, func(tx store.Tx) (err error) {
			c, wanted, err = s.signOrAsk(tx, key)
			return err
		})
		if err != nil || wanted == 0 {
			return c, err
		}
		signed, err := s.awaitSigned(ctx, wanted, &c)
		if signed || err != nil {
			return c, err
		}
	}
}

// signOrAsk signs, where nobody else holds the right to, and lets go of it unless this process keeps it. Otherwise it asks the
// holder and returns the size to wait for.
func (s *Service) signOrAsk(tx store.Tx, key *journal.Key) (c store.Checkpoint, wanted int64, err error) {
	lease, mine, err := s.claim(tx, key)
	if err != nil {
		return c, 0, err
	}
	if !mine {
		position, err := tx.Position()
		if err != nil || lease.Wanted >= position {
			return c, position, err
		}
		lease.Wanted = position
		return c, position, tx.PutLease(lease)
	}
	if c, err = sign(tx, key, lease); err != nil || s.keepsSigning.Load() {
		return c, 0, err
	}
	return c, 0, letGo(tx, lease)
}

// claim takes or extends the right to sign. It reports false where another process holds it. Time is that of the database, so
// that no process's own clock, right or wrong, takes it from another.
func (s *Service) claim(tx store.Tx, key *journal.Key) (lease store.Lease, mine bool, err error) {
	lease, _, err = tx.FindLease()
	if err != nil {
		return lease, false, err
	}
	if lease.Key != "" && lease.Key != key.ID() {
		return lease, false, fmt.Errorf("the journal is signed with key %s, and the data folder here holds %s; copy journal.key and journal.pub from the machine that signs, and start again: %w",
			lease.Key, key.ID(), store.ErrConflict)
	}
	now, err := tx.Clock()
	if err != nil {
		return lease, false, err
	}
	held := holds(lease, now)
	if held && lease.Holder != s.name {
		return lease, false, nil
	}
	if !held {
		lease.Fence++
	}
	lease.Holder, lease.Key, lease.Until = s.name, key.ID(), now.Add(leaseTime)
	return lease, true, tx.PutLease(lease)
}

// holds reports whether somebody holds the lease. One that would last longer than any lease does is of a clock that was set back.
func holds(l store.Lease, now time.Time) bool {
	return l.Holder != "" && l.Until.After(now) && !l.Until.After(now.Add(leaseTime))
}

// letGo lets anybody take the lease.
func letGo(tx store.Tx, lease store.Lease) error {
	lease.Holder, lease.Until, lease.Wanted = "", time.Time{}, 0
	return tx.PutLease(lease)
}

// sign keeps a signed statement of the journal as it is. What is signed already is not signed again: a witness may have signed it too.
func sign(tx store.Tx, key *journal.Key, lease store.Lease) (c store.Checkpoint, err error) {
	size, err := tx.Position()
	if err != nil {
		return c, err
	}
	last, there, err := tx.FindLastCheckpoint()
	if err != nil || there && last.Size == size {
		return last, err
	}
	root, err := journal.Root(size, tx)
	if err != nil {
		return c, err
	}
	c = store.Checkpoint{Size: size, Fence: lease.Fence}
	if c.Signed, err = key.Sign(size, root); err != nil {
		return c, err
	}
	return c, tx.PutCheckpoint(c)
}

// awaitSigned waits until a size is signed, and reports false when the process that was asked has died instead.
func (s *Service) awaitSigned(ctx context.Context, size int64, c *store.Checkpoint) (signed bool, err error) {
	for {
		held := false
		err = s.store.View(ctx, func(tx store.Tx) error {
			last, there, err := tx.FindLastCheckpoint()
			if err != nil {
				return err
			}
			if signed = there && last.Size >= size; signed {
				*c = last
			}
			held, err = isHeld(tx)
			return err
		})
		if signed || !held || err != nil {
			return signed, err
		}
		select {
		case <-ctx.Done():
			return false, ctx.Err()
		case <-time.After(leaseLook):
		}
	}
}

// isHeld reports whether some process holds the right to sign.
func isHeld(tx store.Tx) (bool, error) {
	lease, _, err := tx.FindLease()
	if err != nil {
		return false, err
	}
	now, err := tx.Clock()
	return holds(lease, now), err
}
