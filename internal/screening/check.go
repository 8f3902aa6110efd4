package screening

import (
	"context"
	"fmt"
	"slices"
	"time"

	"lookback"
	"lookback/internal/store"
)

// CheckResult compares what a run found with a full scan of the same records and entries.
type CheckResult struct {
	Run     lookback.Run
	Pairs   int // pairs at or above the threshold that the scan finds
	Missing int // of those: not held as open alerts after the run
	Extra   int // open alerts after the run that the scan does not find
	Index   time.Duration
	Scan    time.Duration
}

// Holds reports whether the sets are equal.
func (c CheckResult) Holds() bool { return c.Missing == 0 && c.Extra == 0 }

// Check repeats a finished run without the index: every record in scope against every entry the run was
// about, and compares with the alerts held when the run closed. It changes nothing.
func (s *Service) Check(ctx context.Context, id int64, progress Progress) (CheckResult, error) {
	var result CheckResult
	err := s.store.View(ctx, func(tx store.Tx) error {
		run, err := tx.GetRun(id)
		if err != nil {
			return err
		}
		if run.State != lookback.RunDone {
			return fmt.Errorf("run %d is not done: %w", id, lookback.ErrConflict)
		}
		if span, ok := parseTieSpan(run.Subject); ok {
			result, err = s.checkTies(tx, run, span)
			return err
		}
		p, err := s.planOf(tx, run)
		if err != nil {
			return err
		}
		c := check{tx: tx, plan: p, result: CheckResult{Run: run}}
		err = c.all(ctx, progress)
		result = c.result
		return err
	})
	return result, err
}

// check is a check on its way.
type check struct {
	tx     store.Tx
	plan   *plan
	result CheckResult
}

func (c *check) all(ctx context.Context, progress Progress) error {
	units, err := c.tx.ListUnits(c.result.Run.ID)
	if err != nil {
		return err
	}
	for i, u := range units {
		progress(c.result.Run, i, len(units))
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := c.unit(u); err != nil {
			return fmt.Errorf("unit %d: %w", u.No, err)
		}
	}
	return nil
}

// unit compares one unit: the records in scope of which no newer version came in before the run closed.
func (c *check) unit(u store.Unit) error {
	run := c.result.Run
	records, err := c.tx.RecordsInRange(run.Position, u.AfterID, u.LastID, 0)
	if err != nil {
		return err
	}
	newer := map[int64]bool{}
	if err := eachSince(c.tx, run.Position, run.Closed, func(r lookback.Record) { newer[r.ID] = true }); err != nil {
		return err
	}
	ended, err := endedIn(c.tx, run.Position, u.AfterID, u.LastID)
	if err != nil {
		return err
	}
	records = slices.DeleteFunc(records, func(r lookback.Record) bool { return newer[r.ID] || ended[r.ID] || !run.Scope.Covers(r.Source) })
	held, err := c.heldAlerts(u)
	if err != nil {
		return err
	}
	c.time(&c.result.Index, records, c.plan.targets.find)
	for i, found := range c.time(&c.result.Scan, records, c.plan.targets.scan) {
		c.compare(records[i].ID, found, held)
	}
	return nil
}

// time asks about all records in one way and adds how long it took.
func (c *check) time(spent *time.Duration, records []lookback.Record, ask func(lookback.Party, lookback.Score, *searcher) []finding) [][]finding {
	started := time.Now()
	defer func() { *spent += time.Since(started) }()
	return inParallel(records, func(r lookback.Record, s *searcher) []finding {
		return ask(r.Party, c.plan.policy.Threshold, s)
	})
}

// heldAlerts returns the alerts of a unit's records that the run is about and that were open when it closed.
func (c *check) heldAlerts(u store.Unit) (map[int64]map[entryKey]lookback.Alert, error) {
	alerts, err := c.tx.ListAlerts(store.AlertFilter{At: c.result.Run.Closed, State: lookback.AlertOpen, FromRecord: u.AfterID, LastRecord: u.LastID})
	if err != nil {
		return nil, err
	}
	held := map[int64]map[entryKey]lookback.Alert{}
	for _, a := range alerts {
		if _, ok := c.plan.touches(a); !ok {
			continue
		}
		if held[a.RecordID] == nil {
			held[a.RecordID] = map[entryKey]lookback.Alert{}
		}
		held[a.RecordID][keyOf(a)] = a
	}
	return held, nil
}

func (c *check) compare(recordID int64, scanned []finding, held map[int64]map[entryKey]lookback.Alert) {
	alerts := held[recordID]
	for _, f := range scanned {
		key := entryKey{f.entry.List, f.entry.ID}
		c.result.Pairs++
		a, ok := alerts[key]
		same := false
		if ok {
			same, _ = sameBytes(a.Evidence, f.evidence) // what cannot be encoded is not the same
		}
		if !same {
			c.result.Missing++
		}
		delete(alerts, key)
	}
	c.result.Extra += len(alerts)
}
