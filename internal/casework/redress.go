package casework

import (
	"context"
	"encoding/base32"
	"fmt"
	"slices"
	"strings"
	"time"

	"lookback"
	"lookback/internal/screening"
	"lookback/internal/store"
)

// RedressTimes are how long the steps of a redress may take from its receipt.
type RedressTimes struct {
	Acknowledge, Answer, Finish time.Duration
}

const dayLong = 24 * time.Hour

// DefaultRedressTimes leave a week, a month and four months: within what the UN's Ombudsperson and data protection law know.
var DefaultRedressTimes = RedressTimes{Acknowledge: 7 * dayLong, Answer: 30 * dayLong, Finish: 120 * dayLong}

// RedressOrder is a request as it comes in, by the person or a representative.
type RedressOrder struct {
	Source, Key    string // of the record that it is about
	Requester      string
	Representative string
	Authority      string
	Statement      string
	Identifiers    []lookback.Identifier // that tell the person from others
	Actor          string
}

// ReceiveRedress takes a request in and gives it a control number and deadlines. A case about the record waits for it from
// then on, even one that was closed. ErrInvalid: it lacks what a request needs. ErrNotFound: no such record is held.
func (s *Service) ReceiveRedress(ctx context.Context, o RedressOrder) (r lookback.Redress, err error) {
	if o.Actor, err = person(o.Actor); err != nil {
		return r, err
	}
	err = s.store.Update(ctx, func(tx store.Tx) error {
		record, err := tx.GetRecord(o.Source, o.Key, store.Now)
		if err != nil {
			return err
		}
		file, found, err := tx.FindCaseOf(record.ID, store.Now)
		if err != nil {
			return err
		}
		d := &desk{tx: tx, file: file, record: record, now: s.now().UTC(), highScore: s.highScore}
		times := s.profile.Redress()
		r = lookback.Redress{RecordID: record.ID, CaseID: file.ID, Requester: o.Requester, Representative: o.Representative, Authority: o.Authority,
			Statement: o.Statement, Identifiers: o.Identifiers, Received: d.now, AcknowledgeBy: d.now.Add(times.Acknowledge),
			AnswerBy: d.now.Add(times.Answer), FinishBy: d.now.Add(times.Finish), State: lookback.RedressReceived}
		if err := r.Validate(); err != nil {
			return err
		}
		if r, err = d.numbered(r); err != nil {
			return err
		}
		if found && file.Workflow != lookback.WorkRedress {
			if err := d.apply(lookback.AxisChange{Axis: lookback.AxisWorkflow, From: file.Workflow, To: lookback.WorkRedress, Actor: o.Actor,
				Reason: "redress " + r.Number + " was received", Time: d.now, Recorded: d.now}); err != nil {
				return err
			}
		}
		return d.concludeRedress(lookback.EventRedressReceived, o.Actor, r, "received")
	})
	return r, err
}

// numbered stores a new request. Its number comes from the commitment to a first state, which its salt makes impossible to
// guess and which is replaced at once.
func (d *desk) numbered(r lookback.Redress) (lookback.Redress, error) {
	r, c, err := d.tx.Redresses().Create(r)
	if err != nil {
		return r, err
	}
	code := base32.StdEncoding.EncodeToString(c[:])
	r.Number = fmt.Sprintf("LB-%s-%s", code[:4], code[4:8])
	return d.updateRedress(r)
}

func (d *desk) updateRedress(r lookback.Redress) (lookback.Redress, error) {
	r, c, err := d.tx.Redresses().Update(r)
	d.commitments = append(d.commitments, c)
	return r, err
}

// concludeRedress appends the event of a step. It is about the redress, because not every record has a case.
func (d *desk) concludeRedress(kind lookback.EventKind, actor string, r lookback.Redress, what string) error {
	return appendEvent(d.tx, d.now, kind, actor, fmt.Sprintf("redress %d", r.ID), caseEvent{Case: d.file.ID, What: what, Number: r.ID}, d.commitments...)
}

// redress runs a step on a request that has not ended.
func (s *Service) redress(ctx context.Context, id int64, actor string, kind lookback.EventKind, what string, step func(*desk, *lookback.Redress, string) error) (r lookback.Redress, err error) {
	if actor, err = person(actor); err != nil {
		return r, err
	}
	err = s.store.Update(ctx, func(tx store.Tx) error {
		if r, err = tx.Redresses().Get(id, store.Now); err != nil {
			return err
		}
		if r.Ended() {
			return fmt.Errorf("redress %s has ended: %s; a new request begins anew: %w", r.Number, r.State, lookback.ErrConflict)
		}
		d := &desk{tx: tx, now: s.now().UTC(), highScore: s.highScore}
		if r.CaseID != 0 {
			if d, err = s.desk(tx, r.CaseID); err != nil {
				return err
			}
		}
		if err := step(d, &r, actor); err != nil {
			return err
		}
		if r, err = d.updateRedress(r); err != nil {
			return err
		}
		return d.concludeRedress(kind, actor, r, what)
	})
	return r, err
}

