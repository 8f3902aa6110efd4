package casework

import (
	"cmp"
	"errors"
	"slices"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"lookback"
)

// The worklist is the same page by page, in the order in which steps fall due, whatever fits on a page and whoever asks for what.
func TestWorklistPageByPage(t *testing.T) {
	w := newWorld(t)
	w.open(t, 1)
	w.open(t, 2)
	w.open(t, 3)
	w.openMore(t, 6)
	for i, to := range []lookback.AxisValue{lookback.WorkTriage, lookback.WorkInvestigating, lookback.WorkTriage, lookback.WorkAwaitingInfo} {
		w.now = w.now.Add(3 * time.Hour)
		if _, err := w.Change(t.Context(), ChangeOrder{Case: int64(2*i + 2), Axis: lookback.AxisWorkflow, To: to, Actor: "A. Analyst", Reason: "next step"}); err != nil {
			t.Fatal(err)
		}
	}
	for _, id := range []int64{2, 5, 6} {
		if _, err := w.Assign(t.Context(), id, "B. Bend", "A. Analyst", "hers"); err != nil {
			t.Fatal(err)
		}
	}
	w.now = w.now.Add(defaultDue[lookback.WorkTriage])
	for _, test := range []struct {
		f    WorkFilter
		want int
	}{{WorkFilter{}, 9}, {WorkFilter{Assignee: "B. Bend"}, 3}, {WorkFilter{Late: true}, 7}, {WorkFilter{Assignee: "nobody"}, 0}} {
		whole, err := w.Worklist(t.Context(), test.f)
		inOrder := slices.IsSortedFunc(whole, func(a, b Work) int { return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(a.Case.ID, b.Case.ID)) })
		if err != nil || len(whole) != test.want || !inOrder || test.f.Late && slices.ContainsFunc(whole, func(w Work) bool { return !w.Late }) {
			t.Fatalf("%+v: got %+v (%v), want %d in order", test.f, whole, err, test.want)
		}
		for limit := 1; limit < 11; limit++ {
			var paged []Work
			for after := (WorkMark{}); ; {
				page, next, err := w.WorkPage(t.Context(), test.f, after, limit)
				if err != nil || len(page) > limit {
					t.Fatalf("%+v: got %d cases (%v), want at most %d", test.f, len(page), err, limit)
				}
				if read, err := ParseWorkMark(next.String()); next != (WorkMark{}) && (err != nil || read != next) {
					t.Errorf("mark %+v is read as %+v (%v)", next, read, err)
				}
				if paged = append(paged, page...); next == (WorkMark{}) {
					break
				}
				after = next
			}
			if diff := gocmp.Diff(paged, whole); diff != "" {
				t.Errorf("%+v, %d at a time (-paged +whole):\n%s", test.f, limit, diff)
			}
		}
	}
	for _, bad := range []string{"7", "7/", "x/2026-01-01T00:00:00Z", "7/yesterday"} {
		if _, err := ParseWorkMark(bad); !errors.Is(err, lookback.ErrInvalid) {
			t.Errorf("%q: got %v, want a refusal", bad, err)
		}
	}
}
