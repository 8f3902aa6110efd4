package source

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"lookback"
)

// cslRow is one party of the Consolidated Screening List, from either of its forms.
type cslRow struct {
	ID, Source, EntityNumber, Type, Name, Title, Remarks     string
	FederalRegister, Start, End, Order, License, Policy      string
	CallSign, VesselType, Tonnage, Registered, Flag, Owner   string
	Programs, AltNames, Citizenships, Births, Nations, Birth []string
	Addresses                                                []lookback.Address
	IDs                                                      []cslID
}

type cslID struct{ Kind, Number, Country, Issued, Expires string }

// parseUSCSL reads the list as CSV or as the JSON document with "results".
func parseUSCSL(e *Edition, files []File) error {
	f, err := onlyFile(files)
	if err != nil {
		return err
	}
	ids := entryIDs{}
	err = e.read(f, func(in io.Reader) error {
		buffered := bufio.NewReaderSize(in, 64<<10)
		head, _ := buffered.Peek(512)
		if head, err = skipMark(f.Name, head); err != nil {
			return err
		}
		if strings.HasPrefix(strings.TrimSpace(string(head)), "{") {
			return readCSLJSON(e, f.Name, buffered, ids)
		}
		return readCSLCSV(e, f.Name, buffered, ids)
	})
	e.resolveLinks()
	return err
}

// add makes an entry of a row. Lists without an entity number of their own get one from source and name.
func (row *cslRow) add(e *Edition, ids entryIDs, at place) error {
	kind := cslKind(row)
	entry := lookback.Entry{ID: row.EntityNumber, Programmes: row.Programs, Remarks: row.Remarks}
	if name := ofacPartyName(kind, foldSpace(row.Name)); name.Full != "" {
		entry.Party = lookback.Party{Kind: kind, Names: []lookback.Name{name}}
	} else {
		e.problem(lookback.InputError{File: at.file, Line: at.line, Field: "name", Reason: "the entry has no name"})
		return nil
	}
	if entry.ID == "" {
		entry.ID = row.derivedID()
		for n := 2; ids[entry.ID] != (place{}); n++ {
			entry.ID = fmt.Sprintf("%s-%d", row.derivedID(), n)
		}
	}
	row.fill(&entry)
	parseOFACRemarks(&entry, &e.Remarks)
	if err := ids.claim(entry.ID, "entity_number", at); err != nil {
		return err
	}
	e.Entries = append(e.Entries, entry)
	return nil
}

// derivedID identifies a row of a list that gives its parties no numbers, like the Entity List: by the
// list, the name and where and when it was announced. The row's own id changes with every export.
func (row *cslRow) derivedID() string {
	sum := sha256.Sum256([]byte(strings.Join([]string{row.Source, row.Name, row.FederalRegister, row.Start}, unit)))
	return "csl-" + hex.EncodeToString(sum[:8])
}

func cslKind(row *cslRow) lookback.PartyKind {
	if row.Type == "" {
		return lookback.KindUnknown
	}
	kind, _ := ofacKind(row.Type)
	return kind
}

func (row *cslRow) fill(e *lookback.Entry) {
	p := &e.Party
	for _, alias := range row.AltNames {
		name := ofacPartyName(p.Kind, alias)
		name.Type = lookback.NameAlias
		p.Names = append(p.Names, name)
	}
	addBirths(e, row.Births...)
	p.BirthPlaces, p.Nationalities, p.Addresses = row.Birth, append(row.Nations, row.Citizenships...), row.Addresses
	if row.Flag != "" {
		p.Countries = []string{row.Flag}
	}
	addIdentifier(e, idCallSign, row.CallSign, "")
	for _, id := range row.IDs {
		id.add(e)
	}
	e.ListedOn = lookback.ParseDate(row.Start)
	for _, f := range []lookback.Field{{Name: "Title", Value: row.Title}, {Name: "List", Value: row.Source}, {Name: "Federal Register", Value: row.FederalRegister},
		{Name: "End date", Value: row.End}, {Name: "Standard order", Value: row.Order}, {Name: "License requirement", Value: row.License}, {Name: "License policy", Value: row.Policy},
		{Name: "Vessel type", Value: row.VesselType}, {Name: "Tonnage", Value: row.Tonnage}, {Name: "Gross registered tonnage", Value: row.Registered}, {Name: "Vessel owner", Value: row.Owner}} {
		addExtra(e, f.Name, f.Value)
	}
}

