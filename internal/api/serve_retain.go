package api

import (
	"lookback"
	"lookback/internal/casework"
	"lookback/internal/store"
)

func retainRoutes() []Route {
	return []Route{
		get("/erasures", ReadCases, "List the receipts of erasures", Page[Erasure]{}, answer(listErasures), pageQuery()...),
		post("/erasures", WorkCases, "Propose to erase a record; refused while a legal hold or a duty to keep stands", ErasureOrder{}, Erasure{}, command(proposeErasure)),
		post("/erasures/{erasure}/approve", SecondCases, "Erase as the second person, or refuse it; what is left is a receipt without the person", Agreement{}, Erasure{}, command(approveErasure)),
		get("/erasures/due", ReadCases, "List the records that must go by now, and what each waits for", Page[DueErasure]{}, answer(listDue), pageQuery()...),
		post("/erasures/run", SecondCases, "Erase what has fallen due and goes by itself, as the server does once a day; the purpose is recorded", ErasureRun{}, ErasedNow{}, command(runErasure)),
		get("/retention-rules", ReadCases, "List how long what is held for which purpose must be kept, and when it must go", Page[RetentionRule]{}, answer(listRetention), pageQuery()...),
		post("/retention-rules", WorkCases, "Propose for what records are held, how long, and whether they go by themselves", RetentionOrder{}, RetentionRule{}, command(proposeRetention)),
		post("/retention-rules/{rule}/approve", SecondCases, "Bring a rule of retention into force as the second person, or refuse it", SecondOrder{}, RetentionRule{}, command(approveRetention)),
		post("/retention-rules/{rule}/end", WorkCases, "Ask to end a rule of retention, or end it as the second person; until then it binds", Reason{}, RetentionRule{}, command(endRetention)),
		post("/holds", WorkCases, "Put a legal hold on a record: nobody erases it until the hold is released or ends", HoldOrder{}, LegalHold{}, command(holdRecord)),
		post("/holds/{hold}/review", WorkCases, "Review a legal hold, which then stands for another year at most, or release it", HoldReview{}, LegalHold{}, command(reviewHold)),
	}
}

func listErasures(c *call) (Page[Erasure], error) {
	return numbered(c, func(after int64, limit int) ([]lookback.Erasure, error) {
		return c.Cases.ListErasures(c.ctx(), store.KeptFilter{AfterID: after, Limit: limit})
	}, func(e lookback.Erasure) int64 { return e.ID }, ErasureOf)
}

// ErasureOrder asks to erase a record.
type ErasureOrder struct {
	Record   string   `json:"record"`
	Purposes []string `json:"purposes"` // for which it is held: retention rules say whether it may go
	Ground   string   `json:"ground"`   // the law or rule, without a name
	Request  string   `json:"request,omitempty"`
}

func proposeErasure(c *call, in ErasureOrder) (Erasure, error) {
	e, err := c.Cases.ProposeErasure(c.ctx(), casework.ErasureOrder{Record: in.Record, Purposes: in.Purposes, Ground: in.Ground, Request: in.Request, Person: c.caller.Person})
	return ErasureOf(e), err
}

// Agreement is what a second person says where no reasons are kept.
type Agreement struct {
	Agrees bool `json:"agrees"`
}

func approveErasure(c *call, in Agreement) (Erasure, error) {
	id, err := c.number("erasure")
	if err != nil {
		return Erasure{}, err
	}
	e, err := c.Cases.ApproveErasure(c.ctx(), id, c.caller.Person, in.Agrees)
	return ErasureOf(e), err
}

func listDue(c *call) (Page[DueErasure], error) {
	after, err := casework.ParseDueMark(c.query("after"))
	if err != nil {
		return Page[DueErasure]{}, err
	}
	limit, err := c.limit()
	if err != nil {
		return Page[DueErasure]{}, err
	}
	found, err := c.Cases.DuePage(c.ctx(), after, limit+1)
	if err != nil {
		return Page[DueErasure]{}, err
	}
	return pageOf(found, limit, func(d casework.DueErasure) string { return d.Mark().String() }, DueErasureOf), nil
}

// ErasureRun says what for the caller lets go what has fallen due, before the program does.
type ErasureRun struct {
	Purpose string `json:"purpose"`
}

// ErasedNow are the receipts of what went.
type ErasedNow struct {
	Receipts []Erasure `json:"receipts"`
}

func runErasure(c *call, in ErasureRun) (ErasedNow, error) {
	receipts, err := c.Cases.RunErasure(c.ctx(), casework.Reader{Person: c.caller.Person, Purpose: in.Purpose})
	return ErasedNow{all(receipts, ErasureOf)}, err
}

func listRetention(c *call) (Page[RetentionRule], error) {
	made, err := c.Cases.ListRetention(c.ctx(), store.KeptFilter{})
	if err != nil {
		return Page[RetentionRule]{}, err
	}
	return sliced(c, RetentionRulesOf(c.Cases.Rules(), made), func(r RetentionRule) RetentionRule { return r })
}

// RetentionOrder proposes a rule of retention.
type RetentionOrder struct {
	Source   string `json:"source,omitempty"` // of the records; all when left out
	Purpose  string `json:"purpose"`
	Law      string `json:"law"`
	Keep     int    `json:"keep_months,omitempty"`
	Erase    int    `json:"erase_months,omitempty"`
	ByItself bool   `json:"by_itself,omitempty"` // the program erases them then, unless something holds them back
	Reason   string `json:"reason"`
}

func proposeRetention(c *call, in RetentionOrder) (RetentionRule, error) {
	r, err := c.Cases.ProposeRetention(c.ctx(), lookback.RetentionRule{Source: in.Source, Purpose: in.Purpose, Law: in.Law, Keep: in.Keep, Erase: in.Erase, ByItself: in.ByItself,
		Reasons: in.Reason, Person: c.caller.Person})
	return RetentionRuleOf(r), err
}

func approveRetention(c *call, in SecondOrder) (RetentionRule, error) {
	id, err := c.number("rule")
	if err != nil {
		return RetentionRule{}, err
	}
	r, err := c.Cases.ApproveRetention(c.ctx(), id, c.caller.Person, in.Reasons, in.Agrees)
	return RetentionRuleOf(r), err
}

func endRetention(c *call, in Reason) (RetentionRule, error) {
	id, err := c.number("rule")
	if err != nil {
		return RetentionRule{}, err
	}
	r, err := c.Cases.EndRetention(c.ctx(), id, c.caller.Person, in.Reason)
	return RetentionRuleOf(r), err
}

// HoldOrder asks to keep a record from being erased.
type HoldOrder struct {
	Record string `json:"record"`
	Basis  string `json:"basis"` // the order or law
}

func holdRecord(c *call, in HoldOrder) (LegalHold, error) {
	h, err := c.Cases.HoldRecord(c.ctx(), in.Record, in.Basis, c.caller.Person)
	return LegalHoldOf(h), err
}

// HoldReview lets a hold stand or ends it.
type HoldReview struct {
	Reason  string `json:"reason"`
	Release bool   `json:"release"`
}

func reviewHold(c *call, in HoldReview) (LegalHold, error) {
	id, err := c.number("hold")
	if err != nil {
		return LegalHold{}, err
	}
	h, err := c.Cases.ReviewHold(c.ctx(), id, c.caller.Person, in.Reason, in.Release)
	return LegalHoldOf(h), err
}
