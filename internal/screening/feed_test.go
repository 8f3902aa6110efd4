package screening

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"lookback"
	"lookback/internal/scenario"
	"lookback/internal/source"
	"lookback/internal/store"
	"lookback/internal/store/sqldb"
)

// feedWorld is a service that follows one list from a publisher on this machine, under a clock that the test moves.
type feedWorld struct {
	*testing.T
	*Service
	fetcher source.Fetcher
	folder  string
	mu      sync.Mutex
	now     time.Time
	body    []byte // what the publisher answers; nil: it is down
	asked   int
}

func newFeedWorld(t *testing.T) *feedWorld {
	w := &feedWorld{T: t, now: time.Date(2024, 3, 1, 9, 0, 0, 0, time.UTC), folder: filepath.Join(t.TempDir(), "fetch")}
	st, err := sqldb.OpenTemporary(t.Context(), sqldb.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	if w.Service, err = New(t.Context(), st, nil, w.clock, fair); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(w.answer))
	t.Cleanup(server.Close)
	past := make(chan time.Time)
	close(past)
	w.fetcher = source.Fetcher{Attempts: 2, Limit: time.Hour, Now: w.clock, After: func(d time.Duration) <-chan time.Time {
		if d == time.Hour {
			return nil
		}
		return past
	}}
	feed := lookback.Feed{List: "bulk", Format: string(source.UNXML), URLs: []string{server.URL + "/bulk.xml?token=secret"}, Every: time.Hour}
	if _, err := w.SetFeed(t.Context(), feed, "list desk"); err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *feedWorld) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *feedWorld) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

func (w *feedWorld) answer(out http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.asked++
	tag := fmt.Sprintf(`"%d"`, len(w.body))
	switch {
	case w.body == nil:
		out.WriteHeader(http.StatusBadGateway)
	case r.Header.Get("If-None-Match") == tag:
		out.WriteHeader(http.StatusNotModified)
	default:
		out.Header().Set("ETag", tag)
		out.Write(w.body)
	}
}

