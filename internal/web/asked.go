package web

import (
	"fmt"
	"time"

	"lookback"
	"lookback/internal/casework"
	"lookback/internal/store"
)

// askedRow is a task or an enquiry of a case.
type askedRow struct {
	lookback.Asked
	Late bool
}

// askedIn returns the tasks and enquiries of a case, by ID.
func askedIn(tx store.Tx, caseID int64, now time.Time) (rows []askedRow, err error) {
	all, err := tx.Enquiries().List(store.KeptFilter{Subject: fmt.Sprint(caseID)})
	for _, a := range all {
		rows = append(rows, askedRow{a, a.Late(now)})
	}
	return rows, err
}

// askInCase gives a task to one of us or notes what somebody else was asked.
func askInCase(q *ask) error {
	id, err := q.number("id")
	if err != nil {
		return err
	}
	due, err := time.Parse(time.DateOnly, q.form("due"))
	if err != nil {
		return &lookback.InputError{Field: "due", Reason: fmt.Sprintf("%q is not a date", q.form("due")), Hint: "write it as 2026-11-30"}
	}
	endOfDay := due.AddDate(0, 0, 1).Add(-time.Second)
	o := casework.AskOrder{Case: id, Kind: lookback.EnquiryKind(q.form("kind")), Of: q.form("of"), Question: q.form("question"), Due: endOfDay, Actor: q.person()}
	if _, err := q.Cases.Ask(q.ctx(), o); err != nil {
		return err
	}
	return q.to("/cases/%d", id)
}

// answerAsked notes what came of a task or an enquiry, or withdraws it.
func answerAsked(q *ask) error {
	id, err := q.number("id")
	if err != nil {
		return err
	}
	asked, err := q.Cases.Answer(q.ctx(), id, q.person(), q.form("text"), q.form("withdrawn") != "")
	if err != nil {
		return err
	}
	return q.to("/cases/%d", asked.CaseID)
}
