package casework

import (
	"fmt"
	"slices"

	"lookback"
	"lookback/internal/store"
)

// checkEvidence refuses evidence that is not held or is about another record.
func (d *desk) checkEvidence(refs []lookback.EvidenceRef) error {
	for _, ref := range refs {
		recordID, err := d.evidenceRecord(ref)
		if err != nil {
			return fmt.Errorf("evidence %s: %w", ref, err)
		}
		if recordID != d.file.RecordID {
			return fmt.Errorf("evidence %s is about another record than case %d: %w", ref, d.file.ID, lookback.ErrDenied)
		}
	}
	return nil
}

// evidenceRecord returns the record that a piece of evidence is about; that of the case where it is about none.
func (d *desk) evidenceRecord(ref lookback.EvidenceRef) (int64, error) {
	switch ref.Kind {
	case lookback.EvidenceAlert:
		a, err := d.tx.GetAlert(ref.Number(), store.Now)
		return a.RecordID, err
	case lookback.EvidencePathAlert:
		a, err := d.tx.GetPathAlert(ref.Number(), store.Now)
		return a.RecordID, err
	case lookback.EvidenceTie:
		_, err := d.tx.GetTie(ref.ID, store.Now)
		return d.file.RecordID, err
	}
	return d.file.RecordID, nil
}

// mayConfirm refuses to confirm an identity from names alone (R9): among the evidence must be an open alert in which an
// independent identifier agrees, or the ruling says why it is right without one, and the second person agrees to that.
func (d *desk) mayConfirm(r lookback.Ruling) error {
	for _, ref := range r.Evidence {
		if ref.Kind != lookback.EvidenceAlert {
			continue
		}
		a, err := d.tx.GetAlert(ref.Number(), store.Now)
		if err != nil {
			return err
		}
		if a.State == lookback.AlertOpen && a.Evidence.Strength == lookback.Identified {
			return nil
		}
	}
	if r.Override != "" {
		return nil
	}
	return fmt.Errorf("no independent identifier agrees in an open alert among the evidence, and names alone confirm nobody; rule %q, or override with reasons and a second person: %w",
		lookback.IdentityInsufficient, lookback.ErrDenied)
}

// maySubstantiate refuses a finding about conduct that rests on contextual ties only (R21): somebody who was moved by
// a network, or is family of a member, is in context and nothing more.
func (d *desk) maySubstantiate(r lookback.Ruling) error {
	for _, ref := range r.Evidence {
		carries, err := d.carries(ref, r.To)
		if err != nil || carries {
			return err
		}
	}
	return fmt.Errorf("no tie among the evidence may support %q: contextual, lapsed and retracted ties do not, what has ended is no association, and what others did no involvement; rule %q: %w",
		r.To, lookback.TieContextual, lookback.ErrDenied)
}

// carries reports whether a piece of evidence may support a finding about the record.
func (d *desk) carries(ref lookback.EvidenceRef, finding lookback.AxisValue) (bool, error) {
	switch ref.Kind {
	case lookback.EvidenceTie:
		held, err := d.tx.GetTie(ref.ID, store.Now)
		return err == nil && held.Until == 0 && d.tieCarries(held.Tie, finding), err
	case lookback.EvidencePathAlert:
		a, err := d.tx.GetPathAlert(ref.Number(), store.Now)
		return err == nil && a.State == lookback.AlertOpen && pathCarries(a.Evidence, finding), err
	}
	return false, nil
}

// tieCarries reports whether a tie that stands may support a finding. Involvement is what the record itself did, which
// stays true after it ended; association is what holds today, whichever side of the tie the record is on. That two
// names are one party says nothing about conduct.
func (d *desk) tieCarries(t lookback.Tie, finding lookback.AxisValue) bool {
	self := lookback.RecordNode(d.record.Ref())
	today := lookback.DayOf(d.now)
	if t.Class == lookback.ClassSame || t.Ceiling() != lookback.Substantive || t.Lapsed(today) {
		return false
	}
	if finding == lookback.TieInvolvement {
		return t.Subject == self
	}
	return !t.Ended(today) && (t.Subject == self || t.Object == self)
}

// pathCarries does what tieCarries does for a path from the record, by the first hop that is conduct.
func pathCarries(e lookback.PathEvidence, finding lookback.AxisValue) bool {
	own := slices.IndexFunc(e.Hops, func(h lookback.PathHop) bool { return h.Class != lookback.ClassSame })
	if e.Ceiling != lookback.Substantive || own < 0 {
		return false
	}
	if finding == lookback.TieInvolvement {
		return e.Hops[own].Forward
	}
	return !e.Historic
}

// highestScore returns the highest score of the open alerts of the record, over names and over paths.
func (d *desk) highestScore() (highest lookback.Score, err error) {
	alerts, err := d.tx.ListAlerts(store.AlertFilter{RecordID: d.file.RecordID, State: lookback.AlertOpen})
	if err != nil {
		return 0, err
	}
	for _, a := range alerts {
		highest = max(highest, a.Evidence.Score)
	}
	paths, err := d.tx.ListPathAlerts(store.PathAlertFilter{RecordID: d.file.RecordID, State: lookback.AlertOpen})
	for _, a := range paths {
		highest = max(highest, a.Evidence.Strength)
	}
	return highest, err
}
