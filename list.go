package lookback

import "time"

// Edition is one published state of one list, addressed by the content of its files.
type Edition struct {
	ID        string    // SHA-256 over the raw files, hex; the same bytes are the same edition
	List      string    // our name for the list: "ofac", "un"
	Seq       int       // 1 for the first edition of the list we hold
	Published time.Time // as the publisher states it; the date of import where it does not
	Imported  time.Time
	Position  int64  // the journal position at which it became current
	Format    string // "ofac-csv", "un-xml"
	Parser    string // version of the parser that read it
	Files     []RawFile
	Counts    EditionCounts
}

// RawFile is one file of an edition. Its bytes are kept under Hash.
type RawFile struct {
	Name string // base name
	Hash string // SHA-256, hex
	Size int64
}

// EditionCounts say how much of an edition was understood, and how it differs from the one before.
type EditionCounts struct {
	Entries  int
	Names    int
	NotRead  int // remarks and fields that are kept but not understood
	Added    int
	Amended  int
	Removed  int
	ByKind   map[PartyKind]int
	Problems int // rows that could not be read at all
}

// Entry is one party on one list.
type Entry struct {
	List       string
	ID         string // the publisher's identifier, stable between editions
	Party      Party
	Programmes []string
	ListedOn   Date
	Remarks    string   // as published
	NotRead    []string // parts of the remarks that no rule understood
	Links      []string // names of parties that the publisher says this one is linked to
	Extra      []Field  // published fields that have no place of their own, in order
}

// Field is a named value that is kept as it was published.
type Field struct{ Name, Value string }

// ChangeKind tells how an entry differs between two editions.
type ChangeKind string

// The kinds of change.
const (
	Added   ChangeKind = "added"
	Amended ChangeKind = "amended"
	Removed ChangeKind = "removed"
)

// EntryChange is the difference in one entry between two editions of a list.
// Old is nil for an added entry, New is nil for a removed one.
type EntryChange struct {
	Kind   ChangeKind
	ID     string
	Fields []FieldChange // for an amended entry: what changed, by field
	Old    *Entry
	New    *Entry
}

// FieldChange lists what one field lost and gained.
type FieldChange struct {
	Field   string
	Removed []string
	Added   []string
}
