package screening

import (
	"fmt"
	"strings"

	"lookback"
	"lookback/internal/graph"
	"lookback/internal/journal"
	"lookback/internal/store"
)

// tieSettlement brings the path alerts that are held into line with what was found, inside one transaction.
type tieSettlement struct {
	tx          store.Tx
	run         int64
	counts      lookback.RunCounts
	commitments []journal.Hash
	last        string // the record that was affected last: effects come sorted by record
}

// settle opens, changes or ends the alert of one record and target.
func (s *tieSettlement) settle(e tieEffect) error {
	source, key, err := lookback.ParseRecordRef(e.record.ID)
	if err != nil {
		return err
	}
	record, err := s.tx.GetRecord(source, key, store.Now)
	if isNotFound(err) {
		return nil // erased since
	}
	if err != nil {
		return err
	}
	held, known, err := s.tx.FindPathAlert(record.ID, e.target, store.Now)
	if err != nil {
		return err
	}
	open := known && held.State == lookback.AlertOpen
	a := lookback.PathAlert{RecordID: record.ID, Record: e.record.ID, Target: e.target, State: lookback.AlertOpen, Evidence: e.evidence, RunID: s.run}
	switch {
	case e.ended && !open:
		return nil
	case e.ended:
		a.State, a.Evidence = lookback.AlertEnded, held.Evidence
		a.Evidence.Cause = e.cause
		a.Reason = "the path is gone: " + causeWords(e.cause)
		s.counts.AlertsEnded++
	case open:
		a.Reason = fmt.Sprintf("the best path is %s: %s", kindWords[e.kind], causeWords(e.cause))
		s.counts.AlertsChanged++
	default:
		a.Reason = "a path leads there: " + causeWords(e.cause)
		s.counts.AlertsOpened++
	}
	return s.put(a)
}

func (s *tieSettlement) put(a lookback.PathAlert) error {
	if err := a.Evidence.Validate(); err != nil {
		return err
	}
	_, commitment, err := s.tx.PutPathAlert(a)
	if err != nil {
		return fmt.Errorf("store path alert on record %d: %w", a.RecordID, err)
	}
	s.commitments = append(s.commitments, commitment)
	if s.last != a.Record {
		s.counts.Affected++
		s.last = a.Record
	}
	return nil
}

// kindWords say how a best path differs from the one before.
var kindWords = map[graph.EffectKind]string{
	graph.PathNew: "new", graph.PathStronger: "stronger", graph.PathWeaker: "weaker", graph.PathChanged: "another of the same strength",
}

// causeWords says what made the difference, by the ties and references and without a name (R23).
func causeWords(c lookback.PathCause) string {
	ties := "tie " + strings.Join(c.Ties, ", tie ")
	switch graph.CauseKind(c.Kind) {
	case graph.CauseTieAdded:
		return ties + " became known"
	case graph.CauseTieRemoved:
		return ties + " was retracted or superseded"
	case graph.CauseTime:
		return ties + " ended, fell due for review or lapsed"
	case graph.CauseMarked:
		return c.Node.String() + " was listed, removed, named, or found to serve everybody"
	}
	return c.Node.String() + " is connected with more or fewer parties than before"
}
