package screening

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"lookback"
	"lookback/internal/journal"
	"lookback/internal/store"
)

// Replay is a clearance and what computing it again gives.
type Replay struct {
	Clearance
	Stored     []byte // the result as it is held, canonical
	Recomputed []byte // the result computed again from the state of that position
}

// Same reports whether both have the same bytes.
func (r Replay) Same() bool { return bytes.Equal(r.Stored, r.Recomputed) }

// result is one alert as a replay compares it.
type result struct {
	List     string
	Entry    string
	Evidence lookback.Evidence
}

// ReplayAt computes the screening result of a record at a time again, without the index, from the record,
// the editions and the policy of that position, and returns it beside what is held. ErrConflict: it cannot be replayed,
// because a lookback was under way then or another matcher gave the result.
func (s *Service) ReplayAt(ctx context.Context, source, key string, at time.Time) (Replay, error) {
	c, err := s.ClearanceAt(ctx, source, key, at)
	if err != nil {
		return Replay{}, err
	}
	return s.replay(ctx, c)
}

// ReplayAlert does what ReplayAt does for the record of an alert.
func (s *Service) ReplayAlert(ctx context.Context, id int64, at time.Time) (Replay, error) {
	var c Clearance
	err := s.store.View(ctx, func(tx store.Tx) error {
		position, err := positionAt(tx, at)
		if err != nil {
			return err
		}
		alert, err := tx.GetAlert(id, position)
		if err != nil {
			return err
		}
		record, err := tx.GetRecordByID(alert.RecordID, position)
		if err != nil {
			return err
		}
		c, err = s.clearance(tx, record, position)
		return err
	})
	if err != nil {
		return Replay{}, err
	}
	return s.replay(ctx, c)
}

func (s *Service) replay(ctx context.Context, c Clearance) (Replay, error) {
	if len(c.Pending) > 0 {
		return Replay{}, fmt.Errorf("lookback %d was under way at that time; replay at a time after it: %w", c.Pending[0], lookback.ErrConflict)
	}
	if c.Matcher != matcher() {
		return Replay{}, fmt.Errorf("matcher %s gave the result and this program holds %s, so it cannot be replayed here: %w", c.Matcher, matcher(), lookback.ErrConflict)
	}
	var force *inForce
	var paths []pathResult
	err := s.store.View(ctx, func(tx store.Tx) (err error) {
		if force, err = s.inForceAt(tx, c.Position); err != nil {
			return err
		}
		paths, err = s.replayPaths(tx, c)
		return err
	})
	if err != nil {
		return Replay{}, err
	}
	var stored, again []result
	var held []pathResult
	for _, a := range c.Paths {
		held = append(held, pathResultOf(a))
	}
	for _, a := range c.Alerts {
		stored = append(stored, result{a.List, a.EntryID, a.Evidence})
	}
	w := searchers.Get()
	defer searchers.Put(w)
	for _, f := range force.scan(c.Record.Party, c.Policy.Threshold, w) {
		again = append(again, result{f.entry.List, f.entry.ID, f.evidence})
	}
	r := Replay{Clearance: c}
	if r.Stored, err = canonicalResults(stored, held); err != nil {
		return Replay{}, err
	}
	r.Recomputed, err = canonicalResults(again, paths)
	return r, err
}

// canonicalResults returns results by list and entry, and paths by target, as canonical JSON.
func canonicalResults(results []result, paths []pathResult) ([]byte, error) {
	slices.SortFunc(results, func(a, b result) int {
		return cmp.Or(cmp.Compare(a.List, b.List), cmp.Compare(a.Entry, b.Entry))
	})
	if len(paths) == 0 {
		return journal.Canonical(results)
	}
	slices.SortFunc(paths, comparePaths)
	return journal.Canonical(struct {
		Alerts []result
		Paths  []pathResult
	}{results, paths})
}
