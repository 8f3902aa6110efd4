package pgtest

import (
	"os"
	"testing"
)

// Chosen returns the URL of a new, empty place when the tests are to run on PostgreSQL, by LOOKBACK_TEST_STORE=postgres, and nothing
// when they are to run on the embedded database.
func Chosen(t testing.TB) string {
	t.Helper()
	switch which := os.Getenv("LOOKBACK_TEST_STORE"); which {
	case "", "sqlite":
		return ""
	case "postgres":
		return URL(t)
	default:
		t.Fatalf("LOOKBACK_TEST_STORE is %q, want sqlite or postgres", which)
		return ""
	}
}
