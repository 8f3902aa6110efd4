package web

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"

	"lookback"
	"lookback/internal/casework"
	"lookback/internal/screening"
	"lookback/internal/store"
)

// retentionPage says what must go by now, which erasures wait, and by which rules.
type retentionPage struct {
	Due      []dueRow
	Page     cursor
	Erasures []erasureRow // that await a second person
	Given    []casework.Rule
	Rules    []ruleRow
	Sources  []store.SourceCount
	Went     string // how many records the run let go that led here; empty for none
}

// dueRow is a record that must go.
type dueRow struct {
	casework.DueErasure
	Record  lookback.Record
	Protect []lookback.Protection
}

// erasureRow is an erasure that awaits a second person.
type erasureRow struct {
	lookback.Erasure
	Record  lookback.Record
	Protect []lookback.Protection
	Own     bool // who looks proposed it, and cannot be the second
}

// ruleRow is a rule of retention that people made.
type ruleRow struct {
	lookback.RetentionRule
	Own   bool // who looks proposed it
	Asked bool // who looks asked to end it
}

func showRetention(q *ask) error {
	p := retentionPage{Given: q.Cases.Rules()}
	if n, err := strconv.Atoi(q.query("went")); err == nil {
		p.Went = number(n)
	}
	after, err := casework.ParseDueMark(q.query("after"))
	if err != nil {
		return err
	}
	due, err := q.Cases.DuePage(q.ctx(), after, pageSize+1)
	if err != nil {
		return err
	}
	due, p.Page = cursorOf(q, due, func(d casework.DueErasure) string { return d.Mark().String() })
	if err := q.view(func(tx store.Tx) error { return p.read(q, tx, due) }); err != nil {
		return err
	}
	return q.show("retention", tr("Retention"), p)
}

func (p *retentionPage) read(q *ask, tx store.Tx, due []casework.DueErasure) (err error) {
	for _, d := range due {
		row := dueRow{DueErasure: d}
		if row.Record, row.Protect, err = personOf(tx, d.RecordID); err != nil {
			return err
		}
		p.Due = append(p.Due, row)
	}
	proposed, err := tx.Erasures().List(store.KeptFilter{State: string(lookback.ErasureProposed)})
	if err != nil {
		return err
	}
	for _, e := range proposed {
		row := erasureRow{Erasure: e, Own: screening.SamePerson(e.Person, q.person())}
		if row.Record, row.Protect, err = personOf(tx, e.RecordID); err != nil {
			return err
		}
		p.Erasures = append(p.Erasures, row)
	}
	if p.Sources, err = tx.ListSourcesAt(store.Now); err != nil {
		return err
	}
	rules, err := tx.RetentionRules().List(store.KeptFilter{})
	for _, r := range slices.Backward(rules) {
		p.Rules = append(p.Rules, ruleRow{r, screening.SamePerson(r.Person, q.person()), r.Ending.Person != "" && screening.SamePerson(r.Ending.Person, q.person())})
	}
	return err
}

func proposeRetention(q *ask) error {
	r := lookback.RetentionRule{Source: q.form("source"), Purpose: q.form("purpose"), Law: q.form("law"), ByItself: q.form("byitself") != "", Reasons: q.form("reasons"), Person: q.person()}
	var err error
	if r.Keep, err = q.months("keep"); err != nil {
		return err
	}
	if r.Erase, err = q.months("erase"); err != nil {
		return err
	}
	if _, err := q.Cases.ProposeRetention(q.ctx(), r); err != nil {
		return err
	}
	return q.to("/retention")
}

// months reads a number of months; 0 where none is given.
func (q *ask) months(name string) (int, error) {
	text := q.form(name)
	if text == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0, &lookback.InputError{Field: name, Reason: fmt.Sprintf("%q is not a number of months", text)}
	}
	return n, nil
}

func approveRetention(q *ask) error {
	id, err := q.number("id")
	if err != nil {
		return err
	}
	if _, err := q.Cases.ApproveRetention(q.ctx(), id, q.person(), q.form("reasons"), q.form("agrees") == "yes"); err != nil {
		return err
	}
	return q.to("/retention")
}

// endRetention asks to end a rule, or ends it as the second person.
func endRetention(q *ask) error {
	id, err := q.number("id")
	if err != nil {
		return err
	}
	if _, err := q.Cases.EndRetention(q.ctx(), id, q.person(), q.form("reasons")); err != nil {
		return err
	}
	return q.to("/retention")
}

// runErasure lets go what has fallen due and goes by itself.
func runErasure(q *ask) error {
	receipts, err := q.Cases.RunErasure(q.ctx(), casework.Reader{Person: q.person(), Purpose: q.form("purpose")})
	if err != nil {
		return err
	}
	return q.to("/retention?%s", url.Values{"went": {fmt.Sprint(len(receipts))}}.Encode())
}

func proposeErasure(q *ask) error {
	o := casework.ErasureOrder{Record: q.form("record"), Purposes: q.r.PostForm["purpose"], Ground: q.form("ground"), Request: q.form("request"), Person: q.person()}
	if _, err := q.Cases.ProposeErasure(q.ctx(), o); err != nil {
		return err
	}
	return q.to("/retention")
}

// approveErasure erases as the second person, or refuses.
func approveErasure(q *ask) error {
	id, err := q.number("id")
	if err != nil {
		return err
	}
	if _, err := q.Cases.ApproveErasure(q.ctx(), id, q.person(), q.form("agrees") == "yes"); err != nil {
		return err
	}
	return q.to("/retention")
}

func holdRecord(q *ask) error {
	record := q.form("record")
	if _, err := q.Cases.HoldRecord(q.ctx(), record, q.form("basis"), q.person()); err != nil {
		return err
	}
	return q.to("%s", recordLink(record))
}

// reviewHold lets a legal hold stand for another year at most, or releases it.
func reviewHold(q *ask) error {
	id, err := q.number("id")
	if err != nil {
		return err
	}
	if _, err := q.Cases.ReviewHold(q.ctx(), id, q.person(), q.form("reasons"), q.form("release") == "yes"); err != nil {
		return err
	}
	return q.to("%s", localPath(q.form("next")))
}

// purposesIn returns for what records may be held, as far as a rule is about it, by name.
func purposesIn(given []casework.Rule, made []lookback.RetentionRule) []string {
	var all []string
	for _, r := range given {
		all = append(all, r.Purpose)
	}
	for _, r := range made {
		all = append(all, r.Purpose)
	}
	slices.Sort(all)
	return slices.Compact(all)
}
