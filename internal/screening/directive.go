package screening

import (
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"fmt"
	"time"

	"lookback"
	"lookback/internal/journal"
	"lookback/internal/store"
)

// A directive changes how carefully alerts that are open already are reviewed. What it asks for is read by casework and by
// nothing that searches, scores or selects (R26).

// ProposeDirective stores a directive that a person writes. It has no effect before another person signs it: see
// ApproveDirective. A directive without a beginning holds from its approval on. ErrInvalid: legal basis, reason, end or
// what it is about is missing, nationality stands alone, or it would change nothing. ErrNotFound: it is about a network,
// list, lookback, source or record that is not held.
func (s *Service) ProposeDirective(ctx context.Context, actor string, d lookback.Directive) (lookback.Directive, error) {
	actor, err := person(actor)
	if err != nil {
		return d, err
	}
	d.Author, d.Approver, d.Reported, d.Key, d.Signature, d.Signed = actor, "", nil, nil, nil, time.Time{}
	if err := signedBy(d, "a second person, who is not known yet", s.now()).Validate(); err != nil {
		return d, err
	}
	err = s.store.Update(ctx, func(tx store.Tx) error {
		if err := knownAbout(tx, d.About); err != nil {
			return err
		}
		stored, c, err := tx.CreateDirective(d)
		if err != nil {
			return err
		}
		d = stored
		return s.recordDirective(tx, lookback.EventDirectiveProposed, actor, d, c)
	})
	return d, err
}

// ApproveDirective has a second person sign a directive with their own key. What they see, how it falls by nationality on
// the alerts that are open, becomes a part of what they sign. ErrDenied: the person proposed it (R28). ErrConflict: it is
// signed already, or its beginning or end has passed meanwhile.
func (s *Service) ApproveDirective(ctx context.Context, id int64, actor string, key ed25519.PrivateKey) (d lookback.Directive, err error) {
	if actor, err = person(actor); err != nil {
		return d, err
	}
	err = s.store.Update(ctx, func(tx store.Tx) error {
		proposed, err := tx.GetDirective(id, store.Now)
		if err != nil {
			return err
		}
		if d, err = s.signDirective(tx, proposed, actor, key); err != nil {
			return err
		}
		d, err = s.keepApproval(tx, d)
		return err
	})
	return d, err
}

// keepApproval stores a directive with its signature and its event.
func (s *Service) keepApproval(tx store.Tx, d lookback.Directive) (lookback.Directive, error) {
	stored, c, err := tx.UpdateDirective(d)
	if err != nil {
		return d, err
	}
	return stored, s.recordDirective(tx, lookback.EventDirectiveSigned, stored.Approver, stored, c)
}

// signDirective returns a proposed directive with its approval.
func (s *Service) signDirective(tx store.Tx, d lookback.Directive, actor string, key ed25519.PrivateKey) (lookback.Directive, error) {
	if len(key) != ed25519.PrivateKeySize {
		return d, &lookback.InputError{Field: "key", Reason: "a directive is signed with a private Ed25519 key"}
	}
	signed, err := draft(tx, d, actor, s.now())
	if err != nil {
		return d, err
	}
	signed.Key = key.Public().(ed25519.PublicKey)
	signed.Signature = ed25519.Sign(key, signed.SigningBytes())
	return signed, signed.Verify(signed.Key)
}

// draft returns a proposed directive as a person would sign it at a time, with how it falls on the alerts that are open.
func draft(tx store.Tx, d lookback.Directive, actor string, now time.Time) (lookback.Directive, error) {
	if state := d.State(now); state != lookback.DirectiveProposed {
		return d, fmt.Errorf("directive %d is %s, not proposed: %w", d.ID, state, lookback.ErrConflict)
	}
	if SamePerson(d.Author, actor) {
		return d, fmt.Errorf("%s proposed directive %d; a second person must approve it: %w", actor, d.ID, lookback.ErrDenied)
	}
	signed := signedBy(d, actor, now)
	if err := signed.Validate(); err != nil {
		return d, fmt.Errorf("directive %d cannot be approved any more (%v); propose it anew: %w", d.ID, err, lookback.ErrConflict)
	}
	var err error
	if signed.Reported, err = effectOn(tx, signed, signed.From); err != nil {
		return d, err
	}
	return signed, nil
}

// signedBy returns a directive as it would be when a person approves it at a time.
func signedBy(d lookback.Directive, approver string, at time.Time) lookback.Directive {
	d.Approver, d.Signed = approver, at.UTC()
	if d.From.IsZero() {
		d.From = d.Signed
	}
	return d
}

// DirectiveEffect reports how a directive falls on the alerts that are open now, by nationality. For one that does not
// hold yet, or is only proposed, it says how it would.
func (s *Service) DirectiveEffect(ctx context.Context, id int64) (d lookback.Directive, effect []lookback.DirectiveEffect, err error) {
	err = s.store.View(ctx, func(tx store.Tx) error {
		if d, err = tx.GetDirective(id, store.Now); err != nil {
			return err
		}
		at := s.now()
		asked := d
		if len(d.Signature) == 0 {
			asked = signedBy(d, "nobody yet", at)
		}
		if at.Before(asked.From) {
			at = asked.From
		}
		effect, err = effectOn(tx, asked, at)
		return err
	})
	return d, effect, err
}

// knownAbout refuses a directive about something that is not held: a typing error would order nothing.
func knownAbout(tx store.Tx, about lookback.Selection) error {
	if err := knownSources(tx, lookback.Scope{Sources: about.Sources}); err != nil {
		return err
	}
	var ends []lookback.NodeRef
	for _, id := range about.Networks {
		ends = append(ends, lookback.NetworkNode(id))
	}
	for _, ref := range about.Records {
		ends = append(ends, lookback.RecordNode(ref))
	}
	if err := heldEnds(tx, ends); err != nil {
		return err
	}
	for _, list := range about.Lists {
		if err := knownList(tx, list); err != nil {
			return err
		}
	}
	for _, run := range about.Runs {
		if _, err := tx.GetRun(run); err != nil {
			return err
		}
	}
	return nil
}

// directiveEvent is the body of the events of a directive. What it says may name records, so it commits to it.
type directiveEvent struct {
	Directive int64  `json:"directive"`
	Root      string `json:"root"`
	Key       string `json:"key"` // of the approver
}

func (s *Service) recordDirective(tx store.Tx, kind lookback.EventKind, actor string, d lookback.Directive, c journal.Hash) error {
	return s.record(tx, kind, actor, fmt.Sprintf("directive %d", d.ID), directiveEvent{Directive: d.ID, Root: root([]journal.Hash{c}), Key: hex.EncodeToString(d.Key)})
}
