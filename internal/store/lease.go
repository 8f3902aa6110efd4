package store

import "time"

// Lease is the right to sign the journal. One process holds it at a time, whichever database and machines there are.
type Lease struct {
	Holder string    // the process that holds it; empty when it was let go
	Key    string    // names the key that signs: journal.Key.ID
	Fence  int64     // 1, 2, 3 ...: one more each time that it is taken
	Until  time.Time // by the clock of the database; after it anybody may take it
	Wanted int64     // a size of the journal that somebody waits to see signed by the holder
}

// Signing is who may sign the journal. Its rules of conduct are in screening; the store holds that a checkpoint of a
// lease that was taken since is refused, however late its writer comes.
type Signing interface {
	// Clock returns what the clock of the database says, which is the same for every process.
	Clock() (time.Time, error)

	// FindLease returns the lease as it is.
	FindLease() (Lease, bool, error)

	// PutLease writes the lease. It needs no event. ErrConflict: its fence is below the present one.
	PutLease(l Lease) error
}
