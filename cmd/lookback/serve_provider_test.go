package main

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/coreos/go-oidc/v3/oidc/oidctest"
)

// A server with a provider offers it at the door, and sends browsers there with the address to come back to.
func TestServeWithProvider(t *testing.T) {
	provider := &oidctest.Server{}
	issuer := httptest.NewServer(provider)
	defer issuer.Close()
	provider.SetIssuer(issuer.URL)
	secret := filepath.Join(t.TempDir(), "client.secret")
	if err := os.WriteFile(secret, []byte("s3cret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	out, in := io.Pipe()
	a := &app{out: in, errs: io.Discard, data: t.TempDir(), actor: "Analyst"}
	f := serveFlags{listen: "127.0.0.1:0", accounts: true, provider: providerFlags{issuer: issuer.URL, client: "lookback", secret: secret, public: "https://lookback.example/"}}
	ended := make(chan error, 1)
	go func() { ended <- a.runServer(ctx, f) }()
	address := ""
	for lines := bufio.NewScanner(out); lines.Scan(); {
		var found bool
		if _, address, found = strings.Cut(lines.Text(), "Lookback serves on "); found {
			break
		}
	}
	go io.Copy(io.Discard, out)
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	login, err := client.Get(address + "/login")
	if err != nil {
		t.Fatal(err)
	}
	page, err := io.ReadAll(login.Body)
	login.Body.Close()
	if err != nil || !strings.Contains(string(page), `href="/login/provider`) {
		t.Errorf("the door does not offer the provider (%v)", err)
	}
	away, err := client.Get(address + "/login/provider")
	if err != nil {
		t.Fatal(err)
	}
	away.Body.Close()
	to, err := url.Parse(away.Header.Get("Location"))
	if err != nil || !strings.HasPrefix(to.String(), issuer.URL) || to.Query().Get("redirect_uri") != "https://lookback.example/login/provider/back" || to.Query().Get("client_id") != "lookback" {
		t.Errorf("got sent to %s (%v), want the provider with the way back", to, err)
	}
	stop()
	if err := <-ended; err != nil {
		t.Errorf("got %v, want an orderly end", err)
	}
}

// Half of a provider, or one that does not answer, is one sentence, and nothing is opened.
func TestServeRefusesHalfAProvider(t *testing.T) {
	whole := []string{"--accounts", "--oidc-issuer", "http://127.0.0.1:1", "--oidc-client", "lookback", "--public", "https://lookback.example"}
	for want, args := range map[string][]string{
		"go together":    {"--accounts", "--oidc-issuer", "http://127.0.0.1:1"},
		"with --account": whole[1:],
		"is no address":  append(whole[:len(whole)-1:len(whole)-1], "lookback.example"),
		"cannot be read": append(whole[:len(whole):len(whole)], "--oidc-secret", "missing"),
		"ask the OpenID": whole,
	} {
		dir := filepath.Join(t.TempDir(), "data")
		var errs strings.Builder
		code := run(append([]string{"serve", "--listen", "127.0.0.1:0", "--data", dir}, args...), strings.NewReader(""), io.Discard, &errs)
		if code == 0 || !strings.Contains(errs.String(), want) {
			t.Errorf("serve %v: got exit code %d and %q, want %q", args, code, errs.String(), want)
		}
		if _, err := os.Stat(dir); !os.IsNotExist(err) {
			t.Errorf("serve %v: the data folder was made", args)
		}
	}
}
