package casework

import (
	"context"
	"reflect"
	"testing"

	"lookback"
	"lookback/internal/store"
)

func TestRefusedRulings(t *testing.T) {
	identity, assessment := lookback.AxisIdentity, lookback.AxisTie
	same, association, involvement := lookback.IdentitySame, lookback.TieAssociation, lookback.TieInvolvement
	for _, test := range []struct {
		name   string
		record int64
		axis   lookback.Axis
		to     lookback.AxisValue
		proof  string // evidence beside the alert of the record
		change func(*RulingOrder)
		kind   error
		words  string
	}{
		{"NamesAlone_R9", 2, identity, same, "", nil, lookback.ErrDenied, "names alone confirm nobody"},
		{"HighScoreOfNames_R9", 3, identity, same, "", nil, lookback.ErrDenied, "names alone confirm nobody"},
		{"EndedAlert_R9", 2, identity, same, "alert:4", nil, lookback.ErrDenied, "open alert"},
		{"OverrideWithoutReasons_R9", 2, identity, same, "", func(o *RulingOrder) { o.Override = " " }, lookback.ErrInvalid, "only with reasons"},
		{"AlertOfSomebodyElse_R9", 2, identity, same, "alert:1", nil, lookback.ErrDenied, "another record"},
		{"WasMoved_R21", 2, assessment, association, "tie:T-moved", nil, lookback.ErrDenied, "no tie among the evidence"},
		{"PathOfSomebodyMoved_R21", 2, assessment, involvement, "path-alert:2", nil, lookback.ErrDenied, "no tie among the evidence"},
		{"Family_R21", 2, assessment, association, "tie:T-family", nil, lookback.ErrDenied, "no tie among the evidence"},
		{"TieOfSomebodyElse_R21", 2, assessment, association, "tie:T-works", nil, lookback.ErrDenied, "no tie among the evidence"},
		{"SameAs_R21", 2, assessment, association, "tie:T-same", nil, lookback.ErrDenied, "no tie among the evidence"},
		{"Coerced_R21", 1, assessment, association, "tie:T-coerced", nil, lookback.ErrDenied, "no tie among the evidence"},
		{"Hypothesis_R21", 1, assessment, association, "tie:T-guess", nil, lookback.ErrDenied, "no tie among the evidence"},
		{"Retracted_R5", 1, assessment, association, "tie:T-gone", nil, lookback.ErrDenied, "no tie among the evidence"},
		{"Lapsed_R33", 1, assessment, involvement, "tie:T-lapsed", nil, lookback.ErrDenied, "no tie among the evidence"},
		{"EndedIsNoAssociation_R21", 1, assessment, association, "tie:T-left", nil, lookback.ErrDenied, "no tie among the evidence"},
		{"WhatOthersDid_R21", 1, assessment, involvement, "tie:T-owned", nil, lookback.ErrDenied, "no tie among the evidence"},
		{"PathOfWhatOthersDid_R21", 3, assessment, involvement, "path-alert:3", nil, lookback.ErrDenied, "no tie among the evidence"},
		{"DocumentAlone_R21", 1, assessment, involvement, "document:report 4", nil, lookback.ErrDenied, "no tie among the evidence"},
		{"UnknownTie", 1, assessment, association, "tie:T-none", nil, lookback.ErrNotFound, "T-none"},
		{"NothingContrary_R25", 1, assessment, association, "tie:T-works", func(o *RulingOrder) { o.Contrary = lookback.Contrary{} }, lookback.ErrInvalid, "contrary"},
		{"SignedBySomebodyElse_R25", 1, identity, same, "", func(o *RulingOrder) { o.Contrary.NoneFound = "B. Absent" }, lookback.ErrDenied, "signed by the person who rules"},
		{"NoReasons_R29", 1, identity, lookback.IdentityPossible, "", func(o *RulingOrder) { o.Reasons = " " }, lookback.ErrInvalid, "reason"},
		{"Nobody_R29", 1, identity, lookback.IdentityPossible, "", func(o *RulingOrder) { o.Person = "" }, lookback.ErrInvalid, "nobody is named"},
		{"Machine_R29", 1, identity, same, "", func(o *RulingOrder) { o.Person = " Lookback" }, lookback.ErrDenied, "a machine ranks"},
		{"ThreatWithoutEvidence_R27", 1, lookback.AxisThreat, lookback.ThreatDirect, "", func(o *RulingOrder) { o.Evidence = nil }, lookback.ErrInvalid, "needs evidence"},
		{"ClosedUnseen", 1, lookback.AxisWorkflow, lookback.WorkClosed, "", nil, lookback.ErrDenied, "nobody has ruled"},
		{"DuplicateOfItself", 1, identity, lookback.IdentityDuplicate, "", func(o *RulingOrder) { o.Of = o.Case }, lookback.ErrInvalid, "does not repeat itself"},
		{"DuplicateOfNothing", 1, identity, lookback.IdentityDuplicate, "", func(o *RulingOrder) { o.Of = 77 }, lookback.ErrNotFound, "case 77"},
		{"CaseMoved", 1, identity, lookback.IdentityPossible, "", func(o *RulingOrder) { o.From = lookback.IdentityProbable }, lookback.ErrConflict, "no longer"},
		{"NoSuchCase", 1, identity, lookback.IdentityPossible, "", func(o *RulingOrder) { o.Case = 9 }, lookback.ErrNotFound, "case 9"},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t)
			o := order(w.open(t, test.record), test.axis, test.to)
			if test.proof != "" {
				o = order(lookback.Case{ID: o.Case, RecordID: test.record}, test.axis, test.to, test.proof)
			}
			if test.change != nil {
				test.change(&o)
			}
			w.refused(t, test.kind, test.words, func(ctx context.Context) error { _, err := w.Rule(ctx, o); return err })
		})
	}
}

