package match

import (
	"math/bits"
	"strings"

	"lookback"
)

// idFamily is a group of identifier types whose numbers come from the same kind of register, so that they can be
// compared. The numbers are kept in snapshots and are never reused.
type idFamily uint8

// The families.
const (
	idNone idFamily = iota
	idPassport
	idNational
	idSocial
	idTax
	idRegistration
	idLicence
	idDriver
	idBirthCertificate
	idResidence
	idVoter
	idMilitary
	idTravel
	idVisa
	idDUNS
	idLEI
	idBIC
	idAccount
	idWallet
	idIMO
	idIMOCompany
	idMMSI
	idCallSign
	idHull
	idSerial
	idTail
	idTransponder
	idEmail
	idPhone
	idWebsite
	idOther
)

// idRule says how one family is read and what it means that two parties of it share or differ.
type idRule struct {
	name      string // the type as docs/format/party.md lists it
	normalise func(value string) (string, bool)
	// conflict is the factor when both parties have values and none is common; 0 when that means nothing.
	conflict lookback.Score
	// byCountry limits conflict to two numbers of the same country: every country has a scheme of its own.
	byCountry bool
	// contact marks what several people share without being one: it corroborates and never raises a score.
	contact bool
}

// The factors for numbers that contradict.
const (
	// factorIMO: the number stays with the hull from keel to scrap, so two numbers are two ships, whatever their names.
	factorIMO lookback.Score = 3000
	// factorLEI: a legal entity has one, but lapsed and duplicate ones exist.
	factorLEI lookback.Score = 5000
	// factorNational: one person has one number of a country's scheme, but schemes are replaced and labels in lists are loose.
	factorNational lookback.Score = 8500
)

// idRules are the rules by family. A different passport is no conflict: people renew them and hold several.
var idRules = [...]idRule{
	idPassport:         {name: "passport", normalise: idDocument(5)},
	idNational:         {name: "national-id", normalise: idDocument(5), conflict: factorNational, byCountry: true},
	idSocial:           {name: "social-security", normalise: idDocument(6), conflict: factorNational, byCountry: true},
	idTax:              {name: "tax", normalise: idDocument(6), conflict: factorNational, byCountry: true},
	idRegistration:     {name: "registration", normalise: idDocument(5)},
	idLicence:          {name: "licence", normalise: idDocument(5)},
	idDriver:           {name: "drivers-license", normalise: idDocument(5)},
	idBirthCertificate: {name: "birth-certificate", normalise: idDocument(5)},
	idResidence:        {name: "residence-permit", normalise: idDocument(5)},
	idVoter:            {name: "voter-id", normalise: idDocument(6)},
	idMilitary:         {name: "military-id", normalise: idDocument(5)},
	idTravel:           {name: "travel-document", normalise: idDocument(5)},
	idVisa:             {name: "visa", normalise: idDocument(5)},
	idDUNS:             {name: "duns", normalise: idDigits(9)},
	idLEI:              {name: "lei", normalise: idLegalEntity, conflict: factorLEI},
	idBIC:              {name: "bic", normalise: idBank},
	idAccount:          {name: "account", normalise: idBankAccount},
	idWallet:           {name: "wallet", normalise: idWalletAddress},
	idIMO:              {name: "imo", normalise: idShip, conflict: factorIMO},
	idIMOCompany:       {name: "imo-company", normalise: idShipCompany},
	idMMSI:             {name: "mmsi", normalise: idShipStation},
	idCallSign:         {name: "call-sign", normalise: idMark(4, 8)},
	idHull:             {name: "hull", normalise: idDocument(6)},
	idSerial:           {name: "aircraft-serial", normalise: idDocument(3), contact: true}, // every maker counts from 1
	idTail:             {name: "aircraft-tail", normalise: idMark(4, 8)},
	idTransponder:      {name: "aircraft-transponder", normalise: idMark(6, 6)},
	idEmail:            {name: "email", normalise: idMailAddress, contact: true},
	idPhone:            {name: "phone", normalise: idPhoneNumber, contact: true},
	idWebsite:          {name: "website", normalise: idSite, contact: true},
	idOther:            {name: "other", normalise: idDocument(6)},
}

// idAliases are further words for the families, as files of other systems use them.
var idAliases = map[string]idFamily{
	"passport-number": idPassport, "passport-no": idPassport, "diplomatic-passport": idPassport,
	"national-id-number": idNational, "national": idNational, "nationalid": idNational, "id-card": idNational, "identity-card": idNational,
	"id-number": idNational, "personal-id": idNational, "cedula": idNational, "curp": idNational, "tazkira": idNational, "cnic": idNational, "pinfl": idNational,
	"ssn": idSocial, "snils": idSocial, "nino": idSocial,
	"tax-id": idTax, "tax-number": idTax, "tin": idTax, "inn": idTax, "vat": idTax, "vat-number": idTax, "nit": idTax, "rfc": idTax, "ruc": idTax, "ein": idTax,
	"registration-number": idRegistration, "company-number": idRegistration, "commercial-registry": idRegistration, "ogrn": idRegistration,
	"license": idLicence, "drivers-licence": idDriver, "driver-license": idDriver, "driving-licence": idDriver,
	"residency": idResidence, "duns-number": idDUNS, "lei-code": idLEI,
	"swift": idBIC, "swift-bic": idBIC, "iban": idAccount, "bank-account": idAccount,
	"crypto": idWallet, "crypto-address": idWallet, "digital-currency": idWallet, "wallet-address": idWallet,
	"imo-number": idIMO, "tail-number": idTail, "msn": idSerial, "e-mail": idEmail, "phone-number": idPhone, "telephone": idPhone, "fax": idPhone, "url": idWebsite,
}

