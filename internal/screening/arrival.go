package screening

import (
	"context"
	"fmt"
	"runtime"
	"sync"

	"lookback"
	"lookback/internal/journal"
	"lookback/internal/store"
)

// ArrivalCounts say what became of records that arrived. Read = Stored + Unchanged + Rejected holds for an import.
type ArrivalCounts struct {
	Stored    int
	Unchanged int
	Opened    int
	Ended     int
	Changed   int
}

// StoreRecords stores the records of one source that are new or changed, and screens them against everything
// in force, in one transaction at one position of the journal: whatever edition comes next will ask them,
// whatever came before they have asked. A record that does not say when it arrived arrives now.
func (s *Service) StoreRecords(ctx context.Context, actor string, batch []lookback.Record) (ArrivalCounts, error) {
	actor, err := person(actor)
	if err != nil || len(batch) == 0 {
		return ArrivalCounts{}, err
	}
	for i := range batch {
		batch[i].Arrived = firstTime(batch[i].Arrived, s.now())
	}
	arrival := arrival{service: s, actor: actor, batch: batch}
	if err := s.store.View(ctx, arrival.search); err != nil {
		return ArrivalCounts{}, fmt.Errorf("screen records: %w", err)
	}
	if err := s.store.Update(ctx, arrival.store); err != nil {
		return ArrivalCounts{}, fmt.Errorf("store records: %w", err)
	}
	return arrival.counts, nil
}

// arrival is one batch of records on its way in.
type arrival struct {
	service *Service
	actor   string
	batch   []lookback.Record
	force   *inForce
	found   [][]finding // by place in batch, against force
	counts  ArrivalCounts
}

// search screens the batch against what is in force, on all cores.
func (a *arrival) search(tx store.Tx) (err error) {
	if err := mayScreen(tx); err != nil {
		return err
	}
	a.force, err = a.service.inForceAt(tx, store.Now)
	if err == nil {
		a.found = a.force.findAll(a.batch)
	}
	return err
}

// findAll returns for each record the entries it matches at the threshold of the policy.
func (f *inForce) findAll(records []lookback.Record) [][]finding {
	return inParallel(records, func(r lookback.Record, s *searcher) []finding {
		return f.find(r.Party, f.policy.Threshold, s)
	})
}

// inParallel calls find for every record on all cores and returns the answers in the order of records.
func inParallel(records []lookback.Record, find func(lookback.Record, *searcher) []finding) [][]finding {
	found := make([][]finding, len(records))
	eachOf(len(records), func(i int, s *searcher) { found[i] = find(records[i], s) })
	return found
}

// eachOf calls work for every number below n on all cores, each with working memory of its own, and waits.
func eachOf(n int, work func(i int, s *searcher)) {
	workers := min(runtime.GOMAXPROCS(0), n)
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			s := searchers.Get()
			defer searchers.Put(s)
			for i := w; i < n; i += workers {
				work(i, s)
			}
		})
	}
	wg.Wait()
}

// store writes the batch with its alerts and its event.
func (a *arrival) store(tx store.Tx) error {
	a.counts = ArrivalCounts{}
	force, err := a.service.inForceAt(tx, store.Now)
	if err != nil {
		return err
	}
	if force.key != a.force.key { // an edition or policy came in between: ask again
		a.force, a.found = force, force.findAll(a.batch)
	}
	puts, err := tx.PutRecords(a.batch)
	if err != nil {
		return err
	}
	settled := &settlement{tx: tx}
	var commitments []journal.Hash
	for i, put := range puts {
		if put.Outcome == store.Unchanged {
			a.counts.Unchanged++
			continue
		}
		a.counts.Stored++
		commitments = append(commitments, put.Commitment)
		if err := a.settle(settled, i, put.Outcome); err != nil {
			return err
		}
	}
	a.counts.Opened, a.counts.Ended, a.counts.Changed = settled.counts.AlertsOpened, settled.counts.AlertsEnded, settled.counts.AlertsChanged
	if a.counts.Stored == 0 {
		return nil
	}
	source := a.batch[0].Source
	return a.service.record(tx, lookback.EventRecords, a.actor, "source "+source, recordsEvent{
		Source: source, Stored: a.counts.Stored, Unchanged: a.counts.Unchanged, RecordsRoot: root(commitments),
		Alerts: len(settled.commitments), AlertsRoot: root(settled.commitments), Policy: a.force.policy.Version, Matcher: matcher(),
	})
}

// settle compares what record i matches with the alerts an earlier version of it has.
func (a *arrival) settle(settled *settlement, i int, outcome store.Outcome) error {
	var open []lookback.Alert
	if outcome == store.Changed {
		var err error
		if open, err = settled.tx.ListAlerts(store.AlertFilter{RecordID: a.batch[i].ID, State: lookback.AlertOpen}); err != nil {
			return err
		}
	}
	return settled.settle(a.batch[i], a.found[i], open, func(lookback.Alert) string {
		return "the record was corrected and no longer matches the entry"
	})
}
