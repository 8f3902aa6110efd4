package web

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"lookback"
	"lookback/internal/casework"
	"lookback/internal/screening"
	"lookback/internal/store"
)

func isNotFound(err error) bool { return errors.Is(err, lookback.ErrNotFound) }

// queueRow is an alert or a path alert that waits to be looked at.
type queueRow struct {
	Alert  lookback.Alert
	Record lookback.Record
	Entry  lookback.Entry
	Case   lookback.Case // zero: nobody opened one

	Protect []lookback.Protection
}

// pathRow is a path alert with the protections of its record.
type pathRow struct {
	lookback.PathAlert
	Protect []lookback.Protection
}

// queuePage is the queue of review: what to look at first, and nothing left out.
type queuePage struct {
	Kind     string // "match" or "path"
	Rows     []queueRow
	Paths    []pathRow
	List     string
	Lists    []string
	Strength string
	Page     cursor
	Matches  int // open, whatever is filtered
	PathsAll int
}

// pageSize is how many rows a page of a list shows; the rest is a link away and counted.
const pageSize = 50

// pager is where a page stands in a list.
type pager struct {
	Total, From, To int
	Before, Next    string // addresses; empty at the ends
}

// pageOf cuts a list for the page that the address asks for.
func pageOf[T any](q *ask, all []T) ([]T, pager) {
	var at int
	fmt.Sscan(q.query("page"), &at) // what is no number is the first page
	at = max(0, min(at, (len(all)-1)/pageSize))
	from, to := at*pageSize, min((at+1)*pageSize, len(all))
	p := pager{Total: len(all), From: min(from+1, to), To: to}
	link := func(n int) string {
		v := q.r.URL.Query()
		v.Set("page", fmt.Sprint(n))
		return q.r.URL.Path + "?" + v.Encode()
	}
	if at > 0 {
		p.Before = link(at - 1)
	}
	if to < len(all) {
		p.Next = link(at + 1)
	}
	return all[max(0, from):to], p
}

func listAlerts(q *ask) error {
	p := queuePage{Kind: "match", List: q.query("list"), Strength: q.query("strength")}
	if q.query("kind") == "path" {
		p.Kind = "path"
	}
	err := q.view(func(tx store.Tx) (err error) {
		if p.Matches, err = tx.CountAlertsToReview(store.ReviewFilter{}); err != nil {
			return err
		}
		if p.PathsAll, err = tx.CountPathAlertsToReview(); err != nil {
			return err
		}
		editions, err := tx.EditionsAt(store.Now)
		for _, e := range editions {
			p.Lists = append(p.Lists, e.List)
		}
		if err != nil {
			return err
		}
		if p.Kind == "path" {
			return p.readPaths(q, tx)
		}
		return p.readMatches(q, tx)
	})
	if err != nil {
		return err
	}
	return q.show("alerts", tr("Alerts to review"), p)
}

func (p *queuePage) readMatches(q *ask, tx store.Tx) error {
	f := store.ReviewFilter{List: p.List, Strength: lookback.Strength(p.Strength)}
	places, page, err := matchQueue(tx, f).page(q)
	if err != nil {
		return err
	}
	p.Page = page
	if p.Page.Total, err = tx.CountAlertsToReview(f); err != nil {
		return err
	}
	for _, place := range places {
		row, err := readRow(tx, place.ID)
		if err != nil {
			return err
		}
		p.Rows = append(p.Rows, row)
	}
	return nil
}

// matchQueue is the queue of the open alerts that pass a filter.
func matchQueue(tx store.Tx, f store.ReviewFilter) reviewQueue {
	return reviewQueue{
		after: func(p store.ReviewPlace, limit int) ([]store.ReviewPlace, error) {
			return tx.AlertsToReview(f, p, limit)
		},
		before: func(p store.ReviewPlace, limit int) ([]store.ReviewPlace, error) {
			return tx.AlertsReviewedBefore(f, p, limit)
		},
	}
}

