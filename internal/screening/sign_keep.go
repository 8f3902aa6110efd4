package screening

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"lookback/internal/journal"
	"lookback/internal/store"
)

const (
	// signEvery is how long an event waits at most until a server signs it.
	signEvery = time.Minute
	// letGoTime is how long a process that ends tries to let go of the right to sign.
	letGoTime = 2 * time.Second
)

// KeepSigning signs the journal when it has grown and when somebody asks for it, until ctx ends. Any number of processes may do so
// on one database: one of them has the right, the others wait to take it. key is asked each time, since keys are replaced.
// What goes wrong is logged, when it changes; it is tried again for as long as it takes.
func (s *Service) KeepSigning(ctx context.Context, key func() (*journal.Key, error), log *slog.Logger) error {
	s.keepsSigning.Store(true)
	defer s.stopSigning(ctx)
	var k keeper
	said := ""
	for {
		err := s.keepSigned(ctx, key, &k)
		if ctx.Err() != nil {
			return nil
		}
		if now := words(err); now != said {
			if said = now; now != "" {
				log.Warn("the journal is not signed", slog.String("cause", now))
			}
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(leaseLook):
		}
	}
}

func words(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// keeper is what a signer remembers between two looks.
type keeper struct {
	signed time.Time // when it signed last, by the clock of the database
}

// keepSigned looks once, and takes, extends and uses the right to sign where that is due.
func (s *Service) keepSigned(ctx context.Context, key func() (*journal.Key, error), k *keeper) error {
	due := false
	err := s.store.View(ctx, func(tx store.Tx) (err error) {
		due, _, err = s.signingDue(tx, k)
		return err
	})
	if err != nil || !due {
		return err
	}
	held, err := key()
	if err != nil {
		return err
	}
	return s.store.Update(ctx, func(tx store.Tx) error { return s.signIfDue(tx, held, k) })
}

// signIfDue claims the lease, and signs when that is due and not the lease alone.
func (s *Service) signIfDue(tx store.Tx, key *journal.Key, k *keeper) error {
	_, unsigned, err := s.signingDue(tx, k)
	if err != nil {
		return err
	}
	lease, mine, err := s.claim(tx, key)
	if err != nil || !mine || !unsigned {
		return err
	}
	if _, err = sign(tx, key, lease); err == nil {
		k.signed, err = tx.Clock()
	}
	return err
}

// signingDue reports whether the lease is free or to be extended, or the journal is to be signed.
func (s *Service) signingDue(tx store.Tx, k *keeper) (due, unsigned bool, err error) {
	lease, _, err := tx.FindLease()
	if err != nil {
		return false, false, err
	}
	now, err1 := tx.Clock()
	last, _, err2 := tx.FindLastCheckpoint()
	size, err3 := tx.Position()
	if err := errors.Join(err1, err2, err3); err != nil {
		return false, false, err
	}
	held := holds(lease, now)
	if held && lease.Holder != s.name {
		return false, false, nil
	}
	unsigned = lease.Wanted > last.Size || size > last.Size && now.Sub(k.signed) >= signEvery
	return !held || unsigned || lease.Until.Sub(now) < leaseTime/2, unsigned, nil
}

// stopSigning lets go of the lease, so that another process need not wait until it is over. That fails where the database is away:
// then it is over soon.
func (s *Service) stopSigning(ctx context.Context) {
	s.keepsSigning.Store(false)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), letGoTime)
	defer cancel()
	_ = s.store.Update(ctx, func(tx store.Tx) error {
		lease, _, err := tx.FindLease()
		if err != nil || lease.Holder != s.name {
			return err
		}
		return letGo(tx, lease)
	})
}
