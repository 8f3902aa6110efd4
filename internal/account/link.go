package account

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"

	"lookback"
	"lookback/internal/store"
)

// newToken returns a text of 256 bits of chance.
func newToken() string {
	b := make([]byte, 32)
	rand.Read(b) // never fails, by its contract
	return base64.RawURLEncoding.EncodeToString(b)
}

func hashToken(token string) [hashBytes]byte { return sha256.Sum256([]byte(token)) }

// putLink makes a one-time link for an account and lets go of any it had. What is kept is its hash.
func (s *Service) putLink(tx store.Tx, id int64) (token string, err error) {
	secrets, err := tx.GetSecrets(id)
	if err != nil {
		return "", err
	}
	token = fmt.Sprintf("%d.%s", id, newToken())
	hash := hashToken(token)
	secrets.Link, secrets.LinkEnds = hash[:], s.now().Add(s.options.Link)
	return token, tx.PutSecrets(id, secrets)
}

// FirstAdministrator is the login of the account that the first start makes.
const FirstAdministrator = "administrator"

// First makes the first administrator and returns the token of its one-time link. As long as no administrator has
// ever entered, every start makes a new link and the one before is good no more. It returns "" from then on.
func (s *Service) First(ctx context.Context) (token string, err error) {
	err = s.store.Update(ctx, func(tx store.Tx) error {
		token = ""
		all, err := tx.ListAccounts()
		if err != nil || slices.ContainsFunc(all, isAdministrator) {
			return err
		}
		first, there, err := tx.FindAccount(FirstAdministrator)
		if err != nil {
			return err
		}
		if !there {
			first, err = tx.CreateAccount(lookback.Account{Login: FirstAdministrator, Roles: []lookback.Role{lookback.RoleAdministrator}, State: lookback.AccountInvited})
			if err != nil {
				return err
			}
		}
		if token, err = s.putLink(tx, first.ID); err != nil {
			return err
		}
		return s.record(tx, lookback.EventAccountAdded, "lookback", first, "first administrator")
	})
	return token, err
}

// Relink makes a new one-time link for an account, by which its owner sets a new password. The old password and
// one-time codes are good no more, and its sessions end.
func (s *Service) Relink(ctx context.Context, actor, login string) (token string, err error) {
	a, err := s.change(ctx, login, actor, "new link", func(tx store.Tx, a *lookback.Account) error {
		if a.Provider || a.State == lookback.AccountDisabled {
			return fmt.Errorf("account %q does not enter by a link: %w", login, lookback.ErrConflict)
		}
		if err := tx.PutSecrets(a.ID, store.Secrets{}); err != nil {
			return err
		}
		a.State, a.TOTP = lookback.AccountInvited, false
		token, err = s.putLink(tx, a.ID)
		return err
	})
	if err == nil {
		s.endSessionsOf(a.ID)
	}
	return token, err
}

// Invited returns the account that a one-time link is for. ErrDenied: the link is not good, or good no more.
func (s *Service) Invited(ctx context.Context, token string) (a lookback.Account, err error) {
	err = s.store.View(ctx, func(tx store.Tx) error {
		a, err = s.invited(tx, token)
		return err
	})
	return a, err
}

func (s *Service) invited(tx store.Tx, token string) (lookback.Account, error) {
	bad := fmt.Errorf("this link is good no more; ask an administrator for a new one: %w", lookback.ErrDenied)
	var id int64
	if _, err := fmt.Sscanf(token, "%d.", &id); err != nil {
		return lookback.Account{}, bad
	}
	secrets, err := tx.GetSecrets(id)
	if err != nil {
		return lookback.Account{}, err
	}
	hash := hashToken(token)
	if subtle.ConstantTimeCompare(secrets.Link, hash[:]) != 1 || !s.now().Before(secrets.LinkEnds) {
		return lookback.Account{}, bad
	}
	return tx.GetAccount(id)
}

// Accept uses a one-time link up: its owner sets a password, and the first administrator says who they are.
func (s *Service) Accept(ctx context.Context, token, person, password string) (a lookback.Account, err error) {
	if a, err = s.Invited(ctx, token); err != nil {
		return a, err
	}
	if a.Person == "" {
		a.Person = strings.Join(strings.Fields(person), " ")
	}
	if err := checkPassword(password, a.Login, a.Person); err != nil {
		return a, err
	}
	hash := s.hash(password)
	err = s.store.Update(ctx, func(tx store.Tx) error {
		held, err := s.invited(tx, token)
		if err != nil {
			return err
		}
		held.Person, held.State = a.Person, lookback.AccountActive
		if err := held.Validate(); err != nil {
			return err
		}
		if err := tx.PutSecrets(held.ID, store.Secrets{Password: hash}); err != nil {
			return err
		}
		if a, err = tx.UpdateAccount(held); err != nil {
			return err
		}
		return s.record(tx, lookback.EventAccountChanged, a.Person, a, "password set")
	})
	return a, err
}
