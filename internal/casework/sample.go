package casework

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
	"time"

	"lookback"
	"lookback/internal/journal"
	"lookback/internal/store"
)

// Sample is closed cases to be looked at again, drawn so that nobody chooses them (R39): the seed is the root of the
// journal at the end of the month, which nobody could know when the cases were closed, and anybody can draw again.
type Sample struct {
	Month    time.Time // its first moment, UTC
	Position int64     // the last event of the month
	Seed     string    // root of the journal at that position
	From     [2]int    // cases closed in the month: in favour of the person, and otherwise
	Drawn    []Drawn   // by case
}

// Drawn is a case to be looked at again, and what came of it.
type Drawn struct {
	Case       int64
	Favoured   bool // it was closed in favour of the person
	Again      bool // somebody else has ruled or noted on it since the month
	Overturned bool // an answer on identity, tie or outcome is another one now
}

// sampleEvent is the body of the event that a sample was drawn. Numbers of cases say nothing about anybody.
type sampleEvent struct {
	Month    string  `json:"month"`
	Position int64   `json:"position"`
	Seed     string  `json:"seed"`
	Of       int     `json:"of"`
	Cases    []int64 `json:"cases"`
}

// DrawSample draws up to size of the cases that were closed in a month, half of them from those closed in favour of the
// person and half from the others as far as there are enough, and records that. Drawn again, it is the same sample.
// ErrConflict: the month is not over. ErrInvalid: a size below 1.
func (s *Service) DrawSample(ctx context.Context, month time.Time, size int, actor string) (drawn Sample, err error) {
	if actor, err = person(actor); err != nil {
		return drawn, err
	}
	month = time.Date(month.Year(), month.Month(), 1, 0, 0, 0, 0, time.UTC)
	end := month.AddDate(0, 1, 0)
	switch {
	case size < 1:
		return drawn, &lookback.InputError{Field: "size", Reason: "a sample has at least one case"}
	case s.now().Before(end):
		return drawn, fmt.Errorf("%s is not over, and what can be known beforehand is no chance: %w", month.Format("January 2006"), lookback.ErrConflict)
	}
	err = s.store.Update(ctx, func(tx store.Tx) error {
		if drawn, err = sampleOf(tx, month, end.Add(-time.Nanosecond), size); err != nil {
			return err
		}
		body := sampleEvent{Month: month.Format("2006-01"), Position: drawn.Position, Seed: drawn.Seed, Of: drawn.From[0] + drawn.From[1]}
		for _, d := range drawn.Drawn {
			body.Cases = append(body.Cases, d.Case)
		}
		encoded, err := journal.Canonical(body)
		if err != nil {
			return fmt.Errorf("encode event %s: %w", lookback.EventSampled, err)
		}
		_, err = tx.AppendEvent(lookback.Event{Time: s.now().UTC(), Kind: lookback.EventSampled, Actor: actor, Subject: "closed cases of " + body.Month, Body: encoded})
		return err
	})
	return drawn, err
}

func sampleOf(tx store.Tx, from, until time.Time, size int) (s Sample, err error) {
	s.Month = from
	if s.Position, err = tx.PositionAt(until); err != nil || s.Position == 0 {
		return s, err
	}
	root, err := journal.Root(s.Position, tx)
	if err != nil {
		return s, err
	}
	s.Seed = journal.HexHash(root)
	files, err := dossiers(tx, func(int64) bool { return true })
	if err != nil {
		return s, err
	}
	var closed [2][]dossier
	for _, d := range files {
		if e, ok := d.closedBy(from, until); ok {
			kind := 1
			if d.favoured(e.Position) {
				kind = 0
			}
			closed[kind] = append(closed[kind], d)
		}
	}
	s.From = [2]int{len(closed[0]), len(closed[1])}
	want := share(size, s.From)
	for kind, n := range want {
		for _, d := range pick(root, closed[kind], n) {
			s.Drawn = append(s.Drawn, d.drawn(kind == 0, s.Position))
		}
	}
	slices.SortFunc(s.Drawn, func(a, b Drawn) int { return int(a.Case - b.Case) })
	return s, nil
}

// share divides a sample between two kinds: half each, and what one kind lacks is given to the other.
func share(size int, have [2]int) [2]int {
	first := min((size+1)/2, have[0])
	second := min(size-first, have[1])
	return [2]int{min(size-second, have[0]), second}
}

// pick returns n of the cases, in the order of the hash over seed and number.
func pick(seed journal.Hash, from []dossier, n int) []dossier {
	order := func(d dossier) []byte {
		sum := sha256.Sum256(binary.BigEndian.AppendUint64(slices.Clone(seed[:]), uint64(d.file.ID)))
		return sum[:]
	}
	slices.SortFunc(from, func(a, b dossier) int { return bytes.Compare(order(a), order(b)) })
	return from[:n]
}

// closedBy returns the change that closed the case within a span, if one did.
func (d dossier) closedBy(from, until time.Time) (lookback.CaseEntry, bool) {
	for _, e := range slices.Backward(d.history) {
		if e.Change.To == lookback.WorkClosed && !e.Recorded.Before(from) && !e.Recorded.After(until) {
			return e, true
		}
	}
	return lookback.CaseEntry{}, false
}

// at returns where the case stood on an axis at a position.
func (d dossier) at(x lookback.Axis, position int64) lookback.AxisValue {
	value := x.Values()[0]
	for _, e := range d.history {
		if e.Position <= position && e.Kind == lookback.CaseChange && e.Change.Axis == x {
			value = e.Change.To
		}
	}
	return value
}

// favoured reports whether nothing stood against the person at a position.
func (d dossier) favoured(position int64) bool {
	return !d.at(lookback.AxisIdentity, position).Adverse() && !d.at(lookback.AxisTie, position).Adverse()
}

// drawn says what came of a case since the end of the month.
func (d dossier) drawn(favoured bool, position int64) Drawn {
	out := Drawn{Case: d.file.ID, Favoured: favoured}
	for _, e := range d.history {
		out.Again = out.Again || e.Position > position
	}
	for _, x := range []lookback.Axis{lookback.AxisIdentity, lookback.AxisTie, lookback.AxisOutcome} {
		out.Overturned = out.Overturned || d.at(x, position) != d.file.On(x)
	}
	return out
}
