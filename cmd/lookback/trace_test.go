package main

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"lookback/internal/scenario"

	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	spans "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"
)

// collected is a collector of traces, with what it was sent.
type collected struct {
	address string
	mu      sync.Mutex
	spans   []*spans.Span
}

func newCollector(t *testing.T) *collected {
	t.Helper()
	c := &collected{}
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		var sent collector.ExportTraceServiceRequest
		body, err := io.ReadAll(r.Body)
		if err == nil {
			err = proto.Unmarshal(body, &sent)
		}
		if err != nil || r.URL.Path != "/v1/traces" {
			t.Errorf("%s: %v", r.URL, err)
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		for _, resource := range sent.ResourceSpans {
			for _, scope := range resource.ScopeSpans {
				c.spans = append(c.spans, scope.Spans...)
			}
		}
	}))
	t.Cleanup(server.Close)
	c.address = server.URL
	return c
}

// named returns the spans of a name.
func (c *collected) named(name string) []*spans.Span {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(c.spans), func(s *spans.Span) bool { return s.Name != name })
}

// A lookback and its units are one trace, and no span says who anybody is.
func TestTracesOfALookbackNameNobody(t *testing.T) {
	k := &killing{t: t, dir: t.TempDir(), databases: map[string]string{"data": testDatabase(t)}}
	w := scenario.New(11, 2_000)
	k.writeWorld(w)
	k.importWorld("data")
	c := newCollector(t)
	k.finish("data", append(slices.Clone(northTwo), "--traces", c.address))
	lookbacks, units := c.named("lookback"), c.named("unit")
	if len(lookbacks) == 0 || len(units) == 0 {
		t.Fatalf("got %d lookbacks and %d units, want both", len(lookbacks), len(units))
	}
	for _, u := range units {
		if !slices.ContainsFunc(lookbacks, func(l *spans.Span) bool { return string(l.TraceId) == string(u.TraceId) }) {
			t.Errorf("unit %v is in the trace of no lookback", u.Attributes)
		}
	}
	said := ""
	for _, s := range c.spans {
		said += s.String() + "\n"
	}
	for _, r := range w.Records {
		if strings.Contains(said, r.Key) || strings.Contains(said, r.Party.Names[0].Full) {
			t.Fatalf("a span names %s", r.Key)
		}
	}
}

// A request is a span under the name of its route, because its path may name a record.
func TestTracesOfRequestsNameTheRoute(t *testing.T) {
	c := newCollector(t)
	ctx, stop := context.WithCancel(t.Context())
	out, in := io.Pipe()
	a := &app{out: in, errs: io.Discard, data: t.TempDir(), actor: "Analyst", traces: c.address}
	ended := make(chan error, 1)
	go func() { ended <- a.runServer(ctx, serveFlags{listen: "127.0.0.1:0"}) }()
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.Get(strings.TrimPrefix(strings.TrimSpace(line), "Lookback serves on ") + "/api/v1/records/border/B21-77")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	stop()
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	requests := c.named("request")
	if len(requests) != 1 {
		t.Fatalf("got %d requests, want the one that was sent", len(requests))
	}
	if said := requests[0].String(); !strings.Contains(said, "GET /api/v1/records/{source}/{key") || strings.Contains(said, "B21-77") {
		t.Errorf("got %s, want the route and not the record", said)
	}
}

// Where no collector can be, the command says so and does nothing.
func TestTracesNeedAnAddress(t *testing.T) {
	var errs strings.Builder
	code := run([]string{"run", "list", "--traces", "collector:4318", "--data", t.TempDir()}, strings.NewReader(""), io.Discard, &errs)
	if code != exitInput || !strings.Contains(errs.String(), "http://HOST:4318") {
		t.Errorf("got exit code %d and %q, want a refusal that says what to do", code, errs.String())
	}
}
