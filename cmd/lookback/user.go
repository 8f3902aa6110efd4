package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"lookback"
	accounts "lookback/internal/account"
	"lookback/internal/api"
	"lookback/internal/screening"
	"lookback/internal/store"
)

func (a *app) users() *cobra.Command {
	return group("user", "Keep accounts of people and keys of programs",
		a.userAdd(), a.userList(), a.userRoles(), a.userLink(), a.userDisable(), a.userKey())
}

// withAccounts does what with does, for commands on accounts.
func (a *app) withAccounts(ctx context.Context, fn func(*accounts.Service) error) error {
	return a.with(ctx, func(_ *screening.Service, st store.Store) error {
		return fn(accounts.New(st, time.Now, accounts.Options{}))
	})
}

func (a *app) userAdd() *cobra.Command {
	var n accounts.NewAccount
	var roles []string
	c := &cobra.Command{
		Use:   "add LOGIN",
		Short: "Make an account for a person and print the one-time link by which they set a password",
		Example: `  lookback user add a.analyst --person "A. Analyst" --role analyst
  lookback user add s.lee@example.org --person "S. Lee" --role supervisor --provider`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			n.Login, n.Roles = args[0], rolesOf(roles)
			return a.withAccounts(cmd.Context(), func(s *accounts.Service) error {
				made, token, err := s.Add(cmd.Context(), a.actor, n)
				if err != nil {
					return err
				}
				return a.printLink(api.InvitedOf(made, token))
			})
		},
	}
	c.Flags().StringVar(&n.Person, "person", "", "the person behind it: the name under which they act in the journal")
	c.Flags().StringSliceVar(&roles, "role", nil, "what they do: analyst, supervisor, redress-officer, auditor or administrator; may be repeated")
	c.Flags().BoolVar(&n.Provider, "provider", false, "they enter through the OpenID Connect provider, which knows LOGIN as their address")
	return c
}

func rolesOf(words []string) []lookback.Role {
	var roles []lookback.Role
	for _, w := range words {
		roles = append(roles, lookback.Role(w))
	}
	return roles
}

// printLink shows an account with its one-time link, which is shown this once.
func (a *app) printLink(out api.Account) error {
	return a.print(out, func() {
		a.sayAccount(out.Back())
		if out.Link != "" {
			a.say("Open this path at the address of Lookback to set the password. It is good once and shown once:\n  %s", out.Link)
		}
	})
}

func (a *app) sayAccount(x lookback.Account) {
	a.say("Account %s of %s (%s), %s.", x.Login, x.Person, strings.Join(api.AccountOf(x).Roles, ", "), x.State)
}

func (a *app) userList() *cobra.Command {
	return &cobra.Command{
		Use:     "list",
		Short:   "List accounts",
		Example: "  lookback user list",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.withAccounts(cmd.Context(), func(s *accounts.Service) error {
				all, err := s.List(cmd.Context())
				if err != nil {
					return err
				}
				return a.printAccounts(all)
			})
		},
	}
}

func (a *app) printAccounts(all []lookback.Account) error {
	columns := []string{"login", "person", "roles", "state"}
	return printAll(a, columns, all, api.AccountOf, func(x lookback.Account) []string {
		return []string{x.Login, x.Person, strings.Join(api.AccountOf(x).Roles, ", "), string(x.State)}
	})
}

// userAbout returns a command that does one thing to one account.
func (a *app) userAbout(c *cobra.Command, fn func(ctx context.Context, s *accounts.Service, login string) error) *cobra.Command {
	c.Args = cobra.ExactArgs(1)
	c.RunE = func(cmd *cobra.Command, args []string) error {
		return a.withAccounts(cmd.Context(), func(s *accounts.Service) error { return fn(cmd.Context(), s, args[0]) })
	}
	return c
}

func (a *app) userRoles() *cobra.Command {
	var roles []string
	c := a.userAbout(&cobra.Command{
		Use:     "roles LOGIN",
		Short:   "Give an account other roles",
		Example: "  lookback user roles a.analyst --role analyst --role supervisor",
	}, func(ctx context.Context, s *accounts.Service, login string) error {
		x, err := s.SetRoles(ctx, a.actor, login, rolesOf(roles))
		if err != nil {
			return err
		}
		return a.print(api.AccountOf(x), func() { a.sayAccount(x) })
	})
	c.Flags().StringSliceVar(&roles, "role", nil, "the roles it has from now on; may be repeated")
	return c
}

