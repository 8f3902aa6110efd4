package source

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"

	"lookback"
)

// sdnReader reads OFAC's SDN.XML and CONSOLIDATED.XML. Identifiers, names and dates come out as from the
// CSV files, so that a list may change between the two formats without every entry seeming amended.
type sdnReader struct {
	edition *Edition
	xml     *xmlReader
	ids     entryIDs
}

func parseOFACXML(e *Edition, files []File) error {
	f, err := onlyFile(files)
	if err != nil {
		return err
	}
	err = e.read(f, func(in io.Reader) error {
		r := &sdnReader{edition: e, xml: newXMLReader(f.Name, in), ids: entryIDs{}}
		if _, err := r.xml.root("sdnList"); err != nil {
			return err
		}
		err := r.xml.children(r.section)
		e.Recoded = r.xml.repaired()
		return err
	})
	e.resolveLinks()
	return err
}

// onlyFile refuses more files than the one that most formats have.
func onlyFile(files []File) (File, error) {
	if len(files) != 1 {
		return File{}, &lookback.InputError{File: files[1].Name, Reason: fmt.Sprintf("this format is one file; %d were given", len(files)), Hint: "name one file"}
	}
	return files[0], nil
}

func (r *sdnReader) section(start xml.StartElement) error {
	switch start.Name.Local {
	case "publshInformation", "publishInformation":
		n, err := r.xml.tree(start)
		if err != nil {
			return err
		}
		return r.published(n)
	case "sdnEntry":
		n, err := r.xml.tree(start)
		if err != nil {
			return err
		}
		return r.entry(n)
	}
	r.edition.lose(start.Name.Local, 1)
	return r.xml.skip()
}

func (r *sdnReader) published(n *node) error {
	date := n.value("Publish_Date")
	if date == "" {
		return nil
	}
	t, err := time.Parse("01/02/2006", date)
	if err != nil {
		return &lookback.InputError{File: r.xml.name, Line: n.line, Field: "Publish_Date", Reason: fmt.Sprintf("%q is not a date", clip(date))}
	}
	r.edition.Published = t
	return nil
}

func (r *sdnReader) entry(n *node) error {
	entry, bad := sdnEntry(n, &r.edition.Remarks)
	if bad != "" {
		r.edition.problem(lookback.InputError{File: r.xml.name, Line: n.line, Field: "sdnEntry", Reason: bad})
		return nil
	}
	if err := r.ids.claim(entry.ID, "uid", place{r.xml.name, n.line}); err != nil {
		return err
	}
	n.unread("sdnEntry", func(path string) { r.edition.lose(path, 1) })
	r.edition.Entries = append(r.edition.Entries, entry)
	return nil
}

// sdnEntry translates one sdnEntry, or says why it cannot.
func sdnEntry(n *node, remarks *RemarkCount) (lookback.Entry, string) {
	e := lookback.Entry{ID: n.value("uid"), Programmes: n.kid("programList").values("program")}
	kind, known := ofacKind(n.value("sdnType"))
	e.Party.Kind = kind
	if name := sdnName(n, kind); name.Full != "" {
		e.Party.Names = append(e.Party.Names, name)
	}
	switch {
	case e.ID == "":
		return e, "the entry has no uid"
	case !known:
		return e, fmt.Sprintf("%q is not a type of entry", clip(n.value("sdnType")))
	case len(e.Party.Names) == 0:
		return e, fmt.Sprintf("entry %s has no name", e.ID)
	}
	addExtra(&e, "Title", n.value("title"))
	sdnAliases(&e, n)
	sdnPerson(&e, n)
	for _, id := range n.kid("idList").all("id") {
		sdnID(&e, id)
	}
	sdnAddresses(&e, n)
	sdnVessel(&e, n.kid("vesselInfo"))
	e.Remarks = n.value("remarks")
	parseOFACRemarks(&e, remarks)
	return e, ""
}

// sdnName writes a name as OFAC's CSV does: "LAST, First" for people.
func sdnName(n *node, kind lookback.PartyKind) lookback.Name {
	given, family := foldSpace(n.value("firstName")), foldSpace(n.value("lastName"))
	if kind != lookback.KindPerson {
		return lookback.Name{Full: joinNonEmpty(" ", given, family)}
	}
	name := lookback.Name{Full: joinNonEmpty(", ", family, given)}
	if given != "" && family != "" {
		name.Given, name.Family = given, family
	}
	return name
}

