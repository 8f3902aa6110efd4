package index

import (
	"runtime"
	"sync"
)

// Spare keeps working memory that nobody uses at the moment, a Scratch or something around one, because what it has learnt about common
// names serves again. A sync.Pool forgets with every other garbage collection, and gives nothing back that another core put in last: of a register that was
// read again and again, about one core learnt everything anew with each reading. The zero value is ready, and may be used concurrently.
type Spare[T any] struct {
	mu   sync.Mutex
	free []*T // the one used last at the end: the caches of a core may still hold it
}

// Get returns what was put back last, or a new zero value. The caller alone uses it until it puts it back.
func (s *Spare[T]) Get() *T {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := len(s.free)
	if n == 0 {
		return new(T)
	}
	t := s.free[n-1]
	s.free = s.free[:n-1]
	return t
}

// Put gives t back. One for each core is kept; who works with more at a time lets go of the others.
func (s *Spare[T]) Put(t *T) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.free) < runtime.GOMAXPROCS(0) {
		s.free = append(s.free, t)
	}
}
