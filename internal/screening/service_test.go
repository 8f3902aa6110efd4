package screening

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"lookback"
	"lookback/internal/scenario"
	"lookback/internal/source"
	"lookback/internal/store/storetest"
)

// fair measures no disparity at all.
func fair(lookback.Score) (lookback.Score, string, string) { return 0, "", "" }

// newService returns a service over an empty store, with a clock that moves one second a reading.
func newService(t testing.TB, disparity Disparity) *Service {
	t.Helper()
	s, err := New(t.Context(), storetest.New(t), nil, newClock(), disparity)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// newClock returns a clock that moves one second each time it is read.
func newClock() func() time.Time {
	var mu sync.Mutex
	now := time.Date(2024, 3, 1, 0, 0, 0, 0, time.UTC)
	return func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		now = now.Add(time.Second)
		return now
	}
}

// quiet is a Progress that shows nothing.
func quiet(lookback.Run, int, int) {}

// people returns n fictional records of one source.
func people(bulk *scenario.Bulk, from, n int) []lookback.Record {
	records := make([]lookback.Record, n)
	for i := range records {
		records[i] = lookback.Record{Source: "test", Key: fmt.Sprint(from + i), Party: bulk.Party(from + i)}
	}
	return records
}

// edition returns the files of a list of the entries from up to to of a bulk list; population is whom some of them describe.
func edition(t *testing.T, bulk *scenario.Bulk, from, to, population int, day int) EditionImport {
	t.Helper()
	var entries []lookback.Entry
	for i := from; i < to; i++ {
		entries = append(entries, bulk.Entry(i, population))
	}
	var out bytes.Buffer
	if err := scenario.WriteUNXML(&out, time.Date(2024, 1, day, 0, 0, 0, 0, time.UTC), entries); err != nil {
		t.Fatal(err)
	}
	return EditionImport{List: "bulk", Format: source.UNXML, Files: []source.File{source.Bytes("bulk.xml", out.Bytes())}, Actor: "list desk"}
}

// mustImport imports an edition and runs its lookback.
func mustImport(t *testing.T, s *Service, in EditionImport) EditionResult {
	t.Helper()
	result, err := s.ImportEdition(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Resume(t.Context(), quiet); err != nil {
		t.Fatal(err)
	}
	return result
}

func mustStore(t *testing.T, s *Service, records []lookback.Record) ArrivalCounts {
	t.Helper()
	counts, err := s.StoreRecords(t.Context(), "intake", records)
	if err != nil {
		t.Fatal(err)
	}
	return counts
}

// R28: the person who proposed a policy cannot approve it, however the name is written.
func TestPolicyNeedsTwoPeople(t *testing.T) {
	s := newService(t, fair)
	proposed, err := s.ProposePolicy(t.Context(), lookback.Policy{Threshold: 8000, Reason: "test", DisparityLimit: 1000}, "A. Analyst", func(int, int) {})
	if err != nil {
		t.Fatal(err)
	}
	for _, same := range []string{"A. Analyst", "a. analyst", " A.  Analyst "} {
		if _, _, err := s.ApprovePolicy(t.Context(), proposed.Version, same); !errors.Is(err, lookback.ErrDenied) {
			t.Errorf("approval by %q: got %v, want ErrDenied", same, err)
		}
	}
	p, run, err := s.ApprovePolicy(t.Context(), proposed.Version, "S. Supervisor")
	if err != nil {
		t.Fatal(err)
	}
	if p.State != lookback.PolicyApproved || run.Trigger != lookback.TriggerPolicy || run.Mandate.Approver != "S. Supervisor" {
		t.Errorf("got policy %+v and run %+v", p, run)
	}
}

// R12: a policy at whose threshold the matcher treats one culture worse than the limit allows cannot be
// proposed, and a policy cannot raise the limit for itself.
func TestUnfairPolicyIsRefused(t *testing.T) {
	unfair := func(lookback.Score) (lookback.Score, string, string) { return 2500, "tajik", "missed" }
	s := newService(t, unfair)
	for _, limit := range []lookback.Score{lookback.DefaultDisparityLimit, 9000} {
		_, err := s.ProposePolicy(t.Context(), lookback.Policy{Threshold: 9900, Reason: "test", DisparityLimit: limit}, "A. Analyst", func(int, int) {})
		if !errors.Is(err, lookback.ErrDenied) {
			t.Errorf("limit %s: got %v, want ErrDenied", limit, err)
		}
	}
}

// R38: a proposed policy carries who would enter and leave, measured on the whole population.
func TestProposedPolicyCarriesItsDifference(t *testing.T) {
	s := newService(t, fair)
	bulk := scenario.NewBulk(3)
	mustStore(t, s, people(bulk, 0, 400))
	mustImport(t, s, edition(t, bulk, 0, 300, 400, 1))
	p, err := s.ProposePolicy(t.Context(), lookback.Policy{Threshold: lookback.MaxScore, Reason: "only perfect names", DisparityLimit: 1000}, "A. Analyst", func(int, int) {})
	if err != nil {
		t.Fatal(err)
	}
	open := len(openAlertsOf(t, s))
	if e := p.Effect; !e.Measured || e.Records != 400 || e.Leave == 0 || e.Leave+e.Stay != open || e.Enter != 0 || e.Digest == "" {
		t.Errorf("got effect %+v with %d open alerts", p.Effect, open)
	}
}

// R3: a lookback without purpose, authority or expiry is refused; every trigger can have one.
func TestLookbackWithoutMandateIsRefused(t *testing.T) {
	s := newService(t, fair)
	cases := map[string]func(*lookback.Mandate){
		"NoPurpose":    func(m *lookback.Mandate) { m.Purpose = "" },
		"NoAuthority":  func(m *lookback.Mandate) { m.Authority = "" },
		"NoExpiry":     func(m *lookback.Mandate) { m.Expires = time.Time{} },
		"Expired":      func(m *lookback.Mandate) { m.Expires = time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC) },
		"RoutineClaim": func(m *lookback.Mandate) { *m = lookback.Mandate{Routine: true} },
	}
	for name, change := range cases {
		t.Run(name, func(t *testing.T) {
			m := wholeMandate()
			change(&m)
			_, err := s.ProposeLookback(t.Context(), LookbackOrder{Trigger: lookback.TriggerMatcher, Mandate: m, Actor: "A. Analyst"})
			if !errors.Is(err, lookback.ErrInvalid) {
				t.Errorf("got %v, want ErrInvalid", err)
			}
		})
	}
	for _, trigger := range lookback.Triggers() {
		if _, err := s.ProposeLookback(t.Context(), LookbackOrder{Trigger: trigger, Mandate: wholeMandate(), Actor: "A. Analyst"}); err != nil {
			t.Errorf("trigger %s with a whole mandate: %v", trigger, err)
		}
	}
}

