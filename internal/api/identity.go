package api

import (
	"time"

	"lookback"
)

// IdentityProposal says that a party of a network may be a record or an entry, or may be a thing that one of them uses.
type IdentityProposal struct {
	ID            int64        `json:"proposal"`
	State         string       `json:"state"`
	Party         string       `json:"party"`
	Class         string       `json:"class"`
	Other         string       `json:"other"`
	Identifiers   []Identifier `json:"identifiers"`
	Evidence      Evidence     `json:"evidence"`
	Person        string       `json:"person"`
	Reasons       string       `json:"reasons"`
	Contrary      string       `json:"contrary"`
	NoneFound     string       `json:"none_found"`
	Override      string       `json:"override"`
	Recorded      time.Time    `json:"recorded"`
	Second        string       `json:"second"`
	Agrees        bool         `json:"agrees"`
	SecondReasons string       `json:"second_reasons"`
	Position      int64        `json:"position"`
}

// IdentityProposalOf translates p.
func IdentityProposalOf(p lookback.IdentityProposal) IdentityProposal {
	out := IdentityProposal{
		ID: p.ID, State: string(p.State), Party: p.Party.String(), Class: string(p.Class), Other: p.Other.String(), Identifiers: []Identifier{},
		Evidence: EvidenceOf(p.Evidence), Person: p.Person, Reasons: p.Reasons, Contrary: p.Contrary.Considered, NoneFound: p.Contrary.NoneFound, Override: p.Override,
		Recorded: p.Recorded, Second: p.Second.Person, Agrees: p.Second.Agrees, SecondReasons: p.Second.Reasons, Position: p.Position,
	}
	for _, i := range p.Identifiers {
		out.Identifiers = append(out.Identifiers, Identifier(i))
	}
	return out
}