// idFamilies maps every type, in the form of idTypeKey, to its family.
var idFamilies = indexIDFamilies()

func indexIDFamilies() map[string]idFamily {
	families := map[string]idFamily{}
	for alias, family := range idAliases {
		families[alias] = family
	}
	for family, rule := range idRules {
		if rule.name != "" {
			families[rule.name] = idFamily(family)
		}
	}
	return families
}

// idFamilyOf returns the family of a type of identifier; what is not listed is idOther.
func idFamilyOf(kind string) idFamily {
	if family, known := idFamilies[kind]; known {
		return family
	}
	if family, known := idFamilies[strings.ReplaceAll(placeKey(kind), " ", "-")]; known {
		return family
	}
	return idOther
}

// NormaliseIdentifier returns the form in which identifiers are compared: the family of the type, a colon and
// the value without spacing, case, leading zeros or look-alike letters. It reports false for what identifies
// nobody: placeholders (000000, N/A), values too short for their type and numbers whose check digit is wrong.
func NormaliseIdentifier(id lookback.Identifier) (key string, ok bool) {
	family, value, ok := normaliseID(id)
	if !ok {
		return "", false
	}
	return idRules[family].name + ":" + value, true
}

// normaliseID returns the family and the normalised value of id.
func normaliseID(id lookback.Identifier) (family idFamily, value string, ok bool) {
	family = idFamilyOf(id.Type)
	value, ok = idRules[family].normalise(id.Value)
	if !ok && family == idIMO { // owners and managers of ships have IMO numbers too, with a check digit of their own
		family = idIMOCompany
		value, ok = idRules[family].normalise(id.Value)
	}
	return family, value, ok
}

// idFact is one identifier of a party, ready to compare.
type idFact struct {
	hash    uint64 // of the key; two keys in 2^64 collide by chance, which a reviewer would see
	country countryCode
	family  idFamily
}

// idFactOf returns id ready to compare. An issuer that can be several countries counts as not known.
func idFactOf(id lookback.Identifier) (idFact, bool) {
	family, value, ok := normaliseID(id)
	if !ok {
		return idFact{}, false
	}
	fact := idFact{hash: idHash(family, value), family: family}
	if set := countriesIn(id.Country); len(set) == 1 {
		fact.country = set[0]
	}
	return fact, true
}

// idHash is FNV-1a over the family and the value.
func idHash(family idFamily, value string) uint64 {
	const offset, prime = 14695981039346656037, 1099511628211
	hash := (offset ^ uint64(family)) * prime
	for i := range len(value) {
		hash = (hash ^ uint64(value[i])) * prime
	}
	return hash
}

// idOrder sorts by family, value and country.
func idOrder(a, b idFact) int {
	switch {
	case a.family != b.family:
		return int(a.family) - int(b.family)
	case a.hash != b.hash && a.hash < b.hash:
		return -1
	case a.hash != b.hash:
		return 1
	}
	return int(a.country) - int(b.country)
}

// idVerdict is what comparing the identifiers of two parties showed, as sets of families.
type idVerdict struct {
	agree    uint32 // one number in common
	conflict uint32 // numbers that exclude each other, and none in common
}

// opens reports whether an identifier agrees that belongs to one party alone.
func (v idVerdict) opens() bool { return v.agree&^idContacts != 0 }

// idContacts is the set of families that several people may share.
var idContacts = func() (set uint32) {
	for family, rule := range idRules {
		if rule.contact {
			set |= 1 << family
		}
	}
	return set
}()

// compareIDs compares two lists in idOrder, family by family.
func compareIDs(a, b []idFact) (v idVerdict) {
	for len(a) > 0 && len(b) > 0 {
		if a[0].family != b[0].family {
			if a[0].family < b[0].family {
				a = a[1:]
			} else {
				b = b[1:]
			}
			continue
		}
		family := a[0].family
		n, m := idRun(a), idRun(b)
		agree, excluded := compareIDFamily(a[:n], b[:m])
		switch rule := &idRules[family]; {
		case agree:
			v.agree |= 1 << family
		case rule.conflict != 0 && (excluded || !rule.byCountry):
			v.conflict |= 1 << family
		}
		a, b = a[n:], b[m:]
	}
	return v
}

// idRun returns how many of the first elements of ids belong to one family.
func idRun(ids []idFact) int {
	n := 1
	for n < len(ids) && ids[n].family == ids[0].family {
		n++
	}
	return n
}

// compareIDFamily compares the identifiers of one family. Two agree when their values do and their issuing
// countries, where both are known, are the same. Excluded reports two values of one country.
func compareIDFamily(a, b []idFact) (agree, excluded bool) {
	for _, x := range a {
		for _, y := range b {
			if x.agrees(y) {
				return true, false
			}
			excluded = excluded || x.country == y.country && x.country != 0
		}
	}
	return false, excluded
}

func (x idFact) agrees(y idFact) bool {
	return x.family == y.family && x.hash == y.hash && (x.country == y.country || x.country == 0 || y.country == 0)
}

// lower returns d times the factor of each family in conflict, in the order of the families.
func (v idVerdict) lower(d lookback.Score) lookback.Score {
	for set := v.conflict; set != 0; set &= set - 1 {
		d = scaleFactor(d, idRules[bits.TrailingZeros32(set)].conflict)
	}
	return d
}
