package screening

import (
	"context"
	"errors"
	"fmt"

	"lookback"
	"lookback/internal/graph"
	"lookback/internal/store"
)

// A lookback on networks compares the graph where the one before it ended with the graph of its own position, on the
// day of each. So whatever changed in between is asked about once, whether or not it ordered a lookback itself: ties
// and retractions, networks, entries that were listed or removed, and the days that passed.

// tieSpan is what a lookback on networks compares.
type tieSpan struct {
	from             int64        // position where the one before ended
	fromDay, untilOn lookback.Day // the days as of which paths are compared
}

// subject names the span as the subject of a run; parseTieSpan reads it.
func (p tieSpan) subject() string { return fmt.Sprintf("ties %d %s %s", p.from, p.fromDay, p.untilOn) }

func parseTieSpan(subject string) (tieSpan, bool) {
	var p tieSpan
	var from, until string
	if n, err := fmt.Sscanf(subject, "ties %d %s %s", &p.from, &from, &until); err != nil || n != 3 {
		return p, false
	}
	first, okFirst := lookback.ParseDate(from).Earliest()
	last, okLast := lookback.ParseDate(until).Earliest()
	p.fromDay, p.untilOn = first, last
	return p, okFirst && okLast
}

// orderTies orders the lookback on networks that speaks about the event appended next.
func (s *Service) orderTies(tx store.Tx, trigger lookback.Trigger, cause string) (lookback.Run, error) {
	last, err := tx.Position()
	if err != nil {
		return lookback.Run{}, err
	}
	now := s.now()
	span, err := s.nextSpan(tx, lookback.DayOf(now))
	if err != nil {
		return lookback.Run{}, err
	}
	policy, err := tx.PolicyAt(store.Now)
	if err != nil {
		return lookback.Run{}, err
	}
	run, err := tx.CreateRun(lookback.Run{
		Trigger: trigger, Cause: cause, Subject: span.subject(), State: lookback.RunPending,
		Mandate:  lookback.Mandate{Routine: true, Purpose: "rescreening on a change of ties by standing policy"},
		Position: last + 1, Policy: policy.Version, Matcher: graph.Version(), Started: now,
	})
	if err != nil {
		return run, err
	}
	lastID, err := tx.LastRecordID(store.Now)
	if err != nil {
		return run, err
	}
	// What is affected is found in one piece and mostly small, so there is one unit.
	return run, tx.CreateUnits(run.ID, []store.Unit{{No: 1, AfterID: 0, LastID: lastID}})
}

// orderTiesOnEntries orders a lookback on networks when an edition lists or removes somebody to whom a tie leads.
func (s *Service) orderTiesOnEntries(tx store.Tx, e lookback.Edition, changes []store.EntryWrite) error {
	held, err := tx.CountTiesAt(store.Now)
	if err != nil || held == 0 {
		return err
	}
	for _, c := range changes {
		if c.Kind == lookback.Amended {
			continue
		}
		ties, err := tx.TiesOf(lookback.EntryNode(e.List, c.Entry.ID), store.Now)
		if err != nil {
			return err
		}
		if len(ties) > 0 {
			_, err := s.orderTies(tx, editionRun(e).Trigger, fmt.Sprintf("edition %d of list %s changed who is listed", e.Seq, e.List))
			return err
		}
	}
	return nil
}

// orderTiesOnPolicy orders a lookback on networks when a policy may change which lists are in force.
func (s *Service) orderTiesOnPolicy(tx store.Tx, p lookback.Policy) error {
	held, err := tx.CountTiesAt(store.Now)
	if err != nil || held == 0 {
		return err
	}
	_, err = s.orderTies(tx, lookback.TriggerPolicy, fmt.Sprintf("policy %d came into force", p.Version))
	return err
}

// nextSpan returns what a lookback ordered now compares: from where the last one ended.
func (s *Service) nextSpan(tx store.Tx, today lookback.Day) (tieSpan, error) {
	s.ties.mu.Lock()
	defer s.ties.mu.Unlock()
	span := tieSpan{fromDay: today, untilOn: today}
	runs, err := tx.ListRuns("", max(s.ties.lastRun-1, 0), 0)
	if err != nil {
		return span, err
	}
	for _, r := range runs {
		if p, ok := parseTieSpan(r.Subject); ok {
			span.from, span.fromDay = r.Position, p.untilOn
			s.ties.lastRun = r.ID
		}
	}
	return span, nil
}

