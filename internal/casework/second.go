package casework

import (
	"context"
	"fmt"
	"strings"

	"lookback"
	"lookback/internal/screening"
	"lookback/internal/store"
)

// SecondOrder is what a second person says about a ruling.
type SecondOrder struct {
	Ruling  int64
	Person  string
	Agrees  bool
	Reasons string
}

// Second records the second person's review. With agreement the ruling comes into force, without it the ruling ends
// without ever having had effect. ErrDenied: it is the person who ruled, whatever the way in (R28), or the evidence
// no longer carries the ruling. ErrConflict: the ruling awaits nobody, or the case has moved since. ErrInvalid: no reasons.
func (s *Service) Second(ctx context.Context, order SecondOrder) (ruling lookback.Ruling, err error) {
	if order.Person, err = person(order.Person); err != nil {
		return ruling, err
	}
	if strings.TrimSpace(order.Reasons) == "" {
		return ruling, &lookback.InputError{Field: "reasons", Reason: "a second review without its own written reasons is not kept"}
	}
	err = s.store.Update(ctx, func(tx store.Tx) error {
		r, err := tx.GetRuling(order.Ruling, store.Now)
		if err != nil {
			return err
		}
		d, err := s.desk(tx, r.CaseID)
		if err != nil {
			return err
		}
		if err := d.maySecond(r, order); err != nil {
			return err
		}
		ruling, err = d.second(r, order)
		return err
	})
	return ruling, err
}

func (d *desk) maySecond(r lookback.Ruling, order SecondOrder) error {
	if r.State != lookback.RulingPending {
		return fmt.Errorf("ruling %d is %s and awaits nobody: %w", r.ID, r.State, lookback.ErrConflict)
	}
	if screening.SamePerson(r.Person, order.Person) {
		return fmt.Errorf("%s made ruling %d; a second person must review it: %w", r.Person, r.ID, lookback.ErrDenied)
	}
	if !order.Agrees {
		return nil
	}
	if err := d.mayRuleInRedress(order.Person); err != nil {
		return err
	}
	if err := d.working(); err != nil {
		return err
	}
	if err := d.stands(r.Axis, r.From); err != nil {
		return err
	}
	return d.mayRule(r)
}

// second stores the review and, with agreement, what the ruling changes.
func (d *desk) second(r lookback.Ruling, order SecondOrder) (lookback.Ruling, error) {
	r.Second = lookback.SecondReview{Person: order.Person, Agrees: order.Agrees, Reasons: order.Reasons, Recorded: d.now}
	r.State = lookback.RulingRefused
	if order.Agrees {
		r.State = lookback.RulingInForce
	}
	r, c, err := d.tx.UpdateRuling(r)
	if err != nil {
		return r, err
	}
	d.commitments = append(d.commitments, c)
	if order.Agrees {
		if err := d.apply(r.Change()); err != nil {
			return r, err
		}
	}
	return r, d.conclude(lookback.EventCaseSeconded, order.Person, caseEvent{What: "second review", Axis: r.Axis, Ruling: r.ID})
}
