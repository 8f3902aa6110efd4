package web

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"lookback"
	"lookback/internal/account"
	"lookback/internal/casework"
	"lookback/internal/store"
)

// concrete fills the parameters of a path with things that are there.
func (w *world) concrete(path string) string {
	a := w.firstAlert()
	return strings.NewReplacer("{$}", "", "/alerts/{id}", fmt.Sprintf("/alerts/%d", a.ID), "{id}", "1", "{ref...}", w.recordRef(a), "{list}", a.List, "{seq}", "1",
		"{entry}", a.EntryID, "{version}", "1", "{position}", "1", "{login}", "spare", "{token}", "1.x").Replace(path)
}

func (w *world) recordRef(a lookback.Alert) string {
	f := w.record(a.RecordID)
	return f.Ref()
}

// Every route by every role: who has the permission is not refused for lack of it, and everybody else is, with nothing recorded.
func TestEveryRouteByEveryRole(t *testing.T) {
	w := newWorld(t)
	w.conduct()
	clients := map[string]*client{}
	for login := range people {
		clients[login] = w.as(login)
	}
	stranger := w.stranger()
	for _, r := range routes() {
		if r.May == Anybody || r.Path == "/logout" {
			continue
		}
		path := w.concrete(r.Path)
		send := func(c *client) answer {
			if r.Method == http.MethodPost {
				return c.post(path, nil)
			}
			return c.get(path)
		}
		if got := send(stranger); got.path != "/login" {
			t.Errorf("%s %s: a stranger came to %s (%d), want the login", r.Method, path, got.path, got.status)
		}
		for login, c := range clients {
			before := w.position()
			got := send(c)
			allowed := r.May == Member || account.Allows(people[login].role, r.May)
			lacks := got.status == http.StatusForbidden && strings.Contains(got.body, "is not for you as")
			switch {
			case allowed && (lacks || got.status == http.StatusInternalServerError || r.Method == http.MethodGet && got.status != http.StatusOK):
				t.Errorf("%s %s as %s: got status %d, may %q\n%s", r.Method, path, login, got.status, r.May, got.body)
			case !allowed && !lacks:
				t.Errorf("%s %s as %s: got status %d without %q", r.Method, path, login, got.status, r.May)
			case !allowed && w.position() != before:
				t.Errorf("%s %s as %s: refused, and something was recorded", r.Method, path, login)
			}
		}
	}
}

// A form of another session, or of none, changes nothing, whoever sends it.
func TestFormsNeedTheirSession(t *testing.T) {
	w := newWorld(t)
	ana, sam := w.as("ana"), w.as("sam")
	before := w.position()
	for _, r := range routes() {
		if r.Method != http.MethodPost || r.May == Anybody {
			continue
		}
		for name, token := range map[string]string{"none": "", "another": ana.csrf, "guessed": "x"} {
			got := sam.post(w.concrete(r.Path), url.Values{"csrf": {token}})
			if got.status != http.StatusForbidden || !strings.Contains(got.body, "not of your session") {
				t.Errorf("%s with token %s: got status %d", r.Path, name, got.status)
			}
		}
	}
	if got := sam.get("/"); got.status != http.StatusOK || got.path != "/" || w.position() != before {
		t.Errorf("after forged forms: %s (%d), journal from %d to %d; nobody must be logged out and nothing recorded", got.path, got.status, before, w.position())
	}
}

// What is not there is not found by its number, and whoever may not see a kind of thing is answered the same whether it is there or
// not. It holds for every page and form that has a number in its address.
func TestNumbersOpenNothing(t *testing.T) {
	w := newWorld(t)
	c := w.conduct()
	clients := map[string]*client{}
	for login := range people {
		clients[login] = w.as(login)
	}
	clients["sam"].opens(c)
	numbers := regexp.MustCompile(`\{(id|version|position)\}`)
	tried := 0
	for _, r := range routes() {
		if !numbers.MatchString(r.Path) {
			continue
		}
		tried++
		send := func(c *client, number string) (int, string) {
			path := numbers.ReplaceAllString(r.Path, number)
			got := answer{}
			if r.Method == http.MethodPost {
				got = c.post(path, url.Values{"reasons": {"r"}, "agrees": {"no"}, "purpose": {"p"}, "text": {"t"}, "to": {"possible"}, "axis": {"identity"}, "due": {"2026-11-30"}})
			} else {
				got = c.get(path)
			}
			return got.status, strings.ReplaceAll(got.body, path, "")
		}
		for login, c := range clients {
			may := account.Allows(people[login].role, r.May)
			if status, body := send(c, "999999"); may {
				if status < 400 || status >= 500 {
					t.Errorf("%s %s as %s: got status %d for what is not there\n%s", r.Method, r.Path, login, status, body)
				}
			} else if there, same := send(c, "1"); status != http.StatusForbidden || there != status || same != body {
				t.Errorf("%s %s as %s: got statuses %d and %d, want one refusal", r.Method, r.Path, login, status, there)
			}
			for _, number := range []string{"x", "-1", "0", "1e9", "99999999999999999999"} {
				if status, _ := send(c, number); status != http.StatusNotFound && status != http.StatusForbidden {
					t.Errorf("%s %s with %s as %s: got status %d", r.Method, r.Path, number, login, status)
				}
			}
		}
	}
	if tried < 25 {
		t.Errorf("%d routes have a number: the test looks in the wrong place", tried)
	}
	for _, path := range []string{"/records/nobody/here", "/lists/none", "/lists/north/entries/none"} {
		if got := clients["sam"].get(path); got.status != http.StatusNotFound {
			t.Errorf("%s: got status %d", path, got.status)
		}
	}
}

