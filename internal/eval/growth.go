package eval

import (
	"context"

	"lookback"
	"lookback/internal/screening"
)

// Growth is one row of a table of growth: what a lookback of so many changed entries over so many records cost.
type Growth struct {
	Records  int     `json:"records"`
	Changes  int     `json:"changes"`
	Seconds  float64 `json:"seconds"` // the quickest of three, each with nothing remembered
	Met      int     `json:"met"`     // owners that the search came upon
	Scored   int     `json:"scored"`  // owners whose names were aligned
	Affected int     `json:"affected"`
	Bytes    int64   `json:"index_bytes"`
}

const (
	// growthFrom is the smallest population of a table of growth, and growthStep how much larger the next one is.
	growthFrom, growthStep = 1_000, 10
	// growthChanges is the change that is asked about in every population, and the greatest one asked about in the largest.
	growthChanges, mostChanges = 100, 1_000
)

// MeasureGrowth calls row for every population from a thousand to records, in steps of ten, and then in the largest one for changes of
// one entry to a thousand. Slices lie on the shelf, if there is one.
func MeasureGrowth(ctx context.Context, records int, shelf screening.Shelf, progress func(done, total int), row func(Growth)) error {
	for n := min(growthFrom, records); ; n = min(n*growthStep, records) {
		p, err := NewPopulation(ctx, n, shelf, progress)
		if err != nil {
			return err
		}
		err = p.grow(ctx, growthChanges, row)
		for changes := 1; n == records && changes <= mostChanges && err == nil; changes *= growthStep {
			if changes != growthChanges {
				err = p.grow(ctx, changes, row)
			}
		}
		if closeErr := p.Close(); err == nil {
			err = closeErr
		}
		if err != nil || n == records {
			return err
		}
	}
}

// grow measures one row.
func (p *Population) grow(ctx context.Context, changes int, row func(Growth)) error {
	changed := GeneratedEntries(changes, p.Records)
	var best Answer
	for turn := range 3 {
		answer, err := p.Lookback(ctx, changed, lookback.DefaultThreshold)
		if err != nil {
			return err
		}
		if turn == 0 || answer.Took < best.Took {
			best = answer
		}
	}
	row(Growth{Records: p.Records, Changes: changes, Seconds: best.Took.Seconds(), Met: best.Stats.Postings + best.Stats.Keys,
		Scored: best.Stats.Scored, Affected: len(best.Affected), Bytes: p.IndexBytes()})
	return nil
}
