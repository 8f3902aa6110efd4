package exchange

import (
	"bufio"
	"encoding/json"
	"io"
	"slices"

	"lookback"
)

// ftmEntity is one line of a FollowTheMoney file. The order of its fields is that in which the field writes them.
type ftmEntity struct {
	ID         string              `json:"id"`
	Caption    string              `json:"caption"`
	Schema     string              `json:"schema"`
	Properties map[string][]string `json:"properties"`
	Target     bool                `json:"target"`
}

// ftmEdges maps classes to the schemata for them, with the properties at their ends. All others are UnknownLink.
var ftmEdges = map[lookback.TieClass]struct{ schema, from, to string }{
	lookback.ClassOwns:      {"Ownership", "owner", "asset"},
	lookback.ClassDirects:   {"Directorship", "director", "organization"},
	lookback.ClassMember:    {"Membership", "member", "organization"},
	lookback.ClassWorksFor:  {"Employment", "employee", "employer"},
	lookback.ClassFamily:    {"Family", "person", "relative"},
	lookback.ClassAssociate: {"Associate", "person", "associate"},
	lookback.ClassActsFor:   {"Representation", "agent", "client"},
}

// ftmThings maps kinds of network party to schemata. Only people and organisations may stand at the ends of
// the schemata above.
var ftmThings = map[lookback.NetworkPartyKind]string{
	lookback.PartyPerson: "Person", lookback.PartyCompany: "Company", lookback.PartyPlace: "RealEstate", lookback.PartyPhone: "UserAccount",
	lookback.PartyAccount: "BankAccount", lookback.PartyVehicle: "Vehicle", lookback.PartyDocument: "Document",
}

// ftmIdentifiers maps types of identifier to properties; the others have none.
var ftmIdentifiers = map[string]string{
	"passport": "passportNumber", "national-id": "idNumber", "tax": "taxNumber", "registration": "registrationNumber", "phone": "phone", "email": "email",
	"lei": "leiCode", "bic": "swiftBic", "account": "accountNumber", "imo": "imoNumber", "mmsi": "mmsi", "call-sign": "callSign", "website": "website",
}

// FTM writes the picture as FollowTheMoney entities, one to a line. FollowTheMoney has no grade,
// confidence, kind or handling for an edge: those are lost, and counted.
func FTM(out io.Writer, p Picture) ([]Loss, error) {
	w := bufio.NewWriter(out)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	more := make(map[string]int)
	f := ftmWriter{picture: p, schemata: make(map[lookback.NodeRef]string), more: more}
	for _, n := range p.nodes() {
		if err := enc.Encode(f.party(n)); err != nil {
			return nil, err
		}
	}
	for _, t := range p.ties() {
		if err := enc.Encode(f.tie(t)); err != nil {
			return nil, err
		}
	}
	return p.loss(carried{
		tie:     []string{"id", "share", "from", "to", "source", "note"},
		party:   []string{"names", "aliases", "births", "birthplaces", "nationalities", "countries", "genders", "identifiers", "addresses", "kind", "note"},
		network: []string{"name", "summary"},
	}, more), w.Flush()
}

type ftmWriter struct {
	picture  Picture
	schemata map[lookback.NodeRef]string // of the parties written
	more     map[string]int
}

func (f *ftmWriter) party(n node) ftmEntity {
	e := ftmEntity{ID: n.ref.String(), Caption: n.name, Schema: f.schema(n), Properties: map[string][]string{"name": {n.name}}, Target: n.ref.Kind == lookback.NodeEntry}
	f.schemata[n.ref] = e.Schema
	if n.network != nil {
		e.set("summary", n.network.Summary)
	}
	if n.party == nil {
		return e
	}
	party := &n.party.Party
	f.names(&e, party.Names)
	for _, d := range party.Births {
		e.set("birthDate", d.Raw)
	}
	e.set("birthPlace", party.BirthPlaces...)
	e.set("nationality", party.Nationalities...)
	e.set("country", party.Countries...)
	e.set("gender", party.Genders...)
	e.set("notes", n.party.Note)
	for _, a := range party.Addresses {
		e.set("address", a.Text)
		f.more["party.addresses: country"] += one(a.Country != "")
	}
	for _, id := range party.Identifiers {
		if property := ftmIdentifiers[id.Type]; property != "" {
			e.set(property, id.Value)
			f.more["party.identifiers: country"] += one(id.Country != "")
		} else {
			f.more["party.identifiers: of a type without a property"]++
		}
	}
	return e
}

// set adds the values that are not empty.
func (e *ftmEntity) set(property string, values ...string) {
	for _, v := range values {
		if v != "" {
			e.Properties[property] = append(e.Properties[property], v)
		}
	}
}

// names adds what is known beside the first name, which is the entity's.
func (f *ftmWriter) names(e *ftmEntity, names []lookback.Name) {
	for i, name := range names {
		switch {
		case i == 0:
			e.set("firstName", name.Given)
			e.set("lastName", name.Family)
			f.more["party.names: middle part"] += one(name.Middle != "")
		case name.Weak:
			e.set("weakAlias", name.Full)
		case name.Type == lookback.NameFormer:
			e.set("previousName", name.Full)
		default:
			e.set("alias", name.Full)
		}
	}
}

// schema returns the schema for a party. What is owned and may be anything is taken as a company.
func (f *ftmWriter) schema(n node) string {
	if n.party != nil {
		return ftmThings[n.party.Kind]
	}
	if n.ref.Kind == lookback.NodeNetwork {
		return "Organization"
	}
	owned := func(t lookback.Tie) bool { return t.Class == lookback.ClassOwns && t.Object == n.ref }
	if slices.ContainsFunc(f.picture.Ties, owned) {
		return "Company"
	}
	return "LegalEntity"
}

func (f *ftmWriter) tie(t lookback.Tie) ftmEntity {
	edge, ok := ftmEdges[t.Class]
	if ok = ok && f.fits(t); !ok {
		edge.schema, edge.from, edge.to = "UnknownLink", "subject", "object"
		f.more["tie.class: in the role of an UnknownLink"]++
	}
	e := ftmEntity{ID: t.ID, Caption: string(t.Class), Schema: edge.schema, Properties: map[string][]string{
		edge.from: {t.Subject.String()}, edge.to: {t.Object.String()}, "role": {string(t.Class)}, "publisher": {t.Source},
	}}
	for property, value := range map[string]string{"startDate": t.From.Raw, "endDate": t.To.Raw, "summary": t.Note} {
		if value != "" {
			e.Properties[property] = []string{value}
		}
	}
	if t.Share.Known && edge.schema == "Ownership" {
		e.Properties["percentage"] = []string{t.Share.String()}
	}
	return e
}

// fits reports whether the parties of a tie may stand at the ends of the schema of its class.
func (f *ftmWriter) fits(t lookback.Tie) bool {
	legal := func(ref lookback.NodeRef) bool {
		return slices.Contains([]string{"Person", "Company", "Organization", "LegalEntity"}, f.schemata[ref])
	}
	if t.Class == lookback.ClassOwns {
		return legal(t.Subject) && slices.Contains([]string{"Company", "RealEstate", "Vehicle", "BankAccount"}, f.schemata[t.Object])
	}
	return legal(t.Subject) && legal(t.Object)
}
