package api

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"lookback"
)

// What an attacker sends is refused with a problem, and never held in memory as a whole.
func TestHostileBodies(t *testing.T) {
	w := newWorld(t, nil)
	var bomb bytes.Buffer
	packed := gzip.NewWriter(&bomb)
	packed.Write(make([]byte, 1<<20))
	packed.Close()
	deep := `{"party":` + strings.Repeat(`{"names":[`, 50000)
	form := map[string]string{"Content-Type": "multipart/form-data; boundary=b"}
	for _, s := range []scenario{
		{name: "TooLarge", path: "/api/v1/screen", body: `{"party":{"names":[{"full":"` + strings.Repeat("x", defaultBody) + `"}]}}`, status: 413, wanted: []string{"larger than 1048576 bytes", "route that streams"}},
		{name: "Compressed", path: "/api/v1/screen", body: bomb.String(), header: map[string]string{"Content-Encoding": "gzip"}, status: 415, wanted: []string{"Send it as it is"}},
		{name: "Deep", path: "/api/v1/screen", body: deep, status: 422},
		{name: "Empty", path: "/api/v1/screen", status: 422, wanted: []string{"there is no body"}},
		{name: "LineTooLong", path: "/api/v1/screen/stream", body: `{"id":"` + strings.Repeat("x", maxLine+1), status: 422, wanted: []string{`"line":1`, "longer than"}},
		{name: "NoForm", path: "/api/v1/lists/x/editions", body: "no form", status: 422, wanted: []string{"multipart/form-data"}},
		{name: "FormWithoutFiles", path: "/api/v1/lists/x/editions", header: form, body: "--b--\r\n", status: 422, wanted: []string{"no files"}},
		{name: "FormCutOff", path: "/api/v1/lists/x/editions", header: form, body: "--b\r\nContent-Disposition: form-data; name=file; filename=a.csv\r\n\r\nabc", status: 422},
		{name: "NullBytesInAKey", path: "/api/v1/records/crm%00", body: "id,name\n1,X Y\n", status: 200, wanted: []string{`"error":{`}},
		{name: "MatchTooMany", path: "/match/default", body: `{"queries":` + strings.Repeat(" ", defaultBody) + `{}}`, status: 413},
	} {
		s.as, s.method = ada, "POST"
		t.Run(s.name, func(t *testing.T) { w.play(t, s) })
	}
}

// entityBomb grows a thousandfold with every line, for whoever expands entities.
const entityBomb = `<?xml version="1.0"?>
<!DOCTYPE l [<!ENTITY a "ha ha ha ha ha ha ha ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY x SYSTEM "file:///etc/passwd">]>
<CONSOLIDATED_LIST dateGenerated="2026-01-01T00:00:00Z"><INDIVIDUALS><INDIVIDUAL><DATAID>1</DATAID><FIRST_NAME>&c;&x;</FIRST_NAME><REFERENCE_NUMBER>X.1</REFERENCE_NUMBER></INDIVIDUAL></INDIVIDUALS></CONSOLIDATED_LIST>`

// A list that holds a bomb or asks for a file of the server is refused, and the name of a file is no path.
func TestHostileLists(t *testing.T) {
	w := newWorld(t, nil)
	for name, content := range map[string]string{"../../etc/cron.d/x": "id,name\nh-1,A B\n", "bomb.xml": entityBomb, "bomb.zip": "PK\x03\x04" + strings.Repeat("\x00", 64)} {
		var body bytes.Buffer
		form := multipart.NewWriter(&body)
		part, err := form.CreateFormFile("file", name)
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(part, content)
		form.Close()
		format := "un-xml"
		if strings.HasPrefix(name, "..") {
			format = "house-csv"
		}
		status, _, answer := w.send(scenario{as: ada, method: "POST", path: "/api/v1/lists/hostile/editions?format=" + format, body: body.String(), header: map[string]string{"Content-Type": form.FormDataContentType()}})
		switch {
		case format == "house-csv" && (status != http.StatusOK || !strings.Contains(answer, `"name":"x"`)):
			t.Errorf("%s: got %d %s, want it kept under its base name", name, status, answer)
		case format != "house-csv" && (status != http.StatusUnprocessableEntity || strings.Contains(answer, "root:")):
			t.Errorf("%s: got %d %s, want a refusal", name, status, answer)
		}
	}
}