// readRow reads what a row of the queue shows. ErrNotFound: the record was erased, and its alerts with it.
func readRow(tx store.Tx, id int64) (row queueRow, err error) {
	if row.Alert, err = tx.GetAlert(id, store.Now); err != nil {
		return row, err
	}
	a := row.Alert
	if row.Record, err = tx.GetRecordByID(a.RecordID, store.Now); err != nil {
		return row, err
	}
	if v, there, err := currentEntry(tx, a); err != nil {
		return row, err
	} else if there {
		row.Entry = v.Entry
	}
	if row.Case, _, err = tx.FindCaseOf(a.RecordID, store.Now); err != nil {
		return row, err
	}
	row.Protect, err = protectionsOf(tx, a.RecordID)
	return row, err
}

func (p *queuePage) readPaths(q *ask, tx store.Tx) error {
	places, page, err := reviewQueue{tx.PathAlertsToReview, tx.PathAlertsReviewedBefore}.page(q)
	if err != nil {
		return err
	}
	p.Page, p.Page.Total = page, p.PathsAll
	var paths []lookback.PathAlert
	for _, place := range places {
		a, err := tx.GetPathAlert(place.ID, store.Now)
		if err != nil {
			return err
		}
		paths = append(paths, a)
	}
	p.Paths, err = withProtections(tx, paths)
	return err
}

