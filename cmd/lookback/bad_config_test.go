package main

import (
	"bytes"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lookback/internal/certtest"
	"lookback/internal/store/pgtest"
)

// Each wrong configuration ends the process before it does anything: one sentence that says what to do, an exit code, nothing on
// standard output. Clocks that disagree, and more of databases and brokers, are shown beside their packages.
func TestBadConfigurationStartsNothing(t *testing.T) {
	if testing.Short() {
		t.Skip("left out with -short: starts brokers and a database")
	}
	url := pgtest.URL(t)
	brokers := startCluster(t)
	for _, b := range brokers.processes[:2] {
		b.Process.Kill()
		_ = b.Wait() // it was killed
	}
	expired := certtest.New(t, time.Now().Add(-time.Hour))
	elsewhere := filepath.Join(t.TempDir(), "absent.pem")
	for _, test := range []struct {
		name string
		args []string
		code int
		says string
	}{
		{"NoQuorum", []string{"worker", "--queue", brokers.url, "--queue-replicas", "3"}, exitFailed, "more than half"},
		{"NoQuorumServer", []string{"serve", "--queue", brokers.url, "--queue-replicas", "3"}, exitFailed, "more than half"},
		{"NoBroker", []string{"worker", "--queue", "nats://127.0.0.1:1"}, exitFailed, "start it, or correct the address"},
		{"ExpiredCertificate", []string{"serve", "--tls-cert", expired.File, "--tls-key", expired.KeyFile}, exitInput, "renew it"},
		{"NoCertificate", []string{"serve", "--tls-cert", elsewhere, "--tls-key", elsewhere}, exitInput, "--tls-key"},
		{"NoDatabase", []string{"serve", "--database", strings.Replace(url, "/postgres?", "/nowhere?", 1)}, exitFailed, "create it first"},
		{"NoDatabaseServer", []string{"worker", "--queue", "embedded://127.0.0.1:0", "--database", "postgres://user:sesame@127.0.0.1:1/x"}, exitFailed, "does not answer"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel() // those without a quorum wait for it
			data := filepath.Join(t.TempDir(), "data")
			c := exec.Command("lookback", append(test.args, "--data", data)...)
			c.Env = append(c.Environ(), "LOOKBACK_DATABASE=")
			var out, errs bytes.Buffer
			c.Stdout, c.Stderr = &out, &errs
			if code := exitCodeOf(c.Run()); code != test.code {
				t.Errorf("got exit code %d, want %d", code, test.code)
			}
			said := strings.TrimSuffix(errs.String(), "\n")
			if !strings.Contains(said, test.says) || strings.Contains(said, "\n") || strings.Contains(said, "sesame") || out.Len() > 0 {
				t.Errorf("got %q and %q, want one sentence with %q", said, out.String(), test.says)
			}
			if left, _ := filepath.Glob(filepath.Join(data, "*.db")); len(left) > 0 { // the pattern is well formed
				t.Errorf("it left %v behind", left)
			}
		})
	}
}
