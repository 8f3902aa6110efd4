package scenario

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"

	"lookback"
)

// xmlNode is an element with its children; the list is written as a tree of them.
type xmlNode struct {
	XMLName xml.Name
	Attrs   []xml.Attr `xml:",any,attr"`
	Text    string     `xml:",chardata"`
	Kids    []xmlNode  `xml:",any"`
}

func element(name, text string, kids ...xmlNode) xmlNode {
	return xmlNode{XMLName: xml.Name{Local: name}, Text: text, Kids: kids}
}

// add puts an element with text inside n; without text it adds nothing.
func (n *xmlNode) add(name, text string) {
	if text != "" {
		n.Kids = append(n.Kids, element(name, text))
	}
}

// addValues puts <name><VALUE>text</VALUE>...</name> inside n.
func (n *xmlNode) addValues(name string, values []string) {
	if len(values) == 0 {
		return
	}
	list := element(name, "")
	for _, v := range values {
		list.add("VALUE", v)
	}
	n.Kids = append(n.Kids, list)
}

// WriteUNXML writes entries in the shape of the consolidated list of the UN Security Council. It writes people
// and organisations, with the fields that entries of the list "north" have; any other kind is refused.
func WriteUNXML(w io.Writer, published time.Time, entries []lookback.Entry) error {
	root := element("CONSOLIDATED_LIST", "", element("INDIVIDUALS", ""), element("ENTITIES", ""))
	root.Attrs = []xml.Attr{{Name: xml.Name{Local: "dateGenerated"}, Value: published.UTC().Format(time.RFC3339)}}
	for i := range entries {
		e := &entries[i]
		switch e.Party.Kind {
		case lookback.KindPerson:
			root.Kids[0].Kids = append(root.Kids[0].Kids, unElement("INDIVIDUAL", e))
		case lookback.KindOrganisation:
			root.Kids[1].Kids = append(root.Kids[1].Kids, unElement("ENTITY", e))
		default:
			return &lookback.InputError{Field: "kind", Reason: fmt.Sprintf("entry %s is a %s, which this format has no place for", e.ID, e.Party.Kind)}
		}
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", "  ")
	if err := enc.Encode(root); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

// unElement writes one entry.
func unElement(name string, e *lookback.Entry) xmlNode {
	n := element(name, "")
	n.add("DATAID", extraOf(e, "Data ID"))
	n.add("VERSIONNUM", "1")
	addPrimaryName(&n, e.Party.Names[0].Full)
	n.add("UN_LIST_TYPE", strings.Join(e.Programmes, " "))
	n.add("REFERENCE_NUMBER", e.ID)
	n.add("LISTED_ON", e.ListedOn.Raw)
	n.add("GENDER", strings.Join(e.Party.Genders, " "))
	n.add("COMMENTS1", e.Remarks)
	n.addValues("DESIGNATION", extrasOf(e, "Designation"))
	n.addValues("NATIONALITY", e.Party.Nationalities)
	n.Kids = append(n.Kids, element("LIST_TYPE", "", element("VALUE", "Northern Council List")))
	n.addValues("LAST_DAY_UPDATED", extrasOf(e, "Updated"))
	addAliases(&n, e)
	addAddresses(&n, e)
	addBirths(&n, e)
	addDocuments(&n, e)
	return n
}

// nameParts are the elements that the words of a name are spread over.
var nameParts = []string{"FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME"}

func addPrimaryName(n *xmlNode, full string) {
	if n.XMLName.Local == "ENTITY" {
		n.add(nameParts[0], full)
		return
	}
	words := strings.Fields(full)
	for i, part := range nameParts {
		if i == len(nameParts)-1 && len(words) > len(nameParts) {
			n.add(part, strings.Join(words[i:], " "))
		} else if i < len(words) {
			n.add(part, words[i])
		}
	}
}

// addAliases writes the first name in another script as the original, and every other as an alias with its quality.
func addAliases(n *xmlNode, e *lookback.Entry) {
	original := false
	for _, name := range e.Party.Names[1:] {
		if !original && !isLatinText(name.Full) {
			n.add("NAME_ORIGINAL_SCRIPT", name.Full)
			original = true
			continue
		}
		quality := "Good"
		switch {
		case name.Weak:
			quality = "Low"
		case name.Type == lookback.NameFormer:
			quality = "f.k.a."
		case n.XMLName.Local == "ENTITY":
			quality = "a.k.a."
		}
		n.Kids = append(n.Kids, element(n.XMLName.Local+"_ALIAS", "", element("QUALITY", quality), element("ALIAS_NAME", name.Full)))
	}
}

func addAddresses(n *xmlNode, e *lookback.Entry) {
	for _, a := range e.Party.Addresses {
		address := element(n.XMLName.Local+"_ADDRESS", "")
		street, city, both := strings.Cut(a.Text, ", ")
		if !both {
			street, city = "", a.Text
		}
		address.add("STREET", street)
		address.add("CITY", city)
		address.add("COUNTRY", a.Country)
		n.Kids = append(n.Kids, address)
	}
}

// addBirths writes dates with their type and places of birth.
func addBirths(n *xmlNode, e *lookback.Entry) {
	for _, d := range e.Party.Births {
		birth := element(n.XMLName.Local+"_DATE_OF_BIRTH", "")
		from, to, between := strings.Cut(d.Raw, "/")
		year, circa := strings.CutPrefix(d.Raw, "circa ")
		switch {
		case between:
			birth.Kids = []xmlNode{element("TYPE_OF_DATE", "BETWEEN"), element("FROM_YEAR", from), element("TO_YEAR", to)}
		case circa:
			birth.Kids = []xmlNode{element("TYPE_OF_DATE", "APPROXIMATELY"), element("YEAR", year)}
		case len(d.Raw) == len("2006"):
			birth.Kids = []xmlNode{element("TYPE_OF_DATE", "EXACT"), element("YEAR", d.Raw)}
		default:
			birth.Kids = []xmlNode{element("TYPE_OF_DATE", "EXACT"), element("DATE", d.Raw)}
		}
		n.Kids = append(n.Kids, birth)
	}
	for _, p := range e.Party.BirthPlaces {
		city, country, _ := strings.Cut(p, ", ")
		n.Kids = append(n.Kids, element(n.XMLName.Local+"_PLACE_OF_BIRTH", "", element("CITY", city), element("COUNTRY", country)))
	}
}

func addDocuments(n *xmlNode, e *lookback.Entry) {
	for _, id := range e.Party.Identifiers {
		label := "Passport"
		if id.Type == "national-id" {
			label = "National Identification Number"
		}
		n.Kids = append(n.Kids, element(n.XMLName.Local+"_DOCUMENT", "",
			element("TYPE_OF_DOCUMENT", label), element("NUMBER", id.Value), element("ISSUING_COUNTRY", id.Country)))
	}
}

func extrasOf(e *lookback.Entry, name string) []string {
	var all []string
	for _, f := range e.Extra {
		if f.Name == name {
			all = append(all, f.Value)
		}
	}
	return all
}

func extraOf(e *lookback.Entry, name string) string { return strings.Join(extrasOf(e, name), " ") }

// isLatinText reports whether text has no letter of another script.
func isLatinText(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r >= 0x370 && r < 0x1E00 || r >= 0x2E80 })
}
