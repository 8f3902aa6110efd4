package sqldb

import (
	"testing"

	"lookback/internal/contract"
	"lookback/internal/store"
)

func TestSQLiteKeepsContract(t *testing.T) {
	contract.Store(t, func(t *testing.T) contract.Place {
		dir := t.TempDir()
		return contract.Place{Open: func(t *testing.T) store.Store {
			db, err := Open(t.Context(), dir, Options{})
			if err != nil {
				t.Fatal(err)
			}
			return db
		}}
	})
}
