package sqldb

import (
	"testing"

	"lookback/internal/contract"
	"lookback/internal/store"
	"lookback/internal/store/pgtest"
)

func TestPostgresKeepsContract(t *testing.T) {
	contract.Store(t, func(t *testing.T) contract.Place {
		url := pgtest.URL(t)
		return contract.Place{Open: func(t *testing.T) store.Store {
			db, err := Open(t.Context(), url, Options{})
			if err != nil {
				t.Fatal(err)
			}
			return db
		}}
	})
}
