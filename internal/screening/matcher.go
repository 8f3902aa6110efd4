package screening

import (
	"context"
	"fmt"

	"lookback"
	"lookback/internal/store"
)

// MatcherState says with which matcher the policy in force was approved, and which one this program holds.
type MatcherState struct {
	Policy   int
	Approved string // empty where the policy does not say
	Held     string
}

// Changed reports whether the program holds another matcher than was approved. Then nothing is screened and no lookback goes
// on until two people have put a policy in force that was measured with the new one (R38).
func (m MatcherState) Changed() bool { return m.Approved != "" && m.Approved != m.Held }

// Matcher returns the state of the matcher now.
func (s *Service) Matcher(ctx context.Context) (m MatcherState, err error) {
	err = s.store.View(ctx, func(tx store.Tx) error {
		m, err = matcherState(tx)
		return err
	})
	return m, err
}

func matcherState(tx store.Tx) (MatcherState, error) {
	p, err := tx.PolicyAt(store.Now)
	return MatcherState{Policy: p.Version, Approved: p.Matcher, Held: matcher()}, err
}

// mayScreen refuses to store what a matcher finds that nobody approved.
func mayScreen(tx store.Tx) error {
	m, err := matcherState(tx)
	if err != nil || !m.Changed() {
		return err
	}
	return fmt.Errorf("policy %d was approved with matcher %s and this program holds %s; propose a policy, which measures what that changes, and let a second person approve it: %w",
		m.Policy, m.Approved, m.Held, lookback.ErrConflict)
}
