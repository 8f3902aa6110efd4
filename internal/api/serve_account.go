package api

import (
	"time"

	"lookback"
	"lookback/internal/account"
)

func accountRoutes() []Route {
	return []Route{
		get("/accounts", KeepAccounts, "List accounts", Page[Account]{}, answer(listAccounts), pageQuery()...),
		post("/accounts", KeepAccounts, "Make an account for a person; the answer has the one-time link by which they set a password, this once", AccountOrder{}, Account{}, command(addAccount)),
		post("/accounts/{login}/roles", KeepAccounts, "Give an account other roles; nobody changes their own", RolesOrder{}, Account{}, command(setRoles)),
		post("/accounts/{login}/link", KeepAccounts, "Make a new one-time link for an account, whose password is good no more", Nothing{}, Account{}, command(relink)),
		post("/accounts/{login}/disable", KeepAccounts, "Close an account: its keys and sessions end at once", Nothing{}, Account{}, command(disableAccount)),
		get("/accounts/{login}/keys", KeepAccounts, "List the keys of an account", Page[Key]{}, answer(listKeys), pageQuery()...),
		post("/accounts/{login}/keys", KeepAccounts, "Make a key by which a program screens or brings data in for a person; the answer has it, this once", KeyOrder{}, Key{}, command(giveKey)),
		post("/keys/{key}/revoke", KeepAccounts, "End a key at once", Nothing{}, Key{}, command(revokeKey)),
	}
}

func listAccounts(c *call) (Page[Account], error) {
	held, err := c.Accounts.List(c.ctx())
	if err != nil {
		return Page[Account]{}, err
	}
	return sliced(c, held, AccountOf)
}

// AccountOrder asks for an account.
type AccountOrder struct {
	Login    string   `json:"login"`
	Person   string   `json:"person"` // the name under which they act in the journal
	Roles    []string `json:"roles"`
	Provider bool     `json:"provider,omitempty"` // they enter through the OpenID Connect provider, which knows login as their address
}

func addAccount(c *call, in AccountOrder) (Account, error) {
	made, token, err := c.Accounts.Add(c.ctx(), c.caller.Person, account.NewAccount{Login: in.Login, Person: in.Person, Roles: rolesOf(in.Roles), Provider: in.Provider})
	return InvitedOf(made, token), err
}

func rolesOf(words []string) []lookback.Role {
	return all(words, func(w string) lookback.Role { return lookback.Role(w) })
}

// RolesOrder gives an account the roles that it has from now on.
type RolesOrder struct {
	Roles []string `json:"roles"`
}

func setRoles(c *call, in RolesOrder) (Account, error) {
	x, err := c.Accounts.SetRoles(c.ctx(), c.caller.Person, c.path("login"), rolesOf(in.Roles))
	return AccountOf(x), err
}

func relink(c *call, _ Nothing) (Account, error) {
	token, err := c.Accounts.Relink(c.ctx(), c.caller.Person, c.path("login"))
	if err != nil {
		return Account{}, err
	}
	x, err := c.Accounts.Invited(c.ctx(), token)
	return InvitedOf(x, token), err
}

func disableAccount(c *call, _ Nothing) (Account, error) {
	x, err := c.Accounts.Disable(c.ctx(), c.caller.Person, c.path("login"))
	return AccountOf(x), err
}

func listKeys(c *call) (Page[Key], error) {
	held, err := c.Accounts.Keys(c.ctx(), c.path("login"))
	if err != nil {
		return Page[Key]{}, err
	}
	return sliced(c, held, KeyOf)
}

// KeyOrder asks for a key.
type KeyOrder struct {
	Name   string   `json:"name"`   // what uses it
	Scopes []string `json:"scopes"` // out of what the account may; of another person: read, screen, intake
	Days   int      `json:"days"`   // until it ends, a year at most
}

func giveKey(c *call, in KeyOrder) (Key, error) {
	scopes := all(in.Scopes, func(s string) account.Permission { return account.Permission(s) })
	k, token, err := c.Accounts.GiveKey(c.ctx(), c.caller.Person, c.path("login"), in.Name, scopes, c.Now().AddDate(0, 0, in.Days))
	out := KeyOf(k)
	out.Token = token
	return out, err
}

func revokeKey(c *call, _ Nothing) (Key, error) {
	id, err := c.number("key")
	if err != nil {
		return Key{}, err
	}
	k, err := c.Accounts.RevokeKey(c.ctx(), c.caller.Person, id)
	return KeyOf(k), err
}

// Back translates a back, without its link.
func (a Account) Back() lookback.Account {
	out := lookback.Account{ID: a.Account, Login: a.Login, Person: a.Person, Roles: rolesOf(a.Roles), State: lookback.AccountState(a.State), Provider: a.Provider, TOTP: a.TOTP}
	if a.Locked != nil {
		out.Locked = *a.Locked
	}
	return out
}

// Back translates k back, without its token.
func (k Key) Back() lookback.AccessKey {
	return lookback.AccessKey{ID: k.Key, Account: k.Account, Name: k.Name, Scopes: k.Scopes, Expires: k.Expires.In(time.UTC), Revoked: k.Revoked}
}
