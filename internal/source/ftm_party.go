package source

import (
	"maps"
	"slices"
	"strings"

	"lookback"
)

// ftmParties are the schemata that can be screened against. A LegalEntity may be a person or a company.
var ftmParties = map[string]lookback.PartyKind{
	"Person": lookback.KindPerson, "Organization": lookback.KindOrganisation, "Company": lookback.KindOrganisation,
	"PublicBody": lookback.KindOrganisation, "LegalEntity": lookback.KindUnknown,
	"Vessel": lookback.KindVessel, "Airplane": lookback.KindAircraft,
}

// ftmIdentifiers are the properties that hold numbers and codes.
var ftmIdentifiers = map[string]string{
	"passportNumber": idPassport, "idNumber": idNational, "socialSecurityNumber": idSocial, "taxNumber": idTax, "innCode": idTax, "vatCode": idTax,
	"registrationNumber": idRegistration, "ogrnCode": idRegistration, "okpoCode": idOther, "uniqueEntityId": idOther, "permId": idOther,
	"cageCode": idOther, "npiCode": idOther, "ricCode": idOther, "giiNumber": idOther, "bikCode": idBIC, "leiCode": idLEI, "swiftBic": idBIC, "dunsCode": idDUNS,
	"imoNumber": idIMO, "mmsi": idMMSI, "callSign": idCallSign, "serialNumber": idSerial, "icaoCode": idTransponder,
	"email": idEmail, "phone": idPhone, "website": idWebsite, "accountNumber": idAccount, "publicKey": idWallet,
}

// ftmIgnored are properties that repeat parts of names, point at other entities that are read, or tell
// when somebody looked at a page. They are counted as lost.
var ftmIgnored = []string{"createdAt", "modifiedAt", "retrievedAt", "sourceUrl", "firstName", "lastName", "secondName", "middleName", "fatherName", "motherName",
	"nameSuffix", "publisher", "publisherUrl", "wikidataId", "wikipediaUrl"}

// party makes an entry of a Person, Company and so on.
func (r *ftmReader) party(entity *ftmEntity, kind lookback.PartyKind) *lookback.Entry {
	e := &lookback.Entry{ID: entity.ID, Party: lookback.Party{Kind: kind}}
	p := &e.Party
	ftmNames(e, entity)
	for _, name := range slices.Sorted(maps.Keys(entity.Properties)) {
		values := entity.Properties[name]
		switch name {
		case "name", "alias", "weakAlias", "previousName", "abbreviation", "addressEntity": // ftmNames and address have them
		case "birthDate":
			for _, v := range values {
				p.Births = append(p.Births, lookback.ParseDate(v))
			}
		case "birthPlace", "birthCountry":
			p.BirthPlaces = append(p.BirthPlaces, values...)
		case "nationality", "citizenship":
			p.Nationalities = append(p.Nationalities, values...)
		case "country", "jurisdiction", "mainCountry", "flag":
			p.Countries = append(p.Countries, values...)
		case "gender":
			p.Genders = append(p.Genders, values...)
		case "address":
			for _, v := range values {
				p.Addresses = append(p.Addresses, lookback.Address{Text: foldSpace(v)})
			}
		case "programId", "program":
			e.Programmes = append(e.Programmes, values...)
		default:
			r.property(e, entity, name, values)
		}
	}
	e.Remarks = strings.Join(entity.Properties["notes"], "\n")
	dropRepeats(e)
	return e
}

// property keeps an identifier as one, and any other property under its name.
func (r *ftmReader) property(e *lookback.Entry, entity *ftmEntity, name string, values []string) {
	if slices.Contains(ftmIgnored, name) {
		r.edition.lose(entity.Schema+"."+name, len(values))
		return
	}
	kind, identifier := ftmIdentifiers[name]
	switch {
	case name == "idNumber" && e.Party.Kind != lookback.KindPerson:
		kind = idRegistration
	case name == "registrationNumber" && e.Party.Kind == lookback.KindAircraft:
		kind = idTail
	}
	for _, v := range values {
		if v = foldSpace(v); identifier {
			e.Party.Identifiers = append(e.Party.Identifiers, lookback.Identifier{Type: kind, Value: v})
		} else {
			addExtra(e, name, v)
		}
	}
}

