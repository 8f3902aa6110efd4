package screening

import (
	"crypto/ed25519"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"lookback"
	"lookback/internal/journal"
	"lookback/internal/store"
)

// approverKey is the key of whoever signs in these tests.
var approverKey = ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))

// ordered returns a directive about the network of a story, not yet proposed.
func ordered(s *Service, network string) lookback.Directive {
	return lookback.Directive{Title: "The ring", LegalBasis: "Act 12", Reason: "report 31", About: lookback.Selection{Networks: []string{network}},
		Care: lookback.Care{Level: lookback.ReviewSenior, SecondReviewer: true, Order: lookback.OrderFirst}, Until: s.now().AddDate(0, 6, 0)}
}

func mustDirect(t *testing.T, s *Service, d lookback.Directive) lookback.Directive {
	t.Helper()
	d, err := s.ProposeDirective(t.Context(), "A. Analyst", d)
	if err != nil {
		t.Fatal(err)
	}
	if d, err = s.ApproveDirective(t.Context(), d.ID, "S. Supervisor", approverKey); err != nil {
		t.Fatal(err)
	}
	return d
}

// careOf returns the care that the alerts of a record need now.
func careOf(t *testing.T, s *Service, ref string) (care lookback.Care) {
	t.Helper()
	source, key, _ := lookback.ParseRecordRef(ref)
	err := s.store.View(t.Context(), func(tx store.Tx) error {
		r, err := tx.GetRecord(source, key, store.Now)
		if err != nil {
			return err
		}
		desk, err := NewCareDesk(tx, s.now())
		if err != nil {
			return err
		}
		care, _, err = desk.Of(r.ID)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return care
}

// R26, R28: a directive without a legal basis, a second person or something that it may be about is refused, and leaves nothing.
func TestDirectiveIsRefused_R26_R28(t *testing.T) {
	s, w := knownStory(t, 1)
	before, err := s.Position(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		change func(*lookback.Directive)
		want   error
	}{
		"NoBasis":          {func(d *lookback.Directive) { d.LegalBasis = " " }, lookback.ErrInvalid},
		"NoReason":         {func(d *lookback.Directive) { d.Reason = "" }, lookback.ErrInvalid},
		"NationalityAlone": {func(d *lookback.Directive) { d.About, d.Nationalities = lookback.Selection{}, []string{"Verdania"} }, lookback.ErrInvalid},
		"ArrivalAlone": {func(d *lookback.Directive) {
			d.About = lookback.Selection{Arrived: lookback.TimeRange{From: w.Records[0].Arrived}}
		}, lookback.ErrInvalid},
		"NoEnd":          {func(d *lookback.Directive) { d.Until = time.Time{} }, lookback.ErrInvalid},
		"TooLong":        {func(d *lookback.Directive) { d.Until = d.Until.AddDate(1, 0, 0) }, lookback.ErrInvalid},
		"BeginsBefore":   {func(d *lookback.Directive) { d.From = s.now().AddDate(0, 0, -1) }, lookback.ErrInvalid},
		"ChangesNothing": {func(d *lookback.Directive) { d.Care = lookback.Care{} }, lookback.ErrInvalid},
		"UnknownNetwork": {func(d *lookback.Directive) { d.About.Networks = []string{"nowhere"} }, lookback.ErrNotFound},
		"UnknownList":    {func(d *lookback.Directive) { d.About.Lists = []string{"nowhere"} }, lookback.ErrNotFound},
		"UnknownRun":     {func(d *lookback.Directive) { d.About.Runs = []int64{9999} }, lookback.ErrNotFound},
		"UnknownRecord":  {func(d *lookback.Directive) { d.About.Records = []string{"border/nobody"} }, lookback.ErrNotFound},
		"UnknownSource":  {func(d *lookback.Directive) { d.About.Sources = []string{"nowhere"} }, lookback.ErrNotFound},
	} {
		t.Run(name, func(t *testing.T) {
			d := ordered(s, w.Network.Network.ID)
			c.change(&d)
			if _, err := s.ProposeDirective(t.Context(), "A. Analyst", d); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
	if after, err := s.Position(t.Context()); err != nil || after != before {
		t.Errorf("the journal went from %d to %d by what was refused (%v)", before, after, err)
	}
	d, err := s.ProposeDirective(t.Context(), "A. Analyst", ordered(s, w.Network.Network.ID))
	if err != nil {
		t.Fatal(err)
	}
	if got := careOf(t, s, w.Network.Moved[0]); got != (lookback.Care{}) {
		t.Errorf("a proposed directive asks for %s", got)
	}
	if _, err := s.ApproveDirective(t.Context(), d.ID, " a.  ANALYST ", approverKey); !errors.Is(err, lookback.ErrDenied) {
		t.Errorf("its author approves: got %v, want ErrDenied", err)
	}
	if _, err := s.ApproveDirective(t.Context(), d.ID, "S. Supervisor", nil); !errors.Is(err, lookback.ErrInvalid) {
		t.Errorf("without a key: got %v, want ErrInvalid", err)
	}
	s.now = newClockAt(d.Until)
	if _, err := s.ApproveDirective(t.Context(), d.ID, "S. Supervisor", approverKey); !errors.Is(err, lookback.ErrConflict) {
		t.Errorf("after its end: got %v, want ErrConflict", err)
	}
}

// R26: whatever a directive says, it opens no alert, widens no search and changes no score. A story that is told with one in
// force for everybody ends with the same alerts, byte for byte, as without.
func TestDirectiveCannotOpenWidenOrScore_R26(t *testing.T) {
	var want []string
	for _, directed := range []bool{false, true} {
		s, w := newStory(t, 2)
		n := w.Network
		mustPutTies(t, s, TieBatch{Networks: []lookback.Network{n.Network}, Parties: n.Parties})
		if directed {
			d := ordered(s, n.Network.ID)
			d.Care.Level = lookback.ReviewSupervisor
			mustDirect(t, s, d)
			all := ordered(s, n.Network.ID)
			all.About = lookback.Selection{Lists: []string{"north", "meridian"}}
			all.Nationalities = w.Records[0].Party.Nationalities
			mustDirect(t, s, all)
		}
		mustCheck(t, s, mustPutTies(t, s, TieBatch{Ties: n.Ties}))
		for _, r := range n.Retractions {
			mustRetract(t, s, r)
		}
		var got []string
		for _, a := range pathAlerts(t, s, store.PathAlertFilter{}) {
			got = append(got, a.Record+" "+a.Target.String()+" "+string(a.State)+" "+a.Evidence.Words+" "+a.Evidence.Strength.String())
		}
		got = append(got, openAlertsOf(t, s)...)
		slices.Sort(got)
		if !directed {
			want = got
		}
		if len(got) == 0 || !slices.Equal(got, want) {
			t.Errorf("with a directive there are %d alerts, %d without, or others", len(got), len(want))
		}
	}
}

// R26: nothing that searches, scores or selects can be handed a directive: no type of this package that does holds one.
func TestNothingThatSearchesHoldsADirective_R26(t *testing.T) {
	directive := reflect.TypeFor[lookback.Directive]()
	for _, v := range []any{Service{}, plan{}, inForce{}, listed{}, tieGraph{}, tieWork{}, unitWork{}, lookback.Policy{}, lookback.Run{}, LookbackOrder{}, PathQuestion{}} {
		for i := range reflect.TypeOf(v).NumField() {
			f := reflect.TypeOf(v).Field(i)
			if f.Type == directive || strings.Contains(f.Type.String(), "Directive") || strings.Contains(f.Type.String(), "Care") {
				t.Errorf("%T holds %s", v, f.Name)
			}
		}
	}
}

// R26: a directive touches the open alerts that it is about, while it holds, and its report counts them by nationality.
func TestDirectiveTouchesWhatItIsAbout_R26(t *testing.T) {
	s, w := knownStory(t, 3)
	n := w.Network
	d := ordered(s, n.Network.ID)
	d.About.Classes = []lookback.TieClass{lookback.ClassMovedBy}
	d.From = s.now().AddDate(0, 1, 0)
	d = mustDirect(t, s, d)
	_, effect, err := s.DirectiveEffect(t.Context(), d.ID)
	if err != nil {
		t.Fatal(err)
	}
	open, touched := 0, 0
	for _, e := range effect {
		open, touched = open+e.Open, touched+e.Touched
	}
	if touched < 2*len(n.Moved) || open < touched || !reflect.DeepEqual(effect, d.Reported) {
		t.Errorf("%d of %d open alerts are touched, want the two of each of the %d moved; what was signed is %+v", touched, open, len(n.Moved), d.Reported)
	}
	for _, step := range []struct {
		day  time.Time
		want lookback.Care
	}{{d.Signed, lookback.Care{}}, {d.From, d.Care}, {d.Until.Add(-time.Minute), d.Care}, {d.Until, lookback.Care{}}} {
		s.now = newClockAt(step.day)
		if got := careOf(t, s, n.Moved[0]); got != step.want {
			t.Errorf("at %s: got care %q, want %q", step.day, got, step.want)
		}
	}
	s.now = newClockAt(d.From)
	if got := careOf(t, s, n.Hypotheses[0]); got != (lookback.Care{}) {
		t.Errorf("a record whose tie is a hypothesis gets %q", got)
	}
	for _, x := range lookback.Standing(n.Ties, nil) {
		if x.Subject == lookback.RecordNode(n.Moved[0]) {
			mustRetract(t, s, lookback.Retraction{Tie: x.ID, By: "x", Reason: "it was somebody else"})
		}
	}
	if got := careOf(t, s, n.Moved[0]); got != (lookback.Care{}) {
		t.Errorf("a record without an open alert gets %q", got)
	}
}

// A directive about a lookback is about the records that it affected.
func TestDirectiveAboutALookback(t *testing.T) {
	s, w := newStory(t, 1)
	n := w.Network
	run := mustPutTies(t, s, TieBatch{Networks: []lookback.Network{n.Network}, Parties: n.Parties, Ties: n.Ties})
	d := ordered(s, n.Network.ID)
	d.About = lookback.Selection{Runs: []int64{run.ID}}
	mustDirect(t, s, d)
	if got := careOf(t, s, n.Moved[0]); got != d.Care {
		t.Errorf("a record that the lookback affected gets %q, want %q", got, d.Care)
	}
	for _, a := range openAlertRecords(t, s) {
		if !slices.Contains(n.Moved, a) {
			if got := careOf(t, s, a); got != (lookback.Care{}) {
				t.Errorf("%s, which the lookback did not affect, gets %q", a, got)
			}
		}
	}
}

// openAlertRecords returns the records with an open alert on a name.
func openAlertRecords(t *testing.T, s *Service) (refs []string) {
	t.Helper()
	err := s.store.View(t.Context(), func(tx store.Tx) error {
		alerts, err := tx.ListAlerts(store.AlertFilter{State: lookback.AlertOpen})
		for _, a := range alerts {
			r, err := tx.GetRecordByID(a.RecordID, store.Now)
			if err != nil {
				return err
			}
			refs = append(refs, r.Ref())
		}
		return err
	})
	if err != nil || len(refs) == 0 {
		t.Fatalf("%d records with an alert, %v", len(refs), err)
	}
	return refs
}

// A directive that somebody changed in the database is not followed: its signature does not fit.
func TestForgedDirectiveIsNotFollowed(t *testing.T) {
	s, w := knownStory(t, 1)
	d := mustDirect(t, s, ordered(s, w.Network.Network.ID))
	err := s.store.Update(t.Context(), func(tx store.Tx) error {
		d.Care.Level = lookback.ReviewSupervisor
		d, c, err := tx.UpdateDirective(d)
		if err != nil {
			return err
		}
		return s.recordDirective(tx, lookback.EventDirectiveSigned, "somebody", d, c)
	})
	if err != nil {
		t.Fatal(err)
	}
	err = s.store.View(t.Context(), func(tx store.Tx) error {
		_, err := NewCareDesk(tx, s.now())
		return err
	})
	if !errors.Is(err, lookback.ErrCheck) {
		t.Errorf("got %v, want ErrCheck", err)
	}
}

// The events of a directive commit to what it says, and say none of it.
func TestDirectiveEventsCommit(t *testing.T) {
	s, w := knownStory(t, 1)
	mustDirect(t, s, ordered(s, w.Network.Network.ID))
	e := lastEvent(t, s)
	err := s.store.View(t.Context(), func(tx store.Tx) error {
		commitments, err := tx.DirectiveCommitments(e.Position)
		if want := journal.HexHash(journal.BatchRoot(commitments)); !strings.Contains(string(e.Body), want) || strings.Contains(string(e.Body), "Act 12") {
			t.Errorf("event %s does not commit to the directive, or says what it is", e.Body)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// Those whom a directive asks to be taken up first are all among the few that it names, whatever it names; and where it names a list on
// which there are many, nobody is left out because they are not told.
func TestFirstAreAmongTheFew_R26(t *testing.T) {
	s, w := knownStory(t, 1)
	var ids, runs []int64
	var refs []string
	lists := map[string]bool{}
	err := s.store.View(t.Context(), func(tx store.Tx) error {
		all, err := tx.ListRuns("", 0, 0)
		for _, r := range all {
			runs = append(runs, r.ID)
		}
		if err != nil {
			return err
		}
		alerts, err := tx.ListAlerts(store.AlertFilter{})
		for _, a := range alerts {
			lists[a.List] = true
		}
		if err != nil {
			return err
		}
		if ids, err = recordsWithAlerts(tx); err != nil {
			return err
		}
		for _, id := range ids {
			r, err := tx.GetRecordByID(id, store.Now)
			if err != nil {
				return err
			}
			refs = append(refs, r.Ref())
		}
		return nil
	})
	if err != nil || len(ids) < 3 || len(lists) < 2 {
		t.Fatalf("got records %v and lists %v (%v), want some of both", ids, lists, err)
	}
	abouts := []lookback.Selection{{Records: refs[1:3]}, {Runs: runs}, {Networks: []string{w.Network.Network.ID}}, {Records: refs, Networks: []string{w.Network.Network.ID}}}
	for list := range lists {
		abouts = append(abouts, lookback.Selection{Lists: []string{list}}, lookback.Selection{Lists: []string{list}, Runs: runs})
	}
	for _, about := range abouts {
		err := s.store.View(t.Context(), func(tx store.Tx) error {
			desk := &CareDesk{at: s.now(), facts: alertFacts{tx: tx}, orders: []lookback.Directive{{About: about, Care: lookback.Care{Order: lookback.OrderFirst}, From: s.now().AddDate(0, -1, 0), Until: s.now().AddDate(0, 1, 0)}}}
			few, ok, err := desk.First()
			if err != nil || !ok || !slices.IsSorted(few) || len(slices.Compact(slices.Clone(few))) != len(few) {
				t.Errorf("%+v: got %v, %v (%v)", about, few, ok, err)
			}
			met := 0
			for _, id := range ids {
				care, _, err := desk.Of(id)
				if err != nil {
					return err
				}
				if care.Order != lookback.OrderFirst {
					continue
				}
				if met++; !slices.Contains(few, id) {
					t.Errorf("%+v: record %d is to be taken up first and not among %v", about, id, few)
				}
			}
			if met == 0 && len(about.Runs) == 0 {
				t.Errorf("%+v is about nobody: the test would see nothing", about)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
