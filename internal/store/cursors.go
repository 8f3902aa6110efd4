package store

// Cursors remember how far a source of records has been read, so that the next reading goes on from there.
type Cursors interface {
	// PutCursor remembers value under a name, in place of the one before.
	PutCursor(name, value string) error

	// FindCursor returns what was remembered under a name.
	FindCursor(name string) (value string, there bool, err error)
}
