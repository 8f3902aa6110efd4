package contract

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"lookback"
	"lookback/internal/store"
)

// testReviewOrder puts, changes, ends and erases alerts, and reads the order of review forwards, backwards and through filters, page
// by page, against a sort of all that is open.
func testReviewOrder(t *testing.T, p Place) {
	f := open(t, p)
	random := rand.New(rand.NewPCG(3, 3))
	strengths := []lookback.Strength{lookback.NameOnly, lookback.Corroborated, lookback.Identified}
	for i := range 12 {
		f.put(record("crm", fmt.Sprint(i), "Somebody"))
	}
	placed := map[int64]lookback.Alert{}
	for range 60 {
		a := alert(int64(random.IntN(12)+1), []string{"un", "ofac"}[random.IntN(2)], fmt.Sprint("p", random.IntN(3)), lookback.AlertOpen, "")
		a.Evidence.Priority, a.Evidence.Score = random.IntN(4)*30, lookback.Score(random.IntN(3)*5000)
		a.Evidence.Strength = strengths[random.IntN(3)]
		if random.IntN(4) == 0 {
			a.State = lookback.AlertEnded
		}
		a, _ = f.putAlert(a)
		if placed[a.ID] = a; a.State == lookback.AlertEnded {
			delete(placed, a.ID)
		}
	}
	f.update(func(tx store.Tx) error { return tx.EraseRecord(5) })
	var all []store.ReviewPlace
	for id, a := range placed {
		if a.RecordID != 5 {
			all = append(all, store.ReviewPlace{Priority: a.Evidence.Priority, Score: a.Evidence.Score, ID: id})
		}
	}
	slices.SortFunc(all, func(a, b store.ReviewPlace) int {
		return cmp.Or(cmp.Compare(b.Priority, a.Priority), cmp.Compare(b.Score, a.Score), cmp.Compare(a.ID, b.ID))
	})
	for _, filter := range []store.ReviewFilter{{}, {List: "un"}, {Strength: lookback.NameOnly}, {List: "ofac", Strength: lookback.Identified}, {List: "none"}} {
		want := []store.ReviewPlace{}
		for _, x := range all {
			if a := placed[x.ID]; (filter.List == "" || a.List == filter.List) && (filter.Strength == "" || a.Evidence.Strength == filter.Strength) {
				want = append(want, x)
			}
		}
		f.sameOrder(fmt.Sprintf("%+v", filter), want,
			func(tx store.Tx, from store.ReviewPlace, limit int) ([]store.ReviewPlace, error) {
				return tx.AlertsToReview(filter, from, limit)
			},
			func(tx store.Tx, from store.ReviewPlace, limit int) ([]store.ReviewPlace, error) {
				return tx.AlertsReviewedBefore(filter, from, limit)
			},
			func(tx store.Tx) (int, error) { return tx.CountAlertsToReview(filter) })
	}
	f.view(func(tx store.Tx) error {
		for id := range int64(len(placed) + 20) {
			want := slices.IndexFunc(all, func(x store.ReviewPlace) bool { return x.ID == id })
			got, found, err := tx.FindAlertToReview(id)
			if err != nil || found != (want >= 0) || found && got != all[want] {
				t.Errorf("alert %d: got place %+v, %t (%v)", id, got, found, err)
			}
		}
		return nil
	})
}

// sameOrder reads an order whole, in pages, and backwards from each of its places.
func (f *fixture) sameOrder(what string, want []store.ReviewPlace, after, before func(store.Tx, store.ReviewPlace, int) ([]store.ReviewPlace, error), count func(store.Tx) (int, error)) {
	f.Helper()
	at := func(page func(store.Tx, store.ReviewPlace, int) ([]store.ReviewPlace, error), from store.ReviewPlace, limit int) []store.ReviewPlace {
		f.Helper()
		return read(f, func(tx store.Tx) ([]store.ReviewPlace, error) { return page(tx, from, limit) })
	}
	f.same(what, at(after, store.ReviewPlace{}, 0), want)
	f.same(what+": before all", at(before, store.ReviewPlace{}, 9), []store.ReviewPlace{})
	f.same(what+": count", read(f, count), len(want))
	var paged []store.ReviewPlace
	for from := (store.ReviewPlace{}); ; from = paged[len(paged)-1] {
		page := at(after, from, 3)
		if paged = append(paged, page...); len(page) < 3 {
			break
		}
	}
	f.same(what+": in pages", append([]store.ReviewPlace{}, paged...), want)
	for i, x := range want {
		back := slices.Clone(want[max(0, i-2):i])
		slices.Reverse(back)
		f.same(fmt.Sprintf("%s: before %d", what, i), at(before, x, 2), append([]store.ReviewPlace{}, back...))
	}
}

