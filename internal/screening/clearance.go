package screening

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"lookback"
	"lookback/internal/store"
)

// Clearance is what was known of a record at a time: the record as it was then, what it was screened
// against, and with which result. No alert means cleared, then and against these editions; nothing more.
type Clearance struct {
	Record   lookback.Record
	At       time.Time
	Position int64
	Editions []lookback.Edition
	Policy   lookback.Policy
	Matcher  string
	Alerts   []lookback.Alert     // open then, by ID
	Paths    []lookback.PathAlert // open then, by ID
	Networks []lookback.Network   // known then
	Ended    int64                // position at which the source of the record let go of it; nothing was asked about it since, and all of this is as of then
	Pending  []int64              // lookbacks that were ordered but not done then: their answer is not in the result
}

// Cleared reports whether nothing stood against the record.
func (c Clearance) Cleared() bool { return len(c.Alerts)+len(c.Paths)+len(c.Pending) == 0 }

// ClearanceAt returns the clearance of a record at a time, or now when at is zero. ErrNotFound: the record was not known then.
func (s *Service) ClearanceAt(ctx context.Context, source, key string, at time.Time) (Clearance, error) {
	var c Clearance
	err := s.store.View(ctx, func(tx store.Tx) error {
		position, err := positionAt(tx, at)
		if err != nil {
			return err
		}
		record, err := tx.GetRecord(source, key, position)
		if isNotFound(err) {
			return fmt.Errorf("record %s/%s was not known at that time: %w", source, key, lookback.ErrNotFound)
		}
		if err != nil {
			return err
		}
		c, err = s.clearance(tx, record, position)
		return err
	})
	return c, err
}

// positionAt returns the last position at a time, or the present one when at is zero.
func positionAt(tx store.Tx, at time.Time) (int64, error) {
	if at.IsZero() {
		return tx.Position()
	}
	return tx.PositionAt(at)
}

func (s *Service) clearance(tx store.Tx, record lookback.Record, position int64) (Clearance, error) {
	ended, err := endedAt(tx, record.ID, position)
	if err != nil {
		return Clearance{}, err
	}
	if ended > 0 {
		position = ended
	}
	c := Clearance{Record: record, Position: position, Ended: ended}
	event, err := tx.GetEvent(position)
	if err != nil {
		return c, err
	}
	c.At = event.Time
	force, err := s.inForceAt(tx, position)
	if err != nil {
		return c, err
	}
	c.Editions, c.Policy = force.editions, force.policy
	if c.Alerts, err = tx.ListAlerts(store.AlertFilter{At: position, RecordID: record.ID, State: lookback.AlertOpen}); err != nil {
		return c, err
	}
	if c.Paths, err = tx.ListPathAlerts(store.PathAlertFilter{At: position, RecordID: record.ID, State: lookback.AlertOpen}); err != nil {
		return c, err
	}
	if c.Networks, err = tx.NetworksAt(position); err != nil {
		return c, err
	}
	return c, c.runs(tx)
}

// endedAt returns the position from which on a record had ended at another, 0 when it had not.
func endedAt(tx store.Tx, id, position int64) (int64, error) {
	endings, err := tx.RecordEndings(id)
	for _, e := range endings {
		if e.From <= position && e.Until > position {
			return e.From, err
		}
	}
	return 0, err
}

// runs finds the matcher that answered last, and the lookbacks that had not been answered yet.
func (c *Clearance) runs(tx store.Tx) error {
	arrived, err := tx.GetEvent(c.Record.Position)
	if err != nil {
		return err
	}
	var body recordsEvent
	if err := json.Unmarshal(arrived.Body, &body); err != nil {
		return fmt.Errorf("read event %d: %w", arrived.Position, err)
	}
	c.Matcher = body.Matcher
	runs, err := tx.ListRuns("", 0, 0)
	if err != nil {
		return err
	}
	for _, r := range runs {
		if r.Position > c.Position || r.Position < c.Record.Position {
			continue
		}
		if _, ties := parseTieSpan(r.Subject); r.Closed == 0 || r.Closed > c.Position {
			c.Pending = append(c.Pending, r.ID)
		} else if !ties { // which compares no names
			c.Matcher = r.Matcher
		}
	}
	return nil
}
