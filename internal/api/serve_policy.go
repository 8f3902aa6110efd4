package api

import (
	"slices"

	"lookback"
	"lookback/internal/screening"
)

func policyRoutes() []Route {
	return []Route{
		get("/policies", ReadPolicy, "List all versions of the policy, oldest first", Page[Policy]{}, answer(listPolicies), pageQuery()...),
		post("/policies", ProposePolicy, "Measure and propose a new version; it has no effect until another person approves it", PolicyOrder{}, Policy{}, command(proposePolicy)),
		post("/policies/{policy}/approve", ApprovePolicy, "Put a proposed version in force and order the lookback that follows", Nothing{}, PolicyApproved{}, command(approvePolicy)),
		post("/simulation", ProposePolicy, "Show who would enter and who would leave under another policy, without touching anything", PolicyOrder{}, Simulation{}, command(simulate)),
	}
}

func listPolicies(c *call) (Page[Policy], error) {
	found, err := c.Screening.Policies(c.ctx())
	if err != nil {
		return Page[Policy]{}, err
	}
	return sliced(c, found, PolicyOf)
}

// PolicyOrder says what is to differ from the policy in force.
type PolicyOrder struct {
	Threshold *Score   `json:"threshold,omitempty"` // unchanged when left out
	Lists     []string `json:"lists,omitempty"`     // unchanged when left out; ["all"] means every list we hold
	Reason    string   `json:"reason,omitempty"`
}

// Over returns the policy in force with what the order changes.
func (o PolicyOrder) Over(p lookback.Policy) lookback.Policy {
	if o.Threshold != nil {
		p.Threshold = lookback.Score(*o.Threshold)
	}
	if o.Lists != nil {
		p.Lists = o.Lists
	}
	if slices.Equal(p.Lists, []string{"all"}) {
		p.Lists = nil
	}
	p.Reason = o.Reason
	return p
}

func proposePolicy(c *call, in PolicyOrder) (Policy, error) {
	p, err := c.Screening.PolicyInForce(c.ctx())
	if err != nil {
		return Policy{}, err
	}
	p, err = c.Screening.ProposePolicy(c.ctx(), in.Over(p), c.caller.Person, func(int, int) {})
	return PolicyOf(p), err
}

// PolicyApproved is a policy that came into force, and the lookback that follows from it.
type PolicyApproved struct {
	Policy
	Run Run `json:"run"`
}

func approvePolicy(c *call, _ Nothing) (PolicyApproved, error) {
	version, err := c.number("policy")
	if err != nil {
		return PolicyApproved{}, err
	}
	p, run, err := c.Screening.ApprovePolicy(c.ctx(), int(version), c.caller.Person)
	if err == nil {
		c.Worker.Wake()
	}
	return PolicyApproved{PolicyOf(p), RunOf(run)}, err
}

// Simulation says what a policy would change.
type Simulation struct {
	Records int          `json:"records"`
	Enter   []Difference `json:"enter"`
	Leave   []Difference `json:"leave"`
	Stay    int          `json:"stay"`
}

// Difference is a record and an entry that would become, or stop being, an alert.
type Difference struct {
	Record string `json:"record"`
	List   string `json:"list"`
	Entry  string `json:"entry"`
	Score  Score  `json:"score"`
	Name   string `json:"name"`
}

// SimulationOf translates s.
func SimulationOf(s screening.Simulation) Simulation {
	return Simulation{Records: s.Records, Enter: all(s.Enter, differenceOf), Leave: all(s.Leave, differenceOf), Stay: s.Stay}
}

func differenceOf(d screening.Difference) Difference {
	return Difference{d.Record.Ref(), d.List, d.Entry, Score(d.Score), d.Record.Party.Names[0].Full}
}

func simulate(c *call, in PolicyOrder) (Simulation, error) {
	p, err := c.Screening.PolicyInForce(c.ctx())
	if err != nil {
		return Simulation{}, err
	}
	s, err := c.Screening.Simulate(c.ctx(), in.Over(p), func(int, int) {})
	return SimulationOf(s), err
}
