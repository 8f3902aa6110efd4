package casework

import (
	"context"
	"errors"
	"testing"
	"time"

	"lookback"
	"lookback/internal/store"
)

func change(id int64, x lookback.Axis, to lookback.AxisValue) ChangeOrder {
	o := ChangeOrder{Case: id, Axis: x, To: to, Actor: "A. Analyst", Reason: "letter of 1 March", Evidence: []lookback.EvidenceRef{lookback.AlertEvidence(1)}, Source: "registry", Time: start}
	if to.Legal() {
		o.Legal = lookback.Legal{Nature: lookback.Administrative, Basis: "removal order 12"}
	}
	return o
}

// TestArrestSaysNothingAboutTheTie_R27 and that nobody can be found says nothing about involvement.
func TestArrestSaysNothingAboutTheTie_R27(t *testing.T) {
	for _, to := range lookback.AxisWhereabouts.Values()[1:] {
		w := newWorld(t)
		before := w.open(t, 1)
		after, err := w.Change(t.Context(), change(before.ID, lookback.AxisWhereabouts, to))
		if err != nil {
			t.Fatal(err)
		}
		want := before.With(lookback.AxisWhereabouts, to)
		want.Changed = after.Changed
		if after != want {
			t.Errorf("%s: case is %+v, want %+v", to, after, want)
		}
	}
}

func TestChangeRefusals(t *testing.T) {
	for _, test := range []struct {
		name   string
		axis   lookback.Axis
		to     lookback.AxisValue
		change func(*ChangeOrder)
		kind   error
		words  string
	}{
		{"IdentityWithoutRuling_R29", lookback.AxisIdentity, lookback.IdentitySame, nil, lookback.ErrDenied, "by a ruling"},
		{"TieWithoutRuling_R29", lookback.AxisTie, lookback.TieInvolvement, nil, lookback.ErrDenied, "by a ruling"},
		{"ThreatWithoutRuling_R27", lookback.AxisThreat, lookback.ThreatDirect, nil, lookback.ErrDenied, "by a ruling"},
		{"ClosedWithoutRuling_R28", lookback.AxisWorkflow, lookback.WorkClosed, nil, lookback.ErrDenied, "by a ruling"},
		{"ClearedWithoutRuling_R28", lookback.AxisOutcome, lookback.OutcomeCleared, nil, lookback.ErrDenied, "by a ruling"},
		{"NoReason_R29", lookback.AxisWorkflow, lookback.WorkTriage, func(o *ChangeOrder) { o.Reason = "" }, lookback.ErrInvalid, "reason"},
		{"Machine_R29", lookback.AxisWhereabouts, lookback.InCustody, func(o *ChangeOrder) { o.Actor = "LOOKBACK" }, lookback.ErrDenied, "a machine ranks"},
		{"CustodyWithoutNature_R27", lookback.AxisWhereabouts, lookback.InCustody, func(o *ChangeOrder) { o.Legal.Nature = "" }, lookback.ErrInvalid, "administrative or criminal"},
		{"UnknownSinceWhen", lookback.AxisWhereabouts, lookback.Unlocated, func(o *ChangeOrder) { o.Time = time.Time{} }, lookback.ErrInvalid, "since when"},
		{"EvidenceOfAnother", lookback.AxisWhereabouts, lookback.Located, func(o *ChangeOrder) { o.Evidence[0].ID = "2" }, lookback.ErrDenied, "another record"},
		{"ReopenedWhileOpen", lookback.AxisWorkflow, lookback.WorkReopened, nil, lookback.ErrConflict, "not closed"},
		{"CaseMoved", lookback.AxisWorkflow, lookback.WorkTriage, func(o *ChangeOrder) { o.From = lookback.WorkInvestigating }, lookback.ErrConflict, "no longer"},
		{"NoAxis_R27", "guilt", "guilty", nil, lookback.ErrInvalid, "not an axis"},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t)
			o := change(w.open(t, 1).ID, test.axis, test.to)
			if test.change != nil {
				test.change(&o)
			}
			w.refused(t, test.kind, test.words, func(ctx context.Context) error { _, err := w.Change(ctx, o); return err })
		})
	}
}