// R28: the person who ruled is refused as the second, although the page was never offered.
func TestSecondPersonIsAnother_R28(t *testing.T) {
	w := newWorld(t)
	c := w.openFirst()
	sam := w.as("sam")
	a := w.firstAlert()
	sam.post("/purpose", url.Values{"record": {fmt.Sprint(c.RecordID)}, "purpose": {string(casework.PurposeReview)}})
	got := sam.post(fmt.Sprintf("/cases/%d/rule", c.ID), url.Values{"axis": {"identity"}, "to": {"confirmed-same"}, "reasons": {"passport"}, "source": {"file"},
		"evidence": {lookback.AlertEvidence(a.ID).String()}, "nonefound": {"yes"}})
	if got.status != http.StatusOK || !strings.Contains(got.body, "awaiting second person") {
		t.Fatalf("ruling: status %d\n%s", got.status, got.body)
	}
	got = sam.post("/rulings/1/second", url.Values{"agrees": {"yes"}, "reasons": {"me again"}})
	if got.status != http.StatusForbidden || !strings.Contains(got.body, `class="refusal"`) {
		t.Errorf("own ruling: got status %d", got.status)
	}
}

// R36: a file is opened for a stated purpose, once in a session, and the journal has it.
func TestPurposeIsAskedOnce_R36(t *testing.T) {
	w := newWorld(t)
	c := w.openFirst()
	ana := w.as("ana")
	path := fmt.Sprintf("/cases/%d", c.ID)
	first := ana.get(path)
	if !strings.Contains(first.body, "What is this file opened for?") || strings.Contains(first.body, w.record(c.RecordID).Party.Names[0].Full) {
		t.Fatalf("the file is shown before the question is answered:\n%s", first.body)
	}
	form := url.Values{"record": {fmt.Sprint(c.RecordID)}, "next": {path}, "purpose": {"curiosity"}}
	if got := ana.post("/purpose", form); got.status != http.StatusUnprocessableEntity {
		t.Errorf("a purpose of one's own: got status %d", got.status)
	}
	form.Set("purpose", string(casework.PurposeReview))
	if got := ana.post("/purpose", form); got.path != path || got.status != http.StatusOK {
		t.Errorf("after the answer: %s (%d), want the case", got.path, got.status)
	}
	if e := w.lastEvent(); e.Kind != lookback.EventAccess || e.Actor != "Ana Lind" {
		t.Errorf("the journal ends with %s by %s: %s", e.Kind, e.Actor, e.Body)
	}
	looks, err := w.cases.ListAccess(t.Context(), store.KeptFilter{RecordID: c.RecordID})
	if err != nil || len(looks) != 1 || looks[0].Purpose != "review of the case" || looks[0].What != fmt.Sprintf("case %d", c.ID) {
		t.Errorf("the log of looks is %+v (%v)", looks, err)
	}
	before := w.position()
	if got := ana.get(path); strings.Contains(got.body, "What is this file opened for?") || w.position() != before {
		t.Error("it is asked a second time")
	}
	if got := w.as("sam").get(path); !strings.Contains(got.body, "What is this file opened for?") {
		t.Error("another person is not asked")
	}
}

// Names, keys and remarks of outside data are text on every page, whatever they hold.
func TestOutsideDataIsText(t *testing.T) {
	w := newWorld(t)
	evil := `<script>alert(1)</script><img src=x onerror=alert(2)>"'>{{.}}`
	entry := w.entryNamed(evil)
	w.must(w.arrive([]lookback.Record{{Source: "crm", Key: `k"><script>alert(3)</script>`, Arrived: w.now, Party: lookback.Party{
		Kind: lookback.KindPerson, Names: []lookback.Name{{Full: evil}}, BirthPlaces: []string{evil}, Addresses: []lookback.Address{{Text: evil}},
		Identifiers: []lookback.Identifier{{Type: "passport", Value: evil}}, Nationalities: []string{evil},
	}}}))
	sam := w.as("sam")
	alert := w.alertOn(entry)
	ref := w.recordRef(alert)
	sam.post("/alerts/"+fmt.Sprint(alert.ID)+"/rule", url.Values{"to": {"possible"}, "reasons": {evil}, "source": {evil}})
	sam.post("/purpose", url.Values{"record": {fmt.Sprint(alert.RecordID)}, "purpose": {string(casework.PurposeReview)}})
	seen := 0
	for _, path := range []string{"/alerts", fmt.Sprintf("/alerts/%d", alert.ID), recordLink(ref), "/cases", "/cases/1", "/lists/evil", "/lists/evil/editions/1", "/lists/evil/entries/" + entry, "/records?q=" + url.QueryEscape(evil), "/runs"} {
		got := sam.get(path)
		if got.status != http.StatusOK {
			t.Errorf("%s: status %d", path, got.status)
		}
		for _, bad := range []string{"<script>alert", "<img src=x", `">{{`} {
			if strings.Contains(got.body, bad) {
				t.Errorf("%s holds %q", path, bad)
			}
		}
		if strings.Contains(got.body, "&lt;script&gt;alert(1)") {
			seen++
		}
	}
	if seen < 6 {
		t.Errorf("the name was seen as text on %d pages only: the test looks in the wrong places", seen)
	}
}

