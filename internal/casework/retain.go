package casework

import (
	"context"
	_ "embed"
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"lookback"
	"lookback/internal/store"
)

// Rule is how long one law lets or makes us keep what we hold for one purpose, counted from when the record first
// arrived. Rules are data: retention.csv has the ones that come with the program.
type Rule struct {
	Purpose string
	Law     string
	Keep    int // months for which it must be kept; 0 for no duty
	Erase   int // months after which it must be erased; 0 for no duty
}

//go:embed retention.csv
var retentionTable string

// DefaultRules returns the rules that come with the program.
func DefaultRules() []Rule {
	rules, err := ParseRules(retentionTable)
	if err != nil {
		panic(err) // unreachable: a test reads the table
	}
	return rules
}

// ParseRules reads rules from CSV with the columns purpose, law, keep_months and erase_months.
func ParseRules(text string) ([]Rule, error) {
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || len(rows) == 0 || !slices.Equal(rows[0], []string{"purpose", "law", "keep_months", "erase_months"}) {
		return nil, &lookback.InputError{Field: "rules", Reason: fmt.Sprintf("it is no table of retention rules (%v)", err), Hint: "its header is purpose,law,keep_months,erase_months"}
	}
	var rules []Rule
	for i, row := range rows[1:] {
		r := Rule{Purpose: row[0], Law: row[1]}
		for _, part := range []struct {
			text string
			to   *int
		}{{row[2], &r.Keep}, {row[3], &r.Erase}} {
			if part.text == "" {
				continue
			}
			if *part.to, err = strconv.Atoi(part.text); err != nil || *part.to <= 0 {
				return nil, &lookback.InputError{Line: i + 2, Field: "months", Reason: fmt.Sprintf("%q is not a number of months", part.text)}
			}
		}
		if r.Purpose == "" || r.Law == "" || r.Keep == 0 && r.Erase == 0 {
			return nil, &lookback.InputError{Line: i + 2, Reason: "a rule has a purpose, a law, and months to keep or to erase after"}
		}
		rules = append(rules, r)
	}
	return rules, nil
}

// Retention is what the rules come to for one record.
type Retention struct {
	KeepUntil time.Time // it must not be erased before; zero for no duty
	KeepLaw   string
	EraseBy   time.Time // it must be erased by then; zero for no duty
	EraseLaw  string
	Holds     []lookback.LegalHold // that stand

	purposes int       // for which the record is held
	arrived  time.Time // first
}

// Resolve says what rules come to for a record that is held for some purposes. The rule for conflicts: the longest duty to
// keep beats every duty to erase, which waits for it; of the duties to erase the earliest counts. A legal hold beats both.
// ErrInvalid: no rule is about a purpose, so that nobody knows how long it may be kept.
func Resolve(rules []Rule, purposes []string, arrived time.Time) (r Retention, err error) {
	for _, purpose := range purposes {
		known := false
		for _, rule := range rules {
			if rule.Purpose != purpose {
				continue
			}
			known = true
			if until := arrived.AddDate(0, rule.Keep, 0); rule.Keep > 0 && until.After(r.KeepUntil) {
				r.KeepUntil, r.KeepLaw = until, rule.Law
			}
			if by := arrived.AddDate(0, rule.Erase, 0); rule.Erase > 0 && (r.EraseBy.IsZero() || by.Before(r.EraseBy)) {
				r.EraseBy, r.EraseLaw = by, rule.Law
			}
		}
		if !known {
			return r, &lookback.InputError{Field: "purpose", Reason: fmt.Sprintf("no retention rule is about %q", purpose), Hint: "see lookback erasure rules"}
		}
	}
	if !r.EraseBy.IsZero() && r.EraseBy.Before(r.KeepUntil) {
		r.EraseBy = r.KeepUntil
	}
	return r, nil
}

// retention resolves the rules for a record that is held: for the purposes that are named, and for those for which the
// retention rules in force say that its source is held, whether or not somebody names them.
func (s *Service) retention(tx store.Tx, record lookback.Record, purposes []string, now time.Time) (Retention, error) {
	versions, err := tx.RecordVersions(record.ID)
	if err != nil {
		return Retention{}, err
	}
	bind, err := bindingRules(tx, record.Source)
	if err != nil {
		return Retention{}, err
	}
	rules, bound := s.rulesWith(bind)
	for _, p := range bound {
		if !slices.Contains(purposes, p) {
			purposes = append(slices.Clone(purposes), p)
		}
	}
	r, err := Resolve(rules, purposes, versions[0].Arrived)
	if err != nil {
		return r, err
	}
	r.purposes, r.arrived = len(purposes), versions[0].Arrived
	r.Holds, err = holdsOn(tx, record.ID, now)
	return r, err
}

