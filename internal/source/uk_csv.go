package source

import (
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"

	"lookback"
)

// ukReader reads the UK Sanctions List as CSV: one line with the date of the report, one with the columns,
// then several rows for each party, each with one name, one address, one birth and so on.
type ukReader struct {
	edition *Edition
	table   *headed
	index   map[string]int
}

func parseUKCSV(e *Edition, files []File) error {
	f, err := onlyFile(files)
	if err != nil {
		return err
	}
	return e.read(f, func(in io.Reader) error {
		u := &ukReader{edition: e, index: map[string]int{}, table: newHeaded(e, f.Name, in)}
		if err := u.table.findHeader("Unique ID", 5, u.report); err != nil {
			return err
		}
		if err := u.table.each(u.row); err != nil {
			return err
		}
		u.finish()
		return nil
	})
}

// report reads the line "Report Date: 13-Feb-2026" that stands before the header.
func (u *ukReader) report(row *csvRow) {
	text, found := strings.CutPrefix(strings.TrimSpace(row.Fields[0]), "Report Date:")
	if !found {
		return
	}
	for _, layout := range []string{"02-Jan-2006", "2-Jan-2006", "02/01/2006"} {
		if t, err := time.Parse(layout, strings.TrimSpace(text)); err == nil {
			u.edition.Published = t
			return
		}
	}
	u.edition.problem(lookback.InputError{File: u.table.csv.name, Line: row.Line, Field: "Report Date", Reason: fmt.Sprintf("%q is not a date", clip(text))})
}

// row adds one row to its party.
func (u *ukReader) row(r record) *lookback.InputError {
	id := r.get("Unique ID")
	if id == "" {
		return &lookback.InputError{Field: "Unique ID", Reason: "the row has no identifier"}
	}
	kind, known := ukKind(r.get("Designation Type", "Individual, Entity, Ship"))
	if !known {
		return &lookback.InputError{Field: "Designation Type", Reason: fmt.Sprintf("%q is not a type of designation", clip(r.get("Designation Type", "Individual, Entity, Ship")))}
	}
	i, seen := u.index[id]
	if !seen {
		i = len(u.edition.Entries)
		u.index[id] = i
		u.edition.Entries = append(u.edition.Entries, lookback.Entry{ID: id, Party: lookback.Party{Kind: kind}})
	}
	e := &u.edition.Entries[i]
	ukNames(e, r)
	ukParty(e, r)
	ukShip(e, r)
	ukListing(e, r)
	return nil
}

// finish drops repetitions, puts the primary name first and reports parties without a name.
func (u *ukReader) finish() {
	kept := u.edition.Entries[:0]
	for _, e := range u.edition.Entries {
		dropRepeats(&e)
		primaryFirst(e.Party.Names)
		if len(e.Party.Names) == 0 {
			u.edition.problem(lookback.InputError{File: u.table.csv.name, Field: "Name 6", Reason: fmt.Sprintf("designation %s has no name", e.ID)})
			continue
		}
		kept = append(kept, e)
	}
	u.edition.Entries = kept
}

func ukKind(t string) (lookback.PartyKind, bool) {
	switch strings.ToLower(t) {
	case "individual":
		return lookback.KindPerson, true
	case "entity":
		return lookback.KindOrganisation, true
	case "ship":
		return lookback.KindVessel, true
	case "aircraft":
		return lookback.KindAircraft, true
	}
	return "", false
}

// ukNames reads the name of a row, whose last part is in Name 6, and its form in another script.
func ukNames(e *lookback.Entry, r record) {
	var given []string
	for _, column := range []string{"Name 1", "Name 2", "Name 3", "Name 4", "Name 5"} {
		if v := r.get(column); v != "" {
			given = append(given, v)
		}
	}
	name := lookback.Name{Family: r.get("Name 6"), Type: lookback.NameAlias}
	name.Full = joinNonEmpty(" ", strings.Join(given, " "), name.Family)
	if e.Party.Kind == lookback.KindPerson && len(given) > 0 {
		name.Given, name.Middle = given[0], strings.Join(given[1:], " ")
	} else {
		name.Family = ""
	}
	switch nameType := strings.ToLower(r.get("Name type")); {
	case nameType == "primary name":
		name.Type = lookback.NamePrimary
	case saysFormer(nameType) || strings.Contains(nameType, "fka"):
		name.Type = lookback.NameFormer
	}
	name.Weak = strings.Contains(strings.ToLower(r.get("Alias strength")), "low") || strings.Contains(strings.ToLower(r.get("Alias strength")), "weak")
	if name.Full != "" {
		e.Party.Names = append(e.Party.Names, name)
	}
	if other := r.get("Name non-latin script"); other != "" {
		e.Party.Names = append(e.Party.Names, lookback.Name{Full: other, Type: lookback.NameAlias, Weak: name.Weak})
		addExtra(e, "Script of "+other, joinNonEmpty(", ", r.get("Non-latin script type"), r.get("Non-latin script language")))
	}
}

