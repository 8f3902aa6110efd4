package casework

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"lookback"
	"lookback/internal/journal"
	"lookback/internal/screening"
	"lookback/internal/store"
)

// DefaultHighScore is the score from which on an alert is not cleared by one person alone.
const DefaultHighScore lookback.Score = 8500

// Options change how strict a Service is. The zero value is the default.
type Options struct {
	HighScore lookback.Score // alerts at or above it are cleared by two people; 0 means DefaultHighScore
	Profile   Profile        // words and due dates; the zero Profile is the default
	Rules     []Rule         // of retention; none means DefaultRules

	// Forget removes what is held of an erased record outside the store. It may be called again for the same record.
	Forget func(recordID int64) error
}

// Service keeps cases. It may be used concurrently. Every command is about one case: there is no way to decide
// about many at once (R29).
type Service struct {
	store     store.Store
	now       func() time.Time
	highScore lookback.Score
	seen      int64 // journal position of the state that the caller has seen; 0 for whatever holds
	profile   Profile
	rules     []Rule
	forget    func(recordID int64) error
}

// New returns a Service over st that takes the time from now.
func New(st store.Store, now func() time.Time, o Options) *Service {
	if o.HighScore == 0 {
		o.HighScore = DefaultHighScore
	}
	if len(o.Rules) == 0 {
		o.Rules = DefaultRules()
	}
	if o.Forget == nil {
		o.Forget = func(int64) error { return nil }
	}
	return &Service{store: st, now: now, highScore: o.HighScore, profile: o.Profile, rules: o.Rules, forget: o.Forget}
}

// Seeing returns s for a caller who has seen the state of a case that a journal position made. A command on a case that
// has changed since leaves everything as it is; Moved tells such an error from others.
func (s *Service) Seeing(position int64) *Service {
	seeing := *s
	seeing.seen = position
	return &seeing
}

// errMoved wraps ErrConflict.
var errMoved = fmt.Errorf("it has changed since it was read: %w", lookback.ErrConflict)

// Moved reports whether a command was refused because the case is no longer what the caller has seen.
func Moved(err error) bool { return errors.Is(err, errMoved) }

// machine is the name under which the program itself writes into the journal.
const machine = "lookback"

// person returns the name of the person who acts. ErrInvalid: nobody is named. ErrDenied: it is the program, which
// ranks and never decides (R29).
func person(actor string) (string, error) {
	actor = strings.Join(strings.Fields(actor), " ")
	switch {
	case actor == "":
		return "", &lookback.InputError{Field: "as", Reason: "nobody is named", Hint: "say who acts, with --as NAME"}
	case screening.SamePerson(actor, machine):
		return "", fmt.Errorf("a machine ranks and a person decides; %q is not a person: %w", actor, lookback.ErrDenied)
	}
	return actor, nil
}

// written returns words that a person must have written. ErrInvalid: there are none.
func written(field, words string) (string, error) {
	words = strings.TrimSpace(words)
	if words == "" {
		return "", &lookback.InputError{Field: field, Reason: "it is decided with written words or not at all", Hint: "say why"}
	}
	return words, nil
}

// unlessErased returns nil for what is not held any more, and any other error as it is.
func unlessErased(err error) error {
	if errors.Is(err, lookback.ErrNotFound) {
		return nil
	}
	return err
}

// desk is one command on one case inside one transaction. It gathers the commitments to what it stores, in their
// order, for the event that records them.
type desk struct {
	tx          store.Tx
	file        lookback.Case
	record      lookback.Record
	now         time.Time
	highScore   lookback.Score
	profile     Profile
	commitments []journal.Hash
}

// at runs fn at the desk of a case, in one transaction, and returns the case as fn left it.
func (s *Service) at(ctx context.Context, caseID int64, fn func(d *desk) error) (lookback.Case, error) {
	var after lookback.Case
	err := s.store.Update(ctx, func(tx store.Tx) error {
		d, err := s.desk(tx, caseID)
		if err != nil {
			return err
		}
		if err := fn(d); err != nil {
			return err
		}
		after = d.file
		return nil
	})
	return after, err
}

