package casework

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lookback"
	"lookback/internal/store"
)

// direct puts a directive about one record in force, which asks for a second reviewer and the first place in the queue.
func (w *world) direct(t *testing.T, ref string) {
	t.Helper()
	key := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	d := lookback.Directive{
		Title: "One record", LegalBasis: "Act 12", Reason: "report 31", About: lookback.Selection{Records: []string{ref}},
		Care: lookback.Care{SecondReviewer: true, Order: lookback.OrderFirst}, Author: "A. Analyst", Approver: "S. Supervisor",
		Signed: start, From: start, Until: start.AddDate(0, 6, 0), Key: key.Public().(ed25519.PublicKey),
	}
	err := w.write(t.Context(), func(tx store.Tx) error {
		stored, _, err := tx.CreateDirective(d)
		if err != nil {
			return err
		}
		stored.Signature = ed25519.Sign(key, stored.SigningBytes())
		_, _, err = tx.UpdateDirective(stored)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// R26: a directive asks for a second person and another order of work; it changes no answer, opens no case and leaves none out.
func TestDirectiveChangesCareAlone_R26(t *testing.T) {
	w := newWorld(t)
	for _, ground := range []string{"alert:1", "alert:2"} {
		ref, err := lookback.ParseEvidenceRef(ground)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.OpenCase(t.Context(), ref, "A. Analyst"); err != nil {
			t.Fatal(err)
		}
	}
	order := func(evidence lookback.EvidenceRef) RulingOrder {
		return RulingOrder{Case: 2, Axis: lookback.AxisIdentity, To: lookback.IdentityPossible, Person: "A. Analyst", Reasons: "compared", Source: "file", Evidence: []lookback.EvidenceRef{evidence}}
	}
	before, err := w.ListQueue(t.Context(), store.CaseFilter{})
	if err != nil {
		t.Fatal(err)
	}
	w.direct(t, "crm/2")
	after, err := w.ListQueue(t.Context(), store.CaseFilter{})
	if err != nil {
		t.Fatal(err)
	}
	if len(after) != 2 || after[0].Case != before[1].Case || after[1].Case != before[0].Case || after[1].Care.Directives != nil || after[0].Care.Order != lookback.OrderFirst {
		t.Errorf("the queue was %+v and is %+v, want the same cases with the second one first", before, after)
	}
	if care, err := w.GetCare(t.Context(), 2); err != nil || !care.SecondReviewer || !slices.Equal(care.Directives, []int64{1}) {
		t.Errorf("got care %+v, %v", care, err)
	}
	r, err := w.Rule(t.Context(), order(lookback.AlertEvidence(2)))
	if err != nil || r.State != lookback.RulingPending || !strings.Contains(r.Needs, "directive 1") {
		t.Errorf("got ruling %+v, %v, want it to wait for a second person", r, err)
	}
	if err := w.write(t.Context(), func(tx store.Tx) error {
		a, err := tx.GetAlert(2, store.Now)
		if err != nil {
			return err
		}
		a.State, a.Reason = lookback.AlertEnded, "delisted"
		_, _, err = tx.PutAlert(a)
		if err != nil {
			return err
		}
		paths, err := tx.ListPathAlerts(store.PathAlertFilter{RecordID: 2, State: lookback.AlertOpen})
		for _, p := range paths {
			p.State, p.Reason = lookback.AlertEnded, "retracted"
			if _, _, err := tx.PutPathAlert(p); err != nil {
				return err
			}
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if care, err := w.GetCare(t.Context(), 2); err != nil || care.SecondReviewer {
		t.Errorf("without an open alert: got care %+v, %v", care, err)
	}
}

// The order of work is the same page by page, whatever fits on a page and whatever a directive asks for.
func TestCasesPageByPage(t *testing.T) {
	w := newWorld(t)
	for record := range int64(3) {
		w.open(t, record+1)
	}
	w.openMore(t, 7)
	for _, directed := range []bool{false, true} {
		if directed {
			w.direct(t, "crm/2")
		}
		whole, err := w.ListQueue(t.Context(), store.CaseFilter{})
		if err != nil || len(whole) != 10 || directed != (whole[0].Case.ID == 2) {
			t.Fatalf("got %d cases, case %d first (%v)", len(whole), whole[0].Case.ID, err)
		}
		for limit := 1; limit < 12; limit++ {
			var paged []QueuedCase
			for after := (CaseMark{}); ; {
				page, next, err := w.CasePage(t.Context(), store.CaseFilter{}, after, limit)
				if err != nil || len(page) > limit {
					t.Fatalf("got %d cases (%v), want at most %d", len(page), err, limit)
				}
				if read, err := ParseCaseMark(next.String()); err != nil || read != next {
					t.Errorf("mark %+v is read as %+v (%v)", next, read, err)
				}
				if paged = append(paged, page...); next == (CaseMark{}) {
					break
				}
				after = next
			}
			if diff := cmp.Diff(paged, whole); diff != "" {
				t.Errorf("%d at a time (-paged +whole):\n%s", limit, diff)
			}
		}
	}
	for _, bad := range []string{"7", "first", "first/x", "rest/-1", "other/7"} {
		if _, err := ParseCaseMark(bad); !errors.Is(err, lookback.ErrInvalid) {
			t.Errorf("%q: got %v, want a refusal", bad, err)
		}
	}
}

// What a directive names is found without a look at the cases before it: the first page has it, however far behind it stands.
func TestFirstCaseIsOnTheFirstPage(t *testing.T) {
	w := newWorld(t)
	w.openMore(t, casePage+20)
	w.direct(t, fmt.Sprintf("crm/more-%d", casePage+10))
	page, next, err := w.CasePage(t.Context(), store.CaseFilter{}, CaseMark{}, 3)
	if err != nil || len(page) != 1 || page[0].Case.ID != casePage+11 || next != (CaseMark{Rest: true}) {
		t.Errorf("got %+v and to go on from %+v (%v)", page, next, err)
	}
	if page, _, err = w.CasePage(t.Context(), store.CaseFilter{Assignee: "nobody"}, CaseMark{}, 3); err != nil || len(page) != 0 {
		t.Errorf("of nobody: got %+v (%v)", page, err)
	}
	if page, next, err = w.CasePage(t.Context(), store.CaseFilter{}, next, 3); err != nil || len(page) != 3 || page[0].Case.ID != 1 || next != (CaseMark{Rest: true, ID: 3}) {
		t.Errorf("got the rest %+v and to go on from %+v (%v)", page, next, err)
	}
}

// openMore opens cases of new records.
func (w *world) openMore(t *testing.T, n int) {
	t.Helper()
	err := w.write(t.Context(), func(tx store.Tx) error {
		for i := range n {
			batch := []lookback.Record{{Source: "crm", Key: fmt.Sprint("more-", i), Arrived: start, Party: lookback.Party{Names: []lookback.Name{{Full: "Odo Renn"}}}}}
			if _, err := tx.PutRecords(batch); err != nil {
				return err
			}
			a, _, err := tx.PutAlert(nameAlert(batch[0].ID, "p1", 8000, lookback.NameOnly, lookback.AlertOpen))
			if err != nil {
				return err
			}
			if _, _, err := tx.CreateCase(lookback.NewCase(batch[0].ID, lookback.AlertEvidence(a.ID))); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// The open alerts are the same page by page, and so is how many of them are kept away.
func TestAlertsPageByPage(t *testing.T) {
	w := newWorld(t)
	w.openMore(t, 4)
	whole, err := w.Queue(t.Context(), QueueFilter{})
	if err != nil || len(whole.Items) != 10 {
		t.Fatalf("got %d alerts (%v)", len(whole.Items), err)
	}
	for limit := 1; limit < 12; limit++ {
		var items []Item
		for after := (lookback.EvidenceRef{}); ; {
			q, err := w.QueuePage(t.Context(), QueueFilter{}, after, limit)
			if err != nil || len(q.Items) > limit {
				t.Fatalf("got %d alerts (%v), want at most %d", len(q.Items), err, limit)
			}
			if items = append(items, q.Items...); q.Next == (lookback.EvidenceRef{}) {
				break
			}
			after = q.Next
		}
		if diff := cmp.Diff(items, whole.Items); diff != "" {
			t.Errorf("%d at a time (-paged +whole):\n%s", limit, diff)
		}
	}
}
