package account

import (
	"context"
	"fmt"
	"strings"

	"lookback"
	"lookback/internal/store"
)

// ErrCode means that login and password were right and a one-time code is needed, or was not right.
var ErrCode = fmt.Errorf("a one-time code of your authenticator is needed: %w", lookback.ErrDenied)

// errEnter is the one answer to a wrong login, a wrong password, a locked and a disabled account: it tells nobody which.
var errEnter = fmt.Errorf("login and password do not fit, or the account is locked for now: %w", lookback.ErrDenied)

// hash hashes a password, a few at a time.
func (s *Service) hash(password string) string {
	s.slots <- struct{}{}
	defer func() { <-s.slots }()
	return hashPassword(password, s.options.Cost)
}

// fits reports whether a password has a hash, a few at a time. A login without a password takes as long as any.
func (s *Service) fits(password, stored string) bool {
	s.slots <- struct{}{}
	defer func() { <-s.slots }()
	if stored == "" {
		isPassword(password, s.decoy)
		return false
	}
	return isPassword(password, stored)
}

// Enter begins a session for who knows the password of a login and, where the account asks for it, the one-time code
// of now. ErrDenied: they do not fit, or the account is locked or disabled; it does not say which. ErrCode: only the
// code is missing or wrong. Several wrong passwords in a row lock an account for a while.
func (s *Service) Enter(ctx context.Context, login, password, code string) (Session, error) {
	login = strings.ToLower(strings.TrimSpace(login))
	var a lookback.Account
	var secrets store.Secrets
	err := s.store.View(ctx, func(tx store.Tx) (err error) {
		if a, _, err = tx.FindAccount(login); err != nil || a.ID == 0 {
			return err
		}
		secrets, err = tx.GetSecrets(a.ID)
		return err
	})
	if err != nil {
		return Session{}, err
	}
	fits := len(password) <= maxPassword && s.fits(password, secrets.Password)
	switch {
	case a.ID == 0 || a.State != lookback.AccountActive || s.now().Before(a.Locked):
		return Session{}, errEnter
	case !fits:
		return Session{}, s.failed(ctx, a, errEnter)
	}
	return s.entered(ctx, a, code)
}

// entered checks the one-time code, which is used up, and begins the session.
func (s *Service) entered(ctx context.Context, a lookback.Account, code string) (Session, error) {
	wrong := false
	err := s.store.Update(ctx, func(tx store.Tx) error {
		wrong = false
		secrets, err := tx.GetSecrets(a.ID)
		if err != nil {
			return err
		}
		if a.TOTP {
			step := stepOf(secrets.TOTP, strings.TrimSpace(code), s.now(), secrets.Step)
			if wrong = step == 0; wrong {
				return ErrCode
			}
			secrets.Step = step
			if err := tx.PutSecrets(a.ID, secrets); err != nil {
				return err
			}
		}
		return s.record(tx, lookback.EventAccountEntered, a.Person, a, "entered")
	})
	switch {
	case wrong && code != "":
		return Session{}, s.failed(ctx, a, ErrCode)
	case err != nil:
		return Session{}, err
	}
	s.mu.Lock()
	delete(s.failures, a.Login)
	s.mu.Unlock()
	return s.begin(a), nil
}

// failed counts a wrong password or code and locks the account when there were enough. Only accounts that exist are
// counted, so that guessing at logins fills neither the memory nor the journal.
func (s *Service) failed(ctx context.Context, a lookback.Account, answer error) error {
	s.mu.Lock()
	s.failures[a.Login]++
	lock := s.failures[a.Login] >= s.options.Failures
	if lock {
		delete(s.failures, a.Login)
	}
	s.mu.Unlock()
	if !lock {
		return answer
	}
	err := s.store.Update(ctx, func(tx store.Tx) error {
		held, err := tx.GetAccount(a.ID)
		if err != nil {
			return err
		}
		held.Locked = s.now().Add(s.options.Lock)
		if held, err = tx.UpdateAccount(held); err != nil {
			return err
		}
		return s.record(tx, lookback.EventAccountLocked, "lookback", held, "locked")
	})
	if err != nil {
		return err
	}
	return answer
}

// Identity is what a provider says about who stands there.
type Identity struct {
	Subject string // issuer and subject: never given to another person
	Login   string // the address that it vouches for; finds the account the first time
}

// EnterBy begins a session for whom the provider vouches. An account must have been made for them: the first time it
// is found by its login and bound to the subject, and from then on the subject alone counts.
func (s *Service) EnterBy(ctx context.Context, id Identity) (Session, error) {
	var a lookback.Account
	err := s.store.Update(ctx, func(tx store.Tx) (err error) {
		var bound bool
		if a, bound, err = tx.FindAccountOf(id.Subject); err != nil {
			return err
		}
		if !bound {
			if a, _, err = tx.FindAccount(strings.ToLower(id.Login)); err != nil {
				return err
			}
			if a.ID == 0 || !a.Provider || a.Subject != "" || a.State != lookback.AccountInvited {
				return fmt.Errorf("no account was made for %s; ask an administrator: %w", id.Login, lookback.ErrDenied)
			}
			a.Subject, a.State = id.Subject, lookback.AccountActive
			if a, err = tx.UpdateAccount(a); err != nil {
				return err
			}
		}
		if a.State != lookback.AccountActive {
			return fmt.Errorf("account %q is disabled: %w", a.Login, lookback.ErrDenied)
		}
		return s.record(tx, lookback.EventAccountEntered, a.Person, a, "entered by the provider")
	})
	if err != nil {
		return Session{}, err
	}
	return s.begin(a), nil
}
