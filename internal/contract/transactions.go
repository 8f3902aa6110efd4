package contract

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"lookback"
	"lookback/internal/store"
)

var errTest = errors.New("the caller changed its mind")

// writeEverything writes something of each kind, without an event.
func writeEverything(tx store.Tx) error {
	if _, err := tx.PutRecords([]lookback.Record{record("crm", "1", "A")}); err != nil {
		return err
	}
	if _, err := tx.CreateEdition(edition("un", "aa11"), []store.EntryWrite{write(lookback.Added, "un", "p1", "Ilmar Tassk")}); err != nil {
		return err
	}
	if _, _, err := tx.PutAlert(alert(1, "un", "p1", lookback.AlertOpen, "listed")); err != nil {
		return err
	}
	if _, _, err := tx.CreateCase(lookback.NewCase(1, lookback.AlertEvidence(1))); err != nil {
		return err
	}
	r, err := tx.CreateRun(run("test"))
	if err != nil {
		return err
	}
	if err := tx.CreateUnits(r.ID, twoUnits); err != nil {
		return err
	}
	_, err = tx.CreatePolicy(lookback.DefaultPolicy())
	return err
}

// nothing checks that writeEverything left nothing.
func (f *fixture) nothing() {
	f.Helper()
	f.same("position", f.position(), int64(0))
	f.same("records", len(recordsAt(f, store.Now)), 0)
	f.same("sources", read(f, func(tx store.Tx) ([]store.SourceCount, error) { return tx.ListSourcesAt(store.Now) }), []store.SourceCount{})
	f.same("editions", len(read(f, func(tx store.Tx) ([]lookback.Edition, error) { return tx.ListEditions("") })), 0)
	f.same("alerts", read(f, func(tx store.Tx) (int, error) { return tx.CountAlerts(store.AlertFilter{}) }), 0)
	f.same("cases", read(f, func(tx store.Tx) (int, error) { return tx.CountCases(store.CaseFilter{}) }), 0)
	f.same("runs", len(read(f, func(tx store.Tx) ([]lookback.Run, error) { return tx.ListRuns("", 0, 0) })), 0)
	f.same("policies", len(read(f, func(tx store.Tx) ([]lookback.Policy, error) { return tx.ListPolicies() })), 0)
}

func testNothingKeptOnError(t *testing.T, p Place) {
	f := open(t, p)
	f.refused(errTest, func(tx store.Tx) error {
		if err := writeEverything(tx); err != nil {
			return err
		}
		if _, err := tx.AppendEvent(f.event("half")); err != nil {
			return err
		}
		return errTest
	})
	f.nothing()
	f.same("next position", f.update(writeEverything), int64(1))
}

func testNothingKeptOnPanic(t *testing.T, p Place) {
	f := open(t, p)
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic was swallowed")
			}
		}()
		f.Update(t.Context(), func(tx store.Tx) error {
			if err := writeEverything(tx); err != nil {
				return err
			}
			panic("a broken program")
		})
	}()
	f.nothing()
	f.same("next position", f.update(writeEverything), int64(1))
}

// testChangeNeedsEvent holds invariant 6: no change without the event that records it.
func testChangeNeedsEvent(t *testing.T, p Place) {
	f := open(t, p)
	err := f.Update(t.Context(), writeEverything)
	if !errors.Is(err, lookback.ErrInvalid) {
		t.Errorf("got %v, want ErrInvalid", err)
	}
	f.nothing()
	err = f.Update(t.Context(), func(tx store.Tx) error {
		if _, err := tx.AppendEvent(f.event("too early")); err != nil {
			return err
		}
		return writeEverything(tx)
	})
	if !errors.Is(err, lookback.ErrInvalid) {
		t.Errorf("event before the change: got %v, want ErrInvalid", err)
	}
	f.nothing()
	if err := f.Update(t.Context(), func(tx store.Tx) error { return nil }); err != nil {
		t.Errorf("update without a change: %v", err)
	}
	known := record("crm", "1", "A")
	f.put(known)
	err = f.Update(t.Context(), func(tx store.Tx) error {
		_, err := tx.PutRecords([]lookback.Record{known})
		return err
	})
	if err != nil {
		t.Errorf("records that are known already: %v", err)
	}
}