func (id cslID) add(e *lookback.Entry) {
	d := advancedDocument{label: strings.TrimSpace(id.Kind), number: foldSpace(id.Number), country: id.Country, issued: id.Issued, expires: id.Expires}
	d.add(e)
}

// cslFields maps the columns of the CSV form, which are the keys of the JSON form, to the fields of a row.
func (row *cslRow) fields() map[string]*string {
	return map[string]*string{
		"source": &row.Source, "entity_number": &row.EntityNumber, "type": &row.Type, "name": &row.Name, "title": &row.Title, "remarks": &row.Remarks,
		"federal_register_notice": &row.FederalRegister, "start_date": &row.Start, "end_date": &row.End, "standard_order": &row.Order,
		"license_requirement": &row.License, "license_policy": &row.Policy, "call_sign": &row.CallSign, "vessel_type": &row.VesselType,
		"gross_tonnage": &row.Tonnage, "gross_registered_tonnage": &row.Registered, "vessel_flag": &row.Flag, "vessel_owner": &row.Owner,
	}
}

func (row *cslRow) lists() map[string]*[]string {
	return map[string]*[]string{"programs": &row.Programs, "alt_names": &row.AltNames, "citizenships": &row.Citizenships,
		"dates_of_birth": &row.Births, "nationalities": &row.Nations, "places_of_birth": &row.Birth}
}

// readCSLCSV reads the CSV form, where lists are separated by semicolons.
func readCSLCSV(e *Edition, name string, in io.Reader, ids entryIDs) error {
	table := newHeaded(e, name, in)
	if err := table.findHeader("entity_number", 1, func(*csvRow) {}); err != nil {
		return err
	}
	var fatal error
	err := table.each(func(r record) *lookback.InputError {
		var row cslRow
		for column, field := range row.fields() {
			*field = r.get(column)
		}
		for column, list := range row.lists() {
			*list = splitList(r.get(column), ";")
		}
		for _, a := range splitList(r.get("addresses"), ";") {
			row.Addresses = append(row.Addresses, cslAddress(a))
		}
		for _, id := range splitList(r.get("ids"), ";") {
			row.IDs = append(row.IDs, parseCSLID(id))
		}
		if fatal == nil {
			fatal = row.add(e, ids, place{name, r.line})
		}
		return nil
	})
	if err == nil {
		err = fatal
	}
	return err
}

// cslAddress cuts the country code from the end of "1 Quay Road, Port Ambrel, VX".
func cslAddress(text string) lookback.Address {
	if before, country := cutLast(text, ","); len(country) == 2 && strings.ToUpper(country) == country {
		return lookback.Address{Text: before, Country: country}
	}
	if len(text) == 2 && strings.ToUpper(text) == text {
		return lookback.Address{Country: text}
	}
	return lookback.Address{Text: text}
}

// parseCSLID reads "VX, V717637, Passport": the country is missing where there is none.
func parseCSLID(text string) cslID {
	parts := strings.Split(text, ",")
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	var id cslID
	if len(parts) > 2 && len(parts[0]) == 2 && strings.ToUpper(parts[0]) == parts[0] {
		id.Country, parts = parts[0], parts[1:]
	}
	if len(parts) == 1 {
		return cslID{Kind: parts[0]}
	}
	last := len(parts) - 1
	id.Number, id.Kind = strings.Join(parts[:last], ", "), parts[last]
	return id
}

