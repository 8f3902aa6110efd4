package casework

import (
	"context"
	"fmt"
	"time"

	"lookback"
	"lookback/internal/journal"
	"lookback/internal/screening"
	"lookback/internal/store"
)

// ErasureOrder asks to erase a record and everything that is held of its person.
type ErasureOrder struct {
	Record   string   // SOURCE/KEY
	Purposes []string // for which it is held: retention rules say whether it may go
	Ground   string   // the law or rule
	Request  string   // the number under which it was asked for; empty for none
	Person   string
}

// ProposeErasure proposes to erase a record, which a second person must approve. ErrDenied: a legal hold or a duty to keep
// stands against it. ErrConflict: it is proposed already.
func (s *Service) ProposeErasure(ctx context.Context, o ErasureOrder) (e lookback.Erasure, err error) {
	if o.Person, err = person(o.Person); err != nil {
		return e, err
	}
	if o.Ground, err = written("ground", o.Ground); err != nil {
		return e, err
	}
	err = s.store.Update(ctx, func(tx store.Tx) error {
		record, err := recordNamed(tx, o.Record)
		if err != nil {
			return err
		}
		now := s.now().UTC()
		r, err := s.retention(tx, record, o.Purposes, now)
		if err == nil && r.purposes == 0 {
			err = &lookback.InputError{Field: "purpose", Reason: "an erasure says for which purposes the record is held", Hint: "see lookback erasure rules"}
		}
		if err != nil {
			return err
		}
		if err := r.mayErase(now); err != nil {
			return err
		}
		open, err := tx.Erasures().List(store.KeptFilter{RecordID: record.ID, State: string(lookback.ErasureProposed)})
		if err != nil {
			return err
		}
		if len(open) > 0 {
			return fmt.Errorf("erasure %d of %s awaits its second person: %w", open[0].ID, o.Record, lookback.ErrConflict)
		}
		stored, c, err := tx.Erasures().Create(lookback.Erasure{RecordID: record.ID, Ground: o.Ground, Request: o.Request, Person: o.Person, Asked: now, State: lookback.ErasureProposed})
		if err != nil {
			return err
		}
		e = stored
		return appendEvent(tx, now, lookback.EventErasureProposed, o.Person, fmt.Sprintf("erasure %d", e.ID), caseEvent{What: "erasure", Number: e.ID}, c)
	})
	return e, err
}

// mayErase refuses while a legal hold or a duty to keep stands.
func (r Retention) mayErase(now time.Time) error {
	switch {
	case len(r.Holds) > 0:
		return fmt.Errorf("legal hold %d (%s) keeps the record until it is released: %w", r.Holds[0].ID, r.Holds[0].Basis, lookback.ErrDenied)
	case now.Before(r.KeepUntil):
		return fmt.Errorf("%s keeps the record until %s: %w", r.KeepLaw, r.KeepUntil.Format(time.DateOnly), lookback.ErrDenied)
	}
	return nil
}

// ApproveErasure erases, as the second person, or refuses. What is left is the receipt: numbers, positions and
// commitments, so that every proof still verifies, and a recall to every recipient. ErrDenied: it is the person who
// proposed it (R28), or a legal hold was set since.
func (s *Service) ApproveErasure(ctx context.Context, id int64, actor string, agrees bool) (e lookback.Erasure, err error) {
	if actor, err = person(actor); err != nil {
		return e, err
	}
	err = s.store.Update(ctx, func(tx store.Tx) error {
		if e, err = tx.Erasures().Get(id, store.Now); err != nil {
			return err
		}
		switch {
		case e.State != lookback.ErasureProposed:
			return fmt.Errorf("erasure %d is %s: %w", id, e.State, lookback.ErrConflict)
		case screening.SamePerson(e.Person, actor):
			return fmt.Errorf("%s proposed erasure %d; a second person must approve it: %w", e.Person, id, lookback.ErrDenied)
		}
		x := &erasing{tx: tx, now: s.now().UTC()}
		e.Second, e.Done, e.State = actor, x.now, lookback.ErasureRefused
		if agrees {
			e.State = lookback.ErasureDone
			if err := x.erase(s, &e); err != nil {
				return err
			}
		}
		stored, c, err := tx.Erasures().Update(e)
		if err != nil {
			return err
		}
		e = stored
		return x.conclude(e, actor, c)
	})
	return e, err
}

// erasing is one erasure on its way.
type erasing struct {
	tx          store.Tx
	now         time.Time
	commitments []journal.Hash
}

