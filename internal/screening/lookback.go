package screening

import (
	"context"
	"fmt"
	"slices"

	"lookback"
	"lookback/internal/store"
)

// Progress is told how many units of a run are done.
type Progress func(run lookback.Run, done, total int)

// Resume carries out every run that is not done, oldest first, from where it stopped. It is safe to call at
// every start: what was stored is not repeated, and a run that was ordered is never forgotten.
func (s *Service) Resume(ctx context.Context, progress Progress) error {
	for {
		var open []lookback.Run
		err := s.store.View(ctx, func(tx store.Tx) error {
			for _, state := range []lookback.RunState{lookback.RunPending, lookback.RunRunning} {
				runs, err := tx.ListRuns(state, 0, 0)
				if err != nil {
					return err
				}
				open = append(open, runs...)
			}
			return nil
		})
		if err != nil || len(open) == 0 {
			return err
		}
		oldest := slices.MinFunc(open, func(a, b lookback.Run) int { return int(a.ID - b.ID) })
		if err := s.execute(ctx, oldest, progress); err != nil {
			return fmt.Errorf("run %d: %w", oldest.ID, err)
		}
	}
}

// execute carries out the pending units of a run and closes it.
func (s *Service) execute(ctx context.Context, run lookback.Run, progress Progress) error {
	var p *plan
	var pending []store.Unit
	total := 0
	err := s.store.View(ctx, func(tx store.Tx) (err error) {
		if p, err = s.planOf(tx, run); err != nil {
			return err
		}
		units, err := tx.ListUnits(run.ID)
		if err != nil {
			return err
		}
		total = len(units)
		pending, err = tx.PendingUnits(run.ID)
		return err
	})
	if err != nil {
		return err
	}
	for i, unit := range pending {
		progress(run, total-len(pending)+i, total)
		if err := s.executeUnit(ctx, run, p, unit); err != nil {
			return fmt.Errorf("unit %d: %w", unit.No, err)
		}
	}
	progress(run, total, total)
	return s.close(ctx, run, p)
}

// executeUnit asks the records of one unit about the plan and stores what differs.
func (s *Service) executeUnit(ctx context.Context, run lookback.Run, p *plan, unit store.Unit) error {
	w := unitWork{service: s, run: run, plan: p, unit: unit}
	if err := s.store.View(ctx, w.search); err != nil {
		return err
	}
	return s.store.Update(ctx, w.store)
}

// unitWork is one unit of a run on its way through.
type unitWork struct {
	service    *Service
	run        lookback.Run
	plan       *plan
	unit       store.Unit
	records    []lookback.Record // as known at the position of the run, in scope
	outOfScope int
	found      [][]finding
}

// search reads the records of the unit and asks the index about them.
func (w *unitWork) search(tx store.Tx) error {
	records, err := tx.RecordsInRange(w.run.Position, w.unit.AfterID, w.unit.LastID, 0)
	if err != nil {
		return err
	}
	for _, r := range records {
		if w.run.Scope.Covers(r.Source) {
			w.records = append(w.records, r)
		}
	}
	w.outOfScope = len(records) - len(w.records)
	w.found = inParallel(w.records, func(r lookback.Record, s *searcher) []finding {
		return w.plan.targets.find(r.Party, w.plan.policy.Threshold, s)
	})
	return nil
}

// store settles the unit. Records of which a newer version arrived after the run was ordered are left out:
// that version was screened against what the run is about.
func (w *unitWork) store(tx store.Tx) error {
	newer, err := supersededSince(tx, w.run.Position)
	if err != nil {
		return err
	}
	open, err := w.openAlerts(tx)
	if err != nil {
		return err
	}
	settled := &settlement{tx: tx, run: w.run.ID}
	superseded := 0
	for i, r := range w.records {
		if newer[r.ID] {
			superseded++
			continue
		}
		err := settled.settle(r, w.found[i], open[r.ID], func(a lookback.Alert) string {
			why, _ := w.plan.touches(a)
			return why
		})
		if err != nil {
			return err
		}
	}
	counts := settled.counts
	counts.InScope = len(w.records) + w.outOfScope
	counts.Excluded = superseded + w.outOfScope
	counts.Searched = counts.InScope - counts.Excluded
	counts.ExcludedWhy = excluded(superseded, w.outOfScope)
	first, err := tx.FinishUnit(w.run.ID, w.unit.No, counts)
	if err != nil {
		return err
	}
	if !first {
		return fmt.Errorf("another process finished it: %w", lookback.ErrConflict)
	}
	return w.service.record(tx, lookback.EventRunUnit, "lookback", fmt.Sprintf("run %d unit %d", w.run.ID, w.unit.No), unitEvent{
		Run: w.run.ID, Unit: w.unit.No, Counts: counts, Alerts: len(settled.commitments), AlertsRoot: root(settled.commitments), Matcher: matcher(),
	})
}

// supersededSince returns the records of which a version became known after a position.
func supersededSince(tx store.Tx, position int64) (map[int64]bool, error) {
	newer := map[int64]bool{}
	mark, err := tx.RecordMarkAt(position)
	if err != nil {
		return nil, err
	}
	for {
		records, next, err := tx.RecordsSince(mark, store.Now, 1000)
		if err != nil || len(records) == 0 {
			return newer, err
		}
		for _, r := range records {
			newer[r.ID] = true
		}
		mark = next
	}
}

// openAlerts returns the open alerts of the unit's records on entries that the run is about, by record.
func (w *unitWork) openAlerts(tx store.Tx) (map[int64][]lookback.Alert, error) {
	alerts, err := tx.ListAlerts(store.AlertFilter{State: lookback.AlertOpen, FromRecord: w.unit.AfterID, LastRecord: w.unit.LastID})
	if err != nil {
		return nil, err
	}
	open := map[int64][]lookback.Alert{}
	for _, a := range alerts {
		if _, ok := w.plan.touches(a); ok {
			open[a.RecordID] = append(open[a.RecordID], a)
		}
	}
	return open, nil
}

// close adds up the units of a run and marks it done. A run whose counts do not reconcile stays open and is an error.
func (s *Service) close(ctx context.Context, run lookback.Run, p *plan) error {
	return s.store.Update(ctx, func(tx store.Tx) error {
		units, err := tx.ListUnits(run.ID)
		if err != nil {
			return err
		}
		run.Counts = lookback.RunCounts{Changes: p.changes}
		for _, u := range units {
			run.Counts = run.Counts.Plus(u.Counts)
		}
		known, err := tx.CountRecordsAt(run.Position)
		if err != nil {
			return err
		}
		if known != run.Counts.InScope || !run.Counts.Reconciles() {
			return fmt.Errorf("the counts do not add up: %d records were known, %+v: %w", known, run.Counts, lookback.ErrCheck)
		}
		last, err := tx.Position()
		if err != nil {
			return err
		}
		run.State, run.Finished, run.Closed = lookback.RunDone, s.now(), last+1
		if err := tx.UpdateRun(run); err != nil {
			return err
		}
		return s.record(tx, lookback.EventRunDone, "lookback", fmt.Sprintf("run %d", run.ID), runBody(run))
	})
}
