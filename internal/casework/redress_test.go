package casework

import (
	"context"
	"errors"
	"strings"
	"testing"

	"lookback"
	"lookback/internal/store"
)

func request(key string) RedressOrder {
	return RedressOrder{Source: "crm", Key: key, Requester: "Ilmar Tassk", Statement: "I am somebody else", Actor: "R. Desk",
		Identifiers: []lookback.Identifier{{Type: "passport", Value: "X 123-456"}}}
}

func (w *world) receive(t *testing.T, key string) lookback.Redress {
	t.Helper()
	r, err := w.ReceiveRedress(t.Context(), request(key))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// answered takes a request as far as its first answer, with R. Reviewer as reviewer.
func (w *world) answered(t *testing.T, r lookback.Redress) lookback.Redress {
	t.Helper()
	for _, step := range []func() (lookback.Redress, error){
		func() (lookback.Redress, error) { return w.AssignRedress(t.Context(), r.ID, "R. Reviewer", "R. Desk") },
		func() (lookback.Redress, error) {
			return w.AcknowledgeRedress(t.Context(), r.ID, "R. Desk", "letter of 2 March: we have it")
		},
		func() (lookback.Redress, error) {
			return w.AnswerRedress(t.Context(), r.ID, "R. Desk", "letter of 9 March: please send a copy of your passport")
		},
	} {
		var err error
		if r, err = step(); err != nil {
			t.Fatal(err)
		}
	}
	return r
}

func decision(r lookback.Redress, state lookback.RedressState) RedressDecision {
	return RedressDecision{Redress: r.ID, State: state, Person: "R. Reviewer", Reasons: "the passport belongs to another person",
		Summary: "We confused you with somebody else and have put that right."}
}

// R31, end to end: a closed case is looked at again by somebody who had no part in it, put right, and ended with a summary
// that the person may be told. The earlier reviewer cannot decide, nor rule, in any way.
func TestRedressEndToEnd_R31(t *testing.T) {
	w := newWorld(t)
	c := w.open(t, 3)
	w.rule(t, order(c, lookback.AxisIdentity, lookback.IdentityProbable))
	w.second(t, w.rule(t, order(c, lookback.AxisWorkflow, lookback.WorkClosed)))
	r := w.receive(t, "3")
	if !strings.HasPrefix(r.Number, "LB-") || len(r.Number) != 12 || r.CaseID != c.ID || !r.AcknowledgeBy.Before(r.AnswerBy) || !r.AnswerBy.Before(r.FinishBy) {
		t.Errorf("got %+v, want a number and three deadlines", r)
	}
	if got := w.file(t, c.ID).Case.Workflow; got != lookback.WorkRedress {
		t.Errorf("the case is %q, want it waiting for the redress", got)
	}
	for _, earlier := range []string{"a.  ANALYST", "S. Supervisor"} {
		w.refused(t, lookback.ErrDenied, "somebody else must look again", func(ctx context.Context) error {
			_, err := w.AssignRedress(ctx, r.ID, earlier, "R. Desk")
			return err
		})
	}
	r = w.answered(t, r)
	ruling := order(c, lookback.AxisIdentity, lookback.IdentityDifferent)
	w.refused(t, lookback.ErrDenied, "somebody else must look again", func(ctx context.Context) error { _, err := w.Rule(ctx, ruling); return err })
	w.refused(t, lookback.ErrConflict, "put right", func(ctx context.Context) error {
		_, err := w.DecideRedress(ctx, decision(r, lookback.RedressUpheld))
		return err
	})
	ruling.Person, ruling.Contrary.NoneFound = "R. Reviewer", "R. Reviewer"
	pending := w.rule(t, ruling)
	w.refused(t, lookback.ErrDenied, "somebody else must look again", func(ctx context.Context) error {
		_, err := w.Second(ctx, SecondOrder{Ruling: pending.ID, Person: "S. Supervisor", Agrees: true, Reasons: "so it is"})
		return err
	})
	if _, err := w.Second(t.Context(), SecondOrder{Ruling: pending.ID, Person: "T. Third", Agrees: true, Reasons: "so it is"}); err != nil {
		t.Fatal(err)
	}
	r, err := w.DecideRedress(t.Context(), decision(r, lookback.RedressUpheld))
	if err != nil || r.State != lookback.RedressUpheld || !r.Ended() || len(r.Wrong) != 1 || r.Wrong[0] != lookback.AlertEvidence(3) {
		t.Errorf("got %+v (%v), want it upheld, and alert 3 wrong", r, err)
	}
	w.refused(t, lookback.ErrConflict, "has ended", func(ctx context.Context) error {
		_, err := w.AssignRedress(ctx, r.ID, "R. Reviewer", "R. Desk")
		return err
	})
}

func TestRefusedRedress_R31(t *testing.T) {
	w := newWorld(t)
	w.open(t, 2)
	for name, bad := range map[string]func(*RedressOrder){
		"requester": func(o *RedressOrder) { o.Requester = " " }, "statement": func(o *RedressOrder) { o.Statement = "" },
		"authority":  func(o *RedressOrder) { o.Representative = "Legal Aid" },
		"identifier": func(o *RedressOrder) { o.Identifiers = []lookback.Identifier{{Type: "passport"}} },
	} {
		o := request("2")
		bad(&o)
		w.refused(t, lookback.ErrInvalid, name, func(ctx context.Context) error { _, err := w.ReceiveRedress(ctx, o); return err })
	}
	r := w.receive(t, "2")
	decide := func(words string, kind error, change func(*RedressDecision)) {
		t.Helper()
		o := decision(r, lookback.RedressNotUpheld)
		change(&o)
		w.refused(t, kind, words, func(ctx context.Context) error { _, err := w.DecideRedress(ctx, o); return err })
	}
	decide("is decided by its reviewer", lookback.ErrDenied, func(*RedressDecision) {})
	w.refused(t, lookback.ErrConflict, `is "received"`, func(ctx context.Context) error { _, err := w.AnswerRedress(ctx, r.ID, "R. Desk", "no"); return err })
	if _, err := w.AssignRedress(t.Context(), r.ID, "R. Reviewer", "R. Desk"); err != nil {
		t.Fatal(err)
	}
	decide("acknowledged and answered", lookback.ErrConflict, func(*RedressDecision) {})
	r = w.answered(t, r)
	decide("does not end", lookback.ErrInvalid, func(o *RedressDecision) { o.State = lookback.RedressAnswered })
	decide("summary", lookback.ErrInvalid, func(o *RedressDecision) { o.Summary = " " })
	decide("reason", lookback.ErrInvalid, func(o *RedressDecision) { o.Reasons = "" })
	decide("is decided by its reviewer", lookback.ErrDenied, func(o *RedressDecision) { o.Person = "R. Desk" })
	decide("does not fit", lookback.ErrConflict, func(o *RedressDecision) { o.State = lookback.RedressNothingHeld })
	decide("not a person", lookback.ErrDenied, func(o *RedressDecision) { o.Person = "lookback" })
	if _, err := w.DecideRedress(t.Context(), decision(r, lookback.RedressNotUpheld)); err != nil {
		t.Errorf("not upheld: %v", err)
	}
}

// R31: what the person is told names no listed party, no network and no source.
func TestSummaryTellsNoSecrets_R31(t *testing.T) {
	w := newWorld(t)
	c := w.open(t, 2)
	err := w.write(t.Context(), func(tx store.Tx) error {
		a := pathAlert(2, lookback.Contextual, true, lookback.ClassMovedBy)
		a.Evidence.Hops[1].To, a.Evidence.Hops[1].Source = lookback.NetworkNode("caravan"), "informant seven"
		_, _, err := tx.PutPathAlert(a)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	r := w.answered(t, w.receive(t, "2"))
	for _, secret := range []string{"the CARAVAN", "what Informant Seven said"} {
		w.refused(t, lookback.ErrDenied, "may not be told", func(ctx context.Context) error {
			o := decision(r, lookback.RedressNotUpheld)
			o.Summary = "We hold nothing against you but " + secret
			_, err := w.DecideRedress(ctx, o)
			return err
		})
	}
	if got := w.file(t, c.ID).Case.Workflow; got != lookback.WorkRedress {
		t.Errorf("a refused decision moved the case to %q", got)
	}
}

// R31: somebody of whom nothing is held asks too, and is told so by the same steps.
func TestRedressOfSomebodyNeverUnderReview_R31(t *testing.T) {
	w := newWorld(t)
	r := w.answered(t, w.receive(t, "1"))
	if _, err := w.DecideRedress(t.Context(), decision(r, lookback.RedressUpheld)); !errors.Is(err, lookback.ErrConflict) {
		t.Errorf("upheld without a case: got %v", err)
	}
	if r, err := w.DecideRedress(t.Context(), decision(r, lookback.RedressNothingHeld)); err != nil || r.CaseID != 0 {
		t.Errorf("got %+v, %v", r, err)
	}
}

func TestRedressIsLateStepByStep_R31(t *testing.T) {
	r := lookback.Redress{State: lookback.RedressReceived, AcknowledgeBy: start, AnswerBy: start.AddDate(0, 1, 0), FinishBy: start.AddDate(0, 4, 0)}
	for _, test := range []struct {
		state lookback.RedressState
		late  []bool // after a day, two months, five months
	}{
		{lookback.RedressReceived, []bool{true, true, true}}, {lookback.RedressAcknowledged, []bool{false, true, true}},
		{lookback.RedressAnswered, []bool{false, false, true}}, {lookback.RedressUpheld, []bool{false, false, false}},
	} {
		r.State = test.state
		for i, months := range []int{0, 2, 5} {
			if got := r.Late(start.AddDate(0, months, 1)); got != test.late[i] {
				t.Errorf("%s after %d months: late %t", test.state, months, got)
			}
		}
	}
}

// R31: what was put right once is not held against the person again: by their passport, by the control number, or for the same
// record; until the entry itself has an identifier that agrees.
func TestSameMisidentificationDoesNotRepeat_R31(t *testing.T) {
	w := newWorld(t)
	c := w.open(t, 3)
	r := w.answered(t, w.receive(t, "3"))
	ruling := order(c, lookback.AxisIdentity, lookback.IdentityDifferent)
	ruling.Person, ruling.Contrary.NoneFound = "R. Reviewer", "R. Reviewer"
	w.second(t, w.rule(t, ruling))
	if _, err := w.DecideRedress(t.Context(), decision(r, lookback.RedressUpheld)); err != nil {
		t.Fatal(err)
	}
	party := func(ids ...lookback.Identifier) lookback.Party {
		return lookback.Party{Kind: lookback.KindPerson, Names: []lookback.Name{{Full: "Ilmar Tassk"}}, Identifiers: ids}
	}
	err := w.write(t.Context(), func(tx store.Tx) error {
		for i, p := range []lookback.Party{
			party(lookback.Identifier{Type: "Passport", Value: "x123456"}), party(lookback.Identifier{Type: "redress", Value: strings.ToLower(r.Number)}),
			party(lookback.Identifier{Type: "passport", Value: "X123457"}), party(lookback.Identifier{Type: "Passport", Value: "x123456"}),
		} {
			record := []lookback.Record{{Source: "visa", Key: string(rune('a' + i)), Arrived: start, Party: p}}
			if _, err := tx.PutRecords(record); err != nil {
				return err
			}
			strength := lookback.NameOnly
			if i == 3 {
				strength = lookback.Identified
			}
			if _, _, err := tx.PutAlert(nameAlert(record[0].ID, "p1", 9000, strength, lookback.AlertOpen)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	kept := map[string]bool{}
	q, err := w.Queue(t.Context(), QueueFilter{Suppressed: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range q.Items {
		if i.Ref.Kind == lookback.EvidenceAlert {
			kept[i.Record.Ref()] = i.Redress.Number == r.Number
		}
	}
	for ref, want := range map[string]bool{"crm/3": true, "visa/a": true, "visa/b": true, "visa/c": false, "visa/d": false, "crm/1": false} {
		if got, there := kept[ref]; !there || got != want {
			t.Errorf("%s: kept away by the redress: %t (listed: %t), want %t", ref, got, there, want)
		}
	}
	if q.Redressed != 3 {
		t.Errorf("%d alerts are counted as repeats, want 3", q.Redressed)
	}
	if shown, err := w.Queue(t.Context(), QueueFilter{}); err != nil || len(shown.Items) != len(q.Items)-3 || shown.Redressed != 3 {
		t.Errorf("%d of %d are shown, %d counted (%v)", len(shown.Items), len(q.Items), shown.Redressed, err)
	}
}
