package casework

import (
	"cmp"
	"context"
	"slices"
	"time"

	"lookback"
	"lookback/internal/store"
)

// Item is one open alert or path alert with what a person must see beside it.
type Item struct {
	Ref         lookback.EvidenceRef
	Record      lookback.Record
	Alert       lookback.Alert     // of an alert on an entry
	Path        lookback.PathAlert // of a path alert
	Case        int64              // that of the record; 0 for none
	Protections []lookback.Protection
	Suppressed  lookback.Suppression   // what keeps it away; ID 0 for nothing
	Lapsed      []lookback.Suppression // suppressions of it, or of alerts in whose place it came, that no longer hold
	Redress     lookback.Redress       // upheld, and the alert repeats what it put right; ID 0 for none
}

// Queue is the open alerts to look at. Those that a suppression keeps away, or that repeat what redress put right, are
// counted and never silently left out.
type Queue struct {
	Items      []Item
	Suppressed int
	Redressed  int
	Next       lookback.EvidenceRef // where to go on; zero at the end

	upheld []lookback.Redress
}

// QueueFilter selects alerts. Zero fields select nothing out.
type QueueFilter struct {
	RecordID   int64
	Suppressed bool // those that are kept away too
}

// Queue returns the open alerts by ID, then the open path alerts by ID. Whether a suppression holds is found out by
// looking at what it was ruled on, not at what somebody wrote down about it: an alert whose ground changed a moment ago
// is shown, whoever has followed the journal since.
func (s *Service) Queue(ctx context.Context, f QueueFilter) (Queue, error) {
	return s.QueuePage(ctx, f, lookback.EvidenceRef{}, 0)
}

// QueuePage does what Queue does for up to limit open alerts after one, or for all when limit is 0. It looks at no other, so that its
// counts are those of the page, and a page may hold fewer items than it looked at. Next is where to go on.
func (s *Service) QueuePage(ctx context.Context, f QueueFilter, after lookback.EvidenceRef, limit int) (q Queue, err error) {
	err = s.store.View(ctx, func(tx store.Tx) error {
		q = Queue{}
		if q.upheld, err = tx.Redresses().List(store.KeptFilter{State: string(lookback.RedressUpheld)}); err != nil {
			return err
		}
		var looked []Item
		if looked, err = openAlerts(tx, f, after, limit); err != nil {
			return err
		}
		if limit > 0 && len(looked) > limit {
			looked = looked[:limit]
			q.Next = looked[limit-1].Ref
		}
		for _, i := range looked {
			if err := q.add(tx, f, s.now(), i, cmp.Or(i.Alert.RecordID, i.Path.RecordID)); err != nil {
				return err
			}
		}
		return nil
	})
	return q, err
}

// openAlerts returns open alerts and path alerts after one of them: one more than limit, to know whether any follow, or all when limit is 0.
func openAlerts(tx store.Tx, f QueueFilter, after lookback.EvidenceRef, limit int) (items []Item, err error) {
	if limit > 0 {
		limit++
	}
	if after.Kind != lookback.EvidencePathAlert {
		alerts, err := tx.ListAlerts(store.AlertFilter{State: lookback.AlertOpen, RecordID: f.RecordID, AfterID: after.Number(), Limit: limit})
		if err != nil {
			return nil, err
		}
		for _, a := range alerts {
			items = append(items, Item{Ref: lookback.AlertEvidence(a.ID), Alert: a})
		}
		if limit > 0 && len(items) == limit {
			return items, nil
		}
		after = lookback.EvidenceRef{}
	}
	paths, err := tx.ListPathAlerts(store.PathAlertFilter{State: lookback.AlertOpen, RecordID: f.RecordID, AfterID: after.Number(), Limit: max(0, limit-len(items))})
	for _, a := range paths {
		items = append(items, Item{Ref: lookback.PathAlertEvidence(a.ID), Path: a})
	}
	return items, err
}

// add completes an item and puts it into the queue unless it is kept away. An alert of an erased record is none.
func (q *Queue) add(tx store.Tx, f QueueFilter, now time.Time, item Item, recordID int64) (err error) {
	if item.Record, err = tx.GetRecordByID(recordID, store.Now); err != nil {
		return unlessErased(err)
	}
	if err := item.suppressions(tx, now); err != nil {
		return err
	}
	if item.Suppressed.ID != 0 {
		q.Suppressed++
		if !f.Suppressed {
			return nil
		}
	}
	if item.Redress, err = repeated(tx, q.upheld, item); err != nil {
		return err
	}
	if item.Redress.ID != 0 {
		q.Redressed++
		if !f.Suppressed {
			return nil
		}
	}
	if item.Protections, err = protectionsOf(tx, recordID, store.Now); err != nil {
		return err
	}
	c, _, err := tx.FindCaseOf(recordID, store.Now)
	item.Case = c.ID
	q.Items = append(q.Items, item)
	return err
}

// suppressions finds what keeps the alert away and what did before.
func (i *Item) suppressions(tx store.Tx, now time.Time) error {
	all, err := tx.Suppressions().List(store.KeptFilter{RecordID: i.Record.ID})
	if err != nil {
		return err
	}
	for _, s := range all {
		own := s.Alert == i.Ref
		if s.State == lookback.SuppressionInForce && own {
			if s.Why, err = lapse(tx, s, now); err != nil {
				return err
			}
			if len(s.Why) == 0 {
				i.Suppressed = s
				continue
			}
			s.State = lookback.SuppressionLapsed
		}
		if s.State == lookback.SuppressionLapsed && (own || slices.Contains(s.Successors, i.Ref)) {
			i.Lapsed = append(i.Lapsed, s)
		}
	}
	return nil
}
