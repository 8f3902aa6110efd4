package api

import (
	"time"

	"lookback"
	"lookback/internal/casework"
	"lookback/internal/store"
)

func protectRoutes() []Route {
	return []Route{
		get("/protections", ReadCases, "List the protections of one record; nothing lists records by protection", Page[Protection]{}, answer(listProtections), pageQuery(Param{"record", "SOURCE/KEY; needed"})...),
		post("/protections", WorkCases, "Protect a record: it shows everywhere, bars disclosures and selects nobody", ProtectionOrder{}, Protection{}, command(setProtection)),
		post("/protections/{protection}/lift", WorkCases, "Ask to lift a protection, or agree to it as the second person; until then it holds", LiftOrder{}, Lifting{}, command(liftProtection)),
		get("/erasures", ReadCases, "List the receipts of erasures", Page[Erasure]{}, answer(listErasures), pageQuery()...),
		post("/erasures", WorkCases, "Propose to erase a record; refused while a legal hold or a duty to keep stands", ErasureOrder{}, Erasure{}, command(proposeErasure)),
		post("/erasures/{erasure}/approve", SecondCases, "Erase as the second person, or refuse it; what is left is a receipt without the person", Agreement{}, Erasure{}, command(approveErasure)),
		post("/holds", WorkCases, "Put a legal hold on a record: nobody erases it until the hold is released or ends", HoldOrder{}, LegalHold{}, command(holdRecord)),
		post("/holds/{hold}/review", WorkCases, "Review a legal hold, which then stands for another year at most, or release it", HoldReview{}, LegalHold{}, command(reviewHold)),
	}
}

func listProtections(c *call) (Page[Protection], error) {
	source, key, err := lookback.ParseRecordRef(c.query("record"))
	if err != nil {
		return Page[Protection]{}, err
	}
	var record lookback.Record
	err = c.view(func(tx store.Tx) (err error) {
		record, err = tx.GetRecord(source, key, store.Now)
		return err
	})
	if err != nil {
		return Page[Protection]{}, err
	}
	held, err := c.Cases.ProtectionsOf(c.ctx(), record.ID)
	if err != nil {
		return Page[Protection]{}, err
	}
	return sliced(c, held, ProtectionOf)
}

// ProtectionOrder asks that a record be protected.
type ProtectionOrder struct {
	Record string    `json:"record"`
	Kind   string    `json:"kind"`
	Source string    `json:"source"` // where it is known from
	Since  time.Time `json:"since"`
}

func setProtection(c *call, in ProtectionOrder) (Protection, error) {
	p, err := c.Cases.Protect(c.ctx(), casework.ProtectionOrder{Record: in.Record, Kind: lookback.ProtectionKind(in.Kind), Source: in.Source, Since: in.Since, Person: c.caller.Person})
	return ProtectionOf(p), err
}

// LiftOrder asks to lift a protection of a record.
type LiftOrder struct {
	Record string `json:"record"`
	Reason string `json:"reason"`
}

// Lifting is a protection with who asked to lift it and who agreed.
type Lifting struct {
	Protection
	AskedBy  string `json:"lifting_asked_by"`
	LiftedBy string `json:"lifted_by"`
}

// Back translates l back.
func (l Lifting) Back() lookback.Protection {
	p := l.Protection.Back()
	p.Lifting.Person, p.Lifted.Person = l.AskedBy, l.LiftedBy
	return p
}

func liftProtection(c *call, in LiftOrder) (Lifting, error) {
	id, err := c.number("protection")
	if err != nil {
		return Lifting{}, err
	}
	p, err := c.Cases.LiftProtection(c.ctx(), in.Record, id, c.caller.Person, in.Reason)
	return Lifting{ProtectionOf(p), p.Lifting.Person, p.Lifted.Person}, err
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
