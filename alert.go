package lookback

// AlertState tells whether the ground of an alert stands.
type AlertState string

// The states of an alert.
const (
	AlertOpen  AlertState = "open"
	AlertEnded AlertState = "ended"
)

// Alert is one reason to look: a record and an entry, with the evidence. There is at most one
// alert for a record and an entry; it is opened, changed and ended, never deleted.
type Alert struct {
	ID            int64
	RecordID      int64
	RecordVersion int
	List          string
	EntryID       string
	EntryDigest   string // digest of the entry as it was compared
	State         AlertState
	Reason        string // why it was opened, changed or ended, as a sentence
	Evidence      Evidence
	Opened        int64 // journal position at which it was first opened
	Changed       int64 // journal position of this state
	RunID         int64 // the lookback that made this state; 0 for screening on arrival
}
