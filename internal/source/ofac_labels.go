package source

import (
	"slices"
	"strings"

	"lookback"
)

// remarkRule says what the text behind a label in OFAC's remarks means.
type remarkRule struct {
	label string // as OFAC writes it
	kind  string // type of identifier, for takeDocument
	take  func(*lookback.Entry, remarkRule, string)
	whole bool // the label alone says something
}

// remarkRules maps the first word of a label in lower case to the rules that begin with it, longest label first.
var remarkRules = indexRemarkRules()

func indexRemarkRules() map[string][]remarkRule {
	var all []remarkRule
	for kind, labels := range documentLabels {
		for _, label := range labels {
			all = append(all, remarkRule{label: label, kind: kind, take: takeDocument})
		}
	}
	for _, label := range extraLabels {
		all = append(all, remarkRule{label: label, take: takeExtra})
	}
	for _, label := range noteLabels {
		all = append(all, remarkRule{label: label, take: takeNote, whole: true})
	}
	all = append(all, fieldLabels...)
	slices.SortFunc(all, func(a, b remarkRule) int {
		if len(a.label) != len(b.label) {
			return len(b.label) - len(a.label)
		}
		return strings.Compare(a.label, b.label)
	})
	index := map[string][]remarkRule{}
	for _, r := range all {
		first := firstWord(r.label)
		index[first] = append(index[first], r)
	}
	return index
}

// firstWord returns the first word of s in lower case, without a colon behind it.
func firstWord(s string) string {
	word, _, _ := strings.Cut(s, " ")
	return strings.ToLower(strings.TrimRight(word, ":"))
}

// findRemarkRule returns the rule with the longest label that part begins with, and what stands behind it.
func findRemarkRule(part string) (rule remarkRule, value string, found bool) {
	for _, r := range remarkRules[firstWord(part)] {
		if len(part) < len(r.label) || !strings.EqualFold(part[:len(r.label)], r.label) {
			continue
		}
		rest := part[len(r.label):]
		if rest == "" || strings.IndexByte(" :#(-.,", rest[0]) >= 0 {
			return r, strings.TrimLeft(rest, " :#-.,"), true
		}
	}
	return remarkRule{}, "", false
}

// fieldLabels fill the fields of a party.
var fieldLabels = []remarkRule{
	{label: "DOB", take: takeBirth},
	{label: "POB", take: takeBirthplace},
	{label: "nationality", take: takeNationality},
	{label: "citizen", take: takeNationality},
	{label: "Nationality of Registration", take: takeCountry},
	{label: "Other Vessel Flag", take: takeCountry},
	{label: "Vessel Flag", take: takeCountry},
	{label: "Gender", take: takeGender},
	{label: "Linked To", take: takeLink},
	{label: "Digital Currency Address", take: takeWallet},
}

