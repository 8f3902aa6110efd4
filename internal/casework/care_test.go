package casework

import (
	"crypto/ed25519"
	"slices"
	"strings"
	"testing"

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