func (a *app) userLink() *cobra.Command {
	return a.userAbout(&cobra.Command{
		Use:     "link LOGIN",
		Short:   "Make a new one-time link for an account, whose password is good no more",
		Example: "  lookback user link a.analyst",
	}, func(ctx context.Context, s *accounts.Service, login string) error {
		token, err := s.Relink(ctx, a.actor, login)
		if err != nil {
			return err
		}
		x, err := s.Invited(ctx, token)
		if err != nil {
			return err
		}
		return a.printLink(api.InvitedOf(x, token))
	})
}

func (a *app) userDisable() *cobra.Command {
	return a.userAbout(&cobra.Command{
		Use:     "disable LOGIN",
		Short:   "Close an account: its keys end at once, and so do its sessions",
		Example: "  lookback user disable a.analyst",
	}, func(ctx context.Context, s *accounts.Service, login string) error {
		x, err := s.Disable(ctx, a.actor, login)
		if err != nil {
			return err
		}
		return a.print(api.AccountOf(x), func() { a.sayAccount(x) })
	})
}

func (a *app) userKey() *cobra.Command {
	return group("key", "Keep the keys by which programs act for a person", a.userKeyAdd(), a.userKeyList(), a.userKeyRevoke())
}

func (a *app) userKeyAdd() *cobra.Command {
	var name string
	var scopes []string
	var days int
	c := a.userAbout(&cobra.Command{
		Use:     "add LOGIN",
		Short:   "Make a key for an account and print it, this once",
		Example: "  lookback user key add a.analyst --name feed --scope screen,intake --days 90",
	}, func(ctx context.Context, s *accounts.Service, login string) error {
		var wanted []accounts.Permission
		for _, x := range scopes {
			wanted = append(wanted, accounts.Permission(x))
		}
		k, token, err := s.AddKey(ctx, a.actor, login, name, wanted, time.Now().AddDate(0, 0, days))
		if err != nil {
			return err
		}
		out := api.KeyOf(k)
		out.Token = token
		return a.printKey(out)
	})
	c.Flags().StringVar(&name, "name", "", "what uses it")
	c.Flags().StringSliceVar(&scopes, "scope", nil, "what it may do, out of what the account may: screen, records, intake ...; may be repeated")
	c.Flags().IntVar(&days, "days", 90, "days until it ends, a year at most")
	return c
}

// printKey shows a key with its token, which is shown this once.
func (a *app) printKey(k api.Key) error {
	return a.print(k, func() {
		a.sayKey(k.Back())
		a.say("Keep it where its program finds it. It is shown once:\n  %s", k.Token)
	})
}

func (a *app) sayKey(k lookback.AccessKey) {
	state := "ends " + k.Expires.Format(time.DateOnly)
	if k.Revoked {
		state = "revoked"
	}
	a.say("Key %d %q (%s), %s.", k.ID, k.Name, strings.Join(k.Scopes, ", "), state)
}

func (a *app) userKeyList() *cobra.Command {
	return a.userAbout(&cobra.Command{
		Use:     "list LOGIN",
		Short:   "List the keys of an account",
		Example: "  lookback user key list a.analyst",
	}, func(ctx context.Context, s *accounts.Service, login string) error {
		all, err := s.Keys(ctx, login)
		if err != nil {
			return err
		}
		return a.printKeys(all)
	})
}

func (a *app) printKeys(all []lookback.AccessKey) error {
	for _, k := range all {
		if err := a.print(api.KeyOf(k), func() { a.sayKey(k) }); err != nil {
			return err
		}
	}
	return nil
}

func (a *app) userKeyRevoke() *cobra.Command {
	return a.userAbout(&cobra.Command{
		Use:     "revoke KEY",
		Short:   "End a key at once",
		Example: "  lookback user key revoke 3",
	}, func(ctx context.Context, s *accounts.Service, number string) error {
		id, err := parseID(number)
		if err != nil {
			return err
		}
		k, err := s.RevokeKey(ctx, a.actor, id)
		if err != nil {
			return fmt.Errorf("revoke: %w", err)
		}
		return a.print(api.KeyOf(k), func() { a.sayKey(k) })
	})
}
