package api

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"
)

// again serves the same world under other options and another clock.
func (w *world) again(t *testing.T, now func() time.Time, o Options) *world {
	t.Helper()
	needs := w.Needs
	needs.Now = now
	other := &world{t: t, Server: New(needs, o)}
	mux := http.NewServeMux()
	other.Mount(mux)
	other.http = httptest.NewServer(Guard(mux))
	t.Cleanup(other.http.Close)
	return other
}

// A caller who asks too often is told how long to wait, nothing is recorded, and nobody else waits with them.
func TestTooManyRequests(t *testing.T) {
	now := start
	w := newWorld(t, nil).again(t, func() time.Time { return now }, Options{PerSecond: 2})
	open := posted(ada, "/cases", `{"alert":"alert:1"}`, http.StatusTooManyRequests, "more requests than this caller may send", "Retry-After", "urn:lookback:problem:unavailable")
	w.playAll(t, asked(ada, "/lists", 200), asked(ada, "/lists", 200))
	answer := w.play(t, open)
	if wait, err := strconv.Atoi(answer.Header.Get("Retry-After")); err != nil || wait < 1 {
		t.Errorf("got Retry-After %q, want the seconds to wait", answer.Header.Get("Retry-After"))
	}
	w.playAll(t, asked(sue, "/cases", 200, `"items":[]`), scenario{method: "GET", path: "/healthz", status: 200})
	now = now.Add(time.Second)
	open.status, open.wanted = 200, nil
	w.play(t, open)
}

// spaces is a body of nothing but spaces, of any length, that takes no memory.
type spaces struct{}

func (spaces) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

// Every route that holds its body in memory refuses one that is a byte too large, whatever it would have done with it.
func TestBodiesAreBoundedOnEveryRoute(t *testing.T) {
	w := newWorld(t, nil)
	mux := http.NewServeMux()
	w.Mount(mux)
	for _, r := range Routes() {
		if !r.Changes() || r.Takes != "" {
			continue
		}
		limit := r.LimitBytes
		if limit == 0 {
			limit = defaultBody
		}
		sent := &counted{Reader: io.LimitReader(spaces{}, 4*limit)}
		path := regexp.MustCompile(`\{[^}]+\}`).ReplaceAllString(r.Path, "1")
		req := httptest.NewRequestWithContext(t.Context(), r.Method, path, sent)
		req.Header.Set("Authorization", "Bearer "+ada)
		rec := httptest.NewRecorder()
		mux.ServeHTTP(rec, req)
		if rec.Code != http.StatusRequestEntityTooLarge && rec.Code/100 == 2 || rec.Code >= 500 || sent.n > limit+64<<10 {
			t.Errorf("%s: got status %d after %d bytes, want a refusal after %d", r.Name(), rec.Code, sent.n, limit)
		}
	}
}

type counted struct {
	io.Reader
	n int64
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.n += int64(n)
	return n, err
}

