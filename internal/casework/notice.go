package casework

import (
	"context"
	"fmt"
	"slices"

	"lookback"
	"lookback/internal/store"
)

// notify makes a notice to the recipient of everything that was sent of the case, and returns how many. Why holds no name. Those
// who got an export hear nothing of it: nothing that was found is in one, and a notice would tell them that there was something.
func (d *desk) notify(kind lookback.NoticeKind, why string) (made int, err error) {
	sent, err := d.tx.Disclosures().List(store.KeptFilter{RecordID: d.file.RecordID})
	if err != nil {
		return 0, err
	}
	told, err := d.tell(sent, kind, why)
	return len(told), err
}

// notifyAll does so for everybody who got the record itself, with its case or in an export, and returns the notices.
func (d *desk) notifyAll(kind lookback.NoticeKind, why string) ([]lookback.Notice, error) {
	all, err := DisclosuresOf(d.tx, d.record)
	if err != nil {
		return nil, err
	}
	return d.tell(all, kind, why)
}

// tell makes a notice about each disclosure that was sent.
func (d *desk) tell(all []lookback.Disclosure, kind lookback.NoticeKind, why string) (told []lookback.Notice, err error) {
	for _, x := range all {
		if x.State != lookback.DisclosureSent {
			continue
		}
		n, err := d.notice(x, kind, why)
		if err != nil {
			return told, fmt.Errorf("disclosure %d: %w", x.ID, err)
		}
		told = append(told, n)
	}
	return told, nil
}

// notice makes a notice to the recipient of one disclosure. One about an export names the record by its number, which stands in its row.
func (d *desk) notice(x lookback.Disclosure, kind lookback.NoticeKind, why string) (lookback.Notice, error) {
	n := lookback.Notice{Disclosure: x.ID, Recipient: x.Recipient, Kind: kind, Why: why, Made: d.now, Due: d.now.Add(lookback.NoticeClock), State: lookback.NoticeDue}
	if x.IsExport() {
		n.Record = d.record.ID
	}
	n, c, err := d.tx.Notices().Create(n)
	d.commitments = append(d.commitments, c)
	return n, err
}

// CorrectRecord tells everybody who got a record, with its case or in an export, that what they got is no longer right, and returns
// the notices. One person may. ErrConflict: nobody got it.
func (s *Service) CorrectRecord(ctx context.Context, record, actor, reason string) (told []lookback.Notice, err error) {
	if actor, err = person(actor); err != nil {
		return nil, err
	}
	if reason, err = written("reason", reason); err != nil {
		return nil, err
	}
	err = s.store.Update(ctx, func(tx store.Tx) error {
		r, err := recordNamed(tx, record)
		if err != nil {
			return err
		}
		d := &desk{tx: tx, record: r, now: s.now().UTC()}
		if told, err = d.notifyAll(lookback.NoticeCorrection, reason); err != nil {
			return err
		}
		if len(told) == 0 {
			return fmt.Errorf("nobody was given anything of %s that could be corrected: %w", record, lookback.ErrConflict)
		}
		return appendEvent(tx, d.now, lookback.EventNotices, actor, fmt.Sprintf("record %d", r.ID), caseEvent{What: "correction"}, d.commitments...)
	})
	return told, err
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
		d, err := s.disclosing(tx, x)
		if err != nil {
			return err
		}
		if n, err = d.notice(x, lookback.NoticeRecall, reason); err != nil {
			return err
		}
		return d.concludeAbout(x, lookback.EventNotices, actor, caseEvent{What: "recall", Number: n.ID})
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
