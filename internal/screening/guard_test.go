package screening

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"lookback"
	"lookback/internal/scenario"
	"lookback/internal/store"
)

// R7: a list may have limits of its own, tighter or looser, and none so loose that a large loss passes.
func TestGuardLimitsOfOneList(t *testing.T) {
	day := time.Date(2024, 3, 1, 0, 0, 0, 0, time.UTC)
	before := lookback.Edition{Seq: 4, List: "house", Published: day, Format: "house-csv", Parser: "house-csv/1", Counts: lookback.EditionCounts{Entries: 1000, Names: 1000}}
	feed := lookback.Feed{List: "house", URLs: []string{"https://lists.example/house.csv"}, Every: time.Hour}
	for _, test := range []struct {
		name                    string
		guard                   lookback.FeedGuard
		removed, added, amended int
		held                    bool
	}{
		{"Tighter", lookback.FeedGuard{Removed: 1}, 11, 0, 0, true},
		{"TighterForThisListOnly", lookback.FeedGuard{}, 11, 0, 0, false},
		{"Looser", lookback.FeedGuard{Removed: 25, Added: 90}, 250, 900, 0, false},
		{"LooserAndOver", lookback.FeedGuard{Removed: 25}, 251, 0, 0, true},
		{"OthersStay", lookback.FeedGuard{Removed: 25}, 0, 501, 0, true},
		{"AmendedTighter", lookback.FeedGuard{Amended: 5}, 0, 0, 51, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newService(t, fair)
			feed.Guard = test.guard
			if _, err := s.SetFeed(t.Context(), feed, "list desk"); err != nil {
				t.Fatal(err)
			}
			e := before
			e.ID, e.Counts.Removed, e.Counts.Added, e.Counts.Amended = "ff00", test.removed, test.added, test.amended
			var found []lookback.GuardFinding
			view(t, s, func(tx store.Tx) (err error) { found, err = guard(tx, before, e); return err })
			if (len(found) > 0) != test.held {
				t.Errorf("got %v, want held %t", found, test.held)
			}
		})
	}
	for _, bad := range []lookback.FeedGuard{{Removed: lookback.MaxGuardRemoved + 1}, {Removed: -1}, {Added: 101}, {Amended: -5}} {
		feed.Guard = bad
		if err := feed.Validate(); !errors.Is(err, lookback.ErrInvalid) {
			t.Errorf("%+v: got %v, want a refusal", bad, err)
		}
	}
}