func testPathReviewOrder(t *testing.T, p Place) {
	f := open(t, p)
	f.put(record("crm", "1", "A"), record("crm", "2", "B"), record("crm", "3", "C"))
	put := func(record int64, strength lookback.Score, state lookback.AlertState) {
		f.Helper()
		a := lookback.PathAlert{RecordID: record, Target: lookback.NetworkNode("ferry"), State: state, Evidence: lookback.PathEvidence{Strength: strength, Graph: "g"}}
		f.update(func(tx store.Tx) error { _, _, err := tx.PutPathAlert(a); return err })
	}
	put(1, 100, lookback.AlertOpen)
	put(2, 300, lookback.AlertOpen)
	put(3, 200, lookback.AlertOpen)
	put(1, 250, lookback.AlertOpen)
	f.putAlert(alert(2, "un", "p1", lookback.AlertEnded, ""))
	f.putAlert(alert(2, "un", "p2", lookback.AlertOpen, ""))
	f.putAlert(alert(4, "un", "p2", lookback.AlertOpen, ""))
	f.same("records with any alert", read(f, store.Tx.CountAlerted), 4)
	order := func(want ...store.ReviewPlace) {
		f.Helper()
		f.sameOrder("paths", append([]store.ReviewPlace{}, want...), store.Tx.PathAlertsToReview, store.Tx.PathAlertsReviewedBefore, store.Tx.CountPathAlertsToReview)
	}
	order(store.ReviewPlace{Score: 300, ID: 2}, store.ReviewPlace{Score: 250, ID: 1}, store.ReviewPlace{Score: 200, ID: 3})
	put(2, 300, lookback.AlertEnded)
	f.update(func(tx store.Tx) error { return tx.EraseRecord(3) })
	order(store.ReviewPlace{Score: 250, ID: 1})
}

func testPendingRulings(t *testing.T, p Place) {
	f := open(t, p)
	f.put(record("crm", "1", "A"), record("crm", "2", "B"))
	var all []lookback.Ruling
	for _, id := range []int64{1, 2} {
		f.openCase(id)
		for _, to := range []lookback.AxisValue{lookback.IdentitySame, lookback.IdentityDifferent} {
			r := ruling(id, to)
			f.update(func(tx store.Tx) (err error) { r, _, err = tx.CreateRuling(r); return err })
			all = append(all, r)
		}
	}
	pending := func(after int64, limit int) []lookback.Ruling {
		return read(f, func(tx store.Tx) ([]lookback.Ruling, error) { return tx.PendingRulings(after, limit) })
	}
	f.same("all", pending(0, 0), all)
	f.same("a page", pending(1, 2), all[1:3])
	done := all[1]
	done.State = lookback.RulingInForce
	f.update(func(tx store.Tx) error { _, _, err := tx.UpdateRuling(done); return err })
	f.same("one was seconded", pending(0, 0), []lookback.Ruling{all[0], all[2], all[3]})
	f.update(func(tx store.Tx) error { return tx.EraseRecord(2) })
	f.same("a record was erased", pending(0, 0), all[:1])
}