// A body that stops coming ends the connection in the time it was given, on a real connection.
func TestSlowBodyIsCutOff(t *testing.T) {
	w := newWorld(t, nil).again(t, time.Now, Options{PerSecond: -1, BodyTime: 200 * time.Millisecond})
	for _, path := range []string{"/api/v1/screen", "/api/v1/screen/stream", "/api/v1/records/crm", "/api/v1/lists/slow/editions"} {
		conn, err := net.Dial("tcp", strings.TrimPrefix(w.http.URL, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if err := conn.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 1000\r\n\r\n{", path, ada)
		answer, err := io.ReadAll(conn)
		if err != nil {
			t.Errorf("%s: %v, want the server to end the connection; it said %q", path, err, answer)
		}
	}
}

// xlsxBomb is a small file that expands to a thousand times its size.
func xlsxBomb(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	archive := zip.NewWriter(&b)
	for name, content := range map[string]io.Reader{
		"xl/workbook.xml":            strings.NewReader(`<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>`),
		"xl/_rels/workbook.xml.rels": strings.NewReader(`<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>`),
		"xl/worksheets/sheet1.xml":   io.MultiReader(strings.NewReader(`<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>id`), io.LimitReader(spaces{}, 256<<20)),
	} {
		part, err := archive.Create(name)
		if err == nil {
			_, err = io.Copy(part, content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A small archive that becomes large is refused and never held whole: as records, and as a list.
func TestArchiveBombs(t *testing.T) {
	if testing.Short() {
		t.Skip("it packs much")
	}
	w := newWorld(t, nil)
	bomb := xlsxBomb(t)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	status, _, answer := w.send(scenario{as: ada, method: "POST", path: "/api/v1/records/crm?name=people.xlsx", body: string(bomb)})
	if status == http.StatusOK && !strings.Contains(answer, `"error":{`) || strings.Contains(answer, `"stored":1`) {
		t.Errorf("got %d %.300s, want a refusal", status, answer)
	}
	form := "--b\r\nContent-Disposition: form-data; name=file; filename=list.xml\r\n\r\n" + string(bomb) + "\r\n--b--\r\n"
	status, _, answer = w.send(scenario{as: ada, method: "POST", path: "/api/v1/lists/bomb/editions", body: form, header: map[string]string{"Content-Type": "multipart/form-data; boundary=b"}})
	if status != http.StatusUnprocessableEntity {
		t.Errorf("got %d %.300s, want a refusal", status, answer)
	}
	runtime.ReadMemStats(&after)
	if grown := after.TotalAlloc - before.TotalAlloc; grown > 160<<20 {
		t.Errorf("%d MB were allocated for bombs of %d kB", grown>>20, len(bomb)>>10)
	}
}

// What Prometheus reads: how the server does and what is held, and nothing about anybody.
func TestMetrics(t *testing.T) {
	w := newWorld(t, nil)
	w.playAll(t, asked(ada, "/lists", 200), asked(ada, "/cases/99", 404),
		posted(ada, "/screen", `{"party":{"names":[{"full":"Ilmar Tassk"}]}}`, 200),
		scenario{as: ada, method: "GET", path: "/metrics", status: 200, wanted: []string{
			`lookback_requests_total{route="GET /api/v1/lists",status="200"} 1`, `lookback_requests_total{route="GET /api/v1/cases/{case}",status="404"} 1`,
			`lookback_request_seconds_bucket{route="POST /api/v1/screen",le="+Inf"} 1`, "lookback_hits_total 1", "lookback_last_record 3",
			`lookback_list_entries{list="house"} 2`, "lookback_journal_position ", "lookback_slice_bytes 0", "go_goroutines"},
			forbidden: []string{"Tassk", "Analyst", "crm", "k1", "/cases/99"}})
}

// Webhooks: the secret is told once, what cannot be an address is refused, and one that has ended stays so.
func TestWebhookRoutes(t *testing.T) {
	w := newWorld(t, map[string]func(Permission) bool{"reader": func(p Permission) bool { return p == ReadLists }})
	w.playAll(t,
		posted("reader:N. N.", "/webhooks", `{"url":"https://hooks.example/in"}`, 403),
		posted(ada, "/webhooks", `{"url":"ftp://hooks.example/in"}`, 422),
		posted(ada, "/webhooks", `{"url":"not an address"}`, 422),
		posted(ada, "/webhooks", `{"url":"https://hooks.example/in","kinds":["case.opened"]}`, 200, `"webhook":1`, `"secret":"whsec_`, `"by":"A. Analyst"`),
		scenario{as: ada, method: "GET", path: "/api/v1/webhooks", status: 200, wanted: []string{`"url":"https://hooks.example/in"`, `"kinds":["case.opened"]`}, forbidden: []string{"secret", "whsec_"}},
		posted(ada, "/webhooks/9/end", `{}`, 404),
		posted(ada, "/webhooks/1/dead-letters/1/send", `{}`, 404),
		posted(ada, "/webhooks/1/end", `{}`, 200, `"ended":true`),
		asked(ada, "/webhooks", 200, `"ended":true`),
		scenario{as: ada, method: "GET", path: "/api/v1/journal", status: 200, wanted: []string{"webhook"}, forbidden: []string{"whsec_"}},
	)
}

// Profiles are for go tool pprof, which reads gzip; what there is none of is said.
func TestProfiles(t *testing.T) {
	w := newWorld(t, map[string]func(Permission) bool{"reader": func(p Permission) bool { return p == ReadLists }})
	gzipped := "\x1f\x8b"
	w.playAll(t,
		scenario{as: ada, method: "GET", path: "/api/v1/profiles/heap", status: 200, wanted: []string{gzipped}},
		scenario{as: ada, method: "GET", path: "/api/v1/profiles/cpu?seconds=1", status: 200, wanted: []string{gzipped}},
		asked(ada, "/profiles/cpu?seconds=61", 422, "from 1 to 60"),
		asked(ada, "/profiles/everything", 404, "there are cpu, heap"),
		asked("reader:N. N.", "/profiles/heap", 403))
}
