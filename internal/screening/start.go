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
	Mandate lookback.Mandate
	Scope   lookback.Scope
	Actor   string
}

// OrderLookback orders a lookback that does not follow from a list or policy by itself. It is never routine:
// ErrInvalid when purpose, authority, approver or expiry is missing (R3), ErrDenied when the person who orders it
// approves it too (R28), ErrNotFound when a source system in its scope holds nothing.
func (s *Service) OrderLookback(ctx context.Context, order LookbackOrder) (run lookback.Run, err error) {
	actor, err := person(order.Actor)
	if err != nil {
		return run, err
	}
	order.Mandate.Routine = false
	if err := order.Mandate.Validate(s.now()); err != nil {
		return run, err
	}
	if !slices.Contains(lookback.Triggers(), order.Trigger) {
		return run, &lookback.InputError{Field: "trigger", Reason: fmt.Sprintf("%q is not a trigger", order.Trigger), Hint: fmt.Sprintf("use one of %v", lookback.Triggers())}
	}
	if SamePerson(actor, order.Mandate.Approver) {
		return run, fmt.Errorf("%s orders the lookback; a second person must approve its scope: %w", actor, lookback.ErrDenied)
	}
	err = s.store.Update(ctx, func(tx store.Tx) error {
		if err := knownSources(tx, order.Scope); err != nil {
			return err
		}
		run, err = s.orderRun(tx, lookback.Run{
			Trigger: order.Trigger, Cause: "ordered by " + actor + ": " + order.Mandate.Purpose, Subject: "everything in force",
			Mandate: order.Mandate, Scope: order.Scope,
		})
		if err != nil {
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
