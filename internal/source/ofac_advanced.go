package source

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"lookback"
)

// advancedReader reads OFAC's advanced XML, a normalised database in one file of more than 120 MB: tables
// of values first, then locations and documents, then the parties that point at them, then what connects
// the parties and under which programmes they are listed. Only the tables are kept while it is read.
type advancedReader struct {
	edition   *Edition
	xml       *xmlReader
	ids       entryIDs
	values    map[string]map[string]advancedValue // by element name without "Values", then by ID
	locations map[string]lookback.Address
	documents map[string][]advancedDocument // by identity
	index     map[string]int                // profile to its place in edition.Entries
}

// advancedValue is one row of a table of values.
type advancedValue struct{ text, parent string }

type advancedDocument struct{ label, number, country, issued, expires, note string }

func parseOFACAdvanced(e *Edition, files []File) error {
	f, err := onlyFile(files)
	if err != nil {
		return err
	}
	err = e.read(f, func(in io.Reader) error {
		r := &advancedReader{edition: e, xml: newXMLReader(f.Name, in), ids: entryIDs{}, values: map[string]map[string]advancedValue{},
			locations: map[string]lookback.Address{}, documents: map[string][]advancedDocument{}, index: map[string]int{}}
		if _, err := r.xml.root("Sanctions"); err != nil {
			return err
		}
		err := r.xml.children(r.section)
		e.Recoded = r.xml.repaired()
		return err
	})
	return err
}

// section reads one of the parts of the file.
func (r *advancedReader) section(start xml.StartElement) error {
	switch start.Name.Local {
	case "DateOfIssue":
		return r.one(start, r.published)
	case "ReferenceValueSets":
		return r.xml.each(func(set xml.StartElement) error {
			return r.xml.each(func(s xml.StartElement) error { return r.one(s, r.value) })
		})
	case "Locations":
		return r.each(r.location)
	case "IDRegDocuments":
		return r.each(r.document)
	case "DistinctParties":
		return r.each(r.party)
	case "ProfileRelationships":
		return r.each(r.relationship)
	case "SanctionsEntries":
		return r.each(r.sanctionsEntry)
	}
	r.edition.lose(start.Name.Local, 1)
	return r.xml.skip()
}

func (r *advancedReader) each(fn func(*node) error) error {
	return r.xml.each(func(s xml.StartElement) error { return r.one(s, fn) })
}

// one reads an element, gives it to fn and counts what fn did not ask for.
func (r *advancedReader) one(start xml.StartElement, fn func(*node) error) error {
	n, err := r.xml.tree(start)
	if err != nil {
		return err
	}
	if err := fn(n); err != nil {
		return err
	}
	n.unread(n.name, func(path string) { r.edition.lose(path, 1) })
	return nil
}

func (r *advancedReader) published(n *node) error {
	n.attr("CalendarTypeID")
	day, ok := lookback.ParseDate(advancedDate(n)).Earliest()
	if !ok {
		return &lookback.InputError{File: r.xml.name, Line: n.line, Field: "DateOfIssue", Reason: "the date of issue cannot be read"}
	}
	r.edition.Published = day.Time()
	return nil
}

// value keeps one row of a table: its text, and the row of another table that it belongs to.
func (r *advancedReader) value(n *node) error {
	table := r.values[n.name]
	if table == nil {
		table = map[string]advancedValue{}
		r.values[n.name] = table
	}
	v := advancedValue{text: n.value(), parent: n.attr("PartyTypeID")}
	if description := n.attr("Description"); description != "" {
		v.text = description // of an area code, which is the name of a country
	}
	table[n.attr("ID")] = v
	n.markRead()
	return nil
}

// text returns what an ID of a table means, or "".
func (r *advancedReader) text(table, id string) string { return r.values[table][id].text }

