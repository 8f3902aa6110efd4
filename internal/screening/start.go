package screening

import (
	"context"
	"fmt"
	"slices"

	"lookback"
	"lookback/internal/store"
)

// LookbackOrder is a lookback that a person orders: everything in force is asked again.
type LookbackOrder struct {
	Trigger lookback.Trigger
	Mandate lookback.Mandate // without an approver, who is the person who calls ApproveLookback
	Scope   lookback.Scope
	Actor   string
}

// ProposeLookback stores a lookback that does not follow from a list or policy by itself. It has no effect until a
// second person approves it, and it is never routine: ErrInvalid when purpose, authority or expiry is missing (R3),
// ErrNotFound when a source system in its scope holds nothing.
func (s *Service) ProposeLookback(ctx context.Context, order LookbackOrder) (run lookback.Run, err error) {
	actor, err := person(order.Actor)
	if err != nil {
		return run, err
	}
	order.Mandate.Routine = false
	order.Mandate.Approver = "a second person, who is not known yet"
	if err := order.Mandate.Validate(s.now()); err != nil {
		return run, err
	}
	order.Mandate.Approver = ""
	if !slices.Contains(lookback.Triggers(), order.Trigger) {
		return run, &lookback.InputError{Field: "trigger", Reason: fmt.Sprintf("%q is not a trigger", order.Trigger), Hint: fmt.Sprintf("use one of %v", lookback.Triggers())}
	}
	err = s.store.Update(ctx, func(tx store.Tx) error {
		if err := knownSources(tx, order.Scope); err != nil {
			return err
		}
		run, err = tx.CreateRun(lookback.Run{
			Trigger: order.Trigger, Cause: order.Mandate.Purpose, Subject: "everything in force", By: actor,
			Mandate: order.Mandate, Scope: order.Scope, State: lookback.RunProposed,
		})
		if err != nil {
			return err
		}
		return s.record(tx, lookback.EventRunProposed, actor, fmt.Sprintf("run %d", run.ID), runBody(run))
	})
	return run, err
}

// ApproveLookback orders a proposed lookback to be carried out: see Resume. It speaks about the moment of its
// approval. ErrDenied: the approver is the person who proposed it (R28); ErrConflict: it is not proposed.
func (s *Service) ApproveLookback(ctx context.Context, id int64, actor string) (run lookback.Run, err error) {
	if actor, err = person(actor); err != nil {
		return run, err
	}
	err = s.store.Update(ctx, func(tx store.Tx) error {
		if run, err = tx.GetRun(id); err != nil {
			return err
		}
		if run.State != lookback.RunProposed {
			return fmt.Errorf("lookback %d is %s, not proposed: %w", id, run.State, lookback.ErrConflict)
		}
		if SamePerson(run.By, actor) {
			return fmt.Errorf("%s proposed lookback %d; a second person must approve its scope: %w", actor, id, lookback.ErrDenied)
		}
		run.Mandate.Approver = actor
		if err := run.Mandate.Validate(s.now()); err != nil {
			return err
		}
		if run, err = s.place(tx, run); err != nil {
			return err
		}
		if err := tx.UpdateRun(run); err != nil {
			return err
		}
		if err := s.cut(tx, run); err != nil {
			return err
		}
		return s.record(tx, lookback.EventRunStarted, actor, fmt.Sprintf("run %d", run.ID), runBody(run))
	})
	return run, err
}

// knownSources refuses a scope that names a source system of which nothing is held: a typing error would clear everybody.
func knownSources(tx store.Tx, scope lookback.Scope) error {
	held, err := tx.ListSourcesAt(store.Now)
	if err != nil {
		return err
	}
	for _, name := range scope.Sources {
		if !slices.ContainsFunc(held, func(s store.SourceCount) bool { return s.Source == name }) {
			return fmt.Errorf("no records are held from source %q: %w", name, lookback.ErrNotFound)
		}
	}
	return nil
}
