package lookback

import (
	"fmt"
	"slices"
	"time"
)

// DisclosureState says how far a disclosure has come.
type DisclosureState string

// The states of a disclosure.
const (
	DisclosureProposed DisclosureState = "awaiting approval"
	DisclosureApproved DisclosureState = "approved"
	DisclosureSent     DisclosureState = "sent"
	DisclosureRefused  DisclosureState = "refused"
)

// Block is a part of what is known of a record that can be disclosed by itself.
type Block string

// The blocks of a disclosure.
const (
	BlockIdentity Block = "identity" // names, births, identifiers, places
	BlockStatus   Block = "status"   // the five axes and the threat statement
	BlockAlerts   Block = "alerts"   // alerts with their evidence, paths hop by hop
	BlockRulings  Block = "rulings"  // rulings with their reasons
	BlockHistory  Block = "history"  // every entry in the history of the case
)

// Blocks lists the blocks in the order in which they are told.
func Blocks() []Block {
	return []Block{BlockIdentity, BlockStatus, BlockAlerts, BlockRulings, BlockHistory}
}

// Recipient is somebody outside who gets something.
type Recipient struct {
	Name    string // the office, and the person in it where one is known
	Country string // whose office it is; empty for one of our own country
}

// Disclosure accounts for what one recipient got of one case, or of the records of a source: what, why, on which legal
// basis, under which handling (R35).
type Disclosure struct {
	ID        int64
	RecordID  int64  // 0 for an export
	CaseID    int64  // 0 for an export
	Export    Export // of the records of a source; zero for a disclosure of a case
	Recipient Recipient
	Blocks    []Block
	Purpose   string
	Basis     string // the law that allows it
	Handling  Handling
	Person    string // who proposed it
	Proposed  time.Time
	Needs     int      // how many others must approve
	Because   []string // why it needs more than one
	Approvals []Approval
	State     DisclosureState
	Refusal   Approval // of a refused one: who refused, and why
	Sent      time.Time
	SentBy    string
	Digest    string // SHA-256 of what was sent
	Position  int64  // journal position of this state
}

// Export is which records a disclosure gives that is not about a case, and which it gave. What leaves of each is who it is
// (BlockIdentity), and nothing that was found.
type Export struct {
	Source   string // system whose records they are
	Barred   bool   // also those whom a protection bars from the recipient, which takes two approvals
	Format   string // in which the file was written
	Position int64  // journal position as of which the records were given; 0 before
	Counts   ExportCounts
	Given    RecordNumbers // of the records that were given
}

// IsExport reports whether d gives records of a source, and nothing of a case.
func (d Disclosure) IsExport() bool { return d.Export.Source != "" }

// ExportCounts are the numbers of an export. InScope = Given + Ended + Protected holds once it was sent.
type ExportCounts struct {
	InScope   int // records of the source
	Given     int
	Ended     int // left out: the source has let go of them
	Protected int // left out: a protection bars them from the recipient
}

// Validate reports as ErrInvalid the first thing that a disclosure lacks.
func (d Disclosure) Validate() error {
	for _, part := range []struct{ field, value string }{
		{"recipient", d.Recipient.Name}, {"purpose", d.Purpose}, {"basis", d.Basis}, {"as", d.Person},
	} {
		if blank(part.value) {
			return &InputError{Field: part.field, Reason: "a disclosure needs one", Hint: "say who gets it, why, and on which legal basis"}
		}
	}
	if len(d.Blocks) == 0 {
		return &InputError{Field: "blocks", Reason: "a disclosure says what it gives", Hint: fmt.Sprintf("choose from %q", Blocks())}
	}
	for _, b := range d.Blocks {
		if !slices.Contains(Blocks(), b) {
			return &InputError{Field: "blocks", Reason: fmt.Sprintf("%q is not a block", b), Hint: fmt.Sprintf("choose from %q", Blocks())}
		}
	}
	return d.Handling.Validate()
}

// NoticeKind says what a recipient is told about something it got.
type NoticeKind string

// The kinds of notice.
const (
	NoticeCorrection NoticeKind = "correction" // what it got is no longer right
	NoticeRecall     NoticeKind = "recall"     // it must not use what it got
)

// NoticeState says how far a notice has come.
type NoticeState string

// The states of a notice.
const (
	NoticeDue          NoticeState = "due"
	NoticeSent         NoticeState = "sent"
	NoticeAcknowledged NoticeState = "acknowledged"
)

// NoticeClock is how soon a recipient is told.
const NoticeClock = 24 * time.Hour

// Notice tells one recipient of one disclosure that what it got is wrong, until the recipient has acknowledged it. It
// holds nothing about the person, so that it outlives an erasure: the number of a record tells nothing, and stands in each row
// that was given.
type Notice struct {
	ID           int64
	Disclosure   int64
	Record       int64 // number of the record that it is about; 0 for everything that was given
	Recipient    Recipient
	Kind         NoticeKind
	Why          string // without a name
	Made         time.Time
	Due          time.Time
	State        NoticeState
	Sent         Approval // who sent it, and how it went out
	Acknowledged Approval // who recorded the answer, and what it was
	Position     int64    // journal position of this state
}

// Late reports whether the recipient was told after the clock ran out, or has not been told by then.
func (n Notice) Late(now time.Time) bool {
	if n.State != NoticeDue {
		now = n.Sent.Recorded
	}
	return now.After(n.Due)
}
