package contract

import (
	"testing"

	"lookback"
	"lookback/internal/store"
)

func testHeldEditions(t *testing.T, p Place) {
	f := open(t, p)
	hold := func(list, id string) (h lookback.HeldEdition) {
		f.update(func(tx store.Tx) (err error) {
			h, err = tx.CreateHeld(lookback.HeldEdition{Edition: edition(list, id), Against: 1, State: lookback.HeldWaiting, Actor: "A. Analyst", Arrived: start,
				Findings: []lookback.GuardFinding{{Rule: lookback.GuardRemoved, Sentence: "two are gone"}}})
			return err
		})
		return h
	}
	h1, h2, h3 := hold("un", "aa11"), hold("un", "bb22"), hold("ofac", "aa11")
	f.same("IDs and positions", []int64{h1.ID, h1.Position, h2.ID, h2.Position, h3.ID, h3.Position}, []int64{1, 1, 2, 2, 3, 3})
	h2.State, h2.Decider = lookback.HeldRejected, "S. Supervisor"
	f.update(func(tx store.Tx) (err error) { h2, err = tx.UpdateHeld(h2); return err })
	again := hold("un", "aa11")

	f.same("one", read(f, func(tx store.Tx) (lookback.HeldEdition, error) { return tx.GetHeld(2) }), h2)
	for _, test := range []struct {
		name, list string
		state      lookback.HeldState
		want       []lookback.HeldEdition
	}{
		{"All", "", "", []lookback.HeldEdition{h1, h2, h3, again}},
		{"OfList", "un", "", []lookback.HeldEdition{h1, h2, again}},
		{"Waiting", "un", lookback.HeldWaiting, []lookback.HeldEdition{h1, again}},
		{"Released", "", lookback.HeldReleased, nil},
	} {
		f.same(test.name, read(f, func(tx store.Tx) ([]lookback.HeldEdition, error) { return tx.ListHeld(test.list, test.state) }), test.want)
	}
	f.view(func(tx store.Tx) error {
		if h, there, err := tx.FindHeld("un", "aa11"); h.ID != again.ID || !there || err != nil {
			t.Errorf("got %d, %t (%v), want the latest with these bytes, %d", h.ID, there, err, again.ID)
		}
		if _, there, err := tx.FindHeld("ofac", "bb22"); there || err != nil {
			t.Errorf("got a held edition of another list (%v)", err)
		}
		return nil
	})
	missing(f, func(tx store.Tx) (lookback.HeldEdition, error) { return tx.GetHeld(5) })
	f.refused(store.ErrNotFound, func(tx store.Tx) error { _, err := tx.UpdateHeld(lookback.HeldEdition{ID: 5}); return err })
	f.refused(lookback.ErrInvalid, func(tx store.Tx) error { _, err := tx.CreateHeld(lookback.HeldEdition{}); return err })
}