// TestSecondPerson_R28 lists which rulings wait for a second person.
func TestSecondPerson_R28(t *testing.T) {
	for _, test := range []struct {
		name   string
		record int64
		axis   lookback.Axis
		to     lookback.AxisValue
		proof  string
		waits  bool
	}{
		{"Confirmed", 1, lookback.AxisIdentity, lookback.IdentitySame, "document:x", true},
		{"Association", 1, lookback.AxisTie, lookback.TieAssociation, "tie:T-owned", true},
		{"Involvement", 1, lookback.AxisTie, lookback.TieInvolvement, "path-alert:1", true},
		{"InvolvementThatEnded", 1, lookback.AxisTie, lookback.TieInvolvement, "tie:T-left", true},
		{"AssociationByPath", 3, lookback.AxisTie, lookback.TieAssociation, "path-alert:3", true},
		{"Threat", 1, lookback.AxisThreat, lookback.ThreatDirect, "document:x", true},
		{"ClearedHighScore", 3, lookback.AxisIdentity, lookback.IdentityDifferent, "document:x", true},
		{"RefutedHighScore", 3, lookback.AxisTie, lookback.TieRefuted, "document:x", true},
		{"NoticeHighScore", 3, lookback.AxisOutcome, lookback.OutcomeCleared, "document:x", true},
		{"ClearedLowScore", 2, lookback.AxisIdentity, lookback.IdentityDifferent, "document:x", false},
		{"Insufficient", 3, lookback.AxisIdentity, lookback.IdentityInsufficient, "document:x", false},
		{"Contextual", 2, lookback.AxisTie, lookback.TieContextual, "tie:T-moved", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t)
			c := w.open(t, test.record)
			r := w.rule(t, order(c, test.axis, test.to, test.proof))
			if waits := r.State == lookback.RulingPending; waits != test.waits || waits == (r.Needs == "") {
				t.Fatalf("ruling is %s (%q), waits should be %t", r.State, r.Needs, test.waits)
			}
			if !test.waits {
				if got := w.file(t, c.ID).Case.On(test.axis); got != test.to {
					t.Errorf("%s is %q, want %q", test.axis, got, test.to)
				}
				return
			}
			if got := w.file(t, c.ID).Case; got != c {
				t.Errorf("a ruling that waits changed the case to %+v", got)
			}
			for _, name := range []string{"A. Analyst", " a.  ANALYST "} {
				w.refused(t, lookback.ErrDenied, "a second person", func(ctx context.Context) error {
					_, err := w.Second(ctx, SecondOrder{Ruling: r.ID, Person: name, Agrees: true, Reasons: "I agree with myself"})
					return err
				})
			}
			w.second(t, r)
			got, want := w.file(t, c.ID).Case, c.With(test.axis, test.to)
			want.Changed = got.Changed
			if got != want {
				t.Errorf("after the second person the case is %+v, want %+v", got, want)
			}
		})
	}
}

func TestClosingHighScore_R28(t *testing.T) {
	w := newWorld(t)
	c := w.open(t, 3)
	w.rule(t, order(c, lookback.AxisIdentity, lookback.IdentityInsufficient))
	closing := w.rule(t, order(c, lookback.AxisWorkflow, lookback.WorkClosed))
	if closing.State != lookback.RulingPending {
		t.Fatalf("closing is %s", closing.State)
	}
	w.second(t, closing)
	if f := w.file(t, c.ID); f.Case.Workflow != lookback.WorkClosed || f.Case.Identity != lookback.IdentityInsufficient {
		t.Errorf("closed case is %+v", f.Case)
	}
	w.refused(t, lookback.ErrConflict, "reopen it first", func(ctx context.Context) error {
		_, err := w.Rule(ctx, order(c, lookback.AxisIdentity, lookback.IdentityPossible))
		return err
	})
}

func TestClosingWaitsForPendingRulings_R28(t *testing.T) {
	w := newWorld(t)
	c := w.open(t, 1)
	w.rule(t, order(c, lookback.AxisIdentity, lookback.IdentityPossible))
	w.rule(t, order(c, lookback.AxisIdentity, lookback.IdentitySame))
	w.refused(t, lookback.ErrConflict, "awaits its second person", func(ctx context.Context) error {
		_, err := w.Rule(ctx, order(c, lookback.AxisWorkflow, lookback.WorkClosed))
		return err
	})
}