func sdnAliases(e *lookback.Entry, n *node) {
	for _, a := range n.kid("akaList").all("aka") {
		name := sdnName(a, e.Party.Kind)
		name.Type, name.Weak = lookback.NameAlias, strings.EqualFold(a.value("category"), "weak")
		if strings.HasPrefix(strings.ToLower(a.value("type")), "f") {
			name.Type = lookback.NameFormer
		}
		if name.Full != "" {
			e.Party.Names = append(e.Party.Names, name)
		}
		a.skip("uid")
	}
}

// sdnPerson reads births, nationalities and citizenships.
func sdnPerson(e *lookback.Entry, n *node) {
	for _, d := range n.kid("dateOfBirthList").values("dateOfBirthItem", "dateOfBirth") {
		e.Party.Births = append(e.Party.Births, lookback.ParseDate(d))
	}
	e.Party.BirthPlaces = n.kid("placeOfBirthList").values("placeOfBirthItem", "placeOfBirth")
	e.Party.Nationalities = append(n.kid("nationalityList").values("nationality", "country"), n.kid("citizenshipList").values("citizenship", "country")...)
	for _, list := range []string{"dateOfBirthList", "placeOfBirthList", "nationalityList", "citizenshipList"} {
		if l := n.kid(list); l != nil {
			for _, item := range l.kids {
				item.skip("uid", "mainEntry")
			}
		}
	}
}

// sdnID reads one id: the labels are those of the remarks in the CSV files.
func sdnID(e *lookback.Entry, id *node) {
	id.skip("uid")
	label, number := id.value("idType"), foldSpace(id.value("idNumber"))
	text := number
	if country := id.value("idCountry"); country != "" {
		text += " (" + country + ")"
	}
	if issued := id.value("issueDate"); issued != "" {
		text += " issued " + issued
	}
	if expires := id.value("expirationDate"); expires != "" {
		text += " expires " + expires
	}
	if text == "" {
		return
	}
	if !readRemark(e, strings.TrimSpace(label)+" "+text) {
		e.NotRead = append(e.NotRead, joinNonEmpty(" ", label, text))
	}
}

func sdnAddresses(e *lookback.Entry, n *node) {
	for _, a := range n.kid("addressList").all("address") {
		a.skip("uid")
		street := joinNonEmpty(", ", a.value("address1"), a.value("address2"), a.value("address3"))
		region := joinNonEmpty(" ", a.value("stateOrProvince"), a.value("postalCode"))
		address := lookback.Address{Text: foldSpace(joinNonEmpty(", ", street, a.value("city"), region)), Country: a.value("country")}
		if address != (lookback.Address{}) {
			e.Party.Addresses = append(e.Party.Addresses, address)
		}
	}
}

func sdnVessel(e *lookback.Entry, v *node) {
	if flag := v.value("vesselFlag"); flag != "" && flag != "None Identified" {
		e.Party.Countries = append(e.Party.Countries, flag)
	}
	if call := v.value("callSign"); call != "" {
		e.Party.Identifiers = append(e.Party.Identifiers, lookback.Identifier{Type: idCallSign, Value: call})
	}
	addExtra(e, "Vessel type", v.value("vesselType"))
	addExtra(e, "Tonnage", v.value("tonnage"))
	addExtra(e, "Gross registered tonnage", v.value("grossRegisteredTonnage"))
	addExtra(e, "Vessel owner", v.value("vesselOwner"))
}

// resolveLinks turns each "Linked To: X" into a relation where exactly one entry has X as its primary
// name, and counts the others as lost: the name stays in Links.
func (e *Edition) resolveLinks() {
	byName := e.entriesByLinkKey()
	for i := range e.Entries {
		from := e.Entries[i].ID
		for _, link := range e.Entries[i].Links {
			ids := byName[linkKey(link)]
			if len(ids) != 1 || ids[0] == from {
				e.lose("Linked To: without one entry of that name", 1)
				continue
			}
			e.Relations = append(e.Relations, Relation{From: from, To: ids[0], Class: lookback.ClassLinked, Label: "Linked To"})
		}
	}
}

// entriesByLinkKey returns the IDs of the entries by their primary names.
func (e *Edition) entriesByLinkKey() map[string][]string {
	byName := map[string][]string{}
	for i := range e.Entries {
		key := linkKey(e.Entries[i].Party.Names[0].Full)
		byName[key] = append(byName[key], e.Entries[i].ID)
	}
	return byName
}

// linkKey folds what differs between a name and its mention: case, white space and the last full stop.
func linkKey(name string) string {
	return strings.TrimSuffix(strings.ToLower(foldSpace(name)), ".")
}
