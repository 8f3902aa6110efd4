package casework

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"lookback"
	"lookback/internal/screening"
	"lookback/internal/store"
)

// DisclosureOrder asks to give something of one case to somebody outside.
type DisclosureOrder struct {
	Case      int64
	Recipient lookback.Recipient
	Blocks    []lookback.Block
	Purpose   string
	Basis     string
	Handling  lookback.Handling // narrowed to that of what is given
	Person    string
}

// ProposeDisclosure proposes a disclosure, which others must approve: one, or two where it is incompatible with a
// protection (R32). ErrDenied: what is known of the case may not leave the house. ErrInvalid: recipient, purpose, legal
// basis or blocks are missing.
func (s *Service) ProposeDisclosure(ctx context.Context, o DisclosureOrder) (made lookback.Disclosure, err error) {
	if o.Person, err = person(o.Person); err != nil {
		return made, err
	}
	_, err = s.at(ctx, o.Case, func(d *desk) error {
		made = lookback.Disclosure{RecordID: d.file.RecordID, CaseID: d.file.ID, Recipient: o.Recipient, Blocks: o.Blocks, Purpose: o.Purpose, Basis: o.Basis,
			Handling: o.Handling, Person: o.Person, Proposed: d.now, State: lookback.DisclosureProposed}
		made, err = d.proposeDisclosure(made)
		return err
	})
	return made, err
}

// proposeDisclosure weighs, checks and stores a new disclosure.
func (d *desk) proposeDisclosure(x lookback.Disclosure) (lookback.Disclosure, error) {
	if err := d.weigh(&x); err != nil {
		return x, err
	}
	if err := x.Validate(); err != nil {
		return x, err
	}
	stored, c, err := d.tx.Disclosures().Create(x)
	if err != nil {
		return x, err
	}
	return stored, d.concludeDisclosure(lookback.EventDisclosureProposed, x.Person, stored, c)
}

// weigh narrows the handling of a disclosure to that of what it gives, and says how many must approve it and why. It is
// asked again at every step, because protections are set and ties become known in between.
func (d *desk) weigh(x *lookback.Disclosure) error {
	if len(x.Recipient.Country) > 0 && len(screening.Countries(x.Recipient.Country)) == 0 {
		return &lookback.InputError{Field: "country", Reason: fmt.Sprintf("%q is not a country", x.Recipient.Country), Hint: "write its name or its code"}
	}
	weighed := d.weighCase
	if x.IsExport() {
		weighed = weighExport
	}
	if err := weighed(x); err != nil {
		return err
	}
	if x.Handling.Sharing == lookback.TLPRed || x.Handling.Sharing == lookback.TLPAmberStrict {
		return fmt.Errorf("TLP:%s stays in the house; leave out what is marked so, or have its source widen it: %w", x.Handling.Sharing, lookback.ErrDenied)
	}
	x.Needs = 1
	if len(x.Because) > 0 {
		x.Needs = 2
	}
	return nil
}

// weighCase weighs what is given of a case.
func (d *desk) weighCase(x *lookback.Disclosure) error {
	paths, err := d.tx.ListPathAlerts(store.PathAlertFilter{RecordID: d.file.RecordID, State: lookback.AlertOpen})
	if err != nil {
		return err
	}
	for _, a := range paths {
		if slices.Contains(x.Blocks, lookback.BlockAlerts) {
			x.Handling = x.Handling.Strictest(a.Evidence.Handling)
		}
	}
	if err := d.mayLeave(); err != nil {
		return err
	}
	protections, err := protectionsOf(d.tx, d.file.RecordID, store.Now)
	x.Because = incompatible(protections, d.record.Party, x.Recipient)
	return err
}

// ApprovalOrder is what one more person says to a disclosure.
type ApprovalOrder struct {
	Disclosure int64
	Person     string
	Agrees     bool
	Reasons    string
}