// AssignRedress gives a request to a reviewer. ErrDenied: the reviewer has ruled on the case, or reviewed a ruling (R31).
func (s *Service) AssignRedress(ctx context.Context, id int64, reviewer, actor string) (lookback.Redress, error) {
	reviewer, err := person(reviewer)
	if err != nil {
		return lookback.Redress{}, err
	}
	return s.redress(ctx, id, actor, lookback.EventRedressStep, "assigned", func(d *desk, r *lookback.Redress, _ string) error {
		r.Reviewer = reviewer
		return d.independent(*r, reviewer)
	})
}

// independent refuses a person who decided about the case before the request came (R31).
func (d *desk) independent(r lookback.Redress, reviewer string) error {
	if r.CaseID == 0 {
		return nil
	}
	rulings, err := d.tx.RulingsOf(r.CaseID, store.Now)
	if err != nil {
		return err
	}
	for _, x := range rulings {
		first := x.Recorded.Before(r.Received) && screening.SamePerson(x.Person, reviewer)
		second := x.Second.Recorded.Before(r.Received) && screening.SamePerson(x.Second.Person, reviewer)
		if first || second {
			return fmt.Errorf("%s decided about case %d before, in ruling %d; somebody else must look again: %w", reviewer, r.CaseID, x.ID, lookback.ErrDenied)
		}
	}
	return nil
}

// mayRuleInRedress refuses rulings on a case, while a redress about it goes on, by those who decided before it came.
func (d *desk) mayRuleInRedress(who string) error {
	if d.file.Workflow != lookback.WorkRedress {
		return nil
	}
	all, err := d.tx.Redresses().List(store.KeptFilter{RecordID: d.file.RecordID})
	if err != nil {
		return err
	}
	for _, r := range all {
		if r.CaseID == d.file.ID && !r.Ended() {
			return d.independent(r, who)
		}
	}
	return nil
}

// AcknowledgeRedress records that the person was told that the request is here, and how.
func (s *Service) AcknowledgeRedress(ctx context.Context, id int64, actor, words string) (lookback.Redress, error) {
	return s.answer(ctx, id, actor, words, lookback.RedressReceived, lookback.RedressAcknowledged)
}

// AnswerRedress records the first answer to the person.
func (s *Service) AnswerRedress(ctx context.Context, id int64, actor, words string) (lookback.Redress, error) {
	return s.answer(ctx, id, actor, words, lookback.RedressAcknowledged, lookback.RedressAnswered)
}

// answer takes the next step. ErrConflict: it is not the next.
func (s *Service) answer(ctx context.Context, id int64, actor, words string, from, to lookback.RedressState) (lookback.Redress, error) {
	return s.redress(ctx, id, actor, lookback.EventRedressStep, string(to), func(d *desk, r *lookback.Redress, actor string) error {
		words, err := written("text", words)
		if err != nil {
			return err
		}
		if r.State != from {
			return fmt.Errorf("redress %s is %q and not %q: %w", r.Number, r.State, from, lookback.ErrConflict)
		}
		r.State = to
		step := lookback.Approval{Person: actor, Reasons: words, Recorded: d.now}
		if to == lookback.RedressAcknowledged {
			r.Acknowledged = step
		} else {
			r.Answered = step
		}
		return d.releasable("text", words)
	})
}

// RedressDecision ends a redress.
type RedressDecision struct {
	Redress int64
	State   lookback.RedressState // one of RedressEnds
	Person  string                // the reviewer
	Reasons string                // ours
	Summary string                // what the person may be told
}

// DecideRedress ends a redress with reasons and a summary that the person may be told. ErrDenied: it is not the reviewer, or one
// who decided before, or the summary tells what may not be told. ErrConflict: the first answer was not given, or it
// says that the person was right and nothing was put right.
func (s *Service) DecideRedress(ctx context.Context, o RedressDecision) (lookback.Redress, error) {
	return s.redress(ctx, o.Redress, o.Person, lookback.EventRedressDecided, "decided", func(d *desk, r *lookback.Redress, actor string) error {
		if err := d.mayDecide(*r, o, actor); err != nil {
			return err
		}
		r.State, r.Summary = o.State, strings.TrimSpace(o.Summary)
		r.Decided = lookback.Approval{Person: actor, Reasons: strings.TrimSpace(o.Reasons), Recorded: d.now}
		var err error
		if o.State == lookback.RedressUpheld || o.State == lookback.RedressPartly {
			if r.Wrong, err = d.putRight(*r); err != nil {
				return err
			}
		}
		return d.releasable("summary", r.Summary)
	})
}