// publish makes the publisher answer with an edition of entries 0 to n.
func (w *feedWorld) publish(n, day int) {
	w.Helper()
	file, err := edition(w.T, scenario.NewBulk(5), 0, n, n, day).Files[0].Open()
	if err != nil {
		w.Fatal(err)
	}
	body, err := io.ReadAll(file)
	if err != nil {
		w.Fatal(err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.body = body
}

func (w *feedWorld) fetch() (FeedResult, error) {
	result, err := w.FetchFeed(w.Context(), &w.fetcher, "bulk", w.folder, "timer")
	if err := w.Resume(w.Context(), quiet); err != nil {
		w.Fatal(err)
	}
	return result, err
}

// mustFetch fetches and wants an outcome.
func (w *feedWorld) mustFetch(want lookback.FeedOutcome) FeedResult {
	w.Helper()
	result, err := w.fetch()
	if result.Feed.State.Outcome != want || (err != nil) != (want == lookback.FeedFailed) {
		w.Fatalf("got %s (%s), %v, want %s", result.Feed.State.Outcome, result.Feed.State.Problem, err, want)
	}
	return result
}

func (w *feedWorld) alarms() (kinds string) {
	w.Helper()
	fresh, err := w.Freshness(w.Context())
	if err != nil {
		w.Fatal(err)
	}
	return alarmWords(fresh.Alarms, "bulk")
}

// A feed from its first edition on: nothing new, a new one, one that is held, and a publisher that is away.
func TestFeedFromDayToDay(t *testing.T) {
	w := newFeedWorld(t)
	w.publish(100, 1)
	if r := w.mustFetch(lookback.FeedNew); r.Edition.Edition.Counts.Entries != 100 {
		t.Errorf("got %d entries, want 100", r.Edition.Edition.Counts.Entries)
	}
	w.pass(time.Hour)
	if r := w.mustFetch(lookback.FeedUnchanged); !r.Feed.State.Next.Equal(w.clock().Add(time.Hour)) {
		t.Errorf("got %s as the next time, want an hour later", r.Feed.State.Next)
	}
	w.publish(110, 2)
	w.mustFetch(lookback.FeedNew)
	w.publish(60, 3)
	if r := w.mustFetch(lookback.FeedHeld); r.Edition.Edition.Seq != 2 {
		t.Errorf("got edition %d in force, want 2", r.Edition.Edition.Seq)
	}
	if got := w.alarms(); got != "held" {
		t.Errorf("got alarms %q while an edition waits, want held", got)
	}
	w.mustFetch(lookback.FeedUnchanged) // the publisher says so; the edition still waits

	w.body = []byte("<html>maintenance")
	r := w.mustFetch(lookback.FeedFailed)
	if !strings.Contains(r.Feed.State.Problem, "web page") || strings.Contains(r.Feed.State.Problem, "secret") || r.Feed.State.Failures != 1 {
		t.Errorf("got %+v", r.Feed.State)
	}
	w.body = []byte("<CONSOLIDATED_LIST><INDIVIDUALS>") // cut off
	if r = w.mustFetch(lookback.FeedFailed); r.Feed.State.Next.Sub(w.clock()) != 10*time.Minute {
		t.Errorf("got asked again after %s, want twice the first pause", r.Feed.State.Next.Sub(w.clock()))
	}
	w.body = nil
	if _, err := w.fetch(); !errors.Is(err, lookback.ErrUnavailable) {
		t.Errorf("got %v, want ErrUnavailable", err)
	}
	if got := w.alarms(); got != "failing, held" {
		t.Errorf("got alarms %q after three failures, want failing and held", got)
	}
	if _, err := os.Stat(w.folder); !os.IsNotExist(err) {
		t.Errorf("got the folder of fetched files left behind (%v)", err)
	}
	w.noSecrets()
}

// noSecrets looks for the query of the address in the journal.
func (w *feedWorld) noSecrets() {
	err := w.store.View(w.Context(), func(tx store.Tx) error {
		events, err := tx.Events(0, 0)
		for _, e := range events {
			if bytes.Contains(e.Body, []byte("secret")) {
				w.Errorf("event %d holds the token: %s", e.Position, e.Body)
			}
		}
		return err
	})
	if err != nil {
		w.Error(err)
	}
}

// R4: when a feed stops there is an alarm before 25 hours, an event, and the next run report shows the gap.
func TestStoppedFeedRaisesAlarmBeforeTheDeadline(t *testing.T) {
	w := newFeedWorld(t)
	w.publish(100, 1)
	w.mustFetch(lookback.FeedNew)
	w.mu.Lock()
	w.body = nil
	w.mu.Unlock()
	var warned, late time.Duration
	for passed := time.Duration(0); passed <= 25*time.Hour; passed += 30 * time.Minute {
		switch got := w.alarms(); {
		case strings.Contains(got, "late (deadline passed)") && late == 0:
			late = passed
		case strings.Contains(got, "late") && warned == 0:
			warned = passed
		}
		w.pass(30 * time.Minute)
	}
	if warned == 0 || warned >= 24*time.Hour || late <= 24*time.Hour || late > 25*time.Hour {
		t.Errorf("got warned after %s and late after %s, want before and after 24 hours", warned, late)
	}
	for range 2 { // the second time there is nothing to tell
		if err := w.NoteAlarms(t.Context(), "timer"); err != nil {
			t.Fatal(err)
		}
	}
	w.publish(105, 2)
	r := w.mustFetch(lookback.FeedNew)
	if got := w.alarms(); got != "" {
		t.Errorf("got alarms %q after the publisher answered, want none", got)
	}
	err := w.store.View(t.Context(), func(tx store.Tx) error {
		run, err := tx.GetRun(r.Edition.Run)
		if err != nil {
			return err
		}
		gaps, err := GapsOf(tx, run)
		if len(gaps) != 1 || gaps[0].Until.Sub(gaps[0].From) < 25*time.Hour {
			t.Errorf("got gaps %+v, want one of more than 25 hours", gaps)
		}
		if first, err := GapsOf(tx, lookback.Run{Subject: "edition bulk 1"}); len(first) != 0 || err != nil {
			t.Errorf("got gaps %+v of the first edition (%v), want none", first, err)
		}
		events, eventErr := tx.Events(0, 0)
		n := 0
		for _, e := range events {
			if e.Kind == lookback.EventAlarm {
				n++
			}
		}
		if n != 1 {
			t.Errorf("got %d events about alarms, want 1", n)
		}
		return errors.Join(err, eventErr)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// R4: a lookback that is not done, a held edition and a stale one raise alarms, before and after their deadlines.
func TestAlarmsAndTheirDeadlines(t *testing.T) {
	now := time.Date(2024, 3, 1, 12, 0, 0, 0, time.UTC)
	run := func(hours int) []lookback.Run {
		return []lookback.Run{{ID: 7, Subject: "edition un 2", Started: now.Add(-time.Duration(hours) * time.Hour)}}
	}
	for hours, want := range map[int]string{3: "", 5: "rescreen", 7: "rescreen (deadline passed)"} {
		if got := alarmWords(runAlarms(run(hours), now), "un"); got != want {
			t.Errorf("run of %d hours: got %q, want %q", hours, got, want)
		}
	}
	h := lookback.HeldEdition{Edition: lookback.Edition{List: "un"}, Arrived: now.Add(-7 * time.Hour)}
	if a := heldAlarm(h, now); !a.Late {
		t.Errorf("got %+v for an edition that waits for 7 hours, want it late", a)
	}
	l := ListFreshness{List: "un", Edition: lookback.Edition{Seq: 1, Published: now.AddDate(0, 0, -20)}, Feed: &lookback.Feed{MaxAge: 10 * 24 * time.Hour, State: lookback.FeedState{Good: now}}}
	if got := alarmWords(l.alarms(now), "un"); got != "stale (deadline passed)" {
		t.Errorf("got %q for an old edition, want stale", got)
	}
	l.Feed = nil
	if got := l.alarms(now); len(got) != 0 {
		t.Errorf("got %v for a list that is imported by hand, want none", got)
	}
}

// The follower asks when the time has come, and not before.
func TestFollowAsksWhenDue(t *testing.T) {
	w := newFeedWorld(t)
	w.publish(100, 1)
	ctx, stop := context.WithCancel(t.Context())
	turns := 0
	err := w.Follow(ctx, Follower{Fetcher: &w.fetcher, Folder: func(string) string { return w.folder }, Actor: "timer", Running: quiet,
		Report: func(_ string, _ FeedResult, err error) {
			if err != nil {
				t.Error(err)
			}
		},
		After: func(d time.Duration) <-chan time.Time {
			if d > longestRest {
				t.Errorf("got a rest of %s, want at most %s", d, longestRest)
			}
			w.pass(d)
			if turns++; turns == 150 {
				stop()
			}
			past := make(chan time.Time)
			close(past)
			return past
		}})
	if err != nil || w.asked < 3 || w.asked > 4 {
		t.Errorf("got asked %d times in two and a half hours (%v), want once an hour", w.asked, err)
	}
}

// A feed that cannot be followed is refused, and a list is forgotten as a feed alone.
func TestFeedsThatAreRefused(t *testing.T) {
	w := newFeedWorld(t)
	good := lookback.Feed{List: "un", URLs: []string{"https://lists.example/un.xml"}, Every: time.Hour}
	for name, change := range map[string]func(*lookback.Feed){
		"NoAddress": func(f *lookback.Feed) { f.URLs = nil },
		"Password":  func(f *lookback.Feed) { f.URLs = []string{"https://a:b@lists.example/"} },
		"TooOften":  func(f *lookback.Feed) { f.Every = time.Second },
		"TooRarely": func(f *lookback.Feed) { f.Every = 36 * time.Hour }, // R4: at least every calendar day
		"Name":      func(f *lookback.Feed) { f.List = "UN list" },
		"Age":       func(f *lookback.Feed) { f.MaxAge = 200 * 24 * time.Hour },
		"Sums": func(f *lookback.Feed) {
			f.SumURL, f.URLs = "https://lists.example/sum", []string{"https://a.example/", "https://b.example/"}
		},
	} {
		f := good
		change(&f)
		if _, err := w.SetFeed(t.Context(), f, "list desk"); !errors.Is(err, lookback.ErrInvalid) {
			t.Errorf("%s: got %v, want ErrInvalid", name, err)
		}
	}
	for _, want := range []error{nil, lookback.ErrNotFound} {
		if err := w.RemoveFeed(t.Context(), "bulk", "list desk"); !errors.Is(err, want) {
			t.Errorf("got %v, want %v", err, want)
		}
	}
	if _, err := w.fetch(); !errors.Is(err, lookback.ErrNotFound) {
		t.Errorf("got %v for a list without a feed, want ErrNotFound", err)
	}
}
