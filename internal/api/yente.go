package api

import (
	"encoding/json"
	"strings"
	"time"

	"lookback"
	"lookback/internal/exchange"
	"lookback/internal/screening"
)

// The shapes of this file are those of yente, the matching server that much of the field already speaks to: its
// clients ask Lookback without a change. What they do not know, they leave alone: evidence is ours.

// FTMValues are the values of a property: clients send one string or several.
type FTMValues []string

// UnmarshalJSON reads a string or an array of strings.
func (v *FTMValues) UnmarshalJSON(data []byte) error {
	var one string
	if json.Unmarshal(data, &one) == nil {
		*v = FTMValues{one}
		return nil
	}
	var several []string
	err := json.Unmarshal(data, &several)
	*v = several
	return err
}

// FTMQuery is an entity to ask about.
type FTMQuery struct {
	ID         string               `json:"id,omitempty"`
	Schema     string               `json:"schema"`
	Properties map[string]FTMValues `json:"properties"`
}

// FTMQueries are entities to ask about, under names that the answers come back under.
type FTMQueries struct {
	Weights map[string]float64  `json:"weights,omitempty"` // refused: a score depends on the parties and the matcher alone
	Config  map[string]any      `json:"config,omitempty"`  // refused likewise
	Queries map[string]FTMQuery `json:"queries"`
}

// FTMEntity is an entry as a FollowTheMoney entity.
type FTMEntity struct {
	ID         string              `json:"id"`
	Caption    string              `json:"caption"`
	Schema     string              `json:"schema"`
	Properties map[string][]string `json:"properties"`
	Datasets   []string            `json:"datasets"`
	Referents  []string            `json:"referents"`
	Target     bool                `json:"target"`
	FirstSeen  *time.Time          `json:"first_seen"`
	LastSeen   *time.Time          `json:"last_seen"`
	LastChange *time.Time          `json:"last_change"`
}

// FTMEntityOf translates an entry. Its ID is LIST/ENTRY.
func FTMEntityOf(e lookback.Entry) FTMEntity {
	schema, properties := exchange.FTMParty(e.Party)
	if len(e.Programmes) > 0 {
		properties["program"] = e.Programmes
	}
	if e.Remarks != "" {
		properties["notes"] = []string{e.Remarks}
	}
	return FTMEntity{ID: e.List + "/" + e.ID, Caption: e.Party.Names[0].Full, Schema: schema, Properties: properties, Datasets: []string{e.List}, Referents: []string{}, Target: true}
}

// FTMMatch is an entry that an entity matches.
type FTMMatch struct {
	FTMEntity
	Score        Score                     `json:"score"`
	Features     map[string]Score          `json:"features"`
	Explanations map[string]FTMExplanation `json:"explanations"`
	Match        bool                      `json:"match"` // the score reaches the threshold and an independent identifier agrees
	Evidence     Evidence                  `json:"evidence"`
}

// FTMExplanation says what one feature of a match is.
type FTMExplanation struct {
	Detail    string `json:"detail"`
	Score     Score  `json:"score"`
	Query     string `json:"query"`
	Candidate string `json:"candidate"`
}

// ftmMatchOf translates a hit. A name alone never makes a match, however well it fits: clients act on that word.
func ftmMatchOf(h screening.Hit, threshold lookback.Score) FTMMatch {
	e := h.Evidence
	out := FTMMatch{FTMEntity: FTMEntityOf(h.Entry), Score: Score(e.Score), Evidence: EvidenceOf(e), Match: e.Score >= threshold && e.Strength == lookback.Identified,
		Features: map[string]Score{"name": Score(e.Name.Score)}, Explanations: map[string]FTMExplanation{"name": {
			Detail: strings.Join(e.Words()[:1+len(e.Name.Pairs)], " "), Score: Score(e.Name.Score), Query: e.Name.Left, Candidate: e.Name.Right}}}
	for _, f := range e.Fields {
		if f.Outcome == lookback.Missing {
			continue
		}
		out.Features[f.Field] = Score(f.Factor)
		out.Explanations[f.Field] = FTMExplanation{Detail: string(f.Outcome) + ": " + f.Rule, Score: Score(f.Factor), Query: f.Left, Candidate: f.Right}
	}
	return out
}

// Total is how many there are, whatever the limit.
type Total struct {
	Value    int    `json:"value"`
	Relation string `json:"relation"`
}

// FTMMatches are the matches of one entity.
type FTMMatches struct {
	Status  int        `json:"status"`
	Results []FTMMatch `json:"results"`
	Total   Total      `json:"total"`
	Query   FTMQuery   `json:"query"`
}

// FTMAnswer has the matches of every entity that was asked about.
type FTMAnswer struct {
	Responses map[string]FTMMatches `json:"responses"`
	Matcher   map[string]any        `json:"matcher"`
	Limit     int                   `json:"limit"`
}

// FTMSearch is a page of what a text finds.
type FTMSearch struct {
	Results []FTMEntity    `json:"results"`
	Facets  map[string]any `json:"facets"`
	Total   Total          `json:"total"`
	Limit   int            `json:"limit"`
	Offset  int            `json:"offset"`
}

// FTMDataset is a list, or all of them under the name default.
type FTMDataset struct {
	Name         string     `json:"name"`
	Title        string     `json:"title"`
	Version      string     `json:"version"`
	IndexVersion string     `json:"index_version"`
	IndexCurrent bool       `json:"index_current"`
	Load         bool       `json:"load"`
	LastChange   *time.Time `json:"last_change"`
	Children     []string   `json:"children"`
}

// FTMCatalog lists what can be asked against.
type FTMCatalog struct {
	Datasets   []FTMDataset `json:"datasets"`
	Current    []string     `json:"current"`
	Outdated   []string     `json:"outdated"`
	IndexStale bool         `json:"index_stale"`
}

// FTMAlgorithms names the one way in which is compared.
type FTMAlgorithms struct {
	Algorithms []FTMAlgorithm `json:"algorithms"`
	Default    string         `json:"default"`
	Best       string         `json:"best"`
}

// FTMAlgorithm is a way of comparing.
type FTMAlgorithm struct {
	Name        string         `json:"name"`
	Description string         `json:"description"`
	Features    map[string]any `json:"features"`
}