// ftmNames takes the caption as the primary name where it is one of the names, else the first name.
func ftmNames(e *lookback.Entry, entity *ftmEntity) {
	prop := entity.Properties
	add := func(values []string, nameType lookback.NameType, weak bool) {
		for _, v := range values {
			if v = foldSpace(v); v != "" {
				e.Party.Names = append(e.Party.Names, lookback.Name{Full: v, Type: nameType, Weak: weak})
			}
		}
	}
	add(prop["name"], lookback.NameAlias, false)
	add(prop["alias"], lookback.NameAlias, false)
	add(prop["previousName"], lookback.NameFormer, false)
	if len(e.Party.Names) == 0 && len(prop["lastName"]) > 0 {
		given, family := strings.Join(prop["firstName"], " "), prop["lastName"][0]
		add([]string{joinNonEmpty(" ", given, family)}, lookback.NameAlias, false)
	}
	add(prop["abbreviation"], lookback.NameAlias, true)
	add(prop["weakAlias"], lookback.NameAlias, true)
	primary := slices.IndexFunc(e.Party.Names, func(n lookback.Name) bool { return n.Full == foldSpace(entity.Caption) && !n.Weak })
	makePrimary(e.Party.Names, max(primary, 0))
	if given, family := prop["firstName"], prop["lastName"]; len(given) == 1 && len(family) == 1 && len(prop["name"]) == 1 && len(e.Party.Names) > 0 {
		e.Party.Names[0].Given, e.Party.Names[0].Family = given[0], family[0]
	}
}

// ftmEdges are the schemata that connect two parties: the properties at their ends, and what they say.
var ftmEdges = map[string]struct {
	from, to string
	class    lookback.TieClass
}{
	"Ownership":      {"owner", "asset", lookback.ClassOwns},
	"Directorship":   {"director", "organization", lookback.ClassDirects},
	"Employment":     {"employee", "employer", lookback.ClassWorksFor},
	"Membership":     {"member", "organization", lookback.ClassMember},
	"Family":         {"person", "relative", lookback.ClassFamily},
	"Associate":      {"person", "associate", lookback.ClassAssociate},
	"Representation": {"agent", "client", lookback.ClassActsFor},
	"Succession":     {"predecessor", "successor", lookback.ClassLinked},
	"UnknownLink":    {"subject", "object", lookback.ClassLinked},
}

// ftmAttached are the schemata that say more about one party, and the property that names it.
var ftmAttached = map[string]string{"Sanction": "entity", "Passport": "holder", "Identification": "holder", "CryptoWallet": "holder", "Occupancy": "holder"}

// attach adds to parties what other entities say of them.
func (r *ftmReader) attach(entity *ftmEntity) {
	if edge, ok := ftmEdges[entity.Schema]; ok {
		r.relate(entity, edge.from, edge.to, edge.class)
		return
	}
	if _, party := ftmParties[entity.Schema]; party {
		for _, id := range entity.Properties["addressEntity"] {
			r.address(entity.ID, r.byID[id])
		}
		return
	}
	property, attached := ftmAttached[entity.Schema]
	switch {
	case attached:
		r.detail(entity, property)
	case entity.Schema == "Address":
		taken := ftmTaken{"full": wholeProperty}
		entity.first(taken, "country")
		r.loseRest(entity, taken)
	default:
		r.edition.lose(entity.Schema, 1)
	}
}

// detail adds what an entity says of its holders to each of them.
func (r *ftmReader) detail(entity *ftmEntity, property string) {
	taken := ftmTaken{}
	for _, holder := range entity.all(taken, property) {
		e := r.entries[holder]
		if e == nil {
			r.edition.lose(entity.Schema+" of a party that is not in the file", 1)
			continue
		}
		r.describe(e, entity, taken)
		dropRepeats(e)
	}
	r.loseRest(entity, taken)
}

