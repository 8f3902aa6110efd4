package web

import (
	"slices"
	"strings"
	"time"

	"lookback"
	"lookback/internal/casework"
	"lookback/internal/screening"
	"lookback/internal/store"
)

// redressesPage is the queue of requests: what is due first in front, and who looks into it.
type redressesPage struct {
	Rows []redressRow
	Open bool // only those that have not ended
	Late int  // of those shown or not
	Page pager
}

// redressRow is a request with its record; the record is zero where it was erased.
type redressRow struct {
	lookback.Redress
	Record  lookback.Record
	Protect []lookback.Protection
	Late    bool
}

func listRedress(q *ask) error {
	p := redressesPage{Open: q.query("all") == ""}
	err := q.view(func(tx store.Tx) error {
		all, err := tx.Redresses().List(store.KeptFilter{})
		if err != nil {
			return err
		}
		for _, r := range all {
			if r.Late(q.Now()) {
				p.Late++
			}
		}
		if p.Open {
			all = slices.DeleteFunc(all, lookback.Redress.Ended)
		}
		slices.SortStableFunc(all, byDue)
		all, p.Page = pageOf(q, all)
		for _, r := range all {
			row, err := q.redressRow(tx, r)
			if err != nil {
				return err
			}
			p.Rows = append(p.Rows, row)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return q.show("redresses", tr("Redress"), p)
}

// byDue puts requests that are due first in front, and those that have ended behind, the newest of them first.
func byDue(a, b lookback.Redress) int {
	switch {
	case a.Ended() && b.Ended():
		return int(b.ID - a.ID)
	case a.Ended() != b.Ended():
		if a.Ended() {
			return 1
		}
		return -1
	}
	return a.Due().Compare(b.Due())
}

func (q *ask) redressRow(tx store.Tx, r lookback.Redress) (row redressRow, err error) {
	row = redressRow{Redress: r, Late: r.Late(q.Now())}
	row.Record, row.Protect, err = personOf(tx, r.RecordID)
	return row, err
}

// redressPage is one request with its steps, and what can be done next.
type redressPage struct {
	redressRow
	Steps     []redressStep
	Reviewers []string                // who may be given it; whether they may decide is found out when they are
	Ends      []lookback.RedressState // how it can be decided
	Reviews   bool                    // who looks is its reviewer
}

// redressStep is one step of a request: what was done and said, or until when it is to be done.
type redressStep struct {
	What string
	By   time.Time
	Done lookback.Approval
	Late bool
}

func showRedress(q *ask) error {
	id, err := q.number("id")
	if err != nil {
		return err
	}
	r, err := q.Cases.GetRedress(q.ctx(), id)
	if err != nil {
		return err
	}
	if asked, err := q.asked(r.RecordID); !asked {
		return err
	}
	p := redressPage{Steps: stepsOf(r, q.Now()), Ends: r.MayEnd(), Reviews: screening.SamePerson(r.Reviewer, q.person())}
	err = q.view(func(tx store.Tx) error {
		if p.redressRow, err = q.redressRow(tx, r); err != nil {
			return err
		}
		p.Reviewers, err = peopleWith(tx, lookback.RoleRedress)
		return err
	})
	if err != nil {
		return err
	}
	return q.show("redress", tr("Redress %s", r.Number), p)
}

// stepsOf returns the steps of a request in their order.
func stepsOf(r lookback.Redress, now time.Time) []redressStep {
	steps := []redressStep{
		{What: tr("Acknowledged"), By: r.AcknowledgeBy, Done: r.Acknowledged},
		{What: tr("Answered"), By: r.AnswerBy, Done: r.Answered},
		{What: tr("Decided"), By: r.FinishBy, Done: r.Decided},
	}
	for i := range steps {
		steps[i].Late = steps[i].Done.Person == "" && now.After(steps[i].By)
	}
	return steps
}

// peopleWith returns the people whose account has one of some roles, each once.
func peopleWith(tx store.Tx, roles ...lookback.Role) (people []string, err error) {
	accounts, err := tx.ListAccounts()
	for _, a := range accounts {
		if a.State == lookback.AccountActive && slices.ContainsFunc(roles, a.Has) && !slices.Contains(people, a.Person) {
			people = append(people, a.Person)
		}
	}
	return people, err
}

func receiveRedress(q *ask) error {
	o := casework.RedressOrder{Requester: q.form("requester"), Representative: q.form("representative"), Authority: q.form("authority"),
		Statement: q.form("statement"), Actor: q.person()}
	var err error
	if o.Source, o.Key, err = lookback.ParseRecordRef(q.form("record")); err != nil {
		return err
	}
	for line := range strings.Lines(q.form("identifiers")) {
		if kind, value, _ := strings.Cut(strings.TrimSpace(line), ":"); kind != "" {
			o.Identifiers = append(o.Identifiers, lookback.Identifier{Type: strings.TrimSpace(kind), Value: strings.TrimSpace(value)})
		}
	}
	r, err := q.Cases.ReceiveRedress(q.ctx(), o)
	return q.toRedress(r, err)
}

// toRedress leads back to a request after a step on it.
func (q *ask) toRedress(r lookback.Redress, err error) error {
	if err != nil {
		return err
	}
	return q.to("/redress/%d", r.ID)
}

func assignRedress(q *ask) error {
	id, err := q.number("id")
	if err != nil {
		return err
	}
	r, err := q.Cases.AssignRedress(q.ctx(), id, q.form("to"), q.person())
	return q.toRedress(r, err)
}

func acknowledgeRedress(q *ask) error {
	id, err := q.number("id")
	if err != nil {
		return err
	}
	r, err := q.Cases.AcknowledgeRedress(q.ctx(), id, q.person(), q.form("text"))
	return q.toRedress(r, err)
}

func answerRedress(q *ask) error {
	id, err := q.number("id")
	if err != nil {
		return err
	}
	r, err := q.Cases.AnswerRedress(q.ctx(), id, q.person(), q.form("text"))
	return q.toRedress(r, err)
}

func decideRedress(q *ask) error {
	id, err := q.number("id")
	if err != nil {
		return err
	}
	r, err := q.Cases.DecideRedress(q.ctx(), casework.RedressDecision{Redress: id, State: lookback.RedressState(q.form("outcome")), Person: q.person(),
		Reasons: q.form("reasons"), Summary: q.form("summary")})
	return q.toRedress(r, err)
}