// testStandingCases moves, assigns and erases cases at random, several at one event too, and reads those at each value of workflow page
// by page, against a sort of all of them.
func testStandingCases(t *testing.T, p Place) {
	f := open(t, p)
	random := rand.New(rand.NewPCG(5, 5))
	values, people := []lookback.AxisValue{lookback.WorkQueued, lookback.WorkTriage, lookback.WorkClosed}, []string{"", "A. Analyst", "B. Bend"}
	standing := map[int64]*store.StandingCase{}
	for i := range 12 {
		f.put(record("crm", fmt.Sprint(i), "Somebody"))
		c := f.openCase(int64(i + 1))
		opened := read(f, func(tx store.Tx) (lookback.Event, error) { return tx.GetEvent(c.Opened) })
		standing[c.ID] = &store.StandingCase{Case: c, Since: opened.Time}
	}
	for range 80 {
		now := start.Add(time.Duration(random.IntN(20)-3) * time.Hour) // clocks go back
		err := f.Update(t.Context(), func(tx store.Tx) error {
			for range 1 + random.IntN(3) {
				x := standing[int64(random.IntN(12)+1)]
				c := x.Case
				if c.Assignee = people[random.IntN(3)]; random.IntN(2) == 0 {
					c.Workflow = values[random.IntN(3)]
				}
				if c.Workflow != x.Case.Workflow {
					x.Since = now
				}
				stored, _, err := tx.UpdateCase(c)
				if x.Case = stored; err != nil {
					return err
				}
			}
			_, err := tx.AppendEvent(lookback.Event{Time: now, Kind: lookback.EventCaseChanged, Actor: "test"})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	f.update(func(tx store.Tx) error { return tx.EraseRecord(standing[4].Case.RecordID) })
	delete(standing, 4)
	for _, workflow := range values {
		for _, filter := range []store.StandingFilter{{}, {Assignee: "A. Analyst"}, {Before: start.Add(9 * time.Hour)}, {Assignee: "B. Bend", Before: start.Add(5 * time.Hour)}} {
			filter.Workflow = workflow
			want := []store.StandingCase{}
			for _, x := range standing {
				if x.Case.Workflow == workflow && (filter.Assignee == "" || filter.Assignee == x.Case.Assignee) && (filter.Before.IsZero() || x.Since.Before(filter.Before)) {
					want = append(want, *x)
				}
			}
			slices.SortFunc(want, func(a, b store.StandingCase) int {
				return cmp.Or(a.Since.Compare(b.Since), cmp.Compare(a.Case.ID, b.Case.ID))
			})
			for _, limit := range []int{0, 1, 2, 5} {
				got := []store.StandingCase{}
				for after := (store.StandingMark{}); ; {
					page := read(f, func(tx store.Tx) ([]store.StandingCase, error) { return tx.StandingCases(filter, after, limit) })
					if got = append(got, page...); len(page) < limit || limit == 0 {
						break
					}
					after = store.StandingMark{Since: page[limit-1].Since, ID: page[limit-1].Case.ID}
				}
				f.same(fmt.Sprintf("%+v, %d at a time", filter, limit), got, want)
			}
		}
	}
}

func testRepeatingRulings(t *testing.T, p Place) {
	f := open(t, p)
	for _, key := range []string{"1", "2", "3"} {
		f.put(record("crm", key, "A"))
	}
	for id := range int64(3) {
		f.openCase(id + 1)
	}
	rule := func(id, of int64) lookback.Ruling {
		r := ruling(id, lookback.IdentityDuplicate)
		r.Of = of
		f.update(func(tx store.Tx) (err error) { r, _, err = tx.CreateRuling(r); return err })
		return r
	}
	repeating := func(id int64) []lookback.Ruling {
		return read(f, func(tx store.Tx) ([]lookback.Ruling, error) { return tx.RulingsRepeating(id) })
	}
	r2, r3 := rule(2, 1), rule(3, 1)
	f.update(func(tx store.Tx) (err error) {
		_, _, err = tx.CreateRuling(ruling(1, lookback.IdentityPossible))
		return err
	})
	f.same("of case 1", repeating(1), []lookback.Ruling{r2, r3})
	f.same("of case 2", repeating(2), []lookback.Ruling{})
	f.same("of no case", repeating(0), []lookback.Ruling{})
	r2.State = lookback.RulingInForce
	f.update(func(tx store.Tx) (err error) { r2, _, err = tx.UpdateRuling(r2); return err })
	f.same("one was seconded", repeating(1), []lookback.Ruling{r2, r3})
	f.update(func(tx store.Tx) error { return tx.EraseRecord(3) })
	f.same("a record was erased", repeating(1), []lookback.Ruling{r2})
}
