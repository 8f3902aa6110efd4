package lookback

import (
	"fmt"
	"slices"
	"strings"
)

// PolicyState tells whether a policy is only proposed, in force, or was replaced.
type PolicyState string

// The states of a policy.
const (
	PolicyProposed PolicyState = "proposed"
	PolicyApproved PolicyState = "approved"
)

// Policy is what is screened against what. It is versioned; a new version takes effect when a
// second person approves it. Nothing in it can name a nationality, ethnicity, religion or birthplace.
type Policy struct {
	Version   int
	Threshold Score    // pairs at or above it are alerts
	Lists     []string // lists in scope; empty means every list we hold
	// DisparityLimit is how much more often than on all names the matcher may err on the names of one culture,
	// as a difference of rates that the counts support. A change that exceeds it cannot be proposed (R12).
	DisparityLimit Score
	Matcher        string // version of the matcher that it was measured and approved with
	State          PolicyState
	Reason         string
	Proposer       string
	Approver       string
	Position       int64 // the journal position at which it was approved; 0 while proposed
	Effect         PolicyEffect
}

// PolicyEffect is what a proposed policy would change, measured before anybody may approve it (R38).
type PolicyEffect struct {
	Measured         bool  // false only for the default policy, which changes nothing
	Position         int64 // journal position of the measurement
	Records          int
	Enter            int // alerts that would open
	Leave            int // alerts that would end
	Stay             int
	Digest           string // over every pair that enters or leaves
	Disparity        Score  // of the matcher at the proposed threshold
	DisparityCulture string
}

// DefaultThreshold is the rule of the labelled sets and of the default policy.
const DefaultThreshold Score = 7000

// DefaultDisparityLimit allows a difference of 15 in a hundred: little more than what the present matcher shows
// (docs/performance.md), so that nothing can make it worse unseen. It falls as the matcher improves.
const DefaultDisparityLimit Score = 1500

// DefaultPolicy is in force from the first start, before anyone proposed another.
func DefaultPolicy() Policy {
	return Policy{Version: 1, Threshold: DefaultThreshold, DisparityLimit: DefaultDisparityLimit, State: PolicyApproved, Reason: "default policy", Proposer: "lookback", Approver: "lookback"}
}

// Covers reports whether p screens against list.
func (p Policy) Covers(list string) bool { return len(p.Lists) == 0 || slices.Contains(p.Lists, list) }

// MinThreshold is the lowest threshold a policy may set: below it one shared common name is an alert.
const MinThreshold Score = 5000

// Validate reports as ErrInvalid a policy that cannot be put in force.
func (p Policy) Validate() error {
	if p.Threshold < MinThreshold || p.Threshold > MaxScore {
		return &InputError{Field: "threshold", Reason: fmt.Sprintf("%s is outside %s to %s", p.Threshold, MinThreshold, MaxScore)}
	}
	if p.Reason == "" {
		return &InputError{Field: "reason", Reason: "a policy needs written reasons"}
	}
	for _, plea := range workload {
		if strings.Contains(strings.ToLower(p.Reason), plea) {
			return &InputError{Field: "reason", Reason: fmt.Sprintf("%q: how much work there is decides about nobody", plea), Hint: "say what makes the rule better, or let more people work on it"}
		}
	}
	return nil
}

// workload are words of reasons that are about the amount of work and not about the people screened (R38). Whoever avoids the
// words still needs a second person, who sees the difference that was measured.
var workload = []string{"backlog", "workload", "too many alerts", "too much work", "caseload", "understaffed", "staff shortage", "lack of staff", "no capacity", "keep up"}
