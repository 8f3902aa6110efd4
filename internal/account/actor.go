package account

import (
	"fmt"
	"slices"
	"strings"

	"lookback"
)

// Actor is who acts in one request: a person, by an account, perhaps through a key. The zero Actor may do nothing.
type Actor struct {
	Account int64
	Login   string
	Person  string // what casework and screening are given as the actor
	Roles   []lookback.Role
	Key     int64        // the key it came by; 0 for a session
	Scopes  []Permission // what the key is limited to
}

// Has reports whether the actor may do something: one of its roles allows it and, for a key, so does a scope.
func (a Actor) Has(p Permission) bool {
	if a.Key != 0 && !slices.Contains(a.Scopes, p) {
		return false
	}
	return slices.ContainsFunc(a.Roles, func(r lookback.Role) bool { return Allows(r, p) })
}

// May returns nil when the actor may do something, and otherwise ErrDenied with a sentence that says what is missing.
func (a Actor) May(p Permission) error {
	switch {
	case a.Has(p):
		return nil
	case a.Key != 0 && slices.ContainsFunc(a.Roles, func(r lookback.Role) bool { return Allows(r, p) }):
		return fmt.Errorf("key %d has no scope %q; make a key that has it: %w", a.Key, p, lookback.ErrDenied)
	}
	return fmt.Errorf("%q is not for you as %s; it is for the %s: %w", p, rolesText(a.Roles), rolesText(rolesWith(p)), lookback.ErrDenied)
}

// rolesWith returns the roles that may do something.
func rolesWith(p Permission) []lookback.Role {
	return slices.DeleteFunc(lookback.Roles(), func(r lookback.Role) bool { return !Allows(r, p) })
}

func rolesText(roles []lookback.Role) string {
	var words []string
	for _, r := range roles {
		words = append(words, strings.ReplaceAll(string(r), "-", " "))
	}
	return strings.Join(words, " or ")
}

// actorOf returns who acts by an account.
func actorOf(a lookback.Account) Actor {
	return Actor{Account: a.ID, Login: a.Login, Person: a.Person, Roles: a.Roles}
}