// withProtections reads the protections of the records of path alerts. An erased record leaves its alert out.
func withProtections(tx store.Tx, paths []lookback.PathAlert) (rows []pathRow, err error) {
	for _, a := range paths {
		if a.Record == "" {
			continue
		}
		row := pathRow{PathAlert: a}
		if row.Protect, err = protectionsOf(tx, a.RecordID); err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// currentEntry returns the entry of an alert as its list has it now, or as it last had it.
func currentEntry(tx store.Tx, a lookback.Alert) (store.EntryVersion, bool, error) {
	history, err := tx.EntryHistory(a.List, a.EntryID)
	if err != nil || len(history) == 0 {
		return store.EntryVersion{}, false, err
	}
	return history[len(history)-1], true, nil
}

// review is one alert with everything that a person needs to rule on it.
type review struct {
	Alert   lookback.Alert
	Record  lookback.Record
	Entry   store.EntryVersion
	Edition lookback.Edition // that brought the entry as it is
	Before  lookback.Edition // the one before it that the record was cleared against; zero: there was none
	Cleared lookback.Event   // when the record was first stored and screened
	Run     lookback.Run     // that made this state; zero: it was made on arrival
	Changes []lookback.FieldChange
	Fields  []sideBySide
	Drawing alignment
	Case    lookback.Case
	Rulings []lookback.Ruling
	Queue   queuePlace
	Values  []lookback.AxisValue
	Protect []lookback.Protection
	Source  string // what the ruling says it rests on, unless the person says otherwise
}

// queuePlace is where an alert stands in the queue of review: among how many, and between which.
type queuePlace struct {
	Of           int // 0 when it is not in the queue
	Before, Next int64
}

// placeOf returns where an alert stands.
func placeOf(tx store.Tx, id int64) (p queuePlace, err error) {
	place, open, err := tx.FindAlertToReview(id)
	if err != nil || !open {
		return p, err
	}
	if p.Of, err = tx.CountAlertsToReview(store.ReviewFilter{}); err != nil {
		return p, err
	}
	before, err := tx.AlertsReviewedBefore(store.ReviewFilter{}, place, 1)
	if err != nil {
		return p, err
	}
	after, err := tx.AlertsToReview(store.ReviewFilter{}, place, 1)
	for _, x := range before {
		p.Before = x.ID
	}
	for _, x := range after {
		p.Next = x.ID
	}
	return p, err
}

func showAlert(q *ask) error {
	id, err := q.number("id")
	if err != nil {
		return err
	}
	var v review
	err = q.view(func(tx store.Tx) error {
		if err := v.read(tx, id); err != nil {
			return err
		}
		v.Queue, err = placeOf(tx, id)
		return err
	})
	if err != nil {
		return err
	}
	v.Drawing = align(v.Alert.Evidence.Name)
	v.Values = rulable(v.Case.Identity)
	v.Source = tr("record %s compared with %s/%s", v.Record.Ref(), v.Alert.List, v.Alert.EntryID)
	return q.show("alert", tr("Alert %d", id), v)
}

// rulable returns the identities that can be ruled in a review, given the one that stands.
func rulable(now lookback.AxisValue) []lookback.AxisValue {
	all := []lookback.AxisValue{lookback.IdentityDifferent, lookback.IdentityInsufficient, lookback.IdentityPossible, lookback.IdentityProbable, lookback.IdentitySame}
	return slices.DeleteFunc(all, func(v lookback.AxisValue) bool { return v == now })
}

func (v *review) read(tx store.Tx, id int64) (err error) {
	if v.Alert, err = tx.GetAlert(id, store.Now); err != nil {
		return err
	}
	if v.Record, err = tx.GetRecordByID(v.Alert.RecordID, store.Now); err != nil {
		return err
	}
	if v.Protect, err = protectionsOf(tx, v.Record.ID); err != nil {
		return err
	}
	if v.Cleared, err = tx.GetEvent(v.Record.Position); err != nil {
		return err
	}
	if err := v.readEntry(tx); err != nil {
		return err
	}
	if v.Alert.RunID > 0 {
		if v.Run, err = tx.GetRun(v.Alert.RunID); err != nil {
			return err
		}
	}
	v.Fields = fieldsOf(v.Record.Party, v.Entry.Entry.Party, v.Alert.Evidence)
	var there bool
	if v.Case, there, err = tx.FindCaseOf(v.Record.ID, store.Now); err != nil {
		return err
	}
	if there {
		if v.Rulings, err = tx.RulingsOf(v.Case.ID, store.Now); err != nil {
			return err
		}
	}
	return nil
}

// readEntry reads the entry and how it differs from the state before.
func (v *review) readEntry(tx store.Tx) (err error) {
	history, err := tx.EntryHistory(v.Alert.List, v.Alert.EntryID)
	if err != nil || len(history) == 0 {
		return err
	}
	v.Entry = history[len(history)-1]
	if v.Edition, err = tx.GetEditionSeq(v.Alert.List, v.Entry.FromSeq); err != nil {
		return err
	}
	if v.Entry.FromSeq > 1 {
		if v.Before, err = tx.GetEditionSeq(v.Alert.List, v.Entry.FromSeq-1); err != nil {
			return err
		}
	}
	if len(history) > 1 {
		v.Changes = screening.EntryDiffers(history[len(history)-2].Entry, v.Entry.Entry)
	}
	return nil
}

// ruleAlert rules on the identity of an alert's record. The case is opened for it where there is none.
func ruleAlert(q *ask) error {
	id, err := q.number("id")
	if err != nil {
		return err
	}
	ground := lookback.AlertEvidence(id)
	order := casework.RulingOrder{
		Axis: lookback.AxisIdentity, To: lookback.AxisValue(q.form("to")), Person: q.person(), Reasons: q.form("reasons"), Source: q.form("source"),
		Contrary: q.contrary(), Override: q.form("override"), Evidence: []lookback.EvidenceRef{ground}, From: lookback.AxisValue(q.form("from")),
	}
	if order.Case, err = q.caseFor(ground); err != nil {
		return err
	}
	if _, err := q.Cases.Rule(q.ctx(), order); err != nil {
		return err
	}
	if next := q.form("next"); next != "" && next != "0" {
		return q.to("/alerts/%s", strings.Trim(next, "/"))
	}
	return q.to("/alerts/%d", id)
}

// contrary reads what was done about information that points the other way.
func (q *ask) contrary() lookback.Contrary {
	c := lookback.Contrary{Considered: q.form("contrary")}
	if q.form("nonefound") != "" {
		c.NoneFound = q.person()
	}
	return c
}

// caseFor returns the case of the record that an alert is about, opened by this when there is none.
func (q *ask) caseFor(ground lookback.EvidenceRef) (int64, error) {
	var held lookback.Case
	var there bool
	err := q.view(func(tx store.Tx) error {
		a, err := tx.GetAlert(ground.Number(), store.Now)
		if err != nil {
			return err
		}
		held, there, err = tx.FindCaseOf(a.RecordID, store.Now)
		return err
	})
	if err != nil || there {
		return held.ID, err
	}
	opened, err := q.Cases.OpenCase(q.ctx(), ground, q.person())
	return opened.ID, err
}
