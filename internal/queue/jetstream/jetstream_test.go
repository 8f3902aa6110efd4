package jetstream

import (
	"crypto/tls"
	"errors"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"lookback"
	"lookback/internal/certtest"
	"lookback/internal/contract"
	"lookback/internal/queue"
)

// fast makes failed units come back at once.
var fast = Options{Attempts: contract.QueueAttempts, Pause: time.Millisecond}

func TestEmbedded(t *testing.T) {
	contract.Queue(t, func(t *testing.T) contract.QueuePlace {
		broker := mustEmbed(t, t.TempDir(), "127.0.0.1:0")
		return contract.QueuePlace{Open: func(t *testing.T) queue.Queue {
			o := fast
			o.URL = broker.server.ClientURL()
			q, err := Open(t.Context(), o)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { q.Close() })
			return q
		}}
	})
}

func mustEmbed(t *testing.T, dir, listen string) *Queue {
	t.Helper()
	q, err := OpenEmbedded(t.Context(), dir, listen, fast)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { q.Close() })
	return q
}

// Units that wait are there again when the broker comes back; and when it comes back with nothing, they are offered anew.
func TestBrokerRestarts(t *testing.T) {
	dir := t.TempDir()
	for _, place := range []string{dir, dir, t.TempDir()} {
		q, err := OpenEmbedded(t.Context(), place, "", fast)
		if err != nil {
			t.Fatal(err)
		}
		if err := q.Offer(t.Context(), []queue.Unit{{Run: 1, No: 1, Matcher: "m"}}); err != nil {
			t.Fatal(err)
		}
		stream, err := q.js.Stream(t.Context(), workStream)
		if err != nil {
			t.Fatal(err)
		}
		if n := stream.CachedInfo().State.Msgs; n != 1 {
			t.Errorf("got %d units waiting, want 1", n)
		}
		if err := q.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// Each wrong configuration is one sentence that says what to do, and shows no password.
func TestBadConfiguration(t *testing.T) {
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := free.Addr().String()
	expired, good := certtest.New(t, time.Now().Add(-time.Hour)), certtest.New(t, time.Now().Add(time.Hour))
	free.Close()
	for _, tt := range []struct {
		name    string
		options Options
		want    string
		kind    error
	}{
		{"NobodyThere", Options{URL: "nats://me:secret@" + address}, "no broker answers there", lookback.ErrUnavailable},
		{"ExpiredCertificate", Options{URL: tlsBroker(t, expired), CA: expired.File}, "the certificate of the broker has expired", lookback.ErrDenied},
		{"UnknownAuthority", Options{URL: tlsBroker(t, good)}, "name the right authority", lookback.ErrDenied},
		{"OwnCertificateExpired", Options{URL: "nats://" + address, Cert: expired.File, Key: expired.KeyFile}, "has expired on", lookback.ErrDenied},
		{"NoCertificate", Options{URL: "nats://" + address, Cert: "absent.pem", Key: "absent.pem"}, "--queue-cert", lookback.ErrInvalid},
		{"CopiesOnOneBroker", Options{URL: mustEmbed(t, t.TempDir(), "127.0.0.1:0").server.ClientURL(), Replicas: 3}, "leave out --queue-replicas", lookback.ErrConflict},
		{"NoCredentialsFile", Options{URL: "nats://" + address, Credentials: "absent.creds"}, "absent.creds", lookback.ErrUnavailable},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Open(t.Context(), tt.options)
			if !errors.Is(err, tt.kind) || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), "\n") {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
	if _, err := OpenEmbedded(t.Context(), t.TempDir(), "nowhere", fast); !errors.Is(err, lookback.ErrInvalid) {
		t.Errorf("got %v for a bad address", err)
	}
}

// tlsBroker starts a broker that shows a certificate and returns its address.
func tlsBroker(t *testing.T, c certtest.Certificate) string {
	t.Helper()
	s, err := server.NewServer(&server.Options{Host: "127.0.0.1", Port: -1, NoLog: true, NoSigs: true, TLSConfig: &tls.Config{Certificates: []tls.Certificate{c.Pair}}})
	if err != nil {
		t.Fatal(err)
	}
	s.Start()
	t.Cleanup(func() { stop(s) })
	if !s.ReadyForConnections(startWait) {
		t.Fatal("the broker is not ready")
	}
	return s.ClientURL()
}