func testViewCannotWrite(t *testing.T, p Place) {
	f := open(t, p)
	for name, fn := range map[string]func(tx store.Tx) error{
		"event": func(tx store.Tx) error { _, err := tx.AppendEvent(f.event("")); return err },
		"records": func(tx store.Tx) error {
			_, err := tx.PutRecords([]lookback.Record{record("crm", "1", "A")})
			return err
		},
		"edition": func(tx store.Tx) error { _, err := tx.CreateEdition(edition("un", "a"), nil); return err },
		"alert": func(tx store.Tx) error {
			_, _, err := tx.PutAlert(alert(1, "un", "p", lookback.AlertOpen, ""))
			return err
		},
		"checkpoint": func(tx store.Tx) error { return tx.PutCheckpoint(store.Checkpoint{Signed: "x"}) },
		"lease":      func(tx store.Tx) error { return tx.PutLease(store.Lease{Key: "k"}) },
		"unit":       func(tx store.Tx) error { _, err := tx.FinishUnit(1, store.Unit{No: 1}); return err },
		"erasure":    func(tx store.Tx) error { return tx.EraseRecord(1) },
	} {
		if err := f.View(t.Context(), fn); !errors.Is(err, lookback.ErrDenied) {
			t.Errorf("%s: got %v, want ErrDenied", name, err)
		}
	}
	f.nothing()
}

// testViewIsSnapshot changes everything while a view is open; the view sees none of it.
func testViewIsSnapshot(t *testing.T, p Place) {
	f := open(t, p)
	f.put(record("crm", "1", "Before"))
	f.view(func(tx store.Tx) error {
		f.put(record("crm", "1", "After"), record("crm", "2", "New"))
		position, err := tx.Position()
		if err != nil {
			return err
		}
		f.same("position in the view", position, int64(1))
		records, err := tx.RecordsAt(store.Now, 0, 0)
		if err != nil {
			return err
		}
		f.same("records in the view", names(records), []string{"1 v1 crm/1 Before"})
		events, err := tx.Events(0, 0)
		f.same("events in the view", len(events), 1)
		return err
	})
	f.same("records after", names(recordsAt(f, store.Now)), []string{"1 v2 crm/1 After", "2 v1 crm/2 New"})
}

// testPositionsWithoutGaps has many writers, some of which give up; readers look on all the time.
func testPositionsWithoutGaps(t *testing.T, p Place) {
	f := open(t, p)
	const writers, each = 6, 12
	ctx, cancel := context.WithCancel(t.Context())
	var readers, all sync.WaitGroup
	for range 2 {
		readers.Go(func() {
			for ctx.Err() == nil {
				err := f.View(ctx, func(tx store.Tx) error {
					events, err := tx.Events(0, 0)
					if err == nil {
						checkPositions(t, events)
						checkRecords(t, tx, len(events))
					}
					return err
				})
				if err != nil && ctx.Err() == nil {
					t.Errorf("view: %v", err)
				}
			}
		})
	}
	for w := range writers {
		all.Go(func() {
			for i := range each {
				err := f.Update(t.Context(), func(tx store.Tx) error {
					if _, err := tx.PutRecords([]lookback.Record{record("crm", fmt.Sprint(w, "-", i), "Name")}); err != nil {
						return err
					}
					if _, err := tx.AppendEvent(lookback.Event{Time: start, Kind: lookback.EventRecords, Actor: fmt.Sprint("writer ", w)}); err != nil {
						return err
					}
					if i%3 == 2 {
						return errTest
					}
					return nil
				})
				if err != nil && !errors.Is(err, errTest) {
					t.Errorf("writer %d: %v", w, err)
				}
			}
		})
	}
	all.Wait()
	cancel()
	readers.Wait()
	events := read(f, func(tx store.Tx) ([]lookback.Event, error) { return tx.Events(0, 0) })
	checkPositions(t, events)
	f.same("events", len(events), writers*each*2/3)
}

