package casework

import (
	"context"
	"fmt"
	"slices"
	"time"

	"lookback"
	"lookback/internal/screening"
	"lookback/internal/store"
)

// SuppressionOrder asks that an alert which was ruled a false positive stays away.
type SuppressionOrder struct {
	Alert    lookback.EvidenceRef // an alert or path alert
	Ruling   int64                // that found the parties different, or the tie refuted, on this alert
	Approver string               // not who ruled
	Expires  time.Time
}

// Suppress keeps an open alert away until something that was ruled on changes (R6). ErrDenied: the ruling is not in
// force, found something else or does not rest on the alert, or nobody else approves (R28). ErrConflict: something
// changed since the ruling, or the alert is suppressed or ended. ErrInvalid: it would expire before now or more than a
// year after.
func (s *Service) Suppress(ctx context.Context, order SuppressionOrder) (made lookback.Suppression, err error) {
	if order.Approver, err = person(order.Approver); err != nil {
		return made, err
	}
	err = s.store.Update(ctx, func(tx store.Tx) error {
		r, err := tx.GetRuling(order.Ruling, store.Now)
		if err != nil {
			return err
		}
		d, err := s.desk(tx, r.CaseID)
		if err != nil {
			return err
		}
		made, err = d.suppress(r, order)
		return err
	})
	return made, err
}

func (d *desk) suppress(r lookback.Ruling, o SuppressionOrder) (lookback.Suppression, error) {
	made := lookback.Suppression{RecordID: d.file.RecordID, Alert: o.Alert, Ruling: r.ID, Person: r.Person, Approver: o.Approver, Made: d.now,
		Expires: o.Expires.UTC(), State: lookback.SuppressionInForce}
	if err := d.maySuppress(r, o); err != nil {
		return made, err
	}
	var err error
	if made.Bound, err = bind(d.tx, o.Alert, r.Position); err != nil {
		return made, err
	}
	why, err := lapse(d.tx, made, d.now)
	if err != nil {
		return made, err
	}
	if len(why) > 0 {
		return made, fmt.Errorf("since ruling %d: %s; rule again: %w", r.ID, why[0], lookback.ErrConflict)
	}
	made, c, err := d.tx.Suppressions().Create(made)
	if err != nil {
		return made, err
	}
	d.commitments = append(d.commitments, c)
	return made, d.conclude(lookback.EventSuppressed, o.Approver, caseEvent{What: "suppression", Ruling: r.ID, Number: made.ID})
}

func (d *desk) maySuppress(r lookback.Ruling, o SuppressionOrder) error {
	finding := lookback.IdentityDifferent
	if o.Alert.Kind == lookback.EvidencePathAlert {
		finding = lookback.TieRefuted
	}
	switch {
	case o.Alert.Number() == 0:
		return &lookback.InputError{Field: "alert", Reason: fmt.Sprintf("%q is not an alert", o.Alert), Hint: "write alert:NUMBER or path-alert:NUMBER"}
	case r.State != lookback.RulingInForce || r.To != finding || !slices.Contains(r.Evidence, o.Alert):
		return fmt.Errorf("ruling %d does not find %q on %s: %w", r.ID, finding, o.Alert, lookback.ErrDenied)
	case screening.SamePerson(r.Person, o.Approver):
		return fmt.Errorf("%s made ruling %d; a second person must approve the suppression: %w", r.Person, r.ID, lookback.ErrDenied)
	case !o.Expires.After(d.now) || o.Expires.After(d.now.AddDate(SuppressionYears, 0, 0)):
		return &lookback.InputError{Field: "expires", Reason: "a suppression ends within a year", Hint: "it can be decided anew then"}
	}
	standing, err := d.tx.Suppressions().List(store.KeptFilter{Subject: o.Alert.String(), State: string(lookback.SuppressionInForce)})
	if err == nil && len(standing) > 0 {
		err = fmt.Errorf("%s is suppressed already, by suppression %d: %w", o.Alert, standing[0].ID, lookback.ErrConflict)
	}
	return err
}

// LiftSuppression ends a suppression. One person may: the alert comes back, and nobody is worse off for a look.
func (s *Service) LiftSuppression(ctx context.Context, id int64, actor, reason string) (lifted lookback.Suppression, err error) {
	if actor, err = person(actor); err != nil {
		return lifted, err
	}
	if reason, err = written("reason", reason); err != nil {
		return lifted, err
	}
	err = s.store.Update(ctx, func(tx store.Tx) error {
		held, err := tx.Suppressions().Get(id, store.Now)
		if err != nil {
			return err
		}
		if held.State != lookback.SuppressionInForce {
			return fmt.Errorf("suppression %d has lapsed already: %w", id, lookback.ErrConflict)
		}
		lifted, err = s.lapsed(tx, held, actor, []string{"lifted by " + actor + ": " + reason})
		return err
	})
	return lifted, err
}

// lapsed stores that a suppression no longer holds, and which alerts came in the place of its own.
func (s *Service) lapsed(tx store.Tx, held lookback.Suppression, actor string, why []string) (lookback.Suppression, error) {
	r, err := tx.GetRuling(held.Ruling, store.Now)
	if err != nil {
		return held, err
	}
	d, err := s.desk(tx, r.CaseID)
	if err != nil {
		return held, err
	}
	held.State, held.Why, held.Lapsed = lookback.SuppressionLapsed, why, d.now
	if held.Successors, err = successors(tx, held); err != nil {
		return held, err
	}
	held, c, err := tx.Suppressions().Update(held)
	if err != nil {
		return held, err
	}
	d.commitments = append(d.commitments, c)
	return held, d.conclude(lookback.EventSuppressionLapsed, actor, caseEvent{What: "suppression lapsed", Ruling: held.Ruling, Number: held.ID})
}

// successors returns the open alerts on the same record and list that came after a suppression was made: where a
// publisher merges entries or splits one, they are what became of it. Each is examined anew, and says what it follows.
func successors(tx store.Tx, s lookback.Suppression) ([]lookback.EvidenceRef, error) {
	if s.Alert.Kind != lookback.EvidenceAlert {
		return nil, nil
	}
	own, err := tx.GetAlert(s.Alert.Number(), store.Now)
	if err != nil {
		return nil, err
	}
	open, err := tx.ListAlerts(store.AlertFilter{RecordID: s.RecordID, List: own.List, State: lookback.AlertOpen})
	var refs []lookback.EvidenceRef
	for _, a := range open {
		if a.Opened > s.Position && a.ID != own.ID {
			refs = append(refs, lookback.AlertEvidence(a.ID))
		}
	}
	return refs, err
}

// ListSuppressions returns the suppressions that pass a filter, by ID.
func (s *Service) ListSuppressions(ctx context.Context, f store.KeptFilter) (all []lookback.Suppression, err error) {
	err = s.store.View(ctx, func(tx store.Tx) error {
		all, err = tx.Suppressions().List(f)
		return err
	})
	return all, err
}
