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
	now := s.now().UTC()
	err = s.store.View(ctx, func(tx store.Tx) error {
		l = Late{AsOf: now}
		if l.Terms, err = lateTerms(tx, now); err != nil {
			return err
		}
		if l.Holds, err = lateHolds(tx, now); err != nil {
			return err
		}
		l.Ties, err = lateTies(tx, now)
		return err
	})
	if err == nil {
		l.Due, err = s.ListDue(ctx)
	}
	return l, err
}

func lateTerms(tx store.Tx, now time.Time) (late []lookback.Term, err error) {
	for _, state := range []lookback.TermState{lookback.TermRunning, lookback.TermOverdue} {
		all, err := tx.Terms().List(store.KeptFilter{State: string(state)})
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

func lateTies(tx store.Tx, now time.Time) (late []lookback.Tie, err error) {
	on, after := lookback.DayOf(now), store.TieMark(0)
	for {
		page, next, err := tx.TiesAt(store.Now, after, tiePage)
		if err != nil || len(page) == 0 {
			return late, err
		}
		for _, t := range page {
			if t.Overdue(on) && !t.Lapsed(on) {
				late = append(late, t)
			}
		}
		after = next
	}
}
