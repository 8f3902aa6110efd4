package graph

import (
	"fmt"
	"time"

	"lookback"
)

// View is a graph on a day. Ties end, become overdue and lapse by the calendar, so every question is asked of a day.
type View struct {
	Graph *Graph
	Day   lookback.Day
}

// On returns the graph as it stands on a day.
func (g *Graph) On(day lookback.Day) View { return View{Graph: g, Day: day} }

// Reach is how many hops beyond the first tie a search may go. The zero Reach is the default of two,
// and Extend is the only way to a longer one (R22).
type Reach struct{ beyond uint8 }

// maxHops is the longest reach that a mandate can ask for: farther out, nearly every pair of parties is connected.
const maxHops = 5

// Extend returns a longer reach. It needs a mandate that is not routine, with purpose, authority, approver and an
// expiry that has not passed. What is found only by it is never Automatic.
func Extend(hops int, m lookback.Mandate, now time.Time) (Reach, error) {
	if hops <= lookback.DefaultHops || hops > maxHops {
		return Reach{}, &lookback.InputError{Field: "hops", Reason: fmt.Sprintf("%d is not from %d to %d", hops, lookback.DefaultHops+1, maxHops)}
	}
	if m.Routine {
		return Reach{}, fmt.Errorf("%d hops need a mandate with purpose, authority, approver and expiry: %w", hops, lookback.ErrDenied)
	}
	if err := m.Validate(now); err != nil {
		return Reach{}, fmt.Errorf("%d hops need a mandate: %w", hops, err)
	}
	return Reach{beyond: uint8(hops - lookback.DefaultHops)}, nil
}

// Hops returns how many hops beyond the first tie the reach allows.
func (r Reach) Hops() int { return lookback.DefaultHops + int(r.beyond) }

// steps returns how many ties a path may have, not counting those that say that two parties are one.
func (r Reach) steps() int { return r.Hops() + 1 }

// Options say how far to search and what to count. The zero value is what alerts are made from.
type Options struct {
	Reach Reach
	// Hypotheses includes ties that are only a hypothesis. What is found over one is never Automatic.
	Hypotheses bool
	// Limit bounds the work: after looking at so many ties the search stops and
	// counts what it left in Stats.NotExamined. Zero means no bound.
	Limit int
}

// Stats is what a search did and what it left out, so that nothing is bounded silently.
type Stats struct {
	Looked      int // ties looked at
	Routes      int // paths found
	Beyond      int // ties not followed: no target lies within the hops that are left
	Hubs        int // ties not followed: they lead to a public hub
	Hypotheses  int // ties not followed: only a hypothesis
	Lapsed      int // ties not followed: too old to stand without being asserted anew
	NotExamined int // ties not looked at because of Options.Limit
}

// Plus returns the sum of s and other.
func (s Stats) Plus(other Stats) Stats {
	return Stats{
		Looked: s.Looked + other.Looked, Routes: s.Routes + other.Routes, Beyond: s.Beyond + other.Beyond, Hubs: s.Hubs + other.Hubs,
		Hypotheses: s.Hypotheses + other.Hypotheses, Lapsed: s.Lapsed + other.Lapsed, NotExamined: s.NotExamined + other.NotExamined,
	}
}

// stands reports whether the edge still stands on the day.
func (e *edge) stands(on lookback.Day) bool { return on <= e.lapse }

// ended reports whether the edge is a state that had ended before the day.
func (e *edge) ended(on lookback.Day) bool { return e.flags&flagEvent == 0 && e.period.To < on }

// weightOn returns what the edge weighs on the day.
func (e *edge) weightOn(on lookback.Day) lookback.Score {
	w := wholeMass.times(lookback.Score(e.weight))
	if e.ended(on) {
		w = w.times(endedFactor)
	}
	if e.review < on {
		w = w.times(overdueFactor)
	}
	return w.score()
}
