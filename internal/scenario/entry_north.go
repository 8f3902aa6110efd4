package scenario

import (
	"fmt"

	"lookback"
)

// northEntry renders l as the Northern Council publishes it: names in one field, dates in ISO form, a reference number.
// It is what reading WriteUNXML gives back.
func northEntry(l *listing) lookback.Entry {
	e := lookback.Entry{List: "north", ID: northID(l), Programmes: []string{l.programme}, ListedOn: lookback.ParseDate(l.listedOn.String()), Remarks: l.remark}
	e.Party.Kind = l.kind
	for i, n := range l.names {
		e.Party.Names = append(e.Party.Names, lookback.Name{Full: joined(" ", n.given, n.middle, n.family), Type: n.usedAs(i), Weak: n.weak})
	}
	for _, b := range l.births {
		e.Party.Births = append(e.Party.Births, lookback.ParseDate(b.iso()))
	}
	l.fillShared(&e.Party)
	e.Extra = append(e.Extra, lookback.Field{Name: "Data ID", Value: fmt.Sprint(7100000 + l.number)})
	if l.title != "" {
		e.Extra = append(e.Extra, lookback.Field{Name: "Designation", Value: l.title})
	}
	for _, day := range l.updated {
		e.Extra = append(e.Extra, lookback.Field{Name: "Updated", Value: day.String()})
	}
	if l.remark != "" {
		e.Extra = append(e.Extra, lookback.Field{Name: "Comments", Value: l.remark})
	}
	return e
}

// usedAs says how the i-th name of a listing is used.
func (n listedName) usedAs(i int) lookback.NameType {
	switch {
	case i == 0:
		return lookback.NamePrimary
	case n.former:
		return lookback.NameFormer
	}
	return lookback.NameAlias
}

// fillShared fills what both lists write alike.
func (l *listing) fillShared(p *lookback.Party) {
	p.BirthPlaces = l.places
	p.Nationalities = namesOf(l.nations)
	if l.gender != "" {
		p.Genders = []string{l.gender}
	}
	for _, id := range l.ids {
		id.Country = countryOf(id.Country)
		p.Identifiers = append(p.Identifiers, id)
	}
	for _, a := range l.addresses {
		p.Addresses = append(p.Addresses, lookback.Address{Text: a.Text, Country: countryOf(a.Country)})
	}
}

// northID returns the reference under which the Council speaks of the listing.
func northID(l *listing) string {
	letter := "e"
	if l.kind == lookback.KindPerson {
		letter = "i"
	}
	return fmt.Sprintf("NC%s.%04d", letter, l.number)
}

// iso writes a date of birth with its precision in the forms of docs/format/date.md.
func (b listedBirth) iso() string {
	year, _, _ := b.day.Date()
	switch b.know {
	case yearOnlyKnown:
		return fmt.Sprint(year)
	case circaYear:
		return fmt.Sprintf("circa %d", year)
	case fewYears:
		return fmt.Sprintf("%d/%d", year-2, year+2)
	}
	return b.day.String()
}
