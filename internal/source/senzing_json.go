package source

import (
	"io"
	"maps"
	"slices"
	"strings"

	"lookback"
)

// senzingReader reads records of the Senzing entity specification, one JSON object per line. Attributes
// stand flat, in lists of their own ("NAMES": [...]) or in "FEATURES", and may carry a label in front
// ("HOME_ADDR_FULL"); all three forms mean the same.
type senzingReader struct {
	edition  *Edition
	ids      entryIDs
	pointers []Relation // To is the key of the other record, which may come later
}

func parseSenzing(e *Edition, files []File) error {
	r := &senzingReader{edition: e, ids: entryIDs{}}
	for _, f := range files {
		if err := e.read(f, func(in io.Reader) error { return r.file(f.Name, in) }); err != nil {
			return err
		}
	}
	for _, rel := range r.pointers {
		if _, known := r.ids[rel.To]; !known || rel.To == rel.From {
			e.lose("REL_POINTER_KEY of a record that is not in the file", 1)
			continue
		}
		e.Relations = append(e.Relations, rel)
	}
	return nil
}

func (r *senzingReader) file(name string, in io.Reader) error {
	return eachLine(in, name, maxLineBytes, func(line int, raw []byte, bad *lookback.InputError) error {
		if needsRepair(raw) {
			var changed int
			raw, changed = repairText(nil, raw)
			r.edition.Recoded += changed
		}
		var object map[string]any
		if bad == nil {
			object, bad = parseObject(raw)
		}
		var entry lookback.Entry
		if bad == nil {
			entry, bad = r.entry(object)
		}
		if bad != nil {
			bad.File, bad.Line = name, line
			r.edition.problem(*bad)
			return nil
		}
		if err := r.ids.claim(entry.ID, "RECORD_ID", place{name, line}); err != nil {
			return err
		}
		r.edition.Entries = append(r.edition.Entries, entry)
		return nil
	})
}

// entry translates one record.
func (r *senzingReader) entry(object map[string]any) (lookback.Entry, *lookback.InputError) {
	text := func(key string) string {
		v := strings.Join(appendTexts(nil, object[key]), ", ")
		delete(object, key)
		return v
	}
	e := lookback.Entry{ID: text("RECORD_ID")}
	addExtra(&e, "DATA_SOURCE", text("DATA_SOURCE"))
	if e.ID == "" {
		return e, &lookback.InputError{Field: "RECORD_ID", Reason: "the record has no identifier"}
	}
	for _, g := range senzingGroups(object) {
		r.group(&e, g)
	}
	if len(e.Party.Names) == 0 {
		return e, &lookback.InputError{Field: "NAME_FULL", Reason: "record " + clip(e.ID) + " has no name"}
	}
	primaryFirst(e.Party.Names)
	dropRepeats(&e)
	return e, nil
}

func senzingKind(recordType string) lookback.PartyKind {
	switch strings.ToUpper(recordType) {
	case "PERSON":
		return lookback.KindPerson
	case "ORGANIZATION":
		return lookback.KindOrganisation
	case "VESSEL":
		return lookback.KindVessel
	case "AIRCRAFT":
		return lookback.KindAircraft
	}
	return lookback.KindUnknown
}

// senzingGroup is the attributes of one feature: a name, an address, a document.
type senzingGroup map[string]string

// senzingGroups collects features. In an object of a list they are all one feature; at the top, attributes
// belong together when they share label and family: "PASSPORT_NUMBER" with "PASSPORT_COUNTRY".
func senzingGroups(object map[string]any) []senzingGroup {
	flat := map[string]senzingGroup{}
	var groups []senzingGroup
	for _, key := range slices.Sorted(maps.Keys(object)) {
		if list, ok := object[key].([]any); ok {
			for _, o := range objects(list) {
				groups = append(groups, flatten(o))
			}
			continue
		}
		values := appendTexts(nil, object[key])
		if len(values) == 0 {
			continue
		}
		family := senzingFamily(key)
		if flat[family] == nil {
			flat[family] = senzingGroup{}
		}
		flat[family][strings.ToUpper(key)] = values[0]
	}
	for _, family := range slices.Sorted(maps.Keys(flat)) {
		groups = append(groups, flat[family])
	}
	return groups
}

func flatten(o map[string]any) senzingGroup {
	g := senzingGroup{}
	for key, v := range o {
		if values := appendTexts(nil, v); len(values) > 0 {
			g[strings.ToUpper(key)] = strings.Join(values, ", ")
		}
	}
	return g
}

// senzingFamilies are the beginnings of attribute names that belong to one feature.
var senzingFamilies = []string{"NAME_", "ADDR_", "PASSPORT_", "DRIVERS_LICENSE_", "NATIONAL_ID_", "TAX_ID_", "OTHER_ID_", "TRUSTED_ID_", "ACCOUNT_", "REL_"}

// senzingFamily returns the label and family of an attribute, or its own name.
func senzingFamily(key string) string {
	key = strings.ToUpper(key)
	for _, family := range senzingFamilies {
		if i := strings.Index(key, family); i == 0 || i > 0 && key[i-1] == '_' {
			return key[:i+len(family)]
		}
	}
	return key
}

// take returns the value of the attribute whose name ends in suffix and removes it from the group.
func (g senzingGroup) take(suffix string) string {
	for _, key := range slices.Sorted(maps.Keys(g)) {
		if key == suffix || strings.HasSuffix(key, "_"+suffix) {
			v := foldSpace(g[key])
			delete(g, key)
			return v
		}
	}
	return ""
}

