package source

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"lookback"
)

// Mapping says which column of a file of records holds what. For JSON Lines a column is a key, or a path
// of keys with dots between. docs/format/record-csv.md shows the YAML form.
type Mapping struct {
	Key            string             `yaml:"key,omitempty"` // identifies the record in its source; empty: the content does
	FullName       string             `yaml:"full_name,omitempty"`
	Given          string             `yaml:"given,omitempty"`
	Middle         string             `yaml:"middle,omitempty"`
	Family         string             `yaml:"family,omitempty"`
	Aliases        []string           `yaml:"aliases,omitempty"`
	Birth          string             `yaml:"birth,omitempty"`
	Birthplace     string             `yaml:"birthplace,omitempty"`
	Nationality    string             `yaml:"nationality,omitempty"`
	Country        string             `yaml:"country,omitempty"` // of residence, registration or flag
	Gender         string             `yaml:"gender,omitempty"`
	Kind           string             `yaml:"kind,omitempty"`
	DefaultKind    lookback.PartyKind `yaml:"default_kind,omitempty"` // where Kind is empty
	Identifiers    []IdentifierColumn `yaml:"identifiers,omitempty"`
	Address        []string           `yaml:"address,omitempty"` // joined in this order
	AddressCountry string             `yaml:"address_country,omitempty"`
	Arrived        string             `yaml:"arrived,omitempty"`
	Deleted        string             `yaml:"deleted,omitempty"`   // says that the source has let go of the record
	Rest           string             `yaml:"rest,omitempty"`      // what our own exports have no exact place for: see RestColumn
	Separator      string             `yaml:"separator,omitempty"` // between several values in one field; ";" when empty
	Keyless        bool               `yaml:"-"`                   // where Key is empty rows have no key, for readers that keep nothing: making one costs as much as reading the row
}

// IdentifierColumn is a column of numbers or codes of one type.
type IdentifierColumn struct {
	Column  string `yaml:"column"`
	Type    string `yaml:"type"`
	Country string `yaml:"country,omitempty"` // the column with the issuing country
}

// ParseMapping reads a mapping from YAML. name is the file's, for messages.
func ParseMapping(name string, data []byte) (Mapping, error) {
	var m Mapping
	if err := decodeMapping(name, data, &m); err != nil {
		return m, err
	}
	if err := m.Validate(); err != nil {
		var input *lookback.InputError
		if errors.As(err, &input) {
			input.File = name
		}
		return m, err
	}
	return m, nil
}

// decodeMapping reads a mapping of any kind.
func decodeMapping(name string, data []byte, into any) error {
	err := DecodeYAML(name, data, into, true)
	var input *lookback.InputError
	if errors.As(err, &input) {
		input.Hint = "see docs/format/record-csv.md for the keys of a mapping"
	}
	return err
}

// Validate reports as an InputError a mapping by which no record could have a name, or that is unclear.
func (m Mapping) Validate() error {
	if m.FullName == "" && m.Given == "" && m.Family == "" {
		return &lookback.InputError{Field: "full_name", Reason: "no column gives a name", Hint: "name the columns with --map; see docs/format/record-csv.md"}
	}
	for _, id := range m.Identifiers {
		if id.Column == "" || id.Type == "" {
			return &lookback.InputError{Field: "identifiers", Reason: "an identifier needs a column and a type", Hint: "write for example {column: passport_no, type: passport}"}
		}
	}
	if _, ok := parseKind(string(m.DefaultKind)); !ok {
		return &lookback.InputError{Field: "default_kind", Reason: fmt.Sprintf("%q is not a kind of party", m.DefaultKind), Hint: "use person, organisation, vessel or aircraft"}
	}
	return nil
}

// parseKind reads the words that sources use for the kind of a party.
func parseKind(s string) (lookback.PartyKind, bool) {
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "":
		return lookback.KindUnknown, true
	case "person", "individual", "natural person", "p", "i":
		return lookback.KindPerson, true
	case "organisation", "organization", "company", "entity", "legal entity", "legal person", "business", "o", "c", "e":
		return lookback.KindOrganisation, true
	case "vessel", "ship":
		return lookback.KindVessel, true
	case "aircraft", "airplane":
		return lookback.KindAircraft, true
	}
	return "", false
}

