package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"lookback"
	accounts "lookback/internal/account"
	"lookback/internal/api"
	"lookback/internal/casework"
	"lookback/internal/screening"
	"lookback/internal/web"
)

// demoPassword is that of every account of the demo: there is nobody in it to protect.
const demoPassword = "nobody in it exists"

// demoAccounts are ready when the demo is served: one for each role, and a second analyst to see four eyes at work.
func demoAccounts() []web.DemoAccount {
	return []web.DemoAccount{
		{Role: string(lookback.RoleAnalyst), Person: "Ana Lind", Login: "ana", Password: demoPassword},
		{Role: string(lookback.RoleSupervisor), Person: "Sam Okoro", Login: "sam", Password: demoPassword},
		{Role: string(lookback.RoleRedress), Person: "Rita Moss", Login: "rita", Password: demoPassword},
		{Role: string(lookback.RoleAuditor), Person: "Otto Berg", Login: "otto", Password: demoPassword},
		{Role: string(lookback.RoleAdministrator), Person: "Ida Novak", Login: "ida", Password: demoPassword},
	}
}

// makeDemoAccounts makes the accounts of the demo where they are not there yet.
func makeDemoAccounts(ctx context.Context, s *accounts.Service) error {
	for _, x := range demoAccounts() {
		_, token, err := s.Add(ctx, "demo", accounts.NewAccount{Login: x.Login, Person: x.Person, Roles: []lookback.Role{lookback.Role(x.Role)}})
		if errors.Is(err, lookback.ErrConflict) {
			continue
		}
		if err != nil {
			return err
		}
		if _, err := s.Accept(ctx, token, "", x.Password); err != nil {
			return err
		}
	}
	return nil
}

// pages returns the pages of a demo, whose clock goes on from the end of the story.
func (d *demo) pages(ctx context.Context, log *slog.Logger) (http.Handler, *api.Worker, error) {
	ended, started := d.now, time.Now()
	now := func() time.Time { return ended.Add(time.Since(started)) }
	people := accounts.New(d.store, now, accounts.Options{})
	if err := makeDemoAccounts(ctx, people); err != nil {
		return nil, nil, err
	}
	service, err := screening.New(ctx, d.store, nil, now, disparity)
	if err != nil {
		return nil, nil, err
	}
	work := api.NewWorker(service, now, log)
	site, err := web.New(web.Needs{
		Accounts: people, Screening: service, Cases: casework.New(d.store, now, casework.Options{}), Store: d.store,
		Worker: work, Now: now, Log: log, Disclosed: api.EncodeDisclosed, Demo: demoAccounts(),
	})
	return site, work, err
}

// serve shows the story in pages until ctx ends.
func (d *demo) serve(ctx context.Context, listen string) error {
	log := slog.New(slog.NewTextHandler(d.errs, nil))
	handler, work, err := d.pages(ctx, log)
	if err != nil {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", listen)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", listen, err)
	}
	d.say("\nThe story in pages: http://%s\n", listener.Addr())
	rows := [][]string{{"role", "login", "password"}}
	for _, x := range demoAccounts() {
		rows = append(rows, []string{x.Role, x.Login, x.Password})
	}
	d.table(rows)
	d.say("\nStop with Ctrl-C.")
	return serveUntil(ctx, newHTTPServer(handler, log), listener, serveFlags{}, work.Run)
}
