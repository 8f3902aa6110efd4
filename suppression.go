package lookback

import "time"

// SuppressionState says whether a suppression keeps its alert away.
type SuppressionState string

// The states of a suppression. One that lapsed never holds again: what was ruled was ruled on something else.
const (
	SuppressionInForce SuppressionState = "in force"
	SuppressionLapsed  SuppressionState = "lapsed"
)

// Suppression keeps an alert that was ruled a false positive from coming back, as long as everything it was ruled on
// is what it was (R6). It is bound to one alert and never to a person, a name or an entry.
type Suppression struct {
	ID         int64
	RecordID   int64
	Alert      EvidenceRef // the alert or path alert
	Ruling     int64
	Person     string // who ruled
	Approver   string // not Person
	Made       time.Time
	Expires    time.Time
	Bound      Binding
	State      SuppressionState
	Why        []string      // of a lapsed one: every part that changed, in words
	Successors []EvidenceRef // of a lapsed one: alerts that came in the place of its own, to be examined again
	Lapsed     time.Time
	Position   int64 // journal position of this state
}

// Binding is what a false positive was ruled on.
type Binding struct {
	RecordVersion  int
	EntryDigest    string // of an alert on an entry
	EvidenceDigest string
	Evidence       Evidence // of an alert on an entry: tells which part changed when the digest does
	Path           []string // of a path alert: each hop in words
}
