package main

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"
	"lookback"
	accounts "lookback/internal/account"
	"lookback/internal/api"
	"lookback/internal/webhook"
)

// serveFlags are the flags of `serve`.
type serveFlags struct {
	listen, cert, key string
	perSecond         float64
	private, accounts bool
	provider          providerFlags
}

func (a *app) serve() *cobra.Command {
	var f serveFlags
	c := &cobra.Command{
		Use:   "serve",
		Short: "Serve the REST API, with --accounts the pages too, and carry out lookbacks in the background",
		Long: `Serve the REST API, and carry out lookbacks in the background. As with the other commands, whoever works at this
machine says who acts, so it listens on this machine only. With --accounts people sign in to pages and programs send the
key of an account; the first start tells the link by which the first administrator sets a password. It ends gracefully on
an interrupt: what was ordered is taken up at the next start.`,
		Example: `  lookback serve
  lookback serve --accounts --listen 0.0.0.0:8470 --tls-cert chain.pem --tls-key key.pem
  lookback serve --accounts --oidc-issuer https://id.example --oidc-client lookback --oidc-secret client.secret --public https://lookback.example
  lookback serve --listen 127.0.0.1:8470 --as "A. Analyst"`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.runServer(cmd.Context(), f) },
	}
	c.Flags().StringVar(&f.listen, "listen", "127.0.0.1:8470", "address and port; port 0 takes a free one")
	c.Flags().StringVar(&f.cert, "tls-cert", "", "file with the certificate chain, for TLS")
	c.Flags().StringVar(&f.key, "tls-key", "", "file with the private key, for TLS")
	c.Flags().Float64Var(&f.perSecond, "per-second", 0, "requests that one caller may send in a second (default 20,000; below 0 any number)")
	c.Flags().BoolVar(&f.accounts, "accounts", false, "people sign in, programs send keys; pages are served")
	f.provider.register(c.Flags())
	c.Flags().BoolVar(&f.private, "private-webhooks", false, "let webhooks be addresses that are not of the public internet")
	return c
}

func (a *app) runServer(ctx context.Context, f serveFlags) error {
	if err := checkCertificate(f); err != nil {
		return err
	}
	provider, err := f.provider.open(ctx, f.accounts)
	if err != nil {
		return err
	}
	service, st, done, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer done()
	listener, err := listenOn(ctx, f)
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(a.errs, nil))
	sender := webhook.NewSender(webhook.New(st, time.Now, rand.Reader), webhook.Client(f.private), log)
	worker := api.NewWorker(service, time.Now, log)
	handler, err := a.handler(api.Needs{Screening: service, Store: st, Worker: worker, Webhooks: sender, Log: log}, f, provider)
	if err == nil && f.accounts {
		err = a.sayFirstLink(ctx, accounts.New(st, time.Now, accounts.Options{}), address(listener, f))
	}
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	a.say("Lookback serves on %s", address(listener, f))
	cases, err := a.caseService(service, st)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	return serveUntil(ctx, newHTTPServer(handler, log), listener, f, worker.Run, sender.Run,
		func(ctx context.Context) error { return service.KeepSigning(ctx, a.signingKey, log) },
		func(ctx context.Context) error { return cases.KeepFollowing(ctx, log) },
		func(ctx context.Context) error { return cases.KeepErasing(ctx, log) },
		func(ctx context.Context) error {
			return service.Follow(ctx, a.follower(ctx, log, func(lookback.Run, int, int) {}))
		})
}

// checkCertificate refuses a certificate that no browser would take, before anything is opened or said.
func checkCertificate(f serveFlags) error {
	if (f.cert == "") != (f.key == "") {
		return fmt.Errorf("--tls-cert and --tls-key go together: %w", lookback.ErrUsage)
	}
	if f.cert == "" {
		return nil
	}
	pair, err := tls.LoadX509KeyPair(f.cert, f.key)
	if err != nil {
		return &lookback.InputError{File: f.cert, Reason: fmt.Sprintf("certificate and key cannot be used (%v)", err), Hint: "name the files of a certificate and its key with --tls-cert and --tls-key"}
	}
	if now := time.Now(); now.After(pair.Leaf.NotAfter) || now.Before(pair.Leaf.NotBefore) {
		return &lookback.InputError{File: f.cert, Reason: fmt.Sprintf("the certificate is valid from %s until %s only", pair.Leaf.NotBefore.Format(time.DateOnly), pair.Leaf.NotAfter.Format(time.DateOnly)), Hint: "renew it, or set the clock of this machine"}
	}
	return nil
}

