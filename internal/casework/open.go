package casework

import (
	"context"
	"fmt"

	"lookback"
	"lookback/internal/store"
)

// OpenCase puts the record of an open alert or path alert under review. Nothing is said about it by that: every axis
// stands at its beginning. ErrConflict: the record has a case, or the alert has ended. ErrInvalid: ground is no alert.
func (s *Service) OpenCase(ctx context.Context, ground lookback.EvidenceRef, actor string) (lookback.Case, error) {
	actor, err := person(actor)
	if err != nil {
		return lookback.Case{}, err
	}
	var opened lookback.Case
	err = s.store.Update(ctx, func(tx store.Tx) error {
		recordID, err := recordOf(tx, ground)
		if err != nil {
			return err
		}
		d := &desk{tx: tx, now: s.now().UTC(), file: lookback.NewCase(recordID, ground)}
		stored, c, err := tx.CreateCase(d.file)
		if err != nil {
			return err
		}
		d.file, d.commitments = stored, append(d.commitments, c)
		opened = stored
		return d.conclude(lookback.EventCaseOpened, actor, caseEvent{What: "opened"})
	})
	return opened, err
}

// recordOf returns the record that an open alert is about.
func recordOf(tx store.Tx, ground lookback.EvidenceRef) (int64, error) {
	if ground.Number() == 0 {
		return 0, &lookback.InputError{Field: "alert", Reason: fmt.Sprintf("%q is not an alert", ground), Hint: "a case is opened from alert:NUMBER or path-alert:NUMBER"}
	}
	recordID, state, err := alertAt(tx, ground, store.Now)
	if err != nil {
		return 0, err
	}
	if state != lookback.AlertOpen {
		return 0, fmt.Errorf("%s has ended, its ground is gone: %w", ground, lookback.ErrConflict)
	}
	return recordID, nil
}

// alertAt returns the record and the state that an alert or path alert has at a position.
func alertAt(tx store.Tx, ref lookback.EvidenceRef, at int64) (int64, lookback.AlertState, error) {
	if ref.Kind == lookback.EvidenceAlert {
		a, err := tx.GetAlert(ref.Number(), at)
		return a.RecordID, a.State, err
	}
	a, err := tx.GetPathAlert(ref.Number(), at)
	return a.RecordID, a.State, err
}

// Assign gives a case to a person, or takes it from everybody when to is empty, and notes why.
func (s *Service) Assign(ctx context.Context, caseID int64, to, actor, reason string) (lookback.Case, error) {
	actor, err := person(actor)
	if err != nil {
		return lookback.Case{}, err
	}
	if to != "" {
		if to, err = person(to); err != nil {
			return lookback.Case{}, err
		}
	}
	return s.at(ctx, caseID, func(d *desk) error {
		if d.file.Assignee == to {
			return fmt.Errorf("case %d is assigned so already: %w", caseID, lookback.ErrConflict)
		}
		d.file.Assignee = to
		if err := d.update(); err != nil {
			return err
		}
		if err := d.add(lookback.CaseEntry{Kind: lookback.CaseAssignment, Actor: actor, Assignee: to, Text: reason}); err != nil {
			return err
		}
		return d.conclude(lookback.EventCaseChanged, actor, caseEvent{What: "assignment"})
	})
}

// Note adds a note to a case, open or closed.
func (s *Service) Note(ctx context.Context, caseID int64, actor, text string) (lookback.Case, error) {
	actor, err := person(actor)
	if err != nil {
		return lookback.Case{}, err
	}
	return s.at(ctx, caseID, func(d *desk) error {
		if err := d.add(lookback.CaseEntry{Kind: lookback.CaseNote, Actor: actor, Text: text}); err != nil {
			return err
		}
		return d.conclude(lookback.EventCaseChanged, actor, caseEvent{What: "note"})
	})
}

// File is a case with its record, its history and the rulings on it, as of one position.
type File struct {
	Case    lookback.Case
	Record  lookback.Record
	History []lookback.CaseEntry
	Rulings []lookback.Ruling

	Protections []lookback.Protection // that hold
	Terms       []lookback.Term       // of what is held against the person
}

// GetFile returns a case with all that belongs to it as it was at a position. ErrNotFound: there was none, or its
// record was erased.
func (s *Service) GetFile(ctx context.Context, caseID, at int64) (f File, err error) {
	err = s.store.View(ctx, func(tx store.Tx) error {
		if f.Case, err = tx.GetCase(caseID, at); err != nil {
			return err
		}
		if f.Record, err = tx.GetRecordByID(f.Case.RecordID, at); err != nil {
			return fmt.Errorf("the record of case %d: %w", caseID, err)
		}
		if f.History, err = tx.CaseHistory(caseID, at); err != nil {
			return err
		}
		if f.Rulings, err = tx.RulingsOf(caseID, at); err != nil {
			return err
		}
		if f.Protections, err = protectionsOf(tx, f.Case.RecordID, at); err != nil {
			return err
		}
		f.Terms, err = termsOf(tx, caseID, at)
		return err
	})
	return f, err
}

// ListCases returns the cases that pass a filter, by ID.
func (s *Service) ListCases(ctx context.Context, f store.CaseFilter) (all []lookback.Case, err error) {
	err = s.store.View(ctx, func(tx store.Tx) error {
		all, err = tx.ListCases(f)
		return err
	})
	return all, err
}
