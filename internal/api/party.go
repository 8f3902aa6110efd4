package api

import "lookback"

// Party is who a record or an entry is said to be.
type Party struct {
	Kind          string       `json:"kind"`
	Names         []Name       `json:"names"`
	Births        []string     `json:"births"`
	BirthPlaces   []string     `json:"birth_places"`
	Nationalities []string     `json:"nationalities"`
	Countries     []string     `json:"countries"`
	Genders       []string     `json:"genders"`
	Identifiers   []Identifier `json:"identifiers"`
	Addresses     []Address    `json:"addresses"`
}

// Name is one name of a party.
type Name struct {
	Full string `json:"full"`
	Type string `json:"type"`
	Weak bool   `json:"weak"`
}

// Identifier is a number or code that some authority gave.
type Identifier struct {
	Type    string `json:"type"`
	Value   string `json:"value"`
	Country string `json:"country"`
}

// Address is one address.
type Address struct {
	Text    string `json:"text"`
	Country string `json:"country"`
}

// PartyOf translates p.
func PartyOf(p lookback.Party) Party {
	out := Party{Kind: string(p.Kind), Names: []Name{}, Births: []string{}, BirthPlaces: list(p.BirthPlaces),
		Nationalities: list(p.Nationalities), Countries: list(p.Countries), Genders: list(p.Genders),
		Identifiers: []Identifier{}, Addresses: []Address{}}
	for _, n := range p.Names {
		out.Names = append(out.Names, Name{Full: n.Full, Type: string(n.Type), Weak: n.Weak})
	}
	for _, d := range p.Births {
		out.Births = append(out.Births, d.Raw)
	}
	for _, i := range p.Identifiers {
		out.Identifiers = append(out.Identifiers, Identifier(i))
	}
	for _, a := range p.Addresses {
		out.Addresses = append(out.Addresses, Address(a))
	}
	return out
}
