package api

import (
	"fmt"

	"lookback"
	"lookback/internal/screening"
	"lookback/internal/source"
)

// Query asks about one party.
type Query struct {
	ID        string `json:"id,omitempty"` // the caller's own; it comes back with the answer
	Party     Party  `json:"party"`
	Threshold Score  `json:"threshold,omitempty"` // from which on a pair is a hit; that of the policy when left out
}

// Answer is what screening one party found. Nothing was stored.
type Answer struct {
	ID    string   `json:"id,omitempty"`
	Line  int      `json:"line,omitempty"` // of the query in a stream
	Hits  []Hit    `json:"hits"`
	Error *Problem `json:"error,omitempty"` // why a line of a stream was not screened
}

// Hit is an entry that a party matches.
type Hit struct {
	Query    string   `json:"query"`
	List     string   `json:"list"`
	Entry    string   `json:"entry"`
	Name     string   `json:"name"`
	Score    Score    `json:"score"`
	Evidence Evidence `json:"evidence"`
}

// HitOf translates h, which the party with the name query met.
func HitOf(query string, h screening.Hit) Hit {
	return Hit{Query: query, List: h.Entry.List, Entry: h.Entry.ID, Name: h.Entry.Party.Names[0].Full, Score: Score(h.Evidence.Score), Evidence: EvidenceOf(h.Evidence)}
}

// HitsOf translates the hits of a party.
func HitsOf(p lookback.Party, hits []screening.Hit) []Hit {
	out := make([]Hit, len(hits))
	for i, h := range hits {
		out[i] = HitOf(p.Names[0].Full, h)
	}
	return out
}

// Ask returns the party that a query describes. ErrInvalid: it cannot be screened, or a date of birth cannot be.
func (q Query) Ask() (lookback.Party, error) {
	p := q.Party.Back()
	for i, raw := range q.Party.Births {
		if _, err := source.ParseBirth(raw); err != nil {
			err.Field = fmt.Sprintf("party.births[%d]", i)
			return p, err
		}
	}
	return p, p.Validate()
}