// readCSLJSON reads the JSON form one result at a time.
func readCSLJSON(e *Edition, name string, in io.Reader, ids entryIDs) error {
	limited := &io.LimitedReader{R: in, N: maxDocumentBytes}
	dec := json.NewDecoder(limited)
	dec.UseNumber()
	bad := func(err error) error {
		if limited.N <= 0 {
			return &lookback.InputError{File: name, Reason: "the document is larger than 256 MiB"}
		}
		return &lookback.InputError{File: name, Line: 1, Column: int(dec.InputOffset()) + 1, Reason: "this is not the Consolidated Screening List: " + err.Error(), Hint: "fetch the file again; nothing was stored"}
	}
	if _, err := dec.Token(); err != nil {
		return bad(err)
	}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return bad(err)
		}
		switch key {
		case "results":
			if err := cslResults(e, name, dec, ids); err != nil {
				return orBad(err, bad)
			}
		case "sources_used":
			var sources []struct {
				Updated string `json:"source_last_updated"`
			}
			if err := dec.Decode(&sources); err != nil {
				return bad(err)
			}
			for _, s := range sources {
				e.cslPublished(s.Updated)
			}
		default:
			var skipped json.RawMessage
			if err := dec.Decode(&skipped); err != nil {
				return bad(err)
			}
			if fmt.Sprint(key) != "total" {
				e.lose(fmt.Sprint(key), 1)
			}
		}
	}
	if _, err := dec.Token(); err != nil {
		return bad(err)
	}
	if _, err := dec.Token(); err != io.EOF {
		return bad(fmt.Errorf("there is more behind the end of the list"))
	}
	return nil
}

// orBad leaves an InputError as it is and explains any other error.
func orBad(err error, bad func(error) error) error {
	if input, ok := err.(*lookback.InputError); ok {
		return input
	}
	return bad(err)
}

// cslPublished keeps the latest time at which one of the lists was updated.
func (e *Edition) cslPublished(text string) {
	if t, err := time.Parse(time.RFC3339, text); err == nil && t.After(e.Published) {
		e.Published = t.UTC()
	}
}

func cslResults(e *Edition, name string, dec *json.Decoder, ids entryIDs) error {
	if _, err := dec.Token(); err != nil {
		return err
	}
	for n := 1; dec.More(); n++ {
		var object map[string]any
		if err := dec.Decode(&object); err != nil {
			return err
		}
		row := cslFromJSON(e, object)
		if err := row.add(e, ids, place{name + " (results)", n}); err != nil {
			return err
		}
	}
	_, err := dec.Token()
	return err
}

// cslFromJSON takes the keys of one result; what it does not know is counted.
func cslFromJSON(e *Edition, object map[string]any) *cslRow {
	row := &cslRow{}
	for key, field := range row.fields() {
		*field = foldSpace(strings.Join(appendTexts(nil, object[key]), "; "))
		delete(object, key)
	}
	for key, list := range row.lists() {
		for _, v := range appendTexts(nil, object[key]) {
			*list = append(*list, foldSpace(v))
		}
		delete(object, key)
	}
	text := func(o map[string]any, key string) string {
		return foldSpace(strings.Join(appendTexts(nil, o[key]), ", "))
	}
	for _, o := range objects(object["addresses"]) {
		a := lookback.Address{Text: joinNonEmpty(", ", text(o, "address"), text(o, "city"), text(o, "state"), text(o, "postal_code")), Country: text(o, "country")}
		if a != (lookback.Address{}) {
			row.Addresses = append(row.Addresses, a)
		}
	}
	for _, o := range objects(object["ids"]) {
		row.IDs = append(row.IDs, cslID{text(o, "type"), text(o, "number"), text(o, "country"), text(o, "issue_date"), text(o, "expiration_date")})
	}
	delete(object, "addresses")
	delete(object, "ids")
	for key, v := range object {
		if key != "id" && len(appendTexts(nil, v)) > 0 {
			e.lose(key, 1)
		}
	}
	return row
}

// objects returns the objects in a JSON array.
func objects(v any) []map[string]any {
	var all []map[string]any
	list, _ := v.([]any)
	for _, item := range list {
		if o, ok := item.(map[string]any); ok {
			all = append(all, o)
		}
	}
	return all
}
