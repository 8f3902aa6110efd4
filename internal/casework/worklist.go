package casework

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"lookback"
	"lookback/internal/store"
)

// Work is a case with until when its next step is due.
type Work struct {
	Case      lookback.Case
	Since     time.Time // since when it stands where it stands on workflow
	Due       time.Time
	Late      bool
	Escalated string // to whom, once it is late by as much again; empty before
}

// mark returns the place of w in the order of the worklist.
func (w Work) mark() WorkMark { return WorkMark{w.Due, w.Case.ID} }

// WorkFilter selects what there is to do. Zero fields select nothing out.
type WorkFilter struct {
	Assignee string // exactly as it was assigned
	Late     bool   // what is late alone
}

// WorkMark is a place in the order of the worklist: by when the next step is due, then by case. The zero WorkMark is before all.
type WorkMark struct {
	Due  time.Time
	Case int64
}

// String returns the mark as ParseWorkMark reads it: CASE/DUE.
func (m WorkMark) String() string {
	return fmt.Sprintf("%d/%s", m.Case, m.Due.Format(time.RFC3339Nano))
}

// ParseWorkMark reads a mark that was given out before; of an empty text the one before all. ErrInvalid: it is none.
func ParseWorkMark(text string) (m WorkMark, err error) {
	if text == "" {
		return m, nil
	}
	number, due, _ := strings.Cut(text, "/")
	if m.Case, err = strconv.ParseInt(number, 10, 64); err == nil {
		m.Due, err = time.Parse(time.RFC3339Nano, due)
	}
	if err != nil {
		return WorkMark{}, notACursor(text)
	}
	return m, nil
}

// notACursor refuses a text that no list gave out.
func notACursor(text string) error {
	return &lookback.InputError{Field: "after", Reason: fmt.Sprintf("%q is not a cursor", text), Hint: "send the next of the page before"}
}

// Worklist returns the cases that pass a filter and are not closed, those that are due first in front. Being late changes
// nothing about a case: it is shown to somebody else too.
func (s *Service) Worklist(ctx context.Context, f WorkFilter) ([]Work, error) {
	return whole(func(after WorkMark) ([]Work, WorkMark, error) { return s.WorkPage(ctx, f, after, casePage) })
}

// whole reads all of a list that is read page by page, from the zero mark until it comes back.
func whole[T any, M comparable](page func(after M) ([]T, M, error)) (all []T, err error) {
	for begin, after := *new(M), *new(M); ; {
		some, next, err := page(after)
		if err != nil {
			return nil, err
		}
		if all = append(all, some...); next == begin {
			return all, nil
		}
		after = next
	}
}

// WorkPage returns up to limit cases of the worklist after a mark, and where to go on; the zero mark at the end. However many cases
// there are, it reads a page of each value of workflow.
func (s *Service) WorkPage(ctx context.Context, f WorkFilter, after WorkMark, limit int) (page []Work, next WorkMark, err error) {
	now := s.now().UTC()
	err = s.store.View(ctx, func(tx store.Tx) error {
		page = nil
		for _, v := range lookback.AxisWorkflow.Values() {
			some, err := s.workAt(tx, v, f, after, limit+1, now) // one more, to know whether any follow
			if err != nil {
				return err
			}
			page = append(page, some...)
		}
		return nil
	})
	slices.SortFunc(page, func(a, b Work) int { return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(a.Case.ID, b.Case.ID)) })
	if len(page) > limit {
		page = page[:limit]
		next = page[limit-1].mark()
	}
	return page, next, err
}

// workAt returns the first of the cases after a mark whose work stands at one value. A closed case is nobody's work: it is never due.
func (s *Service) workAt(tx store.Tx, v lookback.AxisValue, f WorkFilter, after WorkMark, limit int, now time.Time) (page []Work, err error) {
	due := s.profile.Due(v)
	if due == 0 {
		return nil, nil
	}
	filter, from := store.StandingFilter{Workflow: v, Assignee: f.Assignee}, store.StandingMark{}
	if f.Late {
		filter.Before = now.Add(-due)
	}
	if after != (WorkMark{}) {
		from = store.StandingMark{Since: after.Due.Add(-due), ID: after.Case}
	}
	standing, err := tx.StandingCases(filter, from, limit)
	for _, x := range standing {
		w := Work{Case: x.Case, Since: x.Since, Due: x.Since.Add(due)}
		if w.Late = now.After(w.Due); now.After(w.Due.Add(due)) {
			w.Escalated = s.profile.Supervisor()
		}
		page = append(page, w)
	}
	return page, err
}
