package casework

import (
	"slices"

	"lookback"
	"lookback/internal/store"
)

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

// repeatsOf returns the cases that are ruled to repeat a case, by ID. It looks at those of which it was ever ruled, and at no other.
func repeatsOf(tx store.Tx, id int64) (all []int64, err error) {
	rulings, err := tx.RulingsRepeating(id)
	if err != nil {
		return nil, err
	}
	for _, r := range rulings {
		c, err := tx.GetCase(r.CaseID, store.Now)
		if err != nil {
			return nil, err
		}
		of, err := repeatsCase(tx, c.ID)
		if err != nil {
			return nil, err
		}
		if of == id && c.Identity == lookback.IdentityDuplicate {
			all = append(all, c.ID)
		}
	}
	slices.Sort(all)
	return slices.Compact(all), nil
}
