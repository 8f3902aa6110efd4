package screening

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"lookback"
	"lookback/internal/source"
	"lookback/internal/store"
)

// hold keeps an edition back for a person, with what was found. The edition in force stays.
func (s *Service) hold(tx store.Tx, actor string, before, e lookback.Edition, findings []lookback.GuardFinding) (lookback.HeldEdition, error) {
	h, err := tx.CreateHeld(lookback.HeldEdition{
		Edition: e, Against: before.Seq, Findings: findings, Large: isLarge(before, e), State: lookback.HeldWaiting, Actor: actor, Arrived: s.now(),
	})
	if err != nil {
		return h, err
	}
	return h, s.record(tx, lookback.EventHeld, actor, "list "+e.List, heldBody(h, ""))
}

// stillHeld returns the held edition with these bytes that waits or was rejected: it does not come in again by itself.
func stillHeld(tx store.Tx, list, edition string) (*lookback.HeldEdition, error) {
	h, there, err := tx.FindHeld(list, edition)
	if err != nil || !there || h.State == lookback.HeldReleased {
		return nil, err
	}
	return &h, nil
}

// Held returns the editions that wait for a person, of one list or, when list is empty, of all.
func (s *Service) Held(ctx context.Context, list string) (all []lookback.HeldEdition, err error) {
	err = s.store.View(ctx, func(tx store.Tx) error {
		all, err = tx.ListHeld(list, lookback.HeldWaiting)
		return err
	})
	return all, err
}

// HeldDetail is a held edition with what it would change.
type HeldDetail struct {
	Held    lookback.HeldEdition
	Changes []lookback.EntryChange
	Alerts  int // open alerts on entries that it removes
}

// HeldDetail compares a held edition with the one it was held against.
func (s *Service) HeldDetail(ctx context.Context, id int64) (d HeldDetail, err error) {
	err = s.store.View(ctx, func(tx store.Tx) error {
		if d.Held, err = tx.GetHeld(id); err != nil {
			return err
		}
		parsed, err := parseHeld(tx, d.Held)
		if err != nil {
			return err
		}
		list := d.Held.Edition.List
		before, err := tx.EntriesAt(list, d.Held.Against, "", 0)
		if err != nil {
			return err
		}
		var old []lookback.Entry
		for _, v := range before {
			old = append(old, v.Entry)
		}
		for i := range parsed.Entries {
			parsed.Entries[i].List = list
		}
		d.Changes = source.Diff(old, parsed.Entries)
		d.Alerts, err = openAlertsOn(tx, list, d.Changes)
		return err
	})
	return d, err
}

// openAlertsOn counts the open alerts on the entries of a list that changes remove.
func openAlertsOn(tx store.Tx, list string, changes []lookback.EntryChange) (int, error) {
	gone := map[string]bool{}
	for _, c := range changes {
		gone[c.ID] = c.Kind == lookback.Removed
	}
	open, err := tx.ListAlerts(store.AlertFilter{State: lookback.AlertOpen, List: list})
	n := 0
	for _, a := range open {
		if gone[a.EntryID] {
			n++
		}
	}
	return n, err
}

// parseHeld reads a held edition again, from the raw files that were kept.
func parseHeld(tx store.Tx, h lookback.HeldEdition) (*source.Edition, error) {
	var files []source.File
	for _, f := range h.Edition.Files {
		files = append(files, source.File{Name: f.Name, Open: func() (io.ReadCloser, error) {
			r, err := tx.GetBlob(f.Hash)
			return io.NopCloser(r), err
		}})
	}
	return source.ParseEdition(source.Format(h.Edition.Format), files)
}

// ReleaseHeld puts a held edition in force, with a reason, and orders its lookback. When much would be lost the first
// person's release only asks for a second one, and result.New is false. ErrDenied: both are the same person. ErrConflict:
// it was decided already, or another edition is in force by now.
func (s *Service) ReleaseHeld(ctx context.Context, id int64, actor, reason string) (result EditionResult, err error) {
	actor, err = decides(actor, reason)
	if err != nil {
		return result, err
	}
	var parsed *source.Edition
	err = s.store.View(ctx, func(tx store.Tx) error { // the files never change, and reading them may take a while
		h, err := waiting(tx, id)
		if err != nil {
			return err
		}
		parsed, err = parseHeld(tx, h)
		return err
	})
	if err != nil {
		return result, err
	}
	err = s.store.Update(ctx, func(tx store.Tx) error {
		result, err = s.release(tx, id, actor, reason, parsed)
		return err
	})
	return result, err
}

