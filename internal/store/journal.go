package store

import (
	"time"

	"lookback"
	"lookback/internal/journal"
)

// Journal is the one ordered log of everything that changed, with the hashes of its Merkle tree.
type Journal interface {
	// AppendEvent writes e at the next position and returns it with that position. The body becomes canonical
	// JSON; an empty one becomes {}. ErrInvalid: no kind, actor or time, or a bad body.
	AppendEvent(e lookback.Event) (lookback.Event, error)

	// Position returns the position of the last event, 0 in an empty journal.
	Position() (int64, error)

	// PositionAt returns the position of the event with the latest time at or before t, 0 when there is none.
	// Positions are the order; times are what a clock said, and a clock can be set back.
	PositionAt(t time.Time) (int64, error)

	// Events returns up to limit events after a position, in order.
	Events(after int64, limit int) ([]lookback.Event, error)

	// GetEvent returns the event at a position.
	GetEvent(position int64) (lookback.Event, error)

	// ReadHashes returns stored hashes of the tree, so that a Tx can be given to journal.Root and the proofs.
	ReadHashes(indexes []int64) ([]journal.Hash, error)

	// PutCheckpoint keeps the signed checkpoint of the journal at a size. It needs no event. A checkpoint
	// for the same size replaces the one before. ErrConflict: it is not of the present fence of the lease.
	PutCheckpoint(c Checkpoint) error

	// Checkpoints returns up to limit checkpoints of a size above after, in order.
	Checkpoints(after int64, limit int) ([]Checkpoint, error)

	// FindLastCheckpoint returns the checkpoint of the greatest size.
	FindLastCheckpoint() (Checkpoint, bool, error)
}

// Checkpoint is a signed statement of what the journal was at a size.
type Checkpoint struct {
	Size   int64
	Signed string // as journal.Key.Sign returns it, perhaps countersigned
	Fence  int64  // of the lease under which it was signed; 0 where there was none
}
