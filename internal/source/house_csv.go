package source

import (
	"io"
	"slices"
	"strings"

	"lookback"
)

// parseHouseCSV reads the simple form for lists of one's own that docs/format/house-csv.md describes: a
// header, one row for each party, semicolons between several values. Columns it does not know are kept under
// their names, so nothing is lost.
func parseHouseCSV(e *Edition, files []File) error {
	f, err := onlyFile(files)
	if err != nil {
		return err
	}
	return e.read(f, func(in io.Reader) error {
		table := newHeaded(e, f.Name, in)
		if err := table.csv.sniffComma(); err != nil {
			return err
		}
		if err := table.findHeader("name", 1, func(*csvRow) {}); err != nil {
			return err
		}
		if !slices.ContainsFunc(table.columns, func(c string) bool { return strings.EqualFold(c, "id") }) {
			return &lookback.InputError{File: f.Name, Line: 1, Field: "id", Reason: "there is no column with this name", Hint: "give every party an id that never changes"}
		}
		ids := entryIDs{}
		var fatal error
		err := table.each(func(r record) *lookback.InputError {
			entry, bad := houseEntry(r)
			if bad != nil || fatal != nil {
				return bad
			}
			if fatal = ids.claim(entry.ID, "id", place{f.Name, r.line}); fatal == nil {
				e.Entries = append(e.Entries, entry)
			}
			return nil
		})
		if err == nil {
			err = fatal
		}
		e.resolveLinks()
		return err
	})
}

// houseIdentifiers are the columns that hold numbers and codes.
var houseIdentifiers = []struct{ column, kind string }{
	{"passport", idPassport}, {"national_id", idNational}, {"tax", idTax}, {"social_security", idSocial}, {"drivers_license", idDriver},
	{"registration", idRegistration}, {"licence", idLicence}, {"lei", idLEI}, {"duns", idDUNS}, {"bic", idBIC}, {"account", idAccount}, {"wallet", idWallet},
	{"imo", idIMO}, {"mmsi", idMMSI}, {"call_sign", idCallSign}, {"aircraft_tail", idTail}, {"aircraft_serial", idSerial},
	{"email", idEmail}, {"phone", idPhone}, {"website", idWebsite}, {"other_id", idOther},
}

// houseEntry translates one row.
func houseEntry(r record) (lookback.Entry, *lookback.InputError) {
	e := lookback.Entry{ID: r.get("id")}
	kind, known := parseKind(r.get("kind", "type"))
	switch {
	case e.ID == "":
		return e, &lookback.InputError{Field: "id", Reason: "the row has no id"}
	case r.get("name") == "":
		return e, &lookback.InputError{Field: "name", Reason: "the row has no name"}
	case !known:
		return e, &lookback.InputError{Field: "kind", Reason: "it is not a kind of party: " + clip(r.get("kind", "type")), Hint: "use person, organisation, vessel or aircraft"}
	}
	e.Party.Kind = kind
	e.Party.Names = []lookback.Name{{Full: r.get("name"), Given: r.get("given"), Middle: r.get("middle"), Family: r.get("family")}}
	addNames(&e, splitList(r.get("aliases"), ";"), lookback.NameAlias, false)
	addNames(&e, splitList(r.get("weak_aliases"), ";"), lookback.NameAlias, true)
	addNames(&e, splitList(r.get("former_names"), ";"), lookback.NameFormer, false)
	for _, raw := range splitList(r.get("birth"), ";") {
		if isImpossible(raw) || lookback.ParseDate(raw).Precision() == lookback.PrecisionNone {
			e.NotRead = append(e.NotRead, "birth: "+raw) // a listed party is not dropped over a date
			continue
		}
		addBirths(&e, raw)
	}
	p := &e.Party
	p.BirthPlaces, p.Nationalities, p.Countries, p.Genders = splitList(r.get("birthplace"), ";"), splitList(r.get("nationality"), ";"), splitList(r.get("country"), ";"), splitList(r.get("gender"), ";")
	for _, id := range houseIdentifiers {
		country := r.get(id.column + "_country")
		for _, v := range splitList(r.get(id.column), ";") {
			addIdentifier(&e, id.kind, v, country)
		}
	}
	addAddress(&e, r.get("address"), r.get("address_country"))
	e.Programmes, e.Links = splitList(r.get("programme"), ";"), splitList(r.get("links"), ";")
	e.ListedOn = lookback.ParseDate(r.get("listed_on"))
	e.Remarks = r.get("remarks")
	addExtra(&e, "Remarks", e.Remarks)
	houseExtra(&e, r)
	return e, nil
}

// houseExtra keeps every column that houseEntry did not ask for.
func houseExtra(e *lookback.Entry, r record) {
	for i, column := range r.table.columns {
		if _, known := houseColumns[headerKey(column)]; !known {
			r.table.asked[i] = true
			addExtra(e, column, strings.TrimSpace(r.fields[i]))
		}
	}
}

// houseColumns are the columns with a meaning, by headerKey.
var houseColumns = func() map[string]struct{} {
	known := map[string]struct{}{}
	for _, column := range strings.Fields("id kind type name given middle family aliases weak_aliases former_names birth birthplace nationality country gender address address_country programme links listed_on remarks") {
		known[headerKey(column)] = struct{}{}
	}
	for _, id := range houseIdentifiers {
		known[headerKey(id.column)] = struct{}{}
		known[headerKey(id.column+"_country")] = struct{}{}
	}
	return known
}()
