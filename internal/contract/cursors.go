package contract

import (
	"testing"

	"lookback"
	"lookback/internal/store"
)

func testCursors(t *testing.T, p Place) {
	f := open(t, p)
	find := func(name string) (value string) {
		f.view(func(tx store.Tx) error {
			found, there, err := tx.FindCursor(name)
			if there {
				value = "at " + found
			}
			return err
		})
		return value
	}
	f.same("none", find("crm"), "")
	for _, value := range []string{"2024-03-01", ""} {
		f.update(func(tx store.Tx) error { return tx.PutCursor("crm", value) })
		f.same("cursor", find("crm"), "at "+value)
	}
	f.same("another", find("border"), "")
	f.refused(lookback.ErrInvalid, func(tx store.Tx) error { return tx.PutCursor("", "1") })
}