// ukParty reads what describes people and entities.
func ukParty(e *lookback.Entry, r record) {
	p := &e.Party
	for _, date := range ukList(r.get("D.O.B")) {
		p.Births = append(p.Births, lookback.ParseDate(ukDate(date)))
	}
	if town := joinNonEmpty(", ", r.get("Town of birth"), r.get("Country of birth")); town != "" {
		p.BirthPlaces = append(p.BirthPlaces, town)
	}
	p.Nationalities = append(p.Nationalities, ukList(r.get("Nationality(/ies)"))...)
	p.Genders = append(p.Genders, ukList(r.get("Gender"))...)
	for _, id := range []struct{ column, about, kind string }{
		{"National Identifier number", "National Identifier additional information", idNational}, {"Passport number", "Passport additional information", idPassport},
		{"Business registration number (s)", "", idRegistration}, {"Phone number", "", idPhone}, {"Website", "", idWebsite}, {"Email address", "", idEmail}} {
		for _, v := range ukList(r.get(id.column)) {
			p.Identifiers = append(p.Identifiers, lookback.Identifier{Type: id.kind, Value: v})
			addExtra(e, "About "+v, r.get(id.about))
		}
	}
	text := joinNonEmpty(", ", r.get("Address Line 1"), r.get("Address Line 2"), r.get("Address Line 3"), r.get("Address Line 4"), r.get("Address Line 5"), r.get("Address Line 6"), r.get("Address Postal Code"))
	if a := (lookback.Address{Text: text, Country: r.get("Address Country")}); a != (lookback.Address{}) {
		p.Addresses = append(p.Addresses, a)
	}
	for _, name := range []string{"Title", "Position", "Type of entity", "Subsidiaries", "Parent company"} {
		addExtra(e, name, r.get(name))
	}
}

func ukShip(e *lookback.Entry, r record) {
	for _, id := range []struct{ column, kind string }{{"IMO number", idIMO}, {"Hull identification number (HIN)", idHull}} {
		for _, v := range ukList(r.get(id.column)) {
			e.Party.Identifiers = append(e.Party.Identifiers, lookback.Identifier{Type: id.kind, Value: v})
		}
	}
	e.Party.Countries = append(e.Party.Countries, ukList(r.get("Current believed flag of ship"))...)
	for _, name := range []string{"Current owner/operator (s)", "Previous owner/operator (s)", "Previous flags", "Type of ship", "Tonnage of ship", "Length of ship", "Year Built"} {
		addExtra(e, name, r.get(name))
	}
}

// ukListing reads why and since when the party is listed.
func ukListing(e *lookback.Entry, r record) {
	if regime := r.get("Regime Name"); regime != "" {
		e.Programmes = append(e.Programmes, regime)
	}
	if date := r.get("Date Designated"); date != "" && e.ListedOn.IsZero() {
		e.ListedOn = lookback.ParseDate(ukDate(date))
	}
	for _, name := range []string{"OFSI Group ID", "UN Reference Number", "Designation source", "Sanctions Imposed", "UK Statement of Reasons"} {
		addExtra(e, name, r.get(name))
	}
	if other := r.get("Other Information"); other != "" {
		addExtra(e, "Other Information", foldSpace(other))
		e.Remarks = other
	}
	addExtra(e, "Last Updated", r.get("Last Updated"))
}

// ukNumbered finds the marks of a numbered list, "(1) Verdania (2) Ostmark".
var ukNumbered = regexp.MustCompile(`\(\d+\)`)

// ukList splits a field that holds several values: with bars, or numbered.
func ukList(field string) []string {
	var all []string
	for part := range strings.SplitSeq(field, "|") {
		values := []string{part}
		if strings.HasPrefix(part, "(1)") {
			values = ukNumbered.Split(part, -1)
		}
		for _, v := range values {
			if v = strings.Trim(v, " ;"); v != "" {
				all = append(all, v)
			}
		}
	}
	return all
}

// ukDate writes a date of the list, whose day comes first, with the year first: 25/01/1974 and dd/01/1974
// become 1974-01-25 and 1974-01. Letters stand for what is not known.
func ukDate(date string) string {
	parts := strings.Split(strings.TrimSpace(date), "/")
	if len(parts) != 3 || !isDigits(parts[2]) {
		return date
	}
	out := parts[2]
	for _, part := range []string{parts[1], parts[0]} {
		if !isDigits(part) || strings.Trim(part, "0") == "" {
			break
		}
		out += "-" + pad2(part)
	}
	return out
}
