package casework

import (
	"errors"
	"slices"
	"testing"

	"lookback"
	"lookback/internal/store"
)

// closeOn opens the case of a record, rules on it with evidence, and closes it.
func (w *world) closeOn(t *testing.T, record int64, evidence ...string) lookback.Case {
	t.Helper()
	c := w.open(t, record)
	w.rule(t, order(c, lookback.AxisIdentity, lookback.IdentityProbable))
	if len(evidence) > 0 {
		w.rule(t, order(c, lookback.AxisTie, lookback.TieContextual, evidence...))
	}
	if r := w.rule(t, order(c, lookback.AxisWorkflow, lookback.WorkClosed)); r.State == lookback.RulingPending {
		w.second(t, r)
	}
	return w.file(t, c.ID).Case
}

// retract withdraws a tie as screening does.
func (w *world) retract(t *testing.T, tie string) {
	t.Helper()
	w.event(t, lookback.EventTieRetracted, func(tx store.Tx) error {
		_, err := tx.PutRetraction(lookback.Retraction{Tie: tie, By: "tie desk", Reason: "mistaken", Recorded: start})
		return err
	})
}

// event stores what fn writes under an event of a kind.
func (w *world) event(t *testing.T, kind lookback.EventKind, fn func(tx store.Tx) error) {
	t.Helper()
	err := w.st.Update(t.Context(), func(tx store.Tx) error {
		if err := fn(tx); err != nil {
			return err
		}
		_, err := tx.AppendEvent(lookback.Event{Time: w.now, Kind: kind, Actor: "intake", Subject: "test"})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// stranger adds a record with an alert of its own and opens its case.
func (w *world) stranger(t *testing.T, key string) lookback.Case {
	t.Helper()
	var a lookback.Alert
	w.mustWrite(t, func(tx store.Tx) error {
		batch := []lookback.Record{{Source: "crm", Key: key, Arrived: start, Party: lookback.Party{Kind: lookback.KindPerson, Names: []lookback.Name{{Full: "Orsolya Vendrik"}}}}}
		if _, err := tx.PutRecords(batch); err != nil {
			return err
		}
		var err error
		a, _, err = tx.PutAlert(nameAlert(batch[0].ID, "p9", 7500, lookback.NameOnly, lookback.AlertOpen))
		return err
	})
	c, err := w.OpenCase(t.Context(), lookback.AlertEvidence(a.ID), "Q. Queue")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// unrelated closes the case of a record that has nothing to do with the others.
func (w *world) unrelated(t *testing.T) {
	t.Helper()
	c := w.stranger(t, "4")
	for _, o := range []RulingOrder{order(c, lookback.AxisIdentity, lookback.IdentityProbable), order(c, lookback.AxisWorkflow, lookback.WorkClosed)} {
		o.Evidence = []lookback.EvidenceRef{c.Ground}
		w.rule(t, o)
	}
}

// TestWhatFallsReopensWhatReliedOnIt_R5: three closed cases relied on one tie, by the path alert that was the ground of
// the first, by a ruling of the second, and by a change in the third. All three are reopened with the reason and their
// recipients listed; the fourth is untouched; and doing it again does nothing.
func TestWhatFallsReopensWhatReliedOnIt_R5(t *testing.T) {
	w := newWorld(t)
	first, err := w.OpenCase(t.Context(), lookback.PathAlertEvidence(1), "Q. Queue")
	if err != nil {
		t.Fatal(err)
	}
	w.rule(t, order(first, lookback.AxisIdentity, lookback.IdentityProbable))
	w.second(t, w.rule(t, order(first, lookback.AxisWorkflow, lookback.WorkClosed)))
	w.closeOn(t, 2, "tie:T-works")
	third := w.open(t, 3)
	o := change(third.ID, lookback.AxisWhereabouts, lookback.Located)
	o.Evidence = []lookback.EvidenceRef{lookback.TieEvidence("T-works")}
	if _, err := w.Change(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	w.rule(t, order(third, lookback.AxisIdentity, lookback.IdentityProbable))
	w.second(t, w.rule(t, order(third, lookback.AxisWorkflow, lookback.WorkClosed)))
	w.unrelated(t)
	sent := w.disclosed(t, w.file(t, 2).Case)
	w.follow(t)
	before := w.cases(t)

	w.retract(t, "T-works")
	if f := w.follow(t); f.Reopened != 3 || f.Flagged != 0 || f.Notices != 1 {
		t.Errorf("followed: %+v", f)
	}
	for i, c := range w.cases(t) {
		want := before[i]
		if c.ID <= 3 {
			want.Workflow, want.Changed = lookback.WorkReopened, c.Changed
		}
		if c != want {
			t.Errorf("case is %+v, want %+v", c, want)
		}
		if history := w.file(t, c.ID).History; c.ID <= 3 && history[len(history)-1].Change.Reason != "tie T-works was retracted" {
			t.Errorf("case %d says %+v", c.ID, history[len(history)-1])
		}
	}
	notices, err := w.ListNotices(t.Context(), store.KeptFilter{})
	if err != nil || len(notices) != 1 || notices[0].Disclosure != sent.ID || notices[0].Why != "tie T-works was retracted" {
		t.Errorf("notices: %+v (%v)", notices, err)
	}
	if again := w.follow(t); again.Reopened+again.Flagged+again.Notices != 0 {
		t.Errorf("again: %+v", again)
	}
}

// TestWhatFallsFlagsOpenCases_R5 weakens one alert in every way; the open case that relied on it says so, and stays as it was.
func TestWhatFallsFlagsOpenCases_R5(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(a *lookback.Alert)
		flags  int
	}{
		{"Delisted", func(a *lookback.Alert) { a.State, a.Reason = lookback.AlertEnded, "the entry was removed" }, 1},
		{"LowerScore", func(a *lookback.Alert) { a.Evidence.Score = 8000 }, 1},
		{"IdentifierCorrected", func(a *lookback.Alert) { a.Evidence.Strength = lookback.NameOnly }, 1},
		{"HigherScore", func(a *lookback.Alert) { a.Evidence.Score = 9900 }, 0},
		{"OtherDetails", func(a *lookback.Alert) { a.Evidence.Priority = 3 }, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t)
			c := w.open(t, 1)
			w.follow(t)
			w.renew(t, 1, test.change)
			f := w.follow(t)
			file := w.file(t, c.ID)
			flags := slices.DeleteFunc(file.History, func(e lookback.CaseEntry) bool { return e.Kind != lookback.CaseFlag })
			if f.Flagged != test.flags || len(flags) != test.flags || file.Case != c {
				t.Errorf("%+v, flags %+v, case %+v", f, flags, file.Case)
			}
		})
	}
}

func TestSupersededTieFlags_R5(t *testing.T) {
	w := newWorld(t)
	c := w.open(t, 2)
	w.rule(t, order(c, lookback.AxisTie, lookback.TieContextual, "tie:T-moved"))
	w.follow(t)
	regraded := tie("T-moved-2", lookback.RecordNode("crm/2"), lookback.ClassMovedBy, lookback.NetworkNode(network))
	regraded.Grade, regraded.Supersedes = lookback.Grade{Source: lookback.SourceNot, Info: lookback.InfoDoubtful}, "T-moved"
	w.event(t, lookback.EventTies, func(tx store.Tx) error { _, err := tx.PutTies([]lookback.Tie{regraded}); return err })
	if f := w.follow(t); f.Flagged != 1 {
		t.Errorf("followed: %+v", f)
	}
	history := w.file(t, c.ID).History
	if last := history[len(history)-1]; last.Kind != lookback.CaseFlag || last.Text != "tie T-moved was superseded by tie T-moved-2" || last.Actor != machine {
		t.Errorf("history ends with %+v", last)
	}
}

// TestTakenBackFindingIsCorrected_R35: who got a finding is told when two people take it back, and not before.
func TestTakenBackFindingIsCorrected_R35(t *testing.T) {
	w := newWorld(t)
	c := w.open(t, 1)
	w.second(t, w.rule(t, order(c, lookback.AxisIdentity, lookback.IdentitySame)))
	w.disclosed(t, c)
	w.follow(t)
	r := w.rule(t, order(c, lookback.AxisIdentity, lookback.IdentityDifferent))
	if f := w.follow(t); f.Notices != 0 {
		t.Errorf("before the second person: %+v", f)
	}
	w.second(t, r)
	if f := w.follow(t); f.Notices != 1 {
		t.Errorf("after: %+v", f)
	}
}

// TestFollowFailsAsAWhole stops in the middle of a page: nothing of it is kept, and the next time does all of it.
func TestFollowFailsAsAWhole(t *testing.T) {
	w := newWorld(t)
	w.closeOn(t, 1, "tie:T-works")
	w.follow(t)
	w.retract(t, "T-works")
	before := w.position(t)
	stopped := errors.New("killed")
	err := w.st.Update(t.Context(), func(tx store.Tx) error {
		var page Followed
		if err := w.Service.follow(tx, &page); err != nil || page.Reopened != 1 {
			t.Errorf("followed %+v (%v)", page, err)
		}
		return stopped
	})
	if !errors.Is(err, stopped) || w.position(t) != before {
		t.Fatalf("got %v at %d, want a stop at %d", err, w.position(t), before)
	}
	if f := w.follow(t); f.Reopened != 1 {
		t.Errorf("the next time: %+v", f)
	}
}
