package api

import (
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"lookback"
	"lookback/internal/account"
	"lookback/internal/casework"
	"lookback/internal/journal"
	"lookback/internal/screening"
	"lookback/internal/source"
	"lookback/internal/store/storetest"
	"lookback/internal/webhook"
)

var start = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)

// world is a server over a small population: one list with two entries, three records, and an alert for the first.
type world struct {
	*Server
	t    *testing.T
	http *httptest.Server
}

// newWorld returns a world in which may says what each key is allowed; a key it does not name may do everything.
func newWorld(t *testing.T, may map[string]func(Permission) bool) *world {
	t.Helper()
	st := storetest.New(t)
	clock := func() time.Time { return start }
	service, err := screening.New(t.Context(), st, nil, clock, func(lookback.Score) (lookback.Score, string, string) { return 0, "", "" })
	if err != nil {
		t.Fatal(err)
	}
	private, _, err := journal.NewKey(strings.NewReader(strings.Repeat("k", 64)), "test")
	if err != nil {
		t.Fatal(err)
	}
	key, err := journal.ParseKey(private)
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	w := &world{t: t, Server: New(Needs{
		Screening: service, Cases: casework.New(st, clock, casework.Options{}), Store: st, Accounts: account.New(st, clock, account.Options{Cost: account.Cost{KiB: 8, Passes: 1}}), Worker: NewWorker(service, clock, log), Key: key,
		Webhooks: webhook.NewSender(webhook.New(st, clock, rand.Reader), webhook.Client(true), log),
		Identify: identifyByKey(may), Now: time.Now, Log: log,
	}, Options{PerSecond: -1})}
	w.fill()
	mux := http.NewServeMux()
	w.Mount(mux)
	w.http = httptest.NewServer(Guard(mux))
	t.Cleanup(w.http.Close)
	return w
}

// identifyByKey takes "Bearer KEY:PERSON".
func identifyByKey(may map[string]func(Permission) bool) Identify {
	return func(r *http.Request) (Caller, error) {
		key, person, ok := strings.Cut(strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "), ":")
		if !ok {
			return Caller{}, ErrUnknown
		}
		return Caller{Person: person, Key: key, May: may[key]}, nil
	}
}

const houseList = `id,name,kind,birth
h-1,Ilmar Tassk,person,1980-02-03
h-2,Brackwater Freight,organisation,
`

func (w *world) fill() {
	w.t.Helper()
	_, err := w.Screening.ImportEdition(w.t.Context(), screening.EditionImport{List: "house", Format: source.HouseCSV, Actor: "Intake",
		Files: []source.File{source.Bytes("house.csv", []byte(houseList))}})
	if err != nil {
		w.t.Fatal(err)
	}
	var records []lookback.Record
	for i, name := range []string{"Ilmar Tassk", "Orsolya Vendrik", "Brackwater Freight"} {
		records = append(records, lookback.Record{Source: "crm", Key: fmt.Sprint(i + 1), Arrived: start, Party: lookback.Party{Names: []lookback.Name{{Full: name}}}})
	}
	if _, err := w.Screening.StoreRecords(w.t.Context(), "Intake", records); err != nil {
		w.t.Fatal(err)
	}
	if err := w.Screening.Resume(w.t.Context(), func(lookback.Run, int, int) {}); err != nil {
		w.t.Fatal(err)
	}
}

// scenario is a request and what its answer must and must not say.
type scenario struct {
	name      string
	as        string // KEY:PERSON; nobody when empty
	method    string
	path      string
	body      string
	header    map[string]string
	status    int
	wanted    []string
	forbidden []string
}

func (w *world) play(t *testing.T, s scenario) *http.Response {
	t.Helper()
	status, header, body := w.send(s)
	if status != s.status {
		t.Errorf("%s %s: got status %d, want %d: %s", s.method, s.path, status, s.status, body)
	}
	for _, text := range s.wanted {
		if !strings.Contains(body, text) {
			t.Errorf("%s %s: got %s, want %q in it", s.method, s.path, body, text)
		}
	}
	for _, text := range s.forbidden {
		if strings.Contains(body, text) {
			t.Errorf("%s %s: got %s, want no %q in it", s.method, s.path, body, text)
		}
	}
	return &http.Response{StatusCode: status, Header: header, Body: io.NopCloser(strings.NewReader(body))}
}

// send sends the request of a scenario and returns the answer.
func (w *world) send(s scenario) (int, http.Header, string) {
	w.t.Helper()
	req, err := http.NewRequestWithContext(w.t.Context(), s.method, w.http.URL+s.path, strings.NewReader(s.body))
	if err != nil {
		w.t.Fatal(err)
	}
	for name, value := range s.header {
		req.Header.Set(name, value)
	}
	if s.as != "" {
		req.Header.Set("Authorization", "Bearer "+s.as)
	}
	resp, err := w.http.Client().Do(req)
	if err != nil {
		w.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return resp.StatusCode, resp.Header, string(body)
}