// documentLabels are numbers and codes that some authority or operator gave, by type of identifier.
var documentLabels = map[string][]string{
	idPassport:  {"Passport", "Passport No.", "Passport Number", "Diplomatic Passport", "Official Passport", "Service Passport", "Special Passport", "Passport Booklet"},
	idNational:  {"National ID No.", "National ID", "National ID Number", "National Foreign ID Number", "Cedula No.", "Cedula", "Numero de Cedula", "Cedula de Ciudadania", "Cedula de Extranjeria", "D.N.I.", "DNI", "C.U.R.P.", "CURP", "C.U.I.", "C.U.I.P.", "Personal ID Card", "Personal Identification", "Personal ID No.", "Identification Number", "Identity Card", "Identity Card No.", "ID Card", "ID No.", "ID Card No.", "Identification Card", "Citizen's Card Number", "Kenyan ID No.", "Bosnian Personal ID No.", "Turkish Identification Number", "Turkish Identificiation Number", "Tazkira National ID Card", "Tazkira", "Numero de Identidad", "I.F.E.", "LE Number", "National Identification Number", "Numero de Identificacion", "CNIC", "Federal ID Card", "State ID"},
	idTax:       {"Tax ID No.", "Tax ID", "Tax ID Number", "NIT", "R.F.C.", "RFC", "RUC", "RIF", "RTN", "V.A.T. Number", "VAT Number", "US FEIN", "C.U.I.T.", "C.U.I.L.", "C.I.F.", "C.N.P.J.", "CNPJ", "C.P.F.", "Italian Fiscal Code", "Fiscal Code", "Numero Unico de Identificacao Tributaria (NUIT)", "Paraguayan tax identification number", "Romanian Tax Registration", "Tax Registration Number", "I.N.N.", "INN", "Numero de Identificacion Tributaria"},
	idSocial:    {"SSN", "Social Security Number", "National Insurance Number"},
	idDriver:    {"Driver's License No.", "Driver's License", "Pilot License Number", "Seafarer's Identification Document"},
	idBirthCert: {"Birth Certificate Number"},
	idResidence: {"Residency Number", "Residence Permit", "Immigration No.", "Green Card Number"},
	idVoter:     {"Electoral Registry No.", "Credencial electoral", "Voter Identification"},
	idMilitary:  {"Cartilla de Servicio Militar Nacional", "Military Registration Number"},
	idTravel:    {"Travel Document Number", "Refugee ID Card", "Stateless Person ID Card", "Stateless Person Passport", "Refugee Travel Document", "Laissez-Passer", "Seaman's Book"},
	idVisa:      {"VisaNumberID", "Visa Number"},
	idRegistration: {"Registration ID", "Registration Number", "Registration No.", "Folio Mercantil No.", "Folio Mercantil", "Matricula Mercantil No", "Matricula Mercantil No.", "Matricula Mercantil", "Company Number", "Company ID", "UK Company Number", "Commercial Registry Number", "Commercial Registration Number", "Commercial Registration", "Business Registration Document", "Business Registration Number", "Business Number", "C.R. No.", "Public Registration Number", "Chamber of Commerce Number", "Dubai Chamber of Commerce Membership No.", "Chamber of Commerce", "Government Gazette Number", "Certificate of Incorporation Number", "Legal Entity Number", "Enterprise Number", "Branch Unit Number", "File Number", "Registered Charity No.", "Unified Social Credit Code (USCC)", "United Social Credit Code Certificate (USCCC)", "Economic Register Number (CBLS)", "Central Registration System Number (MERSIS)",
		"MSB Registration Number", "Istanbul Chamber of Comm. No.", "Istanbul Chamber of Commerce No.", "Organization Code"},
	idLicence:     {"Trade License No.", "Trade License", "Trade License Number", "License", "License No.", "License Number", "Afghan Money Service Provider License Number"},
	idDUNS:        {"D-U-N-S Number", "DUNS Number"},
	idLEI:         {"LEI", "Legal Entity Identifier"},
	idBIC:         {"SWIFT/BIC", "SWIFT", "BIC", "BIK (RU)"},
	idAccount:     {"IBAN"},
	idIMO:         {"Vessel Registration Identification", "IMO", "IMO Number"},
	idMMSI:        {"MMSI"},
	idCallSign:    {"Call Sign", "Vessel Call Sign", "Other Vessel Call Sign"},
	idSerial:      {"Aircraft Manufacturer's Serial Number (MSN)", "Aircraft Serial Identification", "Aircraft Construction Number (also called L/N or S/N or F/N)"},
	idTail:        {"Aircraft Tail Number", "Previous Aircraft Tail Number"},
	idTransponder: {"Aircraft Mode S Transponder Code"},
	idEmail:       {"Email Address", "E-mail Address", "Email"},
	idPhone:       {"Phone Number", "Phone No.", "Phone", "Telephone", "Telephone No.", "Telephone Number", "Fax", "Fax No.", "Fax Number", "Tel."},
	idWebsite:     {"Website"},
}

// extraLabels are kept as fields of their own, under the label OFAC gives them.
var extraLabels = []string{
	"Additional Sanctions Information", "Secondary sanctions risk", "Transactions Prohibited For Persons Owned or Controlled By U.S. Financial Institutions",
	"Executive Order 13662 Directive Determination", "Executive Order 13846 information", "Executive Order 14024 Directive Information", "CAATSA Section 235 Information", "IFCA Determination",
	"Aircraft Model", "Aircraft Manufacture Date", "Aircraft Operator", "Aircraft Type", "Other Vessel Type", "Former Vessel Flag", "Former Vessel Type", "Former Vessel Owner",
	"Vessel Type", "Vessel Year of Build", "Former Vessel Call Sign", "Gross Registered Tonnage", "Organization Established Date", "Organization Type", "Target Type", "Effective Date",
	"Listing Date", "For more information on directives", "Tribe", "Date of death", "Chinese Commercial Code", "Interpol",
	"Equity Ticker", "ISIN", "Issuer Name", "PEESA Information",
}

// noteLabels begin phrases that are kept whole.
var noteLabels = []string{
	"All offices", "All branches", "and all other", "ICTY indictee", "arrested", "Deceased", "currently incarcerated", "Operations in",
}

// kinship are the words before "of" that relate people.
var kinship = wordSet("wife husband son daughter brother sister half-brother half-sister father mother uncle nephew niece cousin son-in-law daughter-in-law brother-in-law sister-in-law father-in-law widow spouse")

// positions are words that make a phrase about a person the name of a position, rank or calling.
var positions = wordSet(`minister director president vice-president chairman vice-chairman chairperson vice-chairperson chairwoman chair
 member deputy secretary head chief governor mayor leader ambassador representative official manager officer advisor adviser
 judge justice prosecutor speaker founder co-founder owner co-owner commander sub-commander commandant general colonel lieutenant
 major brigadier captain admiral sergeant marshal commissioner coordinator director-general rector professor doctor dr engineer
 lawyer attorney accountant senator congressman legislator delegate employee employed agent assistant spokesman spokesperson
 treasurer financier shareholder partner administrator superintendent inspector supervisor executive ceo cfo cto chef
 imam mullah maulavi haji hajji sheikh shaykh hojjatoleslam ayatollah cleric emir amir prince king sultan operative facilitator
 recruiter trafficker courier smuggler trainer instructor councillor councilor counsel counselor consul attache attaché envoy journalist
 businessman trader merchant banker broker programmer hacker scientist researcher teacher physician chairmanship paramount
 warlord militant fighter ex-president ex-minister ex-member politician personality custodian principal first-secretary
 vice premier prime presidential led leads commanded oversaw`)

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}
