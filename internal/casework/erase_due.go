package casework

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"lookback"
	"lookback/internal/store"
)

// DueErasure is a record that must go by now, under the retention rules in force for its source (R34).
type DueErasure struct {
	RecordID int64
	Record   string // SOURCE/KEY
	By       time.Time
	Law      string
	Rule     int64  // under which it goes by itself; 0 where two people must erase it
	Waits    string // what people must see to before it goes by itself; empty for nothing
}

// ByItself reports whether the record goes without anybody deciding on it.
func (d DueErasure) ByItself() bool { return d.Rule != 0 && d.Waits == "" }

// duePage is how many records are looked at in one transaction.
const duePage = 1000

// ListDue returns the records that must go by now, by ID, each with what it waits for. What a duty to keep holds longer is
// not due before that ends.
func (s *Service) ListDue(ctx context.Context) (due []DueErasure, err error) {
	after, now := int64(0), s.now().UTC()
	for more := true; more && err == nil; {
		err = s.store.View(ctx, func(tx store.Tx) error {
			rules, err := tx.RetentionRules().List(store.KeptFilter{State: string(lookback.RetentionInForce)})
			if err != nil || len(rules) == 0 {
				more = false
				return err
			}
			page, err := tx.RecordsAt(store.Now, after, duePage)
			if err != nil {
				return err
			}
			more = len(page) == duePage
			for _, record := range page {
				after = record.ID
				d, found, err := s.due(tx, record, rules, now)
				if err != nil {
					return fmt.Errorf("record %d: %w", record.ID, err)
				}
				if found {
					due = append(due, d)
				}
			}
			return nil
		})
	}
	return due, err
}

// due says whether a record must go by now.
func (s *Service) due(tx store.Tx, record lookback.Record, rules []lookback.RetentionRule, now time.Time) (d DueErasure, found bool, err error) {
	if !mayBeDue(record, rules, now) {
		return d, false, nil
	}
	r, err := s.retention(tx, record, nil, now)
	if err != nil || r.EraseBy.IsZero() || now.Before(r.EraseBy) {
		return d, false, err
	}
	d = DueErasure{RecordID: record.ID, Record: record.Ref(), By: r.EraseBy, Law: r.EraseLaw}
	versions, err := tx.RecordVersions(record.ID)
	if err != nil {
		return d, false, err
	}
	for _, rule := range rules {
		if rule.ByItself && rule.Binds(record.Source) && !now.Before(versions[0].Arrived.AddDate(0, rule.Erase, 0)) {
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

// mayBeDue spares most records a second look: of one with a single version the arrival is known.
func mayBeDue(record lookback.Record, rules []lookback.RetentionRule, now time.Time) bool {
	for _, rule := range rules {
		if rule.Binds(record.Source) && rule.Erase > 0 && (record.Version > 1 || !now.Before(record.Arrived.AddDate(0, rule.Erase, 0))) {
			return true
		}
	}
	return false
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
