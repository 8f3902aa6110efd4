package casework

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"time"

	"lookback"
	"lookback/internal/store"
)

// DueErasure is a record that must go by now, under the retention rules in force for its source (R34).
type DueErasure struct {
	RecordID int64
	Record   string // SOURCE/KEY
	Arrived  time.Time
	By       time.Time
	Law      string
	Rule     int64  // under which it goes by itself; 0 where two people must erase it
	Waits    string // what people must see to before it goes by itself; empty for nothing
}

// ByItself reports whether the record goes without anybody deciding on it.
func (d DueErasure) ByItself() bool { return d.Rule != 0 && d.Waits == "" }

// Words say what becomes of the record.
func (d DueErasure) Words() string {
	switch {
	case d.ByItself():
		return fmt.Sprintf("goes by itself, rule %d", d.Rule)
	case d.Waits != "":
		return "waits: " + d.Waits
	}
	return "two people erase it"
}

// Mark returns the place of the record in the order of DuePage.
func (d DueErasure) Mark() DueMark {
	source, _, _ := strings.Cut(d.Record, "/")
	return DueMark{source, store.Arrival{RecordID: d.RecordID, Time: d.Arrived}}
}

// DueMark is a place in the order in which records that must go are listed: by source, and those that arrived first in front. The
// zero DueMark is before all.
type DueMark struct {
	Source  string
	Arrival store.Arrival
}

// String returns the mark as ParseDueMark reads it: SOURCE/NUMBER/ARRIVED.
func (m DueMark) String() string {
	return fmt.Sprintf("%s/%d/%s", m.Source, m.Arrival.RecordID, m.Arrival.Time.Format(time.RFC3339Nano))
}

// ParseDueMark reads a mark that was given out before; of an empty text the one before all. ErrInvalid: it is none.
func ParseDueMark(text string) (m DueMark, err error) {
	if text == "" {
		return m, nil
	}
	var number, arrived string
	m.Source, number, _ = strings.Cut(text, "/")
	number, arrived, _ = strings.Cut(number, "/")
	if m.Arrival.RecordID, err = strconv.ParseInt(number, 10, 64); err == nil {
		m.Arrival.Time, err = time.Parse(time.RFC3339Nano, arrived)
	}
	if err != nil {
		return DueMark{}, notACursor(text)
	}
	return m, nil
}

// duePage is how many records are looked at in one transaction.
const duePage = 1000

// ListDue returns the records that must go by now, in the order of DuePage, each with what it waits for. What a duty to keep
// holds longer is not due before that ends.
func (s *Service) ListDue(ctx context.Context) (due []DueErasure, err error) {
	for after := (DueMark{}); ; after = due[len(due)-1].Mark() {
		page, err := s.DuePage(ctx, after, duePage)
		if err != nil {
			return nil, err
		}
		if due = append(due, page...); len(page) < duePage {
			return due, nil
		}
	}
}

// DuePage returns up to limit of the records that must go by now, after a mark. It reads those that are due, and no other.
func (s *Service) DuePage(ctx context.Context, after DueMark, limit int) (due []DueErasure, err error) {
	now := s.now().UTC()
	err = s.store.View(ctx, func(tx store.Tx) error {
		due = nil
		sources, err := tx.ListSourcesAt(store.Now)
		if err != nil {
			return err
		}
		for _, c := range sources {
			from := DueMark{Source: c.Source}
			switch {
			case c.Source < after.Source:
				continue
			case c.Source == after.Source:
				from = after
			}
			found, err := s.dueOf(tx, from, limit-len(due), now)
			if err != nil {
				return err
			}
			if due = append(due, found...); len(due) == limit {
				return nil
			}
		}
		return nil
	})
	return due, err
}

// dueOf returns up to limit records of one source that must go by now.
func (s *Service) dueOf(tx store.Tx, after DueMark, limit int, now time.Time) (due []DueErasure, err error) {
	bind, err := bindingRules(tx, after.Source)
	if err != nil {
		return nil, err
	}
	by, some := s.arrivedBy(bind, now)
	for more := some; more && len(due) < limit; {
		page, err := tx.RecordsArrivedBy(after.Source, by, after.Arrival, limit)
		if err != nil {
			return nil, err
		}
		more = len(page) == limit
		for _, a := range page {
			after.Arrival = a
			record, err := tx.GetRecordByID(a.RecordID, store.Now)
			if err != nil {
				return nil, err
			}
			d, found, err := s.due(tx, record, bind, now)
			if err != nil {
				return nil, fmt.Errorf("record %d: %w", a.RecordID, err)
			}
			if found {
				due = append(due, d)
			}
			if len(due) == limit {
				break
			}
		}
	}
	return due, nil
}

// arrivedBy returns by when a record must have arrived to be due now where some rules bind, and whether any can be. A day that
// a shorter month lacks is counted into the next, so that some who arrived by then are not due yet; nobody who arrived later is.
func (s *Service) arrivedBy(bind []lookback.RetentionRule, now time.Time) (by time.Time, some bool) {
	if !slices.ContainsFunc(bind, func(r lookback.RetentionRule) bool { return r.Erase > 0 }) {
		return by, false
	}
	rules, purposes := s.rulesWith(bind)
	keep, erase := 0, 0
	for _, r := range rules {
		if !slices.Contains(purposes, r.Purpose) {
			continue
		}
		keep = max(keep, r.Keep)
		if r.Erase > 0 && (erase == 0 || r.Erase < erase) {
			erase = r.Erase
		}
	}
	return now.AddDate(0, -max(keep, erase), 0), true
}