// group reads one feature into the entry.
func (r *senzingReader) group(e *lookback.Entry, g senzingGroup) {
	senzingName(e, g)
	senzingAddress(e, g)
	addBirths(e, g.take("DATE_OF_BIRTH"))
	p := &e.Party
	if recordType := g.take("RECORD_TYPE"); recordType != "" {
		p.Kind = senzingKind(recordType)
	}
	for _, field := range []struct {
		suffix string
		into   *[]string
	}{{"PLACE_OF_BIRTH", &p.BirthPlaces}, {"NATIONALITY", &p.Nationalities}, {"CITIZENSHIP", &p.Nationalities}, {"COUNTRY_OF_ASSOCIATION", &p.Countries}, {"REGISTRATION_COUNTRY", &p.Countries}, {"GENDER", &p.Genders}} {
		if v := g.take(field.suffix); v != "" {
			*field.into = append(*field.into, v)
		}
	}
	senzingIdentifiers(e, g)
	if key := g.take("REL_POINTER_KEY"); key != "" {
		role := g.take("REL_POINTER_ROLE")
		r.pointers = append(r.pointers, Relation{From: e.ID, To: key, Class: lookback.ClassLinked, Label: role})
	}
	for _, repeated := range []string{"REL_POINTER_DOMAIN", "REL_ANCHOR_DOMAIN", "REL_ANCHOR_KEY"} {
		g.take(repeated)
	}
	for _, key := range slices.Sorted(maps.Keys(g)) {
		addExtra(e, key, foldSpace(g[key]))
	}
}

func senzingName(e *lookback.Entry, g senzingGroup) {
	name := lookback.Name{Full: g.take("NAME_FULL"), Given: g.take("NAME_FIRST"), Middle: g.take("NAME_MIDDLE"), Family: g.take("NAME_LAST")}
	if org := g.take("NAME_ORG"); name.Full == "" {
		name.Full = org
	}
	prefix, suffix, nameType := g.take("NAME_PREFIX"), g.take("NAME_SUFFIX"), strings.ToUpper(g.take("NAME_TYPE"))
	if name.Full == "" {
		name.Full = joinNonEmpty(" ", prefix, name.Given, name.Middle, name.Family, suffix)
	}
	if name.Full == "" {
		return
	}
	switch {
	case nameType == "PRIMARY":
	case strings.Contains(nameType, "FORMER") || strings.Contains(nameType, "PREVIOUS") || strings.Contains(nameType, "MAIDEN"):
		name.Type = lookback.NameFormer
	case nameType != "" || len(e.Party.Names) > 0:
		name.Type = lookback.NameAlias
	}
	name.Weak = strings.Contains(nameType, "WEAK") || strings.Contains(nameType, "LOW")
	e.Party.Names = append(e.Party.Names, name)
}

func senzingAddress(e *lookback.Entry, g senzingGroup) {
	text := g.take("ADDR_FULL")
	var lines []string
	for _, suffix := range []string{"ADDR_LINE1", "ADDR_LINE2", "ADDR_LINE3", "ADDR_LINE4", "ADDR_LINE5", "ADDR_LINE6", "ADDR_CITY", "ADDR_STATE", "ADDR_POSTAL_CODE"} {
		lines = append(lines, g.take(suffix))
	}
	if text == "" {
		text = joinNonEmpty(", ", lines...)
	}
	country := g.take("ADDR_COUNTRY")
	if g.take("ADDR_TYPE"); text != "" || country != "" {
		addAddress(e, text, country)
	}
}

// senzingIDs are the attributes of identifiers: the number, its issuing place, and where given its type.
var senzingIDs = []struct{ number, country, words, kind string }{
	{"PASSPORT_NUMBER", "PASSPORT_COUNTRY", "", idPassport}, {"DRIVERS_LICENSE_NUMBER", "DRIVERS_LICENSE_STATE", "", idDriver},
	{"SSN_NUMBER", "", "", idSocial}, {"SSN", "", "", idSocial}, {"NATIONAL_ID_NUMBER", "NATIONAL_ID_COUNTRY", "NATIONAL_ID_TYPE", idNational},
	{"TAX_ID_NUMBER", "TAX_ID_COUNTRY", "TAX_ID_TYPE", idTax}, {"OTHER_ID_NUMBER", "OTHER_ID_COUNTRY", "OTHER_ID_TYPE", idOther}, {"TRUSTED_ID_NUMBER", "", "TRUSTED_ID_TYPE", idOther},
	{"LEI_NUMBER", "", "", idLEI}, {"DUNS_NUMBER", "", "", idDUNS}, {"ACCOUNT_NUMBER", "", "ACCOUNT_DOMAIN", idAccount}, {"IMO_NUMBER", "", "", idIMO}, {"MMSI_NUMBER", "", "", idMMSI},
	{"EMAIL_ADDRESS", "", "", idEmail}, {"PHONE_NUMBER", "", "", idPhone}, {"WEBSITE_ADDRESS", "", "", idWebsite},
}

func senzingIdentifiers(e *lookback.Entry, g senzingGroup) {
	for _, id := range senzingIDs {
		number := g.take(id.number)
		if number == "" {
			continue
		}
		country, words := "", ""
		if id.country != "" {
			country = g.take(id.country)
		}
		if id.words != "" {
			words = g.take(id.words)
		}
		addIdentifier(e, id.kind, number, country)
		addExtra(e, "Type of "+number, words)
	}
	g.take("PHONE_TYPE")
}
