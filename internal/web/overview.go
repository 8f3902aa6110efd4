package web

import (
	"fmt"
	"time"

	"lookback"
	"lookback/internal/casework"
	"lookback/internal/store"
)

// overview is what the first page shows: numbers that add up, each with where to follow it to its records.
type overview struct {
	Records  int
	Sources  []store.SourceCount
	Alerts   alertCounts
	Paths    alertCounts
	Cases    []caseCount // by workflow, in its order
	CasesAll int
	Lists    []listState
	Runs     []lookback.Run // the newest, as many as are drawn
	Chart    chart          // who was affected, by lookback
	Late     []late
	Position int64
}

// alertCounts add up: every alert that was ever opened is open or has ended.
type alertCounts struct{ All, Open, Ended int }

// caseCount is how many cases stand at one value of workflow.
type caseCount struct {
	Value lookback.AxisValue
	N     int
}

// lateShown is how many things of one kind that are late the first page names; behind them it says where the rest is.
const lateShown = 10

// late is something that should have happened.
type late struct{ What, Why, Link string }

// listState is a list with the age of what we hold of it.
type listState struct {
	Edition lookback.Edition
	Age     time.Duration // since it was imported
	Stale   bool
}

// staleAfter is how long a list may go without a new edition or a look for one (R4).
const staleAfter = 25 * time.Hour

func showOverview(q *ask) error {
	var o overview
	err := q.view(func(tx store.Tx) (err error) {
		if o.Position, err = tx.Position(); err != nil {
			return err
		}
		if o.Sources, err = tx.ListSourcesAt(store.Now); err != nil {
			return err
		}
		for _, s := range o.Sources {
			o.Records += s.Records
		}
		if err := o.countAlerts(tx); err != nil {
			return err
		}
		if err := o.countCases(tx); err != nil {
			return err
		}
		if o.Lists, err = q.listStates(tx); err != nil {
			return err
		}
		if o.Runs, err = tx.NewestRuns(0, chartRuns); err != nil {
			return err
		}
		if err := o.findLate(tx); err != nil {
			return err
		}
		if err := o.findOverdue(tx); err != nil {
			return err
		}
		return o.findLateConduct(tx, q.Now())
	})
	if err != nil {
		return err
	}
	due, err := q.Cases.DuePage(q.ctx(), casework.DueMark{}, 1)
	if err != nil {
		return err
	}
	if len(due) > 0 {
		o.Late = append(o.Late, late{tr("Retention"), tr("records must go by now"), "/retention"})
	}
	o.Chart = runChart(o.Runs)
	return q.show("overview", tr("Overview"), o)
}

func (o *overview) countAlerts(tx store.Tx) (err error) {
	if o.Alerts.Open, err = tx.CountAlerts(store.AlertFilter{State: lookback.AlertOpen}); err != nil {
		return err
	}
	if o.Alerts.Ended, err = tx.CountAlerts(store.AlertFilter{State: lookback.AlertEnded}); err != nil {
		return err
	}
	if o.Alerts.All, err = tx.CountAlerts(store.AlertFilter{}); err != nil {
		return err
	}
	if o.Paths.Open, err = tx.CountPathAlerts(store.PathAlertFilter{State: lookback.AlertOpen}); err != nil {
		return err
	}
	if o.Paths.Ended, err = tx.CountPathAlerts(store.PathAlertFilter{State: lookback.AlertEnded}); err != nil {
		return err
	}
	o.Paths.All, err = tx.CountPathAlerts(store.PathAlertFilter{})
	return err
}

// Reconciles reports whether open and ended are all there are.
func (c alertCounts) Reconciles() bool { return c.All == c.Open+c.Ended }

func (o *overview) countCases(tx store.Tx) (err error) {
	for _, v := range lookback.AxisWorkflow.Values() {
		n, err := tx.CountCases(store.CaseFilter{Workflow: v})
		if err != nil {
			return err
		}
		o.Cases = append(o.Cases, caseCount{v, n})
	}
	o.CasesAll, err = tx.CountCases(store.CaseFilter{})
	return err
}

// CasesReconcile reports whether the cases by workflow are all there are.
func (o overview) CasesReconcile() bool {
	sum := 0
	for _, c := range o.Cases {
		sum += c.N
	}
	return sum == o.CasesAll
}

// listStates returns the current edition of every list, by name.
func (q *ask) listStates(tx store.Tx) ([]listState, error) {
	editions, err := tx.EditionsAt(store.Now)
	var all []listState
	for _, e := range editions {
		age := q.Now().Sub(e.Imported)
		all = append(all, listState{Edition: e, Age: age, Stale: age > staleAfter})
	}
	return all, err
}

// findLate gathers what should have happened: lists nobody looked at, lookbacks that wait.
func (o *overview) findLate(tx store.Tx) error {
	for _, l := range o.Lists {
		if l.Stale {
			o.Late = append(o.Late, late{l.Edition.List, tr("no new edition was taken in for %s", ago(l.Age)), "/lists/" + l.Edition.List})
		}
	}
	proposed, err := tx.ListRuns(lookback.RunProposed, 0, 0)
	for _, r := range proposed {
		o.Late = append(o.Late, late{tr("Lookback %d", r.ID), tr("waits for a second person"), runLink(r.ID)})
	}
	return err
}

// findOverdue tells that something held against people was not reviewed in time. How much, its page tells.
func (o *overview) findOverdue(tx store.Tx) error {
	some, err := tx.Terms().ListDue(string(lookback.TermOverdue), store.DueMark{}, 1)
	if len(some) > 0 {
		o.Late = append(o.Late, late{tr("Overdue"), tr("what is held against people was not reviewed in time"), "/overdue"})
	}
	return err
}

// findLateConduct gathers what people outside wait for, and editions that wait for a person.
func (o *overview) findLateConduct(tx store.Tx, now time.Time) error {
	held, err := tx.ListHeld("", lookback.HeldWaiting)
	if err != nil {
		return err
	}
	for _, h := range held {
		o.Late = append(o.Late, late{tr("Held edition %d of %s", h.ID, h.Edition.List), tr("waits for a person"), fmt.Sprintf("/quarantine/%d", h.ID)})
	}
	requests, err := tx.Redresses().List(store.KeptFilter{DueBy: now, Limit: lateShown + 1})
	if err != nil {
		return err
	}
	var due []late
	for _, r := range requests {
		due = append(due, late{tr("Redress %s", r.Number), tr("its next step was due on %s", date(r.Due())), fmt.Sprintf("/redress/%d", r.ID)})
	}
	o.nameSome(due, late{tr("Redress"), tr("more requests are late"), "/redress"})
	notices, err := tx.Notices().List(store.KeptFilter{State: string(lookback.NoticeDue), DueBy: now, Limit: lateShown + 1})
	due = nil
	for _, n := range notices {
		due = append(due, late{tr("Notice %d", n.ID), tr("%s was to be told by %s", n.Recipient.Name, dateTime(n.Due)), "/disclosures"})
	}
	o.nameSome(due, late{tr("Disclosures"), tr("more recipients were to be told by now"), "/disclosures"})
	return err
}

// nameSome adds what is late of one kind, and where the rest is when there is more than is named.
func (o *overview) nameSome(due []late, rest late) {
	if len(due) > lateShown {
		due = append(due[:lateShown], rest)
	}
	o.Late = append(o.Late, due...)
}
