package account

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"lookback"
	"lookback/internal/store"
)

// NewAccount asks for an account for a person.
type NewAccount struct {
	Login    string
	Person   string
	Roles    []lookback.Role
	Provider bool // it enters through the OpenID Connect provider: Login is the address that the provider vouches for
}

// Add makes an account and, where it enters by password, the token of the one-time link by which its owner sets one.
// ErrConflict: the login is taken. ErrInvalid: it could not be an account.
func (s *Service) Add(ctx context.Context, actor string, n NewAccount) (a lookback.Account, token string, err error) {
	a = lookback.Account{Login: n.Login, Person: strings.Join(strings.Fields(n.Person), " "), Roles: n.Roles, State: lookback.AccountInvited, Provider: n.Provider}
	if a.Person == "" {
		return a, "", &lookback.InputError{Field: "person", Reason: "an account belongs to a person", Hint: "give the name under which the person acts"}
	}
	if err := a.Validate(); err != nil {
		return a, "", err
	}
	err = s.store.Update(ctx, func(tx store.Tx) error {
		if a, err = tx.CreateAccount(a); err != nil {
			return err
		}
		if !a.Provider {
			if token, err = s.putLink(tx, a.ID); err != nil {
				return err
			}
		}
		return s.record(tx, lookback.EventAccountAdded, actor, a, "added")
	})
	return a, token, err
}

// List returns all accounts, by ID.
func (s *Service) List(ctx context.Context) (all []lookback.Account, err error) {
	err = s.store.View(ctx, func(tx store.Tx) error {
		all, err = tx.ListAccounts()
		return err
	})
	return all, err
}

// SetRoles gives an account other roles. ErrDenied: it is an account of the person who asks, because nobody changes
// what they may do themselves.
func (s *Service) SetRoles(ctx context.Context, actor, login string, roles []lookback.Role) (lookback.Account, error) {
	return s.change(ctx, login, actor, "roles", func(tx store.Tx, a *lookback.Account) error {
		if samePerson(a.Person, actor) {
			return fmt.Errorf("nobody changes their own roles; ask another administrator: %w", lookback.ErrDenied)
		}
		if a.Has(lookback.RoleAdministrator) && !slices.Contains(roles, lookback.RoleAdministrator) {
			if err := mustRemain(tx, a.ID); err != nil {
				return err
			}
		}
		a.Roles = roles
		return nil
	})
}

// Disable closes an account at once: its sessions and keys end with it. ErrConflict: it is the last administrator.
func (s *Service) Disable(ctx context.Context, actor, login string) (lookback.Account, error) {
	a, err := s.change(ctx, login, actor, "disabled", func(tx store.Tx, a *lookback.Account) error {
		if a.State == lookback.AccountDisabled {
			return fmt.Errorf("account %q is disabled already: %w", login, lookback.ErrConflict)
		}
		if a.Has(lookback.RoleAdministrator) {
			if err := mustRemain(tx, a.ID); err != nil {
				return err
			}
		}
		a.State = lookback.AccountDisabled
		return tx.PutSecrets(a.ID, store.Secrets{})
	})
	if err == nil {
		s.endSessionsOf(a.ID)
	}
	return a, err
}

// mustRemain refuses to take the last administrator away.
func mustRemain(tx store.Tx, but int64) error {
	all, err := tx.ListAccounts()
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(all, func(a lookback.Account) bool { return a.ID != but && isAdministrator(a) }) {
		return fmt.Errorf("this is the last administrator; make another first: %w", lookback.ErrConflict)
	}
	return nil
}

// isAdministrator reports whether an account can keep accounts now.
func isAdministrator(a lookback.Account) bool {
	return a.State == lookback.AccountActive && a.Has(lookback.RoleAdministrator)
}

// samePerson reports whether two names name one person, whatever the spelling of case and spaces.
func samePerson(a, b string) bool {
	return strings.EqualFold(strings.Join(strings.Fields(a), " "), strings.Join(strings.Fields(b), " "))
}
