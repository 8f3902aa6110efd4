package casework

import (
	"context"
	"fmt"
	"strings"

	"lookback"
	"lookback/internal/screening"
	"lookback/internal/store"
)

// Reader is who looks at what is sensitive, and why (R36).
type Reader struct {
	Person  string
	Purpose string
}

// look records a look in the transaction that reads, so that nothing is shown that is not recorded. ErrInvalid: there is no
// purpose.
func (s *Service) look(tx store.Tx, r Reader, record int64, action lookback.AccessAction, what string) error {
	who, err := person(r.Person)
	if err != nil {
		return err
	}
	a := lookback.Access{RecordID: record, Person: who, Action: action, What: what, Purpose: r.Purpose, Time: s.now().UTC()}
	if err := a.Validate(); err != nil {
		return err
	}
	a, c, err := tx.Accesses().Create(a)
	if err != nil {
		return err
	}
	return appendEvent(tx, a.Time, lookback.EventAccess, who, "what is sensitive", caseEvent{What: string(action), Number: a.ID}, c)
}

// sensitive reports whether a case is shown with a purpose only: the record is protected, or something speaks against the person.
func sensitive(tx store.Tx, c lookback.Case) (bool, error) {
	if c.Threat.Adverse() || c.Tie.Substantiated() {
		return true, nil
	}
	protections, err := protectionsOf(tx, c.RecordID, store.Now)
	return len(protections) > 0, err
}

// ReadFile does what GetFile does as of now, for a reader. A case that is sensitive is shown with a purpose only, and that is
// recorded (R36): the record is protected, or something was found against the person.
func (s *Service) ReadFile(ctx context.Context, caseID int64, r Reader) (File, error) {
	if err := s.readCase(ctx, caseID, r); err != nil {
		return File{}, err
	}
	return s.GetFile(ctx, caseID, store.Now)
}

// readCase records a look at a case where it is sensitive.
func (s *Service) readCase(ctx context.Context, caseID int64, r Reader) error {
	var secret bool
	err := s.store.View(ctx, func(tx store.Tx) error {
		c, err := tx.GetCase(caseID, store.Now)
		if err == nil {
			secret, err = sensitive(tx, c)
		}
		return err
	})
	if err != nil || !secret {
		return err
	}
	return s.store.Update(ctx, func(tx store.Tx) error {
		c, err := tx.GetCase(caseID, store.Now)
		if err != nil {
			return err
		}
		return s.look(tx, r, c.RecordID, lookback.AccessRead, fmt.Sprintf("case %d", caseID))
	})
}

// FollowFunnel counts, and returns the cases behind one number to a reader with a purpose, which is recorded.
func (s *Service) FollowFunnel(ctx context.Context, q FunnelQuestion, key string, r Reader) ([]Trace, error) {
	f, err := s.Funnel(ctx, q)
	if err != nil {
		return nil, err
	}
	traces, err := f.Follow(key)
	if err != nil {
		return nil, err
	}
	return traces, s.store.Update(ctx, func(tx store.Tx) error {
		return s.look(tx, r, 0, lookback.AccessSearch, fmt.Sprintf("the %d cases behind %q", len(traces), key))
	})
}

// NetworkExport says what of the networks leaves as a file, and in which form.
type NetworkExport struct {
	Form    string // dot, graphml, ...
	Network string // empty for all
}

// ExportNetwork hands fn what stands of a network, or of all of them, to be written as a file. Who takes it and what for is recorded
// before any of it is read; there is no other way to it. ErrInvalid: it has no purpose. ErrNotFound: there is no such network.
func (s *Service) ExportNetwork(ctx context.Context, x NetworkExport, r Reader, fn func(screening.NetworkPicture) error) error {
	what := strings.TrimSpace("networks as " + x.Form + " " + x.Network)
	if err := s.RecordExport(ctx, what, r); err != nil {
		return err
	}
	return s.store.View(ctx, func(tx store.Tx) error { return screening.Picture(tx, x.Network, fn) })
}

// RecordExport records that something leaves as a file, before any of it is read. ErrInvalid: it has no purpose.
func (s *Service) RecordExport(ctx context.Context, what string, r Reader) error {
	return s.store.Update(ctx, func(tx store.Tx) error { return s.look(tx, r, 0, lookback.AccessExport, what) })
}

// ListAccess returns who looked at what is sensitive, by ID. The subject of the filter is a person, in lower case.
func (s *Service) ListAccess(ctx context.Context, f store.KeptFilter) (all []lookback.Access, err error) {
	err = s.store.View(ctx, func(tx store.Tx) error {
		all, err = tx.Accesses().List(f)
		return err
	})
	return all, err
}
