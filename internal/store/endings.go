package store

import "lookback/internal/journal"

// Endings are records that their source system has let go of. An ended record stays with all its versions, alerts, cases and
// proofs, and is counted among the known; it is only no longer one that a lookback asks. A record that ended is known again
// when its source gives it anew, which is a new version even where nothing in it differs.
type Endings interface {
	// EndRecords ends records at the next position, for a reason, and returns a commitment to each ending, in order. Those that have
	// ended already are left out; when none is left it changes nothing and needs no event. ErrNotFound: there is no such record.
	EndRecords(ids []int64, reason string) ([]journal.Hash, error)

	// EndedInRange returns the IDs, after afterID and up to lastID, of records that had ended at a position, in order.
	EndedInRange(at, afterID, lastID int64) ([]int64, error)

	// RecordEndings returns the endings of a record, oldest first.
	RecordEndings(id int64) ([]RecordEnding, error)

	// EndingCommitments returns the commitments to the endings of one position, in order.
	EndingCommitments(position int64) ([]journal.Hash, error)

	// SourceRecordIDs returns up to limit IDs, after afterID, of the records of a source known at a position, in order.
	SourceRecordIDs(source string, at, afterID int64, limit int) ([]int64, error)
}

// RecordEnding is a span of positions in which a record had ended. Until is above Now while it has.
type RecordEnding struct {
	From, Until int64
	Reason      string
	Seal        Seal
}
