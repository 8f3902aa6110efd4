package api

import (
	"fmt"
	"time"

	"lookback"
	"lookback/internal/screening"
)

func ownershipRoutes() []Route {
	return []Route{
		post("/ownership", ReadNetworks, "Show who holds a party that is not listed, regime by regime, with every stake it rests on", OwnershipQuestion{}, Ownership{}, command(findOwnership)),
	}
}

// OwnershipQuestion asks who holds a party.
type OwnershipQuestion struct {
	Party   string              `json:"party"`            // record:crm/1042, party:P-7
	On      string              `json:"on,omitempty"`     // day; today when left out
	Regimes []string            `json:"regimes"`          // all when there are none
	Joint   [][]string          `json:"joint,omitempty"`  // listed parties that act together by arrangement
	Counts  map[string][]string `json:"counts,omitempty"` // lists that count for a regime
}

// OwnershipQuestionOf translates o.
func OwnershipQuestionOf(o screening.OwnershipOrder) OwnershipQuestion {
	q := OwnershipQuestion{Party: o.Party.String(), On: o.On.String(), Regimes: list(o.Regimes), Counts: o.Counts}
	for _, group := range o.Joint {
		q.Joint = append(q.Joint, all(group, lookback.NodeRef.String))
	}
	return q
}

// back translates q back. ErrInvalid: a part of it cannot be.
func (q OwnershipQuestion) back(now time.Time) (o screening.OwnershipOrder, err error) {
	o = screening.OwnershipOrder{On: lookback.DayOf(now), Regimes: q.Regimes, Counts: q.Counts}
	if o.Party, err = lookback.ParseNodeRef(q.Party); err != nil {
		return o, err
	}
	if q.On != "" {
		on, err := time.Parse(time.DateOnly, q.On)
		if err != nil {
			return o, &lookback.InputError{Field: "on", Reason: fmt.Sprintf("%q is not a day", q.On), Hint: "write it like 2026-01-31"}
		}
		o.On = lookback.DayOf(on)
	}
	for _, names := range q.Joint {
		var group []lookback.NodeRef
		for _, name := range names {
			ref, err := lookback.ParseNodeRef(name)
			if err != nil {
				return o, err
			}
			group = append(group, ref)
		}
		o.Joint = append(o.Joint, group)
	}
	return o, nil
}

func findOwnership(c *call, in OwnershipQuestion) (Ownership, error) {
	o, err := in.back(c.Now())
	if err != nil {
		return Ownership{}, err
	}
	r, err := c.Screening.FindOwnership(c.ctx(), o)
	return OwnershipOf(r), err
}

// Ownership is the answer of all regimes.
type Ownership struct {
	Party    string         `json:"party"`
	On       string         `json:"on"`
	Position int64          `json:"position"`
	Answers  []RegimeAnswer `json:"answers"`
}

// RegimeAnswer is what one regime makes of the facts. Without a rule on the day, rule and verdict are empty.
type RegimeAnswer struct {
	Regime    string          `json:"regime"`
	Lists     []string        `json:"lists"`
	Rule      string          `json:"rule"`
	Authority string          `json:"authority"`
	Suspended bool            `json:"suspended"`
	Verdict   string          `json:"verdict"`
	Share     string          `json:"share"`
	Control   bool            `json:"control"`
	Economic  string          `json:"economic_share"`
	By        []string        `json:"by"`
	Steps     []OwnershipStep `json:"steps"`
	Words     []string        `json:"words"`
}

// OwnershipStep is one party of the chain and the ties by which it counts as held.
type OwnershipStep struct {
	Party   string   `json:"party"`
	Verdict string   `json:"verdict"`
	Share   string   `json:"share"`
	Control bool     `json:"control"`
	Ties    []string `json:"ties"`
}

// OwnershipOf translates r.
func OwnershipOf(r screening.OwnershipReport) Ownership {
	w := Ownership{Party: r.Party.String(), On: r.On.String(), Position: r.Position}
	for _, x := range r.Answers {
		w.Answers = append(w.Answers, regimeAnswerOf(x))
	}
	return w
}

func regimeAnswerOf(x screening.RegimeAnswer) RegimeAnswer {
	w := RegimeAnswer{Regime: x.Regime, Lists: list(x.Lists), By: []string{}, Steps: []OwnershipStep{}, Words: list(x.Words)}
	if x.NoRule {
		return w
	}
	a := x.Answer
	w.Rule, w.Authority, w.Suspended, w.Verdict = a.Rule.String(), a.Rule.Authority, a.Rule.Suspended, string(a.Verdict)
	w.Share, w.Control, w.Economic, w.By = a.Share.String(), a.Control, a.Economic.String(), all(a.By, lookback.NodeRef.String)
	for _, step := range a.Steps {
		one := OwnershipStep{Party: step.Party.String(), Verdict: string(step.Verdict), Share: step.Share.String(), Control: step.Control, Ties: []string{}}
		for _, s := range step.Stakes {
			for _, t := range s.Ties {
				one.Ties = append(one.Ties, t.ID)
			}
		}
		w.Steps = append(w.Steps, one)
	}
	return w
}
