package casework

import (
	"context"
	"fmt"

	"lookback"
	"lookback/internal/journal"
	"lookback/internal/screening"
	"lookback/internal/store"
)

// bindingRules returns the retention rules in force for records of a source.
func bindingRules(tx store.Tx, source string) (bind []lookback.RetentionRule, err error) {
	all, err := tx.RetentionRules().List(store.KeptFilter{State: string(lookback.RetentionInForce)})
	for _, r := range all {
		if r.Binds(source) {
			bind = append(bind, r)
		}
	}
	return bind, err
}

// ProposeRetention proposes a rule of retention, which binds when a second person agrees. ErrInvalid: purpose, law, months or
// reasons are missing.
func (s *Service) ProposeRetention(ctx context.Context, r lookback.RetentionRule) (made lookback.RetentionRule, err error) {
	if r.Person, err = person(r.Person); err != nil {
		return made, err
	}
	if err := r.Validate(); err != nil {
		return made, err
	}
	err = s.store.Update(ctx, func(tx store.Tx) error {
		r.Proposed, r.State = s.now().UTC(), lookback.RetentionProposed
		stored, c, err := tx.RetentionRules().Create(r)
		if err != nil {
			return err
		}
		made = stored
		return appendRetention(tx, lookback.EventRetentionProposed, r.Person, made, c)
	})
	return made, err
}

// ApproveRetention brings a rule into force as the second person, or refuses it. ErrDenied: it is the person who proposed it
// (R28). ErrConflict: it awaits nobody.
func (s *Service) ApproveRetention(ctx context.Context, id int64, actor, reasons string, agrees bool) (lookback.RetentionRule, error) {
	return s.moveRetention(ctx, id, actor, reasons, lookback.EventRetentionApproved, func(r *lookback.RetentionRule, said lookback.Approval) error {
		switch {
		case r.State != lookback.RetentionProposed:
			return fmt.Errorf("retention rule %d is %s and awaits nobody: %w", id, r.State, lookback.ErrConflict)
		case screening.SamePerson(r.Person, said.Person):
			return fmt.Errorf("%s proposed retention rule %d; a second person must approve it: %w", r.Person, id, lookback.ErrDenied)
		}
		r.Approved, r.State = said, lookback.RetentionRefused
		if agrees {
			r.State = lookback.RetentionInForce
		}
		return nil
	})
}

// EndRetention asks to end a rule, or ends it as the second person: what it kept may go then, so that one person must not be
// enough. ErrDenied: it is the person who asked (R28). ErrConflict: it is not in force.
func (s *Service) EndRetention(ctx context.Context, id int64, actor, reasons string) (lookback.RetentionRule, error) {
	return s.moveRetention(ctx, id, actor, reasons, lookback.EventRetentionEnding, func(r *lookback.RetentionRule, said lookback.Approval) error {
		switch {
		case r.State != lookback.RetentionInForce:
			return fmt.Errorf("retention rule %d is %s and cannot end: %w", id, r.State, lookback.ErrConflict)
		case r.Ending.Person == "":
			r.Ending = said
			return nil
		case screening.SamePerson(r.Ending.Person, said.Person):
			return fmt.Errorf("%s asked to end retention rule %d; a second person must agree: %w", r.Ending.Person, id, lookback.ErrDenied)
		}
		r.Ended, r.State = said, lookback.RetentionEnded
		return nil
	})
}

// moveRetention changes a rule and stores it with its event.
func (s *Service) moveRetention(ctx context.Context, id int64, actor, reasons string, kind lookback.EventKind, move func(*lookback.RetentionRule, lookback.Approval) error) (r lookback.RetentionRule, err error) {
	if actor, err = person(actor); err != nil {
		return r, err
	}
	if reasons, err = written("reason", reasons); err != nil {
		return r, err
	}
	err = s.store.Update(ctx, func(tx store.Tx) error {
		held, err := tx.RetentionRules().Get(id, store.Now)
		if err != nil {
			return err
		}
		if err := move(&held, lookback.Approval{Person: actor, Reasons: reasons, Recorded: s.now().UTC()}); err != nil {
			return err
		}
		stored, c, err := tx.RetentionRules().Update(held)
		if err != nil {
			return err
		}
		r = stored
		return appendRetention(tx, kind, actor, r, c)
	})
	return r, err
}

// retentionEvent is the body of the events about a rule of retention. It is about no person, so that it is told in full.
type retentionEvent struct {
	Rule     int64                   `json:"rule"`
	Source   string                  `json:"source"`
	Purpose  string                  `json:"purpose"`
	Law      string                  `json:"law"`
	Keep     int                     `json:"keep_months"`
	Erase    int                     `json:"erase_months"`
	ByItself bool                    `json:"by_itself"`
	State    lookback.RetentionState `json:"state"`
	Values   int                     `json:"values"`
	Root     string                  `json:"root"`
}

func appendRetention(tx store.Tx, kind lookback.EventKind, actor string, r lookback.RetentionRule, c journal.Hash) error {
	at := r.Proposed
	for _, said := range []lookback.Approval{r.Approved, r.Ending, r.Ended} {
		if said.Recorded.After(at) {
			at = said.Recorded
		}
	}
	return appendBody(tx, at, kind, actor, fmt.Sprintf("retention rule %d", r.ID), retentionEvent{Rule: r.ID, Source: r.Source, Purpose: r.Purpose, Law: r.Law,
		Keep: r.Keep, Erase: r.Erase, ByItself: r.ByItself, State: r.State, Values: 1, Root: journal.HexHash(journal.BatchRoot([]journal.Hash{c}))})
}

// ListRetention returns the retention rules that pass a filter, by ID. The subject of the filter is a source.
func (s *Service) ListRetention(ctx context.Context, f store.KeptFilter) (all []lookback.RetentionRule, err error) {
	err = s.store.View(ctx, func(tx store.Tx) error {
		all, err = tx.RetentionRules().List(f)
		return err
	})
	return all, err
}