func checkPositions(t *testing.T, events []lookback.Event) {
	for i, e := range events {
		if e.Position != int64(i+1) {
			t.Errorf("event %d has position %d", i+1, e.Position)
			return
		}
	}
}

func checkRecords(t *testing.T, tx store.Tx, want int) {
	if n, err := tx.CountRecordsAt(store.Now); err == nil && n != want {
		t.Errorf("%d records after %d events", n, want)
	}
}

// testTwoProcesses opens the store twice, as a server and a command beside it do.
func testTwoProcesses(t *testing.T, p Place) {
	f, g := open(t, p), open(t, p)
	var both sync.WaitGroup
	for i, s := range []*fixture{f, g} {
		both.Go(func() {
			for n := range 10 {
				err := s.Update(t.Context(), func(tx store.Tx) error {
					if _, err := tx.PutRecords([]lookback.Record{record(fmt.Sprint("source ", i), fmt.Sprint(n), "A")}); err != nil {
						return err
					}
					_, err := tx.AppendEvent(lookback.Event{Time: start, Kind: lookback.EventRecords, Actor: "two"})
					return err
				})
				if err != nil {
					t.Errorf("process %d: %v", i, err)
				}
			}
		})
	}
	both.Wait()
	f.same("position seen by the one", f.position(), int64(20))
	f.same("position seen by the other", g.position(), int64(20))
	f.same("records", len(recordsAt(g, store.Now)), 20)
}

// testReopen holds that what was acknowledged is there when the store is opened again.
func testReopen(t *testing.T, p Place) {
	f := open(t, p)
	f.update(writeEverything)
	before := recordsAt(f, store.Now)
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	err := f.View(t.Context(), func(store.Tx) error { return nil })
	if !errors.Is(err, lookback.ErrUnavailable) {
		t.Errorf("view of a closed store: got %v, want ErrUnavailable", err)
	}
	g := open(t, p)
	f.same("position", g.position(), int64(1))
	f.same("records", recordsAt(g, store.Now), before)
	next, _ := g.put(record("crm", "2", "B"))
	f.same("next position", next, int64(2))
	f.same("next ID", names(recordsAt(g, store.Now)), []string{"1 v1 crm/1 A", "2 v1 crm/2 B"})
}

func testCancel(t *testing.T, p Place) {
	f := open(t, p)
	ctx, cancel := context.WithCancel(t.Context())
	err := f.Update(ctx, func(tx store.Tx) error {
		if err := writeEverything(tx); err != nil {
			return err
		}
		cancel()
		_, err := tx.AppendEvent(f.event("too late"))
		return err
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want Canceled", err)
	}
	f.nothing()
	if err := f.View(ctx, func(store.Tx) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("view: got %v, want Canceled", err)
	}
	f.same("next position", f.update(writeEverything), int64(1))
}

// testCloseWaits closes a store while an update runs: the update ends as if nothing had happened.
func testCloseWaits(t *testing.T, p Place) {
	f := open(t, p)
	inside, closed := make(chan struct{}), make(chan error, 1)
	go func() {
		<-inside
		closed <- f.Close()
	}()
	err := f.Update(t.Context(), func(tx store.Tx) error {
		close(inside)
		select {
		case err := <-closed:
			t.Errorf("closed (%v) while an update ran", err)
		case <-time.After(20 * time.Millisecond): // gives Close the chance to be wrong
		}
		if err := writeEverything(tx); err != nil {
			return err
		}
		_, err := tx.AppendEvent(f.event("last"))
		return err
	})
	if err != nil {
		t.Errorf("update: %v", err)
	}
	if err := <-closed; err != nil {
		t.Errorf("close: %v", err)
	}
	f.same("position", open(t, p).position(), int64(1))
}
