package contract

import (
	"testing"
	"time"

	"lookback/internal/store"
)

// testLease: the right to sign never goes back to an earlier fence, and a checkpoint of an earlier one is refused.
func testLease(t *testing.T, p Place) {
	f := open(t, p)
	f.update(func(store.Tx) error { return nil })
	f.view(func(tx store.Tx) error {
		l, there, err := tx.FindLease()
		if there {
			t.Errorf("a new journal has lease %+v", l)
		}
		return err
	})
	until := time.Date(2026, 3, 1, 9, 0, 10, 0, time.UTC)
	first := store.Lease{Holder: "one", Key: "journal+1", Fence: 1, Until: until, Wanted: 3}
	f.update0(func(tx store.Tx) error { return tx.PutLease(first) })
	f.same("lease", f.lease(), first)
	f.update0(func(tx store.Tx) error {
		return tx.PutCheckpoint(store.Checkpoint{Size: 1, Signed: "by one", Fence: 1})
	})

	second := store.Lease{Key: "journal+1", Fence: 2} // taken and let go
	f.update0(func(tx store.Tx) error { return tx.PutLease(second) })
	f.same("lease that was let go", f.lease(), second)
	f.refused(store.ErrConflict, func(tx store.Tx) error { return tx.PutLease(first) })
	for _, late := range []int64{0, 1, 3} {
		f.refused(store.ErrConflict, func(tx store.Tx) error {
			return tx.PutCheckpoint(store.Checkpoint{Size: 1, Signed: "late", Fence: late})
		})
	}
	f.update0(func(tx store.Tx) error {
		return tx.PutCheckpoint(store.Checkpoint{Size: 1, Signed: "by two", Fence: 2})
	})
	last := read(f, func(tx store.Tx) (store.Checkpoint, error) { c, _, err := tx.FindLastCheckpoint(); return c, err })
	f.same("last checkpoint", last, store.Checkpoint{Size: 1, Signed: "by two", Fence: 2})
}

// testDatabaseClock: the clock moves on, and is that of a machine and not of 1970.
func testDatabaseClock(t *testing.T, p Place) {
	f := open(t, p)
	one := read(f, store.Tx.Clock)
	two := read(f, store.Tx.Clock)
	if two.Before(one) || one.Before(start.AddDate(-10, 0, 0)) {
		t.Errorf("the clock said %s and then %s", one, two)
	}
}

func (f *fixture) lease() store.Lease {
	return read(f, func(tx store.Tx) (store.Lease, error) { l, _, err := tx.FindLease(); return l, err })
}