// headerWords are the names that columns have in practice, by target, likeliest first; case, spaces and
// signs do not count.
var headerWords = []struct {
	target string
	words  []string
}{
	{"key", []string{"id", "key", "record_id", "recordid", "customer_id", "client_id", "person_id", "external_id", "uid", "reference", "ref", "case_id", "a_number"}},
	{"full_name", []string{"full_name", "fullname", "name", "name_full", "person_name", "customer_name", "client_name", "entity_name", "company_name", "organisation_name", "organization_name", "legal_name", "primary_name", "caption"}},
	{"given", []string{"given", "given_name", "given_names", "first_name", "firstname", "forename", "forenames", "name_first", "fname"}},
	{"middle", []string{"middle", "middle_name", "middlename", "middle_names", "second_name", "name_middle", "patronymic", "father_name"}},
	{"family", []string{"family", "family_name", "last_name", "lastname", "surname", "name_last", "lname"}},
	{"aliases", []string{"aliases", "alias", "aka", "other_names", "also_known_as"}},
	{"birth", []string{"birth", "birth_date", "birthdate", "date_of_birth", "dob", "born", "birthday", "date_birth"}},
	{"birthplace", []string{"birthplace", "birth_place", "place_of_birth", "pob"}},
	{"nationality", []string{"nationality", "nationalities", "citizenship", "citizenships"}},
	{"country", []string{"country", "country_of_residence", "residence", "residence_country", "country_code", "flag", "jurisdiction"}},
	{"gender", []string{"gender", "sex"}},
	{"kind", []string{"kind", "record_type", "party_type", "entity_type", "schema", "type"}},
	{"address", []string{"address", "addr_full", "address_line_1", "address1", "addr_line1", "street"}},
	{"address", []string{"address_line_2", "address2", "addr_line2"}},
	{"address", []string{"city", "town", "addr_city"}},
	{"address", []string{"state", "province", "region", "addr_state"}},
	{"address", []string{"postcode", "postal_code", "zip", "zip_code", "addr_postal_code"}},
	{"address_country", []string{"address_country", "addr_country"}},
	{"deleted", []string{"deleted", "is_deleted", "record_deleted"}},
	{"rest", []string{RestColumn}},
	{"arrived", []string{"arrived", "arrived_at", "arrival", "arrival_date", "created_at", "onboarded_at", "opened_at"}},
	{idPassport, []string{"passport", "passport_number", "passport_no"}},
	{idNational, []string{"national_id", "national_id_number", "id_number", "identity_number", "nin"}},
	{idTax, []string{"tax_id", "tax_number", "tin", "vat_number"}},
	{idSocial, []string{"ssn", "social_security_number"}},
	{idDriver, []string{"drivers_license", "drivers_license_number", "driving_licence"}},
	{idRegistration, []string{"registration_number", "company_number", "reg_number"}},
	{idLEI, []string{"lei", "lei_code"}},
	{idIMO, []string{"imo", "imo_number"}},
	{idMMSI, []string{"mmsi"}},
	{idEmail, []string{"email", "email_address"}},
	{idPhone, []string{"phone", "phone_number", "mobile"}},
}

// GuessMapping guesses from the names of columns what they hold, and says in words what it guessed and
// which columns it leaves out. The guess may lack a name: Validate tells.
func GuessMapping(headers []string) (Mapping, []string) {
	var m Mapping
	var guesses []string
	used := map[string]bool{}
	for _, rule := range headerWords {
		column := findHeader(headers, rule.words, used)
		if column == "" {
			continue
		}
		used[column] = true
		m.set(rule.target, column, headers)
		guesses = append(guesses, fmt.Sprintf("%s from column %q", rule.target, column))
	}
	if m.Kind == "" && (m.Given != "" || m.Family != "" || m.Birth != "" || m.Gender != "") {
		m.DefaultKind = lookback.KindPerson
		guesses = append(guesses, "every record is a person")
	}
	for _, h := range headers {
		if !used[h] && !slices.ContainsFunc(m.Identifiers, func(i IdentifierColumn) bool { return i.Country == h }) {
			guesses = append(guesses, fmt.Sprintf("column %q is not used", h))
		}
	}
	return m, guesses
}

func findHeader(headers, words []string, used map[string]bool) string {
	for _, word := range words {
		for _, h := range headers {
			if !used[h] && headerKey(h) == headerKey(word) {
				return h
			}
		}
	}
	return ""
}

// headerKey returns the letters and digits of a header in lower case.
func headerKey(h string) string {
	return strings.Map(func(r rune) rune {
		if r == '_' || r == '-' || r == ' ' || r == '.' || r == '\'' || r == '/' {
			return -1
		}
		return r
	}, strings.ToLower(h))
}

// set puts column at target, which is the YAML key of a field or a type of identifier.
func (m *Mapping) set(target, column string, headers []string) {
	fields := map[string]*string{
		"key": &m.Key, "full_name": &m.FullName, "given": &m.Given, "middle": &m.Middle, "family": &m.Family,
		"birth": &m.Birth, "birthplace": &m.Birthplace, "nationality": &m.Nationality, "country": &m.Country,
		"gender": &m.Gender, "kind": &m.Kind, "address_country": &m.AddressCountry, "arrived": &m.Arrived, "deleted": &m.Deleted, "rest": &m.Rest,
	}
	switch field := fields[target]; {
	case field != nil:
		*field = column
	case target == "aliases":
		m.Aliases = append(m.Aliases, column)
	case target == "address":
		m.Address = append(m.Address, column)
	default:
		country := findHeader(headers, []string{target + "_country", target + "_issuing_country", target + "_state"}, nil)
		m.Identifiers = append(m.Identifiers, IdentifierColumn{Column: column, Type: target, Country: country})
	}
}
