package screening

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"lookback"
	"lookback/internal/queue"
	"lookback/internal/store"
	"lookback/internal/trace"
)

// Spread makes lookbacks hand out their units through q, and do that many of them at a time in this process; 0 leaves all
// of them to workers elsewhere. Call it before the service is used. Without it one unit at a time is done here, with all cores.
func (s *Service) Spread(q queue.Queue, workers int) { s.queue, s.workers = q, workers }

// Work takes units of lookbacks from the queue, one at a time, until ctx ends. A result is stored once, whoever else does
// the same unit. Lookbacks on networks are not spread: each is one small piece of work, done where it is ordered.
func (s *Service) Work(ctx context.Context) error { return s.queue.Work(ctx, matcher(), s.do) }

// do does a unit, unless it is done.
func (s *Service) do(ctx context.Context, u queue.Unit) (err error) {
	var run lookback.Run
	var unit store.Unit
	err = s.store.View(ctx, func(tx store.Tx) (err error) {
		if run, err = tx.GetRun(u.Run); err != nil {
			return err
		}
		units, err := tx.PendingUnits(u.Run)
		for _, pending := range units {
			if pending.No == u.No {
				unit = pending
			}
		}
		return err
	})
	if err != nil || unit.No == 0 {
		return err
	}
	ctx, end := trace.Start(ctx, "unit", trace.Number("run", u.Run), trace.Number("unit", int64(u.No)), trace.Word("matcher", u.Matcher))
	defer func() { end(err) }()
	p, err := s.plans.of(ctx, s, run)
	if err != nil {
		return err
	}
	if err := s.executeUnit(ctx, run, p, unit); err != nil && !errors.Is(err, errFinished) {
		return err
	}
	return nil
}

const (
	// lookAgain is how long a signal of the queue may take before the store is asked: signals can be lost.
	lookAgain = time.Second
	// offerAgain is after how many looks without any progress what is pending is offered anew: the queue can lose everything.
	offerAgain = 15
	// giveUp is after how many looks in a row at which the store or the queue was out of reach the run is left to the next start.
	giveUp = 120
)

// spread has the pending units of a run done, and returns when none is left.
func (s *Service) spread(ctx context.Context, run lookback.Run, progress Progress) error {
	ctx, end := trace.Start(ctx, "lookback", trace.Number("run", run.ID), trace.Word("trigger", string(run.Trigger)))
	working, stop := context.WithCancel(ctx)
	var workers sync.WaitGroup
	for range s.workers {
		workers.Go(func() { _ = s.Work(working) }) // what a worker cannot do is seen below: its unit stays pending
	}
	w := watch{service: s, run: run, progress: progress}
	err := w.untilDone(ctx)
	stop()
	workers.Wait()
	end(err, trace.Number("units", int64(w.total)))
	return err
}

// watch follows the units of a run from offer to result.
type watch struct {
	service  *Service
	run      lookback.Run
	progress Progress
	total    int
	pending  []store.Unit
	offerIn  int // looks without progress until what is pending is offered; 0 at first
	failures int // looks in a row that failed
}

func (w *watch) untilDone(ctx context.Context) error {
	for {
		done, err := w.look(ctx)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if done || err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-w.service.queue.Settled():
		case <-time.After(lookAgain):
		}
	}
}

// look reads how far the run is, offers what should be offered, and reports whether all is done. A store or queue that is
// out of reach for a while is no error: workers may go on meanwhile.
func (w *watch) look(ctx context.Context) (done bool, err error) {
	if err = w.read(ctx); err == nil && len(w.pending) > 0 {
		err = errors.Join(w.dead(ctx), w.offer(ctx))
	}
	switch {
	case err == nil:
		w.failures = 0
	case errors.Is(err, lookback.ErrUnavailable) && w.failures < giveUp:
		w.failures++
		return false, nil
	default:
		return false, err
	}
	return len(w.pending) == 0, nil
}

// read reads which units are pending.
func (w *watch) read(ctx context.Context) error {
	before := len(w.pending)
	err := w.service.store.View(ctx, func(tx store.Tx) (err error) {
		if w.total == 0 {
			units, err := tx.ListUnits(w.run.ID)
			if err != nil {
				return err
			}
			w.total = len(units)
		}
		w.pending, err = tx.PendingUnits(w.run.ID)
		return err
	})
	if err != nil {
		return err
	}
	w.progress(w.run, w.total-len(w.pending), w.total)
	if len(w.pending) < before {
		w.offerIn = offerAgain
	}
	return nil
}

// offer offers what is pending, at first and when nothing has moved for long.
func (w *watch) offer(ctx context.Context) error {
	if w.offerIn > 0 {
		w.offerIn--
		return nil
	}
	units := make([]queue.Unit, len(w.pending))
	for i, u := range w.pending {
		units[i] = queue.Unit{Run: w.run.ID, No: u.No, Matcher: matcher()}
	}
	if err := w.service.queue.Offer(ctx, units); err != nil {
		return err
	}
	w.offerIn = offerAgain
	return nil
}

// dead returns an error that names a unit which was given up.
func (w *watch) dead(ctx context.Context) error {
	dead, err := w.service.queue.TakeDead(ctx, w.run.ID)
	if err != nil || len(dead) == 0 {
		return err
	}
	if d := dead[0]; d.Cause != nil {
		return fmt.Errorf("unit %d: %w", d.No, d.Cause)
	}
	return fmt.Errorf("unit %d failed %d times and was given up, until the next start: %s", dead[0].No, dead[0].Attempts, dead[0].Reason)
}

// planCache keeps the plan of the run that is being carried out, because each of its units needs it.
type planCache struct {
	mu   sync.Mutex
	run  int64
	plan *plan
}

// of returns the plan of a run.
func (c *planCache) of(ctx context.Context, s *Service, run lookback.Run) (*plan, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.plan != nil && c.run == run.ID {
		return c.plan, nil
	}
	var p *plan
	err := s.store.View(ctx, func(tx store.Tx) (err error) {
		p, err = s.planOf(tx, run)
		return err
	})
	if err == nil {
		c.run, c.plan = run.ID, p
	}
	return p, err
}