// Rules returns the rules that hold for every source without anybody having made them, where their purpose is named.
func (s *Service) Rules() []Rule { return slices.Clone(s.rules) }

// rulesWith returns all rules where some retention rules bind, and the purposes for which those say that records are held.
func (s *Service) rulesWith(bind []lookback.RetentionRule) (rules []Rule, purposes []string) {
	rules = slices.Clone(s.rules)
	for _, b := range bind {
		rules = append(rules, Rule{Purpose: b.Purpose, Law: b.Law, Keep: b.Keep, Erase: b.Erase})
		if !slices.Contains(purposes, b.Purpose) {
			purposes = append(purposes, b.Purpose)
		}
	}
	return rules, purposes
}

// holdsOn returns the legal holds on a record that stand.
func holdsOn(tx store.Tx, recordID int64, now time.Time) ([]lookback.LegalHold, error) {
	holds, err := tx.LegalHolds().List(store.KeptFilter{RecordID: recordID, State: string(lookback.HoldInForce)})
	return slices.DeleteFunc(holds, func(h lookback.LegalHold) bool { return !h.Stands(now) }), err
}

// The longest that a legal hold stands without a look, and at all (R33).
const (
	HoldReviewYears = 1
	HoldYears       = 5
)

// HoldRecord puts a legal hold on a record: nobody erases it until the hold is released or ends. One person may.
func (s *Service) HoldRecord(ctx context.Context, ref, basis, actor string) (h lookback.LegalHold, err error) {
	if actor, err = person(actor); err != nil {
		return h, err
	}
	if basis, err = written("basis", basis); err != nil {
		return h, err
	}
	err = s.store.Update(ctx, func(tx store.Tx) error {
		record, err := recordNamed(tx, ref)
		if err != nil {
			return err
		}
		now := s.now().UTC()
		stored, c, err := tx.LegalHolds().Create(lookback.LegalHold{RecordID: record.ID, Basis: basis, Person: actor, Made: now,
			ReviewBy: now.AddDate(HoldReviewYears, 0, 0), Ends: now.AddDate(HoldYears, 0, 0), State: lookback.HoldInForce})
		if err != nil {
			return err
		}
		h = stored
		return appendEvent(tx, now, lookback.EventHeldBack, actor, fmt.Sprintf("legal hold %d", h.ID), caseEvent{What: "legal hold", Number: h.ID}, c)
	})
	return h, err
}

// ReviewHold moves the review date of a legal hold, never beyond its end; with release the hold ends. ErrConflict: it
// stands no longer.
func (s *Service) ReviewHold(ctx context.Context, id int64, actor, reason string, release bool) (h lookback.LegalHold, err error) {
	if actor, err = person(actor); err != nil {
		return h, err
	}
	if reason, err = written("reason", reason); err != nil {
		return h, err
	}
	err = s.store.Update(ctx, func(tx store.Tx) error {
		held, err := tx.LegalHolds().Get(id, store.Now)
		if err != nil {
			return err
		}
		now := s.now().UTC()
		if !held.Stands(now) {
			return fmt.Errorf("legal hold %d stands no longer: %w", id, lookback.ErrConflict)
		}
		what := "legal hold reviewed"
		if release {
			what, held.State, held.Released = "legal hold released", lookback.HoldReleased, lookback.Approval{Person: actor, Reasons: reason, Recorded: now}
		} else if held.ReviewBy = now.AddDate(HoldReviewYears, 0, 0); held.ReviewBy.After(held.Ends) {
			held.ReviewBy = held.Ends
		}
		stored, c, err := tx.LegalHolds().Update(held)
		if err != nil {
			return err
		}
		h = stored
		return appendEvent(tx, now, lookback.EventHeldBack, actor, fmt.Sprintf("legal hold %d", id), caseEvent{What: what, Number: id}, c)
	})
	return h, err
}
