package lookback

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// The kinds of event about who is there.
const (
	EventAccountAdded   EventKind = "account.added"   // an account was made
	EventAccountChanged EventKind = "account.changed" // its roles, its state or how it is entered changed
	EventAccountEntered EventKind = "account.entered" // a person logged in
	EventAccountLocked  EventKind = "account.locked"  // too many wrong passwords
	EventKeyAdded       EventKind = "key.added"       // a key was made for programs
	EventKeyRevoked     EventKind = "key.revoked"     // a key was ended before its time
)

// Role is what somebody is here to do. What each may do is one table, in package account.
type Role string

// The roles.
const (
	RoleAnalyst       Role = "analyst"         // reviews alerts and keeps cases
	RoleSupervisor    Role = "supervisor"      // is the second person, approves lookbacks and policies
	RoleRedress       Role = "redress-officer" // looks again, at the request of the person concerned
	RoleAuditor       Role = "auditor"         // reads everything and changes nothing
	RoleAdministrator Role = "administrator"   // keeps accounts and feeds, and opens no record
)

// Roles lists all roles in the order in which they are told.
func Roles() []Role {
	return []Role{RoleAnalyst, RoleSupervisor, RoleRedress, RoleAuditor, RoleAdministrator}
}

// AccountState says whether somebody can enter by an account.
type AccountState string

// The states of an account.
const (
	AccountInvited  AccountState = "invited" // its one-time link has not been used
	AccountActive   AccountState = "active"
	AccountDisabled AccountState = "disabled"
)

// Account is a way in. Several may belong to one person, and it is the person who acts: four eyes are four eyes of
// two people, whatever accounts and keys they have.
type Account struct {
	ID       int64
	Login    string // unique, lower case
	Person   string // the name under which its owner acts in the journal; empty until the first administrator gives it
	Roles    []Role
	State    AccountState
	Provider bool      // it enters through the OpenID Connect provider and has no password
	Subject  string    // issuer and subject at the provider, bound at the first entry
	TOTP     bool      // a one-time code is asked for
	Locked   time.Time // too many wrong passwords: nobody enters before this time
	Created  int64     // journal position
	Changed  int64     // journal position of this state
}

// Has reports whether the account has a role.
func (a Account) Has(r Role) bool { return slices.Contains(a.Roles, r) }

// Validate reports as ErrInvalid what an account cannot be. One that keeps accounts can do nothing else, so that nobody
// gives themselves the power to decide.
func (a Account) Validate() error {
	switch {
	case a.Login == "" || a.Login != strings.ToLower(a.Login) || strings.ContainsFunc(a.Login, func(r rune) bool { return r <= ' ' || isControl(r) }):
		return &InputError{Field: "login", Reason: fmt.Sprintf("%q is not a login", a.Login), Hint: "use lower case without spaces, for example a.analyst"}
	case a.State != AccountInvited && blank(a.Person):
		return &InputError{Field: "person", Reason: "an account belongs to a person", Hint: "give the name under which the person acts"}
	case len(a.Roles) == 0:
		return &InputError{Field: "role", Reason: "an account needs a role", Hint: fmt.Sprintf("use one of %v", Roles())}
	case a.Has(RoleAdministrator) && len(a.Roles) > 1:
		return &InputError{Field: "role", Reason: "an administrator has no other role", Hint: "who keeps accounts does not decide cases; make a second account for another person"}
	}
	for _, r := range a.Roles {
		if !slices.Contains(Roles(), r) {
			return &InputError{Field: "role", Reason: fmt.Sprintf("%q is not a role", r), Hint: fmt.Sprintf("use one of %v", Roles())}
		}
	}
	return nil
}

// AccessKey lets a program act for the person behind an account, within its scopes. The key itself is shown once and
// kept by its hash.
type AccessKey struct {
	ID      int64
	Account int64
	Name    string // what it is for
	Scopes  []string
	Expires time.Time
	Revoked bool
	Created int64 // journal position
}

// Validate reports as ErrInvalid a key without name, scopes or an end.
func (k AccessKey) Validate(now time.Time) error {
	switch {
	case blank(k.Name):
		return &InputError{Field: "name", Reason: "a key needs a name", Hint: "say what uses it"}
	case len(k.Scopes) == 0:
		return &InputError{Field: "scope", Reason: "a key needs a scope", Hint: "give only what its program does"}
	case !k.Expires.After(now) || k.Expires.After(now.AddDate(1, 0, 1)):
		return &InputError{Field: "expires", Reason: "a key ends within a year", Hint: "make a new one before it ends"}
	}
	return nil
}
