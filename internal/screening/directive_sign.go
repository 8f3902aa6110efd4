package screening

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"time"

	"lookback"
	"lookback/internal/store"
)

// signingTime is how long a draft may wait for its signature: how the directive falls was reported when it was drafted.
const signingTime = 10 * time.Minute

// DraftDirective returns a proposed directive as a person would sign it now: approver, time, and how it falls on the alerts
// that are open. Nothing is stored. Whoever keeps their key elsewhere signs its SigningBytes there, and hands the signature to
// ApproveSigned. ErrDenied: the person proposed it (R28). ErrConflict: it is signed already, or its time has passed.
func (s *Service) DraftDirective(ctx context.Context, id int64, actor string) (d lookback.Directive, err error) {
	if actor, err = person(actor); err != nil {
		return d, err
	}
	err = s.store.View(ctx, func(tx store.Tx) error {
		proposed, err := tx.GetDirective(id, store.Now)
		if err != nil {
			return err
		}
		d, err = draft(tx, proposed, actor, s.now())
		return err
	})
	return d, err
}

// SignedDirective is the signature of a draft.
type SignedDirective struct {
	ID        int64
	Approver  string
	At        time.Time // of the draft
	Key       ed25519.PublicKey
	Signature []byte
}

// ApproveSigned approves a directive with the signature of its draft. ErrDenied: the person proposed it (R28). ErrConflict:
// it is signed already, the draft is too old, or the alerts have changed since, so that the signature no longer fits.
func (s *Service) ApproveSigned(ctx context.Context, o SignedDirective) (d lookback.Directive, err error) {
	if o.Approver, err = person(o.Approver); err != nil {
		return d, err
	}
	if age := s.now().Sub(o.At); age < 0 || age > signingTime {
		return d, fmt.Errorf("the draft of directive %d is of %s and too old or too young; draft it again: %w", o.ID, o.At.Format(time.RFC3339), lookback.ErrConflict)
	}
	err = s.store.Update(ctx, func(tx store.Tx) error {
		proposed, err := tx.GetDirective(o.ID, store.Now)
		if err != nil {
			return err
		}
		signed, err := draft(tx, proposed, o.Approver, o.At)
		if err != nil {
			return err
		}
		signed.Key, signed.Signature = o.Key, o.Signature
		if err := signed.Verify(o.Key); err != nil {
			return fmt.Errorf("%v, or the open alerts have changed since it was drafted; draft it again: %w", err, lookback.ErrConflict)
		}
		d, err = s.keepApproval(tx, signed)
		return err
	})
	return d, err
}
