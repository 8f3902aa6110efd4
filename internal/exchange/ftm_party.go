package exchange

import "lookback"

// ftmKinds maps kinds of party to schemata.
var ftmKinds = map[lookback.PartyKind]string{
	lookback.KindUnknown: "LegalEntity", lookback.KindPerson: "Person", lookback.KindOrganisation: "Organization",
	lookback.KindVessel: "Vessel", lookback.KindAircraft: "Airplane",
}

// FTMParty returns the FollowTheMoney schema and properties of a party. Identifiers of a type that has no property, and the
// countries of identifiers and addresses, have no place there.
func FTMParty(p lookback.Party) (schema string, properties map[string][]string) {
	e := ftmEntity{Properties: map[string][]string{}}
	for i, name := range p.Names {
		switch {
		case i == 0:
			e.set("name", name.Full)
			e.set("firstName", name.Given)
			e.set("lastName", name.Family)
		case name.Weak:
			e.set("weakAlias", name.Full)
		case name.Type == lookback.NameFormer:
			e.set("previousName", name.Full)
		default:
			e.set("alias", name.Full)
		}
	}
	for _, d := range p.Births {
		e.set("birthDate", d.Raw)
	}
	e.set("birthPlace", p.BirthPlaces...)
	e.set("nationality", p.Nationalities...)
	e.set("country", p.Countries...)
	e.set("gender", p.Genders...)
	for _, a := range p.Addresses {
		e.set("address", a.Text)
	}
	for _, id := range p.Identifiers {
		if property := ftmIdentifiers[id.Type]; property != "" {
			e.set(property, id.Value)
		}
	}
	return ftmKinds[p.Kind], e.Properties
}
