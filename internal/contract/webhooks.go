package contract

import (
	"testing"
	"time"

	"lookback"
	"lookback/internal/store"
)

func testWebhooks(t *testing.T, p Place) {
	f := open(t, p)
	var w lookback.Webhook
	f.update(func(tx store.Tx) (err error) {
		w, err = tx.CreateWebhook(lookback.Webhook{URL: "https://example.org/hook", Kinds: []lookback.EventKind{lookback.EventRunDone}, Secret: "whsec_x", By: "A. Admin", Created: start})
		return err
	})
	f.same("all", read(f, func(tx store.Tx) ([]lookback.Webhook, error) { return tx.ListWebhooks() }), []lookback.Webhook{w})
	w.Ended = true
	f.update(func(tx store.Tx) error { return tx.UpdateWebhook(w) })
	f.same("one", read(f, func(tx store.Tx) (lookback.Webhook, error) { return tx.GetWebhook(w.ID) }), w)
	missing(f, func(tx store.Tx) (lookback.Webhook, error) { return tx.GetWebhook(9) })
	f.refused(store.ErrNotFound, func(tx store.Tx) error { return tx.UpdateWebhook(lookback.Webhook{ID: 9}) })
}

// How far a webhook has been told, and what it did not receive, need no event and are there at the next start.
func testDeliveries(t *testing.T, p Place) {
	f := open(t, p)
	told := lookback.Delivery{Webhook: 1, Through: 1, Attempts: 3, Next: start, Error: "refused"}
	letter := func(position int64) lookback.DeadLetter {
		return lookback.DeadLetter{Webhook: 1, Position: position, Attempts: 8, Error: "refused", Time: start}
	}
	f.update0(func(tx store.Tx) error {
		if _, found, err := tx.FindDelivery(1); found || err != nil {
			t.Errorf("got a delivery (%v), want none before the first", err)
		}
		for _, position := range []int64{3, 1, 2, 1} {
			if err := tx.PutDeadLetter(letter(position)); err != nil {
				return err
			}
		}
		if err := tx.DeleteDeadLetter(1, 2); err != nil {
			return err
		}
		return tx.PutDelivery(told)
	})
	f = open(t, p)
	f.same("delivery", read(f, func(tx store.Tx) (lookback.Delivery, error) { d, _, err := tx.FindDelivery(1); return d, err }), told)
	f.same("first letter", read(f, func(tx store.Tx) ([]lookback.DeadLetter, error) { return tx.DeadLetters(1, 0, 1) }), []lookback.DeadLetter{letter(1)})
	f.same("other letters", read(f, func(tx store.Tx) ([]lookback.DeadLetter, error) { return tx.DeadLetters(1, 1, 0) }), []lookback.DeadLetter{letter(3)})
	f.same("one letter", read(f, func(tx store.Tx) (lookback.DeadLetter, error) { return tx.GetDeadLetter(1, 3) }), letter(3))
	missing(f, func(tx store.Tx) (lookback.DeadLetter, error) { return tx.GetDeadLetter(1, 2) })
}

func testRequests(t *testing.T, p Place) {
	f := open(t, p)
	ask := func(key, hash string, at time.Time) (held store.Request, claimed bool) {
		f.Helper()
		f.update0(func(tx store.Tx) (err error) {
			held, claimed, err = tx.ClaimRequest(store.Request{Caller: "c", Key: key, Hash: hash, Time: at}, at.Add(-24*time.Hour))
			return err
		})
		return held, claimed
	}
	if _, claimed := ask("k", "h1", start); !claimed {
		t.Error("got no claim for a new key")
	}
	if held, claimed := ask("k", "h2", start); claimed || held.Hash != "h1" || held.Done {
		t.Errorf("got %v, %t for a key in use, want what was asked first", held, claimed)
	}
	f.update0(func(tx store.Tx) error { return tx.FinishRequest("c", "k") })
	if held, claimed := ask("k", "h1", start); claimed || !held.Done || !held.Time.Equal(start) {
		t.Errorf("got %v, %t for a key that is done", held, claimed)
	}
	ask("other", "h", start)
	f.update0(func(tx store.Tx) error { return tx.ForgetRequest("c", "other") })
	if _, claimed := ask("other", "h", start); !claimed {
		t.Error("got no claim for a key that was forgotten")
	}
	if _, claimed := ask("k", "h3", start.Add(25*time.Hour)); !claimed {
		t.Error("got no claim for a key of the day before")
	}
}
