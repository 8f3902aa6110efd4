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
