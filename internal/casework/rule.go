package casework

import (
	"context"
	"fmt"
	"time"

	"lookback"
	"lookback/internal/screening"
	"lookback/internal/store"
)

// RulingOrder asks for a ruling on one axis of one case, or on its threat statement.
type RulingOrder struct {
	Case     int64
	Axis     lookback.Axis
	From     lookback.AxisValue // what the person saw; empty means whatever holds now
	To       lookback.AxisValue
	Person   string
	Reasons  string
	Contrary lookback.Contrary
	Override string // for a confirmed identity without an independent identifier that agrees: why (R9)
	Evidence []lookback.EvidenceRef
	Source   string
	Legal    lookback.Legal
	Of       int64     // for a duplicate: the case that it repeats
	Time     time.Time // since when it holds; zero means now
}

// Rule records a named person's decision. It has effect at once, or, where it needs a second person, when that person
// agrees: see Second. ErrInvalid: reasons, evidence or contrary information are missing. ErrDenied: the evidence does
// not carry it. ErrConflict: the case is closed, or does not stand where the order says.
func (s *Service) Rule(ctx context.Context, order RulingOrder) (lookback.Ruling, error) {
	actor, err := person(order.Person)
	if err != nil {
		return lookback.Ruling{}, err
	}
	order.Person = actor
	var ruling lookback.Ruling
	_, err = s.at(ctx, order.Case, func(d *desk) error {
		r, err := d.rulingOf(order)
		if err != nil {
			return err
		}
		if ruling, err = d.createRuling(r); err != nil {
			return err
		}
		if ruling.State == lookback.RulingInForce {
			if err := d.apply(ruling.Change()); err != nil {
				return err
			}
		}
		return d.conclude(lookback.EventCaseRuled, actor, caseEvent{What: "ruling", Axis: ruling.Axis, Ruling: ruling.ID})
	})
	return ruling, err
}

func (d *desk) createRuling(r lookback.Ruling) (lookback.Ruling, error) {
	r, c, err := d.tx.CreateRuling(r)
	d.commitments = append(d.commitments, c)
	return r, err
}

// rulingOf returns the ruling that an order asks for, or why it is refused.
func (d *desk) rulingOf(o RulingOrder) (lookback.Ruling, error) {
	r := lookback.Ruling{
		CaseID: o.Case, Axis: o.Axis, From: d.file.On(o.Axis), To: o.To, Person: o.Person, Reasons: o.Reasons, Contrary: o.Contrary,
		Override: o.Override, Evidence: o.Evidence, Source: o.Source, Legal: o.Legal, Of: o.Of, Time: o.Time, Recorded: d.now,
	}
	if r.Time.IsZero() {
		r.Time = d.now
	}
	if err := d.stands(o.Axis, o.From); err != nil {
		return r, err
	}
	if err := d.working(); err != nil {
		return r, err
	}
	if err := r.Validate(); err != nil {
		return r, err
	}
	if err := d.mayRule(r); err != nil {
		return r, err
	}
	var err error
	r.Needs, err = d.needsSecond(r)
	r.State = lookback.RulingInForce
	if r.Needs != "" {
		r.State = lookback.RulingPending
	}
	return r, err
}

// mayRule refuses a ruling that its evidence does not carry. It is asked again when the second person agrees,
// because evidence may have fallen since.
func (d *desk) mayRule(r lookback.Ruling) error {
	if err := d.checkEvidence(r.Evidence); err != nil {
		return err
	}
	if err := d.mayRuleInRedress(r.Person); err != nil {
		return err
	}
	if signed := r.Contrary.NoneFound; signed != "" && !screening.SamePerson(signed, r.Person) {
		return fmt.Errorf(`"looked, none found" is signed by the person who rules, and %s is not %s: %w`, signed, r.Person, lookback.ErrDenied)
	}
	switch {
	case r.To == lookback.IdentitySame:
		return d.mayConfirm(r)
	case r.To == lookback.IdentityDuplicate:
		return d.mayRepeat(r.Of)
	case r.To.Substantiated():
		return d.maySubstantiate(r)
	case r.To == lookback.WorkClosed:
		return d.mayClose(r)
	}
	return nil
}

// mayRepeat refuses a duplicate of nothing, of itself and of a duplicate: who is counted must be clear in one step.
func (d *desk) mayRepeat(of int64) error {
	if of == d.file.ID {
		return &lookback.InputError{Field: "of", Reason: "a case does not repeat itself"}
	}
	repeated, err := d.tx.GetCase(of, store.Now)
	if err != nil {
		return err
	}
	if repeated.Identity == lookback.IdentityDuplicate {
		first, err := repeatsCase(d.tx, of)
		if err != nil {
			return err
		}
		return fmt.Errorf("case %d repeats case %d; name that one: %w", of, first, lookback.ErrConflict)
	}
	others, err := repeatsOf(d.tx, d.file.ID)
	if err == nil && len(others) > 0 {
		err = fmt.Errorf("case %d is repeated by case %d and cannot repeat another: %w", d.file.ID, others[0], lookback.ErrConflict)
	}
	return err
}

// mayClose refuses to close what nobody looked at and what a second person has still to look at.
func (d *desk) mayClose(closing lookback.Ruling) error {
	if d.file.Identity == lookback.IdentityUnreviewed {
		return fmt.Errorf("nobody has ruled on the identity of case %d; %q is a ruling too: %w", d.file.ID, lookback.IdentityInsufficient, lookback.ErrDenied)
	}
	rulings, err := d.tx.RulingsOf(d.file.ID, store.Now)
	for _, r := range rulings {
		if r.State == lookback.RulingPending && r.ID != closing.ID {
			return fmt.Errorf("ruling %d on case %d awaits its second person: %w", r.ID, d.file.ID, lookback.ErrConflict)
		}
	}
	return err
}

// needsSecond returns why a ruling needs a second person (R28); empty when it does not.
func (d *desk) needsSecond(r lookback.Ruling) (string, error) {
	if r.To.Adverse() {
		return fmt.Sprintf("%q speaks against the person", r.To), nil
	}
	if r.From.Adverse() {
		if inTime, err := d.foundInTime(r.Axis); inTime || err != nil {
			return fmt.Sprintf("%q was found by two people", r.From), err
		}
	}
	if r.To.Clears() {
		score, err := d.highestScore()
		if err != nil {
			return "", err
		}
		if score >= d.highScore {
			return fmt.Sprintf("an alert with score %s is cleared by two people", score), nil
		}
	}
	return d.secondByDirective()
}