// executeTies carries out a lookback on networks and closes it.
func (s *Service) executeTies(ctx context.Context, run lookback.Run, span tieSpan, progress Progress) error {
	w := tieWork{service: s, run: run, span: span}
	progress(run, 0, 1)
	var pending []store.Unit
	err := s.store.View(ctx, func(tx store.Tx) (err error) {
		if pending, err = tx.PendingUnits(run.ID); err != nil || len(pending) == 0 {
			return err
		}
		return w.search(tx)
	})
	if err != nil {
		return err
	}
	if len(pending) > 0 {
		if err := s.store.Update(ctx, w.store); err != nil && !errors.Is(err, errFinished) {
			return err
		}
	}
	progress(run, 1, 1)
	return s.close(ctx, run, &plan{})
}

// tieWork is a lookback on networks on its way through.
type tieWork struct {
	service *Service
	run     lookback.Run
	span    tieSpan
	changes int
	effects []tieEffect
}

// tieEffect is a record whose best path to a target differs, with what is now to be said of it.
type tieEffect struct {
	record   lookback.NodeRef
	target   lookback.NodeRef
	ended    bool
	kind     graph.EffectKind
	cause    lookback.PathCause
	evidence lookback.PathEvidence // of the best path afterwards; without words where there is none
}

// search finds the records whose best path to some target differs, and explains the best path of each.
func (w *tieWork) search(tx store.Tx) error {
	before, err := w.service.graphAt(tx, w.span.from)
	if err != nil {
		return err
	}
	after, change, err := before.forward(tx, w.run.Position)
	if err != nil {
		return err
	}
	if w.span.fromDay != w.span.untilOn {
		change = change.Plus(before.graph.Passed(w.span.fromDay, w.span.untilOn))
	}
	w.changes = change.Ties()
	view := after.graph.On(w.span.untilOn)
	effects, _ := graph.Affected(before.graph.On(w.span.fromDay), view, change, graph.Options{})
	e := newExplainer(tx, view, w.run.Position)
	w.effects = w.effects[:0]
	for _, f := range effects {
		effect, err := e.effect(f)
		if isNotFound(err) {
			continue // over a tie that was erased since this lookback was ordered: the next one sees that it fell
		}
		if err != nil {
			return err
		}
		w.effects = append(w.effects, effect)
	}
	w.service.keepGraph(after)
	return nil
}

// store settles what was found and finishes the unit.
func (w *tieWork) store(tx store.Tx) error {
	settled := &tieSettlement{tx: tx, run: w.run.ID}
	for _, e := range w.effects {
		if err := settled.settle(e); err != nil {
			return err
		}
	}
	known, err := tx.CountRecordsAt(w.run.Position)
	if err != nil {
		return err
	}
	counts := settled.counts
	counts.InScope, counts.Searched, counts.Changes = known, known, w.changes
	if err := finish(tx, w.run, store.Unit{No: 1, Matcher: w.run.Matcher, Counts: counts}); err != nil {
		return err
	}
	return w.service.record(tx, lookback.EventRunUnit, "lookback", fmt.Sprintf("run %d unit 1", w.run.ID), unitEvent{
		Run: w.run.ID, Unit: 1, Counts: runCountsValue(counts), Alerts: len(settled.commitments), AlertsRoot: root(settled.commitments), Matcher: w.run.Matcher,
	})
}

// OrderPassing orders the lookback that the passing of days makes necessary: ties end, fall due for review and lapse by
// the calendar alone (R24, R33). It is routine, and one a day is enough.
func (s *Service) OrderPassing(ctx context.Context, actor string) (run lookback.Run, err error) {
	actor, err = person(actor)
	if err != nil {
		return run, err
	}
	err = s.store.Update(ctx, func(tx store.Tx) error {
		if run, err = s.orderTies(tx, lookback.TriggerRetraction, "days passed: ties ended, fell due for review or lapsed"); err != nil {
			return err
		}
		return s.record(tx, lookback.EventRunStarted, actor, fmt.Sprintf("run %d", run.ID), runBody(run))
	})
	return run, err
}

// PassDays orders what OrderPassing orders, in the name of the program, if there are ties and a day has passed since the
// last lookback on networks. It reports whether it did.
func (s *Service) PassDays(ctx context.Context) (ordered bool, err error) {
	err = s.store.View(ctx, func(tx store.Tx) error {
		held, err := tx.CountTiesAt(store.Now)
		if err != nil || held == 0 {
			return err
		}
		span, err := s.nextSpan(tx, lookback.DayOf(s.now()))
		ordered = span.fromDay != span.untilOn
		return err
	})
	if err != nil || !ordered {
		return false, err
	}
	_, err = s.OrderPassing(ctx, "lookback")
	return err == nil, err
}
