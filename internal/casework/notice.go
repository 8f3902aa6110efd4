package casework

import (
	"context"
	"fmt"
	"slices"

	"lookback"
	"lookback/internal/store"
)

// notify makes a notice to the recipient of everything that was sent of the case, and returns how many. Why holds no name.
func (d *desk) notify(kind lookback.NoticeKind, why string) (made int, err error) {
	sent, err := d.tx.Disclosures().List(store.KeptFilter{RecordID: d.file.RecordID, State: string(lookback.DisclosureSent)})
	if err != nil {
		return 0, err
	}
	for _, x := range sent {
		if _, err := d.notice(x, kind, why); err != nil {
			return made, fmt.Errorf("disclosure %d: %w", x.ID, err)
		}
		made++
	}
	return made, nil
}

// notice makes a notice to the recipient of one disclosure.
func (d *desk) notice(x lookback.Disclosure, kind lookback.NoticeKind, why string) (lookback.Notice, error) {
	n, c, err := d.tx.Notices().Create(lookback.Notice{Disclosure: x.ID, Recipient: x.Recipient, Kind: kind, Why: why, Made: d.now,
		Due: d.now.Add(lookback.NoticeClock), State: lookback.NoticeDue})
	d.commitments = append(d.commitments, c)
	return n, err
}

// RecallDisclosure tells a recipient not to use what it got. One person may. ErrConflict: nothing was sent.
func (s *Service) RecallDisclosure(ctx context.Context, id int64, actor, reason string) (n lookback.Notice, err error) {
	if actor, err = person(actor); err != nil {
		return n, err
	}
	if reason, err = written("reason", reason); err != nil {
		return n, err
	}
	err = s.store.Update(ctx, func(tx store.Tx) error {
		x, err := tx.Disclosures().Get(id, store.Now)
		if err != nil {
			return err
		}
		if x.State != lookback.DisclosureSent {
			return fmt.Errorf("disclosure %d is %s: nothing was sent that could be recalled: %w", id, x.State, lookback.ErrConflict)
		}
		d, err := s.desk(tx, x.CaseID)
		if err != nil {
			return err
		}
		if n, err = d.notice(x, lookback.NoticeRecall, reason); err != nil {
			return err
		}
		return d.conclude(lookback.EventNotices, actor, caseEvent{What: "recall", Number: n.ID})
	})
	return n, err
}

// NoticeSent records that a notice went out, and how.
func (s *Service) NoticeSent(ctx context.Context, id int64, actor, how string) (lookback.Notice, error) {
	return s.moveNotice(ctx, id, actor, how, lookback.NoticeDue, func(n *lookback.Notice, said lookback.Approval) {
		n.State, n.Sent = lookback.NoticeSent, said
	})
}

// NoticeAcknowledged records that the recipient answered, and what: only then is a notice done.
func (s *Service) NoticeAcknowledged(ctx context.Context, id int64, actor, answer string) (lookback.Notice, error) {
	return s.moveNotice(ctx, id, actor, answer, lookback.NoticeSent, func(n *lookback.Notice, said lookback.Approval) {
		n.State, n.Acknowledged = lookback.NoticeAcknowledged, said
	})
}

// moveNotice changes a notice that stands at a state. ErrConflict: it stands at another.
func (s *Service) moveNotice(ctx context.Context, id int64, actor, words string, from lookback.NoticeState, move func(*lookback.Notice, lookback.Approval)) (n lookback.Notice, err error) {
	if actor, err = person(actor); err != nil {
		return n, err
	}
	if words, err = written("reason", words); err != nil {
		return n, err
	}
	err = s.store.Update(ctx, func(tx store.Tx) error {
		held, err := tx.Notices().Get(id, store.Now)
		if err != nil {
			return err
		}
		if held.State != from {
			return fmt.Errorf("notice %d is %s and not %s: %w", id, held.State, from, lookback.ErrConflict)
		}
		now := s.now().UTC()
		move(&held, lookback.Approval{Person: actor, Reasons: words, Recorded: now})
		stored, c, err := tx.Notices().Update(held)
		if err != nil {
			return err
		}
		n = stored
		return appendEvent(tx, now, lookback.EventNoticeMoved, actor, fmt.Sprintf("notice %d", id), caseEvent{What: string(n.State), Number: id}, c)
	})
	return n, err
}

// NoticeAlarms returns an alarm for each recipient that has not been told yet, those whose clock runs out first in front: from the
// moment a notice is due somebody has 24 hours, and nobody but a person can tell a recipient (R35).
func (s *Service) NoticeAlarms(ctx context.Context) (alarms []lookback.Alarm, err error) {
	now := s.now()
	waiting, err := s.ListNotices(ctx, store.KeptFilter{State: string(lookback.NoticeDue)})
	for _, n := range waiting {
		alarms = append(alarms, lookback.Alarm{Kind: lookback.AlarmNotice, Deadline: n.Due, Late: n.Late(now),
			Sentence: fmt.Sprintf("%s %d about disclosure %d has not been sent", n.Kind, n.ID, n.Disclosure)})
	}
	slices.SortStableFunc(alarms, func(a, b lookback.Alarm) int { return a.Deadline.Compare(b.Deadline) })
	return alarms, err
}

// ListNotices returns the notices that pass a filter, by ID.
func (s *Service) ListNotices(ctx context.Context, f store.KeptFilter) (all []lookback.Notice, err error) {
	err = s.store.View(ctx, func(tx store.Tx) error {
		all, err = tx.Notices().List(f)
		return err
	})
	return all, err
}
