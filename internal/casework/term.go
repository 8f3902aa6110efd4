package casework

import (
	"context"
	"fmt"
	"time"

	"lookback"
	"lookback/internal/screening"
	"lookback/internal/store"
)

// termTimes is how long an answer stands: until somebody must have looked at it again, and at all.
type termTimes struct {
	Review int `json:"review"` // days
	End    int `json:"end"`    // days
}

// The longest times, in days; a term is never longer than the calendar years of lookback.TermReviewYears and TermYears.
const (
	yearDays  = 365
	termLimit = lookback.TermYears * yearDays
)

// defaultTerms is how long an answer stands where a profile says nothing. What weighs heaviest on a person, or changes
// soonest, is looked at most often.
var defaultTerms = map[lookback.AxisValue]termTimes{
	lookback.IdentityPossible: {90, yearDays}, lookback.IdentityProbable: {90, yearDays}, lookback.IdentitySame: {yearDays, termLimit},
	lookback.TieAssociation: {180, termLimit}, lookback.TieInvolvement: {180, termLimit}, lookback.ThreatDirect: {30, yearDays},
	lookback.Sought: {90, yearDays}, lookback.InCustody: {30, termLimit}, lookback.Released: {90, termLimit},
	lookback.OutcomeAccountAction: {yearDays, termLimit},
}

// term returns the times of an answer.
func (p Profile) term(v lookback.AxisValue) termTimes {
	if t, said := p.terms[v]; said {
		return t
	}
	return defaultTerms[v]
}

// checkTerms refuses times that are longer than any may be, or for what has no term: a profile loosens nothing (R33).
func checkTerms(all map[lookback.AxisValue]termTimes) error {
	for v, t := range all {
		if v.Fallen() == "" || t.Review <= 0 || t.Review > yearDays || t.End < t.Review || t.End > termLimit {
			return &lookback.InputError{Field: "term_days", Reason: fmt.Sprintf("%q is reviewed within %d days and ends within %d", v, yearDays, termLimit)}
		}
	}
	return nil
}

