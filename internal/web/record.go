package web

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"lookback"
	"lookback/internal/screening"
	"lookback/internal/store"
)

// recordsPage finds records: by reference exactly, by name in any spelling.
type recordsPage struct {
	Asked   string
	Born    string
	Found   []foundRow
	Page    pager // of all that were found
	Sources []store.SourceCount
	Held    int
}

// foundRow is a record that was found, with its protections.
type foundRow struct {
	screening.RecordHit
	Protect []lookback.Protection
}

// findThreshold is from which score on a record is shown for a name that was asked for.
const findThreshold lookback.Score = 6500

func listRecords(q *ask) error {
	p := recordsPage{Asked: q.query("q"), Born: q.query("born")}
	err := q.view(func(tx store.Tx) (err error) {
		p.Sources, err = tx.ListSourcesAt(store.Now)
		for _, s := range p.Sources {
			p.Held += s.Records
		}
		return err
	})
	if err != nil {
		return err
	}
	if p.Asked == "" {
		return q.show("records", tr("Records"), p)
	}
	if found, err := q.byReference(p.Asked); err != nil {
		return err
	} else if found {
		return q.to("%s", recordLink(p.Asked))
	}
	party := lookback.Party{Names: []lookback.Name{{Full: p.Asked}}}
	if p.Born != "" {
		party.Births = []lookback.Date{lookback.ParseDate(p.Born)}
	}
	hits, err := q.Screening.FindRecords(q.ctx(), party, findThreshold)
	if err != nil {
		return err
	}
	hits, p.Page = pageOf(q, hits)
	err = q.view(func(tx store.Tx) error {
		for _, h := range hits {
			protect, err := protectionsOf(tx, h.Record.ID)
			if err != nil {
				return err
			}
			p.Found = append(p.Found, foundRow{h, protect})
		}
		return nil
	})
	if err != nil {
		return err
	}
	return q.show("records", tr("Records"), p)
}

// recordLink returns the page of a record. Its key may hold anything.
func recordLink(ref string) string {
	parts := strings.Split(ref, "/")
	for i := range parts {
		parts[i] = url.PathEscape(parts[i])
	}
	return "/records/" + strings.Join(parts, "/")
}

func (q *ask) byReference(ref string) (bool, error) {
	if _, _, err := lookback.ParseRecordRef(ref); err != nil {
		return false, nil
	}
	err := q.view(func(tx store.Tx) error {
		_, err := recordOf(tx, ref)
		return err
	})
	if isNotFound(err) {
		return false, nil
	}
	return err == nil, err
}

// recordPage is one record: as it was at a time, and what was known of it then.
type recordPage struct {
	Record    lookback.Record
	Versions  []lookback.Record
	Clearance screening.Clearance
	At        time.Time
	Moments   []moment
	Known     bool // it was known at that time
	Case      lookback.Case
	Protect   []lookback.Protection
	Kinds     []lookback.ProtectionKind // that it does not have
	Holds     []holdRow                 // that stand
	Purposes  []string                  // for which records may be held
	Today     string
}

// moment is a point in the life of a record at which its result could have changed.
type moment struct {
	Time time.Time
	What string
	Here bool
	Link string
}

func showRecord(q *ask) error {
	ref := q.r.PathValue("ref")
	var p recordPage
	err := q.view(func(tx store.Tx) (err error) {
		if p.Record, err = recordOf(tx, ref); err != nil {
			return err
		}
		if p.Versions, err = tx.RecordVersions(p.Record.ID); err != nil {
			return err
		}
		if p.Case, _, err = tx.FindCaseOf(p.Record.ID, store.Now); err != nil {
			return err
		}
		if p.Protect, err = protectionsOf(tx, p.Record.ID); err != nil {
			return err
		}
		return p.readRetention(tx, q)
	})
	if err != nil {
		return err
	}
	if asked, err := q.asked(p.Record.ID); !asked {
		return err
	}
	if at := q.query("at"); at != "" {
		if p.At, err = parseMoment(at); err != nil {
			return err
		}
	}
	p.Clearance, err = q.Screening.ClearanceAt(q.ctx(), p.Record.Source, p.Record.Key, p.At)
	p.Known = err == nil
	if err != nil && !isNotFound(err) {
		return err
	}
	if p.Moments, err = q.moments(p.Record.ID, ref, p.At); err != nil {
		return err
	}
	p.Kinds, p.Today = kindsBeside(p.Protect), date(q.Now())
	return q.show("record", p.Record.Ref(), p)
}

// parseMoment reads a day, of which the end is meant, or a time.
func parseMoment(text string) (time.Time, error) {
	if t, err := time.Parse(time.DateOnly, text); err == nil {
		return t.Add(24*time.Hour - time.Nanosecond), nil
	}
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return t, &lookback.InputError{Field: "at", Reason: fmt.Sprintf("%q is not a time", text), Hint: "write it as 2024-06-11"}
	}
	return t, nil
}

// moments lists when the record became known or changed, and every state of its alerts, oldest first.
func (q *ask) moments(record int64, ref string, at time.Time) ([]moment, error) {
	var all []moment
	add := func(tx store.Tx, position int64, what string) error {
		e, err := tx.GetEvent(position)
		all = append(all, moment{Time: e.Time, What: what, Link: recordLink(ref) + "?at=" + url.QueryEscape(e.Time.UTC().Format(time.RFC3339Nano))})
		return err
	}
	err := q.view(func(tx store.Tx) error {
		versions, err := tx.RecordVersions(record)
		if err != nil {
			return err
		}
		for _, v := range versions {
			if err := add(tx, v.Position, tr("version %d became known", v.Version)); err != nil {
				return err
			}
		}
		alerts, err := tx.ListAlerts(store.AlertFilter{RecordID: record})
		if err != nil {
			return err
		}
		for _, a := range alerts {
			if err := add(tx, a.Opened, tr("alert %d on %s/%s opened", a.ID, a.List, a.EntryID)); err != nil {
				return err
			}
			if a.State == lookback.AlertEnded {
				if err := add(tx, a.Changed, tr("alert %d ended", a.ID)); err != nil {
					return err
				}
			}
		}
		paths, err := tx.ListPathAlerts(store.PathAlertFilter{RecordID: record})
		for _, a := range paths {
			if err := add(tx, a.Opened, tr("path alert %d opened", a.ID)); err != nil {
				return err
			}
		}
		return err
	})
	place(all, at)
	return all, err
}

// place puts moments in their order and marks the one that is shown; none is when that is now.
func place(all []moment, at time.Time) {
	slices.SortStableFunc(all, func(a, b moment) int { return a.Time.Compare(b.Time) })
	shown := -1
	for i := range all {
		if !at.IsZero() && !all[i].Time.After(at) {
			shown = i
		}
	}
	if shown >= 0 {
		all[shown].Here = true
	}
}

// readRetention reads what keeps the record, and for what it may be held.
func (p *recordPage) readRetention(tx store.Tx, q *ask) error {
	holds, err := tx.LegalHolds().List(store.KeptFilter{RecordID: p.Record.ID})
	if err != nil {
		return err
	}
	for _, h := range holds {
		if h.Stands(q.Now()) {
			p.Holds = append(p.Holds, holdRow{LegalHold: h})
		}
	}
	rules, err := tx.RetentionRules().List(store.KeptFilter{})
	p.Purposes = purposesIn(q.Cases.Rules(), rules)
	return err
}
