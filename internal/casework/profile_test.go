package casework

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"lookback"
	"lookback/internal/store"
)

// A label names an axis or value that there is, so that a renamed value is not left without its word; and every value of
// workflow but the last has its due date.
func TestProfilesNameWhatThereIs(t *testing.T) {
	if got := ProfileNames(); len(got) != 3 {
		t.Errorf("got profiles %q", got)
	}
	for _, name := range ProfileNames() {
		p, err := GetProfile(name)
		if err != nil || p.Title == "" || p.CaseWord == "" || p.EscalateTo == "" {
			t.Fatalf("%s: %+v, %v", name, p, err)
		}
		for key, label := range p.labels {
			axis, value, valued := strings.Cut(key, ":")
			if err := lookback.Axis(axis).Check(lookback.AxisValue(value)); valued && err != nil || lookback.Axis(axis).Values() == nil || label == "" {
				t.Errorf("%s: label %q of %q names nothing (%v)", name, label, key, err)
			}
		}
		for _, v := range lookback.AxisWorkflow.Values() {
			if (p.Due(v) > 0) == (v == lookback.WorkClosed) {
				t.Errorf("%s: %q is due after %s", name, v, p.Due(v))
			}
		}
		if r := p.Redress(); r.Acknowledge <= 0 || r.Answer <= r.Acknowledge || r.Finish <= r.Answer || r.Finish > DefaultRedressTimes.Finish {
			t.Errorf("%s: redress takes %+v", name, r)
		}
	}
	if _, err := GetProfile("bank"); !errors.Is(err, lookback.ErrInvalid) || !strings.Contains(err.Error(), "sanctions-team") {
		t.Errorf("an unknown profile: got %v", err)
	}
}

func TestProfileIsWordsOnly(t *testing.T) {
	p, err := GetProfile("sanctions-team")
	if err != nil {
		t.Fatal(err)
	}
	if got := p.Axis(lookback.AxisIdentity) + ": " + p.Value(lookback.AxisIdentity, lookback.IdentityDifferent); got != "match: false positive" {
		t.Errorf("got %q", got)
	}
	if got := (Profile{}).Axis(lookback.AxisIdentity) + ": " + (Profile{}).Value(lookback.AxisIdentity, lookback.IdentityDifferent); got != "identity: confirmed-different" {
		t.Errorf("without a profile: got %q", got)
	}
}

// A case is late after the time of its profile and escalated after as much again; closed ones are nobody's work.
func TestWorkIsDueByProfile(t *testing.T) {
	p, err := GetProfile("sanctions-team")
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld(t)
	w.profile = p
	w.open(t, 1)
	w.open(t, 2)
	if _, err := w.Change(t.Context(), change(1, lookback.AxisWorkflow, lookback.WorkInvestigating)); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		after           time.Duration
		late, escalated string // numbers of cases
	}{{time.Hour, "", ""}, {26 * time.Hour, "2", ""}, {60 * time.Hour, "2", "2"}, {24 * 6 * time.Hour, "21", "2"}, {24 * 11 * time.Hour, "21", "21"}} {
		w.now = start.Add(test.after)
		all, err := w.Worklist(t.Context(), WorkFilter{})
		if err != nil || len(all) != 2 || all[0].Case.ID != 2 {
			t.Fatalf("after %s: got %+v, %v", test.after, all, err)
		}
		late, escalated := "", ""
		for _, x := range all {
			number := string(rune('0' + x.Case.ID))
			if x.Late {
				late += number
			}
			if x.Escalated == "head of sanctions compliance" {
				escalated += number
			}
		}
		if late != test.late || escalated != test.escalated {
			t.Errorf("after %s: late %q, escalated %q, want %q and %q", test.after, late, escalated, test.late, test.escalated)
		}
	}
	w.rule(t, order(lookback.Case{ID: 2, RecordID: 2}, lookback.AxisIdentity, lookback.IdentityInsufficient))
	w.rule(t, order(lookback.Case{ID: 2, RecordID: 2}, lookback.AxisWorkflow, lookback.WorkClosed))
	if all, err := w.Worklist(t.Context(), WorkFilter{}); err != nil || len(all) != 1 {
		t.Errorf("a closed case is work: %+v, %v", all, err)
	}
}

// A duplicate repeats a case that is none itself, and no case repeats one that repeats it.
func TestDuplicatesDoNotChain_R37(t *testing.T) {
	w := newWorld(t)
	for id := int64(1); id <= 3; id++ {
		w.open(t, id)
	}
	of := func(id, other int64) RulingOrder {
		o := order(lookback.Case{ID: id, RecordID: id}, lookback.AxisIdentity, lookback.IdentityDuplicate)
		o.Of = other
		return o
	}
	w.rule(t, of(2, 1))
	w.refused(t, lookback.ErrConflict, "repeats case 1", func(ctx context.Context) error { _, err := w.Rule(ctx, of(3, 2)); return err })
	w.refused(t, lookback.ErrConflict, "is repeated by case 2", func(ctx context.Context) error { _, err := w.Rule(ctx, of(1, 3)); return err })
	w.rule(t, of(3, 1))
	if err := w.store.View(t.Context(), func(tx store.Tx) error {
		if all, err := repeatsOf(tx, 1); err != nil || !slices.Equal(all, []int64{2, 3}) {
			t.Errorf("case 1 is repeated by %v (%v)", all, err)
		}
		return nil
	}); err != nil {
		t.Error(err)
	}
}
