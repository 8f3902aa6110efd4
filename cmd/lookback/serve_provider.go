package main

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"strings"

	"github.com/spf13/pflag"

	"lookback"
	accounts "lookback/internal/account"
)

// providerFlags name an OpenID Connect provider that vouches for people.
type providerFlags struct {
	issuer, client, secret string
	public                 string // where browsers find this server
}

func (f *providerFlags) register(flags *pflag.FlagSet) {
	flags.StringVar(&f.issuer, "oidc-issuer", "", "OpenID Connect provider that vouches for people whose account was made with --provider, as https://HOST")
	flags.StringVar(&f.client, "oidc-client", "", "as what the provider knows Lookback")
	flags.StringVar(&f.secret, "oidc-secret", "", "file with the secret that the provider gave; empty for a public client")
	flags.StringVar(&f.public, "public", "", "address at which browsers find this server, as https://HOST: the provider sends people back to it")
}

// providerBack is the page to which a provider sends people back.
const providerBack = "login/provider/back"

// open asks the provider for its configuration, before anything else is opened. It returns nil when no provider is named.
func (f *providerFlags) open(ctx context.Context, withAccounts bool) (*accounts.Provider, error) {
	if *f == (providerFlags{}) {
		return nil, nil
	}
	if !withAccounts || f.issuer == "" || f.client == "" || f.public == "" {
		return nil, fmt.Errorf("--oidc-issuer, --oidc-client and --public go together, with --accounts: %w", lookback.ErrUsage)
	}
	public, err := url.Parse(f.public)
	if err != nil || public.Host == "" || public.Scheme != "https" && public.Scheme != "http" {
		return nil, fmt.Errorf("--public %q is no address; write it as https://HOST: %w", f.public, lookback.ErrUsage)
	}
	secret, err := f.readSecret()
	if err != nil {
		return nil, err
	}
	return accounts.NewProvider(ctx, accounts.ProviderConfig{Issuer: f.issuer, ClientID: f.client, Secret: secret, Redirect: public.JoinPath(providerBack).String()})
}

func (f *providerFlags) readSecret() (string, error) {
	if f.secret == "" {
		return "", nil
	}
	text, err := os.ReadFile(f.secret)
	if err != nil {
		return "", &lookback.InputError{File: f.secret, Reason: "it cannot be read: " + err.Error(), Hint: "name the file with the secret of the client with --oidc-secret"}
	}
	return strings.TrimSpace(string(text)), nil
}
