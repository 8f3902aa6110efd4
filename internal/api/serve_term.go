package api

import (
	"lookback"
	"lookback/internal/casework"
	"lookback/internal/store"
)

func termRoutes() []Route {
	return []Route{
		get("/terms", ReadCases, "List until when what is held against people must be reviewed, and when it ends", Page[Term]{}, answer(listTerms),
			pageQuery(Param{"case", "only of this case"}, Param{"state", "only those in this state: running, overdue, ended, left"})...),
		post("/cases/{case}/review", WorkCases, "Look again at what a case holds against the person on one axis; with If-Match only of the state that was seen", ReviewOrder{}, Term{}, command(reviewCase)),
		get("/overdue", ReadCases, "Tell everything that should have been reviewed and was not, and what should be gone", Overdue{}, answer(getOverdue)),
	}
}

func listTerms(c *call) (Page[Term], error) {
	state, err := oneOf(c, "state", lookback.TermRunning, lookback.TermOverdue, lookback.TermEnded, lookback.TermLeft)
	if err != nil {
		return Page[Term]{}, err
	}
	if _, err := c.queryNumber("case"); err != nil {
		return Page[Term]{}, err
	}
	return numbered(c, func(after int64, limit int) ([]lookback.Term, error) {
		return c.Cases.ListTerms(c.ctx(), store.KeptFilter{Subject: c.query("case"), State: string(state), AfterID: after, Limit: limit})
	}, func(t lookback.Term) int64 { return t.ID }, TermOf)
}

// ReviewOrder says that the caller looked again, on which evidence it still stands, and why.
type ReviewOrder struct {
	Axis            string   `json:"axis"`
	Reason          string   `json:"reason"`
	Evidence        []string `json:"evidence"` // alert:3, path-alert:1, tie:T-7 or document:REFERENCE
	Contrary        string   `json:"contrary,omitempty"`
	LookedNoneFound bool     `json:"looked_none_found,omitempty"` // the caller signs that they looked and found none
	Renew           bool     `json:"renew,omitempty"`             // decide it anew, so that its hard end moves too
}

func reviewCase(c *call, in ReviewOrder) (Term, error) {
	id, cases, err := c.caseSeen()
	if err != nil {
		return Term{}, err
	}
	o := casework.ReviewOrder{Case: id, Axis: lookback.Axis(in.Axis), Person: c.caller.Person, Reasons: in.Reason, Contrary: lookback.Contrary{Considered: in.Contrary}, Renew: in.Renew}
	if in.LookedNoneFound {
		o.Contrary.NoneFound = c.caller.Person
	}
	if o.Evidence, err = (Grounds{Evidence: in.Evidence}).evidence(); err != nil {
		return Term{}, err
	}
	t, err := cases.Review(c.ctx(), o)
	return TermOf(t), c.unseen(err)
}

func getOverdue(c *call) (Overdue, error) {
	l, err := c.Cases.Late(c.ctx())
	return OverdueOf(l), err
}