func wholeMandate() lookback.Mandate {
	return lookback.Mandate{Purpose: "new tables", Authority: "order 1", Expires: time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)}
}

// R28: the person who proposed a lookback cannot approve it; until somebody else does, nothing is carried out.
func TestLookbackNeedsTwoPeople(t *testing.T) {
	s := newService(t, fair)
	mustStore(t, s, people(scenario.NewBulk(4), 0, 20))
	proposed, err := s.ProposeLookback(t.Context(), LookbackOrder{Trigger: lookback.TriggerMatcher, Mandate: wholeMandate(), Actor: "A. Analyst"})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Resume(t.Context(), func(lookback.Run, int, int) { t.Error("a proposed lookback was carried out") }); err != nil {
		t.Fatal(err)
	}
	for _, same := range []string{"A. Analyst", " a.  ANALYST "} {
		if _, err := s.ApproveLookback(t.Context(), proposed.ID, same); !errors.Is(err, lookback.ErrDenied) {
			t.Errorf("approval by %q: got %v, want ErrDenied", same, err)
		}
	}
	approved, err := s.ApproveLookback(t.Context(), proposed.ID, "S. Supervisor")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Resume(t.Context(), quiet); err != nil {
		t.Fatal(err)
	}
	if approved.Mandate.Approver != "S. Supervisor" || approved.By != "A. Analyst" {
		t.Errorf("got %+v", approved)
	}
	if _, err := s.ApproveLookback(t.Context(), proposed.ID, "S. Supervisor"); !errors.Is(err, lookback.ErrConflict) {
		t.Errorf("second approval: got %v, want ErrConflict", err)
	}
	runsReconcile(t, s)
}

// R1, R2: every stored result of the past recomputes to the same bytes, before and after the lists and records changed.
func TestPastResultsReplayByteForByte(t *testing.T) {
	s := newService(t, fair)
	bulk := scenario.NewBulk(5)
	mustImport(t, s, edition(t, bulk, 0, 200, 500, 1))
	mustStore(t, s, people(bulk, 0, 500))
	first := clockOf(t, s)
	mustImport(t, s, edition(t, bulk, 60, 400, 500, 2))
	corrected := people(bulk, 0, 100)
	for i := range corrected {
		corrected[i].Party = bulk.Party(1000 + i)
	}
	mustStore(t, s, corrected)
	alerts := 0
	for _, at := range []time.Time{first, {}} {
		for key := range 500 {
			r, err := s.ReplayAt(t.Context(), "test", fmt.Sprint(key), at)
			if err != nil {
				t.Fatal(err)
			}
			if !r.Same() {
				t.Errorf("record %d at %v: held %s, recomputed %s", key, at, r.Stored, r.Recomputed)
			}
			alerts += len(r.Alerts)
		}
	}
	if alerts == 0 {
		t.Error("no result held an alert: the test shows nothing")
	}
}

// clockOf returns the time of the last event.
func clockOf(t *testing.T, s *Service) time.Time {
	t.Helper()
	c, err := s.ClearanceAt(context.WithoutCancel(t.Context()), "test", "0", time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	return c.At
}
