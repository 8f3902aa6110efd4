package webhook

import (
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"lookback"
	"lookback/internal/store"
	"lookback/internal/store/sqldb"
)

// world is a store, a clock, and somebody who listens.
type world struct {
	*Sender
	t   *testing.T
	now time.Time

	mu     sync.Mutex
	away   bool     // the listener refuses
	heard  []string // IDs of what it accepted, in order
	badSig int
}

func newWorld(t *testing.T) (*world, *httptest.Server) {
	t.Helper()
	st, err := sqldb.OpenTemporary(t.Context(), sqldb.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	w := &world{t: t, now: time.Now().UTC()}
	service := New(st, func() time.Time { return w.now }, strings.NewReader(strings.Repeat("0123456789abcdef", 8)))
	w.Sender = NewSender(service, Client(true), slog.New(slog.NewTextHandler(io.Discard, nil)))
	listener := httptest.NewServer(http.HandlerFunc(w.listen))
	t.Cleanup(listener.Close)
	return w, listener
}

// listen checks signatures as anybody would, with the library of the scheme.
func (w *world) listen(rw http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.away {
		rw.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	body, err := io.ReadAll(r.Body)
	secret := secretPrefix + "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
	hook, failed := standardwebhooks.NewWebhook(secret)
	if err := errors.Join(err, failed); err != nil {
		w.t.Error(err)
		return
	}
	if err := hook.Verify(body, r.Header); err != nil {
		w.badSig++
		rw.WriteHeader(http.StatusBadRequest)
		return
	}
	w.heard = append(w.heard, r.Header.Get("Webhook-Id"))
}

// happen appends events of a kind.
func (w *world) happen(kinds ...lookback.EventKind) {
	w.t.Helper()
	for _, kind := range kinds {
		err := w.store.Update(w.t.Context(), func(tx store.Tx) error {
			_, err := tx.AppendEvent(lookback.Event{Time: w.now, Kind: kind, Actor: "tester", Subject: "test"})
			return err
		})
		if err != nil {
			w.t.Fatal(err)
		}
	}
}

func (w *world) create(url string, kinds ...lookback.EventKind) lookback.Webhook {
	w.t.Helper()
	hook, err := w.Create(w.t.Context(), "A. Admin", url, kinds)
	if err != nil {
		w.t.Fatal(err)
	}
	return hook
}

func (w *world) send() {
	w.t.Helper()
	if err := w.Send(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) wantHeard(ids ...string) {
	w.t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	if got, want := strings.Join(w.heard, " "), strings.Join(ids, " "); got != want || w.badSig > 0 {
		w.t.Errorf("got %s with %d bad signatures, want %s", got, w.badSig, want)
	}
}

func (w *world) state() State {
	w.t.Helper()
	all, err := w.States(w.t.Context())
	if err != nil || len(all) != 1 {
		w.t.Fatalf("got %d webhooks (%v), want one", len(all), err)
	}
	return all[0]
}

// A webhook is told of what it wants from its making on, in order and signed, and another process goes on where one stopped.
func TestToldInOrderAndOnce(t *testing.T) {
	w, listener := newWorld(t)
	w.happen(lookback.EventRunDone) // before its making
	w.create(listener.URL, lookback.EventRunDone, lookback.EventCaseRuled)
	w.happen(lookback.EventRunDone, lookback.EventRecords, lookback.EventCaseRuled, lookback.EventRecords)
	w.send()
	w.wantHeard("event_3", "event_5")
	w.send()
	w.wantHeard("event_3", "event_5")
	w.happen(lookback.EventRunDone)
	again := NewSender(w.Service, Client(true), w.log)
	if err := again.Send(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.wantHeard("event_3", "event_5", "event_7")
	if s := w.state(); s.Waiting != 0 || len(s.Dead) != 0 {
		t.Errorf("got %d waiting and %d dead, want none", s.Waiting, len(s.Dead))
	}
}

// A listener that is away is tried again with growing pauses; then the event is a dead letter, which somebody sends again.
// What comes after it is not held up for ever, and nothing is lost.
func TestNothingIsLost(t *testing.T) {
	w, listener := newWorld(t)
	hook := w.create(listener.URL, lookback.EventRunDone)
	w.away = true
	w.happen(lookback.EventRunDone)
	for i, pause := range pauses {
		w.send()
		s := w.state()
		if s.Delivery.Attempts != i+1 || !s.Delivery.Next.Equal(w.now.Add(pause)) || !strings.Contains(s.Delivery.Error, "503") {
			t.Fatalf("after attempt %d: got %+v", i+1, s.Delivery)
		}
		w.send() // before its time: no attempt
		w.now = w.now.Add(pause)
	}
	w.send()
	if s := w.state(); len(s.Dead) != 1 || s.Dead[0].Position != 2 || s.Delivery.Through != 2 {
		t.Fatalf("got %+v, want event 2 among the dead", s)
	}
	if err := w.SendAgain(t.Context(), hook.ID, 2); !errors.Is(err, lookback.ErrUnavailable) {
		t.Errorf("got %v, want ErrUnavailable", err)
	}
	w.away, w.now = false, time.Now() // the library of the scheme looks at the clock
	w.happen(lookback.EventRunDone)
	w.send()
	w.wantHeard("event_3")
	if err := w.SendAgain(t.Context(), hook.ID, 2); err != nil {
		t.Fatal(err)
	}
	w.wantHeard("event_3", "event_2")
	if s := w.state(); len(s.Dead) != 0 {
		t.Errorf("got %d dead letters after it was received, want none", len(s.Dead))
	}
	if err := w.SendAgain(t.Context(), hook.ID, 2); !errors.Is(err, lookback.ErrNotFound) {
		t.Errorf("got %v for a letter that is none, want ErrNotFound", err)
	}
}

func TestEndedIsToldNothing(t *testing.T) {
	w, listener := newWorld(t)
	hook := w.create(listener.URL)
	if _, err := w.End(t.Context(), "A. Admin", hook.ID); err != nil {
		t.Fatal(err)
	}
	w.happen(lookback.EventRunDone)
	w.send()
	w.wantHeard()
	if _, err := w.End(t.Context(), "A. Admin", hook.ID); !errors.Is(err, lookback.ErrConflict) {
		t.Errorf("got %v, want ErrConflict", err)
	}
}

// The journal tells who made a webhook, and never its secret.
func TestSecretStaysOutOfTheJournal(t *testing.T) {
	w, listener := newWorld(t)
	hook := w.create(listener.URL)
	err := w.store.View(t.Context(), func(tx store.Tx) error {
		e, err := tx.GetEvent(1)
		if e.Kind != lookback.EventWebhookCreated || e.Actor != "A. Admin" || strings.Contains(string(e.Body), hook.Secret[len(secretPrefix):]) {
			t.Errorf("got %s by %s: %s", e.Kind, e.Actor, e.Body)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A webhook is no way to reach what stands behind the firewall, whatever name leads there, and follows nobody elsewhere.
func TestOnlyThePublicInternet(t *testing.T) {
	for _, address := range []string{"127.0.0.1:80", "10.0.0.1:443", "192.168.7.7:80", "169.254.169.254:80", "[::1]:80", "[fe80::1]:80", "[fd00::1]:80", "100.64.0.1:80", "0.0.0.0:80", "224.0.0.1:80"} {
		if err := publicOnly("tcp", address, nil); !errors.Is(err, lookback.ErrDenied) {
			t.Errorf("%s: got %v, want ErrDenied", address, err)
		}
	}
	if err := publicOnly("tcp", "203.0.113.7:443", nil); err != nil {
		t.Errorf("got %v for an address of the internet", err)
	}
	w, listener := newWorld(t)
	elsewhere := httptest.NewServer(http.RedirectHandler(listener.URL, http.StatusTemporaryRedirect))
	defer elsewhere.Close()
	w.create(elsewhere.URL)
	w.send()
	w.wantHeard()
	w.client = Client(false)
	w.now = w.now.Add(pauses[0])
	w.send()
	if s := w.state(); s.Delivery.Attempts != 2 || !strings.Contains(s.Delivery.Error, "public internet") {
		t.Errorf("got %+v, want a refusal of this machine's address", s.Delivery)
	}
}

func TestBadAddresses(t *testing.T) {
	w, _ := newWorld(t)
	for _, address := range []string{"", "ftp://example.org", "https://", "//example.org", "https://user:word@example.org/", "https://exa mple.org"} {
		if _, err := w.Create(t.Context(), "A. Admin", address, nil); !errors.Is(err, lookback.ErrInvalid) {
			t.Errorf("%q: got %v, want ErrInvalid", address, err)
		}
	}
	if all, err := w.States(t.Context()); len(all) != 0 || err != nil {
		t.Errorf("got %d webhooks (%v), want none", len(all), err)
	}
}
