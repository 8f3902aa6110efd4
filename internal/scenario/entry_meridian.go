package scenario

import (
	"fmt"
	"strings"

	"lookback"
)

// meridianEntry renders l as the Meridian Office publishes it: family name first, everything but names and
// addresses in remarks. It is what reading WriteOFACCSV gives back.
func meridianEntry(l *listing) lookback.Entry {
	e := lookback.Entry{List: "meridian", ID: meridianID(l), Programmes: []string{strings.ToUpper(strings.ReplaceAll(l.programme, " ", "-"))}, Links: l.links}
	e.Party.Kind = l.kind
	var weak []lookback.Name
	for i, n := range l.names {
		name := n.meridianName(i, l.kind)
		if name.Weak {
			name.Type = lookback.NameAlias
			weak = append(weak, name)
			continue
		}
		e.Party.Names = append(e.Party.Names, name)
	}
	e.Party.Names = append(e.Party.Names, weak...)
	for _, b := range l.births {
		e.Party.Births = append(e.Party.Births, lookback.ParseDate(b.words()))
	}
	l.fillShared(&e.Party)
	if l.title != "" {
		e.Extra = append(e.Extra, lookback.Field{Name: "Title", Value: l.title})
	}
	if l.kind == lookback.KindVessel {
		e.Party.Countries = []string{l.vessel.flag}
		e.Party.Identifiers = append(e.Party.Identifiers, lookback.Identifier{Type: "call-sign", Value: l.vessel.callSign})
		e.Extra = append(e.Extra, lookback.Field{Name: "Vessel type", Value: l.vessel.shipType})
	}
	e.Remarks = meridianRemarks(&e)
	return e
}

// meridianID returns the number of the listing at the Meridian Office.
func meridianID(l *listing) string { return fmt.Sprint(41000 + l.number) }

// meridianName writes "FAMILY, Given Middle" for people.
func (n listedName) meridianName(i int, kind lookback.PartyKind) lookback.Name {
	out := lookback.Name{Full: n.family, Type: n.usedAs(i), Weak: n.weak}
	if kind == lookback.KindPerson && n.given != "" {
		out.Family, out.Given = n.family, joined(" ", n.given, n.middle)
		out.Full = out.Family + ", " + out.Given
	}
	return out
}

// words writes a date of birth as OFAC does.
func (b listedBirth) words() string {
	year, month, day := b.day.Date()
	switch b.know {
	case yearOnlyKnown:
		return fmt.Sprint(year)
	case circaYear:
		return fmt.Sprintf("circa %d", year)
	case fewYears:
		return fmt.Sprintf("%d to %d", year-2, year+2)
	}
	return fmt.Sprintf("%02d %s %d", day, [...]string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"}[month-1], year)
}

// remarkLabels says how remarks name each type of identifier.
var remarkLabels = map[string]string{"passport": "Passport", "national-id": "National ID No.", "imo": "Vessel Registration Identification IMO", "mmsi": "MMSI"}

// meridianRemarks writes the fields of e that have no column of their own.
func meridianRemarks(e *lookback.Entry) string {
	var parts []string
	for _, d := range e.Party.Births {
		parts = append(parts, "DOB "+d.Raw)
	}
	for _, p := range e.Party.BirthPlaces {
		parts = append(parts, "POB "+p)
	}
	for _, n := range e.Party.Nationalities {
		parts = append(parts, "nationality "+n)
	}
	for _, g := range e.Party.Genders {
		parts = append(parts, "Gender "+g)
	}
	for _, id := range e.Party.Identifiers {
		if label := remarkLabels[id.Type]; label != "" {
			parts = append(parts, strings.TrimSpace(label+" "+id.Value+inParentheses(id.Country)))
		}
	}
	for _, n := range e.Party.Names {
		if n.Weak {
			parts = append(parts, "a.k.a. '"+n.Full+"'")
		}
	}
	for _, l := range e.Links {
		parts = append(parts, "Linked To: "+l)
	}
	if len(parts) == 0 {
		return ""
	}
	return strings.Join(parts, "; ") + "."
}

func inParentheses(s string) string {
	if s == "" {
		return ""
	}
	return " (" + s + ")"
}
