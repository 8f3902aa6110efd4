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
func (d *demo) pages(ctx context.Context, log *slog.Logger) (http.Handler, *runner, error) {
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
	work := &runner{service: service, log: log, wake: make(chan struct{}, 1)}
	site, err := web.New(web.Needs{
		Accounts: people, Screening: service, Cases: casework.New(d.store, now, casework.Options{}), Store: d.store,
		Worker: work, Now: now, Log: log, Demo: demoAccounts(),
	})
	return site, work, err
}

// runner carries out lookbacks when it is woken.
type runner struct {
	service *screening.Service
	log     *slog.Logger
	wake    chan struct{}
}

// Wake implements web.Worker.
func (r *runner) Wake() {
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

// run works until ctx ends.
func (r *runner) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-r.wake:
		}
		if err := r.service.Resume(ctx, func(lookback.Run, int, int) {}); err != nil && ctx.Err() == nil {
			r.log.LogAttrs(ctx, slog.LevelError, "lookback failed", slog.String("error", err.Error()))
		}
	}
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
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 5 * time.Second}
	done := make(chan struct{})
	go func() {
		defer close(done)
		work.run(ctx)
		server.Close()
	}()
	err = server.Serve(listener)
	<-done
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}
