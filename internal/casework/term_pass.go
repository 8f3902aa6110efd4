package casework

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"lookback"
	"lookback/internal/store"
)

// dueTerms returns the first terms that the calendar has caught up with, at most a page of each state, those that are due first in front.
func dueTerms(tx store.Tx, now time.Time) (all []lookback.Term, err error) {
	for _, state := range []lookback.TermState{lookback.TermRunning, lookback.TermOverdue} {
		due, err := tx.Terms().ListDue(string(state), store.DueMark{}, followPage)
		if err != nil {
			return nil, err
		}
		for _, t := range due {
			if t.Due().Before(now) {
				all = append(all, t)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b lookback.Term) int { return cmp.Or(a.Due().Compare(b.Due()), cmp.Compare(a.ID, b.ID)) })
	return all, nil
}

// passTerms lets the calendar do to what is held against people what it does to ties (R33): what was not reviewed in time is
// overdue, and what was not decided anew in time falls. Each is an event of its own, in the name of the program.
func (s *Service) passTerms(tx store.Tx, page *Followed) error {
	due, err := dueTerms(tx, s.now())
	if err != nil {
		return err
	}
	for _, t := range due[:min(len(due), followPage)] {
		d, err := s.desk(tx, t.CaseID)
		if err != nil {
			return fmt.Errorf("term %d: %w", t.ID, err)
		}
		step := d.overdue
		if t.State == lookback.TermOverdue {
			step = d.expire
		}
		if err := step(t, page); err != nil {
			return fmt.Errorf("term %d of case %d: %w", t.ID, t.CaseID, err)
		}
	}
	return nil
}

// overdue weakens what was not reviewed in time: it is flagged, a closed case is taken up again, nothing of the case goes out
// of the house, and what two people found one may take back. The answer stays: people gave it.
func (d *desk) overdue(t lookback.Term, page *Followed) error {
	page.Overdue++
	t.State = lookback.TermOverdue
	if err := d.putTerm(t); err != nil {
		return err
	}
	why := fmt.Sprintf("%s: %q was to be reviewed by %s and is weaker until somebody looks", t.Axis, t.Value, t.ReviewBy.Format(time.DateOnly))
	if err := d.takeUp(why, page); err != nil {
		return err
	}
	return d.conclude(lookback.EventCaseOverdue, machine, caseEvent{What: "overdue", Axis: t.Axis, Number: t.ID})
}

// takeUp reopens a closed case for a reason, and flags an open one.
func (d *desk) takeUp(why string, page *Followed) error {
	if d.file.Workflow != lookback.WorkClosed {
		page.Flagged++
		return d.add(lookback.CaseEntry{Kind: lookback.CaseFlag, Actor: machine, Text: why})
	}
	page.Reopened++
	return d.apply(lookback.AxisChange{Axis: lookback.AxisWorkflow, From: lookback.WorkClosed, To: lookback.WorkReopened, Actor: machine, Reason: why, Time: d.now, Recorded: d.now})
}

// expire lets what nobody decided anew fall to what holds nothing against the person, and tells those who got it.
func (d *desk) expire(t lookback.Term, page *Followed) error {
	page.Expired++
	t.State = lookback.TermEnded
	if err := d.putTerm(t); err != nil {
		return err
	}
	why := fmt.Sprintf("%q ended on %s: nobody decided it anew", t.Value, t.Ends.Format(time.DateOnly))
	err := d.apply(lookback.AxisChange{Axis: t.Axis, From: t.Value, To: t.Value.Fallen(), Actor: machine, Reason: why, Term: t.ID, Time: d.now, Recorded: d.now})
	if err != nil {
		return err
	}
	n, err := d.notify(lookback.NoticeCorrection, fmt.Sprintf("%s is %s: %s", t.Axis, t.Value.Fallen(), why))
	if err != nil {
		return err
	}
	page.Notices += n
	return d.conclude(lookback.EventCaseExpired, machine, caseEvent{What: "expired", Axis: t.Axis, Number: t.ID})
}

// mayLeave refuses to give away what nobody has looked at in time.
func (d *desk) mayLeave() error {
	terms, err := termsOf(d.tx, d.file.ID, store.Now)
	for _, t := range terms {
		if t.Overdue(d.now) {
			return fmt.Errorf("%s of case %d was to be reviewed by %s; nothing of it leaves the house before somebody has looked: %w",
				t.Axis, d.file.ID, t.ReviewBy.Format(time.DateOnly), lookback.ErrDenied)
		}
	}
	return err
}

// foundInTime reports whether the answer on an axis is no older than its day of review: one that is may be taken back by one person.
func (d *desk) foundInTime(x lookback.Axis) (bool, error) {
	t, found, err := d.standing(x)
	return !found || !t.Overdue(d.now), err
}