// ApproveDisclosure records one approval, or a refusal, which ends the disclosure. ErrDenied: it is the person who
// proposed it or approved it before (R28). ErrConflict: it awaits nobody.
func (s *Service) ApproveDisclosure(ctx context.Context, o ApprovalOrder) (x lookback.Disclosure, err error) {
	if o.Person, err = person(o.Person); err != nil {
		return x, err
	}
	if o.Reasons, err = written("reasons", o.Reasons); err != nil {
		return x, err
	}
	return s.disclosure(ctx, o.Disclosure, o.Person, lookback.EventDisclosureApproved, func(d *desk, x *lookback.Disclosure) error {
		if x.State != lookback.DisclosureProposed {
			return fmt.Errorf("disclosure %d is %s and awaits nobody: %w", x.ID, x.State, lookback.ErrConflict)
		}
		for _, name := range append([]string{x.Person}, approvers(*x)...) {
			if screening.SamePerson(name, o.Person) {
				return fmt.Errorf("%s has spoken on disclosure %d; another person must: %w", name, x.ID, lookback.ErrDenied)
			}
		}
		said := lookback.Approval{Person: o.Person, Reasons: o.Reasons, Recorded: d.now}
		if !o.Agrees {
			x.State, x.Refusal = lookback.DisclosureRefused, said
			return nil
		}
		x.Approvals = append(x.Approvals, said)
		if len(x.Approvals) >= x.Needs {
			x.State = lookback.DisclosureApproved
		}
		return nil
	})
}

func approvers(x lookback.Disclosure) []string {
	var names []string
	for _, a := range x.Approvals {
		names = append(names, a.Person)
	}
	return names
}

// disclosing returns the desk of the case that a disclosure is about. An export is about none.
func (s *Service) disclosing(tx store.Tx, x lookback.Disclosure) (*desk, error) {
	if x.IsExport() {
		return &desk{tx: tx, now: s.now().UTC()}, nil
	}
	return s.desk(tx, x.CaseID)
}

// disclosure weighs a disclosure anew, changes it and stores it with its event.
func (s *Service) disclosure(ctx context.Context, id int64, actor string, kind lookback.EventKind, change func(d *desk, x *lookback.Disclosure) error) (x lookback.Disclosure, err error) {
	err = s.store.Update(ctx, func(tx store.Tx) error {
		if x, err = tx.Disclosures().Get(id, store.Now); err != nil {
			return err
		}
		d, err := s.disclosing(tx, x)
		if err != nil {
			return err
		}
		if err := d.weigh(&x); err != nil {
			return err
		}
		if err := change(d, &x); err != nil {
			return err
		}
		stored, c, err := tx.Disclosures().Update(x)
		if err != nil {
			return err
		}
		x = stored
		return d.concludeDisclosure(kind, actor, x, c)
	})
	return x, err
}

// Disclosed is what a recipient gets: the blocks that were approved and nothing else.
type Disclosed struct {
	Disclosure lookback.Disclosure
	File       File // without rulings and history unless they were approved
	Alerts     []lookback.Alert
	Paths      []lookback.PathAlert
}

// SendDisclosure accounts for a disclosure and returns what goes to the recipient: the approved blocks as they are now,
// in the bytes that encode makes of them, of which the digest is kept. ErrDenied: it is not approved, or a protection
// that was set since asks for another approval.
func (s *Service) SendDisclosure(ctx context.Context, id int64, actor string, encode func(Disclosed) ([]byte, error)) (sent []byte, x lookback.Disclosure, err error) {
	if actor, err = person(actor); err != nil {
		return nil, x, err
	}
	x, err = s.disclosure(ctx, id, actor, lookback.EventDisclosureSent, func(d *desk, x *lookback.Disclosure) error {
		if x.IsExport() {
			return fmt.Errorf("disclosure %d gives the records of %s: write its file with lookback record export --disclosure %d: %w", x.ID, x.Export.Source, x.ID, lookback.ErrConflict)
		}
		if err := maySend(*x); err != nil {
			return err
		}
		x.State, x.Sent, x.SentBy = lookback.DisclosureSent, d.now, actor
		content, err := d.disclosed(*x)
		if err != nil {
			return err
		}
		if sent, err = encode(content); err != nil {
			return err
		}
		sum := sha256.Sum256(sent)
		x.Digest = hex.EncodeToString(sum[:])
		return nil
	})
	return sent, x, err
}

