package web

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/coreos/go-oidc/v3/oidc/oidctest"

	"lookback"
	"lookback/internal/account"
)

// vouching is a real OpenID Connect provider with one person in front of it.
type vouching struct {
	*httptest.Server
	key   *rsa.PrivateKey
	nonce string // of the attempt under way
}

func newVouching(t *testing.T) *vouching {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	p := &vouching{key: key}
	s := &oidctest.Server{PublicKeys: []oidctest.PublicKey{{PublicKey: key.Public(), KeyID: "k", Algorithm: oidc.RS256}}}
	mux := http.NewServeMux()
	mux.Handle("/", s)
	mux.HandleFunc("POST /token", p.token)
	p.Server = httptest.NewServer(mux)
	t.Cleanup(p.Close)
	s.SetIssuer(p.URL)
	return p
}

// token exchanges the code "good" for who is there, and wants the proof of PKCE.
func (p *vouching) token(w http.ResponseWriter, r *http.Request) {
	if r.FormValue("code") != "good" || r.FormValue("code_verifier") == "" {
		http.Error(w, `{"error":"invalid_grant"}`, http.StatusBadRequest)
		return
	}
	raw, _ := json.Marshal(map[string]any{"iss": p.URL, "aud": "lookback", "sub": "42", "exp": time.Now().Add(time.Hour).Unix(), // unreachable: plain values always encode
		"nonce": p.nonce, "email": "vera@example.org", "email_verified": true})
	w.Header().Set("Content-Type", "application/json")
	fmt.Fprintf(w, `{"access_token":"x","token_type":"Bearer","id_token":%q}`, oidctest.SignIDToken(p.key, "k", oidc.RS256, string(raw)))
}

// withProvider serves the same world with a provider in front.
func (w *world) withProvider() *vouching {
	w.t.Helper()
	p := newVouching(w.t)
	client, err := account.NewProvider(w.t.Context(), account.ProviderConfig{Issuer: p.URL, ClientID: "lookback", Redirect: "https://lookback.example/login/provider/back"})
	w.must(err)
	site, err := New(Needs{Accounts: w.accounts, Screening: w.screening, Cases: w.cases, Store: w.store, Worker: w, Provider: client, Now: w.clock, Log: slog.New(slog.DiscardHandler)})
	w.must(err)
	w.Server = httptest.NewServer(site)
	w.t.Cleanup(w.Close)
	_, _, err = w.accounts.Add(w.t.Context(), "Boss", account.NewAccount{Login: "vera@example.org", Person: "Vera Holm", Roles: []lookback.Role{lookback.RoleAuditor}, Provider: true})
	w.must(err)
	return p
}

// setsOut begins an attempt and returns its state: what the provider is asked with.
func (c *client) setsOut(p *vouching) (state string) {
	c.w.t.Helper()
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	got := c.get("/login/provider")
	c.CheckRedirect = nil
	to, err := url.Parse(got.header.Get("Location"))
	if err != nil || got.status != http.StatusSeeOther || to.Query().Get("code_challenge_method") != "S256" {
		c.w.t.Fatalf("got %d to %q, want the provider with a PKCE challenge", got.status, got.header.Get("Location"))
	}
	p.nonce = to.Query().Get("nonce")
	return to.Query().Get("state")
}

// back comes back from the provider.
func (c *client) back(state, code string) answer {
	c.w.t.Helper()
	return c.get("/login/provider/back?" + url.Values{"state": {state}, "code": {code}}.Encode())
}

// R36: people enter by their organisation's provider, each attempt once, in the browser that began it, and nobody who was not invited.
func TestProviderInPages_R36(t *testing.T) {
	w := newWorld(t)
	p := w.withProvider()
	vera := w.stranger()
	vera.wants(vera.get("/login"), http.StatusOK, "/login/provider")
	state := vera.setsOut(p)
	for name, got := range map[string]answer{
		"AnotherState":   vera.back("guessed", "good"),
		"AnotherBrowser": w.stranger().back(state, "good"),
	} {
		if got.status != http.StatusForbidden || got.path == "/" {
			t.Errorf("%s: got %d at %s, want a refusal", name, got.status, got.path)
		}
	}
	state = vera.setsOut(p)
	if got := vera.back(state, "bad"); got.status != http.StatusForbidden && got.status != http.StatusServiceUnavailable {
		t.Errorf("a code that the provider does not know: got status %d", got.status)
	}
	state = vera.setsOut(p)
	vera.wants(vera.back(state, "good"), http.StatusOK, "Vera Holm", "auditor")
	vera.wants(vera.get("/journal"), http.StatusOK)
	again := w.stranger()
	again.setsOut(p)
	if got := again.back(state, "good"); got.status != http.StatusForbidden {
		t.Errorf("the state of an attempt that is over: got status %d", got.status)
	}
	if _, err := w.accounts.Disable(t.Context(), "Boss", "vera@example.org"); err != nil {
		t.Fatal(err)
	}
	gone := w.stranger()
	if got := gone.back(gone.setsOut(p), "good"); got.status != http.StatusForbidden {
		t.Errorf("a disabled account: got status %d", got.status)
	}
}
