package api

import (
	"io"
	"net/http"
	"sync"
	"time"
)

// defaultPerSecond is how many requests of one caller are answered in a second, over time. Screening one party takes
// some hundred microseconds of one core, so that a caller at this rate is busy with real work.
const defaultPerSecond = 20000

// limits hold a bucket for each caller: it fills with time and every request takes one from it.
type limits struct {
	perSecond float64
	now       func() time.Time

	mu      sync.Mutex
	buckets map[string]bucket
}

type bucket struct {
	left float64
	at   time.Time
}

func newLimits(perSecond float64, now func() time.Time) *limits {
	if perSecond == 0 {
		perSecond = defaultPerSecond
	}
	return &limits{perSecond: perSecond, now: now, buckets: map[string]bucket{}}
}

// take takes one request from the bucket of a caller and returns 0, or how long to wait until there is one.
func (l *limits) take(caller string) time.Duration {
	if l.perSecond < 0 {
		return 0
	}
	now := l.now()
	l.mu.Lock()
	defer l.mu.Unlock()
	b, known := l.buckets[caller]
	if !known {
		l.forget(now)
		b = bucket{l.perSecond, now}
	}
	b.left = min(l.perSecond, b.left+now.Sub(b.at).Seconds()*l.perSecond)
	b.at = now
	wait := time.Duration(0)
	if b.left < 1 {
		wait = time.Duration((1 - b.left) / l.perSecond * float64(time.Second))
	} else {
		b.left--
	}
	l.buckets[caller] = b
	return wait
}

// forget drops buckets that are full again, so that callers who went away cost nothing.
func (l *limits) forget(now time.Time) {
	for caller, b := range l.buckets {
		if now.Sub(b.at) > time.Second {
			delete(l.buckets, caller)
		}
	}
}

// movingBody is a body that may take any time as long as it moves: a client that sends nothing for between is cut off.
type movingBody struct {
	io.ReadCloser
	control *http.ResponseController
	between time.Duration
}

func (b *movingBody) Read(p []byte) (int, error) {
	_ = b.control.SetReadDeadline(time.Now().Add(b.between)) // what cannot be bounded is not read from a network
	return b.ReadCloser.Read(p)
}
