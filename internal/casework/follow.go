package casework

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"time"

	"lookback"
	"lookback/internal/store"
)

// follower is the name under which the store keeps how far Follow has come.
const follower = "casework"

// followPage is how many events are followed in one transaction.
const followPage = 200

// Followed says what following the journal came to.
type Followed struct {
	Through  int64 // position
	Reopened int   // closed cases, because something they relied on fell
	Flagged  int   // open cases, for the same reason
	Lapsed   int   // suppressions
	Notices  int   // recipients who must be told
	Overdue  int   // answers that nobody reviewed in time
	Expired  int   // answers that fell, because nobody decided them anew
}

// Follow draws the consequences of what the journal says since it was last followed: an alert or tie that fell reopens or
// flags every case that relied on it and makes a notice to every recipient (R5), a suppression whose ground changed or
// that expired lapses (R6), a finding that was taken back is corrected at those who got it (R35), and what is held against a
// person weakens and falls by the calendar (R33). Each event has its consequences in the transaction that moves the cursor beyond it, so that a process killed anywhere does neither or
// both. It may be called at any time and by several processes at once.
func (s *Service) Follow(ctx context.Context) (total Followed, err error) {
	for {
		var page Followed
		done, err := s.followed(ctx)
		if done || err != nil {
			return total, err
		}
		err = s.store.Update(ctx, func(tx store.Tx) error {
			page = Followed{}
			return s.follow(tx, &page)
		})
		if err != nil {
			return total, fmt.Errorf("follow the journal: %w", err)
		}
		total = total.plus(page)
	}
}

// followEvery is how often KeepFollowing looks for something to follow.
const followEvery = time.Second

// KeepFollowing follows the journal until ctx ends. What fails is logged and tried again.
func (s *Service) KeepFollowing(ctx context.Context, log *slog.Logger) error {
	tick := time.NewTicker(followEvery)
	defer tick.Stop()
	for {
		if _, err := s.Follow(ctx); err != nil && ctx.Err() == nil {
			log.ErrorContext(ctx, "the consequences of the journal wait", slog.Any("error", err))
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

func (f Followed) plus(page Followed) Followed {
	return Followed{page.Through, f.Reopened + page.Reopened, f.Flagged + page.Flagged, f.Lapsed + page.Lapsed, f.Notices + page.Notices,
		f.Overdue + page.Overdue, f.Expired + page.Expired}
}

// followed reports whether there is nothing to follow and nothing has expired.
func (s *Service) followed(ctx context.Context) (done bool, err error) {
	err = s.store.View(ctx, func(tx store.Tx) error {
		cursor, err := tx.GetFollowed(follower)
		if err != nil {
			return err
		}
		last, err := tx.Position()
		if err != nil || cursor < last {
			return err
		}
		expired, err := expiredSuppressions(tx, s.now())
		if err != nil {
			return err
		}
		due, err := dueTerms(tx, s.now())
		done = len(expired) == 0 && len(due) == 0
		return err
	})
	return done, err
}

func expiredSuppressions(tx store.Tx, now time.Time) ([]lookback.Suppression, error) {
	return tx.Suppressions().List(store.KeptFilter{State: string(lookback.SuppressionInForce), DueBy: now})
}

// follow follows one page of events.
func (s *Service) follow(tx store.Tx, page *Followed) error {
	cursor, err := tx.GetFollowed(follower)
	if err != nil {
		return err
	}
	events, err := tx.Events(cursor, followPage)
	if err != nil {
		return err
	}
	grounds := false
	for _, e := range events {
		cursor = e.Position
		grounds = grounds || changesGrounds(e.Kind)
		if err := s.followEvent(tx, e, page); err != nil {
			return fmt.Errorf("event %d: %w", e.Position, err)
		}
	}
	if err := s.lapseAll(tx, grounds, page); err != nil {
		return err
	}
	if err := s.passTerms(tx, page); err != nil {
		return err
	}
	page.Through = cursor
	return tx.PutFollowed(follower, cursor)
}

// changesGrounds reports whether an event of a kind may change what a suppression was ruled on.
func changesGrounds(kind lookback.EventKind) bool {
	switch kind {
	case lookback.EventRecords, lookback.EventEdition, lookback.EventRunUnit, lookback.EventRunDone, lookback.EventCaseRuled, lookback.EventCaseSeconded:
		return true
	}
	return false
}

// lapseAll ends the suppressions that no longer hold: of all those in force when a ground may have changed, else of
// those that expired.
func (s *Service) lapseAll(tx store.Tx, grounds bool, page *Followed) error {
	candidates, err := expiredSuppressions(tx, s.now())
	if grounds {
		candidates, err = tx.Suppressions().List(store.KeptFilter{State: string(lookback.SuppressionInForce)})
	}
	if err != nil {
		return err
	}
	for _, held := range candidates {
		why, err := lapse(tx, held, s.now())
		if err != nil {
			return err
		}
		if len(why) == 0 {
			continue
		}
		if _, err := s.lapsed(tx, held, machine, why); err != nil {
			return err
		}
		page.Lapsed++
	}
	return nil
}

// followEvent draws the consequences of one event for cases and recipients.
func (s *Service) followEvent(tx store.Tx, e lookback.Event, page *Followed) error {
	switch e.Kind {
	case lookback.EventRecords, lookback.EventRunUnit, lookback.EventRunDone:
		return s.followAlerts(tx, e.Position, page)
	case lookback.EventTies, lookback.EventTieRetracted:
		return s.followTies(tx, e.Position, page)
	case lookback.EventCaseRuled, lookback.EventCaseSeconded:
		return s.followRuling(tx, e, page)
	case lookback.EventErased:
		return s.followErasure(e)
	}
	return nil
}

// followErasure removes what is held of an erased record outside the store.
func (s *Service) followErasure(e lookback.Event) error {
	var body erasedEvent
	if err := json.Unmarshal(e.Body, &body); err != nil {
		return fmt.Errorf("read the event (%v): %w", err, lookback.ErrUnavailable)
	}
	if body.State != lookback.ErasureDone {
		return nil
	}
	return s.forget(body.Record)
}

// followRuling makes notices to those who got what a ruling takes back or clears.
func (s *Service) followRuling(tx store.Tx, e lookback.Event, page *Followed) error {
	var body caseEvent
	if err := json.Unmarshal(e.Body, &body); err != nil {
		return fmt.Errorf("read the event (%v): %w", err, lookback.ErrUnavailable)
	}
	r, err := tx.GetRuling(body.Ruling, e.Position)
	if err != nil {
		return unlessErased(err)
	}
	if r.State != lookback.RulingInForce || !r.From.Adverse() && (!r.To.Clears() || r.To == lookback.WorkClosed) {
		return nil
	}
	d, err := s.desk(tx, r.CaseID)
	if err != nil {
		return unlessErased(err)
	}
	n, err := d.notify(lookback.NoticeCorrection, fmt.Sprintf("ruling %d: %s is %s", r.ID, r.Axis, r.To))
	page.Notices += n
	if err != nil || n == 0 {
		return err
	}
	return d.conclude(lookback.EventNotices, machine, caseEvent{What: "notices", Ruling: r.ID})
}
