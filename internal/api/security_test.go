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
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"lookback"
	"lookback/internal/screening"
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

// oneOfEach makes the first of everything that has a number.
func (w *world) oneOfEach(t *testing.T) {
	t.Helper()
	_, err := w.Screening.PutTies(t.Context(), "tie desk", screening.TieBatch{
		Networks: []lookback.Network{{ID: "ferry", Name: "Ferry", Summary: "s", Ground: "g", By: "tie desk", Handling: lookback.Handling{Sharing: lookback.TLPAmber, Action: lookback.PAPAmber}, Recorded: start, ReviewBy: start.AddDate(0, 6, 0)}},
		Parties:  []lookback.NetworkParty{{ID: "P-1", Kind: lookback.PartyPerson, Party: lookback.Party{Kind: lookback.KindPerson, Names: []lookback.Name{{Full: "Orsolya Vendrik"}}}}},
		Ties: []lookback.Tie{{ID: "T-1", Subject: lookback.RecordNode("crm/2"), Class: lookback.ClassMovedBy, Object: lookback.NetworkNode("ferry"), Source: "manifest", AssertedBy: "tie desk", Kind: lookback.Fact,
			Grade: lookback.Grade{Source: lookback.SourceFairly, Info: lookback.InfoPossible}, Handling: lookback.Handling{Sharing: lookback.TLPAmber, Action: lookback.PAPAmber}, Recorded: start, ReviewBy: start.AddDate(0, 6, 0)}},
	})
	if err == nil {
		err = w.Screening.Resume(t.Context(), func(lookback.Run, int, int) {})
	}
	if err != nil {
		t.Fatal(err)
	}
	w.hold(t)
	w.playAll(t,
		posted(ada, "/identities", `{"parties":[]}`, 200, `"proposal":1`),
		posted(ada, "/cases", `{"alert":"alert:1"}`, 200),
		posted(ada, "/cases/1/rulings", `{"axis":"identity","to":"confirmed-different","reasons":"it is not","evidence":["alert:1"],"source":"files"}`, 200, `"ruling":1`),
		posted(sue, "/rulings/1/second", `{"agrees":true,"reasons":"read both"}`, 200),
		posted(sue, "/suppressions", `{"alert":"alert:1","ruling":1,"expires":"2026-06-01T00:00:00Z"}`, 200, `"suppression":1`),
		posted(ada, "/cases/1/asked", `{"kind":"task","of":"S. Supervisor","question":"compare","due":"2026-04-01T00:00:00Z"}`, 200, `"asked":1`),
		posted(ada, "/cases/1/disclosures", `{"recipient":"Registry","blocks":["identity"],"purpose":"check","basis":"treaty","handling":"TLP:AMBER PAP:AMBER"}`, 200),
		posted(sue, "/disclosures/1/approve", `{"agrees":true,"reasons":"fits"}`, 200),
		posted(ada, "/disclosures/1/send", `{}`, 200),
		posted(ada, "/disclosures/1/recall", `{"reason":"another was meant"}`, 200, `"notice":1`),
		posted(ada, "/protections", `{"record":"crm/1","kind":"minor","source":"birth record","since":"2026-02-01T00:00:00Z"}`, 200, `"protection":1`),
		posted(rob, "/redress", `{"record":"crm/1","requester":"The person","statement":"not me"}`, 200, `"redress":1`),
		posted(ada, "/erasures", `{"record":"crm/3","purposes":["passenger-data"],"ground":"C-817/19"}`, 200, `"erasure":1`),
		posted(ada, "/holds", `{"record":"crm/2","basis":"order 9"}`, 200, `"hold":1`),
		posted(ada, "/retention-rules", `{"purpose":"passenger-data","law":"C-817/19","erase_months":6,"reason":"no connection"}`, 200, `"rule":1`),
		posted(ada, "/directives", `{"title":"t","legal_basis":"b","reason":"r","about":"list:house","review_level":"senior","order":"first","second_reviewer":true,"until":"2026-05-01T00:00:00Z"}`, 200),
		posted(ada, "/webhooks", `{"url":"https://hooks.example/lookback","kinds":["run.done"]}`, 200),
		posted(ada, "/accounts", `{"login":"x","person":"N. N.","roles":["analyst"]}`, 200),
	)
}

// withNumbers returns the path of a route with a number in the place of every number, and reports whether it has one. What is not
// known to be a text is a number.
func withNumbers(r Route, number string) (path string, some bool) {
	texts := []string{"list", "login", "source", "dataset", "profile"}
	path = regexp.MustCompile(`\{[^}]+\}`).ReplaceAllStringFunc(r.Path, func(part string) string {
		name := strings.Trim(part, "{}")
		if strings.HasSuffix(name, "...") || slices.Contains(texts, name) {
			return "x"
		}
		some = true
		return number
	})
	return path, some
}

// Numbers of others' things lead nowhere: what a caller may not open is refused by the kind of thing before it is looked
// up, and what is not there is answered the same whatever the number. It holds for every route that has a number in its path.
func TestNumbersTellNothing(t *testing.T) {
	w := newWorld(t, map[string]func(Permission) bool{"nobody": func(Permission) bool { return false }})
	w.oneOfEach(t)
	numbers := 0
	for _, r := range Routes() {
		there, some := withNumbers(r, "1")
		if !some {
			continue
		}
		numbers++
		missing, _ := withNumbers(r, "999")
		answer := func(as, path string) string {
			status, _, body := w.send(scenario{as: as, method: r.Method, path: path, body: "{}"})
			return fmt.Sprint(status, " ", body)
		}
		if one, other := answer("nobody:N. N.", there), answer("nobody:N. N.", missing); one != other || !strings.HasPrefix(one, "403") {
			t.Errorf("%s: got %q and %q, want one refusal", r.Name(), one, other)
		}
		for _, bad := range []string{"0", "-1", "1e9", "9223372036854775808", "1%2F..", "one"} {
			path, _ := withNumbers(r, bad)
			if got := answer(ada, path); !strings.HasPrefix(got, "400") || !strings.Contains(got, "is not the number of a") {
				t.Errorf("%s with %q: got %q, want a wrong use", r.Name(), bad, got)
			}
		}
		if r.Method != "GET" {
			continue
		}
		query := ""
		if slices.ContainsFunc(r.Query, func(p Param) bool { return p.Name == "purpose" }) {
			query = "?purpose=audit"
		}
		if got := answer(ada, there+query); !strings.HasPrefix(got, "200") {
			t.Errorf("%s: got %q: the test has nothing to hide", r.Name(), got)
		}
		if got := answer(ada, missing+query); !strings.HasPrefix(got, "404") {
			t.Errorf("%s: got %q, want that nothing is there", r.Name(), got)
		}
	}
	if numbers < 40 {
		t.Errorf("%d routes have a number: the test looks in the wrong place", numbers)
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
