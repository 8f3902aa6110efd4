package screening

import (
	"lookback"
	"lookback/internal/match"
	"lookback/internal/store"
)

// question is what a slice is asked about one entry.
type question struct {
	place uint32 // of the entry among the targets
	party match.Party
}

// questions asks about every entry whole.
func questions(l *listed) []question {
	asked := make([]question, len(l.prepared))
	for i, p := range l.prepared {
		asked[i] = question{uint32(i), p}
	}
	return asked
}

// narrow asks about amended entries only what they gained. Whoever matched an entry before has an alert on it, because every
// record is screened as it arrives and runs follow each other in order: comparing these anew finds everybody else.
func (p *plan) narrow(differences []store.EntryDifference) {
	var prepare match.Preparer
	for i, d := range differences {
		asked, something := p.targets.prepared[i], true
		if d.Old != nil {
			asked, something = prepare.Gained(d.Old.Entry.Party, p.targets.entries[i].Party)
			p.amended = append(p.amended, uint32(i))
		}
		if something {
			p.asked = append(p.asked, question{uint32(i), asked})
		}
	}
}

// alerted adds to hits, which holds places of targets by record, the amended entries on which records of the unit have an open alert.
func (w *unitWork) alerted(tx store.Tx, hits map[int64][]uint32) error {
	for _, place := range w.plan.amended {
		e := &w.plan.targets.entries[place]
		alerts, err := tx.ListAlerts(store.AlertFilter{State: lookback.AlertOpen, List: e.List, EntryID: e.ID, FromRecord: w.unit.AfterID, LastRecord: w.unit.LastID})
		if err != nil {
			return err
		}
		for _, a := range alerts {
			hits[a.RecordID] = append(hits[a.RecordID], place)
		}
	}
	return nil
}

// atThreshold returns the findings that reach the threshold of a policy.
func atThreshold(found []finding, p lookback.Policy) []finding {
	reached := found[:0]
	for _, f := range found {
		if f.evidence.Score >= p.Threshold {
			reached = append(reached, f)
		}
	}
	return reached
}
