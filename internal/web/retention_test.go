package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lookback"
	"lookback/internal/store"
)

// follow lets the calendar do its work, as a server does all the time.
func (w *world) follow() {
	w.t.Helper()
	_, err := w.cases.Follow(w.t.Context())
	w.must(err)
}

// R33: what is held against a person shows when it is reviewed and ends, is overdue when nobody looked, and is reviewed on the case.
func TestReviewInPages_R33(t *testing.T) {
	w := newWorld(t)
	c := w.openFirst()
	w.protect(c)
	ana, sam := w.as("ana"), w.as("sam")
	ana.opens(c)
	path := fmt.Sprintf("/cases/%d", c.ID)
	if body := ana.get(path).body; strings.Contains(body, "Held against the person") {
		t.Error("nothing is held, and the case says so")
	}
	ana.wants(ana.get("/overdue"), http.StatusOK, "Everything held against people was reviewed in time.")
	w.must(w.ruleTwice(c, w.firstAlert()))
	sam.opens(c)
	sam.wants(sam.post("/rulings/1/second", url.Values{"agrees": {"yes"}, "reasons": {"read it"}}), http.StatusOK, "Held against the person", "review by")

	w.now = w.now.AddDate(1, 0, 1)
	w.follow()
	ana, sam = w.as("ana"), w.as("sam") // a year outlasts a session
	ana.opens(c)
	sam.opens(c)
	ana.wants(ana.get("/"), http.StatusOK, "what is held against people was not reviewed in time")
	ana.wants(ana.get("/overdue"), http.StatusOK, path, "confirmed same", "insufficient identifiers", "protected: minor")
	ana.wants(ana.get(path), http.StatusOK, "overdue since")
	review := func(who *client, more url.Values) answer {
		form := url.Values{"axis": {"identity"}, "reasons": {"the passport is the same"}, "evidence": {c.Ground.String()}}
		for name, values := range more {
			form[name] = values
		}
		return who.post(path+"/review", form)
	}
	ana.wants(review(ana, nil), http.StatusUnprocessableEntity, "contrary")
	renewed := url.Values{"nonefound": {"yes"}, "renew": {"yes"}}
	ana.wants(review(ana, renewed), http.StatusOK, "You decided it anew, so another person must too.")
	ana.wants(review(ana, renewed), http.StatusForbidden, "second person")
	sam.wants(sam.get(path), http.StatusOK, "decided it anew; it awaits a second person")
	sam.wants(review(sam, renewed), http.StatusOK, "review by")
	ana.wants(ana.get("/overdue"), http.StatusOK, "Everything held against people was reviewed in time.")
}

// R33: legal holds and ties that nobody reviewed in time are listed, and a hold is reviewed or released there.
func TestOverdueHoldsAndTiesInPages_R33(t *testing.T) {
	w := newWorld(t)
	c := w.openFirst()
	ana := w.as("ana")
	ana.opens(c)
	ref := w.record(c.RecordID).Ref()
	ana.wants(ana.get(recordLink(ref)), http.StatusOK, "No legal hold keeps it.")
	ana.wants(ana.post("/holds", url.Values{"record": {ref}, "basis": {" "}}), http.StatusUnprocessableEntity)
	ana.wants(ana.post("/holds", url.Values{"record": {ref}, "basis": {"court order 9"}}), http.StatusOK, "court order 9")
	ana.wants(ana.get("/overdue?kind=hold"), http.StatusOK, "Every legal hold was reviewed in time.")
	w.now = w.now.AddDate(1, 0, 1)
	ana = w.as("ana")
	ana.wants(ana.get("/overdue?kind=hold"), http.StatusOK, "court order 9", "Review it")
	ana.wants(ana.get("/overdue?kind=tie"), http.StatusOK, "A tie that nobody looked at in time weighs less")
	ana.wants(ana.post("/holds/1/review", url.Values{"reasons": {"the court still sits"}, "release": {"no"}, "next": {"/overdue?kind=hold"}}), http.StatusOK, "Every legal hold was reviewed in time.")
	ana.wants(ana.post("/holds/1/review", url.Values{"reasons": {"it has ruled"}, "release": {"yes"}, "next": {"/overdue?kind=hold"}}), http.StatusOK)
	ana.wants(ana.post("/holds/1/review", url.Values{"reasons": {"again"}, "release": {"yes"}}), http.StatusConflict)
}