// What browsers are told on every answer, be it a page, a refusal or an asset; and no page has a script or style of its own.
func TestHeaders(t *testing.T) {
	w := newWorld(t)
	sam := w.as("sam")
	asset := strings.Split(strings.SplitN(sam.get("/").body, `href="/assets/app.`, 2)[1], `"`)[0]
	for _, path := range []string{"/", "/alerts", "/none", "/users", "/assets/app." + asset} {
		got := sam.get(path)
		for name, want := range map[string]string{"Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin"} {
			if got.header.Get(name) != want {
				t.Errorf("%s: %s is %q, want %q", path, name, got.header.Get(name), want)
			}
		}
		for _, inline := range []string{"<script>", " style=", "<style", " onclick=", "javascript:", "http://", "https://"} {
			if strings.HasPrefix(got.header.Get("Content-Type"), "text/html") && strings.Contains(got.body, inline) {
				t.Errorf("%s holds %q", path, inline)
			}
		}
	}
	if strings.Contains(policy, "unsafe") {
		t.Error("the policy allows something unsafe")
	}
}

func TestCookieOfTheSession(t *testing.T) {
	w := newWorld(t)
	c := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := c.PostForm(w.URL+"/login", url.Values{"login": {"ana"}, "password": {password}, "next": {"//evil.example/"}})
	w.must(err)
	res.Body.Close()
	if got := res.Header.Get("Location"); got != "/" {
		t.Errorf("a login leads to %q, want this site", got)
	}
	if cookie := res.Cookies()[0]; !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode || cookie.MaxAge != 0 {
		t.Errorf("got cookie %+v", cookie)
	}
}

// A session that is over leads to the login, and from there back to the page that was wanted.
func TestEndedSessionComesBack(t *testing.T) {
	w := newWorld(t)
	ana := w.as("ana")
	w.now = w.now.Add(31 * time.Minute)
	got := ana.get("/runs?page=0")
	if got.path != "/login" || !strings.Contains(got.body, "Your session has ended") || !strings.Contains(got.body, `name="next" value="/runs?page=0"`) {
		t.Fatalf("got %s\n%s", got.path, got.body)
	}
	if got := ana.post("/login", url.Values{"login": {"ana"}, "password": {password}, "next": {"/runs?page=0"}}); got.path != "/runs" {
		t.Errorf("came to %s", got.path)
	}
}

func TestLoginRefuses(t *testing.T) {
	w := newWorld(t)
	got := w.stranger().post("/login", url.Values{"login": {"ana"}, "password": {"wrong"}})
	if got.status != http.StatusForbidden || !strings.Contains(got.body, "do not fit") || strings.Contains(got.body, "wrong") {
		t.Errorf("got %d\n%s", got.status, got.body)
	}
	if got := w.stranger().get("/login/provider"); got.status != http.StatusNotFound {
		t.Errorf("a provider that there is not: got status %d", got.status)
	}
}

func TestOneTimeLinkInPages(t *testing.T) {
	w := newWorld(t)
	ida := w.as("ida")
	got := ida.post("/users", url.Values{"login": {"new"}, "person": {"Nia New"}, "role": {"analyst"}})
	_, rest, ok := strings.Cut(got.body, `<code class="hash">`)
	if !ok {
		t.Fatalf("no link is shown: %s", got.body)
	}
	link, _, _ := strings.Cut(rest, "<")
	nia := w.stranger()
	if got := nia.post(link, url.Values{"password": {"four good words here"}, "again": {"another"}}); got.status != http.StatusUnprocessableEntity {
		t.Errorf("two passwords: got status %d", got.status)
	}
	if got := nia.post(link, url.Values{"password": {"four good words here"}, "again": {"four good words here"}}); got.path != "/login" {
		t.Errorf("after the link: %s", got.path)
	}
	if got := nia.post("/login", url.Values{"login": {"new"}, "password": {"four good words here"}}); got.path != "/" {
		t.Errorf("after the login: %s", got.path)
	}
	if got := nia.get(link); got.status != http.StatusForbidden {
		t.Errorf("the link a second time: got status %d", got.status)
	}
	if got := ida.post("/users/ida/roles", url.Values{"role": {"supervisor"}}); got.status != http.StatusForbidden {
		t.Errorf("own roles: got status %d", got.status)
	}
}