// decides returns the name of a person who decides and says why.
func decides(actor, reason string) (string, error) {
	if strings.TrimSpace(reason) == "" {
		return "", &lookback.InputError{Field: "reason", Reason: "no reason is given", Hint: "say why, with --reason TEXT"}
	}
	return person(actor)
}

// waiting returns a held edition that nobody has decided about.
func waiting(tx store.Tx, id int64) (lookback.HeldEdition, error) {
	h, err := tx.GetHeld(id)
	if err == nil && h.State != lookback.HeldWaiting {
		err = fmt.Errorf("held edition %d was %s by %s: %w", id, h.State, h.Decider, lookback.ErrConflict)
	}
	return h, err
}

func (s *Service) release(tx store.Tx, id int64, actor, reason string, parsed *source.Edition) (EditionResult, error) {
	h, err := waiting(tx, id)
	if err != nil {
		return EditionResult{}, err
	}
	before, err := currentEdition(tx, h.Edition.List)
	if err != nil {
		return EditionResult{}, err
	}
	if before.Seq != h.Against {
		return EditionResult{}, fmt.Errorf("edition %d of %s is in force by now, this one was compared with edition %d; reject it, or reject it and import its files again: %w",
			before.Seq, before.List, h.Against, lookback.ErrConflict)
	}
	if h.Large && h.Releaser == "" {
		h.Releaser, h.Reason = actor, reason
		h, err = s.decide(tx, h, lookback.EventHeldReleased, actor, reason)
		return EditionResult{Edition: before, Held: &h}, err
	}
	if h.Large && SamePerson(h.Releaser, actor) {
		return EditionResult{}, fmt.Errorf("%s released held edition %d first; it removes %d entries, so a second person must release it too: %w", actor, id, h.Edition.Counts.Removed, lookback.ErrDenied)
	}
	h.State, h.Decider, h.Why, h.Decided = lookback.HeldReleased, actor, reason, s.now()
	if h, err = s.decide(tx, h, lookback.EventHeldReleased, actor, reason); err != nil {
		return EditionResult{}, err
	}
	result := EditionResult{Problems: parsed.Problems, Remarks: parsed.Remarks, Held: &h}
	e := h.Edition
	e.Imported, e.Counts = s.now(), parsed.Counts
	changes, err := entryWrites(tx, &e, before.Seq, parsed.Entries)
	if err != nil {
		return EditionResult{}, err
	}
	err = s.makeCurrent(tx, actor, e, parsed, changes, &result)
	return result, err
}

// decide stores what a person did about a held edition, with its event.
func (s *Service) decide(tx store.Tx, h lookback.HeldEdition, kind lookback.EventKind, actor, reason string) (lookback.HeldEdition, error) {
	h, err := tx.UpdateHeld(h)
	if err != nil {
		return h, err
	}
	return h, s.record(tx, kind, actor, "list "+h.Edition.List, heldBody(h, reason))
}

// RejectHeld refuses a held edition for good, with a reason: the same bytes are refused when they come again.
func (s *Service) RejectHeld(ctx context.Context, id int64, actor, reason string) (h lookback.HeldEdition, err error) {
	if actor, err = decides(actor, reason); err != nil {
		return h, err
	}
	err = s.store.Update(ctx, func(tx store.Tx) error {
		if h, err = waiting(tx, id); err != nil {
			return err
		}
		h.State, h.Decider, h.Why, h.Decided = lookback.HeldRejected, actor, reason, s.now()
		h, err = s.decide(tx, h, lookback.EventHeldRejected, actor, reason)
		return err
	})
	return h, err
}

// heldBody is what the journal says of a held edition.
func heldBody(h lookback.HeldEdition, reason string) heldEvent {
	var rules []lookback.GuardRule
	for _, f := range h.Findings {
		if !slices.Contains(rules, f.Rule) {
			rules = append(rules, f.Rule)
		}
	}
	return heldEvent{Held: h.ID, List: h.Edition.List, Edition: h.Edition.ID, Against: h.Against, Files: fileValues(h.Edition.Files), Counts: editionCountsValue(h.Edition.Counts),
		Rules: rules, Large: h.Large, State: h.State, Reason: reason}
}
