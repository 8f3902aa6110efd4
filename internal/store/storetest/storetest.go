// Package storetest opens stores for tests, on the database that LOOKBACK_TEST_STORE names.
package storetest

import (
	"context"
	"testing"

	"lookback/internal/store/pgtest"
	"lookback/internal/store/sqldb"
)

// New returns a new, empty store. It is closed, and what it holds is gone, when the test ends.
func New(t testing.TB) *sqldb.DB {
	t.Helper()
	return Place(t)()
}

// Place returns a function that opens the same new, empty place each time, as one more process would.
func Place(t testing.TB) func() *sqldb.DB {
	t.Helper()
	place := pgtest.Chosen(t)
	if place == "" {
		place = t.TempDir()
	}
	return func() *sqldb.DB {
		t.Helper()
		db, err := sqldb.Open(context.Background(), place, sqldb.Options{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := db.Close(); err != nil {
				t.Error(err)
			}
		})
		return db
	}
}
