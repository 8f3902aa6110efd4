package casework

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"

	"lookback"
	"lookback/internal/store"
)

// ExportOrder asks to give the records of a source to somebody outside.
type ExportOrder struct {
	Source    string
	Barred    bool // also those whom a protection bars from the recipient
	Recipient lookback.Recipient
	Purpose   string
	Basis     string
	Handling  lookback.Handling
	Person    string
}

// ProposeExport proposes to disclose who the records of a source are, and nothing that was found about them. Another person must
// approve it, or two where it also gives those whom a protection bars from the recipient (R32). ErrDenied: its handling keeps it in
// the house. ErrInvalid: source, recipient, purpose or legal basis is missing. ErrNotFound: the source has no records.
func (s *Service) ProposeExport(ctx context.Context, o ExportOrder) (made lookback.Disclosure, err error) {
	if o.Person, err = person(o.Person); err != nil {
		return made, err
	}
	if o.Source == "" {
		return made, &lookback.InputError{Field: "source", Reason: "an export gives the records of one source", Hint: "name the source: a key says who somebody is within it only"}
	}
	err = s.store.Update(ctx, func(tx store.Tx) error {
		held, err := tx.CountRecordsAt(store.Now, o.Source)
		if err != nil {
			return err
		}
		if held == 0 {
			return fmt.Errorf("records of source %q: %w", o.Source, lookback.ErrNotFound)
		}
		d := &desk{tx: tx, now: s.now().UTC()}
		made, err = d.proposeDisclosure(lookback.Disclosure{Export: lookback.Export{Source: o.Source, Barred: o.Barred, Counts: lookback.ExportCounts{InScope: held}},
			Recipient: o.Recipient, Blocks: []lookback.Block{lookback.BlockIdentity}, Purpose: o.Purpose, Basis: o.Basis, Handling: o.Handling,
			Person: o.Person, Proposed: d.now, State: lookback.DisclosureProposed})
		return err
	})
	return made, err
}

// weighExport says how many must approve an export and why. Whom a protection bars is looked at record by record when it is sent.
func weighExport(x *lookback.Disclosure) error {
	x.Because = nil
	if x.Export.Barred && x.Recipient.Country != "" {
		x.Because = []string{"it also gives those whom a protection bars from " + x.Recipient.Country}
	}
	return nil
}

// RecordWriter takes the records of an export one after another.
type RecordWriter interface {
	Write(lookback.Record) error
	Close() error // writes what the file ends with
}

// ExportFile is the file that an export is written to.
type ExportFile struct {
	Out    io.Writer
	Format string
	Begin  func(w io.Writer, x lookback.Disclosure) (RecordWriter, error) // in the format
}

// SendExport writes the records of an approved export, as they are now, and accounts for it: who got which records, with the SHA-256
// of the file, and that somebody took them out, with the purpose (R36). Left out and counted are records that their source let go
// of, and those whom a protection bars from the recipient unless two people approved that they are given. Memory does not grow
// with the records. When it returns an error nothing was accounted for, and what was written so far must not leave: ErrDenied when it
// is not approved, ErrConflict when it was sent, or a record in it was erased or protected meanwhile.
func (s *Service) SendExport(ctx context.Context, id int64, actor string, file ExportFile) (x lookback.Disclosure, err error) {
	if actor, err = person(actor); err != nil {
		return x, err
	}
	e, err := s.beginExport(ctx, id)
	if err != nil {
		return x, err
	}
	sum := sha256.New()
	e.out, err = file.Begin(io.MultiWriter(file.Out, sum), e.disclosure)
	if err != nil {
		return x, err
	}
	if err := e.write(ctx, s.store); err != nil {
		return x, err
	}
	return s.disclosure(ctx, id, actor, lookback.EventDisclosureSent, func(d *desk, x *lookback.Disclosure) error {
		if err := maySend(*x); err != nil {
			return err
		}
		if err := e.stands(d.tx); err != nil {
			return err
		}
		x.State, x.Sent, x.SentBy, x.Digest = lookback.DisclosureSent, d.now, actor, hex.EncodeToString(sum.Sum(nil))
		x.Export = e.disclosure.Export
		x.Export.Format = file.Format
		return s.look(d.tx, Reader{actor, x.Purpose}, 0, lookback.AccessExport, fmt.Sprintf("%d records of %s, disclosure %d", x.Export.Counts.Given, x.Export.Source, x.ID))
	})
}