// TestOnePersonDoesNotUndoTwo_R28 takes a finding of two people back.
func TestOnePersonDoesNotUndoTwo_R28(t *testing.T) {
	w := newWorld(t)
	c := w.open(t, 1)
	w.second(t, w.rule(t, order(c, lookback.AxisIdentity, lookback.IdentitySame)))
	if r := w.rule(t, order(c, lookback.AxisIdentity, lookback.IdentityPossible)); r.State != lookback.RulingPending {
		t.Errorf("one person alone took back what two found: %s", r.State)
	}
}

func TestOverrideByTwo_R9(t *testing.T) {
	w := newWorld(t)
	c := w.open(t, 2)
	o := order(c, lookback.AxisIdentity, lookback.IdentitySame, "document:interview 12")
	o.Override = "she says herself that she is the person"
	r := w.second(t, w.rule(t, o))
	f := w.file(t, c.ID)
	if f.Case.Identity != lookback.IdentitySame || r.Override != o.Override || r.Second.Person != "S. Supervisor" {
		t.Errorf("case is %+v by ruling %+v", f.Case, r)
	}
}

func TestSecondRefusals(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(*SecondOrder)
		before func(t *testing.T, w *world)
		kind   error
		words  string
	}{
		{"NoReasons_R29", func(o *SecondOrder) { o.Reasons = "\n" }, nil, lookback.ErrInvalid, "own written reasons"},
		{"Machine_R29", func(o *SecondOrder) { o.Person = "lookback" }, nil, lookback.ErrDenied, "a machine ranks"},
		{"Nobody_R28", func(o *SecondOrder) { o.Person = " " }, nil, lookback.ErrInvalid, "nobody is named"},
		{"NoSuchRuling", func(o *SecondOrder) { o.Ruling = 9 }, nil, lookback.ErrNotFound, "ruling 9"},
		{"AlertEndedSince_R9", nil, func(t *testing.T, w *world) {
			w.mustWrite(t, func(tx store.Tx) error {
				_, _, err := tx.PutAlert(nameAlert(1, "p1", 9500, lookback.Identified, lookback.AlertEnded))
				return err
			})
		}, lookback.ErrDenied, "no independent identifier"},
		{"CaseMovedSince", nil, func(t *testing.T, w *world) {
			w.rule(t, order(lookback.Case{ID: 1, RecordID: 1}, lookback.AxisIdentity, lookback.IdentityProbable))
		}, lookback.ErrConflict, "no longer"},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t)
			r := w.rule(t, order(w.open(t, 1), lookback.AxisIdentity, lookback.IdentitySame))
			o := SecondOrder{Ruling: r.ID, Person: "S. Supervisor", Agrees: true, Reasons: "read it all"}
			if test.change != nil {
				test.change(&o)
			}
			if test.before != nil {
				test.before(t, w)
			}
			w.refused(t, test.kind, test.words, func(ctx context.Context) error { _, err := w.Second(ctx, o); return err })
		})
	}
}

func (w *world) mustWrite(t *testing.T, fn func(tx store.Tx) error) {
	t.Helper()
	if err := w.write(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

func TestSecondPersonMayDisagree(t *testing.T) {
	w := newWorld(t)
	c := w.open(t, 1)
	r := w.rule(t, order(c, lookback.AxisIdentity, lookback.IdentitySame))
	no := SecondOrder{Ruling: r.ID, Person: "S. Supervisor", Reasons: "the photographs differ"}
	r, err := w.Second(t.Context(), no)
	if err != nil || r.State != lookback.RulingRefused {
		t.Fatalf("ruling is %s (%v)", r.State, err)
	}
	if f := w.file(t, c.ID); f.Case != c || len(f.History) != 0 || f.Rulings[0].Second.Reasons != no.Reasons {
		t.Errorf("a refused ruling left %+v", f)
	}
	no.Agrees = true
	w.refused(t, lookback.ErrConflict, "awaits nobody", func(ctx context.Context) error { _, err := w.Second(ctx, no); return err })
}

// TestNoBulkConfirm_R29 looks at the types: no command takes more than one case.
func TestNoBulkConfirm_R29(t *testing.T) {
	for _, order := range []any{ChangeOrder{}, RulingOrder{}} {
		if field, ok := reflect.TypeOf(order).FieldByName("Case"); !ok || field.Type.Kind() != reflect.Int64 {
			t.Errorf("%T is not about one case", order)
		}
	}
	if field, ok := reflect.TypeFor[SecondOrder]().FieldByName("Ruling"); !ok || field.Type.Kind() != reflect.Int64 {
		t.Error("a second review is not about one ruling")
	}
	for m := range reflect.TypeFor[*Service]().Methods() {
		for in := range m.Type.Ins() {
			if in.Kind() == reflect.Slice {
				t.Errorf("%s takes many at once", m.Name)
			}
		}
	}
}
