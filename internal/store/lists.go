package store

import "lookback"

// Lists are the editions of watchlists and their entries. An entry that two editions share is kept once,
// with the first and the last edition it is in.
type Lists interface {
	// CreateEdition makes e the current edition of its list: the one before, with the changes applied. It
	// returns e with its Seq and Position. ErrConflict: a change does not fit the edition before.
	CreateEdition(e lookback.Edition, changes []EntryWrite) (lookback.Edition, error)

	// GetEdition returns the edition whose ID starts with prefix, of one list or, when list is empty, of any.
	// Of several editions with the same ID it is the latest. ErrConflict: the prefix fits different IDs.
	GetEdition(list, prefix string) (lookback.Edition, error)

	// GetEditionSeq returns an edition by its number in the list.
	GetEditionSeq(list string, seq int) (lookback.Edition, error)

	// ListEditions returns the editions of one list or, when list is empty, of all, by list and Seq.
	ListEditions(list string) ([]lookback.Edition, error)

	// EditionsAt returns for each list the edition that was current at a position, by list.
	EditionsAt(position int64) ([]lookback.Edition, error)

	// FindEntry returns an entry as it was in edition seq of its list.
	FindEntry(list, id string, seq int) (EntryVersion, bool, error)

	// EntriesAt returns up to limit entries of edition seq with an ID after afterID, by ID.
	EntriesAt(list string, seq int, afterID string, limit int) ([]EntryVersion, error)

	// EntryDigests returns the digests of all entries of edition seq, by entry ID. It is for comparing with
	// a new edition, without reading the entries.
	EntryDigests(list string, seq int) (map[string]string, error)

	// EntryHistory returns all versions of an entry, oldest first.
	EntryHistory(list, id string) ([]EntryVersion, error)

	// EntryChanges returns the entries that differ between editions from and to of a list, by ID. An edition
	// 0 has no entries.
	EntryChanges(list string, from, to int) ([]EntryDifference, error)
}

// EntryWrite is one change that a new edition makes to the one before.
type EntryWrite struct {
	Kind   lookback.ChangeKind
	Entry  lookback.Entry // of a removed entry only the ID is read
	Digest string         // canonical digest; decides whether two states of an entry differ
}

// EntryVersion is an entry as it was from one edition on, up to and without another.
type EntryVersion struct {
	Entry    lookback.Entry
	Digest   string
	FromSeq  int
	UntilSeq int // 0 while the latest edition has it
}

// EntryDifference is an entry in two editions. Old is nil for an added one, New for a removed one.
type EntryDifference struct {
	ID       string
	Kind     lookback.ChangeKind
	Old, New *EntryVersion
}
