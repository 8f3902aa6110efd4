package source

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"

	"lookback"
)

// euReader reads the consolidated financial sanctions list of the European Union, schema 1.1.
type euReader struct {
	edition *Edition
	xml     *xmlReader
	ids     entryIDs
}

func parseEUXML(e *Edition, files []File) error {
	f, err := onlyFile(files)
	if err != nil {
		return err
	}
	return e.read(f, func(in io.Reader) error {
		r := &euReader{edition: e, xml: newXMLReader(f.Name, in), ids: entryIDs{}}
		start, err := r.xml.root("export")
		if err != nil {
			return err
		}
		if err := r.published(start); err != nil {
			return err
		}
		err = r.xml.children(r.entity)
		e.Recoded = r.xml.repaired()
		return err
	})
}

func (r *euReader) published(start xml.StartElement) error {
	for _, a := range start.Attr {
		if a.Name.Local != "generationDate" {
			continue
		}
		t, err := time.Parse(time.RFC3339, a.Value)
		if err != nil {
			return &lookback.InputError{File: r.xml.name, Line: r.xml.line(), Field: "generationDate", Reason: fmt.Sprintf("%q is not a time", clip(a.Value))}
		}
		r.edition.Published = t.UTC()
	}
	return nil
}

func (r *euReader) entity(start xml.StartElement) error {
	if start.Name.Local != "sanctionEntity" {
		r.edition.lose(start.Name.Local, 1)
		return r.xml.skip()
	}
	n, err := r.xml.tree(start)
	if err != nil {
		return err
	}
	entry, bad := euEntry(n)
	if bad != "" {
		r.edition.problem(lookback.InputError{File: r.xml.name, Line: n.line, Field: "sanctionEntity", Reason: bad})
		return nil
	}
	if err := r.ids.claim(entry.ID, "euReferenceNumber", place{r.xml.name, n.line}); err != nil {
		return err
	}
	n.unread("sanctionEntity", func(path string) { r.edition.lose(path, 1) })
	r.edition.Entries = append(r.edition.Entries, entry)
	return nil
}

// euEntry translates one sanctionEntity, or says why it cannot. Its ID is the EU reference number, or the
// logical ID where there is none yet.
func euEntry(n *node) (lookback.Entry, string) {
	e := lookback.Entry{ID: n.attr("euReferenceNumber")}
	if logical := n.attr("logicalId"); e.ID == "" && logical != "" {
		e.ID = "logical-" + logical
	}
	e.Party.Kind = euKind(n.kid("subjectType"))
	euNames(&e, n)
	switch {
	case e.ID == "":
		return e, "the entity has neither euReferenceNumber nor logicalId"
	case len(e.Party.Names) == 0:
		return e, fmt.Sprintf("entity %s has no name", e.ID)
	}
	addExtra(&e, "UN reference", n.attr("unitedNationId"))
	addExtra(&e, "Designation details", foldSpace(n.attr("designationDetails")))
	if date := n.attr("designationDate"); date != "" {
		e.ListedOn = lookback.ParseDate(date)
	}
	euRegulations(&e, n)
	euBirths(&e, n)
	for _, c := range n.all("citizenship") {
		euFrame(c)
		if country := euCountry(c); country != "" {
			e.Party.Nationalities = append(e.Party.Nationalities, country)
		}
		addExtra(&e, "Region of citizenship", c.attr("region"))
	}
	euDocuments(&e, n)
	euAddresses(&e, n)
	for _, remark := range n.values("remark") {
		addExtra(&e, "Remark", foldSpace(remark))
	}
	return e, ""
}

func euKind(n *node) lookback.PartyKind {
	code, class := n.attr("code"), n.attr("classificationCode")
	n.attr("logicalId")
	switch {
	case code == "person" || class == "P":
		return lookback.KindPerson
	case code == "enterprise" || class == "E":
		return lookback.KindOrganisation
	}
	return lookback.KindUnknown
}

// euFrame marks what every element has beside its content: the act it rests on and its place in the EU's database.
func euFrame(n *node) {
	for _, name := range []string{"logicalId", "regulationLanguage"} {
		n.attr(name)
	}
	n.skip("regulationSummary")
}

// euNames takes the first strong name as the primary one. A name that is not strong is weak.
func euNames(e *lookback.Entry, n *node) {
	primary := -1
	for _, a := range n.all("nameAlias") {
		euFrame(a)
		name := lookback.Name{Full: foldSpace(a.attr("wholeName")), Given: a.attr("firstName"), Middle: a.attr("middleName"), Family: a.attr("lastName"), Type: lookback.NameAlias}
		if name.Full == "" {
			name.Full = foldSpace(joinNonEmpty(" ", name.Given, name.Middle, name.Family))
		}
		if name.Full == "" {
			continue
		}
		name.Weak = a.attr("strong") == "false"
		if primary < 0 && !name.Weak {
			primary = len(e.Party.Names)
		}
		e.Party.Names = append(e.Party.Names, name)
		addExtra(e, "Language of "+name.Full, a.attr("nameLanguage"))
		addExtra(e, "Title", a.attr("title"))
		addExtra(e, "Function", foldSpace(a.attr("function")))
		if g := a.attr("gender"); g != "" {
			e.Party.Genders = appendNew(e.Party.Genders, g)
		}
		for _, remark := range a.values("remark") {
			addExtra(e, "Note on the name "+name.Full, foldSpace(remark))
		}
	}
	makePrimary(e.Party.Names, max(primary, 0))
}

