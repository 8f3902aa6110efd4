package screening

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"lookback"
	"lookback/internal/match"
	"lookback/internal/queue"
	"lookback/internal/store"
)

// Service screens. It may be used concurrently; all writing goes through the store, one writer at a time.
type Service struct {
	store     store.Store
	now       func() time.Time
	disparity Disparity
	shelf     Shelf
	kept      keptSlices

	ties  tieCache
	plans planCache

	name         string // of this service among all processes, for the right to sign
	keepsSigning atomic.Bool

	queue   queue.Queue
	workers int // that take units in this process while a run is on

	mu     sync.Mutex
	latest *inForce // what was in force when somebody last asked
	at     int64    // a position of the journal at which latest was in force
}

// Disparity measures the matcher at a threshold: how much more often it errs on the names of one culture than
// on those of all, as a difference of rates that the counts support, on which culture, and how it errs.
type Disparity func(threshold lookback.Score) (size lookback.Score, culture, kind string)

// New returns a Service over st that takes the time from now and measures fairness with disparity. A store that
// holds no policy yet gets the default one. Slices are kept on shelf; without one every lookback reads every record.
func New(ctx context.Context, st store.Store, shelf Shelf, now func() time.Time, disparity Disparity) (*Service, error) {
	s := &Service{store: st, shelf: shelf, now: now, disparity: disparity, name: rand.Text(), queue: queue.NewLocal(1), workers: 1,
		kept: keptSlices{limit: DefaultSliceMemory, byFile: map[string]*keptSlice{}}}
	err := st.View(ctx, s.hasPolicy)
	if isNotFound(err) && !st.Replica() {
		err = st.Update(ctx, s.putFirstPolicy)
	}
	if err != nil {
		return nil, fmt.Errorf("open screening: %w", err)
	}
	return s, nil
}

// hasPolicy reports with ErrNotFound that there is no policy yet.
func (s *Service) hasPolicy(tx store.Tx) error {
	_, err := tx.PolicyAt(store.Now)
	return err
}

// putFirstPolicy makes the default policy the first one.
func (s *Service) putFirstPolicy(tx store.Tx) error {
	if err := s.hasPolicy(tx); !isNotFound(err) {
		return err // another process was faster
	}
	first := lookback.DefaultPolicy()
	first.Matcher = matcher()
	p, err := tx.CreatePolicy(first)
	if err != nil {
		return err
	}
	return s.record(tx, lookback.EventPolicyApproved, "lookback", fmt.Sprintf("policy %d", p.Version), policyBody(p))
}

// Position returns the last position of the journal.
func (s *Service) Position(ctx context.Context) (position int64, err error) {
	err = s.store.View(ctx, func(tx store.Tx) error {
		position, err = tx.Position()
		return err
	})
	return position, err
}

// inForce is everything that a record is screened against at one position. It is immutable.
type inForce struct {
	key      string // names the policy and the editions: equal keys hold the same
	policy   lookback.Policy
	editions []lookback.Edition // of the lists the policy covers
	*listed
}

// inForceAt returns what is in force at a position. The last answer is kept, because almost every question
// is about the present.
func (s *Service) inForceAt(tx store.Tx, position int64) (*inForce, error) {
	policy, err := tx.PolicyAt(position)
	if err != nil {
		return nil, err
	}
	f := &inForce{policy: policy}
	editions, err := tx.EditionsAt(position)
	if err != nil {
		return nil, err
	}
	key := fmt.Sprintf("policy %d", policy.Version)
	for _, e := range editions {
		if policy.Covers(e.List) {
			f.editions = append(f.editions, e)
			key += fmt.Sprintf("\n%s %d", e.List, e.Seq)
		}
	}
	f.key = key
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.latest != nil && s.latest.key == key {
		return s.latest, nil
	}
	if f.listed, err = loadListed(tx, f.editions); err != nil {
		return nil, err
	}
	s.latest, s.at = f, 0
	return f, nil
}

// inForceNow returns what is in force now. What is in force changes with an event only, so that nothing is read where
// there was none since somebody last asked.
func (s *Service) inForceNow(tx store.Tx) (*inForce, error) {
	position, err := tx.Position()
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	latest, at := s.latest, s.at
	s.mu.Unlock()
	if latest != nil && at == position {
		return latest, nil
	}
	f, err := s.inForceAt(tx, position)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.latest == f {
		s.at = position
	}
	return f, nil
}

// loadListed reads and indexes all entries of some editions.
func loadListed(tx store.Tx, editions []lookback.Edition) (*listed, error) {
	var entries []entry
	for _, e := range editions {
		versions, err := tx.EntriesAt(e.List, e.Seq, "", 0)
		if err != nil {
			return nil, fmt.Errorf("read list %q: %w", e.List, err)
		}
		for _, v := range versions {
			entries = append(entries, entry{Entry: v.Entry, digest: v.Digest})
		}
	}
	return newListed(entries), nil
}

// Screen compares a party with everything in force now, at a threshold or, when it is 0, that of the policy.
// Nothing is stored.
func (s *Service) Screen(ctx context.Context, party lookback.Party, threshold lookback.Score) ([]Hit, error) {
	hits, err := s.ScreenMany(ctx, []lookback.Party{party}, threshold)
	if err != nil {
		return nil, err
	}
	return hits[0], nil
}

// ScreenMany does what Screen does for many parties, on all cores, and returns the hits in their order.
func (s *Service) ScreenMany(ctx context.Context, parties []lookback.Party, threshold lookback.Score) ([][]Hit, error) {
	for _, p := range parties {
		if err := p.Validate(); err != nil {
			return nil, err
		}
	}
	var f *inForce
	err := s.store.View(ctx, func(tx store.Tx) (err error) {
		f, err = s.inForceNow(tx)
		return err
	})
	if err != nil {
		return nil, err
	}
	if threshold == 0 {
		threshold = f.policy.Threshold
	}
	hits := make([][]Hit, len(parties))
	eachOf(len(parties), func(i int, w *searcher) { hits[i] = hitsOf(f.find(parties[i], threshold, w)) })
	return hits, nil
}

// Hit is an entry that a party matches.
type Hit struct {
	Entry    lookback.Entry
	Evidence lookback.Evidence
}

func hitsOf(found []finding) []Hit {
	hits := make([]Hit, 0, len(found))
	for _, f := range found {
		hits = append(hits, Hit{Entry: f.entry.Entry, Evidence: f.evidence})
	}
	return hits
}

// person returns the name of the person who acts, or ErrInvalid when none was given.
func person(actor string) (string, error) {
	actor = strings.TrimSpace(actor)
	if actor == "" {
		return "", &lookback.InputError{Field: "as", Reason: "nobody is named", Hint: "say who acts, with --as NAME"}
	}
	return actor, nil
}

// matcher is the version of the matcher that this program holds.
func matcher() string { return match.Version() }

// isNotFound reports whether err says that something is not held.
func isNotFound(err error) bool { return errors.Is(err, lookback.ErrNotFound) }
