package screening

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"sync"
	"testing"

	"lookback"
	"lookback/internal/scenario"
	"lookback/internal/store"
	"lookback/internal/store/storetest"
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
					mustImport(t, s, edition(t, bulk, day*20, 80+day*40, population, season(day)))
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
			editionsApplied(t, s, 4)
		})
	}
}

// The same with several processes on one database, of which two store records, in batches of any size, one imports editions, and all
// carry out lookbacks: the later of a record and an entry asks the earlier one, wherever they meet. On PostgreSQL it is part of
// `make test-postgres`; LOOKBACK_ROUNDS is how many seeded interleavings are played.
func TestRecordArrivingOnAnotherMachineIsNotMissed(t *testing.T) {
	for round := range interleavings(t) {
		t.Run(fmt.Sprint(round), func(t *testing.T) { playInterleaving(t, uint64(round)) })
	}
}

// interleavings returns how many rounds to play.
func interleavings(t *testing.T) int {
	if n, err := strconv.Atoi(os.Getenv("LOOKBACK_ROUNDS")); err == nil {
		return n
	}
	if testing.Short() {
		return 3
	}
	return 12
}

func playInterleaving(t *testing.T, seed uint64) {
	const population, desks = 240, 2
	open := storetest.Place(t)
	services := make([]*Service, desks+1)
	for i := range services {
		var err error
		if services[i], err = New(t.Context(), open(), nil, newClock(), fair); err != nil {
			t.Fatal(err)
		}
	}
	bulk := scenario.NewBulk(200 + seed)
	var arriving sync.WaitGroup
	for desk := range desks {
		arriving.Go(func() {
			random := rand.New(rand.NewPCG(seed, uint64(desk)))
			from, until := desk*population/desks, (desk+1)*population/desks
			for from < until {
				n := min(1+random.IntN(40), until-from)
				storeAndResume(t, services[desk], people(bulk, from, n))
				from += n
			}
		})
	}
	arriving.Go(func() {
		random := rand.New(rand.NewPCG(seed, desks))
		from, until := 0, 100+random.IntN(40)
		for n := range 4 {
			in := edition(t, bulk, from, until, population, season(n))
			if _, err := services[desks].ImportEdition(t.Context(), in); err != nil {
				t.Errorf("import edition %d: %v", n, err)
			}
			from += random.IntN((until - from) / 6)
			until += random.IntN(50)
			resume(t, services[desks])
		}
	})
	arriving.Wait()
	for _, s := range services {
		got, want := openAlertsOf(t, s), scannedAlerts(t, s)
		if !slices.Equal(got, want) {
			t.Errorf("the open alerts are %v, a full scan finds %v", got, want)
		}
		if len(want) == 0 {
			t.Error("the scan finds nothing: the test shows nothing")
		}
	}
	runsReconcile(t, services[0])
	editionsApplied(t, services[0], 4)
}

// season returns the day of January 2024 on which an edition of these tests is published: in the past, and so far from the one
// before that the guard lets large changes pass.
func season(n int) int { return 100 * (n - 5) }

func editionsApplied(t *testing.T, s *Service, want int) {
	t.Helper()
	view(t, s, func(tx store.Tx) error {
		editions, err := tx.ListEditions("bulk")
		if len(editions) != want {
			t.Errorf("%d editions were applied, want %d", len(editions), want)
		}
		return err
	})
}

func storeAndResume(t *testing.T, s *Service, records []lookback.Record) {
	if _, err := s.StoreRecords(t.Context(), "intake", records); err != nil {
		t.Errorf("store records: %v", err)
	}
	resume(t, s)
}

func resume(t *testing.T, s *Service) {
	if err := s.Resume(t.Context(), quiet); err != nil {
		t.Errorf("lookbacks: %v", err)
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