// raw sends bytes as they are and returns the statuses of the answers.
func (w *world) raw(t *testing.T, request string) []int {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(w.http.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(conn, request); err != nil {
		t.Fatal(err)
	}
	var statuses []int
	for r := bufio.NewReader(conn); ; {
		resp, err := http.ReadResponse(r, nil)
		if err != nil {
			return statuses
		}
		io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
		statuses = append(statuses, resp.StatusCode)
	}
}

// A request that two servers may read in two ways is read in none.
func TestSmuggling(t *testing.T) {
	w := newWorld(t, nil)
	hidden := "GET /api/v1/runs HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + ada + "\r\n\r\n"
	for name, request := range map[string]string{
		"TwoLengths":        "POST /api/v1/screen HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello" + hidden,
		"BadChunks":         "POST /api/v1/screen HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n" + hidden,
		"UnknownEncoding":   "POST /api/v1/screen HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + hidden,
		"NegativeLength":    "POST /api/v1/screen HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n" + hidden,
		"SpaceBeforeColon":  "POST /api/v1/screen HTTP/1.1\r\nHost: localhost\r\nContent-Length : 5\r\n\r\n" + hidden,
		"TwoHosts":          "GET /healthz HTTP/1.1\r\nHost: localhost\r\nHost: other\r\n\r\n" + hidden,
		"LineFeedInAHeader": "GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: a\rb\r\n\r\n" + hidden,
	} {
		for _, status := range w.raw(t, request) {
			if status == http.StatusOK {
				t.Errorf("%s: something was answered with success", name)
			}
		}
	}
}

// A length and chunks at once is read as chunks, and the connection ends: what follows is never a second request.
func TestLengthAndChunks(t *testing.T) {
	w := newWorld(t, nil)
	request := "POST /api/v1/screen HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
	if got := w.raw(t, request); len(got) > 1 {
		t.Errorf("got answers %v, want one at most", got)
	}
}

// stalled is a body that never comes, on a connection that keeps the deadlines it is given.
type stalled struct {
	http.ResponseWriter
	deadline time.Time
}

func (s *stalled) SetReadDeadline(at time.Time) error { s.deadline = at; return nil }

// Every body has a time by which it must have come, and one that streams a time by which more of it must.
func TestSlowBodies(t *testing.T) {
	w := newWorld(t, nil)
	for _, r := range Routes() {
		if !r.Changes() {
			continue
		}
		s := &stalled{}
		req, err := http.NewRequest(r.Method, "/", strings.NewReader("{}"))
		if err != nil {
			t.Fatal(err)
		}
		c := &call{Server: w.Server, w: s, r: req}
		if err := c.limitBody(r); err != nil {
			t.Fatal(err)
		}
		if r.Takes != "" {
			c.r.Body.Read(make([]byte, 1))
		}
		if left := time.Until(s.deadline); left <= 0 || left > bodyTime {
			t.Errorf("%s: got %v to send a body, want up to %v", r.Name(), left, bodyTime)
		}
	}
}

// Answers tell a browser not to guess, frame, keep or leak, and what a page of another site sends is refused.
func TestHeaders(t *testing.T) {
	w := newWorld(t, nil)
	for _, path := range []string{"/healthz", "/api/v1/runs", "/nowhere", "/reconcile/preview?id=house/h-1"} {
		_, h, _ := w.send(scenario{as: ada, method: "GET", path: path})
		for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store",
			"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'", "Cross-Origin-Resource-Policy": "same-origin"} {
			if got := h.Get(name); got != want {
				t.Errorf("%s: got %s %q, want %q", path, name, got, want)
			}
		}
	}
	for name, header := range map[string]map[string]string{"FetchMetadata": {"Sec-Fetch-Site": "cross-site"}, "Origin": {"Origin": "https://elsewhere.example"}} {
		s := scenario{as: ada, method: "POST", path: "/api/v1/screen", body: `{}`, header: header, status: http.StatusForbidden, wanted: []string{"page of another site"}}
		t.Run(name, func(t *testing.T) { w.play(t, s) })
	}
}

// Numbers of others' things lead nowhere: what a caller may not open is refused by the kind of thing before it is looked
// up, and what is not there is answered the same whatever the number.
func TestNumbersTellNothing(t *testing.T) {
	w := newWorld(t, map[string]func(Permission) bool{"lists": func(p Permission) bool { return p == ReadLists }})
	w.play(t, scenario{as: ada, method: "POST", path: "/api/v1/cases", body: `{"alert":"alert:1"}`, status: 200})
	for _, path := range []string{"/api/v1/cases/%d", "/api/v1/alerts/%d", "/api/v1/runs/%d", "/api/v1/path-alerts/%d"} {
		_, _, there := w.send(scenario{as: "lists:L. Lister", method: "GET", path: fmt.Sprintf(path, 1)})
		_, _, missing := w.send(scenario{as: "lists:L. Lister", method: "GET", path: fmt.Sprintf(path, 999)})
		if there != missing {
			t.Errorf("%s: got %q and %q, want no difference", path, there, missing)
		}
	}
	for _, number := range []string{"0", "-1", "1e9", "9223372036854775808", "1%2F..", "one"} {
		w.play(t, scenario{as: ada, method: "GET", path: "/api/v1/cases/" + number, status: http.StatusBadRequest, wanted: []string{"is not the number of a case"}})
	}
}

// A name or remark that is script is data in every answer, the page of a preview among them.
func TestStoredScript(t *testing.T) {
	w := newWorld(t, nil)
	records := []lookback.Record{{Source: "crm", Key: `"><script>alert(1)</script>`, Arrived: start, Party: lookback.Party{Names: []lookback.Name{{Full: `<img src=x onerror=alert(1)>`}}}}}
	if _, err := w.Screening.StoreRecords(t.Context(), "Intake", records); err != nil {
		t.Fatal(err)
	}
	_, h, body := w.send(scenario{as: ada, method: "GET", path: "/api/v1/records"})
	if strings.Contains(body, "<script>") || strings.Contains(body, "<img") || h.Get("Content-Type") != "application/json" {
		t.Errorf("got %s as %s, want no markup", body, h.Get("Content-Type"))
	}
}