// maySend refuses a disclosure that was sent, or that others have not approved.
func maySend(x lookback.Disclosure) error {
	switch {
	case x.State == lookback.DisclosureSent:
		return fmt.Errorf("disclosure %d was sent on %s; propose another: %w", x.ID, x.Sent.Format("2006-01-02"), lookback.ErrConflict)
	case x.State == lookback.DisclosureRefused || len(x.Approvals) < x.Needs:
		return fmt.Errorf("disclosure %d is %s with %d of %d approvals and is not sent: %w", x.ID, x.State, len(x.Approvals), x.Needs, lookback.ErrDenied)
	}
	return nil
}

// disclosed reads the blocks of a disclosure.
func (d *desk) disclosed(x lookback.Disclosure) (out Disclosed, err error) {
	out = Disclosed{Disclosure: x, File: File{Case: d.file, Record: d.record}}
	has := func(b lookback.Block) bool { return slices.Contains(x.Blocks, b) }
	if out.File.Protections, err = protectionsOf(d.tx, d.file.RecordID, store.Now); err != nil {
		return out, err
	}
	if has(lookback.BlockAlerts) {
		if out.Alerts, err = d.tx.ListAlerts(store.AlertFilter{RecordID: d.file.RecordID, State: lookback.AlertOpen}); err != nil {
			return out, err
		}
		if out.Paths, err = d.tx.ListPathAlerts(store.PathAlertFilter{RecordID: d.file.RecordID, State: lookback.AlertOpen}); err != nil {
			return out, err
		}
	}
	if has(lookback.BlockRulings) {
		if out.File.Rulings, err = d.tx.RulingsOf(d.file.ID, store.Now); err != nil {
			return out, err
		}
	}
	if has(lookback.BlockHistory) {
		out.File.History, err = d.tx.CaseHistory(d.file.ID, store.Now)
	}
	return out, err
}

// DisclosuresOf returns the disclosures in which a record is: those of its case, and the exports that gave it, by ID.
func DisclosuresOf(tx store.Tx, record lookback.Record) ([]lookback.Disclosure, error) {
	all, err := tx.Disclosures().List(store.KeptFilter{RecordID: record.ID})
	if err != nil {
		return nil, err
	}
	exports, err := tx.Disclosures().List(store.KeptFilter{Subject: store.ExportSubject(record.Source), State: string(lookback.DisclosureSent)})
	for _, x := range exports {
		if x.Export.Given.Has(record.ID) {
			all = append(all, x)
		}
	}
	slices.SortFunc(all, func(a, b lookback.Disclosure) int { return cmp.Compare(a.ID, b.ID) })
	return all, err
}

// ListDisclosuresOf returns the disclosures in which a record is, by ID. ErrNotFound: there is no such record.
func (s *Service) ListDisclosuresOf(ctx context.Context, record string) (all []lookback.Disclosure, err error) {
	err = s.store.View(ctx, func(tx store.Tx) error {
		r, err := recordNamed(tx, record)
		if err != nil {
			return err
		}
		all, err = DisclosuresOf(tx, r)
		return err
	})
	return all, err
}

// ListDisclosures returns the disclosures that pass a filter, by ID.
func (s *Service) ListDisclosures(ctx context.Context, f store.KeptFilter) (all []lookback.Disclosure, err error) {
	err = s.store.View(ctx, func(tx store.Tx) error {
		all, err = tx.Disclosures().List(f)
		return err
	})
	return all, err
}
