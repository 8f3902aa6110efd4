package casework

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"lookback"
	"lookback/internal/store"
)

func erasureOrder() ErasureOrder {
	return ErasureOrder{Record: "crm/1", Purposes: []string{"passenger-data"}, Ground: "C-817/19", Request: "R-17", Person: "A. Analyst"}
}

func (w *world) proposeErasure(t *testing.T) lookback.Erasure {
	t.Helper()
	e, err := w.ProposeErasure(t.Context(), erasureOrder())
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// TestRetentionConflicts_R34 is the written rule: the longest duty to keep beats every duty to erase, and of these the
// earliest counts.
func TestRetentionConflicts_R34(t *testing.T) {
	day := func(y int, m time.Month) time.Time { return time.Date(y, m, 1, 9, 0, 0, 0, time.UTC) }
	for _, test := range []struct {
		name     string
		purposes []string
		want     Retention
	}{
		{"None", nil, Retention{}},
		{"Keep", []string{"sanctions-screening"}, Retention{KeepUntil: day(2036, 3), KeepLaw: "31 CFR 501.601"}},
		{"Erase", []string{"passenger-data"}, Retention{EraseBy: day(2026, 9), EraseLaw: "C-817/19"}},
		{"EarliestErasure", []string{"criminal-intelligence", "passenger-data"}, Retention{EraseBy: day(2026, 9), EraseLaw: "C-817/19"}},
		{"KeepBeatsErase", []string{"passenger-data", "sanctions-screening"},
			Retention{KeepUntil: day(2036, 3), KeepLaw: "31 CFR 501.601", EraseBy: day(2036, 3), EraseLaw: "C-817/19"}},
	} {
		got, err := Resolve(DefaultRules(), test.purposes, start)
		if err != nil || !got.KeepUntil.Equal(test.want.KeepUntil) || !got.EraseBy.Equal(test.want.EraseBy) || got.KeepLaw != test.want.KeepLaw || got.EraseLaw != test.want.EraseLaw {
			t.Errorf("%s: got %+v (%v), want %+v", test.name, got, err, test.want)
		}
	}
	if _, err := Resolve(DefaultRules(), []string{"curiosity"}, start); !errors.Is(err, lookback.ErrInvalid) {
		t.Errorf("a purpose without a rule: %v", err)
	}
	for _, text := range []string{"", "a,b\n", "purpose,law,keep_months,erase_months\nx,y,,\n", "purpose,law,keep_months,erase_months\nx,y,z,\n", "purpose,law,keep_months,erase_months\n,y,1,\n"} {
		if _, err := ParseRules(text); !errors.Is(err, lookback.ErrInvalid) {
			t.Errorf("rules %q: %v", text, err)
		}
	}
}

func TestErasureRefusals_R28_R34(t *testing.T) {
	w := newWorld(t)
	for _, test := range []struct {
		name   string
		change func(o *ErasureOrder)
		kind   error
		words  string
	}{
		{"NoGround", func(o *ErasureOrder) { o.Ground = "" }, lookback.ErrInvalid, "written words"},
		{"NoPurpose", func(o *ErasureOrder) { o.Purposes = nil }, lookback.ErrInvalid, "purposes"},
		{"UnknownPurpose", func(o *ErasureOrder) { o.Purposes = []string{"curiosity"} }, lookback.ErrInvalid, "no retention rule"},
		{"DutyToKeep", func(o *ErasureOrder) { o.Purposes = append(o.Purposes, "sanctions-screening") }, lookback.ErrDenied, "keeps the record until 2036-03-01"},
		{"Machine_R29", func(o *ErasureOrder) { o.Person = "lookback" }, lookback.ErrDenied, "a machine ranks"},
		{"NoRecord", func(o *ErasureOrder) { o.Record = "crm/9" }, lookback.ErrNotFound, "crm/9"},
	} {
		t.Run(test.name, func(t *testing.T) {
			o := erasureOrder()
			o.Purposes = slices.Clone(o.Purposes)
			test.change(&o)
			w.refused(t, test.kind, test.words, func(ctx context.Context) error { _, err := w.ProposeErasure(ctx, o); return err })
		})
	}
	e := w.proposeErasure(t)
	w.refused(t, lookback.ErrConflict, "awaits its second person", func(ctx context.Context) error { _, err := w.ProposeErasure(ctx, erasureOrder()); return err })
	approve := func(who string) func(context.Context) error {
		return func(ctx context.Context) error { _, err := w.ApproveErasure(ctx, e.ID, who, true); return err }
	}
	w.refused(t, lookback.ErrDenied, "a second person", approve(" a. analyst"))
	hold, err := w.HoldRecord(t.Context(), "crm/1", "court order 9", "L. Lawyer")
	if err != nil {
		t.Fatal(err)
	}
	w.refused(t, lookback.ErrDenied, "legal hold 1", approve("S. Supervisor"))
	w.now = w.now.AddDate(HoldYears, 0, 1) // nobody revalidated the hold: it ended by itself (R33)
	w.refused(t, lookback.ErrConflict, "stands no longer", func(ctx context.Context) error {
		_, err := w.ReviewHold(ctx, hold.ID, "L. Lawyer", "still needed", false)
		return err
	})
	if err := approve("S. Supervisor")(t.Context()); err != nil {
		t.Error(err)
	}
	w.refused(t, lookback.ErrConflict, "is done", approve("T. Third"))
}

// TestHoldReviewNeverPassesItsEnd_R33 reviews a hold every year: in the fifth it still ends when it was to end.
func TestHoldReviewNeverPassesItsEnd_R33(t *testing.T) {
	w := newWorld(t)
	hold, err := w.HoldRecord(t.Context(), "crm/1", "court order 9", "L. Lawyer")
	if err != nil {
		t.Fatal(err)
	}
	ends := hold.Ends
	for range 4 {
		if w.now.AddDate(1, 0, 0).Before(hold.ReviewBy.Add(-time.Hour)) || hold.ReviewBy.After(ends) {
			t.Errorf("review by %s, end %s, now %s", hold.ReviewBy, ends, w.now)
		}
		w.now = w.now.AddDate(1, 0, 0)
		if hold, err = w.ReviewHold(t.Context(), hold.ID, "L. Lawyer", "still needed", false); err != nil || hold.Ends != ends {
			t.Fatalf("%+v (%v)", hold, err)
		}
	}
	if hold.ReviewBy != ends {
		t.Errorf("the last review is by %s, want the end %s", hold.ReviewBy, ends)
	}
}

// TestErasureLeavesTheReceipt_R34: nothing of the person is found, the recipient is told, what lies outside the store is
// forgotten when the journal is followed, again after a failure, and the numbers stay.
func TestErasureLeavesTheReceipt_R34(t *testing.T) {
	w := newWorld(t)
	var forgotten []int64
	broken := errors.New("the disk is away")
	w.Service = New(w.st, w.Service.now, Options{Forget: func(id int64) error {
		forgotten = append(forgotten, id)
		return broken
	}})
	w.disclosed(t, w.open(t, 1))
	w.protect(t, lookback.ProtectMinor)
	w.follow(t)
	e := w.proposeErasure(t)
	e, err := w.ApproveErasure(t.Context(), e.ID, "S. Supervisor", true)
	if err != nil {
		t.Fatal(err)
	}
	want := lookback.ErasureCounts{Versions: 1, Alerts: 1, PathAlerts: 1, Ties: 8, Conduct: 2, Notices: 1}
	if e.Counts != want || e.State != lookback.ErasureDone {
		t.Errorf("the receipt is %+v, want %+v", e, want)
	}
	if _, err := w.Follow(t.Context()); !errors.Is(err, broken) {
		t.Errorf("following with a broken shelf: %v", err)
	}
	broken = nil
	w.follow(t)
	if !slices.Equal(forgotten, []int64{1, 1}) {
		t.Errorf("forgotten %v, want record 1 until it worked", forgotten)
	}
	notices, err := w.ListNotices(t.Context(), store.KeptFilter{})
	if err != nil || len(notices) != 1 || notices[0].Kind != lookback.NoticeRecall {
		t.Errorf("notices: %+v (%v)", notices, err)
	}
	receipts, err := w.ListErasures(t.Context(), store.KeptFilter{RecordID: 1})
	if err != nil || len(receipts) != 1 || receipts[0].Counts != want {
		t.Errorf("receipts: %+v (%v)", receipts, err)
	}
	if left, err := w.ListDisclosures(t.Context(), store.KeptFilter{RecordID: 1}); err != nil || len(left) != 0 {
		t.Errorf("disclosures are left: %+v (%v)", left, err)
	}
	w.refused(t, lookback.ErrNotFound, "crm/1", func(ctx context.Context) error { _, err := w.ProposeErasure(ctx, erasureOrder()); return err })
}
