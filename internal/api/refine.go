package api

import (
	"encoding/json"

	"lookback"
	"lookback/internal/exchange"
	"lookback/internal/screening"
	"lookback/internal/source"
)

// The shapes of this file are those of the Reconciliation Service API, version 0.2, by which OpenRefine asks.

// RefineType is a kind of party.
type RefineType struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// refineTypes are the kinds of party that can be asked for.
func refineTypes() []RefineType {
	return all(source.FTMSchemata(), func(schema string) RefineType { return RefineType{schema, schema} })
}

// refineProperties are the columns that can be sent along.
func refineProperties() []RefineType {
	return []RefineType{{"birthDate", "Date of birth"}, {"nationality", "Nationality"}, {"country", "Country"}, {"gender", "Gender"}, {"birthPlace", "Place of birth"},
		{"passportNumber", "Passport number"}, {"idNumber", "National identity number"}, {"taxNumber", "Tax number"}, {"registrationNumber", "Registration number"}, {"imoNumber", "IMO number"}}
}

// RefineURL is a template of an address.
type RefineURL struct {
	URL    string `json:"url"`
	Width  int    `json:"width,omitempty"`
	Height int    `json:"height,omitempty"`
}

// RefineSuggest says where suggestions come from.
type RefineSuggest struct {
	ServiceURL  string `json:"service_url"`
	ServicePath string `json:"service_path"`
}

// RefineManifest describes the service.
type RefineManifest struct {
	Versions        []string                 `json:"versions"`
	Name            string                   `json:"name"`
	IdentifierSpace string                   `json:"identifierSpace"`
	SchemaSpace     string                   `json:"schemaSpace"`
	DefaultTypes    []RefineType             `json:"defaultTypes"`
	View            RefineURL                `json:"view"`
	Preview         RefineURL                `json:"preview"`
	Suggest         map[string]RefineSuggest `json:"suggest"`
	BatchSize       int                      `json:"batchSize"`
}

// refineBatch is how many queries a client should send at once.
const refineBatch = 50

// refineManifest describes the service at an address.
func refineManifest(base string) RefineManifest {
	suggest := func(what string) RefineSuggest { return RefineSuggest{base, "/reconcile/suggest/" + what} }
	return RefineManifest{
		Versions: []string{"0.2"}, Name: "Lookback", IdentifierSpace: base + "/entities/", SchemaSpace: "https://followthemoney.tech/explorer/schemata/",
		DefaultTypes: refineTypes(), View: RefineURL{URL: base + "/entities/{{id}}"}, Preview: RefineURL{base + "/reconcile/preview?id={{id}}", 480, 240},
		Suggest: map[string]RefineSuggest{"entity": suggest("entity"), "type": suggest("type"), "property": suggest("property")}, BatchSize: refineBatch,
	}
}

// RefineQuery asks about one cell, with what other columns of its row say.
type RefineQuery struct {
	Query      string           `json:"query"`
	Type       string           `json:"type,omitempty"`
	Limit      int              `json:"limit,omitempty"`
	Properties []RefineProperty `json:"properties,omitempty"`
}

// RefineProperty is what another column says.
type RefineProperty struct {
	PID   string          `json:"pid"`
	Value json.RawMessage `json:"v"` // a text, a number, a cell that was reconciled, or several of these
}

// party returns who is asked about.
func (q RefineQuery) party() (lookback.Party, error) {
	schema := q.Type
	if schema == "" {
		schema = "LegalEntity"
	}
	properties := map[string][]string{"name": {q.Query}}
	for _, p := range q.Properties {
		properties[p.PID] = append(properties[p.PID], refineValues(p.Value)...)
	}
	return source.FTMParty(schema, properties)
}

// refineValues reads what a column says.
func refineValues(raw json.RawMessage) []string {
	var several []json.RawMessage
	if json.Unmarshal(raw, &several) == nil {
		var values []string
		for _, one := range several {
			values = append(values, refineValues(one)...)
		}
		return values
	}
	var text string
	var number json.Number
	var cell struct{ ID, Name string }
	switch {
	case json.Unmarshal(raw, &text) == nil:
		return []string{text}
	case json.Unmarshal(raw, &number) == nil:
		return []string{number.String()}
	case json.Unmarshal(raw, &cell) == nil && cell.Name != "":
		return []string{cell.Name}
	}
	return nil
}

// RefineCandidate is an entry that a cell may mean.
type RefineCandidate struct {
	ID          string          `json:"id"`
	Name        string          `json:"name"`
	Description string          `json:"description,omitempty"`
	Type        []RefineType    `json:"type"`
	Score       float64         `json:"score"` // 0 to 100
	Match       bool            `json:"match"` // an independent identifier agrees; a name alone never matches by itself
	Features    []RefineFeature `json:"features"`
}

// RefineFeature is one part of a score.
type RefineFeature struct {
	ID    string  `json:"id"`
	Value float64 `json:"value"`
}

// candidateOf translates a hit.
func candidateOf(h screening.Hit, threshold lookback.Score) RefineCandidate {
	m := ftmMatchOf(h, threshold)
	out := RefineCandidate{ID: m.ID, Name: m.Caption, Description: string(h.Evidence.Strength), Type: []RefineType{{m.Schema, m.Schema}}, Score: 100 * h.Evidence.Score.Float(), Match: m.Match}
	out.Features = append(out.Features, RefineFeature{"name", 100 * h.Evidence.Name.Score.Float()})
	for _, f := range h.Evidence.Fields {
		if f.Outcome != lookback.Missing {
			out.Features = append(out.Features, RefineFeature{f.Field, 100 * f.Factor.Float()})
		}
	}
	return out
}

// suggestionOf translates an entry that a text may mean.
func suggestionOf(e lookback.Entry) RefineType {
	schema, _ := exchange.FTMParty(e.Party)
	return RefineType{ID: e.List + "/" + e.ID, Name: e.Party.Names[0].Full + " (" + schema + ")"}
}

// RefineResult are the candidates for one cell.
type RefineResult struct {
	Result []RefineCandidate `json:"result"`
}

// RefineSuggestions are what a text may mean.
type RefineSuggestions struct {
	Result []RefineType `json:"result"`
}
