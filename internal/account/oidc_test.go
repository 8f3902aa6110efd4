package account

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/coreos/go-oidc/v3/oidc/oidctest"

	"lookback"
)

// provider is a real OpenID Connect provider with one person in front of it; tests bend what it says.
type provider struct {
	*httptest.Server
	key    *rsa.PrivateKey
	nonce  string         // of the attempt under way
	claims map[string]any // instead of those of the person
}

func newProvider(t *testing.T) *provider {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	p := &provider{key: key, claims: map[string]any{}}
	s := &oidctest.Server{PublicKeys: []oidctest.PublicKey{{PublicKey: key.Public(), KeyID: "k", Algorithm: oidc.RS256}}}
	mux := http.NewServeMux()
	mux.Handle("/", s)
	mux.HandleFunc("POST /token", p.token)
	p.Server = httptest.NewServer(mux)
	t.Cleanup(p.Close)
	s.SetIssuer(p.URL)
	return p
}

// token exchanges the code "good" for what the provider says, and wants the proof of PKCE.
func (p *provider) token(w http.ResponseWriter, r *http.Request) {
	if r.FormValue("code") != "good" || r.FormValue("code_verifier") == "" {
		http.Error(w, `{"error":"invalid_grant"}`, http.StatusBadRequest)
		return
	}
	claims := map[string]any{"iss": p.URL, "aud": "lookback", "sub": "42", "exp": time.Now().Add(time.Hour).Unix(), "nonce": p.nonce, "email": "a@example.org", "email_verified": true}
	for name, value := range p.claims {
		claims[name] = value
	}
	raw, _ := json.Marshal(claims) // unreachable: a map of plain values always encodes
	w.Header().Set("Content-Type", "application/json")
	fmt.Fprintf(w, `{"access_token":"x","token_type":"Bearer","id_token":%q}`, oidctest.SignIDToken(p.key, "k", oidc.RS256, string(raw)))
}

// asks begins an attempt as a browser does.
func (p *provider) asks(t *testing.T) (*Provider, Flow) {
	t.Helper()
	client, err := NewProvider(t.Context(), ProviderConfig{Issuer: p.URL, ClientID: "lookback", Redirect: "https://lookback.example/login/provider/back"})
	if err != nil {
		t.Fatal(err)
	}
	to, flow := client.Begin()
	u, err := url.Parse(to)
	if err != nil {
		t.Fatal(err)
	}
	p.nonce = u.Query().Get("nonce")
	if u.Query().Get("state") != flow.State || u.Query().Get("code_challenge_method") != "S256" || p.nonce != flow.Nonce {
		t.Errorf("got %s, want state, nonce and a PKCE challenge", to)
	}
	return client, flow
}

func TestProviderVouches(t *testing.T) {
	p := newProvider(t)
	client, flow := p.asks(t)
	id, err := client.Finish(t.Context(), flow, flow.State, "good")
	if want := (Identity{Subject: p.URL + " 42", Login: "a@example.org"}); err != nil || id != want {
		t.Fatalf("got %+v (%v), want %+v", id, err, want)
	}
	w := newWorld(t)
	_, err = w.EnterBy(t.Context(), id)
	want(t, "nobody was invited", err, lookback.ErrDenied)
	if _, _, err := w.Add(t.Context(), boss, NewAccount{Login: "a@example.org", Person: "A. Analyst", Roles: []lookback.Role{lookback.RoleAnalyst}, Provider: true}); err != nil {
		t.Fatal(err)
	}
	if x, err := w.EnterBy(t.Context(), id); err != nil || x.Actor.Person != "A. Analyst" {
		t.Fatalf("got %+v (%v)", x.Actor, err)
	}
	if x, err := w.EnterBy(t.Context(), Identity{Subject: id.Subject, Login: "renamed@example.org"}); err != nil || x.Actor.Person != "A. Analyst" {
		t.Errorf("the subject alone does not count: %+v (%v)", x.Actor, err)
	}
	_, err = w.EnterBy(t.Context(), Identity{Subject: p.URL + " 43", Login: "a@example.org"})
	want(t, "another person with the same address", err, lookback.ErrDenied)
	_, err = w.Enter(t.Context(), "a@example.org", "", "")
	want(t, "a password that there is not", err, lookback.ErrDenied)
	if _, err := w.Disable(t.Context(), boss, "a@example.org"); err != nil {
		t.Fatal(err)
	}
	_, err = w.EnterBy(t.Context(), id)
	want(t, "a disabled account", err, lookback.ErrDenied)
}

func TestProviderIsNotBelievedBlindly(t *testing.T) {
	for _, test := range []struct {
		name   string
		claims map[string]any
		state  string // instead of the right one
		code   string
	}{
		{name: "AnotherAudience", claims: map[string]any{"aud": "somebody-else"}, code: "good"},
		{name: "AnotherNonce", claims: map[string]any{"nonce": "x"}, code: "good"},
		{name: "AnotherIssuer", claims: map[string]any{"iss": "https://evil.example"}, code: "good"},
		{name: "Expired", claims: map[string]any{"exp": 1}, code: "good"},
		{name: "AddressNotVerified", claims: map[string]any{"email_verified": false}, code: "good"},
		{name: "NoAddress", claims: map[string]any{"email": ""}, code: "good"},
		{name: "AnotherState", state: "x", code: "good"},
		{name: "BadCode", code: "bad"},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := newProvider(t)
			client, flow := p.asks(t)
			p.claims = test.claims
			state := flow.State
			if test.state != "" {
				state = test.state
			}
			id, err := client.Finish(t.Context(), flow, state, test.code)
			want(t, "finish", err, lookback.ErrDenied)
			if id != (Identity{}) {
				t.Errorf("got %+v", id)
			}
		})
	}
	p := newProvider(t)
	client, _ := p.asks(t)
	_, err := client.Finish(t.Context(), Flow{}, "", "good")
	want(t, "an attempt that nobody began", err, lookback.ErrDenied)
	_, err = NewProvider(t.Context(), ProviderConfig{Issuer: "http://127.0.0.1:1"})
	want(t, "no provider there", err, lookback.ErrUnavailable)
}
