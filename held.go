package lookback

import "time"

// HeldEdition is an edition that arrived and is not in force: the guard found a reason to have a person look at
// it first (R7). Meanwhile the edition before stays in force.
type HeldEdition struct {
	ID       int64
	Edition  Edition // as it would become; its changes are counted against edition Against
	Against  int     // Seq of the edition that stays in force
	Findings []GuardFinding
	Large    bool // so much would be lost that two people must release it
	State    HeldState
	Actor    string    // who brought it
	Arrived  time.Time // when
	Releaser string    // the first person who wants it in force
	Reason   string    // theirs, or that of who rejected it
	Decider  string    // who decided in the end; of a large loss, the second person
	Why      string    // the decider's reason
	Decided  time.Time
	Position int64 // of the last change
}

// HeldState is where a held edition stands.
type HeldState string

// The states of a held edition.
const (
	HeldWaiting  HeldState = "held"
	HeldReleased HeldState = "released" // it became the next edition of its list
	HeldRejected HeldState = "rejected" // its bytes are refused from now on
)

// GuardFinding is one reason why an edition is held.
type GuardFinding struct {
	Rule     GuardRule
	Sentence string // what was found, with its numbers, without a full stop
}

// GuardRule names a rule of the guard. The names are part of the journal's format: they are never reused.
type GuardRule string

// The rules of the guard.
const (
	GuardRemoved GuardRule = "count-drop"      // many entries are gone
	GuardAdded   GuardRule = "count-jump"      // many entries are new
	GuardAmended GuardRule = "many-amended"    // many entries differ at once
	GuardSection GuardRule = "missing-section" // a file, a kind of party or most aliases are gone
	GuardSchema  GuardRule = "schema-drift"    // the format or how much of it is understood changed
	GuardOlder   GuardRule = "older"           // published before the edition in force, or an edition that was replaced
)
