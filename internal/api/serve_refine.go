package api

import (
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"strings"

	"lookback"
)

func refineRoutes() []Route {
	prefixed := []Param{{"prefix", "what somebody has typed"}, {"cursor", "results to leave out"}, {"type", "only of this type"}}
	return []Route{
		{Method: http.MethodGet, Path: "/reconcile", Permission: Screen, Out: RefineManifest{}, Summary: "Describe the reconciliation service, or answer queries (as OpenRefine asks)",
			Query: []Param{{"queries", "cells to ask about, as JSON"}}, handle: (*call).reconcile},
		{Method: http.MethodPost, Path: "/reconcile", Permission: Screen, Takes: "application/x-www-form-urlencoded", Out: map[string]RefineResult{},
			Summary: "Say which entries cells may mean (as OpenRefine asks)", LimitBytes: defaultBody, handle: (*call).reconcile},
		{Method: http.MethodGet, Path: "/reconcile/preview", Permission: Screen, Gives: "text/html", Summary: "Show an entry in a small page (as OpenRefine asks)",
			Query: []Param{{"id", "LIST/ENTRY"}}, handle: (*call).refinePreview},
		{Method: http.MethodGet, Path: "/reconcile/suggest/entity", Permission: Screen, Out: RefineSuggestions{}, Summary: "Suggest entries for what somebody types (as OpenRefine asks)", Query: prefixed, handle: answer(suggestEntity)},
		{Method: http.MethodGet, Path: "/reconcile/suggest/type", Permission: Screen, Out: RefineSuggestions{}, Summary: "Suggest types for what somebody types (as OpenRefine asks)", Query: prefixed,
			handle: answer(func(c *call) (RefineSuggestions, error) { return suggest(c, refineTypes()), nil })},
		{Method: http.MethodGet, Path: "/reconcile/suggest/property", Permission: Screen, Out: RefineSuggestions{}, Summary: "Suggest columns to send along (as OpenRefine asks)", Query: prefixed,
			handle: answer(func(c *call) (RefineSuggestions, error) { return suggest(c, refineProperties()), nil })},
	}
}

// reconcile answers queries, which come as a parameter of the address or of a form; without any it describes itself.
func (c *call) reconcile() error {
	text := c.query("queries")
	if c.r.Method == http.MethodPost {
		if err := c.r.ParseForm(); err != nil {
			return badBody(err)
		}
		text = c.r.PostForm.Get("queries")
	}
	if text == "" {
		return c.reply(http.StatusOK, refineManifest(c.base()))
	}
	queries := map[string]RefineQuery{}
	if err := json.Unmarshal([]byte(text), &queries); err != nil {
		return &lookback.InputError{Field: "queries", Reason: err.Error(), Hint: `send {"q0": {"query": "NAME"}}`}
	}
	policy, err := c.Screening.PolicyInForce(c.ctx())
	if err != nil {
		return err
	}
	out := map[string]RefineResult{}
	for name, q := range queries {
		if out[name], err = c.candidates(q, policy.Threshold); err != nil {
			return fmt.Errorf("query %s: %w", name, err)
		}
	}
	return c.reply(http.StatusOK, out)
}

// candidates screens one cell. An empty cell means nobody.
func (c *call) candidates(q RefineQuery, threshold lookback.Score) (RefineResult, error) {
	out := RefineResult{Result: []RefineCandidate{}}
	if strings.TrimSpace(q.Query) == "" {
		return out, nil
	}
	party, err := q.party()
	if err != nil {
		return out, err
	}
	hits, err := c.screenBest(party, 0)
	if err != nil {
		return out, err
	}
	if q.Limit > 0 {
		hits = hits[:min(q.Limit, len(hits))]
	}
	for _, h := range hits {
		out.Result = append(out.Result, candidateOf(h, threshold))
	}
	return out, nil
}

// base returns the address under which the client knows this server.
func (c *call) base() string {
	if c.r.TLS != nil {
		return "https://" + c.r.Host
	}
	return "http://" + c.r.Host
}

// preview is a page without script or style of its own, so that the policy of the headers allows all of it.
var preview = template.Must(template.New("preview").Parse(`<!doctype html>
<html lang="en"><meta charset="utf-8"><title>{{.Caption}}</title>
<h1 dir="auto">{{.Caption}}</h1>
<p>{{.Schema}}, {{.ID}}</p>
<dl>{{range $name, $values := .Properties}}<dt>{{$name}}</dt>{{range $values}}<dd dir="auto">{{.}}</dd>{{end}}{{end}}</dl>
</html>
`))

func (c *call) refinePreview() error {
	e, err := c.entry(c.query("id"))
	if err != nil {
		return err
	}
	c.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_ = preview.Execute(c.w, FTMEntityOf(e)) // a client that went away is told nothing
	return nil
}

func suggestEntity(c *call) (RefineSuggestions, error) {
	out := RefineSuggestions{Result: []RefineType{}}
	if strings.TrimSpace(c.query("prefix")) == "" {
		return out, nil
	}
	party, err := RefineQuery{Query: c.query("prefix"), Type: c.query("type")}.party()
	if err != nil {
		return out, err
	}
	hits, err := c.screenBest(party, 0)
	for _, h := range hits {
		out.Result = append(out.Result, suggestionOf(h.Entry))
	}
	return out, err
}

// suggest returns those of some words that hold what somebody has typed.
func suggest(c *call, words []RefineType) RefineSuggestions {
	out := RefineSuggestions{Result: []RefineType{}}
	typed := strings.ToLower(c.query("prefix"))
	for _, w := range words {
		if strings.Contains(strings.ToLower(w.Name), typed) || strings.Contains(strings.ToLower(w.ID), typed) {
			out.Result = append(out.Result, w)
		}
	}
	return out
}
