package screening

import (
	"path/filepath"
	"strings"
	"testing"

	"lookback/internal/scenario"
)

// countingShelf counts how often slices are opened and let go of.
type countingShelf struct {
	Shelf
	folder         string
	opened, closed map[string]int
}

func (c countingShelf) Open(name string) ([]byte, func() error, error) {
	data, done, err := c.Shelf.Open(name)
	if err != nil || !strings.HasSuffix(name, ".lbs") {
		return data, done, err
	}
	c.opened[name]++
	return data, func() error { c.closed[name]++; return done() }, nil
}

func (c countingShelf) counts() (opened, closed int) {
	for _, n := range c.opened {
		opened += n
	}
	for _, n := range c.closed {
		closed += n
	}
	return opened, closed
}

// keeping returns a service over 600 people in three slices that keeps up to limit bytes of them open.
func keeping(t *testing.T, limit int64) (*Service, countingShelf, *scenario.Bulk) {
	t.Helper()
	s := newService(t, fair)
	folder := smallSlices(t, s)
	shelf := countingShelf{s.shelf, folder, map[string]int{}, map[string]int{}}
	s.shelf = shelf
	s.KeepSlices(limit)
	bulk := scenario.NewBulk(31)
	mustStore(t, s, people(bulk, 0, 600))
	mustCompact(t, s)
	return s, shelf, bulk
}

// Slices are opened for the first lookback and stay open for the next ones, as far as they fit; what does not fit is opened each time.
// The answers are the same.
func TestSlicesStayOpenWithinTheLimit(t *testing.T) {
	for _, test := range []struct {
		name   string
		limit  int64
		opened int // by three lookbacks
	}{{"all fit", DefaultSliceMemory, 3}, {"none fits", 0, 9}} {
		t.Run(test.name, func(t *testing.T) {
			s, shelf, bulk := keeping(t, test.limit)
			for day := 1; day <= 3; day++ {
				mustImport(t, s, edition(t, bulk, 20*day, 200+20*day, 600, day))
				sameAsScan(t, s)
				if held := s.SliceBytes(); held > test.limit || held == 0 && test.limit > 0 {
					t.Errorf("%d bytes are open, of at most %d", held, test.limit)
				}
			}
			opened, closed := shelf.counts()
			if opened != test.opened {
				t.Errorf("slices were opened %d times by three lookbacks, want %d", opened, test.opened)
			}
			if open := opened - closed; open != 3 && test.limit > 0 || open != 0 && test.limit == 0 {
				t.Errorf("%d slices are open", open)
			}
		})
	}
}

// A slice that is damaged while it is open is not asked: the store answers, and the slice is made anew.
func TestDamageToAnOpenSliceIsFound(t *testing.T) {
	s, shelf, bulk := keeping(t, DefaultSliceMemory)
	mustImport(t, s, edition(t, bulk, 0, 200, 600, 1))
	file := s.readManifest().Slices[1].File
	damage(t, filepath.Join(shelf.folder, file))
	mustImport(t, s, edition(t, bulk, 20, 220, 600, 2))
	sameAsScan(t, s)
	if shelf.closed[file] == 0 {
		t.Errorf("%s is damaged and still open", file)
	}
}

// A slice that is in use when it is dropped stays until it is given back.
func TestDroppedSliceIsClosedAfterItsLastUse(t *testing.T) {
	s, shelf, bulk := keeping(t, DefaultSliceMemory)
	mustImport(t, s, edition(t, bulk, 0, 200, 600, 1))
	m := s.readManifest()
	x := m.Slices[0]
	ix, giveBack, err := s.useSlice(m, x)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Forget(x.LastID); err != nil {
		t.Fatal(err)
	}
	if shelf.closed[x.File] != 0 || ix.Intact() != nil {
		t.Error("the slice was closed while it was used")
	}
	if err := giveBack(); err != nil || shelf.closed[x.File] != 1 {
		t.Errorf("given back, it was closed %d times (%v)", shelf.closed[x.File], err)
	}
}
