package web

import (
	"fmt"
	"slices"
	"strconv"

	"lookback"
	"lookback/internal/screening"
	"lookback/internal/store"
)

// policiesPage shows what is screened against what, and what another policy would change.
type policiesPage struct {
	Policies []lookback.Policy // the newest first
	Force    lookback.Policy
	Lists    []string
	Draft    lookback.Policy
	Result   *screening.Simulation // nil: nothing was simulated
	Shown    int                   // how many differences of each kind are listed
}

// shownDifferences is how many of those who would enter or leave are listed by name; all are counted.
const shownDifferences = 20

func (q *ask) policiesPage() (p policiesPage, err error) {
	if p.Policies, err = q.Screening.Policies(q.ctx()); err != nil {
		return p, err
	}
	slices.Reverse(p.Policies)
	if p.Force, err = q.Screening.PolicyInForce(q.ctx()); err != nil {
		return p, err
	}
	p.Draft, p.Shown = p.Force, shownDifferences
	err = q.view(func(tx store.Tx) error {
		editions, err := tx.EditionsAt(store.Now)
		for _, e := range editions {
			p.Lists = append(p.Lists, e.List)
		}
		return err
	})
	return p, err
}

func listPolicies(q *ask) error {
	p, err := q.policiesPage()
	if err != nil {
		return err
	}
	return q.show("policies", tr("Policies"), p)
}

// draft reads a policy from the form: that in force, with what the form changes.
func (q *ask) draft(force lookback.Policy) (lookback.Policy, error) {
	p := lookback.Policy{DisparityLimit: force.DisparityLimit, Lists: q.r.PostForm["list"], Reason: q.form("reason")}
	threshold, err := strconv.ParseFloat(q.form("threshold"), 64)
	if err != nil {
		return p, &lookback.InputError{Field: "threshold", Reason: fmt.Sprintf("%q is not a number", q.form("threshold")), Hint: "write for example 0.72"}
	}
	if p.Threshold, err = lookback.ParseScore(fmt.Sprint(threshold)); err != nil {
		return p, err
	}
	return p, nil
}

func simulatePolicy(q *ask) error {
	p, err := q.policiesPage()
	if err != nil {
		return err
	}
	if p.Draft, err = q.draft(p.Force); err != nil {
		return err
	}
	if p.Draft.Reason == "" {
		p.Draft.Reason = tr("simulation")
	}
	result, err := q.Screening.Simulate(q.ctx(), p.Draft, func(int, int) {})
	if err != nil {
		return err
	}
	p.Result, p.Draft.Reason = &result, q.form("reason")
	return q.show("policies", tr("Policies"), p)
}

func proposePolicy(q *ask) error {
	force, err := q.Screening.PolicyInForce(q.ctx())
	if err != nil {
		return err
	}
	draft, err := q.draft(force)
	if err != nil {
		return err
	}
	if _, err := q.Screening.ProposePolicy(q.ctx(), draft, q.person(), func(int, int) {}); err != nil {
		return err
	}
	return q.to("/policies")
}

func approvePolicy(q *ask) error {
	version, err := q.number("version")
	if err != nil {
		return err
	}
	_, run, err := q.Screening.ApprovePolicy(q.ctx(), int(version), q.person())
	if err != nil {
		return err
	}
	q.Worker.Wake()
	return q.to("%s", runLink(run.ID))
}
