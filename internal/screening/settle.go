package screening

import (
	"bytes"
	"fmt"
	"strings"

	"lookback"
	"lookback/internal/journal"
	"lookback/internal/store"
)

// settlement brings the alerts that are held into line with what was found, inside one transaction.
type settlement struct {
	tx          store.Tx
	run         int64 // 0 for screening on arrival
	counts      lookback.RunCounts
	commitments []journal.Hash
}

// settle stores what differs for one record between what was found now and the open alerts it has on the
// same entries. Alerts whose evidence is the same are not touched. ended gives the reason why the ground of
// an alert that was not found again is gone.
func (s *settlement) settle(r lookback.Record, found []finding, open []lookback.Alert, ended func(lookback.Alert) string) error {
	held := make(map[entryKey]lookback.Alert, len(open))
	for _, a := range open {
		held[keyOf(a)] = a
	}
	before := s.counts
	for _, f := range found {
		key := entryKey{f.entry.List, f.entry.ID}
		known, isHeld := held[key]
		delete(held, key)
		if err := s.raise(r, f, known, isHeld); err != nil {
			return err
		}
	}
	for _, a := range open {
		if _, gone := held[keyOf(a)]; gone {
			if err := s.end(a, ended(a)); err != nil {
				return err
			}
		}
	}
	if before != s.counts {
		s.counts.Affected++
	}
	return nil
}

// entryKey names an entry over all lists.
type entryKey struct{ list, id string }

func keyOf(a lookback.Alert) entryKey { return entryKey{a.List, a.EntryID} }

// raise opens an alert, or renews an open one whose evidence changed.
func (s *settlement) raise(r lookback.Record, f finding, known lookback.Alert, isHeld bool) error {
	a := lookback.Alert{
		RecordID: r.ID, RecordVersion: r.Version, List: f.entry.List, EntryID: f.entry.ID, EntryDigest: f.entry.digest,
		State: lookback.AlertOpen, Evidence: f.evidence, RunID: s.run,
	}
	if !isHeld {
		a.Reason = "the record matches an entry"
		s.counts.AlertsOpened++
		return s.put(a)
	}
	same, err := sameBytes(known.Evidence, f.evidence)
	if err != nil || same {
		return err
	}
	a.Reason = "the evidence changed: " + strings.Join(changedParts(known, a), ", ")
	s.counts.AlertsChanged++
	return s.put(a)
}

// end closes an alert whose ground is gone. The evidence stays with it: it says what the ground was.
func (s *settlement) end(a lookback.Alert, why string) error {
	a.State, a.Reason, a.RunID = lookback.AlertEnded, why, s.run
	s.counts.AlertsEnded++
	return s.put(a)
}

func (s *settlement) put(a lookback.Alert) error {
	_, commitment, err := s.tx.PutAlert(a)
	if err != nil {
		return fmt.Errorf("store alert on record %d and entry %s/%s: %w", a.RecordID, a.List, a.EntryID, err)
	}
	s.commitments = append(s.commitments, commitment)
	return nil
}

// sameBytes reports whether two values have the same canonical form.
func sameBytes[T any](a, b T) (bool, error) {
	x, err := journal.Canonical(a)
	if err != nil {
		return false, fmt.Errorf("encode %T: %w", a, err)
	}
	y, err := journal.Canonical(b)
	if err != nil {
		return false, fmt.Errorf("encode %T: %w", b, err)
	}
	return bytes.Equal(x, y), nil
}

// changedParts names what differs between two states of one alert, for people.
func changedParts(old, now lookback.Alert) []string {
	var parts []string
	add := func(differs bool, what string) {
		if differs {
			parts = append(parts, what)
		}
	}
	add(old.RecordVersion != now.RecordVersion, "a new version of the record")
	add(old.EntryDigest != now.EntryDigest, "the entry was amended")
	add(old.Evidence.Score != now.Evidence.Score, fmt.Sprintf("score %s, was %s", now.Evidence.Score, old.Evidence.Score))
	add(old.Evidence.Strength != now.Evidence.Strength, fmt.Sprintf("%s, was %s", now.Evidence.Strength, old.Evidence.Strength))
	add(old.Evidence.Matcher != now.Evidence.Matcher, "another matcher")
	if len(parts) == 0 {
		parts = append(parts, "details of the comparison")
	}
	return parts
}
