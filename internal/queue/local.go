package queue

import (
	"context"
	"sync"
)

// Local is the queue of one process. It keeps its units in memory: what is lost with the process, the next one offers again.
type Local struct {
	attempts int
	settled  chan struct{}
	offered  chan struct{} // receives when there may be units to take

	mu      sync.Mutex
	waiting []Unit
	held    map[Unit]int // attempts of the units that wait or are being done
	dead    []Dead
}

// NewLocal returns an empty queue that gives a unit up after some failed attempts; 0 means Attempts.
func NewLocal(attempts int) *Local {
	if attempts == 0 {
		attempts = Attempts
	}
	return &Local{attempts: attempts, settled: make(chan struct{}, 1), offered: make(chan struct{}, 1), held: map[Unit]int{}}
}

var _ Queue = (*Local)(nil)

// Offer implements Queue.
func (l *Local) Offer(_ context.Context, units []Unit) error {
	l.mu.Lock()
	for _, u := range units {
		if _, known := l.held[u]; !known {
			l.held[u] = 0
			l.waiting = append(l.waiting, u)
		}
	}
	l.mu.Unlock()
	signal(l.offered)
	return nil
}

// Work implements Queue.
func (l *Local) Work(ctx context.Context, matcher string, do Do) error {
	for ctx.Err() == nil {
		u, ok := l.take(matcher)
		if !ok {
			select {
			case <-ctx.Done():
			case <-l.offered:
			}
			continue
		}
		signal(l.offered) // there may be more, for another worker
		l.settle(ctx, u, do(ctx, u))
	}
	return nil
}

// take removes the first unit of a matcher from those that wait.
func (l *Local) take(matcher string) (Unit, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for i, u := range l.waiting {
		if u.Matcher == matcher {
			l.waiting = append(l.waiting[:i:i], l.waiting[i+1:]...)
			return u, true
		}
	}
	return Unit{}, false
}

// settle notes how an attempt ended. A worker that was stopped has not failed.
func (l *Local) settle(ctx context.Context, u Unit, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	defer signal(l.offered)
	switch {
	case err == nil:
		delete(l.held, u)
		signal(l.settled)
	case ctx.Err() != nil:
		l.waiting = append(l.waiting, u)
	case l.held[u]+1 >= l.attempts:
		l.dead = append(l.dead, Dead{u, l.held[u] + 1, err.Error(), err})
		delete(l.held, u)
		signal(l.settled)
	default:
		l.held[u]++
		l.waiting = append(l.waiting, u)
	}
}

// Settled implements Queue.
func (l *Local) Settled() <-chan struct{} { return l.settled }

// TakeDead implements Queue.
func (l *Local) TakeDead(_ context.Context, run int64) (taken []Dead, _ error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	var rest []Dead
	for _, d := range l.dead {
		if d.Run == run {
			taken = append(taken, d)
		} else {
			rest = append(rest, d)
		}
	}
	l.dead = rest
	return taken, nil
}

// Close implements Queue.
func (l *Local) Close() error { return nil }

// signal sends on a channel that holds one signal, unless one is there already.
func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
