package main

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"lookback"
	accounts "lookback/internal/account"
	"lookback/internal/api"
	"lookback/internal/webhook"
)

// served is a server with accounts over an empty folder, and a key with every scope for each role.
type served struct {
	*httptest.Server
	keys map[lookback.Role]string
}

func serveRoles(t *testing.T) served {
	t.Helper()
	a := &app{out: io.Discard, errs: io.Discard, data: t.TempDir(), actor: "Boss"}
	service, st, done, err := a.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(done)
	log := slog.New(slog.DiscardHandler)
	handler, err := a.handler(api.Needs{Screening: service, Store: st, Worker: api.NewWorker(service, time.Now, log),
		Webhooks: webhook.NewSender(webhook.New(st, time.Now, strings.NewReader(strings.Repeat("w", 1<<12))), webhook.Client(false), log), Log: log}, serveFlags{accounts: true, perSecond: -1}, nil)
	if err != nil {
		t.Fatal(err)
	}
	s := served{httptest.NewServer(handler), map[lookback.Role]string{}}
	t.Cleanup(s.Close)
	people := accounts.New(st, time.Now, accounts.Options{Cost: accounts.Cost{KiB: 8, Passes: 1}})
	for _, role := range lookback.Roles() {
		login := strings.ReplaceAll(string(role), " ", "-")
		_, token, err := people.Add(t.Context(), "Boss", accounts.NewAccount{Login: login, Person: "Person of " + login, Roles: []lookback.Role{role}})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := people.Accept(t.Context(), token, "", "four good words here"); err != nil {
			t.Fatal(err)
		}
		var may []accounts.Permission
		for _, p := range accounts.Permissions() {
			if accounts.Allows(role, p) {
				may = append(may, p)
			}
		}
		if _, s.keys[role], err = people.AddKey(t.Context(), "Boss", login, "matrix", may, time.Now().Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// ask asks for a route with names that are not held and a body that is none, and returns the status.
func (s served) ask(t *testing.T, r api.Route, key string) int {
	t.Helper()
	path := regexp.MustCompile(`\{[^}]+\}`).ReplaceAllString(r.Path, "0")
	var body io.Reader
	if r.Changes() {
		body = strings.NewReader("no body")
	}
	req, err := http.NewRequestWithContext(t.Context(), r.Method, s.URL+path, body)
	if err != nil {
		t.Fatal(err)
	}
	if key != "" {
		req.Header.Set("Authorization", "Bearer "+key)
	}
	resp, err := s.Client().Do(req)
	if err != nil {
		t.Fatalf("%s: %v", r.Name(), err)
	}
	io.Copy(io.Discard, resp.Body)
	resp.Body.Close()
	return resp.StatusCode
}

// Every route by every role, over a socket, through the keys of real accounts: 403 exactly where the table of permissions says
// so; and 401 for nobody, for a made-up key, and for the cookie of a page.
func TestEveryRouteByEveryRoleOverHTTP_R36(t *testing.T) {
	s := serveRoles(t)
	known := scopes()
	for _, r := range api.Routes() {
		if r.Permission == api.Anybody {
			continue
		}
		for role, key := range s.keys {
			if status := s.ask(t, r, key); (status == http.StatusForbidden) == accounts.Allows(role, known[r.Permission]) || status == http.StatusUnauthorized || status >= 500 {
				t.Errorf("%s as %s: got status %d", r.Name(), role, status)
			}
		}
		for _, key := range []string{"", "lbk_1_made-up"} {
			if status := s.ask(t, r, key); status != http.StatusUnauthorized {
				t.Errorf("%s with key %q: got status %d, want 401", r.Name(), key, status)
			}
		}
	}
}
