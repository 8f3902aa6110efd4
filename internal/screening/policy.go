package screening

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"lookback"
	"lookback/internal/journal"
	"lookback/internal/store"
)

// policyMandate is how long the lookback that a policy change orders may be carried out.
const policyMandate = 30 * 24 * time.Hour

// PolicyInForce returns the policy in force now.
func (s *Service) PolicyInForce(ctx context.Context) (p lookback.Policy, err error) {
	err = s.store.View(ctx, func(tx store.Tx) error {
		p, err = tx.PolicyAt(store.Now)
		return err
	})
	return p, err
}

// Policies returns all versions, oldest first.
func (s *Service) Policies(ctx context.Context) (all []lookback.Policy, err error) {
	err = s.store.View(ctx, func(tx store.Tx) error {
		all, err = tx.ListPolicies()
		return err
	})
	return all, err
}

// ProposePolicy measures what a new version would change, and stores it with that measurement. It has no effect
// until a second person approves it. ErrDenied: the matcher would err more often on the names of one culture
// than the disparity limit in force allows (R12); a policy cannot raise the limit for itself.
func (s *Service) ProposePolicy(ctx context.Context, p lookback.Policy, actor string, progress func(done, total int)) (lookback.Policy, error) {
	actor, err := person(actor)
	if err != nil {
		return p, err
	}
	p.State, p.Proposer, p.Approver, p.Matcher = lookback.PolicyProposed, actor, "", matcher()
	if err := p.Validate(); err != nil {
		return p, err
	}
	if p.Effect, err = s.effectOf(ctx, p, progress); err != nil {
		return p, err
	}
	err = s.store.Update(ctx, func(tx store.Tx) error {
		stored, err := tx.CreatePolicy(p)
		if err != nil {
			return err
		}
		p = stored
		return s.record(tx, lookback.EventPolicyProposed, actor, fmt.Sprintf("policy %d", p.Version), policyBody(p))
	})
	return p, err
}

// ApprovePolicy puts a proposed version in force and orders the lookback that follows from it. ErrDenied:
// the approver is the person who proposed it (R28).
func (s *Service) ApprovePolicy(ctx context.Context, version int, actor string) (p lookback.Policy, run lookback.Run, err error) {
	if actor, err = person(actor); err != nil {
		return p, run, err
	}
	err = s.store.Update(ctx, func(tx store.Tx) error {
		proposed, err := tx.GetPolicy(version)
		if err != nil {
			return err
		}
		if SamePerson(proposed.Proposer, actor) {
			return fmt.Errorf("%s proposed policy %d; a second person must approve it: %w", actor, version, lookback.ErrDenied)
		}
		if !proposed.Effect.Measured {
			return fmt.Errorf("policy %d lacks its before and after difference; propose it again: %w", version, lookback.ErrDenied)
		}
		if proposed.Matcher != "" && proposed.Matcher != matcher() {
			return fmt.Errorf("policy %d was measured with matcher %s and this program holds %s; propose it again: %w", version, proposed.Matcher, matcher(), lookback.ErrDenied)
		}
		before, err := matcherState(tx)
		if err != nil {
			return err
		}
		if p, err = tx.ApprovePolicy(version, actor); err != nil {
			return err
		}
		if run, err = s.orderRun(tx, s.policyRun(p, before)); err != nil {
			return err
		}
		if err := s.orderTiesOnPolicy(tx, p); err != nil {
			return err
		}
		body := policyBody(p)
		body.Run = run.ID
		return s.record(tx, lookback.EventPolicyApproved, actor, fmt.Sprintf("policy %d", version), body)
	})
	return p, run, err
}

// effectOf measures a policy before it is proposed: who would enter and leave, and how fair the matcher is at its threshold.
func (s *Service) effectOf(ctx context.Context, p lookback.Policy, progress func(done, total int)) (lookback.PolicyEffect, error) {
	current, err := s.PolicyInForce(ctx)
	if err != nil {
		return lookback.PolicyEffect{}, err
	}
	size, culture, kind := s.disparity(p.Threshold)
	if limit := min(current.DisparityLimit, p.DisparityLimit); size > limit {
		return lookback.PolicyEffect{}, fmt.Errorf("at threshold %s names of culture %s are %s more often than others by %s, and the limit is %s: %w",
			p.Threshold, culture, kind, size, limit, lookback.ErrDenied)
	}
	sim, err := s.Simulate(ctx, p, progress)
	if err != nil {
		return lookback.PolicyEffect{}, err
	}
	digest, err := sim.digest()
	return lookback.PolicyEffect{
		Measured: true, Position: sim.Position, Records: sim.Records, Enter: len(sim.Enter), Leave: len(sim.Leave), Stay: sim.Stay,
		Digest: digest, Disparity: size, DisparityCulture: culture,
	}, err
}

