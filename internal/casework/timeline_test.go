package casework

import (
	"slices"
	"testing"
	"time"

	"lookback"
)

// R1: what was learnt in May about March stands in March, and what was known in April is still told as it was known then.
func TestTwoTimelines_R1(t *testing.T) {
	w := newWorld(t)
	c := w.open(t, 1)
	put := func(day time.Time, to lookback.AxisValue, since time.Time) {
		t.Helper()
		w.now = day
		o := change(c.ID, lookback.AxisWhereabouts, to)
		o.Time = since
		if _, err := w.Change(t.Context(), o); err != nil {
			t.Fatal(err)
		}
	}
	march, april, may, june := start, start.AddDate(0, 1, 0), start.AddDate(0, 2, 0), start.AddDate(0, 3, 0)
	put(april, lookback.Unlocated, march)
	put(may, lookback.Located, march.AddDate(0, 0, 10)) // learnt two months later
	put(june, lookback.InCustody, june)
	held := func(known, on time.Time) (values []lookback.AxisValue) {
		t.Helper()
		all, err := w.Timeline(t.Context(), c.ID, known, Reader{})
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range all {
			if h.On(on) {
				values = append(values, h.Value)
			}
		}
		return values
	}
	later := time.Hour
	for _, test := range []struct {
		name      string
		known, on time.Time
		want      lookback.AxisValue
	}{
		{"ThenAsKnownThen", april.Add(later), march.AddDate(0, 0, 12), lookback.Unlocated},
		{"ThenAsKnownNow", time.Time{}, march.AddDate(0, 0, 12), lookback.Located},
		{"BeforeThat", time.Time{}, march.AddDate(0, 0, 5), lookback.Unlocated},
		{"Now", time.Time{}, june.Add(later), lookback.InCustody},
		{"NowAsKnownInMay", may.Add(later), june.Add(later), lookback.Located},
	} {
		if got := held(test.known, test.on); !slices.Equal(got, []lookback.AxisValue{test.want}) {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
	}
	if got := held(time.Time{}, march.AddDate(0, 0, -1)); got != nil {
		t.Errorf("before anything is known: got %q", got)
	}
}