func (d *desk) mayDecide(r lookback.Redress, o RedressDecision, actor string) error {
	if !slices.Contains(lookback.RedressEnds(), o.State) {
		return &lookback.InputError{Field: "outcome", Reason: fmt.Sprintf("%q does not end a redress", o.State), Hint: fmt.Sprintf("use one of %q", lookback.RedressEnds())}
	}
	for field, words := range map[string]string{"reason": o.Reasons, "summary": o.Summary} {
		if _, err := written(field, words); err != nil {
			return err
		}
	}
	switch {
	case r.Reviewer == "" || !screening.SamePerson(r.Reviewer, actor):
		return fmt.Errorf("redress %s is decided by its reviewer, %q: %w", r.Number, or(r.Reviewer, "who is not assigned yet"), lookback.ErrDenied)
	case r.State != lookback.RedressAnswered:
		return fmt.Errorf("redress %s is %q: the person is acknowledged and answered before it is decided: %w", r.Number, r.State, lookback.ErrConflict)
	case !slices.Contains(r.MayEnd(), o.State):
		return fmt.Errorf("redress %s is about case %d, and %q does not fit that: %w", r.Number, r.CaseID, o.State, lookback.ErrConflict)
	}
	return d.independent(r, actor)
}

// putRight returns the alerts that meant somebody else, as ruled since the request came. An outcome in favour of the person that
// changed nothing is refused.
func (d *desk) putRight(r lookback.Redress) ([]lookback.EvidenceRef, error) {
	rulings, err := d.tx.RulingsOf(r.CaseID, store.Now)
	if err != nil {
		return nil, err
	}
	var wrong []lookback.EvidenceRef
	right := false
	for _, x := range rulings {
		if x.State != lookback.RulingInForce || x.Recorded.Before(r.Received) || d.file.On(x.Axis) != x.To {
			continue
		}
		right = right || x.To.Clears() && x.To != lookback.WorkClosed || x.From.Adverse()
		if x.To != lookback.IdentityDifferent && x.To != lookback.TieRefuted {
			continue
		}
		for _, ref := range x.Evidence {
			if ref.Number() != 0 && !slices.Contains(wrong, ref) {
				wrong = append(wrong, ref)
			}
		}
	}
	if !right {
		return nil, fmt.Errorf("nothing in case %d was put right since redress %s came; rule first: %w", r.CaseID, r.Number, lookback.ErrConflict)
	}
	return wrong, nil
}

// releasable refuses to tell the person what is about others or about sources: names of listed parties and networks, and the
// sources of ties.
func (d *desk) releasable(field, words string) error {
	if d.file.ID == 0 {
		return nil
	}
	secret, err := d.secrets()
	if err != nil {
		return err
	}
	for _, s := range secret {
		if len(s) > 3 && strings.Contains(strings.ToLower(words), strings.ToLower(s)) {
			return fmt.Errorf("%s names %q, which the person may not be told: %w", field, s, lookback.ErrDenied)
		}
	}
	return nil
}

// secrets returns what the alerts of the record name beside the record itself.
func (d *desk) secrets() (all []string, err error) {
	alerts, err := d.tx.ListAlerts(store.AlertFilter{RecordID: d.file.RecordID})
	if err != nil {
		return nil, err
	}
	for _, a := range alerts {
		all = append(all, a.EntryID)
		if !slices.ContainsFunc(d.record.Party.Names, func(n lookback.Name) bool { return strings.EqualFold(n.Full, a.Evidence.Name.Right) }) {
			all = append(all, a.Evidence.Name.Right)
		}
	}
	paths, err := d.tx.ListPathAlerts(store.PathAlertFilter{RecordID: d.file.RecordID})
	for _, a := range paths {
		for _, h := range a.Evidence.Hops {
			all = append(all, h.Source)
			for _, n := range []lookback.NodeRef{h.From, h.To} {
				if n.Kind != lookback.NodeRecord {
					all = append(all, n.ID)
				}
			}
		}
	}
	return all, err
}

// ListRedress returns the requests that pass a filter, by ID.
func (s *Service) ListRedress(ctx context.Context, f store.KeptFilter) (all []lookback.Redress, err error) {
	err = s.store.View(ctx, func(tx store.Tx) error {
		all, err = tx.Redresses().List(f)
		return err
	})
	return all, err
}

// GetRedress returns a request by its number, as now.
func (s *Service) GetRedress(ctx context.Context, id int64) (r lookback.Redress, err error) {
	err = s.store.View(ctx, func(tx store.Tx) error {
		r, err = tx.Redresses().Get(id, store.Now)
		return err
	})
	return r, err
}
