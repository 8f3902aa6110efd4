package index

import (
	"runtime"
	"testing"
)

// What was put back last is given out first, one for each core is kept whatever the collector does, and nothing is given out twice.
func TestSpareOutlivesCollections(t *testing.T) {
	var s Spare[Scratch]
	cores := runtime.GOMAXPROCS(0)
	var taken []*Scratch
	for range cores + 1 {
		taken = append(taken, s.Get())
	}
	for _, t := range taken {
		s.Put(t)
	}
	for range 3 {
		runtime.GC()
	}
	for i := cores - 1; i >= 0; i-- {
		if s.Get() != taken[i] {
			t.Fatalf("scratch %d of %d was forgotten or is out of order", i, cores)
		}
	}
	for _, other := range taken {
		if s.Get() == other {
			t.Fatal("a scratch was given out twice")
		}
	}
}
