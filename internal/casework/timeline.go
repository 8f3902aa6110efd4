package casework

import (
	"cmp"
	"context"
	"slices"
	"time"

	"lookback"
	"lookback/internal/store"
)

// Held is a value of an axis in the span of the world's time in which it held, as far as was known at some time. What became
// known late stands where it belongs in the world: the two times are kept apart (R1).
type Held struct {
	Axis     lookback.Axis
	Value    lookback.AxisValue
	From     time.Time // in the world
	Until    time.Time // in the world; zero while it holds
	Recorded time.Time // when it became known here
	Actor    string
	Position int64
}

// Timeline returns what held in a case when, as it was known at a time, or is known now when at is zero; by axis, then by the
// world's time. A case that is sensitive is shown with a purpose only, as by ReadFile. ErrNotFound: there was no such case then.
func (s *Service) Timeline(ctx context.Context, caseID int64, at time.Time, r Reader) (all []Held, err error) {
	if err := s.readCase(ctx, caseID, r); err != nil {
		return nil, err
	}
	err = s.store.View(ctx, func(tx store.Tx) error {
		position := store.Now
		if !at.IsZero() {
			if position, err = tx.PositionAt(at); err != nil {
				return err
			}
		}
		if _, err := tx.GetCase(caseID, position); err != nil {
			return err
		}
		history, err := tx.CaseHistory(caseID, position)
		all = timeline(history)
		return err
	})
	return all, err
}

// timeline orders the changes of a history by the world's time. Of two that hold since the same moment the one recorded later
// corrects the other, which then held at no time.
func timeline(history []lookback.CaseEntry) []Held {
	var all []Held
	for _, x := range append(lookback.Axes(), lookback.AxisThreat) {
		var on []Held
		for _, e := range history {
			if e.Kind == lookback.CaseChange && e.Change.Axis == x {
				on = append(on, Held{Axis: x, Value: e.Change.To, From: e.Change.Time, Recorded: e.Recorded, Actor: e.Actor, Position: e.Position})
			}
		}
		slices.SortStableFunc(on, func(a, b Held) int { return cmp.Or(a.From.Compare(b.From), cmp.Compare(a.Position, b.Position)) })
		for i := range on[:max(len(on)-1, 0)] {
			on[i].Until = on[i+1].From
		}
		all = append(all, on...)
	}
	return all
}

// On reports whether the value held at a moment of the world's time.
func (h Held) On(at time.Time) bool {
	return !at.Before(h.From) && (h.Until.IsZero() || at.Before(h.Until))
}