func TestOpenCaseRefusals(t *testing.T) {
	for _, test := range []struct {
		name, ground, actor string
		kind                error
		words               string
	}{
		{"Twice", "path-alert:1", "Q. Queue", lookback.ErrConflict, "record 1 has case 1"},
		{"EndedAlert", "alert:4", "Q. Queue", lookback.ErrConflict, "has ended"},
		{"NoAlert", "document:x", "Q. Queue", lookback.ErrInvalid, "not an alert"},
		{"UnknownAlert", "alert:99", "Q. Queue", lookback.ErrNotFound, "alert 99"},
		{"Machine_R29", "alert:2", "lookback", lookback.ErrDenied, "a machine ranks"},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t)
			w.open(t, 1)
			ground, err := lookback.ParseEvidenceRef(test.ground)
			if err != nil {
				t.Fatal(err)
			}
			w.refused(t, test.kind, test.words, func(ctx context.Context) error { _, err := w.OpenCase(ctx, ground, test.actor); return err })
		})
	}
}

func TestAssignAndNote(t *testing.T) {
	w := newWorld(t)
	c := w.open(t, 2)
	if _, err := w.Assign(t.Context(), c.ID, "A. Analyst", "Q. Queue", "speaks the language"); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Note(t.Context(), c.ID, "A. Analyst", "asked the registry"); err != nil {
		t.Fatal(err)
	}
	f := w.file(t, c.ID)
	if f.Case.Assignee != "A. Analyst" || len(f.History) != 2 || f.History[1].Text != "asked the registry" {
		t.Errorf("file is %+v", f)
	}
	mine, err := w.ListCases(t.Context(), store.CaseFilter{Assignee: "A. Analyst"})
	if err != nil || len(mine) != 1 {
		t.Errorf("my cases are %v (%v)", mine, err)
	}
	w.refused(t, lookback.ErrInvalid, "needs words", func(ctx context.Context) error { _, err := w.Note(ctx, c.ID, "A. Analyst", " "); return err })
	w.refused(t, lookback.ErrConflict, "already", func(ctx context.Context) error {
		_, err := w.Assign(ctx, c.ID, "A. Analyst", "Q. Queue", "again")
		return err
	})
}

func TestReopening(t *testing.T) {
	w := newWorld(t)
	c := w.open(t, 2)
	w.rule(t, order(c, lookback.AxisIdentity, lookback.IdentityDifferent))
	w.rule(t, order(c, lookback.AxisWorkflow, lookback.WorkClosed))
	after, err := w.Change(t.Context(), change(c.ID, lookback.AxisWorkflow, lookback.WorkReopened))
	if !errors.Is(err, lookback.ErrDenied) { // the evidence is about record 1
		t.Fatalf("got %+v, %v", after, err)
	}
	o := change(c.ID, lookback.AxisWorkflow, lookback.WorkReopened)
	o.Evidence = nil
	if after, err = w.Change(t.Context(), o); err != nil || after.Workflow != lookback.WorkReopened || after.Identity != lookback.IdentityDifferent {
		t.Errorf("reopened case is %+v (%v)", after, err)
	}
}

func TestErasedRecordHasNoFile_R34(t *testing.T) {
	w := newWorld(t)
	c := w.open(t, 2)
	w.mustWrite(t, func(tx store.Tx) error { return tx.EraseRecord(2) })
	w.refused(t, lookback.ErrNotFound, "", func(ctx context.Context) error { _, err := w.GetFile(ctx, c.ID, store.Now); return err })
	w.refused(t, lookback.ErrNotFound, "", func(ctx context.Context) error { _, err := w.Note(ctx, c.ID, "A. Analyst", "x"); return err })
}
