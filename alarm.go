package lookback

import "time"

// Alarm says that something about a list, a lookback or a notice needs a person, before or after its deadline (R4, R35).
type Alarm struct {
	Kind     AlarmKind
	List     string // empty for a lookback that is not about one list
	Run      int64  // the lookback that is slow; 0 for other kinds
	Deadline time.Time
	Late     bool   // the deadline has passed
	Sentence string // what is wrong, without a full stop
}

// AlarmKind names what an alarm is about. The names are part of the journal's format: they are never reused.
type AlarmKind string

// The kinds of alarm.
const (
	AlarmLate     AlarmKind = "late"     // nobody has known for too long whether there is a new edition
	AlarmFailing  AlarmKind = "failing"  // the publisher did not answer several times in a row
	AlarmStale    AlarmKind = "stale"    // the edition in force is older than this publisher's ever are
	AlarmHeld     AlarmKind = "held"     // an edition waits for a person
	AlarmRescreen AlarmKind = "rescreen" // a lookback is not done
	AlarmNotice   AlarmKind = "notice"   // a recipient has not been told that what it got is wrong
)

// Gap is a time that the control did not cover.
type Gap struct {
	List        string
	From, Until time.Time
	Sentence    string
}
