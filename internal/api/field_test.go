package api

import (
	"net/url"
	"testing"
)

// What the clients of yente send, and what they read of the answer.
func TestYenteClients(t *testing.T) {
	w := newWorld(t, nil)
	tassk := `{"schema":"Person","properties":{"name":["Ilmar Tassk"],"birthDate":"1980-02-03","country":"Ostmark"}}`
	for _, s := range []scenario{
		{name: "Match", path: "/match/default", body: `{"queries":{"a":` + tassk + `,"b":{"id":"mine","schema":"Person","properties":{"name":["Nobody Atall"]}}}}`, status: 200,
			wanted: []string{`"a":{"status":200,"results":[{"id":"house/h-1","caption":"Ilmar Tassk","schema":"Person"`, `"datasets":["house"]`, `"features":{`, `"match":true`, `"explanations":{"birth":{"detail":"agrees: same-day"`,
				`"b":{"status":200,"results":[],"total":{"value":0,"relation":"eq"},"query":{"id":"mine"`, `"limit":5`}},
		{name: "NameAloneIsNoMatch", path: "/match/house", body: `{"queries":{"a":{"schema":"Person","properties":{"name":"Ilmar Tassk"}}}}`, status: 200, wanted: []string{`"score":1.0000`, `"match":false`, "name only"}},
		{name: "AnotherDataset", path: "/match/north", body: `{"queries":{"a":` + tassk + `}}`, status: 404, wanted: []string{"there is no list"}},
		{name: "NoSchema", path: "/match/default", body: `{"queries":{"fail":{"properties":{"name":"Banana"}}}}`, status: 422, wanted: []string{"query fail", "schema of a party"}},
		{name: "WeightsAreRefused", path: "/match/default", body: `{"weights":{"name_literal":0.8},"queries":{}}`, status: 422, wanted: []string{"two parties and the matcher alone"}},
		{name: "TotalIsToldWhateverTheLimit", path: "/match/default?limit=1&cutoff=0.5&algorithm=best&threshold=0.9", body: `{"queries":{"a":` + tassk + `}}`, status: 200, wanted: []string{`"limit":1`, `"relation":"eq"`}},
		{name: "NoSuchAlgorithm", path: "/match/default?algorithm=logic-v2", body: `{"queries":{}}`, status: 422, wanted: []string{"use best"}},
		{name: "Search", method: "GET", path: "/search/default?q=tassk+ilmar", status: 200, wanted: []string{`"results":[{"id":"house/h-1"`, `"total":{"value":1`, `"facets":{}`}},
		{name: "SearchWithoutText", method: "GET", path: "/search/default", status: 422},
		{name: "Entity", method: "GET", path: "/entities/house/h-1", status: 200, wanted: []string{`"schema":"Person"`, `"birthDate":["1980-02-03"]`}},
		{name: "NoEntity", method: "GET", path: "/entities/house/h-9", status: 404},
		{name: "Catalog", method: "GET", path: "/catalog", status: 200, wanted: []string{`"name":"default"`, `"children":["house"]`, `"current":["default","house"]`}},
		{name: "Algorithms", method: "GET", path: "/algorithms", status: 200, wanted: []string{`"best":"lookback"`}},
	} {
		s.as = ada
		if s.method == "" {
			s.method = "POST"
		}
		t.Run(s.name, func(t *testing.T) { w.play(t, s) })
	}
}

// What OpenRefine sends when somebody reconciles a column.
func TestOpenRefine(t *testing.T) {
	w := newWorld(t, nil)
	form := map[string]string{"Content-Type": "application/x-www-form-urlencoded"}
	queries := url.Values{"queries": {`{"q0":{"query":"Ilmar Tassk","type":"Person","limit":5,"properties":[{"pid":"birthDate","v":"1980-02-03"}]},
		"q1":{"query":""},"q2":{"query":"Ilmar Tassk","type":"Person","properties":[{"pid":"nationality","v":[{"id":"x","name":"Ostmark"},"Verdania",7]}]}}`}}.Encode()
	for _, s := range []scenario{
		{name: "Manifest", method: "GET", path: "/reconcile", status: 200, wanted: []string{`"versions":["0.2"]`, `"id":"Person"`, "/reconcile/preview?id={{id}}", `"entity":{"service_url"`}},
		{name: "Queries", method: "POST", path: "/reconcile", header: form, body: queries, status: 200,
			wanted: []string{`"q0":{"result":[{"id":"house/h-1","name":"Ilmar Tassk"`, `"score":100,"match":true`, `"q1":{"result":[]}`, `"description":"name only"`, `"match":false`}},
		{name: "QueriesInTheAddress", method: "GET", path: "/reconcile?" + queries, status: 200, wanted: []string{`"q0":{"result":[{`}},
		{name: "NoQueries", method: "POST", path: "/reconcile", header: form, body: "queries=nonsense", status: 422, wanted: []string{`"field":"queries"`}},
		{name: "SuggestEntity", method: "GET", path: "/reconcile/suggest/entity?prefix=Brackwater+Freight", status: 200, wanted: []string{`"id":"house/h-2"`, "Brackwater Freight (Organization)"}},
		{name: "SuggestNothing", method: "GET", path: "/reconcile/suggest/entity?prefix=", status: 200, wanted: []string{`"result":[]`}},
		{name: "SuggestType", method: "GET", path: "/reconcile/suggest/type?prefix=per", status: 200, wanted: []string{`"Person"`}, forbidden: []string{"Vessel"}},
		{name: "SuggestProperty", method: "GET", path: "/reconcile/suggest/property?prefix=birth", status: 200, wanted: []string{`"birthDate"`}},
		{name: "Preview", method: "GET", path: "/reconcile/preview?id=house/h-1", status: 200, wanted: []string{"<h1 dir=\"auto\">Ilmar Tassk</h1>"}},
	} {
		s.as = ada
		t.Run(s.name, func(t *testing.T) { w.play(t, s) })
	}
}
