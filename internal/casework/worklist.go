package casework

import (
	"cmp"
	"context"
	"slices"
	"time"

	"lookback"
	"lookback/internal/store"
)

// Work is a case with until when its next step is due.
type Work struct {
	Case      lookback.Case
	Since     time.Time // since when it stands where it stands on workflow
	Due       time.Time // zero for never
	Late      bool
	Escalated string // to whom, once it is late by as much again; empty before
}

// Worklist returns the cases that pass a filter and are not closed, those that are due first in front. Being late changes
// nothing about a case: it is shown to somebody else too.
func (s *Service) Worklist(ctx context.Context, f store.CaseFilter) (all []Work, err error) {
	now := s.now().UTC()
	err = s.store.View(ctx, func(tx store.Tx) error {
		all = nil
		cases, err := tx.ListCases(f)
		if err != nil {
			return err
		}
		for _, c := range cases {
			if c.Workflow == lookback.WorkClosed || c.Identity == "" {
				continue
			}
			w, err := s.work(tx, c, now)
			if err != nil {
				return err
			}
			all = append(all, w)
		}
		return nil
	})
	slices.SortStableFunc(all, func(a, b Work) int {
		return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(a.Case.ID, b.Case.ID))
	})
	return all, err
}

func (s *Service) work(tx store.Tx, c lookback.Case, now time.Time) (Work, error) {
	w := Work{Case: c}
	history, err := tx.CaseHistory(c.ID, store.Now)
	if err != nil {
		return w, err
	}
	if e, moved := (dossier{file: c, history: history}).last(lookback.AxisWorkflow); moved {
		w.Since = e.Recorded
	} else {
		opened, err := tx.GetEvent(c.Opened)
		if err != nil {
			return w, err
		}
		w.Since = opened.Time
	}
	if due := s.profile.Due(c.Workflow); due > 0 {
		w.Due = w.Since.Add(due)
		w.Late = now.After(w.Due)
		if now.After(w.Due.Add(due)) {
			w.Escalated = s.profile.Supervisor()
		}
	}
	return w, nil
}
