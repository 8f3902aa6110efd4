package screening

import (
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"

	"lookback"
	"lookback/internal/scenario"
	"lookback/internal/store"
)

// A record that arrives while an edition is being applied is missed by neither direction (DESIGN 3.5):
// whatever the order in which they meet, the open alerts are those of a full scan at the end.
func TestRecordArrivingWhileEditionIsAppliedIsNotMissed(t *testing.T) {
	rounds := 12
	if testing.Short() {
		rounds = 4
	}
	for round := range rounds {
		t.Run(fmt.Sprint(round), func(t *testing.T) {
			s := newService(t, fair)
			bulk := scenario.NewBulk(uint64(100 + round))
			const population = 300
			mustStore(t, s, people(bulk, 0, 100))
			var arriving sync.WaitGroup
			arriving.Go(func() {
				for from := 100; from < population; from += 20 {
					mustStore(t, s, people(bulk, from, 20))
				}
			})
			arriving.Go(func() {
				for day := 1; day <= 4; day++ {
					mustImport(t, s, edition(t, bulk, day*20, 80+day*40, population, day))
				}
			})
			arriving.Wait()
			got, want := openAlertsOf(t, s), scannedAlerts(t, s)
			if !slices.Equal(got, want) {
				t.Errorf("the open alerts are %v, a full scan finds %v", got, want)
			}
			if len(want) == 0 {
				t.Error("the scan finds nothing: the test shows nothing")
			}
			runsReconcile(t, s)
		})
	}
}

// openAlertsOf returns "record list/entry" of every open alert, sorted.
func openAlertsOf(t *testing.T, s *Service) []string {
	t.Helper()
	found := map[string]bool{}
	view(t, s, func(tx store.Tx) error {
		alerts, err := tx.ListAlerts(store.AlertFilter{State: lookback.AlertOpen})
		for _, a := range alerts {
			found[fmt.Sprintf("%d %s/%s", a.RecordID, a.List, a.EntryID)] = true
		}
		return err
	})
	return slices.Sorted(maps.Keys(found))
}

// scannedAlerts returns the same for what a full scan of everything finds now.
func scannedAlerts(t *testing.T, s *Service) []string {
	t.Helper()
	found := map[string]bool{}
	view(t, s, func(tx store.Tx) error {
		force, err := s.inForceAt(tx, store.Now)
		if err != nil {
			return err
		}
		records, err := tx.RecordsAt(store.Now, 0, 0)
		var w searcher
		for _, r := range records {
			for _, f := range force.scan(r.Party, force.policy.Threshold, &w) {
				found[fmt.Sprintf("%d %s/%s", r.ID, f.entry.List, f.entry.ID)] = true
			}
		}
		return err
	})
	return slices.Sorted(maps.Keys(found))
}

func runsReconcile(t *testing.T, s *Service) {
	t.Helper()
	view(t, s, func(tx store.Tx) error {
		runs, err := tx.ListRuns("", 0, 0)
		for _, r := range runs {
			if r.State != lookback.RunDone || !r.Counts.Reconciles() {
				t.Errorf("run %d is %s with %+v", r.ID, r.State, r.Counts)
			}
		}
		return err
	})
}

func view(t *testing.T, s *Service, fn func(store.Tx) error) {
	t.Helper()
	if err := s.store.View(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}
