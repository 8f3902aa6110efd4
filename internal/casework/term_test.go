package casework

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"lookback"
	"lookback/internal/store"
)

// found is a case with an association that two people found.
func (w *world) found(t *testing.T) lookback.Case {
	t.Helper()
	c := w.open(t, 1)
	w.second(t, w.rule(t, order(c, lookback.AxisTie, lookback.TieAssociation, "tie:T-works")))
	return w.file(t, c.ID).Case
}

// pass lets days pass, as the calendar and the follower see it.
func (w *world) pass(t *testing.T, days int) Followed {
	t.Helper()
	w.now = w.now.AddDate(0, 0, days)
	f, err := w.Follow(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func reviewOrder(c lookback.Case) ReviewOrder {
	return ReviewOrder{Case: c.ID, Axis: lookback.AxisTie, Person: "A. Analyst", Reasons: "the tie still stands", Contrary: lookback.Contrary{NoneFound: "A. Analyst"},
		Evidence: []lookback.EvidenceRef{lookback.TieEvidence("T-works")}}
}

// TestEverythingHeldHasATerm_R33 puts each value that holds something against a person on a case, and each other value.
func TestEverythingHeldHasATerm_R33(t *testing.T) {
	for _, x := range append(lookback.Axes(), lookback.AxisThreat) {
		for _, v := range x.Values()[1:] {
			w := newWorld(t)
			c := w.open(t, 1)
			if _, err := w.at(t.Context(), c.ID, func(d *desk) error {
				err := d.apply(lookback.AxisChange{Axis: x, From: c.On(x), To: v, Actor: "A. Analyst", Reason: "test", Source: "test", Of: ofFor(v), Legal: legalFor(v),
					Evidence: []lookback.EvidenceRef{c.Ground}, Time: d.now, Recorded: d.now})
				if err != nil {
					return err
				}
				return d.conclude(lookback.EventCaseChanged, "A. Analyst", caseEvent{})
			}); err != nil {
				t.Fatalf("%s %s: %v", x, v, err)
			}
			terms := w.file(t, c.ID).Terms
			if want := v.Suspicion() || v.Hold(); want != (len(terms) == 1) {
				t.Errorf("%s %q has terms %+v", x, v, terms)
				continue
			}
			for _, term := range terms {
				if err := term.Validate(); err != nil || !term.ReviewBy.After(w.now) || term.ReviewBy.After(w.now.AddDate(1, 0, 0)) {
					t.Errorf("%s %q is reviewed by %s and ends %s (%v)", x, v, term.ReviewBy, term.Ends, err)
				}
			}
		}
	}
}

func ofFor(v lookback.AxisValue) int64 {
	if v == lookback.IdentityDuplicate {
		return 9
	}
	return 0
}

func legalFor(v lookback.AxisValue) lookback.Legal {
	if v.Legal() {
		return lookback.Legal{Nature: lookback.Administrative, Basis: "order 4"}
	}
	return lookback.Legal{}
}

// TestOverdueFindingWeakens_R33 is the clock test: before the day nothing happens; after it the finding is flagged, once, nothing
// of the case leaves the house, and one person takes back what two found.
func TestOverdueFindingWeakens_R33(t *testing.T) {
	w := newWorld(t)
	c := w.found(t)
	if f := w.pass(t, 179); f.Overdue != 0 {
		t.Fatalf("a day before: %+v", f)
	}
	if f := w.pass(t, 2); f.Overdue != 1 || f.Flagged != 1 || f.Expired != 0 {
		t.Fatalf("a day after: %+v", f)
	}
	if f := w.pass(t, 1); f.Overdue != 0 {
		t.Errorf("again: %+v", f)
	}
	file := w.file(t, c.ID)
	if file.Case.Tie != lookback.TieAssociation || len(file.Terms) != 1 || file.Terms[0].State != lookback.TermOverdue {
		t.Errorf("overdue: %s, %+v", file.Case.Tie, file.Terms)
	}
	if last := file.History[len(file.History)-1]; last.Actor != machine || !strings.Contains(last.Text, "is weaker until somebody looks") {
		t.Errorf("last in the history: %+v", last)
	}
	w.refused(t, lookback.ErrDenied, "before somebody has looked", func(ctx context.Context) error {
		_, err := w.ProposeDisclosure(ctx, disclosureOrder(c))
		return err
	})
	late, err := w.Late(t.Context())
	if err != nil || len(late.Terms) != 1 || late.Terms[0].CaseID != c.ID {
		t.Errorf("reported: %+v (%v)", late, err)
	}
	if r := w.rule(t, order(c, lookback.AxisTie, lookback.TieUnsubstantiated)); r.State != lookback.RulingInForce {
		t.Errorf("taking back what is overdue: %+v", r)
	}
	if terms := w.file(t, c.ID).Terms; len(terms) != 0 {
		t.Errorf("after it was taken back: %+v", terms)
	}
}

// TestFindingInTimeTakesTwoToUndo_R28_R33 is the other side: while it was reviewed in time, one person does not undo two.
func TestFindingInTimeTakesTwoToUndo_R28_R33(t *testing.T) {
	w := newWorld(t)
	c := w.found(t)
	w.pass(t, 170)
	if r := w.rule(t, order(c, lookback.AxisTie, lookback.TieUnsubstantiated)); r.State != lookback.RulingPending {
		t.Errorf("got %+v", r)
	}
}

// TestOverdueReopensClosedCase_R33: what is held against a person in a closed case must be looked at too.
func TestOverdueReopensClosedCase_R33(t *testing.T) {
	w := newWorld(t)
	c := w.found(t)
	w.rule(t, order(c, lookback.AxisIdentity, lookback.IdentityInsufficient))
	if r := w.rule(t, order(c, lookback.AxisWorkflow, lookback.WorkClosed)); r.State == lookback.RulingPending {
		w.second(t, r)
	}
	if f := w.pass(t, 181); f.Reopened != 1 {
		t.Errorf("got %+v", f)
	}
	if got := w.file(t, c.ID).Case; got.Workflow != lookback.WorkReopened || got.Tie != lookback.TieAssociation {
		t.Errorf("got %+v", got)
	}
}

// TestHardEndFalls_R33 lets the hard end come: the answer falls to what holds nothing against the person, on that axis alone, the
// recipients are told, and the journal says that the program did it.
func TestHardEndFalls_R33(t *testing.T) {
	w := newWorld(t)
	c := w.found(t)
	w.disclosed(t, c)
	w.pass(t, 181)
	before := w.file(t, c.ID).Case
	w.pass(t, 1)
	f := w.pass(t, termLimit)
	if f.Expired != 1 || f.Notices != 1 {
		t.Fatalf("got %+v", f)
	}
	after := w.file(t, c.ID)
	want := before.With(lookback.AxisTie, lookback.TieUnsubstantiated)
	want.Changed = after.Case.Changed
	if after.Case != want || len(after.Terms) != 0 {
		t.Errorf("got %+v with terms %+v, want %+v", after.Case, after.Terms, want)
	}
	err := w.st.View(t.Context(), func(tx store.Tx) error {
		e, err := tx.GetEvent(after.Case.Changed)
		if e.Kind != lookback.EventCaseExpired || e.Actor != machine {
			t.Errorf("the event is %+v", e)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if f := w.pass(t, 1); f.Expired != 0 || f.Overdue != 0 {
		t.Errorf("again: %+v", f)
	}
}

// TestLongAbsenceOverdueThenFalls_R33: a program that ran the last time years ago does both steps, in their order.
func TestLongAbsenceOverdueThenFalls_R33(t *testing.T) {
	w := newWorld(t)
	c := w.open(t, 1)
	w.rule(t, order(c, lookback.AxisIdentity, lookback.IdentityPossible))
	if f := w.pass(t, 2000); f.Overdue != 1 || f.Expired != 1 {
		t.Errorf("got %+v", f)
	}
	if got := w.file(t, c.ID).Case.Identity; got != lookback.IdentityInsufficient {
		t.Errorf("got %q", got)
	}
}

// TestCustodyIsReviewedEachMonth_R33: a hold has its day of review by profile, and a review moves it.
func TestCustodyIsReviewedEachMonth_R33(t *testing.T) {
	w := newWorld(t)
	c := w.open(t, 2)
	held, err := w.Change(t.Context(), ChangeOrder{Case: c.ID, Axis: lookback.AxisWhereabouts, To: lookback.InCustody, Actor: "A. Analyst", Reason: "held after the interview", Source: "field office",
		Evidence: []lookback.EvidenceRef{{Kind: lookback.EvidenceDocument, ID: "letter"}}, Legal: legalFor(lookback.InCustody), Time: w.now})
	if err != nil {
		t.Fatal(err)
	}
	w.pass(t, 31)
	o := ReviewOrder{Case: held.ID, Axis: lookback.AxisWhereabouts, Person: "A. Analyst", Reasons: "still held", Evidence: []lookback.EvidenceRef{{Kind: lookback.EvidenceDocument, ID: "letter 2"}}}
	term, err := w.Review(t.Context(), o)
	if err != nil || term.State != lookback.TermRunning || term.ReviewBy.Sub(w.now).Round(24*time.Hour) != 30*24*time.Hour {
		t.Fatalf("got %+v (%v)", term, err)
	}
	if f := w.pass(t, 29); f.Overdue != 0 {
		t.Errorf("before the next review: %+v", f)
	}
}

func TestReviewRefusals_R25_R29_R33(t *testing.T) {
	w := newWorld(t)
	c := w.found(t)
	for _, test := range []struct {
		name   string
		change func(o *ReviewOrder)
		kind   error
		words  string
	}{
		{"NoReasons", func(o *ReviewOrder) { o.Reasons = " " }, lookback.ErrInvalid, "written words"},
		{"NoEvidence", func(o *ReviewOrder) { o.Evidence = nil }, lookback.ErrInvalid, "evidence"},
		{"NoContrary", func(o *ReviewOrder) { o.Contrary = lookback.Contrary{} }, lookback.ErrInvalid, "contrary"},
		{"AnothersSignature", func(o *ReviewOrder) { o.Contrary.NoneFound = "S. Supervisor" }, lookback.ErrDenied, "signed by the person"},
		{"Machine", func(o *ReviewOrder) { o.Person = "lookback" }, lookback.ErrDenied, "a machine ranks"},
		{"EvidenceThatEnded", func(o *ReviewOrder) { o.Evidence = []lookback.EvidenceRef{lookback.TieEvidence("T-left")} }, lookback.ErrDenied, ""},
		{"NothingHeld", func(o *ReviewOrder) { o.Axis = lookback.AxisIdentity }, lookback.ErrNotFound, "holds nothing on identity"},
	} {
		t.Run(test.name, func(t *testing.T) {
			o := reviewOrder(c)
			test.change(&o)
			w.refused(t, test.kind, test.words, func(ctx context.Context) error { _, err := w.Review(ctx, o); return err })
		})
	}
}

// TestHardEndMovesByTwo_R28_R33: a review does not move the hard end; deciding anew does, by two people.
func TestHardEndMovesByTwo_R28_R33(t *testing.T) {
	w := newWorld(t)
	c := w.found(t)
	ends := w.file(t, c.ID).Terms[0].Ends
	w.pass(t, 100)
	o := reviewOrder(c)
	review := func(o ReviewOrder) lookback.Term {
		t.Helper()
		term, err := w.Review(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		return term
	}
	if term := review(o); !term.Ends.Equal(ends) {
		t.Errorf("a review moved the end to %s", term.Ends)
	}
	o.Renew = true
	if term := review(o); !term.Ends.Equal(ends) || term.Renewal.Person != "A. Analyst" {
		t.Errorf("after the first person: %+v", term)
	}
	w.refused(t, lookback.ErrDenied, "a second person", func(ctx context.Context) error { _, err := w.Review(ctx, o); return err })
	o.Person, o.Contrary.NoneFound = "S. Supervisor", "S. Supervisor"
	if term := review(o); !term.Ends.After(ends) || term.Renewal.Person != "" || term.Validate() != nil {
		t.Errorf("after the second person: %+v (%v)", term, term.Validate())
	}
}

// TestProfileLoosensNoTerm_R33: a profile may shorten and never lengthen beyond a year and five.
func TestProfileLoosensNoTerm_R33(t *testing.T) {
	for _, name := range ProfileNames() {
		if _, err := GetProfile(name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, bad := range map[string]map[lookback.AxisValue]termTimes{
		"Review": {lookback.InCustody: {366, 400}}, "End": {lookback.InCustody: {30, termLimit + 1}}, "EndBeforeReview": {lookback.InCustody: {30, 20}},
		"Never": {lookback.InCustody: {0, 20}}, "NothingHeld": {lookback.TieRefuted: {30, 60}},
	} {
		if err := checkTerms(bad); !errors.Is(err, lookback.ErrInvalid) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}