// location keeps an address. The country is of its own element, of an area code, or the only part there is.
func (r *advancedReader) location(n *node) error {
	var a lookback.Address
	var parts []string
	for _, p := range n.all("LocationPart") {
		kind := r.text("LocPartType", p.attr("LocPartTypeID"))
		for _, v := range p.values("LocationPartValue", "Value") {
			if kind == "Unknown" && a.Country == "" && len(n.all("LocationPart")) == 1 {
				a.Country = v
				continue
			}
			parts = append(parts, v)
		}
	}
	a.Text = strings.Join(parts, ", ")
	for _, c := range n.all("LocationAreaCode") {
		if area := r.text("AreaCode", c.attr("AreaCodeID")); area != "" {
			a.Country = area
		}
	}
	for _, c := range n.all("LocationCountry") {
		if country := r.text("Country", c.attr("CountryID")); country != "" {
			a.Country = country
		}
	}
	if strings.EqualFold(a.Country, "undetermined") {
		a.Country = ""
	}
	r.locations[n.attr("ID")] = a
	n.markRead()
	return nil
}

// document keeps an identity document until its holder comes.
func (r *advancedReader) document(n *node) error {
	d := advancedDocument{label: r.text("IDRegDocType", n.attr("IDRegDocTypeID")), number: foldSpace(n.value("IDRegistrationNo")),
		country: r.text("Country", n.attr("IssuedBy-CountryID")), note: joinNonEmpty(", ", n.value("IssuingAuthority"), n.value("Comment"))}
	for _, date := range n.all("DocumentDate") {
		raw := advancedPeriod(date.kid("DatePeriod"))
		switch kind := strings.ToLower(r.text("IDRegDocDateType", date.attr("IDRegDocDateTypeID"))); {
		case strings.HasPrefix(kind, "issue"):
			d.issued = raw
		case strings.HasPrefix(kind, "expir"):
			d.expires = raw
		default:
			d.note = joinNonEmpty(", ", d.note, kind+" "+raw)
		}
	}
	holder := n.attr("IdentityID")
	r.documents[holder] = append(r.documents[holder], d)
	n.markRead()
	return nil
}

// party reads a DistinctParty. Its ID is that of its profile, which is the uid of OFAC's other formats.
func (r *advancedReader) party(n *node) error {
	profile := n.kid("Profile")
	id := profile.attr("ID")
	if id == "" {
		id = n.attr("FixedRef")
	}
	e := lookback.Entry{ID: id, Party: lookback.Party{Kind: r.kind(profile.attr("PartySubTypeID"))}}
	for _, identity := range profile.all("Identity") {
		r.names(&e, identity)
		for _, d := range r.documents[identity.attr("ID")] {
			d.add(&e)
		}
	}
	if e.ID == "" || len(e.Party.Names) == 0 {
		r.edition.problem(lookback.InputError{File: r.xml.name, Line: n.line, Field: "DistinctParty", Reason: fmt.Sprintf("party %q has no identifier or no name", e.ID)})
		n.markRead()
		return nil
	}
	if err := r.ids.claim(e.ID, "ID", place{r.xml.name, n.line}); err != nil {
		return err
	}
	for _, f := range profile.all("Feature") {
		r.feature(&e, f)
	}
	e.Remarks = joinNonEmpty("; ", n.value("Comment"), profile.value("Comment"))
	parseOFACRemarks(&e, &r.edition.Remarks)
	r.index[e.ID] = len(r.edition.Entries)
	r.edition.Entries = append(r.edition.Entries, e)
	for _, element := range []*node{n, profile} {
		for _, name := range []string{"FixedRef", "ID"} {
			element.attr(name)
		}
	}
	profile.skip("SanctionsEntryReference")
	return nil
}

// add puts a document where the remarks of the CSV files would put it.
func (d advancedDocument) add(e *lookback.Entry) {
	text := d.number
	for _, part := range []struct{ before, value, after string }{{" (", d.country, ")"}, {" issued ", d.issued, ""}, {" expires ", d.expires, ""}} {
		if part.value != "" {
			text += part.before + part.value + part.after
		}
	}
	if text != "" && !readRemark(e, d.label+" "+text) {
		e.NotRead = append(e.NotRead, d.label+" "+text)
	}
	addExtra(e, "About "+joinNonEmpty(" ", d.label, d.number), d.note)
}

