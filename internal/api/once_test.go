package api

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// A request with a key is done once, and answered the same however often it is sent.
func TestDoneOnce(t *testing.T) {
	w := newWorld(t, nil)
	open := scenario{as: ada, method: "POST", path: "/api/v1/cases", body: `{"alert":"alert:1"}`, header: map[string]string{onceHeader: "k-1"}, status: http.StatusOK, wanted: []string{`"case":1`}}
	first := w.play(t, open)
	again := w.play(t, open)
	if first.Header.Get("Idempotency-Replayed") != "" || again.Header.Get("Idempotency-Replayed") != "true" || again.Header.Get("ETag") != first.Header.Get("ETag") {
		t.Errorf("got headers %v and %v", first.Header, again.Header)
	}
	open.body, open.status, open.wanted = `{"alert":"alert:2"}`, http.StatusUnprocessableEntity, []string{"another request was sent with this key"}
	w.play(t, open)
	note := scenario{as: ada, method: "POST", path: "/api/v1/cases/1/notes", body: `{"text":"asked the registry"}`, header: map[string]string{onceHeader: "k-2"}, status: http.StatusOK}
	for range 3 {
		w.play(t, note)
	}
	if _, _, body := w.send(scenario{as: ada, method: "GET", path: "/api/v1/cases/1"}); strings.Count(body, "asked the registry") != 1 {
		t.Errorf("got %s, want one note", body)
	}
	note.as = "k2:B. Other" // whose key is another's, though it is spelt the same
	note.wanted = nil
	w.play(t, note)

	// A refusal changed nothing: the same key may be sent again. After a restart it is told that it was done.
	refused := scenario{as: ada, method: "POST", path: "/api/v1/cases", body: `{"alert":"alert:99"}`, header: map[string]string{onceHeader: "k-3"}, status: http.StatusNotFound}
	w.play(t, refused)
	w.play(t, refused)
	w.answered.answers = map[string]kept{}
	note.as, note.status, note.wanted = ada, http.StatusConflict, []string{"was done at", "look at what there is"}
	w.play(t, note)
	w.play(t, scenario{as: ada, method: "POST", path: "/api/v1/records/crm", body: "key,name\n", header: map[string]string{onceHeader: "k-4"}, status: http.StatusUnprocessableEntity, wanted: []string{"nothing that streams"}})
	note.header = map[string]string{onceHeader: strings.Repeat("k", onceKey+1)}
	note.status, note.wanted = http.StatusUnprocessableEntity, []string{"longer than"}
	w.play(t, note)
}

// A client that goes away while its request is done may send it again: what failed with it is forgotten, what was done is known.
func TestDoneOnceAlthoughTheClientWentAway(t *testing.T) {
	w := newWorld(t, nil)
	send := func(handle func(*call) error) (*httptest.ResponseRecorder, error) {
		ctx, goAway := context.WithCancel(t.Context())
		defer goAway()
		answer := httptest.NewRecorder()
		req := httptest.NewRequestWithContext(ctx, http.MethodPost, prefix+"/cases", strings.NewReader("{}"))
		req.Header.Set(onceHeader, "k-1")
		c := &call{Server: w.Server, w: answer, r: req, caller: Caller{Person: "A. Analyst"}}
		return answer, c.once(Route{Method: http.MethodPost}, func(c *call) error { goAway(); return handle(c) })
	}
	if _, err := send(func(c *call) error { return c.ctx().Err() }); !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v, want that it was cancelled", err)
	}
	done := func(c *call) error { return c.reply(http.StatusOK, "done") }
	if _, err := send(done); err != nil {
		t.Fatalf("sent again: %v", err)
	}
	again, err := send(func(*call) error { t.Error("it is done twice"); return nil })
	if err != nil || again.Header().Get("Idempotency-Replayed") != "true" || again.Body.String() != "\"done\"\n" {
		t.Errorf("sent once more: got %v %q (%v)", again.Header(), again.Body, err)
	}
}

// Answers that are kept are bounded.
func TestKeptAnswersAreBounded(t *testing.T) {
	o := once{answers: map[string]kept{}}
	for i := range 40 {
		o.keep(string(rune('a'+i)), kept{body: make([]byte, 1<<20)})
	}
	if len(o.answers) != onceAnswers>>20 || o.size > onceAnswers {
		t.Errorf("got %d answers of %d bytes, want the last %d", len(o.answers), o.size, onceAnswers>>20)
	}
	if _, there := o.find("a"); there {
		t.Error("got the oldest answer, want it gone")
	}
}
