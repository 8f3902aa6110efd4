package casework

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"lookback"
	"lookback/internal/screening"
	"lookback/internal/store"
)

// R36: a card, the people behind a number, and a case with a finding are shown with a purpose only, and each look is an event
// in the journal with who, what and why.
func TestReadWithoutReasonIsRefused_R36(t *testing.T) {
	w := newWorld(t)
	c := w.open(t, 1)
	w.open(t, 2)
	w.rule(t, order(c, lookback.AxisIdentity, lookback.IdentityPossible))
	w.second(t, w.rule(t, order(c, lookback.AxisTie, lookback.TieInvolvement, "tie:T-works")))
	for _, test := range []struct {
		what string
		look func(ctx context.Context, r Reader) error
	}{
		{"subject card of case 1", func(ctx context.Context, r Reader) error { _, err := w.Card(ctx, 1, r); return err }},
		{"case 1", func(ctx context.Context, r Reader) error { _, err := w.ReadFile(ctx, 1, r); return err }},
		{"case 1", func(ctx context.Context, r Reader) error { _, err := w.Timeline(ctx, 1, w.now, r); return err }},
		{`the 2 cases behind "standing:open"`, func(ctx context.Context, r Reader) error {
			_, err := w.FollowFunnel(ctx, FunnelQuestion{Least: 1}, "standing:open", r)
			return err
		}},
	} {
		what, look := test.what, test.look
		w.refused(t, lookback.ErrInvalid, "not shown without a purpose", func(ctx context.Context) error { return look(ctx, Reader{Person: "A. Analyst", Purpose: " "}) })
		w.refused(t, lookback.ErrInvalid, "nobody is named", func(ctx context.Context) error { return look(ctx, Reader{Purpose: "review"}) })
		before := w.position(t)
		if err := look(t.Context(), Reader{Person: "A. Analyst", Purpose: "review of 3 May"}); err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		all, err := w.ListAccess(t.Context(), store.KeptFilter{Subject: "a. analyst"})
		if err != nil {
			t.Fatal(err)
		}
		if last := all[len(all)-1]; last.What != what || last.Purpose != "review of 3 May" || last.Position != before+1 {
			t.Errorf("got %+v, want %s recorded at position %d", last, what, before+1)
		}
	}
	before := w.position(t)
	if _, err := w.ReadFile(t.Context(), 2, Reader{Person: "A. Analyst"}); err != nil || w.position(t) != before {
		t.Errorf("a case that is not sensitive: %v, journal moved by %d", err, w.position(t)-before)
	}
}

// TestOneLogOfLooks_R36: what a page opens and what leaves as a file stand in the log in which the command line's looks stand.
func TestOneLogOfLooks_R36(t *testing.T) {
	w := newWorld(t)
	w.open(t, 1)
	for _, step := range []func(ctx context.Context) error{
		func(ctx context.Context) error { return w.StatePurpose(ctx, 1, "A. Analyst", PurposeReview) },
		func(ctx context.Context) error { return w.StatePurpose(ctx, 2, "A. Analyst", PurposeAudit) },
		func(ctx context.Context) error {
			return w.ExportNetwork(ctx, NetworkExport{Form: "dot"}, Reader{Person: "A. Analyst", Purpose: "drawing for the court"}, func(p screening.NetworkPicture) error {
				if len(p.Ties) == 0 {
					t.Error("got no ties")
				}
				return nil
			})
		},
	} {
		if err := step(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	all, err := w.ListAccess(t.Context(), store.KeptFilter{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, x := range all {
		got = append(got, fmt.Sprintf("%s %s of record %d: %s", x.Action, x.What, x.RecordID, x.Purpose))
	}
	want := []string{"read case 1 of record 1: review of the case", "read record 2 of record 2: audit", "export networks as dot of record 0: drawing for the court"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	w.refused(t, lookback.ErrInvalid, "without a purpose", func(ctx context.Context) error {
		return w.ExportNetwork(ctx, NetworkExport{Form: "dot"}, Reader{Person: "A. Analyst"}, func(screening.NetworkPicture) error {
			t.Error("it is handed out before it has a purpose")
			return nil
		})
	})
	w.refused(t, lookback.ErrInvalid, "is not a purpose", func(ctx context.Context) error { return w.StatePurpose(ctx, 1, "A. Analyst", "curiosity") })
	w.refused(t, lookback.ErrNotFound, "", func(ctx context.Context) error { return w.StatePurpose(ctx, 9, "A. Analyst", PurposeAudit) })
}
