package eval

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"lookback"
	"lookback/internal/index"
	"lookback/internal/match"
	"lookback/internal/scenario"
)

// Bench is what a lookback over a generated population cost.
type Bench struct {
	Records    int
	Names      int
	Changes    int
	Affected   int // distinct records
	Build      time.Duration
	Search     time.Duration
	IndexBytes int64
}

// benchSlice is how many records one slice holds.
const benchSlice = 1_000_000

// benchSeed makes the population: the same on every machine.
const benchSeed = 1

// GeneratedEntries returns n entries of a list made against the population that BenchLookback generates.
func GeneratedEntries(n, records int) []lookback.Party {
	bulk := scenario.NewBulk(benchSeed)
	parties := make([]lookback.Party, n)
	for i := range parties {
		parties[i] = bulk.Entry(i, records).Party
	}
	return parties
}

// BenchLookback generates a population, indexes it in slices, and asks every slice about the changed parties.
func BenchLookback(ctx context.Context, records int, changed []lookback.Party, threshold lookback.Score, progress func(done, total int)) (Bench, error) {
	bench := Bench{Records: records, Changes: len(changed)}
	started := time.Now()
	slices, names, err := buildSlices(ctx, records, progress)
	if err != nil {
		return bench, err
	}
	bench.Names, bench.Build = names, time.Since(started)
	for _, s := range slices {
		bench.IndexBytes += int64(s.Sizes().Total())
	}
	started = time.Now()
	bench.Affected, err = askSlices(ctx, slices, changed, threshold)
	bench.Search = time.Since(started)
	return bench, err
}

// buildSlices indexes the generated population, as many slices at a time as there are cores.
func buildSlices(ctx context.Context, records int, progress func(done, total int)) ([]*index.Index, int, error) {
	size := min(benchSlice, max(1, (records+runtime.GOMAXPROCS(0)-1)/runtime.GOMAXPROCS(0)))
	built := make([]*index.Index, (records+size-1)/size)
	bulk := scenario.NewBulk(benchSeed)
	var names, done atomic.Int64
	err := eachTask(ctx, len(built), func(n int) {
		var b index.Builder
		var party lookback.Party
		var prepare match.Preparer
		for i := n * size; i < min((n+1)*size, records); i++ {
			bulk.AppendParty(i, &party)
			prepared := prepare.Prepare(party)
			names.Add(int64(len(prepared.Names)))
			b.Add(uint32(i), &prepared)
			if d := done.Add(1); d%4096 == 0 && n == 0 {
				progress(int(d), records)
			}
		}
		built[n] = b.Build()
	})
	return built, int(names.Load()), err
}

// askSlices returns how many records of all slices the parties affect.
func askSlices(ctx context.Context, slices []*index.Index, parties []lookback.Party, threshold lookback.Score) (int, error) {
	prepared := make([]match.Party, len(parties))
	for i := range parties {
		prepared[i] = match.Prepare(parties[i])
	}
	var affected atomic.Int64
	err := eachTask(ctx, len(slices), func(n int) {
		var scratch index.Scratch
		var hits []index.Hit
		seen := map[uint32]bool{}
		for i := range prepared {
			hits, _ = slices[n].Search(&prepared[i], threshold, &scratch, hits[:0])
			for _, h := range hits {
				seen[h.Owner] = true
			}
		}
		affected.Add(int64(len(seen)))
	})
	return int(affected.Load()), err
}

// eachTask calls work(i) for every i below n, on all cores, and stops early with the context's error.
func eachTask(ctx context.Context, n int, work func(i int)) error {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < n && ctx.Err() == nil; i = int(next.Add(1)) - 1 {
				work(i)
			}
		})
	}
	wg.Wait()
	return ctx.Err()
}
