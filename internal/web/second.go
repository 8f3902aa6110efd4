package web

import (
	"fmt"

	"lookback"
	"lookback/internal/casework"
	"lookback/internal/screening"
	"lookback/internal/store"
)

// secondPage lists what waits for a second person.
type secondPage struct {
	Rulings  []waitingRuling
	Page     cursor // of the rulings
	Runs     []lookback.Run
	Policies []lookback.Policy
	Rules    []lookback.RetentionRule // of retention, to be put in force or to end
	Erasures []lookback.Erasure
}

// waitingRuling is a ruling that has no effect before a second person agrees.
type waitingRuling struct {
	Ruling  lookback.Ruling
	Record  lookback.Record
	Protect []lookback.Protection
	Own     bool // who looks made it, and cannot be the second
}

func listSecond(q *ask) error {
	var p secondPage
	err := q.view(func(tx store.Tx) error {
		if err := p.readRulings(q, tx); err != nil {
			return err
		}
		var err error
		if p.Runs, err = tx.ListRuns(lookback.RunProposed, 0, 0); err != nil {
			return err
		}
		policies, err := tx.ListPolicies()
		for _, x := range policies {
			if x.State == lookback.PolicyProposed {
				p.Policies = append(p.Policies, x)
			}
		}
		if err != nil {
			return err
		}
		return p.readRetention(tx)
	})
	if err != nil {
		return err
	}
	return q.show("second", tr("Waiting for a second person"), p)
}

func (p *secondPage) readRulings(q *ask, tx store.Tx) error {
	after, err := q.afterNumber()
	if err != nil {
		return err
	}
	rulings, err := tx.PendingRulings(after, pageSize+1)
	if err != nil {
		return err
	}
	rulings, p.Page = cursorOf(q, rulings, func(r lookback.Ruling) string { return fmt.Sprint(r.ID) })
	for _, r := range rulings {
		c, err := tx.GetCase(r.CaseID, store.Now)
		if err != nil {
			return err
		}
		row := waitingRuling{Ruling: r, Own: screening.SamePerson(r.Person, q.person())}
		if row.Record, row.Protect, err = personOf(tx, c.RecordID); err != nil {
			return err
		}
		p.Rulings = append(p.Rulings, row)
	}
	return nil
}

func (p *secondPage) readRetention(tx store.Tx) (err error) {
	if p.Erasures, err = tx.Erasures().List(store.KeptFilter{State: string(lookback.ErasureProposed)}); err != nil {
		return err
	}
	rules, err := tx.RetentionRules().List(store.KeptFilter{})
	for _, r := range rules {
		if r.State == lookback.RetentionProposed || r.State == lookback.RetentionInForce && r.Ending.Person != "" {
			p.Rules = append(p.Rules, r)
		}
	}
	return err
}

// secondRuling takes what a second person says about a ruling.
func secondRuling(q *ask) error {
	id, err := q.number("id")
	if err != nil {
		return err
	}
	ruling, err := q.Cases.Second(q.ctx(), casework.SecondOrder{Ruling: id, Person: q.person(), Agrees: q.form("agrees") == "yes", Reasons: q.form("reasons")})
	if err != nil {
		return err
	}
	return q.to("/cases/%d", ruling.CaseID)
}
