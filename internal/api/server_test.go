package api

import (
	"net/http"
	"testing"
)

const ada = "k1:A. Analyst"

func TestScenarios(t *testing.T) {
	w := newWorld(t, nil)
	for _, s := range []scenario{
		{name: "LivenessNeedsNobody", method: "GET", path: "/healthz", status: 200, wanted: []string{`"status":"ok"`}},
		{name: "ReadinessTellsThePosition", method: "GET", path: "/readyz", status: 200, wanted: []string{`"position":`}},
		{name: "NobodyIsToldNothing", method: "GET", path: "/api/v1/runs", status: 401, wanted: []string{"urn:lookback:problem:not-signed-in", "Authorization: Bearer KEY"}},
		{name: "Lists", as: ada, method: "GET", path: "/api/v1/lists", status: 200, wanted: []string{`"list":"house"`, `"entries":2`}},
		{name: "OneEntry", as: ada, method: "GET", path: "/api/v1/lists/house/entries/h-1", status: 200, wanted: []string{"Ilmar Tassk"}},
		{name: "NoSuchList", as: ada, method: "GET", path: "/api/v1/lists/north/editions", status: 404, wanted: []string{`there is no list \"north\"`, "not-found"}},
		{name: "PageTellsThatMoreFollow", as: ada, method: "GET", path: "/api/v1/lists/house/entries?limit=1", status: 200, wanted: []string{`"next":"h-1"`}},
		{name: "LastPageHasNoNext", as: ada, method: "GET", path: "/api/v1/lists/house/entries?limit=1&after=h-1", status: 200, wanted: []string{"h-2"}, forbidden: []string{"next"}},
		{name: "LimitIsRefusedAndNotCut", as: ada, method: "GET", path: "/api/v1/runs?limit=5000", status: 422, wanted: []string{"1 to 1000", `"field":"limit"`}},
		{name: "UnknownParameter", as: ada, method: "GET", path: "/api/v1/runs?stat=done", status: 422, wanted: []string{"no parameter of this name"}},
		{name: "ScreenFinds", as: ada, method: "POST", path: "/api/v1/screen", body: `{"party":{"names":[{"full":"Ilmar Tassk"}],"births":["1980-02-03"]}}`, status: 200,
			wanted: []string{`"entry":"h-1"`, `"strength":"identifier agrees"`, "A person decides"}},
		{name: "ScreenStoresNothing", as: ada, method: "GET", path: "/api/v1/cases", status: 200, wanted: []string{`"items":[]`}},
		{name: "ScreenWithoutName", as: ada, method: "POST", path: "/api/v1/screen", body: `{"party":{}}`, status: 422, wanted: []string{"there is no name", "give a full name"}},
		{name: "ScreenImpossibleDate", as: ada, method: "POST", path: "/api/v1/screen", body: `{"party":{"names":[{"full":"X Y"}],"births":["1985-02-30"]}}`, status: 422, wanted: []string{`party.births[0]`}},
		{name: "MisspeltField", as: ada, method: "POST", path: "/api/v1/screen", body: `{"partee":{}}`, status: 422, wanted: []string{"partee"}},
		{name: "TwoValues", as: ada, method: "POST", path: "/api/v1/screen", body: `{"party":{}}{}`, status: 422, wanted: []string{"something follows"}},
		{name: "StreamAnswersEveryLine", as: ada, method: "POST", path: "/api/v1/screen/stream", status: 200,
			body:   `{"id":"a","party":{"names":[{"full":"Ilmar Tassk"}]}}` + "\nnonsense\n" + `{"id":"c","party":{"names":[{"full":"Nobody Atall"}]}}`,
			wanted: []string{`{"id":"a","line":1,"hits":[{`, `{"line":2,"hits":[],"error":{`, `{"id":"c","line":3,"hits":[]}`}},
		{name: "StreamRefusesAMisspeltField", as: ada, method: "POST", path: "/api/v1/screen/stream", status: 200,
			body:   `{"id":"a","party":{"names":[{"full":"Ilmar Tassk"}],"brith":["1980"]}}` + "\n" + `{"id":"b","party":{"names":[{"full":"Ilmar Tassk"}]}}`,
			wanted: []string{`{"id":"a","line":1,"hits":[],"error":{`, "brith", `{"id":"b","line":2,"hits":[{`}},
		{name: "CaseOfNoAlert", as: ada, method: "POST", path: "/api/v1/cases", body: `{"alert":"alert:99"}`, status: 404},
		{name: "NoSuchRoute", as: ada, method: "GET", path: "/api/v1/everything", status: 404},
	} {
		t.Run(s.name, func(t *testing.T) { w.play(t, s) })
	}
}

// The same person is refused as the second one, through whatever key (R28), and a state that nobody has seen is not changed.
func TestFourEyesHoldThroughEveryKey(t *testing.T) {
	w := newWorld(t, nil)
	opened := w.play(t, scenario{as: ada, method: "POST", path: "/api/v1/cases", body: `{"alert":"alert:1"}`, status: 200})
	tag := opened.Header.Get("ETag")
	ruling := `{"axis":"identity","to":"confirmed-same","evidence":["alert:1"],"source":"files","reasons":"same","override":"says so","looked_none_found":true}`
	w.play(t, scenario{as: ada, method: "POST", path: "/api/v1/cases/1/notes", body: `{"text":"asked the registry"}`, status: 200})
	stale := map[string]string{"If-Match": tag}
	w.play(t, scenario{as: ada, method: "POST", path: "/api/v1/cases/1/rulings", body: ruling, header: stale, status: http.StatusOK})
	w.play(t, scenario{as: ada, method: "POST", path: "/api/v1/cases/1/assignment", body: `{"to":"A. Analyst","reason":"hers"}`, header: stale, status: http.StatusOK})
	w.play(t, scenario{as: ada, method: "POST", path: "/api/v1/cases/1/changes", body: `{"axis":"workflow","to":"triage","reason":"look"}`, header: stale, status: http.StatusPreconditionFailed,
		wanted: []string{"changed since it was read", "conflict"}})
	for _, as := range []string{ada, "k2:A. Analyst", "admin: a.  ANALYST "} {
		w.play(t, scenario{as: as, method: "POST", path: "/api/v1/rulings/1/second", body: `{"agrees":true,"reasons":"yes"}`, status: http.StatusForbidden, wanted: []string{"second person"}})
	}
	w.play(t, scenario{as: "k9:S. Supervisor", method: "POST", path: "/api/v1/rulings/1/second", body: `{"agrees":true,"reasons":"read both"}`, status: 200, wanted: []string{"in force"}})
}
