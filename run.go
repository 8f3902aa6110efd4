package lookback

import (
	"fmt"
	"slices"
	"time"
)

// Trigger is what made a lookback necessary (R3).
type Trigger string

// The seven triggers.
const (
	TriggerEntry      Trigger = "new-entry"      // an edition adds entries
	TriggerDetail     Trigger = "new-detail"     // an edition amends entries: a new alias or identifier
	TriggerTie        Trigger = "new-tie"        // a tie or network became known
	TriggerCorrection Trigger = "correction"     // data of records or entries was corrected
	TriggerMatcher    Trigger = "matcher-change" // the matcher or its tables changed
	TriggerPolicy     Trigger = "policy-change"  // scope, lists or thresholds changed
	TriggerRetraction Trigger = "retraction"     // a delisting, retraction or downgrade
)

// Triggers lists all triggers in the order of the requirement.
func Triggers() []Trigger {
	return []Trigger{TriggerEntry, TriggerDetail, TriggerTie, TriggerCorrection, TriggerMatcher, TriggerPolicy, TriggerRetraction}
}

// RunState is where a lookback stands.
type RunState string

// The states of a run. A run that is pending or running when the process dies is taken up again at the next start.
const (
	RunProposed RunState = "proposed" // a person ordered it; a second one has not approved it
	RunPending  RunState = "pending"
	RunRunning  RunState = "running"
	RunDone     RunState = "done"
)

// Mandate says who allowed a lookback, for what and until when. A routine run, which follows
// from a list or record change by standing policy, says so and needs nothing else.
type Mandate struct {
	Routine   bool
	Purpose   string
	Authority string
	Approver  string
	Expires   time.Time
}

// Validate reports as ErrInvalid a mandate that is not routine and lacks purpose, authority, approver or expiry.
func (m Mandate) Validate(now time.Time) error {
	if m.Routine {
		return nil
	}
	for _, part := range []struct{ name, value string }{{"purpose", m.Purpose}, {"authority", m.Authority}, {"approver", m.Approver}} {
		if part.value == "" {
			return &InputError{Field: part.name, Reason: "a lookback that is not routine needs one", Hint: "state purpose, authority, approver and expiry"}
		}
	}
	if !m.Expires.After(now) {
		return &InputError{Field: "expires", Reason: fmt.Sprintf("the mandate ended on %s", m.Expires.Format(time.DateOnly)), Hint: "ask the approver for a new one"}
	}
	return nil
}

// Run is one lookback: given what changed, which records' screening results differ?
type Run struct {
	ID       int64
	Trigger  Trigger
	Cause    string // what changed, for people: "un edition 3f2a91c07d11"
	Subject  string // what changed, for machines: edition ID or policy version
	By       string // the person who ordered it; empty for a routine run
	Mandate  Mandate
	Scope    Scope
	State    RunState
	Position int64 // journal position the run speaks about: records known then, lists as of then
	Closed   int64 // journal position at which it was done; 0 before
	Policy   int   // policy version
	Matcher  string
	Started  time.Time
	Finished time.Time
	Counts   RunCounts
}

// Scope says which records a run covers. It has no way to select by nationality, ethnicity,
// religion or birthplace: those fields do not exist here, and that is the point (invariant 10).
type Scope struct {
	Sources []string // source systems; empty means all
}

// Covers reports whether records of a source system are in scope.
func (s Scope) Covers(source string) bool {
	return len(s.Sources) == 0 || slices.Contains(s.Sources, source)
}

// RunCounts are the numbers of a run. InScope = Searched + Excluded always holds for a finished run.
type RunCounts struct {
	InScope       int // records known at the position
	Searched      int
	Excluded      int // by a stated rule
	ExcludedWhy   string
	Changes       int // changed entries that were asked about
	Affected      int // distinct records whose result differs
	AlertsOpened  int
	AlertsEnded   int
	AlertsChanged int
}

// Plus returns the counts of two disjoint parts of a run together.
func (c RunCounts) Plus(d RunCounts) RunCounts {
	c.InScope += d.InScope
	c.Searched += d.Searched
	c.Excluded += d.Excluded
	c.Changes += d.Changes
	c.Affected += d.Affected
	c.AlertsOpened += d.AlertsOpened
	c.AlertsEnded += d.AlertsEnded
	c.AlertsChanged += d.AlertsChanged
	c.ExcludedWhy = joinReasons(c.ExcludedWhy, d.ExcludedWhy)
	return c
}

func joinReasons(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "; " + b
}

// Reconciles reports whether the counts of a finished run add up.
func (c RunCounts) Reconciles() bool {
	return c.InScope == c.Searched+c.Excluded && c.Affected <= c.AlertsOpened+c.AlertsEnded+c.AlertsChanged
}
