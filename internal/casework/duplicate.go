package casework

import (
	"context"

	"lookback"
	"lookback/internal/store"
)

// Repeats returns the cases that are ruled to repeat a case, by ID. It reads all cases.
func (s *Service) Repeats(ctx context.Context, id int64) (all []int64, err error) {
	err = s.store.View(ctx, func(tx store.Tx) error {
		all, err = repeatsOf(tx, id)
		return err
	})
	return all, err
}

// repeatsCase returns the case that a duplicate repeats, by its last ruling; 0 for none.
func repeatsCase(tx store.Tx, id int64) (int64, error) {
	rulings, err := tx.RulingsOf(id, store.Now)
	var of int64
	for _, r := range rulings {
		if r.To == lookback.IdentityDuplicate && r.State == lookback.RulingInForce {
			of = r.Of
		}
	}
	return of, err
}

// repeatsOf returns the cases that are ruled to repeat a case, by ID. Duplicates are few, and each names its case.
func repeatsOf(tx store.Tx, id int64) (all []int64, err error) {
	cases, err := tx.ListCases(store.CaseFilter{})
	if err != nil {
		return nil, err
	}
	for _, c := range cases {
		if c.Identity != lookback.IdentityDuplicate {
			continue
		}
		of, err := repeatsCase(tx, c.ID)
		if err != nil {
			return nil, err
		}
		if of == id {
			all = append(all, c.ID)
		}
	}
	return all, nil
}