// R7: whatever makes an edition differ too much from the one in force is found, and names the rule.
func TestGuardFindsWhatAPersonMustSee(t *testing.T) {
	day := time.Date(2024, 3, 1, 0, 0, 0, 0, time.UTC)
	before := lookback.Edition{Seq: 4, Published: day, Format: "un-xml", Parser: "un-xml/2", Files: make([]lookback.RawFile, 2),
		Counts: lookback.EditionCounts{Entries: 1000, Names: 3000, Problems: 5, NotRead: 50, ByKind: map[lookback.PartyKind]int{lookback.KindPerson: 700, lookback.KindVessel: 300}}}
	for _, test := range []struct {
		name   string
		change func(e *lookback.Edition)
		want   lookback.GuardRule
		large  bool
	}{
		{"AnOrdinaryDay", func(e *lookback.Edition) { e.Counts.Added, e.Counts.Amended, e.Counts.Removed = 20, 30, 5 }, "", false},
		{"AtTheLimit", func(e *lookback.Edition) { e.Counts.Removed = 100 }, "", false},
		{"OverTheLimit", func(e *lookback.Edition) { e.Counts.Removed = 101 }, lookback.GuardRemoved, false},
		{"ThirtyPercentGone", func(e *lookback.Edition) { e.Counts.Removed = 300 }, lookback.GuardRemoved, true},
		{"ReplacedByAsMany", func(e *lookback.Edition) { e.Counts.Removed, e.Counts.Added = 400, 400 }, lookback.GuardRemoved, true},
		{"ManyNew", func(e *lookback.Edition) { e.Counts.Added = 501 }, lookback.GuardAdded, false},
		{"ManyAmended", func(e *lookback.Edition) { e.Counts.Amended = 501 }, lookback.GuardAmended, false},
		{"ManyAmendedInYears", func(e *lookback.Edition) { e.Counts.Amended, e.Published = 900, day.AddDate(3, 0, 0) }, "", false},
		{"QuarterGoneInYears", func(e *lookback.Edition) { e.Counts.Removed, e.Published = 250, day.AddDate(3, 0, 0) }, lookback.GuardRemoved, false},
		{"FileMissing", func(e *lookback.Edition) { e.Files = e.Files[:1] }, lookback.GuardSection, false},
		{"NoVessels", func(e *lookback.Edition) {
			e.Counts.ByKind = map[lookback.PartyKind]int{lookback.KindPerson: 1000}
		}, lookback.GuardSection, false},
		{"NoAliases", func(e *lookback.Edition) { e.Counts.Names = 1000 }, lookback.GuardSection, false},
		{"OtherFormat", func(e *lookback.Edition) { e.Format = "ftm-json" }, lookback.GuardSchema, false},
		{"RowsNotUnderstood", func(e *lookback.Edition) { e.Counts.Problems = 200 }, lookback.GuardSchema, false},
		{"RemarksNotUnderstood", func(e *lookback.Edition) { e.Counts.NotRead = 200 }, lookback.GuardSchema, false},
		{"OtherParser", func(e *lookback.Edition) { e.Counts.NotRead, e.Parser = 200, "un-xml/3" }, "", false},
		{"Older", func(e *lookback.Edition) { e.Published = day.AddDate(0, 0, -1) }, lookback.GuardOlder, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			e := before
			e.ID, e.List = "ff00", "un"
			test.change(&e)
			var found []lookback.GuardFinding
			err := newService(t, fair).store.View(t.Context(), func(tx store.Tx) (err error) {
				found, err = guard(tx, before, e)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			rules := ""
			for _, f := range found {
				rules += string(f.Rule)
				if strings.HasSuffix(f.Sentence, ".") {
					t.Errorf("got a full stop in %q", f.Sentence)
				}
			}
			if rules != string(test.want) || isLarge(before, e) != test.large {
				t.Errorf("got %v, large %t; want %q, %t", found, isLarge(before, e), test.want, test.large)
			}
		})
	}
}

// heldWorld is a service with people, of whom some are on a list of 100 entries, and an edition that lacks 30 of them.
func heldWorld(t *testing.T) (s *Service, small EditionImport) {
	s = newService(t, fair)
	bulk := scenario.NewBulk(5)
	mustStore(t, s, people(bulk, 0, 400))
	mustImport(t, s, edition(t, bulk, 0, 100, 400, 2))
	return s, edition(t, bulk, 0, 70, 400, 3)
}

func openAlerts(t *testing.T, s *Service) (n int) {
	t.Helper()
	err := s.store.View(t.Context(), func(tx store.Tx) error {
		open, err := tx.ListAlerts(store.AlertFilter{State: lookback.AlertOpen})
		n = len(open)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// R7: an edition that shrinks by 30 % ends no alert by itself, and two different people must put it in force.
func TestShrunkenEditionEndsNoAlertByItself(t *testing.T) {
	s, small := heldWorld(t)
	before := openAlerts(t, s)
	held := mustImport(t, s, small)
	if held.New || held.Held == nil || !held.Held.Large || held.Edition.Seq != 1 {
		t.Fatalf("got %+v, want it held and edition 1 in force", held)
	}
	if again := mustImport(t, s, small); again.New || again.Held == nil || again.Held.ID != held.Held.ID {
		t.Errorf("got %+v when the same bytes came again, want the same held edition", again)
	}
	if got := openAlerts(t, s); got != before {
		t.Errorf("got %d open alerts, want %d as before", got, before)
	}
	detail, err := s.HeldDetail(t.Context(), held.Held.ID)
	if err != nil || len(detail.Changes) != 30 || detail.Alerts == 0 {
		t.Errorf("got %d changes and %d alerts (%v), want 30 removals and some alerts on them", len(detail.Changes), detail.Alerts, err)
	}

	first, err := s.ReleaseHeld(t.Context(), held.Held.ID, "A. Analyst", "announced")
	if err != nil || first.New {
		t.Fatalf("got %+v, %v after one person released it, want it to wait", first, err)
	}
	if _, err := s.ReleaseHeld(t.Context(), held.Held.ID, " a. analyst", "again"); !errors.Is(err, lookback.ErrDenied) {
		t.Errorf("got %v for the same person, want ErrDenied", err)
	}
	if got := openAlerts(t, s); got != before {
		t.Errorf("got %d open alerts after one release, want %d", got, before)
	}
	second, err := s.ReleaseHeld(t.Context(), held.Held.ID, "S. Supervisor", "I read the notice")
	if err != nil || !second.New || second.Edition.Seq != 2 || second.Edition.Counts.Removed != 30 {
		t.Fatalf("got %+v, %v, want edition 2", second, err)
	}
	if err := s.Resume(t.Context(), quiet); err != nil {
		t.Fatal(err)
	}
	if got := openAlerts(t, s); got != before-detail.Alerts {
		t.Errorf("got %d open alerts, want the %d on removed entries to have ended, of %d", got, detail.Alerts, before)
	}
}

// A rejected edition stays out, and nobody decides without a reason, twice, or over what came in between.
func TestDecisionsOnHeldEditions(t *testing.T) {
	s, small := heldWorld(t)
	id := mustImport(t, s, small).Held.ID
	if _, err := s.RejectHeld(t.Context(), id, "A. Analyst", " "); !errors.Is(err, lookback.ErrInvalid) {
		t.Errorf("got %v without a reason, want ErrInvalid", err)
	}
	if _, err := s.ReleaseHeld(t.Context(), id, "", "why"); !errors.Is(err, lookback.ErrInvalid) {
		t.Errorf("got %v without a person, want ErrInvalid", err)
	}
	if _, err := s.RejectHeld(t.Context(), id, "A. Analyst", "cut in half"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.ReleaseHeld(t.Context(), id, "S. Supervisor", "why"); !errors.Is(err, lookback.ErrConflict) {
		t.Errorf("got %v after it was rejected, want ErrConflict", err)
	}
	if again := mustImport(t, s, small); again.New || again.Held.State != lookback.HeldRejected {
		t.Errorf("got %+v when rejected bytes came again, want them refused", again)
	}

	bulk := scenario.NewBulk(5)
	older := mustImport(t, s, edition(t, bulk, 0, 99, 400, 1)).Held
	if older == nil || older.Large || older.Findings[0].Rule != lookback.GuardOlder {
		t.Fatalf("got %+v, want an older edition held", older)
	}
	mustImport(t, s, edition(t, bulk, 0, 101, 400, 4))
	if _, err := s.ReleaseHeld(t.Context(), older.ID, "S. Supervisor", "why"); !errors.Is(err, lookback.ErrConflict) {
		t.Errorf("got %v when another edition is in force by now, want ErrConflict", err)
	}
	waiting, err := s.Held(t.Context(), "bulk")
	if err != nil || !slices.ContainsFunc(waiting, func(h lookback.HeldEdition) bool { return h.ID == older.ID }) || len(waiting) != 1 {
		t.Errorf("got %+v (%v), want the older edition to wait still", waiting, err)
	}
}

// What a person says and what the file says must agree, and no edition comes from the future.
func TestDatesOfPublication(t *testing.T) {
	s := newService(t, fair)
	in := edition(t, scenario.NewBulk(5), 0, 10, 10, 2)
	for name, said := range map[string]time.Time{"Other": time.Date(2024, 1, 5, 0, 0, 0, 0, time.UTC), "Future": s.now().AddDate(0, 0, 2)} {
		in.Published = said
		if _, err := s.ImportEdition(t.Context(), in); !errors.Is(err, lookback.ErrInvalid) {
			t.Errorf("%s: got %v, want ErrInvalid", name, err)
		}
	}
	in.Published = time.Date(2024, 1, 2, 0, 0, 0, 0, time.UTC)
	if r := mustImport(t, s, in); !r.New {
		t.Errorf("got %+v for the same day, want an edition", r)
	}
}
