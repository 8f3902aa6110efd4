package jetstream

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"strings"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"lookback"
)

// connect connects to a broker, and stays connected whatever happens to it afterwards.
func connect(o Options) (*nats.Conn, error) {
	options := []nats.Option{nats.Name("lookback"), nats.MaxReconnects(-1), nats.Timeout(patience)}
	if o.Credentials != "" {
		options = append(options, nats.UserCredentials(o.Credentials))
	}
	if o.CA != "" {
		options = append(options, nats.RootCAs(o.CA))
	}
	if o.Cert != "" {
		options = append(options, nats.ClientCert(o.Cert, o.Key))
	}
	conn, err := nats.Connect(o.URL, options...)
	if err != nil {
		return nil, explain("connect to the broker at "+withoutSecrets(o.URL), err)
	}
	return conn, nil
}

// withoutSecrets returns the addresses of the brokers without user names and passwords.
func withoutSecrets(urls string) string {
	parts := strings.Split(urls, ",")
	for i, u := range parts {
		if at := strings.LastIndexByte(u, '@'); at >= 0 {
			scheme, _, _ := strings.Cut(u, "//")
			parts[i] = scheme + "//" + u[at+1:]
		}
	}
	return strings.Join(parts, ",")
}

// explain turns an error of the client into a sentence that says what to do, and a kind.
func explain(step string, err error) error {
	var unknown x509.UnknownAuthorityError
	var invalid x509.CertificateInvalidError
	var host x509.HostnameError
	var network net.Error
	why, kind := err.Error(), lookback.ErrUnavailable
	switch {
	case errors.Is(err, nats.ErrNoServers):
		why = "no broker answers there; start it, or correct the address"
	case errors.Is(err, nats.ErrAuthorization), errors.Is(err, nats.ErrAuthExpired):
		why, kind = "the broker refuses our credentials; give current ones", lookback.ErrDenied
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		why, kind = "the certificate of the broker has expired or is not valid yet; renew it, and check the clocks of both machines", lookback.ErrDenied
	case errors.As(err, &unknown), errors.As(err, &host):
		why, kind = fmt.Sprintf("the certificate of the broker is not to be trusted (%v); name the right authority", err), lookback.ErrDenied
	case errors.Is(err, jetstream.ErrJetStreamNotEnabled), errors.Is(err, jetstream.ErrJetStreamNotEnabledForAccount):
		why = "the broker has no JetStream; switch it on"
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, nats.ErrTimeout), errors.Is(err, nats.ErrNoResponders):
		why = "the broker does not answer; a cluster needs more than half of its servers"
	case errors.As(err, &network):
		why = fmt.Sprintf("the broker is out of reach (%v)", err)
	}
	return fmt.Errorf("%s: %s: %w", step, why, kind)
}
