package main

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
)

// A server says where it listens, answers, and ends when it is told to.
func TestServeAnswersAndEnds(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	out, in := io.Pipe()
	a := &app{out: in, errs: io.Discard, data: t.TempDir(), actor: "Analyst"}
	ended := make(chan error, 1)
	go func() { ended <- a.runServer(ctx, serveFlags{listen: "127.0.0.1:0"}) }()
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	url, ok := strings.CutPrefix(strings.TrimSpace(line), "Lookback serves on ")
	if !ok {
		t.Fatalf("got %q, want the address", line)
	}
	for host, want := range map[string]int{"": http.StatusOK, "elsewhere.example": http.StatusForbidden} {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"/readyz", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Host = host
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != want {
			t.Errorf("host %q: got status %d, want %d", host, resp.StatusCode, want)
		}
	}
	stop()
	if err := <-ended; err != nil {
		t.Errorf("got %v, want an orderly end", err)
	}
}

// Without accounts nobody but who works at this machine may connect.
func TestServeListensOnThisMachineOnly(t *testing.T) {
	for _, address := range []string{"0.0.0.0:0", ":0", "192.0.2.1:80", "example.org:80"} {
		var errs strings.Builder
		code := run([]string{"serve", "--listen", address, "--data", t.TempDir()}, strings.NewReader(""), io.Discard, &errs)
		if code != exitUsage || !strings.Contains(errs.String(), "listen on 127.0.0.1") {
			t.Errorf("--listen %s: got exit code %d and %q, want a refusal that says what to do", address, code, errs.String())
		}
	}
}
