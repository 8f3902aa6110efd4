package screening

import (
	"errors"
	"sync"

	"lookback/internal/index"
)

// DefaultSliceMemory is how many bytes of slices stay open: those of a hundred million records.
const DefaultSliceMemory = 8 << 30

// keptSlices are slices that stay open from one lookback to the next, so that each is read and checked in full once; whoever takes one
// again checks its sums alone. They hold at most limit bytes together. What does not fit is opened for every use anew
// and searched from the disk. It may be used concurrently.
type keptSlices struct {
	mu     sync.Mutex
	limit  int64
	held   int64
	byFile map[string]*keptSlice
}

// keptSlice is a slice that stays open. It is closed when it was dropped and nobody uses it.
type keptSlice struct {
	ix      *index.Index
	bytes   int64
	close   func() error
	users   int
	dropped bool
}

// take returns a slice that is kept, and a function that gives it back.
func (k *keptSlices) take(file string) (*index.Index, func() error, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	s, ok := k.byFile[file]
	if !ok {
		return nil, nil, false
	}
	s.users++
	return s.ix, func() error { return k.giveBack(s) }, true
}

func (k *keptSlices) giveBack(s *keptSlice) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	s.users--
	if s.dropped && s.users == 0 {
		return s.close()
	}
	return nil
}

// keep keeps a slice that was just opened, where there is room for it, and returns what gives it back.
func (k *keptSlices) keep(file string, ix *index.Index, bytes int64, close func() error) func() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if _, there := k.byFile[file]; there || k.held+bytes > k.limit {
		return close
	}
	s := &keptSlice{ix: ix, bytes: bytes, close: close, users: 1}
	k.byFile[file] = s
	k.held += bytes
	return func() error { return k.giveBack(s) }
}

// drop lets go of the slices that are not wanted any more.
func (k *keptSlices) drop(wanted func(file string) bool) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	var errs []error
	for file, s := range k.byFile {
		if wanted(file) {
			continue
		}
		delete(k.byFile, file)
		k.held -= s.bytes
		s.dropped = true
		if s.users == 0 {
			errs = append(errs, s.close())
		}
	}
	return errors.Join(errs...)
}

// bytes returns how many bytes of slices are open.
func (k *keptSlices) bytes() int64 {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.held
}

// KeepSlices sets how many bytes of slices stay open between lookbacks: DefaultSliceMemory unless it is called, before the first.
func (s *Service) KeepSlices(bytes int64) { s.kept.limit = bytes }

// SliceBytes returns how many bytes of slices are open now, in memory or mapped.
func (s *Service) SliceBytes() int64 { return s.kept.bytes() }

// useSlice returns a slice of a manifest, sound in every byte, and a function that gives it back. Any damage is an error that names the file. Slices
// that the manifest does not name any more, because another process made them anew, are let go of.
func (s *Service) useSlice(m manifest, x slice) (*index.Index, func() error, error) {
	if err := s.kept.drop(m.names); err != nil {
		return nil, nil, err
	}
	if ix, giveBack, ok := s.kept.take(x.File); ok {
		err := ix.Intact()
		if err == nil {
			return ix, giveBack, nil
		}
		return nil, nil, errors.Join(err, giveBack(), s.kept.drop(func(file string) bool { return file != x.File }))
	}
	ix, done, err := s.openSlice(x)
	if err != nil {
		return nil, nil, err
	}
	return ix, s.kept.keep(x.File, ix, int64(ix.Sizes().Total()), done), nil
}
