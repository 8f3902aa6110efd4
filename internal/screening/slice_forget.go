package screening

import "slices"

// Forget takes the slices that may hold a record off the shelf, because it was erased: what a slice held is read from the
// store until slices are made again. It reads and writes no store and may be repeated.
func (s *Service) Forget(recordID int64) error {
	if s.shelf == nil {
		return nil
	}
	m := s.readManifest()
	m.Slices = slices.DeleteFunc(m.Slices, func(x slice) bool { return x.AfterID < recordID && recordID <= x.LastID })
	return s.replaceManifest(m)
}