// euRegulations reads the acts that list the party.
func euRegulations(e *lookback.Entry, n *node) {
	for _, r := range n.all("regulation") {
		euFrame(r)
		if programme := r.attr("programme"); programme != "" {
			e.Programmes = appendNew(e.Programmes, programme)
		}
		published, entry := r.attr("publicationDate"), r.attr("entryIntoForceDate")
		if e.ListedOn.IsZero() {
			e.ListedOn = lookback.ParseDate(entry)
		}
		addExtra(e, "Regulation", joinNonEmpty(", ", r.attr("numberTitle"), joinNonEmpty(" ", r.attr("organisationType"), r.attr("regulationType")), published))
		r.skip("publicationUrl")
	}
}

// euCountry returns the country of an element, by its name where the EU knows it.
func euCountry(n *node) string {
	code, name := n.attr("countryIso2Code"), n.attr("countryDescription")
	if code == "00" || strings.EqualFold(name, "unknown") {
		return ""
	}
	if name != "" {
		return name
	}
	return code
}

func euBirths(e *lookback.Entry, n *node) {
	for _, b := range n.all("birthdate") {
		euFrame(b)
		if raw := euDate(b); raw != "" {
			e.Party.Births = append(e.Party.Births, lookback.ParseDate(raw))
		}
		place := joinNonEmpty(", ", b.attr("place"), b.attr("city"), b.attr("zipCode"), b.attr("region"), euCountry(b))
		if place != "" {
			e.Party.BirthPlaces = appendNew(e.Party.BirthPlaces, foldSpace(place))
		}
		for _, remark := range b.values("remark") {
			addExtra(e, "Note on the date of birth", foldSpace(remark))
		}
	}
}

// euDate writes a birthdate in a form that ParseDate reads: with circa, a range of years, or another calendar.
func euDate(b *node) string {
	date, year := b.attr("birthdate"), b.attr("year")
	month, day := b.attr("monthOfYear"), b.attr("dayOfMonth")
	from, to := b.attr("yearRangeFrom"), b.attr("yearRangeTo")
	raw := date
	switch {
	case raw == "" && year != "" && year != "0":
		raw = joinNonEmpty("-", year, pad2(month), pad2(day))
	case raw == "" && from != "" && to != "":
		raw = from + "/" + to
	case raw == "":
		raw = joinNonEmpty("", from, to)
	}
	if raw == "" {
		return ""
	}
	switch calendar := strings.ToUpper(b.attr("calendarType")); calendar {
	case "", "GREGORIAN":
	case "ISLAMIC", "HIJRI":
		raw += " AH"
	case "PERSIAN", "JALALI", "SHAMSI":
		raw += " SH"
	default:
		raw += " (" + strings.ToLower(calendar) + ")"
	}
	if b.attr("circa") == "true" {
		raw = "circa " + raw
	}
	return raw
}

// euDocuments reads identifications; what the EU says of their validity is kept beside them.
func euDocuments(e *lookback.Entry, n *node) {
	for _, d := range n.all("identification") {
		euFrame(d)
		number := d.attr("number")
		if latin := d.attr("latinNumber"); number == "" {
			number = latin
		}
		description, code := d.attr("identificationTypeDescription"), d.attr("identificationTypeCode")
		country := euCountry(d)
		about := []string{}
		for _, flag := range []struct{ attr, words string }{{"diplomatic", "diplomatic"}, {"knownExpired", "known to be expired"}, {"knownFalse", "known to be false"}, {"reportedLost", "reported lost"}, {"revokedByIssuer", "revoked by the issuer"}} {
			if d.attr(flag.attr) == "true" {
				about = append(about, flag.words)
			}
		}
		for _, part := range []struct{ attr, words string }{{"issuedBy", "issued by "}, {"issuedDate", "issued "}, {"issueDate", "issued "}, {"validFrom", "valid from "}, {"validTo", "valid to "}, {"nameOnDocument", "in the name of "}, {"region", "region "}} {
			if v := d.attr(part.attr); v != "" {
				about = append(about, part.words+v)
			}
		}
		for _, remark := range d.values("remark") {
			about = append(about, foldSpace(remark))
		}
		if number != "" {
			e.Party.Identifiers = append(e.Party.Identifiers, lookback.Identifier{Type: documentType(code + " " + description), Value: foldSpace(number), Country: country})
		}
		addExtra(e, "Document "+foldSpace(number), strings.Join(about, ", "))
	}
}

func euAddresses(e *lookback.Entry, n *node) {
	for _, a := range n.all("address") {
		euFrame(a)
		text := joinNonEmpty(", ", a.attr("poBox"), a.attr("street"), a.attr("place"), joinNonEmpty(" ", a.attr("zipCode"), a.attr("city")), a.attr("region"))
		address := lookback.Address{Text: foldSpace(text), Country: euCountry(a)}
		if address != (lookback.Address{}) {
			e.Party.Addresses = append(e.Party.Addresses, address)
		}
		if a.attr("asAtListingTime") == "true" {
			addExtra(e, "Note on the address "+address.Text, "as at the time of listing")
		}
		for _, remark := range a.values("remark") {
			addExtra(e, "Note on the address "+address.Text, foldSpace(remark))
		}
		for _, c := range a.all("contactInfo") {
			euContact(e, c)
		}
	}
}

// euContact reads a telephone number, an email address or a website.
func euContact(e *lookback.Entry, c *node) {
	euFrame(c)
	key, v := strings.ToLower(c.attr("key")), c.attr("value")
	kind := ""
	switch {
	case v == "":
		return
	case strings.Contains(key, "mail"):
		kind = idEmail
	case strings.Contains(key, "phone") || strings.Contains(key, "fax"):
		kind = idPhone
	case strings.Contains(key, "web"):
		kind = idWebsite
	default:
		addExtra(e, "Contact "+key, v)
		return
	}
	e.Party.Identifiers = append(e.Party.Identifiers, lookback.Identifier{Type: kind, Value: v})
}
