package api

import (
	"strings"

	"lookback"
	"lookback/internal/screening"
	"lookback/internal/store"
)

func identityRoutes() []Route {
	return []Route{
		get("/identities", ReadNetworks, "List proposals of who parties of networks are", Page[IdentityProposal]{}, answer(listIdentities),
			pageQuery(Param{"state", "only those: proposed, awaiting second person, confirmed or refused"})...),
		get("/identities/{proposal}", ReadNetworks, "Show a proposal with all its evidence, and what people said of it", IdentityProposal{}, answer(getIdentity)),
		post("/identities", AssertTies, "Compare parties of networks with all records and entries, and propose who they may be", IdentityQuestion{}, Proposed{}, command(proposeIdentities)),
		post("/identities/{proposal}/confirm", WorkCases, "Confirm a proposal; that two parties are one waits for a second person, and names alone confirm nobody", IdentityRuling{}, IdentityDecided{}, command(confirmIdentity)),
		post("/identities/{proposal}/second", SecondCases, "Review a confirmation as the second person; refused for the person who made it", SecondOrder{}, IdentityDecided{}, command(secondIdentity)),
		post("/identities/{proposal}/refuse", WorkCases, "Refuse a proposal: its hypothesis is withdrawn, and it comes again only with other evidence", Reason{}, IdentityDecided{}, command(refuseIdentity)),
	}
}

func listIdentities(c *call) (out Page[IdentityProposal], err error) {
	state, err := oneOf(c, "state", lookback.ProposalOpen, lookback.ProposalSeconding, lookback.ProposalConfirmed, lookback.ProposalRefused)
	if err != nil {
		return out, err
	}
	err = c.view(func(tx store.Tx) error {
		known, err := tx.ProposalsAt(store.Now)
		if err != nil {
			return err
		}
		out, err = sliced(c, ProposalsIn(known, string(state)), IdentityProposalOf)
		return err
	})
	return out, err
}

// ProposalsIn returns the proposals in a state, or all of them where it is empty.
func ProposalsIn(known []lookback.IdentityProposal, state string) (kept []lookback.IdentityProposal) {
	for _, p := range known {
		if state == "" || string(p.State) == state {
			kept = append(kept, p)
		}
	}
	return kept
}

func getIdentity(c *call) (IdentityProposal, error) {
	id, err := c.number("proposal")
	if err != nil {
		return IdentityProposal{}, err
	}
	var p lookback.IdentityProposal
	err = c.view(func(tx store.Tx) (err error) {
		p, err = tx.GetProposal(id, store.Now)
		return err
	})
	return IdentityProposalOf(p), err
}

// IdentityQuestion names the parties to look for; all of them when it names none.
type IdentityQuestion struct {
	Parties []string `json:"parties"`
}

func proposeIdentities(c *call, in IdentityQuestion) (Proposed, error) {
	r, err := c.Screening.ProposeIdentities(c.ctx(), c.caller.Person, in.Parties, func(int, int) {})
	if err != nil {
		return Proposed{}, err
	}
	c.Worker.Wake()
	return ProposedOf(r), nil
}

// IdentityRuling confirms a proposal.
type IdentityRuling struct {
	Reason          string `json:"reason"`
	Grade           string `json:"grade"` // of the source (A-F) and of the information (1-6), as B2
	Contrary        string `json:"contrary,omitempty"`
	LookedNoneFound bool   `json:"looked_none_found,omitempty"` // the caller signs that they looked and found none
	Override        string `json:"override,omitempty"`          // why it is confirmed although no independent identifier agrees
}

func confirmIdentity(c *call, in IdentityRuling) (IdentityDecided, error) {
	id, err := c.number("proposal")
	if err != nil {
		return IdentityDecided{}, err
	}
	r := screening.IdentityRuling{Proposal: id, Person: c.caller.Person, Reasons: in.Reason, Contrary: lookback.Contrary{Considered: in.Contrary}, Override: in.Override}
	if strings.TrimSpace(in.Grade) != "" {
		if r.Grade, err = lookback.ParseGrade(in.Grade); err != nil {
			return IdentityDecided{}, err
		}
	}
	if in.LookedNoneFound {
		r.Contrary.NoneFound = c.caller.Person
	}
	return c.identityDecided(c.Screening.ConfirmIdentity(c.ctx(), r))
}

func secondIdentity(c *call, in SecondOrder) (IdentityDecided, error) {
	id, err := c.number("proposal")
	if err != nil {
		return IdentityDecided{}, err
	}
	return c.identityDecided(c.Screening.SecondIdentity(c.ctx(), id, lookback.SecondReview{Person: c.caller.Person, Agrees: in.Agrees, Reasons: in.Reasons}))
}

func refuseIdentity(c *call, in Reason) (IdentityDecided, error) {
	id, err := c.number("proposal")
	if err != nil {
		return IdentityDecided{}, err
	}
	return c.identityDecided(c.Screening.RefuseIdentity(c.ctx(), id, c.caller.Person, in.Reason))
}

// identityDecided answers what became of a proposal, and tells the worker of the lookback that it ordered.
func (c *call) identityDecided(p lookback.IdentityProposal, run int64, err error) (IdentityDecided, error) {
	if err != nil {
		return IdentityDecided{}, err
	}
	c.Worker.Wake()
	return IdentityDecided{IdentityProposal: IdentityProposalOf(p), Run: run}, nil
}
