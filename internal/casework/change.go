package casework

import (
	"context"
	"fmt"
	"time"

	"lookback"
)

// ChangeOrder asks for a change on one axis of one case.
type ChangeOrder struct {
	Case     int64
	Axis     lookback.Axis
	From     lookback.AxisValue // what the person saw; empty means whatever holds now
	To       lookback.AxisValue
	Actor    string
	Reason   string
	Evidence []lookback.EvidenceRef
	Source   string
	Legal    lookback.Legal
	Time     time.Time // since when it holds; workflow may leave it out, which means now
}

// Change makes a change on one axis and on no other (R27). ErrDenied: it is a finding or clears something, which takes
// a ruling. ErrConflict: the case is closed, or does not stand where the order says. ErrInvalid: reason, evidence,
// source, time or legal basis is missing.
func (s *Service) Change(ctx context.Context, order ChangeOrder) (lookback.Case, error) {
	actor, err := person(order.Actor)
	if err != nil {
		return lookback.Case{}, err
	}
	order.Actor = actor
	return s.at(ctx, order.Case, func(d *desk) error {
		ch, err := d.changeOf(order)
		if err != nil {
			return err
		}
		if err := d.apply(ch); err != nil {
			return err
		}
		return d.conclude(lookback.EventCaseChanged, actor, caseEvent{What: "axis", Axis: ch.Axis})
	})
}

// changeOf returns the change that an order asks for, or why it is refused.
func (d *desk) changeOf(o ChangeOrder) (lookback.AxisChange, error) {
	ch := lookback.AxisChange{
		Axis: o.Axis, From: d.file.On(o.Axis), To: o.To, Actor: o.Actor, Reason: o.Reason, Evidence: o.Evidence, Source: o.Source,
		Legal: o.Legal, Time: o.Time, Recorded: d.now,
	}
	if ch.Time.IsZero() && ch.Axis == lookback.AxisWorkflow {
		ch.Time = d.now
	}
	if err := o.Axis.Check(o.To); err != nil {
		return ch, err
	}
	if lookback.NeedsRuling(o.Axis, o.To) {
		return ch, fmt.Errorf("%q is found by a ruling, with written reasons, and not by a change of %s: %w", o.To, o.Axis, lookback.ErrDenied)
	}
	if err := d.stands(o.Axis, o.From); err != nil {
		return ch, err
	}
	if err := d.mayMove(ch); err != nil {
		return ch, err
	}
	if err := ch.Validate(); err != nil {
		return ch, err
	}
	return ch, d.checkEvidence(ch.Evidence)
}

// stands refuses an order that was given for another state of the case than the present one.
func (d *desk) stands(x lookback.Axis, from lookback.AxisValue) error {
	if now := d.file.On(x); from != "" && from != now {
		return fmt.Errorf("%s of case %d is %q and no longer %q; read it again, then decide: %w", x, d.file.ID, now, from, lookback.ErrConflict)
	}
	return nil
}

// mayMove holds closed cases closed until they are reopened, and reopens nothing else.
func (d *desk) mayMove(ch lookback.AxisChange) error {
	closed := d.file.Workflow == lookback.WorkClosed
	switch {
	case ch.To == lookback.WorkReopened && !closed:
		return fmt.Errorf("case %d is not closed and cannot be reopened: %w", d.file.ID, lookback.ErrConflict)
	case ch.To == lookback.WorkReopened:
		return nil
	}
	return d.working()
}
