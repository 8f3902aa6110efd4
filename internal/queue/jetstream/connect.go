package jetstream

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

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
		if err := checkOwn(o); err != nil {
			return nil, err
		}
		options = append(options, nats.ClientCert(o.Cert, o.Key))
	}
	conn, err := nats.Connect(o.URL, options...)
	if err != nil {
		return nil, explain("connect to the broker at "+withoutSecrets(o.URL), err)
	}
	return conn, nil
}

// checkOwn refuses a certificate of ours that no broker would take, which brokers say in many ways.
func checkOwn(o Options) error {
	pair, err := tls.LoadX509KeyPair(o.Cert, o.Key)
	if err != nil {
		return &lookback.InputError{Field: "queue-cert", Reason: fmt.Sprintf("certificate and key cannot be read (%v)", err), Hint: "name the files with --queue-cert and --queue-key"}
	}
	if time.Now().After(pair.Leaf.NotAfter) {
		return fmt.Errorf("the certificate in %s has expired on %s; renew it: %w", o.Cert, pair.Leaf.NotAfter.Format(time.DateOnly), lookback.ErrDenied)
	}
	return nil
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

// What a broker answers where copies cannot be kept, by the numbers of its API.
const (
	noPeers       jetstream.ErrorCode = 10005
	noQuorum      jetstream.ErrorCode = 10008
	tooManyCopies jetstream.ErrorCode = 10074
)

// explain turns an error of the client into a sentence that says what to do, and a kind.
func explain(step string, err error) error {
	var unknown x509.UnknownAuthorityError
	var invalid x509.CertificateInvalidError
	var host x509.HostnameError
	var network net.Error
	var answer *jetstream.APIError
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
	case errors.As(err, &answer) && answer.ErrorCode == tooManyCopies:
		why, kind = "the broker is one and cannot keep several copies; leave out --queue-replicas, or name a cluster", lookback.ErrConflict
	case errors.As(err, &answer) && answer.ErrorCode == noPeers:
		why = "too few brokers are up to keep that many copies; start the others, or ask for fewer with --queue-replicas"
	case errors.Is(err, jetstream.ErrJetStreamNotEnabled), errors.Is(err, jetstream.ErrJetStreamNotEnabledForAccount):
		why = "the broker has no JetStream; switch it on"
	case errors.Is(err, jetstream.ErrBucketNotFound), errors.Is(err, jetstream.ErrStreamNotFound):
		why = "somebody removed from the broker what Lookback keeps there; start again, which makes it anew"
	case errors.As(err, &answer) && answer.ErrorCode == noQuorum, errors.Is(err, context.DeadlineExceeded), errors.Is(err, nats.ErrTimeout), errors.Is(err, nats.ErrNoResponders):
		why = "the broker does not answer, or not for now; a cluster needs more than half of its servers"
	case errors.As(err, &network):
		why = fmt.Sprintf("the broker is out of reach (%v)", err)
	}
	return fmt.Errorf("%s: %s: %w", step, why, kind)
}