// R34: two people make a rule of retention; what is due is told with what it waits for; a run has a purpose, and the same people end it.
func TestRetentionInPages_R34(t *testing.T) {
	w := newWorld(t)
	c := w.openFirst()
	source := w.record(c.RecordID).Source
	ana, sam, rita := w.as("ana"), w.as("sam"), w.as("rita")
	ana.wants(ana.get("/retention"), http.StatusOK, "Nothing must go by now.", "Nobody has made a rule yet", "passenger-data")
	rule := url.Values{"source": {source}, "purpose": {"passenger-data"}, "law": {"C-817/19"}, "erase": {"soon"}, "byitself": {"yes"}, "reasons": {"no connection was found"}}
	ana.wants(ana.post("/retention", rule), http.StatusUnprocessableEntity, "is not a number of months")
	rule.Set("erase", "1")
	rita.wants(rita.post("/retention", rule), http.StatusForbidden)
	ana.wants(ana.post("/retention", rule), http.StatusOK, "You proposed it, so another person approves it.", "Nothing must go by now.")
	sam.wants(sam.get("/second"), http.StatusOK, "Rule 1")
	sam.wants(sam.post("/retention/1/approve", url.Values{"agrees": {"yes"}, "reasons": {"as the court says"}}), http.StatusOK, "Goes by itself, rule 1", fmt.Sprintf("Waits: case %d is not closed", c.ID))
	ana.wants(ana.get("/"), http.StatusOK, "records must go by now")
	first := sam.get("/retention").body
	_, rest, more := strings.Cut(first, `<a href="/retention?after=`)
	if !more {
		t.Fatal("no page follows the first of several hundred records")
	}
	next, _, _ := strings.Cut(rest, `"`)
	sam.wants(sam.get("/retention?after="+strings.ReplaceAll(next, "&amp;", "&")), http.StatusOK, "From the start")
	sam.wants(sam.get("/retention?after=x"), http.StatusUnprocessableEntity, "is not a cursor")
	ana.wants(ana.post("/erasures/run", url.Values{"purpose": {"the auditor comes"}}), http.StatusForbidden)
	sam.wants(sam.post("/erasures/run", nil), http.StatusUnprocessableEntity, "does not go without a purpose")
	sam.wants(sam.post("/erasures/run", url.Values{"purpose": {"the auditor comes"}}), http.StatusOK, "records had fallen due and went by themselves", fmt.Sprintf("Waits: case %d is not closed", c.ID))
	looks, err := w.cases.ListAccess(t.Context(), store.KeptFilter{})
	if err != nil || looks[len(looks)-1].Action != lookback.AccessErase || looks[len(looks)-1].Person != "Sam Okoro" {
		t.Errorf("the log of looks is %+v (%v)", looks, err)
	}
	ana.wants(ana.post("/retention/1/end", url.Values{"reasons": {"the law has changed"}}), http.StatusOK, "You asked to end it. It binds until another person agrees.")
	ana.wants(ana.post("/retention/1/end", url.Values{"reasons": {"again"}}), http.StatusForbidden)
	sam.wants(sam.get("/second"), http.StatusOK, "ending asked for by")
	sam.wants(sam.post("/retention/1/end", url.Values{"reasons": {"it has"}}), http.StatusOK, "Nothing must go by now.")
}

// R34: a record is proposed to be erased on its page, and erased by another person.
func TestErasureInPages_R34(t *testing.T) {
	w := newWorld(t)
	c := w.openFirst()
	ref := w.record(c.RecordID).Ref()
	ana, sam := w.as("ana"), w.as("sam")
	for _, x := range []*client{ana, sam} {
		x.opens(c)
	}
	ana.wants(ana.get("/retention"), http.StatusOK, "No erasure waits.")
	ana.wants(ana.post("/erasures", url.Values{"record": {ref}, "ground": {"C-817/19"}}), http.StatusUnprocessableEntity, "for which purposes")
	ana.wants(ana.post("/erasures", url.Values{"record": {ref}, "ground": {"C-817/19"}, "purpose": {"passenger-data"}, "request": {"R-17"}}), http.StatusOK, "Erasure 1", "R-17", "another person approves it")
	ana.wants(ana.post("/erasures/1/approve", url.Values{"agrees": {"yes"}}), http.StatusForbidden)
	sam.wants(sam.get("/second"), http.StatusOK, "Erasure 1")
	sam.wants(sam.post("/erasures/1/approve", url.Values{"agrees": {"yes"}}), http.StatusOK, "No erasure waits.")
	sam.wants(sam.get(recordLink(ref)), http.StatusNotFound)
}
