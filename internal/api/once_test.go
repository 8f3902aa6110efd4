package api

import (
	"net/http"
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
	note.header = map[string]string{onceHeader: strings.Repeat("k", onceKey+1)}
	note.status, note.wanted = http.StatusUnprocessableEntity, []string{"longer than"}
	w.play(t, note)
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