// listenOn listens on an address that no other machine reaches, or with accounts and TLS on any.
func listenOn(ctx context.Context, f serveFlags) (net.Listener, error) {
	host, _, err := net.SplitHostPort(f.listen)
	if err != nil {
		return nil, fmt.Errorf("--listen %q is not HOST:PORT: %w", f.listen, lookback.ErrUsage)
	}
	ip := net.ParseIP(host)
	local := host == "localhost" || ip != nil && ip.IsLoopback()
	switch {
	case !local && !f.accounts:
		return nil, fmt.Errorf("--listen %s would let anybody on the network act as one person; listen on 127.0.0.1, or use --accounts: %w", f.listen, lookback.ErrUsage)
	case !local && f.cert == "":
		return nil, fmt.Errorf("--listen %s would send passwords and keys in the clear; give --tls-cert and --tls-key, or listen on 127.0.0.1 behind a proxy: %w", f.listen, lookback.ErrUsage)
	}
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", f.listen)
	if err != nil {
		return nil, fmt.Errorf("listen on %s: %w", f.listen, err)
	}
	return listener, nil
}

func address(l net.Listener, f serveFlags) string {
	if f.cert != "" {
		return "https://" + l.Addr().String()
	}
	return "http://" + l.Addr().String()
}

// handler puts everything that answers requests on one mux. Provider may be nil: then people enter by password alone.
func (a *app) handler(n api.Needs, f serveFlags, provider *accounts.Provider) (http.Handler, error) {
	key, err := a.signingKey()
	if err != nil {
		return nil, err
	}
	public, err := os.ReadFile(filepath.Join(a.data, publicKeyFile))
	if err != nil {
		return nil, fmt.Errorf("read the public key: %w", err)
	}
	n.Key, n.PublicKey = key, strings.TrimSpace(string(public))
	if n.Cases, err = a.caseService(n.Screening, n.Store); err != nil {
		return nil, err
	}
	n.Identify, n.Now = api.AtThisMachine(a.actor), time.Now
	people := accounts.New(n.Store, time.Now, accounts.Options{})
	n.Accounts = people
	mux := http.NewServeMux()
	if !f.accounts {
		api.New(n, api.Options{PerSecond: f.perSecond}).Mount(mux)
		return api.OnlyNearby(api.Guard(mux)), nil
	}
	n.Identify = byKey(people)
	api.New(n, api.Options{PerSecond: f.perSecond}).Mount(mux)
	return api.Guard(mux), pages(n, people, provider, mux)
}

// The limits of a connection. Bodies have their own, by route.
const (
	headerTime  = 5 * time.Second
	idleTime    = 2 * time.Minute
	headerBytes = 32 << 10
	stopTime    = 20 * time.Second // for requests under way when the server ends
)

func newHTTPServer(h http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler: h, ReadHeaderTimeout: headerTime, IdleTimeout: idleTime, MaxHeaderBytes: headerBytes,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
}

// collectAt is how much garbage, in percent of what is live, a server lets gather before it collects, and whoever screens a file. At Go's 100, beside 2,500 questions a
// second on two cores, one answer in a hundred waited 13 to 17 ms; at 400, 3 to 5 ms. The price is memory: five times what is live at most, which is
// the lists mostly.
const collectAt = 400

// collectSeldom sets that, unless whoever runs the program has said otherwise.
func collectSeldom() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(collectAt)
	}
}

// serveUntil serves and works until ctx ends, then lets requests under way come to their end.
func serveUntil(ctx context.Context, server *http.Server, l net.Listener, f serveFlags, work ...func(context.Context) error) error {
	collectSeldom()
	group, ctx := errgroup.WithContext(ctx)
	for _, run := range work {
		group.Go(func() error { return run(ctx) })
	}
	group.Go(func() error {
		err := serveOn(server, l, f)
		if errors.Is(err, http.ErrServerClosed) {
			return nil
		}
		return err
	})
	group.Go(func() error {
		<-ctx.Done()
		stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTime)
		defer cancel()
		return server.Shutdown(stop)
	})
	return group.Wait()
}

func serveOn(server *http.Server, l net.Listener, f serveFlags) error {
	if f.cert != "" {
		return server.ServeTLS(l, f.cert, f.key)
	}
	return server.Serve(l)
}