// erase tells the recipients, counts what is held, and deletes it.
func (x *erasing) erase(s *Service, e *lookback.Erasure) error {
	record, err := x.tx.GetRecordByID(e.RecordID, store.Now)
	if err != nil {
		return err
	}
	r, err := s.retention(x.tx, record, nil, x.now)
	if err != nil {
		return err
	}
	if err := r.mayErase(x.now); err != nil {
		return err
	}
	if e.Counts, err = x.count(record); err != nil {
		return err
	}
	d := &desk{tx: x.tx, record: record, now: x.now}
	told, err := d.notifyAll(lookback.NoticeRecall, "what you were given must be erased: "+e.Ground)
	if err != nil {
		return err
	}
	e.Counts.Notices, x.commitments = len(told), d.commitments
	return x.tx.EraseRecord(record.ID)
}

// count says how much is held of a record.
func (x *erasing) count(record lookback.Record) (n lookback.ErasureCounts, err error) {
	add := func(to *int, count int, failed error) {
		*to += count
		if err == nil {
			err = failed
		}
	}
	versions, failed := x.tx.RecordVersions(record.ID)
	add(&n.Versions, len(versions), failed)
	alerts, failed := x.tx.CountAlerts(store.AlertFilter{RecordID: record.ID})
	add(&n.Alerts, alerts, failed)
	paths, failed := x.tx.CountPathAlerts(store.PathAlertFilter{RecordID: record.ID})
	add(&n.PathAlerts, paths, failed)
	ties, failed := x.tx.TiesOf(lookback.RecordNode(record.Ref()), store.Now)
	add(&n.Ties, len(ties), failed)
	suppressions, failed := x.tx.Suppressions().List(store.KeptFilter{RecordID: record.ID})
	add(&n.Conduct, len(suppressions), failed)
	disclosures, failed := x.tx.Disclosures().List(store.KeptFilter{RecordID: record.ID})
	add(&n.Conduct, len(disclosures), failed)
	holds, failed := x.tx.LegalHolds().List(store.KeptFilter{RecordID: record.ID})
	add(&n.Conduct, len(holds), failed)
	protections, failed := x.tx.ProtectionsOf(record.ID, store.Now)
	add(&n.Conduct, len(protections), failed)
	terms, failed := x.tx.Terms().List(store.KeptFilter{RecordID: record.ID})
	add(&n.Conduct, len(terms), failed)
	c, found, failed := x.tx.FindCaseOf(record.ID, store.Now)
	if add(&n.Rulings, 0, failed); err != nil || !found {
		return n, err
	}
	history, failed := x.tx.CaseHistory(c.ID, store.Now)
	add(&n.CaseEntries, len(history), failed)
	rulings, failed := x.tx.RulingsOf(c.ID, store.Now)
	add(&n.Rulings, len(rulings), failed)
	return n, err
}

// erasedEvent is the body of the event that records an erasure: what it took away, in numbers.
type erasedEvent struct {
	Erasure int64                  `json:"erasure"`
	Record  int64                  `json:"record"`
	State   lookback.ErasureState  `json:"state"`
	Ground  string                 `json:"ground"`
	Rule    int64                  `json:"rule"`
	Counts  lookback.ErasureCounts `json:"counts"`
	Values  int                    `json:"values"`
	Root    string                 `json:"root"`
}

func (x *erasing) conclude(e lookback.Erasure, actor string, c journal.Hash) error {
	all := append(x.commitments, c)
	body, err := journal.Canonical(erasedEvent{Erasure: e.ID, Record: e.RecordID, State: e.State, Ground: e.Ground, Rule: e.Rule, Counts: e.Counts,
		Values: len(all), Root: journal.HexHash(journal.BatchRoot(all))})
	if err != nil {
		return fmt.Errorf("encode the erasure: %w", err)
	}
	_, err = x.tx.AppendEvent(lookback.Event{Time: x.now, Kind: lookback.EventErased, Actor: actor, Subject: fmt.Sprintf("erasure %d", e.ID), Body: body})
	return err
}

// ListErasures returns the receipts that pass a filter, by ID.
func (s *Service) ListErasures(ctx context.Context, f store.KeptFilter) (all []lookback.Erasure, err error) {
	err = s.store.View(ctx, func(tx store.Tx) error {
		all, err = tx.Erasures().List(f)
		return err
	})
	return all, err
}
