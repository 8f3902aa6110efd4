package source

import (
	"strings"

	"lookback"
)

// names reads the aliases of an identity. Each has one form per script.
func (r *advancedReader) names(e *lookback.Entry, identity *node) {
	parts := map[string]string{}
	for _, master := range identity.kid("NamePartGroups").all("MasterNamePartGroup") {
		for _, g := range master.all("NamePartGroup") {
			parts[g.attr("ID")] = r.text("NamePartType", g.attr("NamePartTypeID"))
		}
	}
	for _, a := range identity.all("Alias") {
		nameType := lookback.NameAlias
		switch {
		case strings.HasPrefix(r.text("AliasType", a.attr("AliasTypeID")), "F"):
			nameType = lookback.NameFormer
		case a.attr("Primary") == "true" && identity.attr("Primary") != "false":
			nameType = lookback.NamePrimary
		}
		for _, documented := range a.all("DocumentedName") {
			name, script := r.name(e.Party.Kind, documented, parts)
			if name.Full == "" {
				continue
			}
			name.Type, name.Weak = nameType, a.attr("LowQuality") == "true"
			if nameType == lookback.NamePrimary {
				nameType = lookback.NameAlias // its other scripts
			}
			e.Party.Names = append(e.Party.Names, name)
			if script != "" && script != "Latin" {
				addExtra(e, "Script of "+name.Full, script)
			}
		}
	}
	if identity.attr("False") == "true" {
		addExtra(e, "Note", "holds an identity known to be false")
	}
	primaryFirst(e.Party.Names)
	identity.markRead()
}

// name joins the parts of a name. People in Latin script are written "LAST, First" as in OFAC's other files.
func (r *advancedReader) name(kind lookback.PartyKind, documented *node, parts map[string]string) (lookback.Name, string) {
	var family, given, all []string
	script := ""
	for _, p := range documented.all("DocumentedNamePart") {
		v := p.kid("NamePartValue")
		text := foldSpace(v.value())
		if text == "" {
			continue
		}
		if s := r.text("Script", v.attr("ScriptID")); s != "" {
			script = s
		}
		all = append(all, text)
		switch parts[v.attr("NamePartGroupID")] {
		case "Last Name", "Patronymic", "Matronymic", "Maiden Name":
			family = append(family, text)
		case "First Name", "Middle Name":
			given = append(given, text)
		}
	}
	name := lookback.Name{Full: strings.Join(all, " ")}
	if kind == lookback.KindPerson && len(family) > 0 && len(given) > 0 && len(family)+len(given) == len(all) {
		name.Family, name.Given = strings.Join(family, " "), strings.Join(given, " ")
		name.Full = name.Given + " " + name.Family
		if script == "" || script == "Latin" {
			name.Full = name.Family + ", " + name.Given
		}
	}
	return name, script
}

// feature reads one feature of a party: a date, a place, a reference to a table or a text.
func (r *advancedReader) feature(e *lookback.Entry, f *node) {
	label := r.text("FeatureType", f.attr("FeatureTypeID"))
	for _, v := range f.all("FeatureVersion") {
		switch label {
		case "Birthdate":
			if raw := advancedPeriod(v.kid("DatePeriod")); raw != "" {
				e.Party.Births = append(e.Party.Births, lookback.ParseDate(raw))
			}
			continue
		case "Location":
			for _, l := range v.all("VersionLocation") {
				if a := r.locations[l.attr("LocationID")]; a != (lookback.Address{}) {
					e.Party.Addresses = append(e.Party.Addresses, a)
				}
			}
			continue
		}
		for _, text := range r.featureTexts(v) {
			r.textFeature(e, label, text)
		}
		addExtra(e, "About "+label, foldSpace(v.value("Comment")))
	}
	f.markRead()
}

// featureTexts returns what a version of a feature says, as text.
func (r *advancedReader) featureTexts(v *node) []string {
	var texts []string
	for _, d := range v.all("VersionDetail") {
		text := foldSpace(d.value())
		if ref := r.text("DetailReference", d.attr("DetailReferenceID")); ref != "" {
			text = ref
		}
		texts = append(texts, text)
	}
	for _, l := range v.all("VersionLocation") {
		a := r.locations[l.attr("LocationID")]
		texts = append(texts, joinNonEmpty(", ", a.Text, a.Country))
	}
	for _, p := range v.all("DatePeriod") {
		texts = append(texts, advancedPeriod(p))
	}
	return texts
}

// textFeature puts a feature into the field it belongs to; OFAC's labels are those of its remarks.
func (r *advancedReader) textFeature(e *lookback.Entry, label, text string) {
	if text == "" {
		return
	}
	switch strings.ToLower(label) {
	case "place of birth":
		e.Party.BirthPlaces = append(e.Party.BirthPlaces, text)
	case "nationality country", "citizenship country":
		e.Party.Nationalities = append(e.Party.Nationalities, text)
	case "vessel flag":
		if text != "None Identified" {
			e.Party.Countries = append(e.Party.Countries, text)
		}
	case "title":
		addExtra(e, "Title", text)
	case "vessel type":
		addExtra(e, "Vessel type", text)
	case "vessel tonnage":
		addExtra(e, "Tonnage", text)
	case "vessel gross registered tonnage", "vessel gross tonnage":
		addExtra(e, "Gross registered tonnage", text)
	case "vessel owner":
		addExtra(e, "Vessel owner", text)
	default:
		if rule, value, found := findRemarkRule(label + " " + text); found && value != "" {
			rule.take(e, rule, value)
		} else {
			addExtra(e, strings.TrimRight(label, " :-"), text)
		}
	}
}

// advancedDate joins Year, Month and Day.
func advancedDate(n *node) string {
	return joinNonEmpty("-", n.value("Year"), pad2(n.value("Month")), pad2(n.value("Day")))
}

// advancedPeriod writes a period in a form that ParseDate reads: a day, a whole month or year, or a range.
func advancedPeriod(p *node) string {
	if p == nil {
		return ""
	}
	start, end := p.kid("Start"), p.kid("End")
	from, to := advancedDate(start.kid("From")), advancedDate(end.kid("To"))
	if to == "" {
		to = advancedDate(start.kid("To"))
	}
	raw := wholePeriod(from, to)
	if raw != "" && (start.attr("Approximate") == "true" || end.attr("Approximate") == "true") {
		raw = "circa " + raw
	}
	return raw
}

// wholePeriod writes 1962-01-01 to 1962-12-31 as 1962, a whole month as 1962-02, and other ranges as they are.
func wholePeriod(from, to string) string {
	switch {
	case from == to || to == "":
		return from
	case from == "":
		return to
	}
	full := len(from) == 10 && len(to) == 10
	switch {
	case full && strings.HasSuffix(from, "-01-01") && strings.HasSuffix(to, "-12-31") && from[:4] == to[:4]:
		return from[:4]
	case full && strings.HasSuffix(from, "-01-01") && strings.HasSuffix(to, "-12-31"):
		return from[:4] + "/" + to[:4]
	case full && from[:7] == to[:7] && strings.HasSuffix(from, "-01") && to[8:] >= "28":
		return from[:7]
	}
	return from + "/" + to
}
