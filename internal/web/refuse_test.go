package web

import (
	"errors"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"

	"lookback"
)

// What is refused says why in a sentence and under a title, with the status of its kind; what nobody foresaw tells nothing of the house.
func TestRefusalsSayWhy(t *testing.T) {
	w := newWorld(t)
	site := w.Config.Handler.(*Site)
	for _, test := range []struct {
		err        error
		status     int
		title, why string
	}{
		{fmt.Errorf("case 7: %w", lookback.ErrNotFound), 404, "Not found", "Case 7."},
		{fmt.Errorf("the numbers do not add up: %w", lookback.ErrCheck), 409, "Something that must hold does not: tell an auditor", "The numbers do not add up."},
		{fmt.Errorf("case 7 is closed; reopen it first: %w", lookback.ErrConflict), 409, "Not as things stand", "Case 7 is closed; reopen it first."},
		{&lookback.InputError{Field: "due", Reason: "it is not a date", Hint: "write it as 2026-11-30"}, 422, "Something is missing", "Due: it is not a date; write it as 2026-11-30."},
		{fmt.Errorf("the store is busy: %w", lookback.ErrUnavailable), 503, "Not now", "The store is busy."},
		{errors.New("dial 10.0.0.7: refused"), 500, "Something went wrong", "nothing was recorded"},
	} {
		answer := httptest.NewRecorder()
		q := &ask{Site: site, w: answer, r: httptest.NewRequest("GET", "/cases/7", nil)}
		q.refuse(test.err)
		body := answer.Body.String()
		if answer.Code != test.status || !strings.Contains(body, "<h1>"+test.title+"</h1>") || !strings.Contains(body, test.why) || strings.Contains(body, "10.0.0.7") {
			t.Errorf("%v: got status %d and\n%s", test.err, answer.Code, body)
		}
		if got := answer.Header().Get("Retry-After"); (got != "") != (test.status == 503) {
			t.Errorf("%v: got Retry-After %q", test.err, got)
		}
	}
}
