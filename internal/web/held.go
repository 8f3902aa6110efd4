package web

import (
	"lookback"
	"lookback/internal/screening"
)

// heldPage is an edition that is held back: why, what it would change, and who may put it in force.
type heldPage struct {
	Held    lookback.HeldEdition
	Alerts  int // open alerts on entries that it removes
	Changes []lookback.EntryChange
	Page    pager
	Own     bool // who looks released it first, and another person must too
}

func showHeld(q *ask) error {
	id, err := q.number("id")
	if err != nil {
		return err
	}
	detail, err := q.Screening.HeldDetail(q.ctx(), id)
	if err != nil {
		return err
	}
	p := heldPage{Held: detail.Held, Alerts: detail.Alerts, Own: screening.SamePerson(detail.Held.Releaser, q.person())}
	p.Changes, p.Page = pageOf(q, detail.Changes)
	return q.show("held", tr("Held edition %d of %s", id, detail.Held.Edition.List), p)
}

// releaseHeld puts a held edition in force, or is the first of two people who want it.
func releaseHeld(q *ask) error {
	id, err := q.number("id")
	if err != nil {
		return err
	}
	result, err := q.Screening.ReleaseHeld(q.ctx(), id, q.person(), q.form("reasons"))
	if err != nil {
		return err
	}
	if !result.New {
		return q.to("/quarantine/%d", id)
	}
	q.Worker.Wake()
	return q.to("/lists/%s/editions/%d", result.Edition.List, result.Edition.Seq)
}

func rejectHeld(q *ask) error {
	id, err := q.number("id")
	if err != nil {
		return err
	}
	if _, err := q.Screening.RejectHeld(q.ctx(), id, q.person(), q.form("reasons")); err != nil {
		return err
	}
	return q.to("/quarantine/%d", id)
}
