package screening

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"testing"
	"time"

	"lookback"
	"lookback/internal/scenario"
	"lookback/internal/store"
	"lookback/internal/store/sqldb"
)

// anotherMatcher is a service whose policy was approved with a matcher that this program does not hold, over records and an
// edition whose lookback waits.
func anotherMatcher(t *testing.T) (*Service, lookback.Run) {
	t.Helper()
	s := newService(t, fair)
	bulk := scenario.NewBulk(31)
	mustStore(t, s, people(bulk, 0, 300))
	err := s.store.Update(t.Context(), func(tx store.Tx) error {
		old := lookback.DefaultPolicy()
		old.Matcher = "an earlier one"
		p, err := tx.CreatePolicy(old)
		if err != nil {
			return err
		}
		return s.record(tx, lookback.EventPolicyApproved, "test", "policy", policyBody(p))
	})
	if err != nil {
		t.Fatal(err)
	}
	result, err := s.ImportEdition(t.Context(), edition(t, bulk, 0, 100, 300, 1))
	if err != nil {
		t.Fatal(err)
	}
	var run lookback.Run
	view(t, s, func(tx store.Tx) error { run, err = tx.GetRun(result.Run); return err })
	return s, run
}

// R38: a program with another matcher is noticed; it stores no result and carries out no lookback until two people
// approved what was measured with it, and then everything is asked again because of the matcher (R3).
func TestAnotherMatcherWaitsForTwoPeople_R38(t *testing.T) {
	s, waiting := anotherMatcher(t)
	m, err := s.Matcher(t.Context())
	if err != nil || !m.Changed() || m.Approved != "an earlier one" || m.Held != matcher() {
		t.Errorf("got %+v (%v), want the change noticed", m, err)
	}
	if _, err := s.StoreRecords(t.Context(), "intake", people(scenario.NewBulk(32), 0, 1)); !errors.Is(err, lookback.ErrConflict) || !strings.Contains(err.Error(), "an earlier one") {
		t.Errorf("a record arrives: got %v, want a refusal that names the matcher", err)
	}
	if err := s.Resume(t.Context(), quiet); err != nil {
		t.Fatal(err)
	}
	view(t, s, func(tx store.Tx) error {
		run, err := tx.GetRun(waiting.ID)
		if run.State != lookback.RunPending {
			t.Errorf("the lookback is %s, want it waiting", run.State)
		}
		return err
	})
	p, err := s.PolicyInForce(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	p.Reason = "tables of names from two more languages, see the report of 3 May"
	if p, err = s.ProposePolicy(t.Context(), p, "A. Analyst", func(int, int) {}); err != nil || !p.Effect.Measured || p.Matcher != matcher() {
		t.Fatalf("proposed: %+v (%v), want it measured with the new matcher", p, err)
	}
	if _, _, err := s.ApprovePolicy(t.Context(), p.Version, "a.  ANALYST"); !errors.Is(err, lookback.ErrDenied) {
		t.Errorf("approved by the proposer: got %v", err)
	}
	_, run, err := s.ApprovePolicy(t.Context(), p.Version, "S. Supervisor")
	if err != nil || run.Trigger != lookback.TriggerMatcher || !strings.Contains(run.Cause, "in the place of an earlier one") {
		t.Fatalf("got %+v (%v), want a lookback because of the matcher", run, err)
	}
	if err := s.Resume(t.Context(), quiet); err != nil {
		t.Fatal(err)
	}
	sameAsScan(t, s)
	if _, err := s.StoreRecords(t.Context(), "intake", people(scenario.NewBulk(32), 0, 1)); err != nil {
		t.Errorf("after the approval: %v", err)
	}
}

// R38: what was measured with one matcher is not approved with another.
func TestApprovalIsOfTheMatcherMeasured_R38(t *testing.T) {
	s := newService(t, fair)
	var version int
	err := s.store.Update(t.Context(), func(tx store.Tx) error {
		p := lookback.DefaultPolicy()
		p.State, p.Matcher, p.Effect.Measured, p.Proposer = lookback.PolicyProposed, "an earlier one", true, "A. Analyst"
		p, err := tx.CreatePolicy(p)
		version = p.Version
		if err != nil {
			return err
		}
		return s.record(tx, lookback.EventPolicyProposed, "test", "policy", policyBody(p))
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.ApprovePolicy(t.Context(), version, "S. Supervisor"); !errors.Is(err, lookback.ErrDenied) || !strings.Contains(err.Error(), "propose it again") {
		t.Errorf("got %v, want a refusal", err)
	}
}

// R38: that there is too much work is no reason to change whom the rules find.
func TestBacklogIsNoReason_R38(t *testing.T) {
	s := newService(t, fair)
	for _, reason := range []string{"to reduce the backlog", "Backlog of 300", "too many alerts for two people", "our WORKLOAD", "we cannot keep up"} {
		p := lookback.DefaultPolicy()
		p.Threshold, p.Reason = 9000, reason
		if _, err := s.ProposePolicy(t.Context(), p, "A. Analyst", func(int, int) {}); !errors.Is(err, lookback.ErrInvalid) || !strings.Contains(err.Error(), "decides about nobody") {
			t.Errorf("%q: got %v, want a refusal", reason, err)
		}
	}
	if versions, err := s.Policies(t.Context()); err != nil || len(versions) != 1 {
		t.Errorf("a refusal left %d versions (%v)", len(versions), err)
	}
}

// earlier is a store in which every result was given by another matcher: as after a change of tables, when a program of
// today opens data of yesterday.
type earlier struct{ store.Store }

type earlierTx struct{ store.Tx }

func (e earlier) View(ctx context.Context, fn func(store.Tx) error) error {
	return e.Store.View(ctx, func(tx store.Tx) error { return fn(earlierTx{tx}) })
}

func (tx earlierTx) GetEvent(position int64) (lookback.Event, error) {
	e, err := tx.Tx.GetEvent(position)
	e.Body = []byte(strings.ReplaceAll(string(e.Body), matcher(), "0123456789abcdef"))
	return e, err
}

func (tx earlierTx) ListRuns(state lookback.RunState, after int64, limit int) ([]lookback.Run, error) {
	runs, err := tx.Tx.ListRuns(state, after, limit)
	for i := range runs {
		runs[i].Matcher = "0123456789abcdef"
	}
	return runs, err
}

// R1: 1,000 stored results replay to the same bytes after a restart. After a change of the matcher's tables each says that it
// cannot be replayed, and with which matcher it was made; none is replayed to other bytes.
func TestThousandResultsReplayAcrossRestart_R1(t *testing.T) {
	dir := t.TempDir()
	bulk := scenario.NewBulk(33)
	results := map[string]string{}
	reopen := func(wrap func(store.Store) store.Store, look func(s *Service, key string)) {
		st, err := sqldb.Open(t.Context(), dir, sqldb.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer st.Close()
		s, err := New(t.Context(), wrap(st), nil, newClock(), fair)
		if err != nil {
			t.Fatal(err)
		}
		if len(results) == 0 {
			mustImport(t, s, edition(t, bulk, 0, 200, replayed, 1))
			mustStore(t, s, people(bulk, 0, replayed))
			mustImport(t, s, edition(t, bulk, 40, 250, replayed, 2))
		}
		for key := range replayed {
			look(s, strconv.Itoa(key))
		}
	}
	as := func(st store.Store) store.Store { return st }
	alerts := 0
	reopen(as, func(s *Service, key string) {
		r, err := s.ReplayAt(t.Context(), "test", key, time.Time{})
		if err != nil || !r.Same() {
			t.Fatalf("record %s: %v, held %s, recomputed %s", key, err, r.Stored, r.Recomputed)
		}
		results[key] = string(r.Stored)
		alerts += len(r.Alerts)
	})
	reopen(as, func(s *Service, key string) {
		if r, err := s.ReplayAt(t.Context(), "test", key, time.Time{}); err != nil || !r.Same() || string(r.Recomputed) != results[key] {
			t.Errorf("record %s after a restart: %v, %s, was %s", key, err, r.Recomputed, results[key])
		}
	})
	reopen(func(st store.Store) store.Store { return earlier{st} }, func(s *Service, key string) {
		r, err := s.ReplayAt(t.Context(), "test", key, time.Time{})
		if !errors.Is(err, lookback.ErrConflict) || !strings.Contains(err.Error(), "matcher 0123456789abcdef gave the result") || r.Recomputed != nil {
			t.Errorf("record %s of another matcher: got %s, %v", key, r.Recomputed, err)
		}
	})
	if len(results) != replayed || alerts < 5 {
		t.Errorf("%d results with %d alerts: the test shows little", len(results), alerts)
	}
}

const replayed = 1000
