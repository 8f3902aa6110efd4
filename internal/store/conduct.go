package store

import (
	"time"

	"lookback"
	"lookback/internal/journal"
)

// Conduct is what is kept beside cases and rulings: suppressions, protections, disclosures and what recipients are
// told, legal holds and erasures, how long what is held against somebody stands, and which cases rely on what. The rules
// are in casework.
type Conduct interface {
	Terms() Kept[lookback.Term]
	RetentionRules() Kept[lookback.RetentionRule]
	Suppressions() Kept[lookback.Suppression]
	Disclosures() Kept[lookback.Disclosure]
	Notices() Kept[lookback.Notice]
	LegalHolds() Kept[lookback.LegalHold]
	Erasures() Kept[lookback.Erasure]

	// PutProtection stores p under a new ID when it has none, else as the next state of the one with its ID, and
	// returns it with ID and Position set.
	PutProtection(p lookback.Protection) (lookback.Protection, journal.Hash, error)

	// ProtectionsOf returns the protections of a record as they were at a position, by ID. There is no other way to
	// ask for protections, so that nothing can select people by them (R32).
	ProtectionsOf(recordID, at int64) ([]lookback.Protection, error)

	// CasesRelyingOn returns the cases whose ground, changes or rulings name a piece of evidence, by ID.
	CasesRelyingOn(ref lookback.EvidenceRef) ([]int64, error)

	// GetFollowed returns the position up to which a follower of the journal has done its work, 0 in the beginning.
	GetFollowed(follower string) (int64, error)

	// PutFollowed keeps that position. It needs no event. It goes back for nobody: ErrConflict.
	PutFollowed(follower string, position int64) error
}

// Kept is how things of one kind are kept, with every state each has had. Their bodies enter CaseCommitments.
type Kept[T any] interface {
	// Create stores v under a new ID and returns it with ID and Position set.
	Create(v T) (T, journal.Hash, error)

	// Update stores v as the next state of the one with its ID and returns it with Position set.
	Update(v T) (T, journal.Hash, error)

	// Get returns one as it was at a position.
	Get(id, at int64) (T, error)

	// List returns those that pass a filter, by ID.
	List(f KeptFilter) ([]T, error)
	// ListDue returns up to limit of those that are in a state now, after a mark, those that are due first in front. It reads no other.
	ListDue(state string, after DueMark, limit int) ([]T, error)
}

// DueMark is a place in the order in which what is kept falls due. The zero DueMark is before all.
type DueMark struct {
	Due time.Time
	ID  int64
}

// ExportSubject is what the disclosures of the records of a source are about.
func ExportSubject(source string) string { return "source " + source }

// KeptFilter selects among what is kept of one kind. Zero fields select nothing out.
type KeptFilter struct {
	At       int64 // position; 0 means Now
	RecordID int64
	Subject  string    // what it is about: the alert of a suppression, the number of the disclosure of a notice, of a disclosure the number of the case or what ExportSubject says, of a term the number of the case, of a retention rule the source
	State    string    // as the state of its kind is written
	DueBy    time.Time // it expires, is due or is to be reviewed at or before this time, and ever
	AfterID  int64
	Limit    int
}
