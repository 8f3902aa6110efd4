package screening

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"lookback"
	"lookback/internal/journal"
	"lookback/internal/store"
)

// TieBatch is what becomes known of networks at one time.
type TieBatch struct {
	Networks []lookback.Network
	Parties  []lookback.NetworkParty
	Ties     []lookback.Tie
}

// TieResult says what became of a batch or a retraction.
type TieResult struct {
	Networks int
	Parties  int
	Ties     int
	Run      int64 // the lookback that it orders; 0 when nothing was stored
}

// PutTies stores networks, parties and ties and orders the lookback on them, all in one transaction. It does not run
// the lookback: see Resume. A tie without source, grades, kind or review date is refused (R19), and so is one whose
// party nobody has heard of. What is refused leaves nothing behind. ErrConflict: a tie with that ID is held.
func (s *Service) PutTies(ctx context.Context, actor string, batch TieBatch) (TieResult, error) {
	actor, err := person(actor)
	if err != nil {
		return TieResult{}, err
	}
	if err := batch.validate(s.now()); err != nil {
		return TieResult{}, err
	}
	var result TieResult
	err = s.store.Update(ctx, func(tx store.Tx) (err error) {
		result, err = s.putTies(tx, actor, batch)
		return err
	})
	if err != nil {
		return TieResult{}, fmt.Errorf("store ties: %w", err)
	}
	return result, nil
}

// validate refuses what lacks something or claims to have been recorded after now.
func (b TieBatch) validate(now time.Time) error {
	for _, n := range b.Networks {
		if err := n.Validate(); err != nil {
			return fmt.Errorf("network %s: %w", n.ID, err)
		}
	}
	for _, p := range b.Parties {
		if err := p.Validate(); err != nil {
			return fmt.Errorf("party %s: %w", p.ID, err)
		}
	}
	for _, t := range b.Ties {
		err := t.Validate()
		if err == nil && t.Recorded.After(now) {
			err = &lookback.InputError{Field: "recorded", Reason: fmt.Sprintf("%s has not come yet", t.Recorded.Format(time.RFC3339))}
		}
		if err != nil {
			return fmt.Errorf("tie %s: %w", t.ID, err)
		}
	}
	return nil
}

func (s *Service) putTies(tx store.Tx, actor string, batch TieBatch) (TieResult, error) {
	result := TieResult{Networks: len(batch.Networks), Parties: len(batch.Parties), Ties: len(batch.Ties)}
	if result == (TieResult{}) {
		return result, nil
	}
	named, err := s.nameNetworks(tx, batch)
	if err != nil {
		return result, err
	}
	if len(batch.Ties) > 0 {
		if named.Networks+named.Parties > 0 {
			if err := s.record(tx, lookback.EventNetworkNamed, actor, "networks", named); err != nil {
				return result, err
			}
		}
		if err := knownEnds(tx, batch.Ties); err != nil {
			return result, err
		}
		commitments, err := tx.PutTies(slices.Clone(batch.Ties))
		if err != nil {
			return result, err
		}
		run, err := s.orderTies(tx, lookback.TriggerTie, fmt.Sprintf("%d ties became known", len(batch.Ties)))
		if err != nil {
			return result, err
		}
		result.Run = run.ID
		return result, s.record(tx, lookback.EventTies, actor, fmt.Sprintf("%d ties", len(batch.Ties)), tiesEvent{
			Ties: len(batch.Ties), TiesRoot: root(commitments), Sources: countSources(batch.Ties), Run: run.ID,
		})
	}
	run, err := s.orderTies(tx, lookback.TriggerTie, fmt.Sprintf("%d networks and %d parties became known", named.Networks, named.Parties))
	if err != nil {
		return result, err
	}
	result.Run, named.Run = run.ID, run.ID
	return result, s.record(tx, lookback.EventNetworkNamed, actor, "networks", named)
}

