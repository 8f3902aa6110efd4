package account

import (
	"context"
	"crypto/subtle"
	"fmt"
	"slices"
	"strings"
	"time"

	"lookback"
	"lookback/internal/store"
)

// keyPrefix begins every key, so that a scanner of leaked secrets can know one.
const keyPrefix = "lookback_"

// AddKey makes a key for an account and returns it with its token, which is shown this once. It acts as the person
// behind the account, within its scopes, and never has more than the account. ErrInvalid: no name, no scope, or an
// end that is not within a year.
func (s *Service) AddKey(ctx context.Context, actor, login, name string, scopes []Permission, expires time.Time) (lookback.AccessKey, string, error) {
	k := lookback.AccessKey{Name: strings.TrimSpace(name), Expires: expires}
	for _, scope := range scopes {
		if _, err := ParsePermission(string(scope)); err != nil {
			return k, "", err
		}
		k.Scopes = append(k.Scopes, string(scope))
	}
	if err := k.Validate(s.now()); err != nil {
		return k, "", err
	}
	secret := newToken()
	hash := hashToken(secret)
	err := s.store.Update(ctx, func(tx store.Tx) error {
		a, err := getByLogin(tx, login)
		if err != nil {
			return err
		}
		if a.State != lookback.AccountActive {
			return fmt.Errorf("account %q is %s and gets no key: %w", login, a.State, lookback.ErrConflict)
		}
		for _, scope := range scopes {
			if err := actorOf(a).May(scope); err != nil {
				return fmt.Errorf("a key has no more than its account: %w", err)
			}
		}
		k.Account = a.ID
		if k, err = tx.CreateKey(k, hash[:]); err != nil {
			return err
		}
		return s.append(tx, lookback.EventKeyAdded, actor, "account "+a.Login, accountEvent{Account: a.ID, Login: a.Login, Person: a.Person, What: k.Name, Key: k.ID, Scopes: k.Scopes})
	})
	if err != nil {
		return k, "", err
	}
	return k, fmt.Sprintf("%s%d_%s", keyPrefix, k.ID, secret), nil
}

// forPrograms are the scopes of a key that an administrator may give away for somebody else: it looks at nobody and decides nothing.
var forPrograms = []Permission{Read, Screen, Intake}

// GiveKey does what AddKey does for somebody who keeps accounts and is not where the data are. ErrDenied: the key would let its
// holder look at people or decide about them in the name of another person, which an administrator must not.
func (s *Service) GiveKey(ctx context.Context, actor, login, name string, scopes []Permission, expires time.Time) (lookback.AccessKey, string, error) {
	var of lookback.Account
	err := s.store.View(ctx, func(tx store.Tx) (err error) {
		of, err = getByLogin(tx, login)
		return err
	})
	if err != nil {
		return lookback.AccessKey{}, "", err
	}
	for _, scope := range scopes {
		if !slices.Contains(forPrograms, scope) && !samePerson(of.Person, actor) {
			return lookback.AccessKey{}, "", fmt.Errorf("a key with scope %q would act as %s; such a key is made where the data are, by whoever keeps them: %w", scope, of.Person, lookback.ErrDenied)
		}
	}
	return s.AddKey(ctx, actor, login, name, scopes, expires)
}

// RevokeKey ends a key at once.
func (s *Service) RevokeKey(ctx context.Context, actor string, id int64) (k lookback.AccessKey, err error) {
	err = s.store.Update(ctx, func(tx store.Tx) error {
		if k, err = tx.RevokeKey(id); err != nil {
			return err
		}
		a, err := tx.GetAccount(k.Account)
		if err != nil {
			return err
		}
		return s.append(tx, lookback.EventKeyRevoked, actor, "account "+a.Login, accountEvent{Account: a.ID, Login: a.Login, Person: a.Person, What: k.Name, Key: k.ID, Scopes: k.Scopes})
	})
	return k, err
}

// Keys returns the keys of an account or, when login is empty, of all, by ID.
func (s *Service) Keys(ctx context.Context, login string) (all []lookback.AccessKey, err error) {
	err = s.store.View(ctx, func(tx store.Tx) error {
		var id int64
		if login != "" {
			a, err := getByLogin(tx, login)
			if err != nil {
				return err
			}
			id = a.ID
		}
		all, err = tx.ListKeys(id)
		return err
	})
	return all, err
}

// ByKey returns who acts by the token of a key. ErrDenied: it is no key, or it is good no more, or its account is
// disabled.
func (s *Service) ByKey(ctx context.Context, token string) (actor Actor, err error) {
	bad := fmt.Errorf("the key is not good, or good no more: %w", lookback.ErrDenied)
	rest, ours := strings.CutPrefix(token, keyPrefix)
	number, secret, whole := strings.Cut(rest, "_")
	var id int64
	if _, err := fmt.Sscanf(number, "%d", &id); err != nil || !ours || !whole {
		return actor, bad
	}
	err = s.store.View(ctx, func(tx store.Tx) error {
		k, hash, err := tx.GetKey(id)
		if isNotFound(err) {
			return bad
		}
		if err != nil {
			return err
		}
		given := hashToken(secret)
		if subtle.ConstantTimeCompare(hash, given[:]) != 1 || k.Revoked || !s.now().Before(k.Expires) {
			return bad
		}
		a, err := tx.GetAccount(k.Account)
		if err != nil {
			return err
		}
		if a.State != lookback.AccountActive {
			return bad
		}
		actor = actorOf(a)
		actor.Key = k.ID
		for _, scope := range k.Scopes {
			actor.Scopes = append(actor.Scopes, Permission(scope))
		}
		return nil
	})
	return actor, err
}
