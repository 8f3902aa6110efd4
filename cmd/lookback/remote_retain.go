package main

import (
	"lookback"
	"lookback/internal/api"
)

func (r *remote) caseReview(id int64, args []string) error {
	o := api.ReviewOrder{Axis: args[1], Reason: r.text("reason"), Contrary: r.text("contrary"), LookedNoneFound: r.text("looked-none-found") == "true", Renew: r.text("renew") == "true"}
	var err error
	if o.Evidence, err = r.cmd.Flags().GetStringArray("evidence"); err != nil {
		return err
	}
	w, err := api.Post[api.Term](r.ctx, r.client, segment("cases", id, "review"), o)
	if err != nil {
		return err
	}
	return r.printTerms([]lookback.Term{w.Back()}, false)
}

func (r *remote) caseTerms([]string) error {
	q := r.given("case")
	overdue := r.text("overdue") == "true"
	if overdue {
		q.Set("state", string(lookback.TermOverdue)) // a server follows the calendar all the time
	}
	all, err := gather(r, "/terms", q, api.Term.Back)
	if err != nil {
		return err
	}
	return r.printTerms(all, overdue)
}

func (r *remote) reportOverdue([]string) error {
	o, err := api.Get[api.Overdue](r.ctx, r.client, "/overdue", nil)
	if err != nil {
		return err
	}
	return r.printOverdue(o)
}

func (r *remote) erasureDue([]string) error {
	all, err := gather(r, "/erasures/due", nil, api.DueErasure.Back)
	if err != nil {
		return err
	}
	return r.printDue(all)
}

func (r *remote) erasureRun([]string) error {
	w, err := api.Post[api.ErasedNow](r.ctx, r.client, "/erasures/run", api.ErasureRun{Purpose: r.text("purpose")})
	if err != nil {
		return err
	}
	var receipts []lookback.Erasure
	for _, e := range w.Receipts {
		receipts = append(receipts, e.Back())
	}
	return r.printErasures(receipts)
}

func (r *remote) erasureRules([]string) error {
	all, err := gather(r, "/retention-rules", nil, func(w api.RetentionRule) api.RetentionRule { return w })
	if err != nil {
		return err
	}
	return r.printRules(all)
}

// retained posts a step of a rule of retention and prints it as it is then.
func (r *remote) retained(path string, order any) error {
	w, err := api.Post[api.RetentionRule](r.ctx, r.client, path, order)
	if err != nil {
		return err
	}
	return r.printRetention(w.Back())
}

func (r *remote) rulePropose([]string) error {
	o := api.RetentionOrder{Source: r.text("source"), Purpose: r.text("purpose"), Law: r.text("law"), ByItself: r.text("by-itself") == "true", Reason: r.text("reason")}
	var err error
	if o.Keep, err = r.cmd.Flags().GetInt("keep"); err != nil {
		return err
	}
	if o.Erase, err = r.cmd.Flags().GetInt("erase"); err != nil {
		return err
	}
	return r.retained("/retention-rules", o)
}

func (r *remote) ruleApprove(id int64, _ []string) error {
	return r.retained(segment("retention-rules", id, "approve"), api.SecondOrder{Agrees: r.text("refuse") != "true", Reasons: r.text("reason")})
}

func (r *remote) ruleEnd(id int64, _ []string) error {
	return r.retained(segment("retention-rules", id, "end"), api.Reason{Reason: r.text("reason")})
}
