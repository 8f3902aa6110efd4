package casework

import (
	"context"
	"fmt"
	"time"

	"lookback"
	"lookback/internal/store"
)

// AskOrder gives a task to one of us or asks somebody else.
type AskOrder struct {
	Case     int64
	Kind     lookback.EnquiryKind
	Of       string // who is asked
	Question string
	Due      time.Time
	Actor    string
}

// Ask records who was asked what, and until when an answer is due. ErrConflict: the case is closed. ErrInvalid: it does not
// say who, what or until when.
func (s *Service) Ask(ctx context.Context, o AskOrder) (asked lookback.Asked, err error) {
	if o.Actor, err = person(o.Actor); err != nil {
		return asked, err
	}
	_, err = s.at(ctx, o.Case, func(d *desk) error {
		if err := d.working(); err != nil {
			return err
		}
		asked = lookback.Asked{RecordID: d.file.RecordID, CaseID: d.file.ID, Kind: o.Kind, Of: o.Of, Question: o.Question, By: o.Actor, Made: d.now,
			Due: o.Due.UTC(), State: lookback.AskedOpen}
		if err := asked.Validate(); err != nil {
			return err
		}
		stored, c, err := d.tx.Enquiries().Create(asked)
		if err != nil {
			return err
		}
		asked, d.commitments = stored, append(d.commitments, c)
		return d.conclude(lookback.EventAsked, o.Actor, caseEvent{What: string(o.Kind), Number: asked.ID})
	})
	return asked, err
}

// Answer records what came of a task or an enquiry, or that it is withdrawn. ErrConflict: that is recorded already.
func (s *Service) Answer(ctx context.Context, id int64, actor, words string, withdrawn bool) (asked lookback.Asked, err error) {
	if actor, err = person(actor); err != nil {
		return asked, err
	}
	if words, err = written("text", words); err != nil {
		return asked, err
	}
	err = s.store.Update(ctx, func(tx store.Tx) error {
		if asked, err = tx.Enquiries().Get(id, store.Now); err != nil {
			return err
		}
		if asked.State != lookback.AskedOpen {
			return fmt.Errorf("%s %d is %s already: %w", asked.Kind, id, asked.State, lookback.ErrConflict)
		}
		d, err := s.desk(tx, asked.CaseID)
		if err != nil {
			return err
		}
		asked.State = lookback.AskedAnswered
		if withdrawn {
			asked.State = lookback.AskedWithdrawn
		}
		asked.Answer = lookback.Approval{Person: actor, Reasons: words, Recorded: d.now}
		stored, c, err := tx.Enquiries().Update(asked)
		if err != nil {
			return err
		}
		asked, d.commitments = stored, append(d.commitments, c)
		return d.conclude(lookback.EventAnswered, actor, caseEvent{What: string(asked.State), Number: id})
	})
	return asked, err
}

// ListAsked returns tasks and enquiries that pass a filter, by ID. Its subject is the number of a case.
func (s *Service) ListAsked(ctx context.Context, f store.KeptFilter) (all []lookback.Asked, err error) {
	err = s.store.View(ctx, func(tx store.Tx) error {
		all, err = tx.Enquiries().List(f)
		return err
	})
	return all, err
}

// Attach names a file as belonging to a case, by its hash and where it is kept. ErrConflict: a file with this hash is
// attached already.
func (s *Service) Attach(ctx context.Context, a lookback.Attachment) (added lookback.Attachment, err error) {
	if a.By, err = person(a.By); err != nil {
		return a, err
	}
	_, err = s.at(ctx, a.CaseID, func(d *desk) error {
		a.RecordID, a.Added = d.file.RecordID, d.now
		if err := a.Validate(); err != nil {
			return err
		}
		held, err := d.tx.Attachments().List(store.KeptFilter{RecordID: a.RecordID})
		if err != nil {
			return err
		}
		for _, h := range held {
			if h.Hash == a.Hash {
				return fmt.Errorf("the file is attached to case %d already, as %q: %w", a.CaseID, h.Name, lookback.ErrConflict)
			}
		}
		stored, c, err := d.tx.Attachments().Create(a)
		if err != nil {
			return err
		}
		added, d.commitments = stored, append(d.commitments, c)
		return d.conclude(lookback.EventAttached, a.By, caseEvent{What: "attachment", Number: added.ID})
	})
	return added, err
}

// ListAttachments returns the files that belong to a case, by ID.
func (s *Service) ListAttachments(ctx context.Context, caseID int64) (all []lookback.Attachment, err error) {
	err = s.store.View(ctx, func(tx store.Tx) error {
		file, err := tx.GetCase(caseID, store.Now)
		if err != nil {
			return err
		}
		all, err = tx.Attachments().List(store.KeptFilter{RecordID: file.RecordID})
		return err
	})
	return all, err
}
