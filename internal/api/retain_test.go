package api

import (
	"encoding/json"
	"net/url"
	"testing"

	"lookback"
)

// arrived stores records of a source that arrived some months ago.
func (w *world) arrived(t *testing.T, source string, months int, keys ...string) {
	t.Helper()
	var records []lookback.Record
	for _, key := range keys {
		records = append(records, lookback.Record{Source: source, Key: key, Arrived: start.AddDate(0, -months, 0), Party: lookback.Party{Names: []lookback.Name{{Full: "Odo Renn " + key}}}})
	}
	if _, err := w.Screening.StoreRecords(t.Context(), "Intake", records); err != nil {
		t.Fatal(err)
	}
}

// R33: what is held against a person is reviewed over the API as at the keyboard, and refused as there.
func TestReviewOverHTTP_R33(t *testing.T) {
	w := newWorld(t, nil)
	w.playAll(t,
		posted(ada, "/cases", `{"alert":"alert:1"}`, 200),
		posted(ada, "/cases/1/rulings", `{"axis":"identity","to":"confirmed-same","reasons":"same","evidence":["alert:1"],"source":"files","override":"the photograph","looked_none_found":true}`, 200),
		asked(ada, "/terms", 200, `"items":[]`),
		posted(sue, "/rulings/1/second", `{"agrees":true,"reasons":"read both"}`, 200),
		asked(ada, "/terms?case=1", 200, `"term":1`, `"value":"confirmed-same"`, `"state":"running"`),
		asked(ada, "/terms?state=overdue", 200, `"items":[]`),
		asked(ada, "/cases/1", 200, `"terms":[{"term":1`),
		posted(ada, "/cases/1/review", `{"axis":"identity","reason":"looked","evidence":["alert:1"]}`, 422, "contrary"),
		posted(ada, "/cases/1/review", `{"axis":"identity","reason":"looked","evidence":[],"looked_none_found":true}`, 422, "evidence"),
		posted(ada, "/cases/1/review", `{"axis":"tie","reason":"looked","evidence":["alert:1"],"looked_none_found":true}`, 404),
		posted(ada, "/cases/1/review", `{"axis":"identity","reason":"looked","evidence":["alert:1"],"looked_none_found":true,"renew":true}`, 200, `"renewal":"A. Analyst"`),
		posted("k7:a. analyst", "/cases/1/review", `{"axis":"identity","reason":"looked","evidence":["alert:1"],"looked_none_found":true,"renew":true}`, 403, "second person"),
		posted(sue, "/cases/1/review", `{"axis":"identity","reason":"so do I","evidence":["alert:1"],"looked_none_found":true,"renew":true}`, 200, `"renewal":""`),
		asked(ada, "/overdue", 200, `"as_of":"2026-03-01T09:00:00Z"`, `"items":[]`),
	)
	seen := posted(ada, "/cases/1/review", `{"axis":"identity","reason":"looked","evidence":["alert:1"],"looked_none_found":true}`, 412, "has changed since")
	seen.header = map[string]string{"If-Match": `"1"`}
	w.play(t, seen)
}

// R34: a rule of retention takes two people to make and two to end, what is due is told page by page, and a run has a purpose.
func TestRetentionOverHTTP_R34(t *testing.T) {
	w := newWorld(t, nil)
	w.arrived(t, "border", 8, "1", "2", "3")
	rule := `{"source":"border","purpose":"passenger-data","law":"C-817/19","erase_months":6,"by_itself":true,"reason":"no connection"}`
	w.playAll(t,
		asked(ada, "/retention-rules", 200, `"purpose":"passenger-data"`, `"state":"for proposals"`),
		posted(ada, "/retention-rules", `{"purpose":"passenger-data","law":"C-817/19","reason":"r"}`, 422, "months"),
		posted(ada, "/retention-rules", rule, 200, `"rule":1`, "awaiting second person"),
		asked(ada, "/erasures/due", 200, `"items":[]`),
		posted("k7:a.  ANALYST", "/retention-rules/1/approve", `{"agrees":true,"reasons":"mine"}`, 403, "a second person"),
		posted(sue, "/retention-rules/1/approve", `{"agrees":true,"reasons":"as the court says"}`, 200, "in force"),
		posted(sue, "/retention-rules/1/approve", `{"agrees":true,"reasons":"again"}`, 409),
		posted(ada, "/holds", `{"record":"border/2","basis":"order 9"}`, 200),
		asked(ada, "/overdue", 200, `"kind":"record"`, `"means":"waits: legal hold 1 (order 9)"`),
		asked(ada, "/erasures/due?after=nonsense", 422, "is not a cursor"),
		posted(sue, "/erasures/run", `{"purpose":" "}`, 422, "purpose"),
	)
	if got := w.dueInPages(t); got != "border/1 border/2 border/3 " {
		t.Errorf("got %q, want the three records of border", got)
	}
	w.playAll(t,
		posted(sue, "/erasures/run", `{"purpose":"the auditor comes"}`, 200, `"rule":1`, `"state":"done"`),
		asked(ada, "/erasures", 200, `"erasure":2`),
		asked(ada, "/access", 200, `"action":"erase"`, "the auditor comes"),
		asked(ada, "/erasures/due", 200, `"record":"border/2"`, `"waits":"legal hold 1`),
		posted(ada, "/retention-rules/1/end", `{"reason":"the law has changed"}`, 200, `"ending":"A. Analyst"`, "in force"),
		posted(ada, "/retention-rules/1/end", `{"reason":"again"}`, 403),
		posted(sue, "/retention-rules/1/end", `{"reason":"it has"}`, 200, `"state":"ended"`),
	)
}

// dueInPages asks for what is due one record at a time.
func (w *world) dueInPages(t *testing.T) (records string) {
	t.Helper()
	query := url.Values{"limit": {"1"}}
	for range 9 {
		_, _, body := w.send(asked(ada, "/erasures/due?"+query.Encode(), 200))
		var page Page[DueErasure]
		if err := json.Unmarshal([]byte(body), &page); err != nil || len(page.Items) != 1 {
			t.Fatalf("%v in %s", err, body)
		}
		records += page.Items[0].Record + " "
		if page.Next == "" {
			return records
		}
		query.Set("after", page.Next)
	}
	t.Fatal("the pages have no end")
	return ""
}