// until returns the day of review and the end of what was given at began and looked at now.
func (t termTimes) until(began, now time.Time) (reviewBy, ends time.Time) {
	ends = earlier(began.AddDate(0, 0, t.End), began.AddDate(lookback.TermYears, 0, 0))
	return earlier(earlier(now.AddDate(0, 0, t.Review), now.AddDate(lookback.TermReviewYears, 0, 0)), ends), ends
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// standing returns the term of the answer that a case gives on an axis now.
func (d *desk) standing(x lookback.Axis) (lookback.Term, bool, error) {
	all, err := termsOf(d.tx, d.file.ID, store.Now)
	for _, t := range all {
		if t.Axis == x {
			return t, true, nil
		}
	}
	return lookback.Term{}, false, err
}

// termsOf returns the terms of the answers that a case gave at a position.
func termsOf(tx store.Tx, caseID, at int64) (stand []lookback.Term, err error) {
	all, err := tx.Terms().List(store.KeptFilter{Subject: fmt.Sprint(caseID), At: at})
	for _, t := range all {
		if t.Stands() {
			stand = append(stand, t)
		}
	}
	return stand, err
}

// beginTerm ends the term of the answer that a change replaces, and begins one for an answer that holds something against
// the person.
func (d *desk) beginTerm(ch lookback.AxisChange) error {
	held, found, err := d.standing(ch.Axis)
	if err != nil {
		return err
	}
	if found {
		held.State = lookback.TermLeft
		if err := d.putTerm(held); err != nil {
			return err
		}
	}
	if ch.To.Fallen() == "" {
		return nil
	}
	t := lookback.Term{RecordID: d.file.RecordID, CaseID: d.file.ID, Axis: ch.Axis, Value: ch.To, Began: d.now, State: lookback.TermRunning}
	t.ReviewBy, t.Ends = d.profile.term(ch.To).until(d.now, d.now)
	return d.putTerm(t)
}

// putTerm stores a term as it is now.
func (d *desk) putTerm(t lookback.Term) error {
	if err := t.Validate(); err != nil {
		return err
	}
	put := d.tx.Terms().Update
	if t.ID == 0 {
		put = d.tx.Terms().Create
	}
	_, c, err := put(t)
	d.commitments = append(d.commitments, c)
	return err
}

// ReviewOrder is what a person says who looks again at something that is held against a person.
type ReviewOrder struct {
	Case     int64
	Axis     lookback.Axis
	Person   string
	Reasons  string
	Contrary lookback.Contrary
	Evidence []lookback.EvidenceRef
	Renew    bool // decide it anew: its hard end moves too, of what two people found when a second one says so
}

// Review moves the day of review of what a case holds against the person on one axis: a person looked, says why it still
// stands, and on what evidence. It is asked what a ruling is asked, so that evidence which fell carries no review either.
// The hard end stays, unless it is decided anew. ErrNotFound: nothing on that axis has a term. ErrDenied: the evidence
// does not carry it, or the second person is the first (R28). ErrInvalid: reasons, evidence or contrary information are
// missing.
func (s *Service) Review(ctx context.Context, o ReviewOrder) (t lookback.Term, err error) {
	if o.Person, err = person(o.Person); err != nil {
		return t, err
	}
	if o.Reasons, err = written("reason", o.Reasons); err != nil {
		return t, err
	}
	_, err = s.at(ctx, o.Case, func(d *desk) error {
		held, found, err := d.standing(o.Axis)
		if err != nil {
			return err
		}
		if !found || d.now.After(held.Ends) {
			return fmt.Errorf("case %d holds nothing on %s that could be reviewed: %w", o.Case, o.Axis, lookback.ErrNotFound)
		}
		if err := d.mayReview(held, o); err != nil {
			return err
		}
		t = d.reviewed(held, o)
		if err := d.putTerm(t); err != nil {
			return err
		}
		if err := d.add(lookback.CaseEntry{Kind: lookback.CaseNote, Actor: o.Person, Text: reviewWords(t, o)}); err != nil {
			return err
		}
		return d.conclude(lookback.EventCaseReviewed, o.Person, caseEvent{What: "review", Axis: o.Axis, Number: t.ID})
	})
	return t, err
}

// mayReview refuses a review that what is known now would not let anybody rule.
func (d *desk) mayReview(t lookback.Term, o ReviewOrder) error {
	switch {
	case len(o.Evidence) == 0:
		return &lookback.InputError{Field: "evidence", Reason: fmt.Sprintf("%q stands on evidence, and so does its review", t.Value), Hint: "name an alert, a tie or a document"}
	case t.Value.Adverse() && o.Contrary.IsZero():
		return &lookback.InputError{Field: "contrary", Reason: fmt.Sprintf("%q stays without contrary information only if somebody looked for it", t.Value), Hint: `say what points the other way, or sign "looked, none found"`}
	case o.Renew && t.Renewal.Person != "" && screening.SamePerson(t.Renewal.Person, o.Person):
		return fmt.Errorf("%s decided %q anew; a second person must agree: %w", t.Renewal.Person, t.Value, lookback.ErrDenied)
	}
	for _, e := range o.Evidence {
		if err := e.Validate(); err != nil {
			return err
		}
	}
	r := lookback.Ruling{CaseID: o.Case, Axis: t.Axis, From: t.Value, To: t.Value, Person: o.Person, Contrary: o.Contrary, Evidence: o.Evidence}
	var err error
	if r.Override, err = d.overrideOf(t); err != nil {
		return err
	}
	return d.mayRule(r)
}

// overrideOf returns why an identity stands although no independent identifier agrees, as two people said when it was found.
func (d *desk) overrideOf(t lookback.Term) (why string, err error) {
	rulings, err := d.tx.RulingsOf(d.file.ID, store.Now)
	for _, r := range rulings {
		if r.State == lookback.RulingInForce && r.Axis == t.Axis && r.To == t.Value {
			why = r.Override
		}
	}
	return why, err
}

// reviewed returns a term as a review leaves it.
func (d *desk) reviewed(t lookback.Term, o ReviewOrder) lookback.Term {
	t.State = lookback.TermRunning
	times := d.profile.term(t.Value)
	switch second := t.Renewal.Person != ""; {
	case !o.Renew:
	case t.Value.Adverse() && !second:
		t.Renewal = lookback.Approval{Person: o.Person, Reasons: o.Reasons, Recorded: d.now}
	default:
		t.Renewal, t.Began = lookback.Approval{}, d.now
		_, t.Ends = times.until(d.now, d.now)
	}
	reviewBy, _ := times.until(t.Began, d.now)
	t.ReviewBy = earlier(reviewBy, t.Ends)
	return t
}

func reviewWords(t lookback.Term, o ReviewOrder) string {
	words := fmt.Sprintf("%s reviewed, %q stands until %s: %s", t.Axis, t.Value, t.ReviewBy.Format(time.DateOnly), o.Reasons)
	switch {
	case t.Renewal.Person != "" && o.Renew:
		words += "; it is decided anew when a second person agrees"
	case o.Renew:
		words += fmt.Sprintf("; decided anew, ends on %s", t.Ends.Format(time.DateOnly))
	}
	if o.Contrary.Considered != "" {
		words += "; contrary information: " + o.Contrary.Considered
	}
	return words
}

// ListTerms returns the terms that pass a filter, by ID. The subject of the filter is the number of a case.
func (s *Service) ListTerms(ctx context.Context, f store.KeptFilter) (all []lookback.Term, err error) {
	err = s.store.View(ctx, func(tx store.Tx) error {
		all, err = tx.Terms().List(f)
		return err
	})
	return all, err
}
