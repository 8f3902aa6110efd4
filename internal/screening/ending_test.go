package screening

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"lookback"
	"lookback/internal/scenario"
	"lookback/internal/store"
)

// A lookback leaves ended records out, through slices and without them alike, and says how many; the alerts that they had stay, and
// a full scan agrees. Whoever is given again is asked about all that came meanwhile.
func TestLookbackLeavesEndedRecordsOut(t *testing.T) {
	for _, sliced := range []bool{false, true} {
		t.Run(fmt.Sprintf("Sliced=%t", sliced), func(t *testing.T) {
			s := newService(t, fair)
			if sliced {
				smallSlices(t, s)
			}
			bulk := scenario.NewBulk(31)
			const population = 260
			mustStore(t, s, people(bulk, 0, population))
			mustCompact(t, s)
			var keys []string
			for i := 0; i < population; i += 2 {
				keys = append(keys, fmt.Sprint(i))
			}
			c, err := s.EndRecords(t.Context(), "intake", "test", "deleted by its source", append(keys, "nobody"))
			if err != nil || c.Ended != population/2 || c.Unknown != 1 {
				t.Fatalf("got %+v (%v), want half ended and one unknown", c, err)
			}
			mustImport(t, s, edition(t, bulk, 0, 300, population, 1))
			for _, alert := range openAlertsOf(t, s) {
				if id := strings.Fields(alert)[0]; (id[len(id)-1]-'0')%2 == 1 { // key 0 has ID 1
					t.Errorf("an ended record has an alert: %s", alert)
				}
			}
			wantExcluded(t, s, 1, population/2)
			if result, err := s.Check(t.Context(), 1, quiet); err != nil || !result.Holds() || result.Pairs == 0 {
				t.Errorf("the full scan: %+v (%v)", result, err)
			}
			mustStore(t, s, people(bulk, 0, population))
			sameAsScan(t, s)
		})
	}
}

func wantExcluded(t *testing.T, s *Service, id int64, want int) {
	t.Helper()
	view(t, s, func(tx store.Tx) error {
		run, err := tx.GetRun(id)
		if run.Counts.Excluded != want || !strings.Contains(run.Counts.ExcludedWhy, "have ended") {
			t.Errorf("%d records were left out (%s), want %d", run.Counts.Excluded, run.Counts.ExcludedWhy, want)
		}
		return err
	})
}

// The clearance of an ended record says what was known when it ended, whatever came after.
func TestClearanceOfEndedRecordIsOfThen(t *testing.T) {
	s := newService(t, fair)
	bulk := scenario.NewBulk(32)
	mustStore(t, s, people(bulk, 0, 20))
	mustImport(t, s, edition(t, bulk, 0, 30, 20, season(1)))
	if _, err := s.EndRecords(t.Context(), "intake", "test", "deleted by its source", []string{"3"}); err != nil {
		t.Fatal(err)
	}
	ended, err := s.Position(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	mustImport(t, s, edition(t, bulk, 0, 40, 20, season(2)))
	c, err := s.ClearanceAt(t.Context(), "test", "3", s.now())
	if err != nil || c.Ended != ended || c.Position != ended || len(c.Editions) != 1 || c.Editions[0].Seq != 1 || len(c.Pending) > 0 {
		t.Errorf("got a clearance as of %d with %d editions (%v), want as of %d with the first", c.Position, len(c.Editions), err, ended)
	}
	if c, err = s.ClearanceAt(t.Context(), "test", "4", s.now()); err != nil || c.Ended != 0 || c.Editions[0].Seq != 2 {
		t.Errorf("a record that has not ended: %+v (%v)", c, err)
	}
}

// A full feed that lacks more than it may ends nobody.
func TestFullFeedThatDropsIsRefused(t *testing.T) {
	s := newService(t, fair)
	mustStore(t, s, people(scenario.NewBulk(33), 0, 50))
	missing := func(n int64) func(int64) bool { return func(id int64) bool { return id > n } }
	if n, err := s.EndAbsent(t.Context(), "intake", "test", missing(6), DropLimit); !errors.Is(err, lookback.ErrConflict) || n != 0 {
		t.Errorf("six of fifty: %d ended, %v, want a refusal", n, err)
	}
	if n, err := s.EndAbsent(t.Context(), "intake", "test", missing(5), DropLimit); err != nil || n != 5 {
		t.Errorf("five of fifty: %d ended, %v", n, err)
	}
	if n, err := s.EndAbsent(t.Context(), "intake", "test", missing(5), DropLimit); err != nil || n != 0 {
		t.Errorf("the same feed again: %d ended, %v, want none", n, err)
	}
	view(t, s, func(tx store.Tx) error {
		ids, err := tx.EndedInRange(store.Now, 0, store.Now)
		if !slices.Equal(ids, []int64{1, 2, 3, 4, 5}) {
			t.Errorf("ended: %v", ids)
		}
		return err
	})
}
