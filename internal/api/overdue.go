package api

import (
	"fmt"
	"time"

	"lookback"
	"lookback/internal/casework"
)

// Overdue is everything that should have been looked at by a time, and what should be gone by then.
type Overdue struct {
	AsOf  time.Time     `json:"as_of"`
	Items []OverdueItem `json:"items"`
}

// OverdueItem is one thing that should have been reviewed, or be gone.
type OverdueItem struct {
	Kind     string    `json:"kind"` // term, legal hold, tie or record
	ID       string    `json:"id"`
	Case     int64     `json:"case,omitempty"`
	What     string    `json:"what"`
	ReviewBy time.Time `json:"review_by,omitzero"`
	Ends     time.Time `json:"ends"`
	Means    string    `json:"means"`
}

// OverdueOf translates l.
func OverdueOf(l casework.Late) Overdue {
	o := Overdue{AsOf: l.AsOf, Items: []OverdueItem{}}
	for _, t := range l.Terms {
		o.Items = append(o.Items, OverdueItem{"term", fmt.Sprint(t.ID), t.CaseID, fmt.Sprintf("%s: %s", t.Axis, t.Value), t.ReviewBy, t.Ends, fmt.Sprintf("weaker; falls to %q at its end", t.Value.Fallen())})
	}
	for _, h := range l.Holds {
		o.Items = append(o.Items, OverdueItem{"legal hold", fmt.Sprint(h.ID), 0, h.Basis, h.ReviewBy, h.Ends, "stands until its end"})
	}
	for _, t := range l.Ties {
		o.Items = append(o.Items, OverdueItem{"tie", t.ID, 0, string(t.Class), t.ReviewBy, t.Recorded.AddDate(lookback.TieLifeYears, 0, 0), "weighs less; carries nothing after its end"})
	}
	for _, d := range l.Due {
		o.Items = append(o.Items, OverdueItem{"record", d.Record, 0, d.Law, time.Time{}, d.By, d.Words()})
	}
	return o
}
