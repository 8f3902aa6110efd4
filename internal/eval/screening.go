package eval

import (
	"context"
	"runtime"
	"sync"

	"lookback"
	"lookback/internal/index"
	"lookback/internal/match"
)

// The thresholds that Screening reports.
const (
	firstThreshold lookback.Score = 5000
	lastThreshold  lookback.Score = 9900
	thresholdStep  lookback.Score = 100
)

// Rate is what screening shows at one threshold.
type Rate struct {
	Threshold      lookback.Score
	Recall         float64 // share of the people who are on a list that raise an alert
	FalseAlertRate float64 // share of the people who are on no list that raise an alert
}

// Subject is somebody whom screening is measured on.
type Subject struct {
	Party       lookback.Party // what is compared
	Nationality string         // a code, or what the source writes, by which errors are counted apart; empty where it is not given. It is not compared
}

// ScreeningReport is the trade between misses and false alerts.
type ScreeningReport struct {
	Positives int
	Negatives int
	Rates     []Rate
	At        lookback.Score      // the threshold of Groups
	Groups    []NationalityErrors // in alphabetical order, those of whom it is not given first
}

// NewIndex indexes the entries for searching with records; the owner of a hit is its position in entries.
func NewIndex(entries []lookback.Entry) *index.Index { return indexOf(prepareEntries(entries)) }

func prepareEntries(entries []lookback.Entry) []match.Party {
	var prepare match.Preparer
	prepared := make([]match.Party, len(entries))
	for i := range entries {
		prepared[i] = prepare.Prepare(entries[i].Party)
	}
	return prepared
}

func indexOf(parties []match.Party) *index.Index {
	var b index.Builder
	for i := range parties {
		b.Add(uint32(i), &parties[i])
	}
	return b.Build()
}

// Screening asks ix about everybody and reports recall over positives and false alerts over negatives by threshold, and by nationality at one threshold.
func Screening(ctx context.Context, ix *index.Index, positives, negatives []Subject, at lookback.Score) (ScreeningReport, error) {
	hit, err := bestScores(ctx, ix, positives, firstThreshold)
	if err != nil {
		return ScreeningReport{}, err
	}
	miss, err := bestScores(ctx, ix, negatives, firstThreshold)
	if err != nil {
		return ScreeningReport{}, err
	}
	report := ScreeningReport{Positives: len(positives), Negatives: len(negatives), At: at}
	for t := firstThreshold; t <= lastThreshold; t += thresholdStep {
		report.Rates = append(report.Rates, Rate{Threshold: t, Recall: shareAtLeast(hit, t), FalseAlertRate: shareAtLeast(miss, t)})
	}
	report.Groups = byNationality(positives, negatives, hit, miss, at)
	return report, nil
}

func shareAtLeast(scores []lookback.Score, t lookback.Score) float64 {
	n := 0
	for _, s := range scores {
		if s >= t {
			n++
		}
	}
	if len(scores) == 0 {
		return 0
	}
	return float64(n) / float64(len(scores))
}

// bestScores returns for each subject the best score against the entries, 0 where it is below the threshold from.
func bestScores(ctx context.Context, ix *index.Index, parties []Subject, from lookback.Score) ([]lookback.Score, error) {
	best := make([]lookback.Score, len(parties))
	err := eachParallel(ctx, len(parties), func() func(i int) {
		var scratch index.Scratch
		var hits []index.Hit
		return func(i int) {
			p := match.Prepare(parties[i].Party)
			hits, _ = ix.Search(&p, from, &scratch, hits[:0])
			for _, h := range hits {
				best[i] = max(best[i], h.Score)
			}
		}
	})
	return best, err
}

// eachParallel calls work(i) for every i below n on all cores. newWorker makes the function of one core,
// which may keep memory of its own. It stops early with the context's error.
func eachParallel(ctx context.Context, n int, newWorker func() func(i int)) error {
	const block = 32
	next := make(chan int)
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		work := newWorker()
		wg.Go(func() {
			for start := range next {
				for i := start; i < min(start+block, n); i++ {
					work(i)
				}
			}
		})
	}
	var err error
	for start := 0; start < n && err == nil; start += block {
		select {
		case next <- start:
		case <-ctx.Done():
			err = ctx.Err()
		}
	}
	close(next)
	wg.Wait()
	return err
}
