package api

import (
	"time"

	"lookback/internal/casework"
)

// Quality says how people decide.
type Quality struct {
	AsOf      time.Time     `json:"as_of"`
	Position  int64         `json:"position"`
	Rulings   int           `json:"rulings"`
	Needed    int           `json:"needed_second"`
	Seconded  int           `json:"seconded"`
	Disagreed int           `json:"disagreed"`
	Redress   RedressCounts `json:"redress"`
	Reviewers []Reviewer    `json:"reviewers"`
	Alarms    []string      `json:"alarms"`
}

// RedressCounts say what came of requests for redress, and how often somebody was taken for somebody else.
type RedressCounts struct {
	Received      int   `json:"received"`
	Ended         int   `json:"ended"`
	Upheld        int   `json:"upheld"`
	Late          int   `json:"late"`
	Median        int64 `json:"median_seconds"`
	Misidentified int   `json:"misidentified"`
}

// Reviewer is how one person decided. The median is since the person's act before on the same day.
type Reviewer struct {
	Person    string `json:"person"`
	Rulings   int    `json:"rulings"`
	Ranked    int    `json:"ranked"`
	Overrides int    `json:"against_rank"`
	Seconds   int    `json:"second_reviews"`
	Disagreed int    `json:"disagreed"`
	Timed     int    `json:"timed"`
	Median    int64  `json:"median_seconds"`
}

// QualityOf translates q.
func QualityOf(q casework.Quality) Quality {
	out := Quality{AsOf: q.AsOf, Position: q.Position, Rulings: q.Rulings, Needed: q.Needed, Seconded: q.Seconded, Disagreed: q.Disagreed,
		Redress: RedressCounts{Received: q.Redress.Received, Ended: q.Redress.Ended, Upheld: q.Redress.Upheld, Late: q.Redress.Late,
			Median: int64(q.Redress.Median / time.Second), Misidentified: q.Redress.Misidentified},
		Reviewers: []Reviewer{}, Alarms: list(q.Alarms)}
	for _, p := range q.Reviewers {
		out.Reviewers = append(out.Reviewers, Reviewer{Person: p.Person, Rulings: p.Rulings, Ranked: p.Ranked, Overrides: p.Overrides,
			Seconds: p.Seconds, Disagreed: p.Disagreed, Timed: p.Timed, Median: int64(p.Median / time.Second)})
	}
	return out
}

// Sample is closed cases to be looked at again.
type Sample struct {
	Month     string  `json:"month"`
	Position  int64   `json:"position"`
	Seed      string  `json:"seed"`
	Favoured  int     `json:"closed_in_favour"`
	Otherwise int     `json:"closed_otherwise"`
	Cases     []Drawn `json:"cases"`
}

// Drawn is a case of a sample and what came of it.
type Drawn struct {
	Case       int64 `json:"case"`
	Favoured   bool  `json:"closed_in_favour"`
	Again      bool  `json:"looked_at_again"`
	Overturned bool  `json:"overturned"`
}

// SampleOf translates s.
func SampleOf(s casework.Sample) Sample {
	out := Sample{Month: s.Month.Format("2006-01"), Position: s.Position, Seed: s.Seed, Favoured: s.From[0], Otherwise: s.From[1], Cases: []Drawn{}}
	for _, d := range s.Drawn {
		out.Cases = append(out.Cases, Drawn(d))
	}
	return out
}
