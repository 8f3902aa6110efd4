package api

import (
	"time"

	"lookback"
)

// HeldEdition is an edition that the guard held back.
type HeldEdition struct {
	ID       int64          `json:"id"`
	List     string         `json:"list"`
	State    string         `json:"state"`
	Against  int            `json:"against"` // number of the edition it was compared with
	Findings []GuardFinding `json:"findings"`
	Large    bool           `json:"large"` // two people must release it
	Arrived  time.Time      `json:"arrived_at"`
	Actor    string         `json:"actor"`
	Releaser string         `json:"releaser"`
	Reason   string         `json:"reason"`
	Decider  string         `json:"decider"`
	Why      string         `json:"why"`
	Edition  Edition        `json:"edition"`
}

// GuardFinding is one reason why an edition is held back.
type GuardFinding struct {
	Rule     string `json:"rule"`
	Sentence string `json:"sentence"`
}

// HeldOf translates h.
func HeldOf(h lookback.HeldEdition) HeldEdition {
	out := HeldEdition{ID: h.ID, List: h.Edition.List, State: string(h.State), Against: h.Against, Findings: []GuardFinding{}, Large: h.Large,
		Arrived: h.Arrived, Actor: h.Actor, Releaser: h.Releaser, Reason: h.Reason, Decider: h.Decider, Why: h.Why, Edition: EditionOf(h.Edition)}
	for _, f := range h.Findings {
		out.Findings = append(out.Findings, GuardFinding{string(f.Rule), f.Sentence})
	}
	return out
}

// Back translates h back.
func (h HeldEdition) Back() lookback.HeldEdition {
	out := lookback.HeldEdition{ID: h.ID, Edition: h.Edition.Back(), State: lookback.HeldState(h.State), Against: h.Against, Large: h.Large,
		Arrived: h.Arrived, Actor: h.Actor, Releaser: h.Releaser, Reason: h.Reason, Decider: h.Decider, Why: h.Why}
	for _, f := range h.Findings {
		out.Findings = append(out.Findings, lookback.GuardFinding{Rule: lookback.GuardRule(f.Rule), Sentence: f.Sentence})
	}
	return out
}
