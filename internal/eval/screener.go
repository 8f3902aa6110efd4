package eval

import (
	"context"
	"io"
	"runtime"
	"sync"
	"sync/atomic"

	"lookback"
	"lookback/internal/index"
	"lookback/internal/match"
	"lookback/internal/source"
)

// Screener screens files against a set of entries. It may be used concurrently.
type Screener struct {
	entries   []lookback.Entry
	prepared  []match.Party
	ix        *index.Index
	threshold lookback.Score
	workers   index.Spare[worker] // what one learnt about common names serves the next file
}

// worker is the working memory of one core.
type worker struct {
	prepare match.Preparer
	scratch index.Scratch
	found   []index.Hit
}

// NewScreener indexes entries for screening at a threshold.
func NewScreener(entries []lookback.Entry, threshold lookback.Score) *Screener {
	prepared := prepareEntries(entries)
	return &Screener{entries: entries, prepared: prepared, ix: indexOf(prepared), threshold: threshold}
}

// fileBlock is how many records travel to a core at once.
const fileBlock = 512

// File reads a file of records and screens them on all cores, in constant memory. It returns how many
// records were read and how many pairs reached the threshold; the evidence of each is made, as for an alert.
func (s *Screener) File(ctx context.Context, r io.Reader, name string, m source.Mapping) (records, hits int, err error) {
	m.Keyless = true
	blocks := make(chan []lookback.Party, 2*runtime.GOMAXPROCS(0))
	var found atomic.Int64
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() { found.Add(int64(s.blocks(blocks))) })
	}
	var block []lookback.Party
	err = source.ReadRecords(r, name, m, func(row source.Row) error {
		if row.Err != nil {
			return nil
		}
		records++
		block = append(block, row.Party)
		if len(block) < fileBlock {
			return nil
		}
		blocks <- block
		block = make([]lookback.Party, 0, fileBlock)
		return ctx.Err()
	})
	blocks <- block
	close(blocks)
	wg.Wait()
	return records, int(found.Load()), err
}

// blocks screens blocks until there are no more.
func (s *Screener) blocks(in <-chan []lookback.Party) (hits int) {
	w := s.workers.Get()
	defer s.workers.Put(w)
	for block := range in {
		for _, party := range block {
			p := w.prepare.Lend(&party)
			w.found, _ = s.ix.Search(p, s.threshold, &w.scratch, w.found[:0])
			for _, h := range w.found {
				if match.ComparePrepared(party, s.entries[h.Owner].Party, p, &s.prepared[h.Owner]).Score >= s.threshold {
					hits++
				}
			}
		}
	}
	return hits
}
