package jetstream

import (
	"context"
	"errors"
	"io"
	"time"

	"lookback"
)

// How long nothing may move in a transfer: what is read comes in pieces, what is written is acknowledged by the disks of several brokers.
const (
	readStall  = patience
	writeStall = 30 * time.Second
)

const (
	// transferWait is how long one file may take to or from the broker: gigabytes over a slow line.
	transferWait = 15 * time.Minute
	// transferAttempts is how often a transfer is begun: what was asked of a broker that died is answered by no other, and must be asked again.
	transferAttempts = 3
	// transferPause lies between two attempts: the brokers that are left choose who leads.
	transferPause = time.Second
)

// transfer begins a transfer again when it stalled, or the broker was out of reach.
func transfer(wait time.Duration, try func(*stall) error) (err error) {
	ctx, cancel := context.WithTimeout(context.Background(), transferWait)
	defer cancel()
	for attempt := range transferAttempts {
		if attempt > 0 {
			time.Sleep(transferPause)
		}
		s := newStall(ctx, wait)
		err = try(s)
		s.stop()
		if !errors.Is(err, lookback.ErrUnavailable) {
			return err
		}
	}
	return err
}

// stall is a context that ends when nothing has moved for a time, however long the whole takes. Its deadline is never nearer than that time, because
// the client takes the deadline of a context for that of each read.
type stall struct {
	context.Context
	wait  time.Duration
	timer *time.Timer
	stop  func()
}

func newStall(parent context.Context, wait time.Duration) *stall {
	ctx, cancel := context.WithCancelCause(parent)
	s := &stall{Context: ctx, wait: wait, timer: time.AfterFunc(wait, func() { cancel(context.DeadlineExceeded) })}
	s.stop = func() {
		s.timer.Stop()
		cancel(nil)
	}
	return s
}

// Deadline implements context.Context.
func (s *stall) Deadline() (time.Time, bool) { return time.Now().Add(s.wait), true }

// Err implements context.Context: a stall is a deadline that has passed.
func (s *stall) Err() error {
	if context.Cause(s.Context) == context.DeadlineExceeded {
		return context.DeadlineExceeded
	}
	return s.Context.Err()
}

// moved says that something moved.
func (s *stall) moved() { s.timer.Reset(s.wait) }

// watch returns r, of which each read that brings something is a movement.
func (s *stall) watch(r io.Reader) io.Reader { return movement{s, r} }

type movement struct {
	stall *stall
	r     io.Reader
}

func (m movement) Read(p []byte) (int, error) {
	n, err := m.r.Read(p)
	if n > 0 {
		m.stall.moved()
	}
	return n, err
}
