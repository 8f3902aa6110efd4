package casework

import (
	"fmt"
	"slices"

	"lookback"
	"lookback/internal/store"
)

// followAlerts draws the consequences of the alerts and path alerts whose state one position made.
func (s *Service) followAlerts(tx store.Tx, position int64, page *Followed) error {
	alerts, err := tx.ListAlerts(store.AlertFilter{At: position, Since: position - 1})
	if err != nil {
		return err
	}
	for _, a := range alerts {
		before, known, err := tx.FindAlert(a.RecordID, a.List, a.EntryID, position-1)
		if err != nil {
			return err
		}
		if known {
			if err := s.fell(tx, weaker(before, a), page, lookback.AlertEvidence(a.ID)); err != nil {
				return err
			}
		}
	}
	paths, err := tx.ListPathAlerts(store.PathAlertFilter{At: position, Since: position - 1})
	if err != nil {
		return err
	}
	for _, a := range paths {
		before, known, err := tx.FindPathAlert(a.RecordID, a.Target, position-1)
		if err != nil {
			return err
		}
		if known {
			if err := s.fell(tx, weakerPath(before, a), page, lookback.PathAlertEvidence(a.ID)); err != nil {
				return err
			}
		}
	}
	return nil
}

// weaker says in what an alert says less than before; empty when it says as much.
func weaker(before, now lookback.Alert) string {
	strengths := []lookback.Strength{lookback.NameOnly, lookback.Contradicted, lookback.Corroborated, lookback.Identified}
	switch was, is := before.Evidence, now.Evidence; {
	case before.State == lookback.AlertOpen && now.State == lookback.AlertEnded:
		return fmt.Sprintf("alert %d ended: %s", now.ID, now.Reason)
	case slices.Index(strengths, is.Strength) < slices.Index(strengths, was.Strength):
		return fmt.Sprintf("alert %d is now %q and was %q", now.ID, is.Strength, was.Strength)
	case is.Score < was.Score:
		return fmt.Sprintf("alert %d now scores %s and scored %s", now.ID, is.Score, was.Score)
	}
	return ""
}

// weakerPath does what weaker does for a path alert.
func weakerPath(before, now lookback.PathAlert) string {
	switch was, is := before.Evidence, now.Evidence; {
	case before.State == lookback.AlertOpen && now.State == lookback.AlertEnded:
		return fmt.Sprintf("path alert %d ended: %s", now.ID, now.Reason)
	case is.Ceiling != was.Ceiling && is.Ceiling == lookback.Contextual:
		return fmt.Sprintf("path alert %d is context only: %s", now.ID, now.Reason)
	case is.Historic && !was.Historic:
		return fmt.Sprintf("path alert %d tells of the past only: %s", now.ID, now.Reason)
	case is.Strength < was.Strength:
		return fmt.Sprintf("path alert %d is weaker: %s", now.ID, now.Reason)
	}
	return ""
}

// followTies draws the consequences of the ties that one position withdrew or replaced.
func (s *Service) followTies(tx store.Tx, position int64, page *Followed) error {
	_, gone, err := tx.TieChanges(position-1, position)
	if err != nil {
		return err
	}
	for _, id := range gone {
		held, err := tx.GetTie(id, position)
		if err != nil {
			if err := unlessErased(err); err != nil {
				return err
			}
			continue // erased with a record
		}
		why := fmt.Sprintf("tie %s was retracted", id)
		if held.SupersededBy != "" {
			why = fmt.Sprintf("tie %s was superseded by tie %s", id, held.SupersededBy)
		}
		refs, err := restingOn(tx, id)
		if err != nil {
			return err
		}
		if err := s.fell(tx, why, page, refs...); err != nil {
			return err
		}
	}
	return nil
}

// restingOn names a tie and the path alerts that rest on it or did, as evidence.
func restingOn(tx store.Tx, tie string) ([]lookback.EvidenceRef, error) {
	refs := []lookback.EvidenceRef{lookback.TieEvidence(tie)}
	paths, err := tx.ListPathAlerts(store.PathAlertFilter{Tie: tie})
	for _, a := range paths {
		refs = append(refs, lookback.PathAlertEvidence(a.ID))
	}
	return refs, err
}

// fell reopens or flags each case that relied on any of some evidence, once. No words mean that nothing fell.
func (s *Service) fell(tx store.Tx, why string, page *Followed, refs ...lookback.EvidenceRef) error {
	if why == "" {
		return nil
	}
	seen := map[int64]bool{}
	for _, ref := range refs {
		cases, err := tx.CasesRelyingOn(ref)
		if err != nil {
			return err
		}
		for _, id := range cases {
			if seen[id] {
				continue
			}
			seen[id] = true
			if err := s.unsettle(tx, id, ref, why, page); err != nil {
				return fmt.Errorf("case %d: %w", id, err)
			}
		}
	}
	return nil
}

// unsettle tells one case that something it relied on fell: a closed one is reopened, an open one flagged, and every
// recipient of what it disclosed is to be told. No answer to any other question changes: that takes a person.
func (s *Service) unsettle(tx store.Tx, caseID int64, ref lookback.EvidenceRef, why string, page *Followed) error {
	d, err := s.desk(tx, caseID)
	if err != nil {
		return unlessErased(err)
	}
	if d.file.Workflow == lookback.WorkClosed {
		page.Reopened++
		err = d.apply(lookback.AxisChange{Axis: lookback.AxisWorkflow, From: lookback.WorkClosed, To: lookback.WorkReopened, Actor: machine,
			Reason: why, Evidence: []lookback.EvidenceRef{ref}, Time: d.now, Recorded: d.now})
	} else {
		page.Flagged++
		err = d.add(lookback.CaseEntry{Kind: lookback.CaseFlag, Actor: machine, Text: why})
	}
	if err != nil {
		return err
	}
	n, err := d.notify(lookback.NoticeCorrection, why)
	if err != nil {
		return err
	}
	page.Notices += n
	return d.conclude(lookback.EventCaseReliance, machine, caseEvent{What: "reliance"})
}