// desk reads a case and its record. ErrNotFound: there is no such case, or its record was erased.
func (s *Service) desk(tx store.Tx, caseID int64) (*desk, error) {
	file, err := tx.GetCase(caseID, store.Now)
	if err != nil {
		return nil, err
	}
	if s.seen != 0 && s.seen != file.Changed {
		return nil, fmt.Errorf("case %d: %w", caseID, errMoved)
	}
	record, err := tx.GetRecordByID(file.RecordID, store.Now)
	if err != nil {
		return nil, fmt.Errorf("the record of case %d: %w", caseID, err)
	}
	return &desk{tx: tx, file: file, record: record, now: s.now().UTC(), highScore: s.highScore, profile: s.profile}, nil
}

// working refuses a closed case: it is reopened first, so that somebody says why.
func (d *desk) working() error {
	if d.file.Workflow == lookback.WorkClosed {
		return fmt.Errorf("case %d is closed; reopen it first and say why: %w", d.file.ID, lookback.ErrConflict)
	}
	return nil
}

// update stores the case as it is now.
func (d *desk) update() error {
	stored, c, err := d.tx.UpdateCase(d.file)
	if err != nil {
		return err
	}
	d.file = stored
	d.commitments = append(d.commitments, c)
	return nil
}

// add appends an entry to the history of the case.
func (d *desk) add(e lookback.CaseEntry) error {
	e.CaseID, e.Recorded = d.file.ID, d.now
	if err := e.Validate(); err != nil {
		return err
	}
	_, c, err := d.tx.AppendCaseEntry(e)
	d.commitments = append(d.commitments, c)
	return err
}

// apply makes a change: one axis of the case, one entry in its history, and how long the answer may stand.
func (d *desk) apply(ch lookback.AxisChange) error {
	d.file = d.file.With(ch.Axis, ch.To)
	if err := d.update(); err != nil {
		return err
	}
	if err := d.beginTerm(ch); err != nil {
		return err
	}
	return d.add(lookback.CaseEntry{Kind: lookback.CaseChange, Actor: ch.Actor, Change: ch})
}

// caseEvent is the body of every event about a case. Where a person stands is personal: it says which question was
// answered and commits to the answer (docs/format/journal.md).
type caseEvent struct {
	Case   int64         `json:"case"`
	What   string        `json:"what"`
	Axis   lookback.Axis `json:"axis"`
	Ruling int64         `json:"ruling"`
	Number int64         `json:"number"` // of a suppression, protection, disclosure, notice, hold, term, erasure or redress
	Values int           `json:"values"`
	Root   string        `json:"root"`
}

// conclude appends the event that everything stored at the desk belongs to.
func (d *desk) conclude(kind lookback.EventKind, actor string, body caseEvent) error {
	body.Case = d.file.ID
	return appendEvent(d.tx, d.now, kind, actor, fmt.Sprintf("case %d", d.file.ID), body, d.commitments...)
}

// concludeDisclosure does so for a disclosure.
func (d *desk) concludeDisclosure(kind lookback.EventKind, actor string, x lookback.Disclosure, c journal.Hash) error {
	d.commitments = append(d.commitments, c)
	return d.concludeAbout(x, kind, actor, caseEvent{What: "disclosure " + string(x.State), Number: x.ID})
}

// concludeAbout does so for what is about a disclosure, which itself may be about no case.
func (d *desk) concludeAbout(x lookback.Disclosure, kind lookback.EventKind, actor string, body caseEvent) error {
	if !x.IsExport() {
		return d.conclude(kind, actor, body)
	}
	return appendEvent(d.tx, d.now, kind, actor, fmt.Sprintf("disclosure %d", x.ID), body, d.commitments...)
}

// appendEvent appends an event about what was stored with some commitments.
func appendEvent(tx store.Tx, now time.Time, kind lookback.EventKind, actor, subject string, body caseEvent, commitments ...journal.Hash) error {
	body.Values, body.Root = len(commitments), journal.HexHash(journal.BatchRoot(commitments))
	return appendBody(tx, now, kind, actor, subject, body)
}

// appendBody appends an event with a body of any form.
func appendBody(tx store.Tx, now time.Time, kind lookback.EventKind, actor, subject string, body any) error {
	encoded, err := journal.Canonical(body)
	if err != nil {
		return fmt.Errorf("encode event %s: %w", kind, err)
	}
	_, err = tx.AppendEvent(lookback.Event{Time: now, Kind: kind, Actor: actor, Subject: subject, Body: encoded})
	return err
}
