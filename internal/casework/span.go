package casework

import (
	"slices"
	"time"

	"lookback"
	"lookback/internal/store"
)

// Span is how long it took from the trigger to a step, over the people for whom the step was reached.
type Span struct {
	Key        string
	Title      string
	Definition string
	People     int
	Median     time.Duration
	P90        time.Duration // nine of ten took no longer
	Withheld   bool
}

// spans are the steps that are timed, each from the trigger.
var spans = []Span{
	{Key: "surfaced", Title: "trigger to surfaced", Definition: "until the alert was opened"},
	{Key: "first-review", Title: "trigger to first review", Definition: "until a person first changed or ruled anything in the case"},
	{Key: "located", Title: "trigger to located", Definition: "until the whereabouts were first known"},
	{Key: "outcome", Title: "trigger to outcome", Definition: "until the first outcome in law or business, or until the case was closed"},
}

// spansOf times the steps. The trigger is the moment at which what the lookback was about became known; for an alert on
// arrival, the arrival.
func spansOf(tx store.Tx, files []dossier) ([]Span, error) {
	took := map[string][]time.Duration{}
	for _, d := range files {
		if d.erased() {
			continue
		}
		opened, run, err := groundOf(tx, d.file.Ground)
		if err != nil {
			return nil, err
		}
		trigger := opened
		if run != 0 {
			r, err := tx.GetRun(run)
			if err != nil {
				return nil, err
			}
			trigger = r.Position
		}
		began, err := tx.GetEvent(trigger)
		if err != nil {
			return nil, err
		}
		came, err := tx.GetEvent(opened)
		if err != nil {
			return nil, err
		}
		took["surfaced"] = append(took["surfaced"], came.Time.Sub(began.Time))
		for key, at := range d.firsts() {
			took[key] = append(took[key], at.Sub(began.Time))
		}
	}
	all := slices.Clone(spans)
	for i := range all {
		all[i].set(took[all[i].Key])
	}
	return all, nil
}

// groundOf returns the position at which the alert of a ground was opened, and the lookback that did it.
func groundOf(tx store.Tx, ground lookback.EvidenceRef) (opened, run int64, err error) {
	if ground.Kind == lookback.EvidenceAlert {
		states, err := tx.AlertStates(ground.Number())
		if err != nil || len(states) == 0 {
			return 0, 0, err
		}
		return states[0].Opened, states[0].RunID, nil
	}
	states, err := tx.PathAlertStates(ground.Number())
	if err != nil || len(states) == 0 {
		return 0, 0, err
	}
	return states[0].Opened, states[0].RunID, nil
}

// firsts returns when each step was first reached; what was not is left out.
func (d dossier) firsts() map[string]time.Time {
	at := map[string]time.Time{}
	first := func(key string, e lookback.CaseEntry) {
		if _, before := at[key]; !before {
			at[key] = e.Recorded
		}
	}
	for _, e := range d.history {
		if e.Kind != lookback.CaseChange {
			continue
		}
		first("first-review", e)
		switch to := e.Change.To; {
		case to == lookback.Located || to == lookback.InCustody || to == lookback.Released || to == lookback.ConfirmedDeparted:
			first("located", e)
		case e.Change.Axis == lookback.AxisOutcome || to == lookback.WorkClosed:
			first("outcome", e)
		}
	}
	return at
}

// set fills in how many, the median and the ninth decile, both by nearest rank.
func (s *Span) set(took []time.Duration) {
	if s.People = len(took); s.People == 0 {
		return
	}
	slices.Sort(took)
	s.Median, s.P90 = took[(len(took)-1)/2], took[(len(took)*9+9)/10-1]
}

// withholdSpans withholds the times of so few people that they would be somebody's.
func withholdSpans(all []Span, least int) []Span {
	for i, s := range all {
		if s.People > 0 && s.People < least {
			all[i].People, all[i].Median, all[i].P90, all[i].Withheld = 0, 0, 0, true
		}
	}
	return all
}
