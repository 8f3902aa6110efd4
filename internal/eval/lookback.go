package eval

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"lookback"
	"lookback/internal/index"
	"lookback/internal/match"
	"lookback/internal/scenario"
)

// Change is an entry in two states. Before is nil for an added one.
type Change struct {
	Before *lookback.Party
	Now    lookback.Party
}

// GeneratedEntries returns n added entries of a list made against a generated population.
func GeneratedEntries(n, records int) []Change {
	bulk := scenario.NewBulk(benchSeed)
	changes := make([]Change, n)
	for i := range changes {
		changes[i].Now = bulk.Entry(i, records).Party
	}
	return changes
}

// Answer is what a lookback over a population found and did.
type Answer struct {
	Changes  int
	Asked    int      // entries that slices were asked about: the others gained nothing that could match
	Affected []uint32 // records that match a changed entry now, ascending
	Took     time.Duration
	Stats    index.Stats
}

// pair is a changed entry, by its place, and a record that matches it.
type pair struct {
	change int
	record uint32
}

// asked is what slices are asked about the change at a place.
type asked struct {
	change int
	party  match.Party
}

// Lookback finds which records match the changed entries, on all cores and with nothing remembered, as screening does: slices are asked about
// added entries, and about what amended ones gained; the records that matched an amended entry before, which screening knows from its
// alerts and which are looked up here before the clock starts, are compared anew.
func (p *Population) Lookback(ctx context.Context, changes []Change, threshold lookback.Score) (Answer, error) {
	before, err := p.matchedBefore(ctx, changes, threshold)
	if err != nil {
		return Answer{}, err
	}
	started := time.Now()
	questions, err := gains(ctx, changes)
	if err != nil {
		return Answer{}, err
	}
	found, stats, err := p.ask(ctx, questions, threshold)
	if err != nil {
		return Answer{}, err
	}
	affected := map[uint32]bool{}
	for _, x := range found {
		affected[x.record] = true
	}
	again, err := p.compareAnew(ctx, before, changes, threshold)
	for _, record := range again {
		affected[record] = true
	}
	return Answer{Changes: len(changes), Asked: len(questions), Affected: slices.Sorted(maps.Keys(affected)), Took: time.Since(started), Stats: stats}, err
}

// matchedBefore returns who matched the former states of amended entries.
func (p *Population) matchedBefore(ctx context.Context, changes []Change, threshold lookback.Score) ([]pair, error) {
	var questions []asked
	var prepare match.Preparer
	for i, c := range changes {
		if c.Before != nil {
			questions = append(questions, asked{i, prepare.Prepare(*c.Before)})
		}
	}
	found, _, err := p.ask(ctx, questions, threshold)
	return found, err
}

// gains returns what to ask about changes.
func gains(ctx context.Context, changes []Change) ([]asked, error) {
	gained, something := make([]match.Party, len(changes)), make([]bool, len(changes))
	err := eachParallel(ctx, len(changes), func() func(i int) {
		var prepare match.Preparer
		return func(i int) {
			if before := changes[i].Before; before != nil {
				gained[i], something[i] = prepare.Gained(*before, changes[i].Now)
			} else {
				gained[i], something[i] = prepare.Prepare(changes[i].Now), true
			}
		}
	})
	var questions []asked
	for i := range changes {
		if something[i] {
			questions = append(questions, asked{i, gained[i]})
		}
	}
	return questions, err
}

// ask asks every slice.
func (p *Population) ask(ctx context.Context, questions []asked, threshold lookback.Score) (found []pair, total index.Stats, err error) {
	var mu sync.Mutex
	var spare index.Spare[index.Scratch] // which forgets what it learnt with each slice, and keeps its memory
	err = eachTask(ctx, len(p.slices), func(n int) {
		scratch := spare.Get()
		defer spare.Put(scratch)
		var hits []index.Hit
		var sum index.Stats
		var pairs []pair
		for _, q := range questions {
			var stats index.Stats
			hits, stats = p.slices[n].Search(&q.party, threshold, scratch, hits[:0])
			sum.Add(stats)
			for _, h := range hits {
				pairs = append(pairs, pair{q.change, h.Owner})
			}
		}
		mu.Lock()
		defer mu.Unlock()
		found = append(found, pairs...)
		total.Add(sum)
	})
	return found, total, err
}

// compareAnew returns the records of pairs that match their entries as they are now.
func (p *Population) compareAnew(ctx context.Context, pairs []pair, changes []Change, threshold lookback.Score) ([]uint32, error) {
	matches := make([]bool, len(pairs))
	err := eachParallel(ctx, len(pairs), func() func(i int) {
		var prepare match.Preparer
		var scratch match.Scratch
		var party lookback.Party
		return func(i int) {
			p.bulk.AppendParty(int(pairs[i].record), &party)
			record, entry := prepare.Prepare(party), prepare.Prepare(changes[pairs[i].change].Now)
			matches[i] = scratch.Score(&entry, &record) >= threshold
		}
	})
	var records []uint32
	for i, x := range pairs {
		if matches[i] {
			records = append(records, x.record)
		}
	}
	return records, err
}

// Scan returns the records that match a changed entry, ascending, by comparing every record with every entry and without an index of records.
func (p *Population) Scan(ctx context.Context, changes []Change, threshold lookback.Score, progress func(done, total int)) ([]uint32, error) {
	now := make([]match.Party, len(changes))
	for i, c := range changes {
		now[i] = match.Prepare(c.Now)
	}
	scanner := index.NewScanner(now)
	var mu sync.Mutex
	affected, done := map[uint32]bool{}, 0
	err := eachParallel(ctx, p.Records, func() func(i int) {
		var prepare match.Preparer
		var scratch index.ScanScratch
		var hits []index.Hit
		var party lookback.Party
		return func(i int) {
			p.bulk.AppendParty(i, &party)
			record := prepare.Prepare(party)
			hits = scanner.Scan(&record, threshold, &scratch, hits[:0])
			mu.Lock()
			defer mu.Unlock()
			if len(hits) > 0 {
				affected[uint32(i)] = true
			}
			if done++; done%4096 == 0 {
				progress(done, p.Records)
			}
		}
	})
	return slices.Sorted(maps.Keys(affected)), err
}
