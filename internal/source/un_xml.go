package source

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"

	"lookback"
)

// unReader reads the consolidated list of the UN Security Council.
type unReader struct {
	edition *Edition
	xml     *xmlReader
	ids     entryIDs
}

// parseUNXML reads one file, entry by entry.
func parseUNXML(e *Edition, files []File) error {
	f, err := onlyFile(files)
	if err != nil {
		return err
	}
	return e.read(f, func(in io.Reader) error {
		u := &unReader{edition: e, xml: newMendingXMLReader(f.Name, in), ids: entryIDs{}}
		start, err := u.xml.root("CONSOLIDATED_LIST")
		if err != nil {
			return err
		}
		if e.Published, err = u.published(start); err != nil {
			return err
		}
		err = u.xml.children(u.section)
		e.Recoded = u.xml.repaired()
		return err
	})
}

// published reads the time of the list from its root element, by the publisher's own clock: an edition of the evening of
// 30 November in New York is that of 30 November, although it was December already elsewhere.
func (u *unReader) published(start xml.StartElement) (time.Time, error) {
	for _, a := range start.Attr {
		if a.Name.Local != "dateGenerated" {
			continue
		}
		t, err := time.Parse(time.RFC3339, a.Value)
		if err != nil {
			return t, &lookback.InputError{File: u.xml.name, Line: u.xml.line(), Field: "dateGenerated", Reason: fmt.Sprintf("%q is not a time", clip(a.Value))}
		}
		_, offset := t.Zone()
		return t.Add(time.Duration(offset) * time.Second).UTC(), nil
	}
	return time.Time{}, nil
}

// section reads INDIVIDUALS or ENTITIES.
func (u *unReader) section(start xml.StartElement) error {
	switch start.Name.Local {
	case "INDIVIDUALS":
		return u.xml.each(func(s xml.StartElement) error { return u.entry(s, "INDIVIDUAL", lookback.KindPerson) })
	case "ENTITIES":
		return u.xml.each(func(s xml.StartElement) error { return u.entry(s, "ENTITY", lookback.KindOrganisation) })
	}
	u.edition.lose(start.Name.Local, 1)
	return u.xml.skip()
}

// entry reads one element of a section.
func (u *unReader) entry(start xml.StartElement, want string, kind lookback.PartyKind) error {
	if start.Name.Local != want {
		u.edition.lose(start.Name.Local, 1)
		return u.xml.skip()
	}
	n, err := u.xml.tree(start)
	if err != nil {
		return err
	}
	bad := lookback.InputError{File: u.xml.name, Line: n.line}
	entry := unEntry(n, kind, u.xml.repaired() > 0)
	switch {
	case entry.ID == "":
		bad.Field, bad.Reason = "REFERENCE_NUMBER", "the entry has no identifier"
	case len(entry.Party.Names) == 0:
		bad.Field, bad.Reason = "FIRST_NAME", fmt.Sprintf("entry %s has no name", entry.ID)
	}
	if bad.Reason != "" {
		u.edition.problem(bad)
		return nil
	}
	if err := u.ids.claim(entry.ID, "REFERENCE_NUMBER", place{u.xml.name, n.line}); err != nil {
		return err
	}
	n.unread(want, func(path string) { u.edition.lose(path, 1) })
	u.edition.Entries = append(u.edition.Entries, entry)
	return nil
}

// unEntry translates one INDIVIDUAL or ENTITY. Its ID is the reference number that the UN and everybody
// else calls it by. Between the editions of 2020 and 2025 none of 831 changed; DATAID, which is taken where
// there is no reference, changed once. Once bytes of the file had to be repaired, names that look damaged
// are kept as not read.
func unEntry(n *node, kind lookback.PartyKind, damaged bool) lookback.Entry {
	prefix := n.name + "_"
	e := lookback.Entry{ID: n.value("REFERENCE_NUMBER"), ListedOn: lookback.ParseDate(n.value("LISTED_ON"))}
	if data := n.value("DATAID"); e.ID == "" {
		e.ID = data
	}
	e.Party.Kind = kind
	unNames(&e, n, prefix, damaged)
	unBirths(&e, n, prefix)
	e.Party.Nationalities = append(n.values("NATIONALITY", "VALUE"), n.values("NATIONALITY2")...)
	if g := n.value("GENDER"); g != "" && !strings.EqualFold(g, "unknown") {
		e.Party.Genders = []string{g}
	}
	unDocuments(&e, n, prefix)
	unAddresses(&e, n, prefix)
	if list := n.value("UN_LIST_TYPE"); list != "" {
		e.Programmes = []string{list}
	}
	unExtra(&e, n)
	e.Remarks = n.value("COMMENTS1")
	addExtra(&e, "Comments", foldSpace(e.Remarks))
	n.skip("VERSIONNUM", "SORT_KEY", "SORT_KEY_LAST_MOD", "LIST_TYPE")
	return e
}

