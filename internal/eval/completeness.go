package eval

import (
	"context"
	"sync"

	"lookback"
	"lookback/internal/index"
	"lookback/internal/match"
)

// CompletenessReport compares the index with a full scan, pair by pair.
type CompletenessReport struct {
	Queries    int
	PairsScan  int
	PairsIndex int
	Missing    int // pairs of the scan that the index did not find
	Extra      int // pairs of the index that the scan does not have, or has with another score
}

// Complete reports whether both gave the same set with the same scores.
func (r CompletenessReport) Complete() bool { return r.Missing == 0 && r.Extra == 0 }

// Completeness asks about every party at threshold, with the index of the entries and by a full scan of them, and compares the answers.
func Completeness(ctx context.Context, entries []lookback.Entry, parties []lookback.Party, threshold lookback.Score, progress func(done, total int)) (CompletenessReport, error) {
	report := CompletenessReport{Queries: len(parties)}
	prepared := prepareEntries(entries)
	ix, scanner := indexOf(prepared), index.NewScanner(prepared)
	var mu sync.Mutex
	done := 0
	err := eachParallel(ctx, len(parties), func() func(i int) {
		var prepare match.Preparer
		var scratch index.Scratch
		var scan index.ScanScratch
		var found, scanned []index.Hit
		return func(i int) {
			p := prepare.Prepare(parties[i])
			found, _ = ix.Search(&p, threshold, &scratch, found[:0])
			scanned = scanner.Scan(&p, threshold, &scan, scanned[:0])
			missing, extra := differ(scanned, found)
			mu.Lock()
			defer mu.Unlock()
			report.PairsScan += len(scanned)
			report.PairsIndex += len(found)
			report.Missing += missing
			report.Extra += extra
			done++
			progress(done, len(parties))
		}
	})
	return report, err
}

// differ compares two lists of hits sorted by owner.
func differ(want, got []index.Hit) (missing, extra int) {
	scores := make(map[uint32]lookback.Score, len(want))
	for _, h := range want {
		scores[h.Owner] = h.Score
	}
	for _, h := range got {
		if s, ok := scores[h.Owner]; ok && s == h.Score {
			delete(scores, h.Owner)
		} else {
			extra++
		}
	}
	return len(scores), extra
}
