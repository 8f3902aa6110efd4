package web

import (
	"context"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"lookback"
	"lookback/internal/account"
	"lookback/internal/casework"
	"lookback/internal/scenario"
	"lookback/internal/screening"
	"lookback/internal/source"
	"lookback/internal/store"
	"lookback/internal/store/pgtest"
	"lookback/internal/store/sqldb"
)

// world is the pages over a small fictional world, with an account for each role and a clock that a test may move.
type world struct {
	*httptest.Server
	t         *testing.T
	store     store.Store
	screening *screening.Service
	cases     *casework.Service
	accounts  *account.Service
	now       time.Time
	idle      bool // nobody carries lookbacks out
}

const password = "nobody in it exists"

// people are who works here: a login for each role.
var people = map[string]struct {
	person string
	role   lookback.Role
}{
	"ana": {"Ana Lind", lookback.RoleAnalyst}, "sam": {"Sam Okoro", lookback.RoleSupervisor}, "rita": {"Rita Moss", lookback.RoleRedress},
	"otto": {"Otto Berg", lookback.RoleAuditor}, "ida": {"Ida Novak", lookback.RoleAdministrator},
}

// Wake implements Worker: it does the work at once.
func (w *world) Wake() {
	if w.idle {
		return
	}
	if err := w.screening.Resume(context.Background(), func(lookback.Run, int, int) {}); err != nil {
		w.t.Errorf("work: %v", err)
	}
}

// filled is the place with the story that every test begins with a copy of, and the time at its end.
var filled struct {
	once  sync.Once
	place string
	dir   string // the place, where it is a folder
	until time.Time
}

func TestMain(m *testing.M) {
	code := m.Run()
	if shared.cancel != nil {
		shared.cancel()
	}
	if filled.dir != "" {
		os.RemoveAll(filled.dir)
	}
	os.Exit(code)
}

func newWorld(t *testing.T) *world {
	t.Helper()
	filled.once.Do(func() { tellOnce(t) })
	w := openWorld(t, copyFilled(t))
	w.now = filled.until
	site, err := New(Needs{Accounts: w.accounts, Screening: w.screening, Cases: w.cases, Store: w.store, Worker: w, Now: w.clock, Log: slog.New(slog.DiscardHandler),
		Disclosed: func(d casework.Disclosed) ([]byte, error) { return []byte(d.File.Record.Ref()), nil }})
	w.must(err)
	w.Server = httptest.NewServer(site)
	t.Cleanup(w.Close)
	return w
}

// tellOnce tells the story into a place of its own.
func tellOnce(t *testing.T) {
	if pgtest.Chosen(t) != "" {
		filled.place = pgtest.Copy(t, "")
	} else {
		var err error
		if filled.dir, err = os.MkdirTemp("", "lookback-web-"); err != nil {
			t.Fatal(err)
		}
		filled.place = filled.dir
	}
	w := openWorld(t, filled.place)
	w.fill(scenario.New(7, 300))
	w.hire()
	w.must(w.store.Close())
	filled.until = w.now
}

// copyFilled returns a place that holds the story.
func copyFilled(t *testing.T) string {
	t.Helper()
	if filled.dir == "" {
		return pgtest.Copy(t, filled.place)
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filled.dir)); err != nil {
		t.Fatal(err)
	}
	return dir
}

func (w *world) clock() time.Time { return w.now }

// openWorld opens the services over a folder or a database.
func openWorld(t *testing.T, place string) *world {
	t.Helper()
	st, err := sqldb.Open(t.Context(), place, sqldb.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	w := &world{t: t, store: st, now: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)}
	fair := func(lookback.Score) (lookback.Score, string, string) { return 0, "", "" }
	w.screening, err = screening.New(t.Context(), st, nil, w.clock, fair)
	w.must(err)
	w.cases = casework.New(st, w.clock, casework.Options{})
	w.accounts = account.New(st, w.clock, account.Options{Cost: account.Cost{KiB: 8, Passes: 1}})
	return w
}

