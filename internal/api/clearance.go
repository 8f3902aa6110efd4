package api

import (
	"time"

	"lookback"
	"lookback/internal/screening"
)

// Clearance is what was known of a record at a time, against which editions, policy and matcher.
type Clearance struct {
	Record   Record    `json:"record"`
	At       time.Time `json:"at"`
	Position int64     `json:"position"`
	Editions []Edition `json:"editions"`
	Policy   Policy    `json:"policy"`
	Matcher  string    `json:"matcher"`
	Result   string    `json:"result"`
	Alerts   []Alert   `json:"alerts"`
	Pending  []int64   `json:"pending_runs"`
	Ended    int64     `json:"ended,omitempty"` // the position at which its source let go of the record: all of this is as of then

	Paths    []PathAlert `json:"paths"`
	Networks []string    `json:"networks"`

	Protections []Protection `json:"protections"` // as they are now, whatever the time asked about
}

// ClearanceOf translates c of a record with these protections.
func ClearanceOf(c screening.Clearance, protections []lookback.Protection) Clearance {
	w := Clearance{Record: RecordOf(c.Record), At: c.At, Position: c.Position, Editions: all(c.Editions, EditionOf), Policy: PolicyOf(c.Policy),
		Matcher: c.Matcher, Result: ResultWord(c), Alerts: all(c.Alerts, AlertOf), Pending: append([]int64{}, c.Pending...), Ended: c.Ended,
		Paths: all(c.Paths, PathAlertOf), Networks: []string{}, Protections: ProtectionsOf(protections)}
	for _, n := range c.Networks {
		w.Networks = append(w.Networks, n.ID)
	}
	return w
}

// ResultWord says what the screening came to: cleared, alert, or pending while a lookback was under way.
func ResultWord(c screening.Clearance) string {
	switch {
	case len(c.Alerts)+len(c.Paths) > 0:
		return "alert"
	case len(c.Pending) > 0:
		return "pending"
	default:
		return "cleared"
	}
}

// Back translates w back. Of networks it knows their IDs only.
func (w Clearance) Back() screening.Clearance {
	c := screening.Clearance{Record: w.Record.Back(), At: w.At, Position: w.Position, Editions: all(w.Editions, Edition.Back), Policy: w.Policy.Back(),
		Matcher: w.Matcher, Alerts: all(w.Alerts, Alert.Back), Pending: w.Pending, Paths: all(w.Paths, PathAlert.Back)}
	for _, id := range w.Networks {
		c.Networks = append(c.Networks, lookback.Network{ID: id})
	}
	return c
}

// Replay is a clearance, and whether computing it again gives the same bytes.
type Replay struct {
	Clearance
	Same       bool   `json:"same"`
	Bytes      int    `json:"bytes"`
	Stored     string `json:"stored,omitempty"`     // where they differ
	Recomputed string `json:"recomputed,omitempty"` // where they differ
}

// ReplayOf translates r.
func ReplayOf(r screening.Replay) Replay {
	w := Replay{Clearance: ClearanceOf(r.Clearance, nil), Same: r.Same(), Bytes: len(r.Recomputed)}
	if !w.Same {
		w.Stored, w.Recomputed = string(r.Stored), string(r.Recomputed)
	}
	return w
}

// all translates every one of some values.
func all[T, W any](values []T, wire func(T) W) []W {
	out := make([]W, len(values))
	for i, v := range values {
		out[i] = wire(v)
	}
	return out
}
