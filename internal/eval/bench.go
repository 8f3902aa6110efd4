package eval

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"lookback"
	"lookback/internal/index"
	"lookback/internal/match"
	"lookback/internal/scenario"
	"lookback/internal/screening"
)

// benchSlice is how many records one slice holds.
const benchSlice = 1_000_000

// benchSeed makes the population: the same on every machine.
const benchSeed = 1

// Population is a generated population, indexed in slices.
type Population struct {
	Records int
	Names   int           // that were indexed now; none where all slices lay on the shelf
	Build   time.Duration // generating included
	Open    time.Duration // of all slices from the shelf, as many at a time as there are cores, with every byte checked

	bulk   *scenario.Bulk // makes the records
	slices []*index.Index
	done   []func() error
}

// NewPopulation generates a population and indexes it, as many slices at a time as there are cores. With a shelf, every slice goes there
// as soon as it is built, unless it is there already, and is then opened from it: no more is held at once than is being built.
// The caller closes the population.
func NewPopulation(ctx context.Context, records int, shelf screening.Shelf, progress func(done, total int)) (*Population, error) {
	p := &Population{Records: records, bulk: scenario.NewBulk(benchSeed)}
	started := time.Now()
	if err := p.build(ctx, shelf, progress); err != nil {
		return nil, errors.Join(err, p.Close())
	}
	p.Build = time.Since(started)
	if shelf == nil {
		return p, nil
	}
	started = time.Now()
	if err := p.open(ctx, shelf); err != nil {
		return nil, errors.Join(err, p.Close())
	}
	p.Open = time.Since(started)
	return p, nil
}

// sliceSize returns how many records a slice holds: small populations are cut into as many slices as there are cores.
func (p *Population) sliceSize() int {
	cores := runtime.GOMAXPROCS(0)
	return min(benchSlice, max(1, (p.Records+cores-1)/cores))
}

// build builds the slices that are not on the shelf.
func (p *Population) build(ctx context.Context, shelf screening.Shelf, progress func(done, total int)) error {
	size := p.sliceSize()
	p.slices = make([]*index.Index, (p.Records+size-1)/size)
	var names, done atomic.Int64
	errs := make([]error, len(p.slices))
	err := eachTask(ctx, len(p.slices), func(n int) {
		if p.lies(shelf, n) {
			return
		}
		var b index.Builder
		var party lookback.Party
		var prepare match.Preparer
		for i := n * size; i < min((n+1)*size, p.Records) && ctx.Err() == nil; i++ {
			p.bulk.AppendParty(i, &party)
			prepared := prepare.Prepare(party)
			names.Add(int64(len(prepared.Names)))
			b.Add(uint32(i), &prepared)
			if d := done.Add(1); d%4096 == 0 {
				progress(int(d), p.Records)
			}
		}
		p.slices[n] = b.Build()
		if shelf != nil && ctx.Err() == nil {
			ix := p.slices[n]
			errs[n] = shelf.Write(p.file(n), func(w io.Writer) error { _, err := ix.WriteTo(w); return err })
			p.slices[n] = nil
		}
	})
	p.Names = int(names.Load())
	return errors.Join(append(errs, err)...)
}

// file names the snapshot of slice n.
func (p *Population) file(n int) string {
	return fmt.Sprintf("bench-%d-of-%d-%d.lbs", n*p.sliceSize(), p.Records, benchSeed)
}

// lies reports whether slice n lies on the shelf, whole and made by this matcher.
func (p *Population) lies(shelf screening.Shelf, n int) bool {
	if shelf == nil {
		return false
	}
	data, done, err := shelf.Open(p.file(n))
	if err != nil {
		return false
	}
	_, err = index.Open(data)
	return errors.Join(err, done()) == nil
}

// open opens all slices.
func (p *Population) open(ctx context.Context, shelf screening.Shelf) error {
	p.done = make([]func() error, len(p.slices))
	errs := make([]error, len(p.slices))
	err := eachTask(ctx, len(p.slices), func(n int) {
		var data []byte
		if data, p.done[n], errs[n] = shelf.Open(p.file(n)); errs[n] == nil {
			p.slices[n], errs[n] = index.Open(data)
		}
	})
	return errors.Join(append(errs, err)...)
}

// Close lets go of the slices.
func (p *Population) Close() error {
	var errs []error
	for _, done := range p.done {
		if done != nil {
			errs = append(errs, done())
		}
	}
	return errors.Join(errs...)
}

// IndexBytes returns what the slices take, in memory or mapped.
func (p *Population) IndexBytes() (n int64) {
	for _, s := range p.slices {
		n += int64(s.Sizes().Total())
	}
	return n
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
