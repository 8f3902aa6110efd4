package screening

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"lookback"
	"lookback/internal/store"
)

// Progress is told how many units of a run are done.
type Progress func(run lookback.Run, done, total int)

// Resume carries out every run that is not done, oldest first, from where it stopped. It is safe to call at
// every start: what was stored is not repeated, and a run that was ordered is never forgotten. While nobody has approved
// the matcher of this program, runs wait: see MatcherState.
func (s *Service) Resume(ctx context.Context, progress Progress) error {
	for {
		var open []lookback.Run
		err := s.store.View(ctx, func(tx store.Tx) error {
			if m, err := matcherState(tx); err != nil || m.Changed() {
				return err
			}
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

// execute carries out the pending units of a run, here and wherever workers take them, and closes it.
func (s *Service) execute(ctx context.Context, run lookback.Run, progress Progress) error {
	if span, ok := parseTieSpan(run.Subject); ok {
		return s.executeTies(ctx, run, span, progress)
	}
	if err := s.spread(ctx, run, progress); err != nil {
		return err
	}
	run.Matcher = matcher()
	p, err := s.plans.of(ctx, s, run)
	if err != nil {
		return err
	}
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
	known      int               // records of the unit known at the position of the run
	outOfScope map[int64]bool    // of those, by ID
	ended      map[int64]bool    // of those in scope, by ID: their source had let go of them
	found      map[int64]matched // records that match something, by ID
}

// matched is a record and what it matches.
type matched struct {
	record   lookback.Record
	findings []finding
}

// search finds which records of the unit match the changed entries: through the unit's slice where there is one,
// otherwise by reading every record and asking the index of the changed entries. Both give the same (invariant 4).
func (w *unitWork) search(tx store.Tx) error {
	var err error
	if w.ended, err = endedIn(tx, w.run.Position, w.unit.AfterID, w.unit.LastID); err != nil {
		return err
	}
	if ok, err := w.searchSlice(tx); ok || err != nil {
		return err
	}
	records, err := tx.RecordsInRange(w.run.Position, w.unit.AfterID, w.unit.LastID, 0)
	if err != nil {
		return err
	}
	w.known = len(records)
	w.outOfScope = map[int64]bool{}
	records = slices.DeleteFunc(records, func(r lookback.Record) bool {
		if !w.run.Scope.Covers(r.Source) {
			w.outOfScope[r.ID] = true
			delete(w.ended, r.ID)
		}
		return w.outOfScope[r.ID] || w.ended[r.ID]
	})
	w.found = map[int64]matched{}
	w.ask(records)
	return nil
}

// ask adds what records match.
func (w *unitWork) ask(records []lookback.Record) {
	found := inParallel(records, func(r lookback.Record, s *searcher) []finding {
		return w.plan.targets.find(r.Party, w.plan.policy.Threshold, s)
	})
	for i, r := range records {
		if len(found[i]) > 0 {
			w.found[r.ID] = matched{r, found[i]}
		}
	}
}

// store settles the unit. Records of which a newer version arrived after the run was ordered are left out:
// that version was screened against what the run is about. So are records out of scope, and those that had ended, with
// their alerts.
func (w *unitWork) store(tx store.Tx) error {
	newer, err := supersededSince(tx, w.run)
	if err != nil {
		return err
	}
	open, err := w.openAlerts(tx)
	if err != nil {
		return err
	}
	settled := &settlement{tx: tx, run: w.run.ID}
	for _, id := range w.concerned(open) {
		if newer[id] || w.outOfScope[id] || w.ended[id] {
			continue
		}
		m := w.found[id]
		err := settled.settle(m.record, m.findings, open[id], func(a lookback.Alert) string {
			why, _ := w.plan.touches(a)
			return why
		})
		if err != nil {
			return err
		}
	}
	counts := w.counts(settled.counts, newer)
	if err := finish(tx, w.run, store.Unit{No: w.unit.No, Matcher: matcher(), Counts: counts}); err != nil {
		return err
	}
	return w.service.record(tx, lookback.EventRunUnit, "lookback", fmt.Sprintf("run %d unit %d", w.run.ID, w.unit.No), unitEvent{
		Run: w.run.ID, Unit: w.unit.No, Counts: runCountsValue(counts), Alerts: len(settled.commitments), AlertsRoot: root(settled.commitments), Matcher: matcher(),
	})
}

// errFinished means that somebody else stored the results of a unit: there is nothing left to do.
var errFinished = fmt.Errorf("another worker finished it: %w", lookback.ErrConflict)

// finish marks a unit finished, or returns errFinished.
func finish(tx store.Tx, run lookback.Run, u store.Unit) error {
	first, err := tx.FinishUnit(run.ID, u)
	if err == nil && !first {
		err = errFinished
	}
	return err
}

// concerned returns the records that match something now or did before, in order.
func (w *unitWork) concerned(open map[int64][]lookback.Alert) []int64 {
	ids := slices.Collect(maps.Keys(w.found))
	for id := range open {
		if _, both := w.found[id]; !both {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// counts completes what settling counted, so that the records of the unit add up.
func (w *unitWork) counts(c lookback.RunCounts, newer map[int64]bool) lookback.RunCounts {
	superseded := 0
	for id := range newer {
		if id > w.unit.AfterID && id <= w.unit.LastID && !w.ended[id] {
			superseded++
		}
	}
	c.InScope = w.known
	c.Excluded = superseded + len(w.outOfScope) + len(w.ended)
	c.Searched = c.InScope - c.Excluded
	c.ExcludedWhy = excluded(superseded, len(w.outOfScope), len(w.ended))
	return c
}

// supersededSince returns the records in the scope of a run of which a newer version became known after its position.
func supersededSince(tx store.Tx, run lookback.Run) (map[int64]bool, error) {
	newer := map[int64]bool{}
	fresh := map[int64]bool{} // first known after the position
	err := eachSince(tx, run.Position, store.Now, func(r lookback.Record) {
		if !run.Scope.Covers(r.Source) {
			return
		}
		fresh[r.ID] = fresh[r.ID] || r.Version == 1
		newer[r.ID] = true
	})
	for id := range fresh {
		if fresh[id] {
			delete(newer, id)
		}
	}
	return newer, err
}

// sincePage is how many record versions are read at once.
const sincePage = 5000

// eachSince calls fn for every record version that became known after a position and up to another, in order.
func eachSince(tx store.Tx, after, through int64, fn func(lookback.Record)) error {
	mark, err := tx.RecordMarkAt(after)
	if err != nil {
		return err
	}
	for {
		records, next, err := tx.RecordsSince(mark, through, sincePage)
		if err != nil || len(records) == 0 {
			return err
		}
		for _, r := range records {
			fn(r)
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

// close adds up the units of a run and marks it done. A run whose counts do not reconcile stays open and is an
// error. After a mixed run, of which another matcher answered some units, everything is asked again.
func (s *Service) close(ctx context.Context, run lookback.Run, p *plan) error {
	return s.store.Update(ctx, func(tx store.Tx) error {
		if held, err := tx.GetRun(run.ID); err != nil || held.State == lookback.RunDone {
			return err // another process, which waited for the same units, was faster
		}
		units, err := tx.ListUnits(run.ID)
		if err != nil {
			return err
		}
		mixed := false
		run.Counts = lookback.RunCounts{Changes: p.changes}
		for _, u := range units {
			run.Counts = run.Counts.Plus(u.Counts)
			mixed = mixed || u.Matcher != run.Matcher
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
		if mixed {
			if _, err := s.orderRun(tx, matcherRun(run)); err != nil {
				return err
			}
		}
		return s.record(tx, lookback.EventRunDone, "lookback", fmt.Sprintf("run %d", run.ID), runBody(run))
	})
}

// matcherRun is the lookback that follows a run in the middle of which the program, and with it the matcher, changed.
func matcherRun(mixed lookback.Run) lookback.Run {
	return lookback.Run{
		Trigger: lookback.TriggerMatcher,
		Cause:   fmt.Sprintf("another matcher answered a part of run %d", mixed.ID),
		Subject: "everything in force",
		Mandate: lookback.Mandate{Routine: true, Purpose: "one matcher for all results"},
	}
}
