package screening

import (
	"context"
	"fmt"

	"lookback"
	"lookback/internal/journal"
	"lookback/internal/store"
)

// ProveEvent proves that an event is in the journal, under a checkpoint signed now. ErrNotFound: there is no such event.
func (s *Service) ProveEvent(ctx context.Context, position int64, key *journal.Key) (p journal.Proof, err error) {
	c, err := s.SignCheckpoint(ctx, key)
	if err != nil {
		return p, err
	}
	err = s.store.View(ctx, func(tx store.Tx) error {
		e, err := tx.GetEvent(position)
		if err != nil {
			return err
		}
		leaf, err := journal.Leaf(e)
		if err != nil {
			return err
		}
		hashes, err := journal.ProveInclusion(c.Size, position, tx)
		p = journal.NewProof(c.Signed, hashes)
		p.Event = string(leaf)
		return err
	})
	return p, err
}

// ProveContinuation proves that the journal continues the one of an earlier signed checkpoint event by event, under a
// checkpoint signed now. ErrNotFound: the journal is shorter than that, or the checkpoint is over nothing.
func (s *Service) ProveContinuation(ctx context.Context, earlier string, old int64, key *journal.Key) (p journal.Proof, err error) {
	c, err := s.SignCheckpoint(ctx, key)
	if err != nil {
		return p, err
	}
	err = s.store.View(ctx, func(tx store.Tx) error {
		hashes, err := journal.ProveConsistency(old, c.Size, tx)
		p = journal.NewProof(c.Signed, hashes)
		p.Earlier = earlier
		return err
	})
	return p, err
}

// Witnessed signs the journal as it is, has it countersigned by ask, and keeps both signatures. ask is given the request and
// returns the lines of signature; keys say whose are believed. ErrCheck: none of the witnesses signed; the checkpoint
// is kept as the journal alone signed it.
func (s *Service) Witnessed(ctx context.Context, key *journal.Key, keys journal.WitnessKeys, ask func(request string) (string, error)) (c store.Checkpoint, names []string, err error) {
	if c, err = s.SignCheckpoint(ctx, key); err != nil {
		return c, nil, err
	}
	request, err := s.witnessRequest(ctx, c, keys)
	if err != nil {
		return c, nil, err
	}
	lines, err := ask(request.Text())
	if err != nil {
		return c, nil, err
	}
	if c.Signed, err = journal.Attach(c.Signed, lines); err != nil {
		return c, nil, err
	}
	if names = keys.Signed(c.Signed); len(names) == 0 {
		return c, nil, fmt.Errorf("the answer holds no signature of a witness whose key was given: %w", lookback.ErrCheck)
	}
	err = s.store.Update(ctx, func(tx store.Tx) error { return countersigned(tx, &c) })
	return c, names, err
}

// countersigned keeps a checkpoint with the signatures that were added to it. It states nothing new, so it belongs to whoever has
// the right to sign now.
func countersigned(tx store.Tx, c *store.Checkpoint) error {
	lease, _, err := tx.FindLease()
	if err != nil {
		return err
	}
	c.Fence = lease.Fence
	return tx.PutCheckpoint(*c)
}

// witnessRequest begins at the last checkpoint that a witness signed.
func (s *Service) witnessRequest(ctx context.Context, c store.Checkpoint, keys journal.WitnessKeys) (r journal.WitnessRequest, err error) {
	r.Signed = c.Signed
	err = s.store.View(ctx, func(tx store.Tx) error {
		all, err := tx.Checkpoints(0, 0)
		if err != nil {
			return err
		}
		for _, before := range all {
			if len(keys.Signed(before.Signed)) > 0 {
				r.Old = before.Size
			}
		}
		if r.Old > 0 {
			r.Proof, err = journal.ProveConsistency(r.Old, c.Size, tx)
		}
		return err
	})
	return r, err
}

// rotatedEvent is the body of the event that another key signs from now on.
type rotatedEvent struct {
	Public string `json:"public"`
}

// RotateKey records the public text of the key that signs from now on, and lets the old key sign that: whoever trusts
// the old one can trust the new one. The caller then puts the new key in the place of the old. Whichever process holds the right to sign
// loses it, and signs again when it finds the new key.
func (s *Service) RotateKey(ctx context.Context, old *journal.Key, public, actor string) error {
	actor, err := person(actor)
	if err != nil {
		return err
	}
	next, err := journal.KeyID(public)
	if err != nil {
		return err
	}
	return s.store.Update(ctx, func(tx store.Tx) error {
		lease, err := s.seize(tx, old)
		if err != nil {
			return err
		}
		if err := s.record(tx, lookback.EventKeyRotated, actor, "signing key of the journal", rotatedEvent{Public: public}); err != nil {
			return err
		}
		if _, err := sign(tx, old, lease); err != nil {
			return err
		}
		lease.Key = next
		return letGo(tx, lease)
	})
}

// seize takes the right to sign, whoever holds it.
func (s *Service) seize(tx store.Tx, key *journal.Key) (store.Lease, error) {
	lease, mine, err := s.claim(tx, key)
	if err != nil || mine {
		return lease, err
	}
	lease.Fence++
	return lease, tx.PutLease(lease)
}
