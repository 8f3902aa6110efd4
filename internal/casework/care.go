package casework

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"lookback"
	"lookback/internal/screening"
	"lookback/internal/store"
)

// Care is how carefully the open alerts of a case are reviewed, and the directives that ask for it (R26).
type Care struct {
	lookback.Care
	Directives []int64
}

// QueuedCase is a case in the order in which cases are taken up.
type QueuedCase struct {
	Case        lookback.Case
	Care        Care
	Protections []lookback.Protection // that hold; nobody is chosen or placed by them
}

// ListQueue returns the cases that pass a filter in the order of work: those first that a directive asks to be taken up
// first, and the older of two before the younger. No case is in it, and none left out, because of a directive.
func (s *Service) ListQueue(ctx context.Context, f store.CaseFilter) (queue []QueuedCase, err error) {
	err = s.store.View(ctx, func(tx store.Tx) error {
		cases, err := tx.ListCases(f)
		if err != nil {
			return err
		}
		desk, err := screening.NewCareDesk(tx, s.now())
		if err != nil {
			return err
		}
		queue = make([]QueuedCase, len(cases))
		for i, c := range cases {
			queue[i].Case = c
			if queue[i].Care.Care, queue[i].Care.Directives, err = desk.Of(c.RecordID); err != nil {
				return err
			}
			if queue[i].Protections, err = protectionsOf(tx, c.RecordID, store.Now); err != nil {
				return err
			}
		}
		return nil
	})
	slices.SortStableFunc(queue, func(a, b QueuedCase) int { return cmp.Compare(b.Care.Order, a.Care.Order) })
	return queue, err
}

// GetCare returns with how much care a case is reviewed now.
func (s *Service) GetCare(ctx context.Context, caseID int64) (care Care, err error) {
	err = s.store.View(ctx, func(tx store.Tx) error {
		c, err := tx.GetCase(caseID, store.Now)
		if err != nil {
			return err
		}
		desk, err := screening.NewCareDesk(tx, s.now())
		if err != nil {
			return err
		}
		care.Care, care.Directives, err = desk.Of(c.RecordID)
		return err
	})
	return care, err
}

// secondByDirective returns why a directive wants a second person for any ruling on this case; empty where none does.
func (d *desk) secondByDirective() (string, error) {
	desk, err := screening.NewCareDesk(d.tx, d.now)
	if err != nil {
		return "", err
	}
	care, by, err := desk.Of(d.file.RecordID)
	if err != nil || !care.SecondReviewer {
		return "", err
	}
	return fmt.Sprintf("directive %d asks for a second reviewer", by[0]), nil
}