// fill tells the story of a world in one go: first editions, everybody, later editions, the network.
func (w *world) fill(s *scenario.World) {
	w.t.Helper()
	for _, later := range []bool{false, true} {
		for i := range s.Lists {
			for k := range s.Lists[i].Editions {
				if (k > 0) == later {
					w.publish(&s.Lists[i], k+1)
				}
			}
		}
		if !later {
			w.must(w.arrive(s.Records))
		}
	}
	n := &s.Network
	w.now = n.Ties[len(n.Ties)-1].Recorded.Add(24 * time.Hour)
	_, err := w.screening.PutTies(w.t.Context(), "tie desk", screening.TieBatch{Networks: []lookback.Network{n.Network}, Parties: n.Parties, Ties: n.Ties})
	w.must(err)
	w.Wake()
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) arrive(records []lookback.Record) error {
	bySource := map[string][]lookback.Record{}
	for _, r := range records {
		bySource[r.Source] = append(bySource[r.Source], r)
	}
	for _, from := range slices.Sorted(maps.Keys(bySource)) { // the same world in every run
		for batch := range slices.Chunk(bySource[from], 5000) {
			if _, err := w.screening.StoreRecords(w.t.Context(), "intake", batch); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *world) publish(list *scenario.List, seq int) {
	w.t.Helper()
	written, err := list.Files(seq)
	w.must(err)
	var files []source.File
	for _, f := range written {
		files = append(files, source.Bytes(f.Name, f.Data))
	}
	if at := list.Editions[seq-1].Published; at.After(w.now) {
		w.now = at
	}
	_, err = w.screening.ImportEdition(w.t.Context(), screening.EditionImport{List: list.Name, Format: source.Format(list.Format), Files: files, Actor: "list desk"})
	w.must(err)
	w.Wake()
}

func (w *world) hire() {
	w.t.Helper()
	_, _, err := w.accounts.Add(w.t.Context(), "Boss", account.NewAccount{Login: "spare", Person: "Nobody Yet", Roles: []lookback.Role{lookback.RoleAuditor}})
	w.must(err)
	for login, p := range people {
		_, token, err := w.accounts.Add(w.t.Context(), "Boss", account.NewAccount{Login: login, Person: p.person, Roles: []lookback.Role{p.role}})
		w.must(err)
		_, err = w.accounts.Accept(w.t.Context(), token, "", password)
		w.must(err)
	}
}

// client is a browser without a screen: cookies, and the token of its forms.
type client struct {
	*http.Client
	w    *world
	csrf string
}

// as logs in.
func (w *world) as(login string) *client {
	w.t.Helper()
	c := w.stranger()
	page := c.post("/login", url.Values{"login": {login}, "password": {password}})
	if page.status != http.StatusOK {
		w.t.Fatalf("log in as %s: status %d\n%s", login, page.status, page.body)
	}
	if m := regexp.MustCompile(`name="csrf" value="([^"]+)"`).FindStringSubmatch(page.body); m != nil {
		c.csrf = m[1]
	}
	return c
}

// stranger is somebody who is not logged in.
func (w *world) stranger() *client {
	jar, err := cookiejar.New(nil)
	w.must(err)
	return &client{Client: &http.Client{Jar: jar}, w: w}
}

// answer is what came back, after redirects.
type answer struct {
	status int
	path   string
	body   string
	header http.Header
}

func (c *client) do(req *http.Request) answer {
	c.w.t.Helper()
	res, err := c.Do(req)
	c.w.must(err)
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	c.w.must(err)
	return answer{res.StatusCode, res.Request.URL.Path, string(body), res.Header}
}

func (c *client) get(path string) answer {
	c.w.t.Helper()
	req, err := http.NewRequestWithContext(c.w.t.Context(), http.MethodGet, c.w.URL+path, nil)
	c.w.must(err)
	return c.do(req)
}

// post sends a form with the token of the session.
func (c *client) post(path string, form url.Values) answer {
	c.w.t.Helper()
	if form == nil {
		form = url.Values{}
	}
	if c.csrf != "" && !form.Has("csrf") {
		form.Set("csrf", c.csrf)
	}
	req, err := http.NewRequestWithContext(c.w.t.Context(), http.MethodPost, c.w.URL+path, strings.NewReader(form.Encode()))
	c.w.must(err)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return c.do(req)
}

// firstAlert returns the alert at the head of the queue.
func (w *world) firstAlert() (a lookback.Alert) {
	w.t.Helper()
	w.must(w.store.View(w.t.Context(), func(tx store.Tx) error {
		all, err := queue(tx, "", "")
		a = all[0]
		return err
	}))
	return a
}

// position returns where the journal stands.
func (w *world) position() int64 {
	w.t.Helper()
	p, err := w.screening.Position(w.t.Context())
	w.must(err)
	return p
}
