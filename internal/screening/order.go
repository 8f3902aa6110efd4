package screening

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"lookback"
	"lookback/internal/store"
)

// unitRecords is how many record IDs one unit of a run covers: some tenths of a second of work, so
// that a crash repeats little and a transaction stays short.
const unitRecords = 5000

// orderRun stores a run and its units in the transaction of the change that made it necessary. The run
// speaks about the position of the event that the caller appends next.
func (s *Service) orderRun(tx store.Tx, r lookback.Run) (lookback.Run, error) {
	r, err := s.place(tx, r)
	if err != nil {
		return r, err
	}
	if r, err = tx.CreateRun(r); err != nil {
		return r, err
	}
	return r, s.cut(tx, r)
}

// place makes a run speak about the next position of the journal, under the policy in force unless it has its own.
func (s *Service) place(tx store.Tx, r lookback.Run) (lookback.Run, error) {
	last, err := tx.Position()
	if err != nil {
		return r, err
	}
	r.State, r.Position, r.Matcher, r.Started = lookback.RunPending, last+1, matcher(), s.now()
	if r.Policy == 0 {
		policy, err := tx.PolicyAt(store.Now)
		if err != nil {
			return r, err
		}
		r.Policy = policy.Version
	}
	return r, nil
}

// cut gives a run its units.
func (s *Service) cut(tx store.Tx, r lookback.Run) error {
	lastID, err := tx.LastRecordID(store.Now)
	if err != nil {
		return err
	}
	return tx.CreateUnits(r.ID, s.unitsOf(lastID))
}

// unitsOf cuts the record IDs from 1 to last into units: one for each slice, small ones where there is none.
func (s *Service) unitsOf(last int64) []store.Unit {
	covered := map[int64]bool{}
	for _, x := range s.readManifest().Slices {
		covered[x.AfterID] = true
	}
	var units []store.Unit
	for after := int64(0); after < last; {
		span := int64(unitRecords)
		if covered[after] {
			span = sliceSpan
		}
		until := min(after+span, last, (after/sliceSpan+1)*sliceSpan)
		units = append(units, store.Unit{No: len(units) + 1, AfterID: after, LastID: until})
		after = until
	}
	return units
}

// unitsUpTo cuts the record IDs from 1 to last into units.
func unitsUpTo(last int64) []store.Unit {
	var units []store.Unit
	for after := int64(0); after < last; after += unitRecords {
		units = append(units, store.Unit{No: len(units) + 1, AfterID: after, LastID: min(after+unitRecords, last)})
	}
	return units
}

// editionSubject names an edition as the subject of a run; parseEditionSubject reads it.
func editionSubject(e lookback.Edition) string { return fmt.Sprintf("edition %s %d", e.List, e.Seq) }

func parseEditionSubject(subject string) (list string, seq int, ok bool) {
	n, err := fmt.Sscanf(subject, "edition %s %d", &list, &seq)
	return list, seq, err == nil && n == 2
}

// plan is what a run asks the population about.
type plan struct {
	policy  lookback.Policy
	targets *listed             // entries to ask about, in their new state
	asked   []question          // what of them a slice is asked
	amended []uint32            // places of the targets of which less than the whole is asked: who matched them before is compared anew
	touched map[entryKey]string // why an alert on the entry ends when it is not found again; nil: every entry is touched
	changes int
}

// touches reports whether the run speaks about the entry of an alert, and why that alert would end.
func (p *plan) touches(a lookback.Alert) (why string, ok bool) {
	if p.touched == nil {
		return "the entry is out of scope or below the threshold of the policy in force", true
	}
	why, ok = p.touched[keyOf(a)]
	return why, ok
}

// planOf reads what a run asks about: the entries that an edition changed, or everything in force.
func (s *Service) planOf(tx store.Tx, r lookback.Run) (*plan, error) {
	policy, err := tx.GetPolicy(r.Policy)
	if err != nil {
		return nil, err
	}
	if list, seq, ok := parseEditionSubject(r.Subject); ok {
		return planEdition(tx, policy, list, seq)
	}
	force, err := s.inForceAt(tx, r.Position)
	if err != nil {
		return nil, err
	}
	return &plan{policy: policy, targets: force.listed, asked: questions(force.listed), changes: len(force.entries)}, nil
}

func planEdition(tx store.Tx, policy lookback.Policy, list string, seq int) (*plan, error) {
	p := &plan{policy: policy, touched: map[entryKey]string{}}
	var differences []store.EntryDifference
	if policy.Covers(list) {
		var err error
		if differences, err = tx.EntryChanges(list, seq-1, seq); err != nil {
			return nil, err
		}
	}
	p.changes = len(differences)
	differences = slices.DeleteFunc(differences, func(d store.EntryDifference) bool {
		why := "the entry was amended in edition %d and no longer matches"
		if d.New == nil {
			why = "the entry was removed from the list in edition %d"
		}
		p.touched[entryKey{list, d.ID}] = fmt.Sprintf(why, seq)
		return d.New == nil
	})
	entries := make([]entry, len(differences))
	for i, d := range differences {
		entries[i] = entry{Entry: d.New.Entry, digest: d.New.Digest}
	}
	p.targets = newListed(entries)
	p.narrow(differences)
	return p, nil
}

// excluded names the rules by which a run left records out, for its counts.
func excluded(superseded, outOfScope, ended int) string {
	var why []string
	if superseded > 0 {
		why = append(why, fmt.Sprintf("%d have a newer version, which was screened on arrival", superseded))
	}
	if outOfScope > 0 {
		why = append(why, fmt.Sprintf("%d are of source systems outside the scope", outOfScope))
	}
	if ended > 0 {
		why = append(why, fmt.Sprintf("%d have ended: their source system has let go of them", ended))
	}
	return strings.Join(why, "; ")
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
