package account

import (
	"context"
	"errors"
	"fmt"

	"lookback"
	"lookback/internal/store"
)

// ProposeCodes returns a fresh secret for one-time codes, to be put into an authenticator. Nothing is asked for until
// ConfirmCodes has seen a code made of it.
func (s *Service) ProposeCodes(ctx context.Context, by Actor) (out Secret, err error) {
	secret := newSecret()
	_, err = s.change(ctx, by.Login, by.Person, "codes proposed", func(tx store.Tx, a *lookback.Account) error {
		if a.TOTP {
			return fmt.Errorf("account %q asks for one-time codes already: %w", a.Login, lookback.ErrConflict)
		}
		secrets, err := tx.GetSecrets(a.ID)
		if err != nil {
			return err
		}
		secrets.TOTP, secrets.Step = secret, 0
		return tx.PutSecrets(a.ID, secrets)
	})
	return secretOf(by.Login, secret), err
}

// ConfirmCodes makes the account ask for a one-time code from now on. ErrDenied: the code is not that of the secret
// that was proposed.
func (s *Service) ConfirmCodes(ctx context.Context, by Actor, code string) error {
	_, err := s.change(ctx, by.Login, by.Person, "codes asked for", func(tx store.Tx, a *lookback.Account) error {
		secrets, err := tx.GetSecrets(a.ID)
		if err != nil {
			return err
		}
		step := stepOf(secrets.TOTP, code, s.now(), secrets.Step)
		if len(secrets.TOTP) == 0 || step == 0 {
			return ErrCode
		}
		secrets.Step, a.TOTP = step, true
		return tx.PutSecrets(a.ID, secrets)
	})
	return err
}

// isNotFound reports whether err says that something is not held.
func isNotFound(err error) bool { return errors.Is(err, lookback.ErrNotFound) }
