package screening

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"

	"lookback"
	"lookback/internal/queue"
	"lookback/internal/scenario"
	"lookback/internal/store"
)

// Two processes that share a store and a queue carry out the same run at once, with workers of both: it ends with the same
// set as in one process, every unit is stored once, and the run closes once.
func TestTwoFrontsAndManyWorkersEndWithTheSameSet(t *testing.T) {
	bulk := scenario.NewBulk(31)
	alone := newService(t, fair)
	mustStore(t, alone, people(bulk, 0, 12_000))
	mustImport(t, alone, edition(t, bulk, 0, 300, 600, 1))
	want := openAlertsOf(t, alone)

	first := newService(t, fair)
	mustStore(t, first, people(bulk, 0, 12_000))
	result, err := first.ImportEdition(t.Context(), edition(t, bulk, 0, 300, 600, 1))
	if err != nil {
		t.Fatal(err)
	}
	second, err := New(t.Context(), first.store, nil, first.now, fair)
	if err != nil {
		t.Fatal(err)
	}
	q := queue.NewLocal(0)
	first.Spread(q, 2)
	second.Spread(q, 2)
	var fronts sync.WaitGroup
	for _, s := range []*Service{first, second} {
		fronts.Go(func() {
			if err := s.Resume(t.Context(), quiet); err != nil {
				t.Error(err)
			}
		})
	}
	fronts.Wait()
	if got := openAlertsOf(t, first); !slices.Equal(got, want) || len(want) == 0 {
		t.Errorf("got %v, want %v", got, want)
	}
	view(t, first, func(tx store.Tx) error {
		units, err := tx.ListUnits(result.Run)
		if err != nil {
			return err
		}
		events := map[lookback.EventKind]int{}
		all, err := tx.Events(0, 0)
		for _, e := range all {
			events[e.Kind]++
		}
		if events[lookback.EventRunUnit] != len(units) || len(units) < 3 || events[lookback.EventRunDone] != 1 {
			t.Errorf("got %d units stored of %d and the run closed %d times", events[lookback.EventRunUnit], len(units), events[lookback.EventRunDone])
		}
		return err
	})
}

// A queue that loses what it was given is offered it again, and a unit that cannot be done is named.
func TestLostAndFailingUnits(t *testing.T) {
	bulk := scenario.NewBulk(32)
	s := newService(t, fair)
	mustStore(t, s, people(bulk, 0, 600))
	q := &forgetful{Local: queue.NewLocal(2), forget: 1}
	s.Spread(q, 1)
	mustImport(t, s, edition(t, bulk, 0, 200, 600, 1))
	if q.offers != 2 {
		t.Errorf("got %d offers, want the lost one and one more", q.offers)
	}
	sameAsScan(t, s)

	if _, err := s.ImportEdition(t.Context(), edition(t, bulk, 0, 250, 600, 2)); err != nil {
		t.Fatal(err)
	}
	q.broken = errors.New("the disk is full")
	if err := s.Resume(t.Context(), quiet); !errors.Is(err, q.broken) {
		t.Errorf("got error %v, want the reason why the unit was given up", err)
	}
	q.broken = nil
	if err := s.Resume(t.Context(), quiet); err != nil {
		t.Fatal(err)
	}
	sameAsScan(t, s)
}

// forgetful is a queue that loses the first offers, gives a signal whenever it is asked, and breaks units on demand.
type forgetful struct {
	*queue.Local
	forget, offers int
	broken         error
}

func (f *forgetful) Offer(ctx context.Context, units []queue.Unit) error {
	if f.offers++; f.offers <= f.forget {
		return nil
	}
	return f.Local.Offer(ctx, units)
}

// Settled gives a signal at once as long as everything was lost, so that nobody has to wait for that.
func (f *forgetful) Settled() <-chan struct{} {
	if f.offers > f.forget {
		return f.Local.Settled()
	}
	c := make(chan struct{}, 1)
	c <- struct{}{}
	return c
}

func (f *forgetful) Work(ctx context.Context, matcher string, do queue.Do) error {
	return f.Local.Work(ctx, matcher, func(ctx context.Context, u queue.Unit) error {
		if f.broken != nil {
			return f.broken
		}
		return do(ctx, u)
	})
}
