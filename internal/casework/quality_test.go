package casework

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"lookback"
)

// R29: a person who follows the machine every time, agrees every time or decides in no time raises an alarm; one who
// looks does not.
func TestRubberStampRaisesAnAlarm_R29(t *testing.T) {
	for _, test := range []struct {
		name string
		p    Reviewer
		want string
	}{
		{"FollowsTheMachine", Reviewer{Person: "A", Ranked: StampDecisions}, "followed the machine"},
		{"AlwaysAgrees", Reviewer{Person: "A", Seconds: StampDecisions}, "agreed in all"},
		{"NoTime", Reviewer{Person: "A", Timed: StampDecisions, Median: StampTime - 1}, "took less than"},
		{"Departs", Reviewer{Person: "A", Ranked: 90, Overrides: 1, Seconds: 90, Disagreed: 1, Timed: 90, Median: StampTime}, ""},
		{"TooFewToSay", Reviewer{Person: "A", Ranked: StampDecisions - 1, Seconds: StampDecisions - 1, Timed: StampDecisions - 1}, ""},
	} {
		got := strings.Join(test.p.alarms(), "\n")
		if (got == "") != (test.want == "") || !strings.Contains(got, test.want) {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
	}
}

// R29: what people decided is counted by person: against the rank, with and without the second person, and how long it took.
func TestQualityCountsDecisions_R29(t *testing.T) {
	w := newWorld(t)
	one, three := w.open(t, 1), w.open(t, 3)
	w.second(t, w.rule(t, order(one, lookback.AxisIdentity, lookback.IdentitySame)))
	r := w.rule(t, order(three, lookback.AxisIdentity, lookback.IdentityDifferent)) // against a score of 0.90
	if _, err := w.Second(t.Context(), SecondOrder{Ruling: r.ID, Person: "S. Supervisor", Reasons: "the birthdays fit"}); err != nil {
		t.Fatal(err)
	}
	w.rule(t, order(three, lookback.AxisIdentity, lookback.IdentityInsufficient)) // likewise
	q, err := w.Quality(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got, want := []int{q.Rulings, q.Needed, q.Seconded, q.Disagreed}, []int{3, 2, 2, 1}; !slices.Equal(got, want) {
		t.Errorf("got %v rulings, needed, seconded, disagreed, want %v", got, want)
	}
	byName := map[string]Reviewer{}
	for _, p := range q.Reviewers {
		byName[p.Person] = p
	}
	a, s := byName["A. Analyst"], byName["S. Supervisor"]
	if a.Rulings != 3 || a.Ranked != 3 || a.Overrides != 2 || s.Seconds != 2 || s.Disagreed != 1 {
		t.Errorf("got %+v and %+v", a, s)
	}
	if a.Timed != 2 || a.Median != 2*time.Minute {
		t.Errorf("the clock goes on by a minute with every command; got %d timed, median %s", a.Timed, a.Median)
	}
}

// closeCases closes the cases of records 1 to 3 in March: 1 with a finding, the others in favour of the person.
func closeCases(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	for id := int64(1); id <= 3; id++ {
		c := w.open(t, id)
		w.rule(t, order(c, lookback.AxisIdentity, lookback.IdentityPossible))
		if id == 1 {
			w.second(t, w.rule(t, order(c, lookback.AxisTie, lookback.TieAssociation, "tie:T-works")))
		}
		if r := w.rule(t, order(c, lookback.AxisWorkflow, lookback.WorkClosed)); r.State == lookback.RulingPending {
			w.second(t, r)
		}
	}
	return w
}

// R39: the sample follows from the journal: nobody chooses it, anybody can draw it again, and it is recorded.
func TestSampleFollowsFromTheJournal_R39(t *testing.T) {
	w := closeCases(t)
	march := time.Date(2026, 3, 17, 0, 0, 0, 0, time.UTC)
	w.refused(t, lookback.ErrConflict, "not over", func(ctx context.Context) error { _, err := w.DrawSample(ctx, march, 2, "Q. Auditor"); return err })
	w.now = time.Date(2026, 4, 2, 9, 0, 0, 0, time.UTC)
	w.refused(t, lookback.ErrInvalid, "at least one", func(ctx context.Context) error { _, err := w.DrawSample(ctx, march, 0, "Q. Auditor"); return err })
	w.refused(t, lookback.ErrDenied, "not a person", func(ctx context.Context) error { _, err := w.DrawSample(ctx, march, 2, "lookback"); return err })

	first, err := w.DrawSample(t.Context(), march, 2, "Q. Auditor")
	if err != nil {
		t.Fatal(err)
	}
	if first.From != [2]int{2, 1} || len(first.Drawn) != 2 || first.Drawn[0].Favoured == first.Drawn[1].Favoured {
		t.Errorf("got %+v, want one of the two closed in favour and the one that was not", first)
	}
	again, err := w.DrawSample(t.Context(), march, 2, "Another auditor")
	if err != nil || again.Seed != first.Seed || !slices.Equal(again.Drawn, first.Drawn) {
		t.Errorf("drawn again: got %+v (%v), want %+v", again, err, first)
	}
}

// R39: what the second look overturns is counted, and what it leaves is not.
func TestSampleCountsWhatIsOverturned_R39(t *testing.T) {
	w := closeCases(t)
	w.now = time.Date(2026, 4, 2, 9, 0, 0, 0, time.UTC)
	if _, err := w.Change(t.Context(), change(1, lookback.AxisWorkflow, lookback.WorkReopened)); err != nil {
		t.Fatal(err)
	}
	w.second(t, w.rule(t, order(lookback.Case{ID: 1, RecordID: 1}, lookback.AxisTie, lookback.TieContextual)))
	if _, err := w.Note(t.Context(), 2, "Q. Auditor", "looked again, and it is right"); err != nil {
		t.Fatal(err)
	}
	s, err := w.DrawSample(t.Context(), start, 9, "Q. Auditor")
	if err != nil {
		t.Fatal(err)
	}
	want := []Drawn{{Case: 1, Again: true, Overturned: true}, {Case: 2, Favoured: true, Again: true}, {Case: 3, Favoured: true}}
	if !slices.Equal(s.Drawn, want) {
		t.Errorf("got %+v, want %+v", s.Drawn, want)
	}
}

func TestSampleIsSharedBetweenTheKinds(t *testing.T) {
	for _, test := range []struct {
		size       int
		have, want [2]int
	}{{4, [2]int{9, 9}, [2]int{2, 2}}, {3, [2]int{9, 9}, [2]int{2, 1}}, {6, [2]int{1, 9}, [2]int{1, 5}}, {6, [2]int{9, 1}, [2]int{5, 1}}, {9, [2]int{1, 2}, [2]int{1, 2}}} {
		if got := share(test.size, test.have); got != test.want {
			t.Errorf("%d of %v: got %v, want %v", test.size, test.have, got, test.want)
		}
	}
}

// R12: wrong alerts are counted by script and nationality, small groups together, and no count is somebody's.
func TestEquityCountsWrongAlerts_R12(t *testing.T) {
	counts := map[[2]string]EquityGroup{
		{"nationality", "TJK"}: {"nationality", "TJK", 40, 20, false}, {"nationality", "GEO"}: {"nationality", "GEO", 12, 3, false},
		{"nationality", "LAO"}: {"nationality", "LAO", 3, 3, false}, {"nationality", "PER"}: {"nationality", "PER", 4, 2, false},
	}
	want := []EquityGroup{{"nationality", "GEO", 0, 0, true}, {"nationality", "TJK", 40, 20, false}, {"nationality", othersTogether, 0, 0, true}}
	if got := gather(counts, SmallCell); !slices.Equal(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	w := newWorld(t)
	w.second(t, w.rule(t, order(w.open(t, 3), lookback.AxisIdentity, lookback.IdentityDifferent)))
	e, err := w.Equity(t.Context(), 1)
	if err != nil || e.All.Ruled != 1 || e.All.Different != 1 || len(e.Groups) != 2 || e.Groups[0].Value != "Latin" || e.Groups[1].Value != "not stated" {
		t.Errorf("got %+v (%v)", e, err)
	}
	if e, err := w.Equity(t.Context(), 0); err != nil || !e.All.Withheld {
		t.Errorf("one person is counted in public: %+v (%v)", e, err)
	}
}

func TestScriptIsThatOfTheFirstLetter(t *testing.T) {
	for name, want := range map[string]string{"«Ильмар»": "Cyrillic", "Ilmar": "Latin", "محمد": "Arabic", "გიორგი": "Georgian", "李": "Han", "123": "another"} {
		if got := scriptOf(name); got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
}