// nameNetworks stores the networks and parties of a batch.
func (s *Service) nameNetworks(tx store.Tx, batch TieBatch) (networkEvent, error) {
	var commitments []journal.Hash
	for _, n := range batch.Networks {
		c, err := tx.PutNetwork(n)
		if err != nil {
			return networkEvent{}, err
		}
		commitments = append(commitments, c)
	}
	for _, p := range batch.Parties {
		c, err := tx.PutNetworkParty(p)
		if err != nil {
			return networkEvent{}, err
		}
		commitments = append(commitments, c)
	}
	return networkEvent{Networks: len(batch.Networks), Parties: len(batch.Parties), Root: root(commitments)}, nil
}

// countSources returns how many original sources ties have.
func countSources(ties []lookback.Tie) int {
	seen := map[string]bool{}
	for _, t := range ties {
		seen[t.OriginalSource()] = true
	}
	return len(seen)
}

// knownEnds refuses ties whose parties are not held: a tie to nobody would never be found again.
func knownEnds(tx store.Tx, ties []lookback.Tie) error {
	seen := map[lookback.NodeRef]bool{}
	var ends []lookback.NodeRef
	for i := range ties {
		for _, end := range []lookback.NodeRef{ties[i].Subject, ties[i].Object} {
			if !seen[end] {
				seen[end] = true
				ends = append(ends, end)
			}
		}
	}
	return heldEnds(tx, ends)
}

// heldEnds refuses parties that are not held.
func heldEnds(tx store.Tx, ends []lookback.NodeRef) error {
	missing, err := tx.MissingNodes(ends)
	if err != nil || len(missing) == 0 {
		return err
	}
	others := ""
	if n := len(missing) - 1; n > 0 {
		others = fmt.Sprintf(" and %d others", n)
	}
	return fmt.Errorf("%s%s is not held; import it first, or name a party of the network: %w", missing[0], others, lookback.ErrNotFound)
}

// RetractTie withdraws a tie and orders the lookback on it, in one transaction. Nothing that was decided is undone by
// it: the lookback ends what rested on the tie and names it (R5). ErrNotFound: the tie is not held. ErrConflict: it is
// withdrawn already.
func (s *Service) RetractTie(ctx context.Context, r lookback.Retraction) (TieResult, error) {
	by, err := person(r.By)
	if err != nil {
		return TieResult{}, err
	}
	r.By, r.Recorded = by, firstTime(r.Recorded, s.now())
	if err := r.Validate(); err != nil {
		return TieResult{}, err
	}
	var result TieResult
	err = s.store.Update(ctx, func(tx store.Tx) error {
		commitment, err := tx.PutRetraction(r)
		if err != nil {
			return err
		}
		run, err := s.orderTies(tx, lookback.TriggerRetraction, "tie "+r.Tie+" was retracted")
		if err != nil {
			return err
		}
		result = TieResult{Ties: 1, Run: run.ID}
		return s.record(tx, lookback.EventTieRetracted, by, "tie "+r.Tie, retractionEvent{Tie: r.Tie, Root: root([]journal.Hash{commitment}), Run: run.ID})
	})
	if err != nil {
		return TieResult{}, fmt.Errorf("retract tie: %w", err)
	}
	return result, nil
}

// The bodies of the events that ties make. They hold commitments and counts, never who or what a tie connects.
type (
	tiesEvent struct {
		Ties     int    `json:"ties"`
		TiesRoot string `json:"ties_root"`
		Sources  int    `json:"sources"`
		Run      int64  `json:"run"`
	}
	networkEvent struct {
		Networks int    `json:"networks"`
		Parties  int    `json:"parties"`
		Root     string `json:"root"`
		Run      int64  `json:"run"`
	}
	retractionEvent struct {
		Tie  string `json:"tie"`
		Root string `json:"root"`
		Run  int64  `json:"run"`
	}
)

func sortedRefs(set map[lookback.NodeRef]bool) []lookback.NodeRef {
	return slices.SortedFunc(maps.Keys(set), lookback.NodeRef.Compare)
}