// kind finds what sort of party a subtype is: by its own name, or by that of the type it belongs to.
func (r *advancedReader) kind(subtype string) lookback.PartyKind {
	v, known := r.values["PartySubType"][subtype]
	if !known {
		// The numbers that OFAC has used since 2015, for extracts that come without their tables.
		return map[string]lookback.PartyKind{"1": lookback.KindVessel, "2": lookback.KindAircraft, "3": lookback.KindOrganisation, "4": lookback.KindPerson}[subtype]
	}
	for _, name := range []string{v.text, r.text("PartyType", v.parent)} {
		switch strings.ToLower(name) {
		case "vessel", "aircraft", "individual", "entity":
			kind, _ := ofacKind(name)
			return kind
		}
	}
	return lookback.KindUnknown
}

// relationship reads what connects two profiles.
func (r *advancedReader) relationship(n *node) error {
	rel := Relation{From: n.attr("From-ProfileID"), To: n.attr("To-ProfileID"), Label: r.text("RelationType", n.attr("RelationTypeID")), Note: foldSpace(n.value("Comment"))}
	rel.Class = lookback.ClassLinked
	if c, known := advancedClasses[strings.ToLower(rel.Label)]; known {
		rel.Class = c.class
		if c.reversed {
			rel.From, rel.To = rel.To, rel.From
		}
	}
	if period := n.kid("DatePeriod"); period != nil {
		rel.Start = lookback.ParseDate(advancedPeriod(period))
	}
	if n.attr("Former") == "true" {
		rel.Note = joinNonEmpty("; ", "former", rel.Note)
	}
	n.markRead()
	_, from := r.index[rel.From]
	_, to := r.index[rel.To]
	if !from || !to || rel.From == rel.To {
		r.edition.lose("ProfileRelationship to a party that is not in the file", 1)
		return nil
	}
	r.edition.Relations = append(r.edition.Relations, rel)
	return nil
}

// advancedClasses maps OFAC's words for relations to ours. "Owned or Controlled By" leaves open which of the
// two it is and how much, so it is control, seen from the other end.
var advancedClasses = map[string]struct {
	class    lookback.TieClass
	reversed bool
}{
	"owned or controlled by":        {lookback.ClassControls, true},
	"acting for or on behalf of":    {lookback.ClassActsFor, false},
	"providing support to":          {lookback.ClassFacilitates, false},
	"leader or official of":         {lookback.ClassDirects, false},
	"principal executive officer":   {lookback.ClassDirects, false},
	"family member of":              {lookback.ClassFamily, false},
	"associate of":                  {lookback.ClassAssociate, false},
	"playing a significant role in": {lookback.ClassLinked, false},
	"property in the interest of":   {lookback.ClassLinked, false},
}

// sanctionsEntry adds programmes, the list and the date of listing to an entry that was read before.
func (r *advancedReader) sanctionsEntry(n *node) error {
	i, known := r.index[n.attr("ProfileID")]
	if !known {
		r.edition.lose("SanctionsEntry of a party that is not in the file", 1)
		n.markRead()
		return nil
	}
	e := &r.edition.Entries[i]
	addExtra(e, "List", r.text("List", n.attr("ListID")))
	for _, event := range n.all("EntryEvent") {
		if date := event.kid("Date"); date != nil && e.ListedOn.IsZero() {
			e.ListedOn = lookback.ParseDate(advancedDate(date))
		}
		addExtra(e, "Legal basis", r.text("LegalBasis", event.attr("LegalBasisID")))
		addExtra(e, "Listing", foldSpace(event.value("Comment")))
	}
	for _, m := range n.all("SanctionsMeasure") {
		kind, comment := r.text("SanctionsType", m.attr("SanctionsTypeID")), foldSpace(m.value("Comment"))
		if strings.EqualFold(kind, "program") || kind == "" && comment != "" {
			e.Programmes = appendNew(e.Programmes, comment)
			continue
		}
		addExtra(e, "Measure", joinNonEmpty(": ", kind, comment))
	}
	n.markRead()
	return nil
}