// describe adds a sanction, a document, a wallet or an office to its party.
func (r *ftmReader) describe(e *lookback.Entry, entity *ftmEntity, taken ftmTaken) {
	first := func(name string) string { return entity.first(taken, name) }
	switch entity.Schema {
	case "Sanction":
		r.sanction(e, entity, taken)
	case "Passport", "Identification":
		kind := idPassport
		if entity.Schema == "Identification" {
			kind = documentType(first("type"))
		}
		for _, number := range append(slices.Clone(entity.all(taken, "number")), entity.all(taken, "passportNumber")...) {
			e.Party.Identifiers = append(e.Party.Identifiers, lookback.Identifier{Type: kind, Value: foldSpace(number), Country: first("country")})
			addExtra(e, "Document "+number, joinNonEmpty(", ", first("type"), first("authority"), first("startDate"), first("endDate")))
		}
	case "CryptoWallet":
		for _, key := range entity.all(taken, "publicKey") {
			e.Party.Identifiers = append(e.Party.Identifiers, lookback.Identifier{Type: idWallet, Value: key})
			addExtra(e, "Currency of "+key, first("currency"))
		}
	default:
		addExtra(e, entity.Schema, joinNonEmpty(", ", first("post"), first("status"), first("startDate"), first("endDate")))
	}
}

// sanction adds the programmes of a sanction, the earliest day on which any lists its party, and who says so and why.
func (r *ftmReader) sanction(e *lookback.Entry, entity *ftmEntity, taken ftmTaken) {
	programmes := entity.all(taken, "programId")
	if len(programmes) == 0 {
		programmes = entity.all(taken, "program")
	}
	e.Programmes = append(e.Programmes, programmes...)
	for _, date := range append(slices.Clone(entity.all(taken, "listingDate")), entity.all(taken, "startDate")...) {
		if !e.ListedOn.IsZero() {
			r.edition.lose("date of a Sanction beside the earliest", 1)
		}
		if e.ListedOn.IsZero() || date < e.ListedOn.Raw {
			e.ListedOn = lookback.ParseDate(date)
		}
	}
	first := func(name string) string { return entity.first(taken, name) }
	addExtra(e, "Sanction", joinNonEmpty(", ", first("authority"), first("authorityId"), first("reason"), first("status")))
}

// address adds an Address entity to the party that points at it.
func (r *ftmReader) address(party string, address *ftmEntity) {
	e := r.entries[party]
	if e == nil || address == nil {
		r.edition.lose("Address that is not in the file", 1)
		return
	}
	country := strings.Join(address.Properties["country"][:min(1, len(address.Properties["country"]))], "")
	for _, full := range address.Properties["full"] {
		e.Party.Addresses = append(e.Party.Addresses, lookback.Address{Text: foldSpace(full), Country: country})
	}
	dropRepeats(e)
}

// relate makes relations of an edge, one for every pair of its ends.
func (r *ftmReader) relate(entity *ftmEntity, from, to string, class lookback.TieClass) {
	taken := ftmTaken{}
	relation := Relation{
		Class: class, Label: entity.first(taken, "role", "relationship", "status", "type"), Share: entity.first(taken, "percentage"),
		Start: lookback.ParseDate(entity.first(taken, "startDate", "date")), End: lookback.ParseDate(entity.first(taken, "endDate")),
		Note: entity.first(taken, "summary", "description"),
	}
	if relation.Label == "" {
		relation.Label = entity.Schema
	}
	for _, a := range entity.all(taken, from) {
		for _, b := range entity.all(taken, to) {
			if r.entries[a] == nil || r.entries[b] == nil || a == b {
				r.edition.lose(entity.Schema+" to a party that is not in the file", 1)
				continue
			}
			relation.From, relation.To = a, b
			r.edition.Relations = append(r.edition.Relations, relation)
		}
	}
	r.loseRest(entity, taken)
}