// due says whether a record must go by now.
func (s *Service) due(tx store.Tx, record lookback.Record, bind []lookback.RetentionRule, now time.Time) (d DueErasure, found bool, err error) {
	r, err := s.retention(tx, record, nil, now)
	if err != nil || r.EraseBy.IsZero() || now.Before(r.EraseBy) {
		return d, false, err
	}
	d = DueErasure{RecordID: record.ID, Record: record.Ref(), Arrived: r.arrived, By: r.EraseBy, Law: r.EraseLaw}
	for _, rule := range bind {
		if rule.ByItself && !now.Before(r.arrived.AddDate(0, rule.Erase, 0)) {
			d.Rule = rule.ID
			break
		}
	}
	if len(r.Holds) > 0 {
		d.Waits = fmt.Sprintf("legal hold %d (%s)", r.Holds[0].ID, r.Holds[0].Basis)
		return d, true, nil
	}
	d.Waits, err = attended(tx, record.ID)
	return d, true, err
}

// attended says which work of people on a record the program does not cut short: an open case, something that is held against
// the person, a request of theirs, or an erasure that awaits its second person. Empty for none.
func attended(tx store.Tx, recordID int64) (string, error) {
	proposed, err := tx.Erasures().List(store.KeptFilter{RecordID: recordID, State: string(lookback.ErasureProposed)})
	if err != nil {
		return "", err
	}
	if len(proposed) > 0 {
		return fmt.Sprintf("erasure %d awaits its second person", proposed[0].ID), nil
	}
	asked, err := tx.Redresses().List(store.KeptFilter{RecordID: recordID})
	if err != nil {
		return "", err
	}
	for _, r := range asked {
		if !r.Ended() {
			return fmt.Sprintf("redress %s goes on", r.Number), nil
		}
	}
	c, found, err := tx.FindCaseOf(recordID, store.Now)
	if err != nil || !found {
		return "", err
	}
	if c.Workflow != lookback.WorkClosed {
		return fmt.Sprintf("case %d is not closed", c.ID), nil
	}
	held, err := termsOf(tx, c.ID, store.Now)
	if len(held) > 0 {
		return fmt.Sprintf("case %d holds %q against the person", c.ID, held[0].Value), err
	}
	return "", err
}

// EraseDue erases every record that is due and goes by itself, each in its own transaction, with a receipt that names the rule
// and the two people who made it. It may be called at any time and by several processes at once.
func (s *Service) EraseDue(ctx context.Context) (receipts []lookback.Erasure, err error) {
	due, err := s.ListDue(ctx)
	if err != nil {
		return nil, err
	}
	for _, d := range due {
		if !d.ByItself() {
			continue
		}
		e, err := s.eraseByRule(ctx, d.RecordID)
		if errors.Is(err, errNotDue) {
			continue
		}
		if err != nil {
			return receipts, fmt.Errorf("erase record %d: %w", d.RecordID, err)
		}
		receipts = append(receipts, e)
	}
	return receipts, nil
}

// RunErasure does what EraseDue does, because a person wants it done now. Who, and what for, is recorded before anything goes
// (R36). ErrInvalid: there is no purpose. ErrDenied: it is no person.
func (s *Service) RunErasure(ctx context.Context, r Reader) ([]lookback.Erasure, error) {
	err := s.store.Update(ctx, func(tx store.Tx) error { return s.look(tx, r, 0, lookback.AccessErase, "what has fallen due") })
	if err != nil {
		return nil, err
	}
	return s.EraseDue(ctx)
}

// errNotDue tells that something has changed since a record was found due.
var errNotDue = errors.New("not due any more")

// eraseByRule erases a record if it is still due and goes by itself.
func (s *Service) eraseByRule(ctx context.Context, recordID int64) (e lookback.Erasure, err error) {
	err = s.store.Update(ctx, func(tx store.Tx) error {
		record, err := tx.GetRecordByID(recordID, store.Now)
		if errors.Is(err, lookback.ErrNotFound) {
			return errNotDue
		}
		if err != nil {
			return err
		}
		x := &erasing{tx: tx, now: s.now().UTC()}
		rules, err := bindingRules(tx, record.Source)
		if err != nil {
			return err
		}
		d, found, err := s.due(tx, record, rules, x.now)
		if err != nil {
			return err
		}
		if !found || !d.ByItself() {
			return errNotDue
		}
		rule, err := tx.RetentionRules().Get(d.Rule, store.Now)
		if err != nil {
			return err
		}
		e = lookback.Erasure{RecordID: record.ID, Ground: rule.Law, Person: rule.Person, Second: rule.Approved.Person, Asked: x.now, Done: x.now, State: lookback.ErasureDone, Rule: rule.ID}
		if err := x.erase(s, &e); err != nil {
			return err
		}
		stored, c, err := tx.Erasures().Create(e)
		if err != nil {
			return err
		}
		e = stored
		return x.conclude(e, machine, c)
	})
	return e, err
}

// eraseEvery is how often KeepErasing looks for what has fallen due.
const eraseEvery = 24 * time.Hour

// KeepErasing erases what is due and goes by itself, at once and then once a day, until ctx ends. What fails is logged and
// tried again.
func (s *Service) KeepErasing(ctx context.Context, log *slog.Logger) error {
	tick := time.NewTicker(eraseEvery)
	defer tick.Stop()
	for {
		receipts, err := s.EraseDue(ctx)
		if err != nil && ctx.Err() == nil {
			log.ErrorContext(ctx, "what has fallen due is not erased", slog.Any("error", err))
		}
		if len(receipts) > 0 {
			log.InfoContext(ctx, "erased what had fallen due", slog.Int("records", len(receipts)))
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}