// policyRun is the lookback that a policy in force orders: everything is asked again. With another matcher than before, that
// is its trigger (R3).
func (s *Service) policyRun(p lookback.Policy, before MatcherState) lookback.Run {
	trigger, cause := lookback.TriggerPolicy, fmt.Sprintf("policy %d: threshold %s, %s", p.Version, p.Threshold, scopeWords(p))
	if before.Changed() {
		trigger, cause = lookback.TriggerMatcher, fmt.Sprintf("matcher %s in the place of %s; %s", p.Matcher, before.Approved, cause)
	}
	return lookback.Run{
		Trigger: trigger,
		Cause:   cause,
		Subject: fmt.Sprintf("policy %d", p.Version),
		Policy:  p.Version,
		By:      p.Proposer,
		Mandate: lookback.Mandate{Purpose: p.Reason, Authority: fmt.Sprintf("policy %d", p.Version), Approver: p.Approver, Expires: s.now().Add(policyMandate)},
	}
}

func scopeWords(p lookback.Policy) string {
	if len(p.Lists) == 0 {
		return "all lists"
	}
	return "lists " + strings.Join(p.Lists, ", ")
}

// SamePerson reports whether two names of actors name one person, whatever the spelling of case and spaces.
func SamePerson(a, b string) bool {
	return strings.EqualFold(strings.Join(strings.Fields(a), " "), strings.Join(strings.Fields(b), " "))
}

// Simulation says what a policy would change: who would enter and who would leave.
type Simulation struct {
	Policy   lookback.Policy
	Position int64 // of the journal
	Records  int
	Enter    []Difference
	Leave    []Difference
	Stay     int
}

// digest returns the SHA-256 over every pair that enters or leaves, by record and entry.
func (sim Simulation) digest() (string, error) {
	type pair struct {
		Enters  bool
		Record  int64
		Version int
		List    string
		Entry   string
		Score   lookback.Score
	}
	pairs := []pair{}
	for _, d := range sim.Enter {
		pairs = append(pairs, pair{true, d.Record.ID, d.Record.Version, d.List, d.Entry, d.Score})
	}
	for _, d := range sim.Leave {
		pairs = append(pairs, pair{false, d.Record.ID, d.Record.Version, d.List, d.Entry, d.Score})
	}
	encoded, err := journal.Canonical(pairs)
	if err != nil {
		return "", fmt.Errorf("encode the difference: %w", err)
	}
	sum := sha256.Sum256(encoded)
	return hex.EncodeToString(sum[:]), nil
}

// Difference is a record and an entry that would become, or stop being, an alert.
type Difference struct {
	Record lookback.Record
	List   string
	Entry  string
	Score  lookback.Score
}

// Simulate compares the open alerts with what a policy would find, and touches nothing.
func (s *Service) Simulate(ctx context.Context, p lookback.Policy, progress func(done, total int)) (Simulation, error) {
	sim := Simulation{Policy: p}
	err := s.store.View(ctx, func(tx store.Tx) error {
		force, err := s.inForceUnder(tx, p)
		if err != nil {
			return err
		}
		if sim.Position, err = tx.Position(); err != nil {
			return err
		}
		last, err := tx.LastRecordID(store.Now)
		if err != nil {
			return err
		}
		for _, u := range unitsUpTo(last) {
			if err := ctx.Err(); err != nil {
				return err
			}
			progress(int(u.AfterID), int(last))
			if err := sim.unit(tx, force, u); err != nil {
				return err
			}
		}
		return nil
	})
	return sim, err
}

// inForceUnder returns what would be in force now under another policy.
func (s *Service) inForceUnder(tx store.Tx, p lookback.Policy) (*inForce, error) {
	editions, err := tx.EditionsAt(store.Now)
	if err != nil {
		return nil, err
	}
	f := &inForce{policy: p}
	for _, e := range editions {
		if p.Covers(e.List) {
			f.editions = append(f.editions, e)
		}
	}
	f.listed, err = loadListed(tx, f.editions)
	return f, err
}

func (sim *Simulation) unit(tx store.Tx, force *inForce, u store.Unit) error {
	records, err := tx.RecordsInRange(store.Now, u.AfterID, u.LastID, 0)
	if err != nil {
		return err
	}
	alerts, err := tx.ListAlerts(store.AlertFilter{State: lookback.AlertOpen, FromRecord: u.AfterID, LastRecord: u.LastID})
	if err != nil {
		return err
	}
	open := map[int64]map[entryKey]lookback.Alert{}
	for _, a := range alerts {
		if open[a.RecordID] == nil {
			open[a.RecordID] = map[entryKey]lookback.Alert{}
		}
		open[a.RecordID][keyOf(a)] = a
	}
	sim.Records += len(records)
	for i, found := range force.findAll(records) {
		sim.compare(records[i], found, open[records[i].ID])
	}
	return nil
}

func (sim *Simulation) compare(r lookback.Record, found []finding, open map[entryKey]lookback.Alert) {
	for _, f := range found {
		key := entryKey{f.entry.List, f.entry.ID}
		if _, held := open[key]; held {
			sim.Stay++
			delete(open, key)
			continue
		}
		sim.Enter = append(sim.Enter, Difference{r, key.list, key.id, f.evidence.Score})
	}
	for _, key := range sortedEntryKeys(open) {
		sim.Leave = append(sim.Leave, Difference{r, key.list, key.id, open[key].Evidence.Score})
	}
}

func sortedEntryKeys(open map[entryKey]lookback.Alert) []entryKey {
	return slices.SortedFunc(maps.Keys(open), func(a, b entryKey) int {
		return cmp.Or(cmp.Compare(a.list, b.list), cmp.Compare(a.id, b.id))
	})
}
