package screening

import (
	"context"
	"errors"
	"slices"
	"testing"

	"lookback"
	"lookback/internal/scenario"
	"lookback/internal/store"
)

// A run that stops after any unit is taken up again and ends with the same set, nothing twice.
func TestInterruptedRunEndsWithTheSameSet(t *testing.T) {
	bulk := scenario.NewBulk(21)
	whole := newService(t, fair)
	smallSlices(t, whole)
	mustStore(t, whole, people(bulk, 0, 600))
	mustCompact(t, whole)
	mustImport(t, whole, edition(t, bulk, 0, 300, 600, 1))
	want := openAlertsOf(t, whole)

	s := newService(t, fair)
	s.shelf = whole.shelf
	mustStore(t, s, people(bulk, 0, 600))
	result, err := s.ImportEdition(t.Context(), edition(t, bulk, 0, 300, 600, 1))
	if err != nil {
		t.Fatal(err)
	}
	for interruptions := 0; ; interruptions++ {
		ctx, cancel := context.WithCancel(t.Context())
		err := s.Resume(ctx, func(_ lookback.Run, done, _ int) {
			if done > interruptions {
				cancel()
			}
		})
		cancel()
		if err == nil {
			break
		}
		if !errors.Is(err, context.Canceled) || interruptions > 10 {
			t.Fatalf("interruption %d: %v", interruptions, err)
		}
	}
	if got := openAlertsOf(t, s); !slices.Equal(got, want) || len(want) == 0 {
		t.Errorf("got %v, want %v", got, want)
	}
	var run lookback.Run
	view(t, s, func(tx store.Tx) (err error) { run, err = tx.GetRun(result.Run); return err })
	if run.Counts.AlertsOpened != len(want) || !run.Counts.Reconciles() {
		t.Errorf("the run counts %+v, and %d alerts are open", run.Counts, len(want))
	}
}

// A run of which another matcher answered some units is followed by one that asks everything again.
func TestRunAcrossMatchersIsAskedAgain(t *testing.T) {
	s := newService(t, fair)
	smallSlices(t, s)
	bulk := scenario.NewBulk(22)
	mustStore(t, s, people(bulk, 0, 600))
	mustCompact(t, s)
	result, err := s.ImportEdition(t.Context(), edition(t, bulk, 0, 200, 600, 1))
	if err != nil {
		t.Fatal(err)
	}
	err = s.store.Update(t.Context(), func(tx store.Tx) error {
		units, err := tx.PendingUnits(result.Run)
		if err != nil {
			return err
		}
		u := units[0]
		n := int(u.LastID - u.AfterID)
		u.Matcher, u.Counts = "an earlier one", lookback.RunCounts{InScope: n, Searched: n}
		if err := finish(tx, lookback.Run{ID: result.Run}, u); err != nil {
			return err
		}
		return s.record(tx, lookback.EventRunUnit, "test", "unit 1", unitEvent{Run: result.Run, Unit: 1, Matcher: u.Matcher})
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Resume(t.Context(), quiet); err != nil {
		t.Fatal(err)
	}
	view(t, s, func(tx store.Tx) error {
		runs, err := tx.ListRuns("", 0, 0)
		if n := len(runs); n != 2 || runs[1].Trigger != lookback.TriggerMatcher || runs[1].State != lookback.RunDone {
			t.Errorf("got runs %+v, want a second one because of the matcher", runs)
		}
		return err
	})
	sameAsScan(t, s)
}
