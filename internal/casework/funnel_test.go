package casework

import (
	"errors"
	"testing"
	"time"

	"lookback"
	"lookback/internal/store"
)

// R37: people are counted and not alerts or records, whatever happened to their cases, and every question adds up.
func TestFunnelCountsPeople_R37(t *testing.T) {
	w := newWorld(t)
	for id := int64(1); id <= 3; id++ {
		w.open(t, id)
	}
	held := change(1, lookback.AxisWhereabouts, lookback.InCustody)
	held.Legal = lookback.Legal{Nature: lookback.Administrative, Basis: "immigration"}
	if _, err := w.Change(t.Context(), held); err != nil {
		t.Fatal(err)
	}
	repeats := order(w.file(t, 2).Case, lookback.AxisIdentity, lookback.IdentityDuplicate)
	repeats.Of = 1
	w.rule(t, repeats)
	f, err := w.Funnel(t.Context(), FunnelQuestion{Least: 1})
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]int{
		"searched": 3, "surfaced": 3, "cases": 3, "duplicates": 1, "people": 2, "standing:in-custody-administrative": 1,
		"standing:in-custody-criminal": 0, "standing:open": 1, "identity:unreviewed": 2, "threat:" + string(lookback.ThreatNone): 2,
	} {
		if c := f.Find(key); c == nil || c.Count != want || c.Definition == "" || c.Key != "searched" && c.Of == "" {
			t.Errorf("%s: got %+v, want %d with definition and denominator", key, c, want)
		}
	}
	if f.Position != w.position(t) || f.AsOf.IsZero() {
		t.Errorf("as of %s, position %d", f.AsOf, f.Position)
	}
	traces, err := f.Follow("standing:in-custody-administrative")
	if last := w.file(t, 1).History; err != nil || len(traces) != 1 || traces[0].Case != 1 || traces[0].Position != last[len(last)-1].Position {
		t.Errorf("got %+v (%v), want the event that put case 1 there", traces, err)
	}
}

// R37: what is published of three people is that there is nothing to publish, and nobody is listed behind it.
func TestFunnelWithholds_R37(t *testing.T) {
	w := newWorld(t)
	w.open(t, 1)
	f, err := w.Funnel(t.Context(), FunnelQuestion{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range f.Cells {
		if c.Count > 0 && !c.Files {
			t.Errorf("%s is %d and printed", c.Key, c.Count)
		}
	}
	if _, err := f.Follow("standing:open"); !errors.Is(err, lookback.ErrDenied) {
		t.Errorf("following a withheld number: got %v, want a refusal", err)
	}
	if _, err := f.Follow("standing:elsewhere"); !errors.Is(err, lookback.ErrNotFound) {
		t.Errorf("following no number: got %v", err)
	}
	for _, s := range f.Spans {
		if s.Median != 0 || s.People > 0 {
			t.Errorf("%s of one person is printed: %+v", s.Key, s)
		}
	}
}

// An erased case is counted as that, and its answers in no question.
func TestFunnelOfTheErased_R37(t *testing.T) {
	w := newWorld(t)
	w.open(t, 1)
	w.open(t, 2)
	if err := w.write(t.Context(), func(tx store.Tx) error { return tx.EraseRecord(2) }); err != nil {
		t.Fatal(err)
	}
	f, err := w.Funnel(t.Context(), FunnelQuestion{Least: 1})
	if err != nil || f.Find("erased").Count != 1 || f.Find("people").Count != 1 {
		t.Errorf("got %+v (%v)", f.Cells, err)
	}
	if _, err := w.Funnel(t.Context(), FunnelQuestion{Run: 7}); !errors.Is(err, lookback.ErrNotFound) {
		t.Errorf("a lookback that does not exist: got %v", err)
	}
}

func TestSpansByNearestRank(t *testing.T) {
	for _, test := range []struct {
		name        string
		took        []time.Duration
		median, p90 time.Duration
	}{
		{"One", []time.Duration{5}, 5, 5},
		{"Two", []time.Duration{9, 1}, 1, 9},
		{"Ten", []time.Duration{10, 9, 8, 7, 6, 5, 4, 3, 2, 1}, 5, 9},
		{"Eleven", []time.Duration{11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1}, 6, 10},
	} {
		var s Span
		if s.set(test.took); s.People != len(test.took) || s.Median != test.median || s.P90 != test.p90 {
			t.Errorf("%s: got %+v, want median %d and ninth decile %d", test.name, s, test.median, test.p90)
		}
	}
}
