package source

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"lookback"
)

// TieStamp is what a file does not say of its ties and whoever imports it answers for. What a file does say stands.
type TieStamp struct {
	AssertedBy string
	Source     string
	Origin     string // the original source; empty: Source itself
	Grade      lookback.Grade
	Kind       lookback.TieKind // empty: fact
	Handling   lookback.Handling
	Recorded   time.Time
	ReviewBy   time.Time // zero: the latest that is allowed
}

// fill puts in what t lacks, and derives its ID from its content where it has none.
func (s TieStamp) fill(t *lookback.Tie) {
	for _, f := range []struct {
		to   *string
		from string
	}{{&t.AssertedBy, s.AssertedBy}, {&t.Source, s.Source}, {&t.Origin, s.Origin}} {
		if *f.to == "" {
			*f.to = f.from
		}
	}
	if t.Grade.Source == 0 {
		t.Grade.Source = s.Grade.Source
	}
	if t.Grade.Info == 0 {
		t.Grade.Info = s.Grade.Info
	}
	if t.Kind == "" {
		t.Kind = s.Kind
	}
	if t.Kind == "" {
		t.Kind = lookback.Fact
	}
	if t.Handling.Sharing == "" && t.Handling.Action == "" {
		t.Handling = s.Handling
	}
	if t.Recorded.IsZero() {
		t.Recorded = s.Recorded
	}
	if t.ReviewBy.IsZero() {
		t.ReviewBy = s.ReviewBy
	}
	if t.ReviewBy.IsZero() && !t.Recorded.IsZero() {
		t.ReviewBy = t.Recorded.AddDate(lookback.TieReviewYears, 0, 0)
	}
	if t.ID == "" {
		t.ID = contentID(t)
	}
}

// contentID derives an ID from what a tie says, not from when it was read: the same statement of the
// same source has the same ID in every import.
func contentID(t *lookback.Tie) string {
	h := sha256.New()
	for _, part := range []string{
		t.Subject.String(), string(t.Class), t.Object.String(), string(t.Knowledge), t.Share.String(), t.From.Raw, t.To.Raw,
		t.Source, t.Origin, t.Grade.String(), string(t.Kind), t.Note,
	} {
		fmt.Fprintf(h, "%d:%s", len(part), part)
	}
	return "tie-" + hex.EncodeToString(h.Sum(nil)[:12])
}

// TieSet is what one file says of networks: parties, networks, ties and retractions, and what could not be
// read or carried over.
type TieSet struct {
	Networks    []lookback.Network
	Parties     []lookback.NetworkParty
	Ties        []lookback.Tie
	Retractions []lookback.Retraction
	Read        int                   // objects or rows; what became nothing is in Problems or in Loss
	Refused     int                   // those that cannot be what they say they are
	Problems    []lookback.InputError // the first 1,000 of them
	Loss        []FieldCount          // what was read and has no place, by field
}

func (s *TieSet) problem(err lookback.InputError) {
	s.Refused++
	if len(s.Problems) < maxProblems {
		s.Problems = append(s.Problems, err)
	}
}

// lose counts one value that has no place.
func (s *TieSet) lose(field string) { s.Loss = addLoss(s.Loss, field, 1) }

func addLoss(loss []FieldCount, field string, n int) []FieldCount {
	i, found := slices.BinarySearchFunc(loss, field, func(f FieldCount, s string) int { return strings.Compare(f.Field, s) })
	if !found {
		loss = slices.Insert(loss, i, FieldCount{Field: field})
	}
	loss[i].Count += n
	return loss
}

// add keeps a tie that is valid and new, and reports one that is not.
func (s *TieSet) add(t lookback.Tie, seen map[string]bool, at place) {
	if err := t.Validate(); err != nil {
		s.problem(inputErrorAt(err, at))
		return
	}
	if seen[t.ID] {
		s.lose("a statement that is in the file twice")
		return
	}
	seen[t.ID] = true
	s.Ties = append(s.Ties, t)
}
