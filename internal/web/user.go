package web

import (
	"lookback"
	"lookback/internal/account"
)

// accountPage is what everybody sees of themselves.
type accountPage struct {
	Account lookback.Account
	Keys    []lookback.AccessKey
	Secret  account.Secret // of one-time codes, shown once
	Allowed []account.Permission
}

func (q *ask) accountPage() (p accountPage, err error) {
	all, err := q.Accounts.List(q.ctx())
	if err != nil {
		return p, err
	}
	for _, a := range all {
		if a.ID == q.session.Actor.Account {
			p.Account = a
		}
	}
	for _, may := range account.Permissions() {
		if q.session.Actor.Has(may) {
			p.Allowed = append(p.Allowed, may)
		}
	}
	p.Keys, err = q.Accounts.Keys(q.ctx(), p.Account.Login)
	return p, err
}

func showAccount(q *ask) error {
	p, err := q.accountPage()
	if err != nil {
		return err
	}
	return q.show("account", tr("Your account"), p)
}

func proposeCodes(q *ask) error {
	secret, err := q.Accounts.ProposeCodes(q.ctx(), q.session.Actor)
	if err != nil {
		return err
	}
	p, err := q.accountPage()
	if err != nil {
		return err
	}
	p.Secret = secret
	return q.show("account", tr("Your account"), p)
}

func confirmCodes(q *ask) error {
	if err := q.Accounts.ConfirmCodes(q.ctx(), q.session.Actor, q.form("code")); err != nil {
		return err
	}
	return q.to("/account")
}

// usersPage lists accounts, and shows a one-time link once.
type usersPage struct {
	Accounts []lookback.Account
	Roles    []lookback.Role
	Link     string
	For      string
	Provider bool
}

func (q *ask) usersPage() (usersPage, error) {
	all, err := q.Accounts.List(q.ctx())
	return usersPage{Accounts: all, Roles: lookback.Roles(), Provider: q.Provider != nil}, err
}

func listUsers(q *ask) error {
	p, err := q.usersPage()
	if err != nil {
		return err
	}
	return q.show("users", tr("Accounts"), p)
}

func (q *ask) formRoles() []lookback.Role {
	var roles []lookback.Role
	for _, r := range q.r.PostForm["role"] {
		roles = append(roles, lookback.Role(r))
	}
	return roles
}

func addUser(q *ask) error {
	a, token, err := q.Accounts.Add(q.ctx(), q.person(), account.NewAccount{
		Login: q.form("login"), Person: q.form("person"), Roles: q.formRoles(), Provider: q.form("provider") != "",
	})
	if err != nil {
		return err
	}
	return q.showUserLink(a.Login, token)
}

func (q *ask) showUserLink(login, token string) error {
	p, err := q.usersPage()
	if err != nil {
		return err
	}
	p.For = login
	if token != "" {
		p.Link = "/link/" + token
	}
	return q.show("users", tr("Accounts"), p)
}

func setRoles(q *ask) error {
	if _, err := q.Accounts.SetRoles(q.ctx(), q.person(), q.r.PathValue("login"), q.formRoles()); err != nil {
		return err
	}
	return q.to("/users")
}

func relinkUser(q *ask) error {
	login := q.r.PathValue("login")
	token, err := q.Accounts.Relink(q.ctx(), q.person(), login)
	if err != nil {
		return err
	}
	return q.showUserLink(login, token)
}

func disableUser(q *ask) error {
	if _, err := q.Accounts.Disable(q.ctx(), q.person(), q.r.PathValue("login")); err != nil {
		return err
	}
	return q.to("/users")
}