// export is an export on its way.
type export struct {
	disclosure lookback.Disclosure
	out        RecordWriter
}

// beginExport fixes the position as of which records are given, before any of them is read.
func (s *Service) beginExport(ctx context.Context, id int64) (*export, error) {
	e := &export{}
	err := s.store.View(ctx, func(tx store.Tx) error {
		x, err := tx.Disclosures().Get(id, store.Now)
		if err != nil {
			return err
		}
		if !x.IsExport() {
			return fmt.Errorf("disclosure %d gives something of case %d: send it with lookback disclosure send: %w", id, x.CaseID, lookback.ErrConflict)
		}
		d, err := s.disclosing(tx, x)
		if err != nil {
			return err
		}
		if err := d.weigh(&x); err != nil {
			return err
		}
		if err := maySend(x); err != nil {
			return err
		}
		x.Export.Counts, x.Export.Given = lookback.ExportCounts{}, nil
		x.Export.Position, err = tx.Position()
		e.disclosure = x
		return err
	})
	return e, err
}

// exportPage is how many records are read in one transaction.
const exportPage = 1000

func (e *export) write(ctx context.Context, st store.Store) error {
	for after, more := int64(0), true; more; {
		err := st.View(ctx, func(tx store.Tx) (err error) {
			after, more, err = e.page(tx, after)
			return err
		})
		if err != nil {
			return err
		}
	}
	return e.out.Close()
}

// page writes the records after an ID, and returns the ID of the last and whether there may be more.
func (e *export) page(tx store.Tx, after int64) (last int64, more bool, err error) {
	at := e.disclosure.Export.Position
	records, err := tx.RecordsAt(at, after, exportPage)
	if err != nil || len(records) == 0 {
		return after, false, err
	}
	last = records[len(records)-1].ID
	ids, err := tx.EndedInRange(at, after, last)
	if err != nil {
		return after, false, err
	}
	ended := map[int64]bool{}
	for _, id := range ids {
		ended[id] = true
	}
	for _, r := range records {
		if r.Source != e.disclosure.Export.Source {
			continue
		}
		if err := e.give(tx, r, ended[r.ID]); err != nil {
			return after, false, fmt.Errorf("record %d: %w", r.ID, err)
		}
	}
	return last, len(records) == exportPage, nil
}

// give writes one record, or leaves it out and counts it.
func (e *export) give(tx store.Tx, r lookback.Record, ended bool) error {
	x := &e.disclosure.Export
	x.Counts.InScope++
	barred, err := e.bars(tx, r)
	switch {
	case err != nil:
		return err
	case ended:
		x.Counts.Ended++
		return nil
	case barred:
		x.Counts.Protected++
		return nil
	}
	x.Counts.Given++
	x.Given.Append(r.ID)
	return e.out.Write(r)
}

// bars reports whether a protection bars a record from the recipient, by the rule for what is given of a case.
func (e *export) bars(tx store.Tx, r lookback.Record) (bool, error) {
	to := e.disclosure.Recipient
	if to.Country == "" || e.disclosure.Export.Barred {
		return false, nil
	}
	protections, err := protectionsOf(tx, r.ID, store.Now)
	return len(incompatible(protections, r.Party, to)) > 0, err
}

// stands refuses an export in which a record is that was erased, or may be protected, since it was read: whoever erased it could not
// know of this recipient.
func (e *export) stands(tx store.Tx) error {
	events, err := tx.Events(e.disclosure.Export.Position, 0)
	if err != nil {
		return err
	}
	again := func(what string) error {
		return fmt.Errorf("%s while the file was written; write it again: %w", what, lookback.ErrConflict)
	}
	for _, event := range events {
		switch event.Kind {
		case lookback.EventProtected:
			if e.disclosure.Recipient.Country != "" && !e.disclosure.Export.Barred {
				return again("somebody was protected")
			}
		case lookback.EventErased:
			var body erasedEvent
			if err := json.Unmarshal(event.Body, &body); err != nil {
				return fmt.Errorf("read event %d (%v): %w", event.Position, err, lookback.ErrUnavailable)
			}
			if body.State == lookback.ErasureDone && e.disclosure.Export.Given.Has(body.Record) {
				return again(fmt.Sprintf("record %d was erased", body.Record))
			}
		}
	}
	return nil
}
