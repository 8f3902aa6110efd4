package contract

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"lookback/internal/queue"
)

// QueuePlace is a fresh place for queues. Open may be called several times, as several processes would. The queues give a
// unit up after QueueAttempts.
type QueuePlace struct {
	Open func(t *testing.T) queue.Queue
}

// QueueAttempts is how many attempts the queues under test allow.
const QueueAttempts = 3

// Queue runs the suite that every queue must pass. fresh returns an empty place for each test.
func Queue(t *testing.T, fresh func(t *testing.T) QueuePlace) {
	for _, test := range []struct {
		name string
		run  func(t *testing.T, p QueuePlace)
	}{
		{"EveryUnitIsDone", testEveryUnitIsDone},
		{"OfferedAgainIsDoneOnce", testOfferedAgain},
		{"OtherMatchersNeverSeeIt", testMatchersApart},
		{"FailedUnitIsTriedAgain", testFailedUnit},
		{"UnitThatAlwaysFailsIsDead", testDeadUnit},
		{"StoppedWorkerGivesItsUnitBack", testStoppedWorker},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, fresh(t)) })
	}
}

// diary notes which units were done, and tells when there are enough.
type diary struct {
	mu   sync.Mutex
	done []queue.Unit
	want int
	full chan struct{}
}

func newDiary(want int) *diary { return &diary{want: want, full: make(chan struct{})} }

func (d *diary) do(_ context.Context, u queue.Unit) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.done = append(d.done, u); len(d.done) == d.want {
		close(d.full)
	}
	return nil
}

func (d *diary) sorted() []queue.Unit {
	d.mu.Lock()
	defer d.mu.Unlock()
	slices.SortFunc(d.done, func(a, b queue.Unit) int { return a.No - b.No })
	return d.done
}

// working starts workers and returns a function that stops them and waits.
func working(t *testing.T, q queue.Queue, matcher string, workers int, do queue.Do) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	var all sync.WaitGroup
	for range workers {
		all.Go(func() {
			if err := q.Work(ctx, matcher, do); err != nil {
				t.Errorf("a worker ended: %v", err)
			}
		})
	}
	return func() { cancel(); all.Wait() }
}

func units(matcher string, n int) []queue.Unit {
	all := make([]queue.Unit, n)
	for i := range all {
		all[i] = queue.Unit{Run: 7, No: i + 1, Matcher: matcher}
	}
	return all
}

func mustOffer(t *testing.T, q queue.Queue, all []queue.Unit) {
	t.Helper()
	if err := q.Offer(t.Context(), all); err != nil {
		t.Fatal(err)
	}
}

func testEveryUnitIsDone(t *testing.T, p QueuePlace) {
	front, worker := p.Open(t), p.Open(t)
	d := newDiary(20)
	stop := working(t, worker, "m", 3, d.do)
	mustOffer(t, front, units("m", 20))
	<-d.full
	<-front.Settled()
	stop()
	if diff := cmp.Diff(d.sorted(), units("m", 20)); diff != "" {
		t.Errorf("what was done (-got +want):\n%s", diff)
	}
}

func testOfferedAgain(t *testing.T, p QueuePlace) {
	q := p.Open(t)
	mustOffer(t, q, units("m", 5))
	mustOffer(t, q, units("m", 6)) // five of them wait already
	d := newDiary(6)
	stop := working(t, q, "m", 1, d.do)
	<-d.full
	stop()
	if diff := cmp.Diff(d.sorted(), units("m", 6)); diff != "" {
		t.Errorf("what was done (-got +want):\n%s", diff)
	}
}

func testMatchersApart(t *testing.T, p QueuePlace) {
	q := p.Open(t)
	mustOffer(t, q, units("old", 3))
	mustOffer(t, q, units("new", 3))
	d := newDiary(3)
	stop := working(t, q, "new", 2, d.do)
	<-d.full
	stop()
	if diff := cmp.Diff(d.sorted(), units("new", 3)); diff != "" {
		t.Errorf("what the new matcher did (-got +want):\n%s", diff)
	}
}

var errBroken = errors.New("the disk is full")

func testFailedUnit(t *testing.T, p QueuePlace) {
	q := p.Open(t)
	mustOffer(t, q, units("m", 1))
	d := newDiary(1)
	failures := 0
	stop := working(t, q, "m", 1, func(ctx context.Context, u queue.Unit) error {
		if failures++; failures < QueueAttempts {
			return errBroken
		}
		return d.do(ctx, u)
	})
	<-d.full
	stop()
	dead, err := q.TakeDead(t.Context(), 7)
	if err != nil || len(dead) != 0 {
		t.Errorf("got dead units %v and error %v, want none", dead, err)
	}
}

func testDeadUnit(t *testing.T, p QueuePlace) {
	front, worker := p.Open(t), p.Open(t)
	mustOffer(t, front, append(units("m", 1), queue.Unit{Run: 8, No: 1, Matcher: "m"}))
	stop := working(t, worker, "m", 1, func(context.Context, queue.Unit) error { return errBroken })
	defer stop()
	want := []queue.Dead{{Unit: units("m", 1)[0], Attempts: QueueAttempts, Reason: errBroken.Error()}}
	var dead []queue.Dead
	for len(dead) == 0 {
		<-front.Settled()
		var err error
		if dead, err = front.TakeDead(t.Context(), 7); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(dead, want, cmpopts.IgnoreFields(queue.Dead{}, "Cause")); diff != "" {
		t.Errorf("dead units (-got +want):\n%s", diff)
	}
	again, err := front.TakeDead(t.Context(), 7)
	if err != nil || len(again) != 0 {
		t.Errorf("got %v and error %v, want a dead unit to be taken once", again, err)
	}
}

func testStoppedWorker(t *testing.T, p QueuePlace) {
	q := p.Open(t)
	mustOffer(t, q, units("m", 1))
	begun := make(chan struct{})
	stop := working(t, q, "m", 1, func(ctx context.Context, _ queue.Unit) error {
		close(begun)
		<-ctx.Done()
		return ctx.Err()
	})
	<-begun
	stop()
	d := newDiary(1)
	stop = working(t, q, "m", 1, d.do)
	<-d.full
	stop()
}
