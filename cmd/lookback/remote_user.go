package main

import "lookback/internal/api"

// accounted posts an order about an account and shows the account as it is then.
func (r *remote) accounted(path string, order any) error {
	w, err := api.Post[api.Account](r.ctx, r.client, path, order)
	if err != nil {
		return err
	}
	return r.printLink(w)
}

func (r *remote) userAdd(args []string) error {
	o := api.AccountOrder{Login: args[0], Person: r.text("person"), Provider: r.text("provider") == "true"}
	var err error
	if o.Roles, err = r.cmd.Flags().GetStringSlice("role"); err != nil {
		return err
	}
	return r.accounted("/accounts", o)
}

func (r *remote) userList([]string) error {
	all, err := gather(r, "/accounts", nil, api.Account.Back)
	if err != nil {
		return err
	}
	return r.printAccounts(all)
}

func (r *remote) userRoles(args []string) error {
	roles, err := r.cmd.Flags().GetStringSlice("role")
	if err != nil {
		return err
	}
	return r.accounted(segment("accounts", args[0], "roles"), api.RolesOrder{Roles: roles})
}

func (r *remote) userLink(args []string) error {
	return r.accounted(segment("accounts", args[0], "link"), api.Nothing{})
}

func (r *remote) userDisable(args []string) error {
	return r.accounted(segment("accounts", args[0], "disable"), api.Nothing{})
}

func (r *remote) userKeyAdd(args []string) error {
	o := api.KeyOrder{Name: r.text("name")}
	var err error
	if o.Scopes, err = r.cmd.Flags().GetStringSlice("scope"); err != nil {
		return err
	}
	if o.Days, err = r.cmd.Flags().GetInt("days"); err != nil {
		return err
	}
	w, err := api.Post[api.Key](r.ctx, r.client, segment("accounts", args[0], "keys"), o)
	if err != nil {
		return err
	}
	return r.printKey(w)
}

func (r *remote) userKeyList(args []string) error {
	all, err := gather(r, segment("accounts", args[0], "keys"), nil, api.Key.Back)
	if err != nil {
		return err
	}
	return r.printKeys(all)
}

func (r *remote) userKeyRevoke(id int64, _ []string) error {
	w, err := api.Post[api.Key](r.ctx, r.client, segment("keys", id, "revoke"), api.Nothing{})
	if err != nil {
		return err
	}
	return r.print(w, func() { r.sayKey(w.Back()) })
}
