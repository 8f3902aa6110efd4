package lookback

import (
	"fmt"
	"strings"
	"time"
)

// PartyKind tells what sort of party a record or an entry describes.
type PartyKind string

// The kinds of party. KindUnknown compares with every other kind; two different
// known kinds never match (OFAC FAQ 5, step 2: a person is not a vessel).
const (
	KindUnknown      PartyKind = ""
	KindPerson       PartyKind = "person"
	KindOrganisation PartyKind = "organisation"
	KindVessel       PartyKind = "vessel"
	KindAircraft     PartyKind = "aircraft"
)

// Party is what records and entries have in common: who somebody is said to be.
// A party is a value; nothing in Lookback changes one after it is stored.
type Party struct {
	Kind          PartyKind
	Names         []Name // at least one; the primary name first
	Births        []Date // dates of birth; several when the source gives several
	BirthPlaces   []string
	Nationalities []string // as the source gives them; corroborate or conflict only, never select
	Countries     []string // residence, registration or flag, as the source gives them
	Genders       []string // as the source gives them
	Identifiers   []Identifier
	Addresses     []Address
}

// Name is one name of a party as a source writes it.
type Name struct {
	Full   string // the whole name in the order of the source; never empty
	Given  string // parts, where the source keeps them apart; may be empty
	Middle string
	Family string
	Type   NameType
	Weak   bool // a low-quality alias: corroborates, never alerts alone (OFAC FAQ 122-125)
}

// NameType tells how a name is used.
type NameType string

// The types of name.
const (
	NamePrimary NameType = ""
	NameAlias   NameType = "alias"
	NameFormer  NameType = "former"
)

// Identifier is a number or code that some authority gave to a party.
type Identifier struct {
	Type    string // lower case, from the list in docs/format/party.md: passport, national-id, tax, imo, ...
	Value   string // as the source writes it
	Country string // issuing country as the source writes it; may be empty
}

// Address is one address of a party.
type Address struct {
	Text    string // everything but the country, as the source writes it
	Country string
}

// Record is one version of one person or organisation we hold, from one source system.
type Record struct {
	ID       int64 // given by the store; the same for all versions
	Source   string
	Key      string // unique within Source
	Version  int    // 1, 2, 3 ...
	Position int64  // the journal position at which this version became known
	Arrived  time.Time
	Party    Party
}

// Ref returns "source/key", the name by which people and scripts refer to a record.
func (r Record) Ref() string { return r.Source + "/" + r.Key }

// ParseRecordRef splits "source/key". The key may itself hold slashes.
func ParseRecordRef(ref string) (source, key string, err error) {
	source, key, ok := strings.Cut(ref, "/")
	if !ok || source == "" || key == "" {
		return "", "", &InputError{Field: "record", Reason: fmt.Sprintf("%q is not SOURCE/KEY", ref), Hint: "write for example crm/1042"}
	}
	return source, key, nil
}

// Validate reports the first thing that makes p unusable for screening, as an InputError.
func (p Party) Validate() error {
	switch p.Kind {
	case KindUnknown, KindPerson, KindOrganisation, KindVessel, KindAircraft:
	default:
		return &InputError{Field: "kind", Reason: fmt.Sprintf("%q is not a kind of party", p.Kind), Hint: "use person, organisation, vessel or aircraft"}
	}
	for _, n := range p.Names {
		if strings.TrimSpace(n.Full) != "" {
			return nil
		}
	}
	return &InputError{Field: "name", Reason: "there is no name", Hint: "give a full name or its parts"}
}
