package api

import (
	"time"

	"lookback"
	"lookback/internal/screening"
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

// Back translates p back. ErrInvalid: it names a party as no server does.
func (p IdentityProposal) Back() (out lookback.IdentityProposal, err error) {
	out = lookback.IdentityProposal{ID: p.ID, State: lookback.ProposalState(p.State), Class: lookback.TieClass(p.Class), Evidence: p.Evidence.Back(), Person: p.Person, Reasons: p.Reasons,
		Contrary: lookback.Contrary{Considered: p.Contrary, NoneFound: p.NoneFound}, Override: p.Override, Recorded: p.Recorded,
		Second: lookback.SecondReview{Person: p.Second, Agrees: p.Agrees, Reasons: p.SecondReasons}, Position: p.Position}
	for _, i := range p.Identifiers {
		out.Identifiers = append(out.Identifiers, lookback.Identifier(i))
	}
	if out.Party, err = lookback.ParseNodeRef(p.Party); err != nil {
		return out, err
	}
	out.Other, err = lookback.ParseNodeRef(p.Other)
	return out, err
}

// Proposed says what looking for the identities of network parties found.
type Proposed struct {
	Parties   int                `json:"parties"`
	Records   int                `json:"records"`
	Entries   int                `json:"entries"`
	Found     int                `json:"found"`
	Known     int                `json:"known"`
	Proposed  int                `json:"proposed"`
	Run       int64              `json:"run"`
	Proposals []IdentityProposal `json:"proposals"`
}

// ProposedOf translates r.
func ProposedOf(r screening.ProposalResult) Proposed {
	return Proposed{r.Parties, r.Records, r.Entries, r.Found, r.Known, len(r.Proposed), r.Run, all(r.Proposed, IdentityProposalOf)}
}

// IdentityDecided is a proposal as a decision left it, and the lookback that it ordered.
type IdentityDecided struct {
	IdentityProposal
	Run     int64 `json:"run"`      // 0 for none
	Summary *Run  `json:"lookback"` // once it is done
}
