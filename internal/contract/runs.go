package contract

import (
	"fmt"
	"sync"
	"testing"

	"lookback"
	"lookback/internal/store"
)

func run(cause string) lookback.Run {
	return lookback.Run{Trigger: lookback.TriggerEntry, Cause: cause, Subject: "aa11", Mandate: lookback.Mandate{Routine: true}, Scope: lookback.Scope{Sources: []string{"crm"}},
		State: lookback.RunPending, Position: 3, Policy: 1, Matcher: "m1", Started: start}
}

func (f *fixture) createRun(cause string, units ...store.Unit) lookback.Run {
	f.Helper()
	r := run(cause)
	f.update(func(tx store.Tx) (err error) {
		if r, err = tx.CreateRun(r); err != nil || len(units) == 0 {
			return err
		}
		return tx.CreateUnits(r.ID, units)
	})
	return r
}

func testRuns(t *testing.T, p Place) {
	f := open(t, p)
	r1, r2 := f.createRun("un edition aa11"), f.createRun("policy 2")
	want := run("policy 2")
	want.ID = 2
	f.same("run", read(f, func(tx store.Tx) (lookback.Run, error) { return tx.GetRun(2) }), want)
	f.same("all runs", read(f, func(tx store.Tx) ([]lookback.Run, error) { return tx.ListRuns("", 0, 0) }), []lookback.Run{r1, r2})
	f.same("page of runs", read(f, func(tx store.Tx) ([]lookback.Run, error) { return tx.ListRuns("", 1, 1) }), []lookback.Run{r2})
	r1.State, r1.Finished, r1.Counts = lookback.RunDone, start, lookback.RunCounts{InScope: 5, Searched: 4, Excluded: 1, ExcludedWhy: "no name"}
	f.update(func(tx store.Tx) error { return tx.UpdateRun(r1) })
	f.same("run after update", read(f, func(tx store.Tx) (lookback.Run, error) { return tx.GetRun(1) }), r1)
	f.same("pending runs", read(f, func(tx store.Tx) ([]lookback.Run, error) { return tx.ListRuns(lookback.RunPending, 0, 0) }), []lookback.Run{r2})
	f.same("newest runs", read(f, func(tx store.Tx) ([]lookback.Run, error) { return tx.NewestRuns(0, 0) }), []lookback.Run{r2, r1})
	f.same("the newest run", read(f, func(tx store.Tx) ([]lookback.Run, error) { return tx.NewestRuns(0, 1) }), []lookback.Run{r2})
	f.same("runs before it", read(f, func(tx store.Tx) ([]lookback.Run, error) { return tx.NewestRuns(2, 5) }), []lookback.Run{r1})
	missing(f, func(tx store.Tx) (lookback.Run, error) { return tx.GetRun(3) })
	f.refused(store.ErrNotFound, func(tx store.Tx) error { return tx.UpdateRun(lookback.Run{ID: 3}) })
}

var twoUnits = []store.Unit{{No: 1, AfterID: 0, LastID: 100}, {No: 2, AfterID: 100, LastID: 200}}

