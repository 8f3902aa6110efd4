package web

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"lookback"
	"lookback/internal/account"
	"lookback/internal/casework"
	"lookback/internal/scenario"
	"lookback/internal/screening"
	"lookback/internal/shelf"
	"lookback/internal/store"
	"lookback/internal/store/sqldb"
)

// The targets of every page.
const (
	pageTime  = 200 * time.Millisecond
	pageBytes = 200 << 10 // compressed, with style and script
)

// bigWorld is the story with many more records behind it, in slices, as a server keeps them, and a case in which all was done that can
// be. Telling it takes long: LOOKBACK_BENCH_WORLD names a folder in which it is kept from one run to the next.
func bigWorld(t *testing.T, records int) (*world, lookback.Case) {
	t.Helper()
	kept := cmp.Or(os.Getenv("LOOKBACK_BENCH_WORLD"), filepath.Join(t.TempDir(), "told"))
	if _, err := os.Stat(kept); err != nil {
		w := openBig(t, kept)
		w.fill(scenario.New(7, records))
		w.must(w.screening.Compact(t.Context(), func(int, int) {})) // as the worker of a server does
		w.hire()
		w.conduct()
		w.must(w.store.Close())
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(kept)); err != nil {
		t.Fatal(err)
	}
	w := openBig(t, dir)
	var c lookback.Case
	w.must(w.store.View(t.Context(), func(tx store.Tx) error {
		last, err := tx.Position()
		if err != nil {
			return err
		}
		end, err := tx.GetEvent(last)
		if err != nil {
			return err
		}
		w.now = end.Time
		c, err = tx.GetCase(1, store.Now)
		return err
	}))
	site, err := New(Needs{Accounts: w.accounts, Screening: w.screening, Cases: w.cases, Store: w.store, Worker: w, Now: w.clock, Log: slog.New(slog.DiscardHandler),
		Disclosed: func(d casework.Disclosed) ([]byte, error) { return []byte(d.File.Record.Ref()), nil }})
	w.must(err)
	w.Server = httptest.NewServer(site)
	t.Cleanup(w.Close)
	return w, c
}

// openBig opens the services over a folder with slices.
func openBig(t *testing.T, dir string) *world {
	t.Helper()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	st, err := sqldb.Open(t.Context(), dir, sqldb.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	w := &world{t: t, store: st, now: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)}
	w.screening, err = screening.New(t.Context(), st, shelf.New(filepath.Join(dir, "slices")), w.clock, func(lookback.Score) (lookback.Score, string, string) { return 0, "", "" })
	w.must(err)
	w.screening.KeepSlices(1 << 30)
	w.cases = casework.New(st, w.clock, casework.Options{})
	w.accounts = account.New(st, w.clock, account.Options{Cost: account.Cost{KiB: 8, Passes: 1}})
	return w
}

// compressed returns how large something is on the wire.
func compressed(text string) int {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write([]byte(text)) // unreachable: memory takes everything
	z.Close()
	return b.Len()
}

// Every page within 200 ms and 200 KB, with as many records behind the story as LOOKBACK_BENCH_PARTIES says.
func TestPagesAtScale_R37(t *testing.T) {
	records, err := strconv.Atoi(os.Getenv("LOOKBACK_BENCH_PARTIES"))
	if err != nil {
		t.Skip("set LOOKBACK_BENCH_PARTIES=1000000 to measure the pages with a million records behind them")
	}
	w, c := bigWorld(t, records)
	sam, otto, ida := w.as("sam"), w.as("otto"), w.as("ida")
	sam.opens(c)
	extra := compressed(sam.asset("app.css")) + compressed(sam.asset("app.js"))
	pages := append(w.pages(c), "/records", "/records?q=Wei", "/records?q=Adrian+Acosta", "/alerts?list=north&strength=name+only", "/runs/1")
	w.must(w.ruleTwice(c, w.firstAlert())) // an event, after which the report is made anew
	began := time.Now()
	sam.get("/reports")
	if took := time.Since(began); took > pageTime {
		t.Errorf("the first report after an event: %v, want at most %v", took, pageTime)
	} else {
		t.Logf("%8.1f ms           /reports, the first after an event", float64(took.Microseconds())/1000)
	}
	for _, x := range []struct {
		who   *client
		pages []string
	}{{sam, pages}, {otto, []string{"/journal", "/journal/3"}}, {ida, []string{"/users"}}} {
		for _, path := range x.pages {
			took, size := x.who.measure(path)
			t.Logf("%8.1f ms  %6.1f KB  %s", float64(took.Microseconds())/1000, float64(size+extra)/1024, shortened(path))
			if took > pageTime || size+extra > pageBytes {
				t.Errorf("%s: %v and %d bytes, want at most %v and %d", path, took, size+extra, pageTime, pageBytes)
			}
		}
	}
}

// measure returns the median time of a page and its size.
func (c *client) measure(path string) (time.Duration, int) {
	c.w.t.Helper()
	var times []time.Duration
	size := 0
	for range 5 {
		began := time.Now()
		got := c.get(path)
		times = append(times, time.Since(began))
		if size = compressed(got.body); got.status != 200 {
			c.w.t.Fatalf("%s: status %d\n%s", path, got.status, got.main())
		}
	}
	slices.Sort(times)
	return times[len(times)/2], size
}

// asset returns an asset by its plain name.
func (c *client) asset(name string) string {
	c.w.t.Helper()
	stem, end, _ := strings.Cut(name, ".")
	_, rest, _ := strings.Cut(c.get("/").body, "/assets/"+stem+".")
	hash, _, _ := strings.Cut(rest, ".")
	return c.get(fmt.Sprintf("/assets/%s.%s.%s", stem, hash, end)).body
}

// shortened leaves the names of people out of what is logged.
func shortened(path string) string {
	if u, err := url.Parse(path); err == nil && u.Query().Has("q") {
		return u.Path + "?q=..."
	}
	return path
}
