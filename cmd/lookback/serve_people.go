package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"lookback"
	accounts "lookback/internal/account"
	"lookback/internal/api"
	"lookback/internal/web"
)

// scopes says which permission of an account each permission of a route is. What is not here nobody has.
func scopes() map[api.Permission]accounts.Permission {
	return map[api.Permission]accounts.Permission{
		api.ReadLists: accounts.Read, api.ReadRuns: accounts.Records, api.ReadPolicy: accounts.Read, api.Screen: accounts.Screen,
		api.ReadRecords: accounts.Records, api.ReadCases: accounts.Records, api.ReadNetworks: accounts.Records,
		api.ImportLists: accounts.Intake, api.ImportRecords: accounts.Intake, api.AssertTies: accounts.Intake,
		api.KeepRedress: accounts.Redress, api.Disclose: accounts.Disclose, api.ReadReports: accounts.Read,
		api.WorkCases: accounts.Decide, api.SecondCases: accounts.Second, api.ProposeRuns: accounts.Lookback, api.ApproveRuns: accounts.Approve,
		api.ProposePolicy: accounts.Policy, api.ApprovePolicy: accounts.Approve, api.ReadJournal: accounts.Audit, api.Operate: accounts.Accounts, api.KeepAccounts: accounts.Accounts,
	}
}

// byKey identifies programs by the key of an account: the person behind it acts, within its roles and scopes.
func byKey(people *accounts.Service) api.Identify {
	known := scopes()
	return func(r *http.Request) (api.Caller, error) {
		token, given := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		if !given {
			return api.Caller{}, api.ErrUnknown
		}
		actor, err := people.ByKey(r.Context(), token)
		if errors.Is(err, lookback.ErrDenied) {
			err = fmt.Errorf("%v: %w", err, api.ErrUnknown)
		}
		may := func(p api.Permission) bool { return actor.Has(known[p]) }
		return api.Caller{Person: actor.Person, Key: fmt.Sprint(actor.Key), May: may}, err
	}
}

// pages puts the pages on mux, below everything that programs ask for.
func pages(n api.Needs, people *accounts.Service, provider *accounts.Provider, mux *http.ServeMux) error {
	site, err := web.New(web.Needs{Accounts: people, Screening: n.Screening, Cases: n.Cases, Store: n.Store, Worker: n.Worker, Provider: provider, Now: time.Now, Log: n.Log, Disclosed: api.EncodeDisclosed})
	if err != nil {
		return err
	}
	mux.Handle("/", site)
	return nil
}

// sayFirstLink tells whoever starts a server for the first time how the first administrator comes in.
func (a *app) sayFirstLink(ctx context.Context, people *accounts.Service, address string) error {
	token, err := people.First(ctx)
	if err == nil && token != "" {
		a.say("The first administrator sets a password, once, at %s/link/%s", address, token)
	}
	return err
}