// testUnitsFinishOnce has several workers do the same units: each result is stored exactly once.
func testUnitsFinishOnce(t *testing.T, p Place) {
	f := open(t, p)
	r := f.createRun("un edition aa11", twoUnits...)
	f.same("units", read(f, func(tx store.Tx) ([]store.Unit, error) { return tx.PendingUnits(r.ID) }), twoUnits)
	var workers sync.WaitGroup
	var mu sync.Mutex
	stored := 0
	for range 4 {
		workers.Go(func() {
			for no := 1; no <= 2; no++ {
				first := false
				err := f.Update(t.Context(), func(tx store.Tx) (err error) {
					if first, err = tx.FinishUnit(r.ID, store.Unit{No: no, Matcher: "m", Counts: lookback.RunCounts{Searched: no}}); err != nil || !first {
						return err
					}
					if _, _, err := tx.PutAlert(alert(int64(no), "un", "p1", lookback.AlertOpen, "listed")); err != nil {
						return err
					}
					_, err = tx.AppendEvent(lookback.Event{Time: start, Kind: lookback.EventRunUnit, Actor: "worker"})
					return err
				})
				if err != nil {
					t.Errorf("finish unit %d: %v", no, err)
				}
				if first {
					mu.Lock()
					stored++
					mu.Unlock()
				}
			}
		})
	}
	workers.Wait()
	f.same("results stored", stored, 2)
	f.same("events", f.position(), int64(3))
	f.same("pending", len(read(f, func(tx store.Tx) ([]store.Unit, error) { return tx.PendingUnits(r.ID) })), 0)
	units := read(f, func(tx store.Tx) ([]store.Unit, error) { return tx.ListUnits(r.ID) })
	if units[0].Finished == 0 || units[1].Finished == 0 || units[1].Counts.Searched != 2 {
		t.Errorf("finished units are %+v", units)
	}
	f.refused(store.ErrConflict, func(tx store.Tx) error { return tx.CreateUnits(r.ID, twoUnits) })
	for run, want := range map[int64][2]int{r.ID: {2, 2}, f.createRun("policy 2", twoUnits...).ID: {2, 0}, 9: {0, 0}} {
		f.same(fmt.Sprint("units of run ", run), read(f, func(tx store.Tx) (n [2]int, err error) { n[0], n[1], err = tx.CountUnits(run); return n, err }), want)
	}
	f.refused(store.ErrNotFound, func(tx store.Tx) error { return tx.CreateUnits(9, twoUnits) })
	f.refused(store.ErrNotFound, func(tx store.Tx) error { _, err := tx.FinishUnit(r.ID, store.Unit{No: 3}); return err })
}

func testPolicies(t *testing.T, p Place) {
	f := open(t, p)
	missing(f, func(tx store.Tx) (lookback.Policy, error) { return tx.PolicyAt(store.Now) })
	create := func(p lookback.Policy) lookback.Policy {
		f.update(func(tx store.Tx) (err error) { p, err = tx.CreatePolicy(p); return err })
		return p
	}
	approve := func(version int) (p lookback.Policy) {
		f.update(func(tx store.Tx) (err error) { p, err = tx.ApprovePolicy(version, "second person"); return err })
		return p
	}
	p1 := create(lookback.DefaultPolicy())
	p2 := create(lookback.Policy{Threshold: 8000, Lists: []string{"un"}, State: lookback.PolicyProposed, Reason: "fewer", Proposer: "first person"})
	create(lookback.Policy{Threshold: 6000, State: lookback.PolicyProposed, Reason: "more", Proposer: "first person"})
	f.same("versions and positions", []int64{int64(p1.Version), p1.Position, int64(p2.Version), p2.Position}, []int64{1, 1, 2, 0})
	p3 := approve(3)
	p2 = approve(2)
	f.same("approved", []any{p2.State, p2.Approver, p2.Position}, []any{lookback.PolicyApproved, "second person", int64(5)})
	for at, want := range []lookback.Policy{{}, p1, p1, p1, p3, p2, p2} {
		if at == 0 {
			missing(f, func(tx store.Tx) (lookback.Policy, error) { return tx.PolicyAt(0) })
			continue
		}
		f.same("policy in force", read(f, func(tx store.Tx) (lookback.Policy, error) { return tx.PolicyAt(int64(at)) }), want)
	}
	f.same("policies", read(f, func(tx store.Tx) ([]lookback.Policy, error) { return tx.ListPolicies() }), []lookback.Policy{p1, p2, p3})
	f.same("policy", read(f, func(tx store.Tx) (lookback.Policy, error) { return tx.GetPolicy(2) }), p2)
	missing(f, func(tx store.Tx) (lookback.Policy, error) { return tx.GetPolicy(4) })
	f.refused(store.ErrConflict, func(tx store.Tx) error { _, err := tx.ApprovePolicy(2, "third person"); return err })
	f.refused(store.ErrNotFound, func(tx store.Tx) error { _, err := tx.ApprovePolicy(4, "second person"); return err })
	f.refused(lookback.ErrInvalid, func(tx store.Tx) error { _, err := tx.CreatePolicy(lookback.Policy{}); return err })
}
