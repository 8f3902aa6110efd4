package api

import (
	"time"

	"lookback"
)

// Account is a way in, without its secrets.
type Account struct {
	Account  int64      `json:"account"`
	Login    string     `json:"login"`
	Person   string     `json:"person"`
	Roles    []string   `json:"roles"`
	State    string     `json:"state"`
	Provider bool       `json:"provider"`
	TOTP     bool       `json:"one_time_codes"`
	Locked   *time.Time `json:"locked_until,omitempty"`
	Link     string     `json:"link,omitempty"` // shown once, when it is made
}

// AccountOf translates a.
func AccountOf(a lookback.Account) Account {
	out := Account{Account: a.ID, Login: a.Login, Person: a.Person, State: string(a.State), Provider: a.Provider, TOTP: a.TOTP}
	for _, r := range a.Roles {
		out.Roles = append(out.Roles, string(r))
	}
	if !a.Locked.IsZero() {
		out.Locked = &a.Locked
	}
	return out
}

// linkPath is where the pages take a one-time link.
const linkPath = "/link/"

// InvitedOf translates a with the token of its one-time link; without one it enters through the provider.
func InvitedOf(a lookback.Account, token string) Account {
	out := AccountOf(a)
	if token != "" {
		out.Link = linkPath + token
	}
	return out
}

// Key is a key of a program.
type Key struct {
	Key     int64     `json:"key"`
	Account int64     `json:"account"`
	Name    string    `json:"name"`
	Scopes  []string  `json:"scopes"`
	Expires time.Time `json:"expires"`
	Revoked bool      `json:"revoked"`
	Token   string    `json:"token,omitempty"` // shown once, when it is made
}

// KeyOf translates k.
func KeyOf(k lookback.AccessKey) Key {
	return Key{Key: k.ID, Account: k.Account, Name: k.Name, Scopes: k.Scopes, Expires: k.Expires, Revoked: k.Revoked}
}
