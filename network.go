package lookback

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Network is a named set of parties and ties: what holds it together are the ties to its node. It is somebody's
// judgement that these belong together, so it says whose and on what ground.
type Network struct {
	ID       string
	Name     string
	Summary  string // what it is and what it does, in words
	Ground   string // why these parties are taken together
	By       string // the person or system that named it
	Handling Handling
	Recorded time.Time
	ReviewBy time.Time
	Position int64 // the journal position at which it became known
}

// Ref returns the node of the network.
func (n Network) Ref() NodeRef { return NetworkNode(n.ID) }

// Validate reports the first thing that a network must have before it is kept.
func (n Network) Validate() error {
	if err := n.Ref().Validate(); err != nil {
		return err
	}
	for _, part := range []struct{ field, value string }{{"name", n.Name}, {"ground", n.Ground}, {"by", n.By}} {
		if strings.TrimSpace(part.value) == "" {
			return &InputError{Field: part.field, Reason: "a network needs one", Hint: "give it a name, the ground for taking its parties together, and who says so"}
		}
	}
	if n.Recorded.IsZero() || !n.ReviewBy.After(n.Recorded) || n.ReviewBy.After(n.Recorded.AddDate(TieReviewYears, 0, 0)) {
		return &InputError{Field: "review_by", Reason: "a network needs a time of record and a review date within a year of it"}
	}
	return n.Handling.Validate()
}

// NetworkPartyKind says what a party of a network is.
type NetworkPartyKind string

// The kinds of party in a network.
const (
	PartyPerson   NetworkPartyKind = "person" // a facilitator, a driver, a recruiter
	PartyCompany  NetworkPartyKind = "company"
	PartyPlace    NetworkPartyKind = "place" // a safe house, a hostel
	PartyPhone    NetworkPartyKind = "phone"
	PartyAccount  NetworkPartyKind = "account"
	PartyVehicle  NetworkPartyKind = "vehicle"
	PartyDocument NetworkPartyKind = "document"
)

var networkPartyKinds = []NetworkPartyKind{PartyPerson, PartyCompany, PartyPlace, PartyPhone, PartyAccount, PartyVehicle, PartyDocument}

// NetworkParty is a party of a network that is neither a record nor an entry. That it is one of them
// after all is a tie of class same-as, a hypothesis until a person confirms it.
type NetworkParty struct {
	ID    string
	Kind  NetworkPartyKind
	Party Party // who or what it is said to be: names, dates, identifiers
	// PublicHub marks what serves everybody: a hostel, an airport, a travel or remittance agent, a place of
	// worship, a legal-aid telephone. Having been in touch with it is no evidence, so no path runs through it.
	PublicHub bool
	HubReason string // why it is a public hub; needed where it is
	Note      string
	Position  int64 // the journal position at which it became known
}

// Ref returns the node of the party.
func (p NetworkParty) Ref() NodeRef { return PartyNode(p.ID) }

// Validate reports a party that could not be told from another: it needs a kind, and a name or an identifier.
func (p NetworkParty) Validate() error {
	if err := p.Ref().Validate(); err != nil {
		return err
	}
	if !slices.Contains(networkPartyKinds, p.Kind) {
		return &InputError{Field: "kind", Reason: fmt.Sprintf("%q is not a kind of network party", p.Kind), Hint: "use person, company, place, phone, account, vehicle or document"}
	}
	if p.Party.Validate() != nil && len(p.Party.Identifiers) == 0 {
		return &InputError{Field: "name", Reason: "a party of a network needs a name or an identifier"}
	}
	if p.PublicHub && strings.TrimSpace(p.HubReason) == "" {
		return &InputError{Field: "hub_reason", Reason: "say why this is a public hub: paths through it no longer count"}
	}
	return nil
}

// Label returns what people call the party: its name, or its kind and first identifier.
func (p NetworkParty) Label() string {
	if len(p.Party.Names) > 0 {
		return p.Party.Names[0].Full
	}
	if len(p.Party.Identifiers) > 0 {
		return string(p.Kind) + " " + p.Party.Identifiers[0].Value
	}
	return p.ID
}