// unBirths reads dates and places of birth; those of the entry come before those of its aliases.
func unBirths(e *lookback.Entry, n *node, prefix string) {
	var dates []lookback.Date
	for _, d := range n.all(prefix + "DATE_OF_BIRTH") {
		if raw := unDate(d); raw != "" {
			dates = append(dates, lookback.ParseDate(raw))
		}
		addExtra(e, "Note on the date of birth", d.value("NOTE"))
	}
	e.Party.Births = append(dates, e.Party.Births...)
	var places []string
	for _, p := range n.all(prefix + "PLACE_OF_BIRTH") {
		if place := joinNonEmpty(", ", p.value("STREET"), p.value("CITY"), p.value("STATE_PROVINCE"), p.value("COUNTRY")); place != "" {
			places = append(places, foldSpace(place))
		}
		addExtra(e, "Note on the place of birth", p.value("NOTE"))
	}
	e.Party.BirthPlaces = append(places, e.Party.BirthPlaces...)
}

// unDate writes a date of birth in a form that ParseDate reads.
func unDate(d *node) string {
	kind := d.value("TYPE_OF_DATE")
	from, to := d.value("FROM_YEAR"), d.value("TO_YEAR")
	exact := d.value("DATE")
	if exact == "" {
		exact = joinNonEmpty("-", d.value("YEAR"), pad2(d.value("MONTH")), pad2(d.value("DAY")))
	}
	switch {
	case from != "" && to != "" && from != to:
		return from + "/" + to
	case from != "" && exact == "":
		exact = from
	case to != "" && exact == "":
		exact = to
	}
	if exact != "" && strings.EqualFold(kind, "APPROXIMATELY") {
		return "circa " + exact
	}
	return exact
}

// unDocuments reads passports and national numbers.
func unDocuments(e *lookback.Entry, n *node, prefix string) {
	for _, d := range n.all(prefix + "DOCUMENT") {
		label := joinNonEmpty(" / ", d.value("TYPE_OF_DOCUMENT"), d.value("TYPE_OF_DOCUMENT2"))
		number := foldSpace(d.value("NUMBER"))
		if number == "" {
			addExtra(e, "Document", joinNonEmpty(", ", label, d.value("NOTE"), d.value("ISSUING_COUNTRY"), d.value("COUNTRY_OF_ISSUE"), d.value("CITY_OF_ISSUE"), d.value("DATE_OF_ISSUE")))
			continue
		}
		country := d.value("ISSUING_COUNTRY")
		if other := d.value("COUNTRY_OF_ISSUE"); country == "" {
			country = other
		}
		e.Party.Identifiers = append(e.Party.Identifiers, lookback.Identifier{Type: documentType(label), Value: number, Country: country})
		addExtra(e, "Document "+number+" issued", d.value("DATE_OF_ISSUE"))
		addExtra(e, "Document "+number+" issued in", d.value("CITY_OF_ISSUE"))
		addExtra(e, "Document "+number, d.value("NOTE"))
	}
}

// documentType finds the type of a document from the words a publisher uses for it, in the languages they use.
func documentType(label string) string {
	label = strings.ToLower(label)
	for _, rule := range documentWords {
		if strings.Contains(label, rule.word) {
			return rule.kind
		}
	}
	return idOther
}

// documentWords are tried in this order.
var documentWords = []struct{ word, kind string }{
	{"birth", idBirthCert}, {"travel", idTravel}, {"laissez", idTravel}, {"refugee", idTravel},
	{"passport", idPassport}, {"passeport", idPassport}, {"pasaporte", idPassport},
	{"driv", idDriver}, {"social", idSocial}, {"insurance", idSocial}, {"ssn", idSocial},
	{"tax", idTax}, {"fiscal", idTax}, {"vat", idTax}, {"inn", idTax}, {"tin", idTax}, {"resid", idResidence}, {"visa", idVisa},
	{"voter", idVoter}, {"electoral", idVoter}, {"military", idMilitary}, {"regnumber", idRegistration},
	{"registration", idRegistration}, {"ogrn", idRegistration}, {"company", idRegistration}, {"commerc", idRegistration}, {"trade", idRegistration},
	{"swift", idBIC}, {"bic", idBIC}, {"imo", idIMO}, {"licen", idLicence},
	{"national", idNational}, {"identi", idNational}, {"identité", idNational}, {"id", idNational}, {"tazkira", idNational}, {"cedula", idNational}, {"cédula", idNational},
}

// unAddresses reads addresses; a note of its own keeps what stands beside one.
func unAddresses(e *lookback.Entry, n *node, prefix string) {
	for _, a := range n.all(prefix + "ADDRESS") {
		address := lookback.Address{
			Text:    foldSpace(joinNonEmpty(", ", a.value("STREET"), a.value("CITY"), a.value("STATE_PROVINCE"), a.value("ZIP_CODE"))),
			Country: a.value("COUNTRY"),
		}
		if address.Text != "" || address.Country != "" {
			e.Party.Addresses = append(e.Party.Addresses, address)
		}
		addExtra(e, "Note on the address", a.value("NOTE"))
	}
}

// unExtra keeps what has no field of its own.
func unExtra(e *lookback.Entry, n *node) {
	addExtra(e, "Data ID", n.value("DATAID"))
	for _, list := range []struct{ name, element string }{{"Title", "TITLE"}, {"Designation", "DESIGNATION"}, {"Updated", "LAST_DAY_UPDATED"}} {
		for _, v := range n.values(list.element, "VALUE") {
			addExtra(e, list.name, foldSpace(v))
		}
	}
	addExtra(e, "Submitted by", n.value("SUBMITTED_BY"))
	addExtra(e, "Submitted on", n.value("SUBMITTED_ON"))
}
