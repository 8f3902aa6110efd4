package api

import (
	"lookback"
	"lookback/internal/casework"
	"lookback/internal/store"
)

func redressRoutes() []Route {
	return []Route{
		get("/redress", ReadCases, "List requests for redress, oldest first", Page[Redress]{}, answer(listRedress), pageQuery(Param{"state", "only those in this state"})...),
		get("/redress/{redress}", ReadCases, "Show a request with its steps", Redress{}, answer(getRedress)),
		post("/redress", KeepRedress, "Take in a request by the person concerned or a representative; it gets a control number and deadlines", RedressOrder{}, Redress{}, command(receiveRedress)),
		post("/redress/{redress}/assignment", KeepRedress, "Give a request to a reviewer; refused for who decided about the case before", Assignment{}, Redress{}, command(assignRedress)),
		post("/redress/{redress}/acknowledgement", KeepRedress, "Record that the person was told that the request is here", Note{}, Redress{}, command(acknowledgeRedress)),
		post("/redress/{redress}/answer", KeepRedress, "Record the first answer to the person", Note{}, Redress{}, command(answerRedress)),
		post("/redress/{redress}/decision", KeepRedress, "End a request as its reviewer, with reasons and what the person may be told", RedressDecision{}, Redress{}, command(decideRedress)),
	}
}

func listRedress(c *call) (Page[Redress], error) {
	state, err := oneOf(c, "state", lookback.RedressReceived, lookback.RedressAcknowledged, lookback.RedressAnswered, lookback.RedressUpheld, lookback.RedressPartly, lookback.RedressNotUpheld, lookback.RedressNothingHeld)
	if err != nil {
		return Page[Redress]{}, err
	}
	return numbered(c, func(after int64, limit int) ([]lookback.Redress, error) {
		return c.Cases.ListRedress(c.ctx(), store.KeptFilter{State: string(state), AfterID: after, Limit: limit})
	}, func(r lookback.Redress) int64 { return r.ID }, func(r lookback.Redress) Redress { return RedressOf(r, c.Now()) })
}

// redressed answers a step with the request as it is then.
func (c *call) redressed(r lookback.Redress, err error) (Redress, error) {
	return RedressOf(r, c.Now()), err
}

func getRedress(c *call) (Redress, error) {
	id, err := c.number("redress")
	if err != nil {
		return Redress{}, err
	}
	return c.redressed(c.Cases.GetRedress(c.ctx(), id))
}

// RedressOrder is a request as it comes in.
type RedressOrder struct {
	Record         string       `json:"record"` // SOURCE/KEY
	Requester      string       `json:"requester"`
	Representative string       `json:"representative,omitempty"`
	Authority      string       `json:"authority,omitempty"`
	Statement      string       `json:"statement"`
	Identifiers    []Identifier `json:"identifiers,omitempty"` // that tell the person from others
}

func receiveRedress(c *call, in RedressOrder) (Redress, error) {
	source, key, err := lookback.ParseRecordRef(in.Record)
	if err != nil {
		return Redress{}, err
	}
	o := casework.RedressOrder{Source: source, Key: key, Requester: in.Requester, Representative: in.Representative, Authority: in.Authority, Statement: in.Statement, Actor: c.caller.Person}
	for _, x := range in.Identifiers {
		o.Identifiers = append(o.Identifiers, lookback.Identifier(x))
	}
	return c.redressed(c.Cases.ReceiveRedress(c.ctx(), o))
}

func assignRedress(c *call, in Assignment) (Redress, error) {
	id, err := c.number("redress")
	if err != nil {
		return Redress{}, err
	}
	return c.redressed(c.Cases.AssignRedress(c.ctx(), id, in.To, c.caller.Person))
}

func acknowledgeRedress(c *call, in Note) (Redress, error) {
	id, err := c.number("redress")
	if err != nil {
		return Redress{}, err
	}
	return c.redressed(c.Cases.AcknowledgeRedress(c.ctx(), id, c.caller.Person, in.Text))
}

func answerRedress(c *call, in Note) (Redress, error) {
	id, err := c.number("redress")
	if err != nil {
		return Redress{}, err
	}
	return c.redressed(c.Cases.AnswerRedress(c.ctx(), id, c.caller.Person, in.Text))
}

// RedressDecision ends a request.
type RedressDecision struct {
	Outcome string `json:"outcome"` // upheld, "partly upheld", "not upheld", "nothing held"
	Reasons string `json:"reasons"`
	Summary string `json:"summary"` // what the person may be told
}

func decideRedress(c *call, in RedressDecision) (Redress, error) {
	id, err := c.number("redress")
	if err != nil {
		return Redress{}, err
	}
	return c.redressed(c.Cases.DecideRedress(c.ctx(), casework.RedressDecision{Redress: id, State: lookback.RedressState(in.Outcome), Person: c.caller.Person, Reasons: in.Reasons, Summary: in.Summary}))
}
