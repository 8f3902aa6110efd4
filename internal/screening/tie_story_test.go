package screening

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"lookback"
	"lookback/internal/scenario"
	"lookback/internal/source"
	"lookback/internal/store"
)

// mustCheck repeats a lookback as a full scan and expects the same set.
func mustCheck(t *testing.T, s *Service, run lookback.Run) {
	t.Helper()
	c, err := s.Check(t.Context(), run.ID, quiet)
	if err != nil {
		t.Fatal(err)
	}
	if !c.Holds() {
		t.Errorf("run %d (%s): missing %d and extra %d of %d pairs", run.ID, run.Cause, c.Missing, c.Extra, c.Pairs)
	}
}

func mustRetract(t *testing.T, s *Service, r lookback.Retraction) lookback.Run {
	t.Helper()
	result, err := s.RetractTie(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	return mustResume(t, s, result.Run)
}

// knownStory returns a service to which the whole network of a world is known.
func knownStory(t *testing.T, seed uint64) (*Service, *scenario.World) {
	t.Helper()
	s, w := newStory(t, seed)
	n := w.Network
	mustCheck(t, s, mustPutTies(t, s, TieBatch{Networks: []lookback.Network{n.Network}, Parties: n.Parties, Ties: n.Ties}))
	return s, w
}

// R5: what rests on a tie that is withdrawn ends, names the tie, and nothing else is touched.
func TestRetractionEndsWhatRestedOnIt_R5(t *testing.T) {
	s, w := knownStory(t, 2)
	for _, r := range w.Network.Retractions {
		rested := pathAlerts(t, s, store.PathAlertFilter{Tie: r.Tie, State: lookback.AlertOpen})
		if len(rested) == 0 {
			continue // a second report of the same: it was the best path of nobody
		}
		run := mustRetract(t, s, r)
		mustCheck(t, s, run)
		if run.Trigger != lookback.TriggerRetraction || run.Counts.Affected != 1 {
			t.Errorf("run %+v, want one affected by a retraction", run)
		}
		for _, a := range pathAlerts(t, s, store.PathAlertFilter{RunID: run.ID}) {
			if !slices.Equal(a.Evidence.Cause.Ties, []string{r.Tie}) && a.State == lookback.AlertEnded {
				t.Errorf("alert %d ended by %v, want tie %s", a.ID, a.Evidence.Cause, r.Tie)
			}
			if !slices.ContainsFunc(rested, func(x lookback.PathAlert) bool { return x.ID == a.ID }) {
				t.Errorf("alert %d did not rest on tie %s and was touched", a.ID, r.Tie)
			}
			if !strings.Contains(a.Reason, r.Tie) {
				t.Errorf("reason %q does not name tie %s", a.Reason, r.Tie)
			}
		}
	}
	if _, err := s.RetractTie(t.Context(), w.Network.Retractions[0]); !errors.Is(err, lookback.ErrConflict) {
		t.Errorf("second retraction: got %v, want ErrConflict", err)
	}
	if _, err := s.RetractTie(t.Context(), lookback.Retraction{Tie: "T-none", By: "x", Reason: "y"}); !errors.Is(err, lookback.ErrNotFound) {
		t.Errorf("retraction of nothing: got %v, want ErrNotFound", err)
	}
	if _, err := s.RetractTie(t.Context(), lookback.Retraction{Tie: w.Network.Ties[0].ID, By: "x"}); !errors.Is(err, lookback.ErrInvalid) {
		t.Errorf("retraction without a reason: got %v, want ErrInvalid", err)
	}
}

// R19, R20, R21, R33: a tie that lacks source, grade, kind, handling or review, or whose party is nobody, is refused whole.
func TestRefusedTies_R19_R20_R33(t *testing.T) {
	s, w := newStory(t, 1)
	n := w.Network
	mustPutTies(t, s, TieBatch{Networks: []lookback.Network{n.Network}, Parties: n.Parties})
	good := n.Ties[len(n.Ties)/2]
	good.Supersedes = ""
	before, err := s.Position(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		change func(*lookback.Tie)
		want   error
	}{
		"R19_NoSource":      {func(x *lookback.Tie) { x.Source = " " }, lookback.ErrInvalid},
		"R19_NoKind":        {func(x *lookback.Tie) { x.Kind = "" }, lookback.ErrInvalid},
		"R19_NobodyAsserts": {func(x *lookback.Tie) { x.AssertedBy = "" }, lookback.ErrInvalid},
		"R20_NoSourceGrade": {func(x *lookback.Tie) { x.Grade.Source = 0 }, lookback.ErrInvalid},
		"R20_NoInfoGrade":   {func(x *lookback.Tie) { x.Grade.Info = 0 }, lookback.ErrInvalid},
		"R20_NoSuchGrade":   {func(x *lookback.Tie) { x.Grade.Source = 'G' }, lookback.ErrInvalid},
		"R21_NoSuchClass":   {func(x *lookback.Tie) { x.Class = "has-ties-to" }, lookback.ErrInvalid},
		"R33_NoReview":      {func(x *lookback.Tie) { x.ReviewBy = time.Time{} }, lookback.ErrInvalid},
		"R33_ReviewTooFar":  {func(x *lookback.Tie) { x.ReviewBy = x.Recorded.AddDate(1, 0, 2) }, lookback.ErrInvalid},
		"NoHandling":        {func(x *lookback.Tie) { x.Handling = lookback.Handling{} }, lookback.ErrInvalid},
		"RecordedInTheFuture": {func(x *lookback.Tie) {
			x.Recorded = x.Recorded.AddDate(9, 0, 0)
			x.ReviewBy = x.Recorded.AddDate(0, 1, 0)
		}, lookback.ErrInvalid},
		"RecordNotHeld":         {func(x *lookback.Tie) { x.Subject = lookback.RecordNode("border/nobody") }, lookback.ErrNotFound},
		"EntryNotHeld":          {func(x *lookback.Tie) { x.Object = lookback.EntryNode("north", "nobody") }, lookback.ErrNotFound},
		"PartyNotHeld":          {func(x *lookback.Tie) { x.Object = lookback.PartyNode("P-99") }, lookback.ErrNotFound},
		"NetworkNotHeld":        {func(x *lookback.Tie) { x.Object = lookback.NetworkNode("nowhere") }, lookback.ErrNotFound},
		"SupersedesNothingHeld": {func(x *lookback.Tie) { x.Supersedes = "T-none" }, lookback.ErrNotFound},
	} {
		t.Run(name, func(t *testing.T) {
			bad := good
			c.change(&bad)
			fine := good
			fine.ID = "T-fine"
			_, err := s.PutTies(t.Context(), "analyst.1", TieBatch{Ties: []lookback.Tie{fine, bad}})
			if !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
	if _, err := s.PutTies(t.Context(), " ", TieBatch{Ties: []lookback.Tie{good}}); !errors.Is(err, lookback.ErrInvalid) {
		t.Errorf("nobody acts: got %v, want ErrInvalid", err)
	}
	if after, err := s.Position(t.Context()); err != nil || after != before {
		t.Errorf("the journal went from %d to %d by what was refused (%v)", before, after, err)
	}
	mustPutTies(t, s, TieBatch{Ties: []lookback.Tie{good}})
	if _, err := s.PutTies(t.Context(), "analyst.1", TieBatch{Ties: []lookback.Tie{good}}); !errors.Is(err, lookback.ErrConflict) {
		t.Errorf("the same tie again: got %v, want ErrConflict", err)
	}
}

// R22: more hops need a second person, purpose, authority and expiry; what they find opens nothing.
func TestMoreHopsNeedAMandate_R22(t *testing.T) {
	s, w := knownStory(t, 1)
	whole := lookback.Mandate{Purpose: "case 17", Authority: "order 1", Approver: "S. Supervisor", Expires: time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)}
	ask := func(actor string, hops int, m lookback.Mandate) (PathAnswer, error) {
		return s.FindPaths(t.Context(), actor, PathQuestion{Of: lookback.RecordNode(w.Network.Moved[0]), Hops: hops, Mandate: m})
	}
	for name, c := range map[string]struct {
		actor  string
		hops   int
		change func(*lookback.Mandate)
		want   error
	}{
		"NoMandate":   {"A. Analyst", 3, func(m *lookback.Mandate) { *m = lookback.Mandate{} }, lookback.ErrInvalid},
		"Routine":     {"A. Analyst", 3, func(m *lookback.Mandate) { m.Routine = true }, lookback.ErrDenied},
		"NoPurpose":   {"A. Analyst", 3, func(m *lookback.Mandate) { m.Purpose = "" }, lookback.ErrInvalid},
		"NoAuthority": {"A. Analyst", 3, func(m *lookback.Mandate) { m.Authority = "" }, lookback.ErrInvalid},
		"NoApprover":  {"A. Analyst", 3, func(m *lookback.Mandate) { m.Approver = "" }, lookback.ErrInvalid},
		"Expired":     {"A. Analyst", 3, func(m *lookback.Mandate) { m.Expires = time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC) }, lookback.ErrInvalid},
		"SamePerson":  {"s. supervisor", 3, func(*lookback.Mandate) {}, lookback.ErrDenied},
		"TooFar":      {"A. Analyst", 6, func(*lookback.Mandate) {}, lookback.ErrInvalid},
		"Backwards":   {"A. Analyst", -1, func(*lookback.Mandate) {}, lookback.ErrInvalid},
	} {
		t.Run(name, func(t *testing.T) {
			m := whole
			c.change(&m)
			if _, err := ask(c.actor, c.hops, m); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
	alerts := pathAlerts(t, s, store.PathAlertFilter{})
	near, err := ask("A. Analyst", 0, lookback.Mandate{})
	if err != nil {
		t.Fatal(err)
	}
	far, err := ask("A. Analyst", 4, whole)
	if err != nil {
		t.Fatal(err)
	}
	if len(near.Found) != 2 || far.Stats.Routes <= near.Stats.Routes {
		t.Errorf("got %d targets and %d paths near, %d paths farther, want 2 and more paths farther", len(near.Found), near.Stats.Routes, far.Stats.Routes)
	}
	if got := pathAlerts(t, s, store.PathAlertFilter{}); len(got) != len(alerts) {
		t.Errorf("a question opened alerts: %d, were %d", len(got), len(alerts))
	}
	if e := lastEvent(t, s); e.Kind != lookback.EventPathSearch || !strings.Contains(string(e.Body), "S. Supervisor") {
		t.Errorf("the journal ends with %s %s, want the mandate of the search", e.Kind, e.Body)
	}
}

func lastEvent(t *testing.T, s *Service) (e lookback.Event) {
	t.Helper()
	err := s.store.View(t.Context(), func(tx store.Tx) error {
		position, err := tx.Position()
		if err != nil {
			return err
		}
		e, err = tx.GetEvent(position)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// R24: a limit leaves nothing out silently, and no strength is a percentage in words.
func TestWhatIsNotExaminedIsCounted_R24(t *testing.T) {
	s, w := knownStory(t, 1)
	answer, err := s.FindPaths(t.Context(), "A. Analyst", PathQuestion{Of: lookback.RecordNode(w.Network.Moved[0]), Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	if answer.Stats.NotExamined == 0 {
		t.Errorf("with a limit of one tie: got %+v, want ties not examined", answer.Stats)
	}
	for _, f := range answer.Found {
		if strings.Contains(f.Evidence.Words+strings.Join(f.Evidence.Caveats, ""), "%") {
			t.Errorf("%s speaks of a percentage", f.Evidence.Words)
		}
	}
}

// R21, R24: a hypothesis and a public hub open nothing; a party that is found to serve everybody ends what ran through it.
func TestHypothesesAndHubsOpenNothing_R21_R24(t *testing.T) {
	s, w := knownStory(t, 3)
	open := recordsOf(pathAlerts(t, s, store.PathAlertFilter{State: lookback.AlertOpen}))
	for _, ref := range slices.Concat(w.Network.Hypotheses, w.Network.AtHubs) {
		if slices.Contains(open, ref) {
			t.Errorf("%s has an alert by a hypothesis or a public hub", ref)
		}
	}
	for _, a := range pathAlerts(t, s, store.PathAlertFilter{State: lookback.AlertOpen}) {
		if a.Evidence.Ceiling != lookback.Contextual {
			t.Errorf("%s was moved and its path may support more than context", a.Record)
		}
	}
	leader := w.Network.Parties[0]
	through := pathAlerts(t, s, store.PathAlertFilter{State: lookback.AlertOpen, Target: w.Network.Listed})
	leader.PublicHub, leader.HubReason = true, "a travel agent that serves everybody"
	run := mustPutTies(t, s, TieBatch{Parties: []lookback.NetworkParty{leader}})
	mustCheck(t, s, run)
	if run.Counts.AlertsChanged != len(through) {
		t.Errorf("got %+v, want the %d paths through the party changed", run.Counts, len(through))
	}
}

// Invariant 2: a tie that has nothing to do with anybody's path changes no alert, whatever the order.
func TestUnrelatedTieChangesNothing(t *testing.T) {
	s, w := knownStory(t, 1)
	before := pathAlerts(t, s, store.PathAlertFilter{})
	other := w.Network.Ties[0]
	other.ID, other.Subject, other.Object = "T-other", lookback.PartyNode("X-1"), lookback.PartyNode("X-2")
	other.Class, other.Supersedes = lookback.ClassContact, ""
	parties := []lookback.NetworkParty{
		{ID: "X-1", Kind: lookback.PartyPerson, Party: lookback.Party{Names: []lookback.Name{{Full: "Somebody Else"}}}},
		{ID: "X-2", Kind: lookback.PartyPerson, Party: lookback.Party{Names: []lookback.Name{{Full: "Another One"}}}},
	}
	run := mustPutTies(t, s, TieBatch{Parties: parties, Ties: []lookback.Tie{other}})
	if run.Counts.Affected != 0 || run.Counts.InScope != len(w.Records) {
		t.Errorf("an unrelated tie: got %+v, want nobody affected", run.Counts)
	}
	for i, a := range pathAlerts(t, s, store.PathAlertFilter{}) {
		if a.Changed != before[i].Changed || a.Evidence.Words != before[i].Evidence.Words {
			t.Errorf("alert %d changed by an unrelated tie", a.ID)
		}
	}
}

// In whatever pieces and order a network becomes known, and however often the program stops in between, each lookback
// leaves what a full scan finds, and all ways end with the same alerts.
func TestAnyOrderEndsTheSame(t *testing.T) {
	var want []pathResult
	seeds := []uint64{1, 2, 3}
	if testing.Short() {
		seeds = seeds[:2]
	}
	for _, seed := range seeds {
		s, w := newStory(t, 5)
		n := w.Network
		mustPutTies(t, s, TieBatch{Networks: []lookback.Network{n.Network}, Parties: n.Parties})
		r := scenario.NewRand(seed)
		ties := slices.Clone(n.Ties)
		for i := range ties {
			j := i + int(r.Uint64()%uint64(len(ties)-i))
			ties[i], ties[j] = ties[j], ties[i]
		}
		for len(ties) > 0 {
			some := min(len(ties), 1+int(r.Uint64()%40))
			result, err := s.PutTies(t.Context(), "analyst.1", TieBatch{Ties: ties[:some]})
			if err != nil {
				t.Fatal(err)
			}
			ties = ties[some:]
			if r.Uint64()%3 == 0 {
				s.ties = tieCache{} // the program starts anew
			}
			if r.Uint64()%2 == 0 {
				mustCheck(t, s, mustResume(t, s, result.Run))
			}
		}
		for _, x := range n.Retractions {
			mustCheck(t, s, mustRetract(t, s, x))
		}
		var got []pathResult
		for _, a := range pathAlerts(t, s, store.PathAlertFilter{State: lookback.AlertOpen}) {
			got = append(got, pathResultOf(a))
		}
		slices.SortFunc(got, comparePaths)
		if want == nil {
			want = got
		}
		if len(got) == 0 || !slices.EqualFunc(got, want, pathResult.same) {
			t.Errorf("order %d ends with %d alerts, order 1 with %d others", seed, len(got), len(want))
		}
	}
}

// R24, R33: days alone weaken a path: a tie ends, falls due for review, and lapses.
func TestDaysPass_R24_R33(t *testing.T) {
	s, w := knownStory(t, 1)
	pass := func(day lookback.Day) lookback.Run {
		s.now = newClockAt(day.Time())
		run, err := s.OrderPassing(t.Context(), "clock")
		if err != nil {
			t.Fatal(err)
		}
		run = mustResume(t, s, run.ID)
		mustCheck(t, s, run)
		return run
	}
	same := pass(lookback.NewDay(2024, 12, 1))
	if same.Counts.Affected != 0 {
		t.Errorf("on the same day: got %+v, want nobody affected", same.Counts)
	}
	overdue := pass(lookback.NewDay(2025, 8, 1))
	if overdue.Counts.AlertsChanged == 0 || overdue.Counts.AlertsOpened != 0 || !overdue.Mandate.Routine {
		t.Errorf("after the days of review: got %+v, want alerts changed", overdue.Counts)
	}
	for _, a := range pathAlerts(t, s, store.PathAlertFilter{RunID: overdue.ID})[:1] {
		if !strings.Contains(a.Evidence.Words, "review overdue") || !strings.Contains(a.Reason, "weaker") {
			t.Errorf("%s: %s", a.Reason, a.Evidence.Words)
		}
	}
	if ordered, err := s.PassDays(t.Context()); ordered || err != nil {
		t.Errorf("on a day that was asked about: got ordered %t and error %v, want neither", ordered, err)
	}
	s.now = newClockAt(lookback.NewDay(2025, 8, 2).Time())
	if ordered, err := s.PassDays(t.Context()); !ordered || err != nil {
		t.Errorf("on the next day: got ordered %t and error %v, want a lookback", ordered, err)
	}
	lapsed := pass(lookback.NewDay(2031, 1, 1))
	if lapsed.Counts.AlertsEnded != 2*len(w.Network.Moved) {
		t.Errorf("after all ties lapsed: got %+v, want %d ended", lapsed.Counts, 2*len(w.Network.Moved))
	}
}

// A delisting is seen by the paths too: an edition that removes the target ends the alerts on it and no others.
func TestDelistingEndsPaths(t *testing.T) {
	s, w := newStory(t, 1)
	list := "house"
	csv := func(rows ...string) EditionImport {
		return EditionImport{List: list, Format: source.HouseCSV, Actor: "list desk",
			Files: []source.File{source.Bytes("house.csv", []byte("id,name,kind\n"+strings.Join(rows, "\n")+"\n"))}}
	}
	mustImport(t, s, csv("H-1,The Iron Lantern,organisation", "H-2,Somebody Other,person"))
	n := w.Network
	tie := n.Ties[0]
	tie.ID, tie.Object, tie.Class, tie.Supersedes = "T-house", lookback.EntryNode(list, "H-1"), lookback.ClassMember, ""
	mustPutTies(t, s, TieBatch{Networks: []lookback.Network{n.Network}, Parties: n.Parties, Ties: append([]lookback.Tie{tie}, n.Ties...)})
	target := lookback.EntryNode(list, "H-1")
	if got := len(pathAlerts(t, s, store.PathAlertFilter{Target: target, State: lookback.AlertOpen})); got != len(n.Moved) {
		t.Fatalf("%d alerts on the house list, want %d", got, len(n.Moved))
	}
	before := lastRun(t, s)
	mustImport(t, s, csv("H-1,The Iron Lantern,organisation", "H-2,Somebody Other,person", "H-3,Unrelated,person"))
	if after := lastRun(t, s); after.ID != before.ID+1 {
		t.Errorf("an edition that concerns no tie ordered %d lookbacks, want its own only", after.ID-before.ID)
	}
	mustImport(t, s, csv("H-2,Somebody Other,person"))
	run := lastRun(t, s)
	mustCheck(t, s, run)
	if run.Counts.AlertsEnded != len(n.Moved) || run.Counts.AlertsOpened+run.Counts.AlertsChanged != 0 {
		t.Errorf("after the delisting: got %+v, want %d ended", run.Counts, len(n.Moved))
	}
}

func lastRun(t *testing.T, s *Service) (run lookback.Run) {
	t.Helper()
	err := s.store.View(t.Context(), func(tx store.Tx) error {
		runs, err := tx.ListRuns("", 0, 0)
		run = runs[len(runs)-1]
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return run
}

// R1, R2: a clearance knows of paths, and what was found of them replays to the same bytes.
func TestPathsAreInClearanceAndReplay_R2(t *testing.T) {
	s, w := newStory(t, 1)
	before := clockNow(t, s)
	n := w.Network
	mustPutTies(t, s, TieBatch{Networks: []lookback.Network{n.Network}, Parties: n.Parties, Ties: n.Ties})
	moved := n.Moved[0]
	from, key, _ := lookback.ParseRecordRef(moved)
	for _, at := range []time.Time{before, {}} {
		r, err := s.ReplayAt(t.Context(), from, key, at)
		if err != nil {
			t.Fatal(err)
		}
		if !r.Same() {
			t.Errorf("at %v: held %s, recomputed %s", at, r.Stored, r.Recomputed)
		}
		if want := 2 * b2i(at.IsZero()); len(r.Paths) != want || at.IsZero() && r.Cleared() {
			t.Errorf("at %v: %d paths and cleared %t, want %d", at, len(r.Paths), r.Cleared(), want)
		}
	}
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// clockNow returns the time of the last event.
func clockNow(t *testing.T, s *Service) time.Time {
	t.Helper()
	return lastEvent(t, s).Time
}

// R20: a tie that supersedes another with a lower grade weakens the path and names itself.
func TestDowngradeWeakensThePath_R20(t *testing.T) {
	s, w := knownStory(t, 1)
	moved := w.Network.Moved[0]
	var old lookback.Tie
	for _, t := range w.Network.Ties {
		if t.Subject.ID == moved {
			old = t
		}
	}
	lower := old
	lower.ID, lower.Supersedes, lower.Grade = "T-lower", old.ID, lookback.Grade{Source: lookback.SourceNotJudged, Info: lookback.InfoNotJudged}
	run := mustPutTies(t, s, TieBatch{Ties: []lookback.Tie{lower}})
	mustCheck(t, s, run)
	if run.Counts.Affected != 1 {
		t.Errorf("got %+v, want one affected", run.Counts)
	}
	for _, a := range pathAlerts(t, s, store.PathAlertFilter{RunID: run.ID}) {
		if a.Record != moved || a.State != lookback.AlertOpen || !strings.Contains(a.Evidence.Words, "F6") && a.Evidence.Paths < 2 {
			t.Errorf("%s %s: %s", a.Record, a.State, a.Evidence.Words)
		}
	}
}

// R23: the journal holds no name and no party of a tie: events commit to them, and cards say every hop.
func TestNoNameWithoutItsPath_R23(t *testing.T) {
	s, w := knownStory(t, 1)
	listed := nameOfEntry(t, s, w.Network.Listed)
	err := s.store.View(t.Context(), func(tx store.Tx) error {
		events, err := tx.Events(0, 0)
		for _, e := range events {
			for _, name := range []string{listed, w.Network.Network.Name, w.Network.Moved[0]} {
				if bytes.Contains(e.Body, []byte(name)) || strings.Contains(e.Subject, name) {
					t.Errorf("event %d (%s) holds %q", e.Position, e.Kind, name)
				}
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range pathAlerts(t, s, store.PathAlertFilter{}) {
		if name := strings.Index(a.Evidence.Words, listed); name >= 0 {
			for _, h := range a.Evidence.Hops[:len(a.Evidence.Hops)-1] {
				if at := strings.Index(a.Evidence.Words, h.Grade); at < 0 || at > name {
					t.Errorf("%s: %s is named before hop %s is told", a.Evidence.Words, listed, h.Tie)
				}
			}
		}
		rest := a
		rest.Evidence.Words = ""
		if strings.Contains(fmt.Sprintf("%+v", rest), listed) {
			t.Errorf("alert %d names %q outside of its path", a.ID, listed)
		}
	}
}

func nameOfEntry(t *testing.T, s *Service, ref lookback.NodeRef) (name string) {
	t.Helper()
	list, id, _ := strings.Cut(ref.ID, "/")
	err := s.store.View(t.Context(), func(tx store.Tx) error {
		history, err := tx.EntryHistory(list, id)
		name = history[len(history)-1].Entry.Party.Names[0].Full
		return err
	})
	if err != nil || name == "" {
		t.Fatalf("name of %s: %q, %v", ref, name, err)
	}
	return name
}

// A record that is erased while a lookback on networks waits takes its ties with it: the lookback ends, and nothing is
// left of the record.
func TestErasureWhileALookbackWaits(t *testing.T) {
	s, w := newStory(t, 1)
	n := w.Network
	mustPutTies(t, s, TieBatch{Networks: []lookback.Network{n.Network}, Parties: n.Parties})
	result, err := s.PutTies(t.Context(), "analyst.1", TieBatch{Ties: n.Ties})
	if err != nil {
		t.Fatal(err)
	}
	erased := n.Moved[0]
	from, key, _ := lookback.ParseRecordRef(erased)
	err = s.store.Update(t.Context(), func(tx store.Tx) error {
		r, err := tx.GetRecord(from, key, store.Now)
		if err != nil {
			return err
		}
		if err := tx.EraseRecord(r.ID); err != nil {
			return err
		}
		return s.record(tx, lookback.EventRecords, "officer", "erasure", struct{}{})
	})
	if err != nil {
		t.Fatal(err)
	}
	run := mustResume(t, s, result.Run)
	if got := recordsOf(pathAlerts(t, s, store.PathAlertFilter{State: lookback.AlertOpen})); slices.Contains(got, erased) || len(got) != len(n.Moved)-1 {
		t.Errorf("%d records have an alert, want %d, without the erased one", len(got), len(n.Moved)-1)
	}
	mustCheck(t, s, run)
}
