package account

import (
	"context"
	"crypto/subtle"
	"fmt"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"lookback"
)

// ProviderConfig names an OpenID Connect provider and what it knows Lookback as.
type ProviderConfig struct {
	Issuer   string
	ClientID string
	Secret   string
	Redirect string // where the provider sends people back to
}

// Provider vouches for people by OpenID Connect: authorization code with PKCE, state and nonce.
type Provider struct {
	oauth    oauth2.Config
	verifier *oidc.IDTokenVerifier
}

// NewProvider asks a provider for its configuration. ErrUnavailable: it does not answer.
func NewProvider(ctx context.Context, c ProviderConfig) (*Provider, error) {
	p, err := oidc.NewProvider(ctx, c.Issuer)
	if err != nil {
		return nil, fmt.Errorf("ask the OpenID Connect provider %s (%v): %w", c.Issuer, err, lookback.ErrUnavailable)
	}
	return &Provider{
		oauth:    oauth2.Config{ClientID: c.ClientID, ClientSecret: c.Secret, Endpoint: p.Endpoint(), RedirectURL: c.Redirect, Scopes: []string{oidc.ScopeOpenID, "email"}},
		verifier: p.Verifier(&oidc.Config{ClientID: c.ClientID}),
	}, nil
}

// Flow is what the browser keeps, in a cookie of its own, while its person is at the provider.
type Flow struct{ State, Nonce, PKCE string }

// Begin returns where to send a browser, and the flow it keeps meanwhile.
func (p *Provider) Begin() (url string, flow Flow) {
	flow = Flow{State: newToken(), Nonce: newToken(), PKCE: oauth2.GenerateVerifier()}
	return p.oauth.AuthCodeURL(flow.State, oidc.Nonce(flow.Nonce), oauth2.S256ChallengeOption(flow.PKCE)), flow
}

// Finish exchanges the code that a browser brought back for what the provider says. ErrDenied: state, nonce, signature
// or audience do not fit, or the provider does not vouch for the address.
func (p *Provider) Finish(ctx context.Context, flow Flow, state, code string) (Identity, error) {
	refused := func(why string) error {
		return fmt.Errorf("the provider's answer is refused, %s; begin again: %w", why, lookback.ErrDenied)
	}
	if flow.State == "" || subtle.ConstantTimeCompare([]byte(flow.State), []byte(state)) != 1 {
		return Identity{}, refused("it belongs to another attempt")
	}
	token, err := p.oauth.Exchange(ctx, code, oauth2.VerifierOption(flow.PKCE))
	if err != nil {
		return Identity{}, refused("its code was not accepted")
	}
	raw, _ := token.Extra("id_token").(string)
	id, err := p.verifier.Verify(ctx, raw)
	if err != nil {
		return Identity{}, refused("its token does not verify")
	}
	if subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(flow.Nonce)) != 1 {
		return Identity{}, refused("it belongs to another attempt")
	}
	var claims struct {
		Email    string `json:"email"`
		Verified bool   `json:"email_verified"`
	}
	if err := id.Claims(&claims); err != nil || claims.Email == "" || !claims.Verified {
		return Identity{}, refused("it does not vouch for an address")
	}
	return Identity{Subject: id.Issuer + " " + id.Subject, Login: claims.Email}, nil
}
