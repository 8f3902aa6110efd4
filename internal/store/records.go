package store

import (
	"time"

	"lookback"
	"lookback/internal/journal"
)

// Records are the people and organisations we hold, with all their versions.
type Records interface {
	// PutRecords stores what differs from what is known and says for each record what became of it, in the
	// order of batch. It sets ID and Version of every record in batch, and Position of those it stores. A key
	// that appears twice in batch is two versions, or one when they are equal. A batch of which everything is
	// unchanged changes nothing and needs no event.
	PutRecords(batch []lookback.Record) ([]RecordPut, error)

	// GetRecord returns a record by source and key as it was known at a position.
	GetRecord(source, key string, at int64) (lookback.Record, error)

	// GetRecordByID returns a record as it was known at a position.
	GetRecordByID(id, at int64) (lookback.Record, error)

	// RecordVersions returns all versions of a record, oldest first.
	RecordVersions(id int64) ([]lookback.Record, error)

	// RecordsAt returns up to limit records known at a position with an ID after afterID, by ID.
	RecordsAt(at, afterID int64, limit int) ([]lookback.Record, error)

	// RecordsInRange does what RecordsAt does for IDs after afterID up to and with lastID.
	RecordsInRange(at, afterID, lastID int64, limit int) ([]lookback.Record, error)

	// RecordsArrivedBy returns up to limit records of a source that are held now and first arrived at or before a time, after
	// one of them, those that arrived first in front. It reads no other.
	RecordsArrivedBy(source string, by time.Time, after Arrival, limit int) ([]Arrival, error)

	// RecordsSince returns up to limit record versions that became known after a mark and at or before
	// position through, in the order in which they became known, and the mark to go on from.
	RecordsSince(after RecordMark, through int64, limit int) ([]lookback.Record, RecordMark, error)

	// RecordMarkAt returns the mark after everything that was known at a position.
	RecordMarkAt(position int64) (RecordMark, error)

	// CountRecordsAt returns how many records of some sources, or of all when none is named, were known
	// at a position. It still counts, for positions before their erasure, the records that were erased.
	CountRecordsAt(at int64, sources ...string) (int, error)

	// ListSourcesAt returns the source systems with the number of their records known at a position, by name.
	ListSourcesAt(at int64) ([]SourceCount, error)

	// LastRecordID returns the greatest ID of a record known at a position, 0 when there is none.
	LastRecordID(at int64) (int64, error)

	// RecordSeal returns what proves that a version of a record is the one that its event committed to.
	RecordSeal(id int64, version int) (Seal, error)

	// RecordCommitments returns the commitments to the record versions of one position, in batch order.
	RecordCommitments(position int64) ([]journal.Hash, error)

	// EraseRecord deletes the key, the party, the salt and the digest of all versions of a record, and what
	// its alerts, its case and its rulings hold of it. Numbers, positions and commitments stay, so that every proof still verifies.
	EraseRecord(id int64) error
}

// Outcome says what became of a record that was put.
type Outcome string

// The outcomes.
const (
	Created   Outcome = "created"
	Changed   Outcome = "changed"
	Unchanged Outcome = "unchanged"
)

// RecordPut is the result of putting one record.
type RecordPut struct {
	Outcome    Outcome
	Commitment journal.Hash // to the stored version; zero when unchanged
}

// Arrival says when a record first arrived. The zero Arrival is before all.
type Arrival struct {
	RecordID int64
	Time     time.Time // zero where nobody knows
}

// RecordMark is a place in the order in which record versions became known. Zero is before all of them.
type RecordMark int64

// SourceCount is a source system and the number of its records.
type SourceCount struct {
	Source  string
	Records int
}

// Seal holds a committed value with what is needed to check it. Value and Salt are nil once erased.
type Seal struct {
	Commitment journal.Hash
	Salt       []byte
	Value      []byte // the canonical JSON that is committed to
	Position   int64  // of the event whose batch root covers the commitment
	Leaf       int    // place of the commitment in the batch, from 1
}
