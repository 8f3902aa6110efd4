package casework

import (
	"context"
	"time"

	"lookback"
	"lookback/internal/store"
)

// Late is what should have been looked at before now (R33), or should be gone (R34). Ties weigh less, what is held against people is weaker; a legal
// hold stands, because what it keeps could not be brought back.
type Late struct {
	AsOf  time.Time
	Terms []lookback.Term
	Holds []lookback.LegalHold
	Ties  []lookback.Tie // that have not lapsed: those carry nothing and wait for nobody
	Due   []DueErasure   // records that must go by now
}

// Late returns what is overdue now.
func (s *Service) Late(ctx context.Context) (l Late, err error) {
	l.AsOf = s.now().UTC()
	if l.Terms, err = s.LateTerms(ctx); err != nil {
		return l, err
	}
	if l.Holds, err = s.LateHolds(ctx); err != nil {
		return l, err
	}
	if l.Ties, err = s.LateTies(ctx); err != nil {
		return l, err
	}
	l.Due, err = s.ListDue(ctx)
	return l, err
}

// LateTerms returns what is held against people and nobody reviewed in time: first what nobody has written down as overdue yet.
func (s *Service) LateTerms(ctx context.Context) ([]lookback.Term, error) {
	return late(ctx, s, lateTerms)
}

// LateHolds returns the legal holds that nobody reviewed in time.
func (s *Service) LateHolds(ctx context.Context) ([]lookback.LegalHold, error) {
	return late(ctx, s, lateHolds)
}

// LateTies returns the ties that nobody reviewed in time and that have not lapsed, those that were to be reviewed first in front.
func (s *Service) LateTies(ctx context.Context) ([]lookback.Tie, error) {
	return late(ctx, s, lateTies)
}

// LateTiesAfter returns up to limit of them after a mark, and where to go on; the zero mark at the end. A page may hold fewer.
func (s *Service) LateTiesAfter(ctx context.Context, after store.DueMark, limit int) (ties []lookback.Tie, next store.DueMark, err error) {
	err = s.store.View(ctx, func(tx store.Tx) error {
		ties, next, err = lateTiesAfter(tx, s.now().UTC(), after, limit)
		return err
	})
	return ties, next, err
}

// late reads what is late of one kind.
func late[T any](ctx context.Context, s *Service, of func(tx store.Tx, now time.Time) ([]T, error)) (all []T, err error) {
	err = s.store.View(ctx, func(tx store.Tx) error {
		all, err = of(tx, s.now().UTC())
		return err
	})
	return all, err
}

func lateTerms(tx store.Tx, now time.Time) (late []lookback.Term, err error) {
	for _, f := range []store.KeptFilter{{State: string(lookback.TermRunning), DueBy: now}, {State: string(lookback.TermOverdue)}} {
		all, err := tx.Terms().List(f)
		if err != nil {
			return nil, err
		}
		for _, t := range all {
			if t.Overdue(now) {
				late = append(late, t)
			}
		}
	}
	return late, nil
}

func lateHolds(tx store.Tx, now time.Time) (late []lookback.LegalHold, err error) {
	all, err := tx.LegalHolds().List(store.KeptFilter{State: string(lookback.HoldInForce), DueBy: now})
	for _, h := range all {
		if h.Stands(now) {
			late = append(late, h)
		}
	}
	return late, err
}

// tiePage is how many ties are read at a time.
const tiePage = 1000

func lateTies(tx store.Tx, now time.Time) ([]lookback.Tie, error) {
	return whole(func(after store.DueMark) ([]lookback.Tie, store.DueMark, error) {
		return lateTiesAfter(tx, now, after, tiePage)
	})
}

// lateTiesAfter returns the ties among the next limit that stand and were to be reviewed by now, that have not lapsed, and where to
// go on; the zero mark at the end. What has lapsed was to be reviewed long ago, and is skipped without a look.
func lateTiesAfter(tx store.Tx, now time.Time, after store.DueMark, limit int) (late []lookback.Tie, next store.DueMark, err error) {
	on := lookback.DayOf(now)
	if oldest := on.AddYears(-lookback.TieLifeYears).Time(); after.Due.Before(oldest) {
		after = store.DueMark{Due: oldest}
	}
	page, next, err := tx.TiesToReview(after, on.Time(), limit)
	for _, t := range page {
		if t.Overdue(on) && !t.Lapsed(on) {
			late = append(late, t)
		}
	}
	if len(page) < limit {
		next = store.DueMark{}
	}
	return late, next, err
}
