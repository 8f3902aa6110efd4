package scenario

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"
	"time"

	"lookback"
)

// csvColumns are the columns of WriteCSV, by names that an importer guesses without a map.
var csvColumns = []string{"key", "arrived", "full_name", "first_name", "middle_name", "last_name", "alias", "gender", "date_of_birth", "place_of_birth",
	"nationality", "passport", "passport_country", "national_id", "national_id_country", "phone"}

// CSVMapping is the mapping, in YAML, by which an importer of records reads what WriteCSV writes without any loss. Without it,
// guessing from the columns loses only the countries of passports and national identity numbers.
const CSVMapping = `key: key
arrived: arrived
full_name: full_name
given: first_name
middle: middle_name
family: last_name
aliases: [alias]
gender: gender
birth: date_of_birth
birthplace: place_of_birth
nationality: nationality
default_kind: person
identifiers:
  - {column: passport, type: passport, country: passport_country}
  - {column: national_id, type: national-id, country: national_id_country}
  - {column: phone, type: phone}
`

// WriteCSV writes records of one source as one table with a header: keys are unique within a source only. A record
// has one row; of what a record may have several of, the first is written, except that its second name is the alias.
func WriteCSV(w io.Writer, records []lookback.Record) error {
	out := csv.NewWriter(w)
	if err := out.Write(csvColumns); err != nil {
		return err
	}
	for i := range records {
		if err := out.Write(csvRow(&records[i])); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func csvRow(r *lookback.Record) []string {
	p := &r.Party
	alias := ""
	if len(p.Names) > 1 {
		alias = p.Names[1].Full
	}
	born := ""
	if len(p.Births) > 0 {
		born = p.Births[0].Raw
	}
	passport, national := identifierOf(p, "passport"), identifierOf(p, "national-id")
	name := p.Names[0]
	return []string{r.Key, r.Arrived.UTC().Format(time.RFC3339), name.Full, name.Given, name.Middle, name.Family, alias, first(p.Genders), born,
		first(p.BirthPlaces), first(p.Nationalities), passport.Value, passport.Country, national.Value, national.Country, identifierOf(p, "phone").Value}
}

func first(values []string) string {
	if len(values) == 0 {
		return ""
	}
	return values[0]
}

// identifierOf returns the first identifier of that type, or none.
func identifierOf(p *lookback.Party, kind string) lookback.Identifier {
	for _, id := range p.Identifiers {
		if id.Type == kind {
			return id
		}
	}
	return lookback.Identifier{}
}

// nothing is how OFAC writes an empty field.
const nothing = "-0-"

// OFACFiles are the tables of one edition in the shape of OFAC's CSV.
type OFACFiles struct{ Main, Alternates, Addresses io.Writer }

// WriteOFACCSV writes entries as OFAC does: sdn.csv, alt.csv and add.csv, without headers, with the
// fields that entries of the list "meridian" have.
func WriteOFACCSV(files OFACFiles, entries []lookback.Entry) error {
	main, alt, add := csv.NewWriter(files.Main), csv.NewWriter(files.Alternates), csv.NewWriter(files.Addresses)
	altNumber, addNumber := 0, 0
	for i := range entries {
		e := &entries[i]
		rows := [][]string{ofacRow(e)}
		for _, n := range e.Party.Names[1:] {
			if !n.Weak {
				altNumber++
				rows = append(rows, []string{e.ID, strconv.Itoa(altNumber), aliasType(n.Type), n.Full, nothing})
			}
		}
		if err := writeRows(main, alt, rows); err != nil {
			return err
		}
		for _, a := range e.Party.Addresses {
			addNumber++
			if err := add.Write([]string{e.ID, strconv.Itoa(addNumber), a.Text, nothing, a.Country, nothing}); err != nil {
				return err
			}
		}
	}
	for _, w := range []*csv.Writer{main, alt, add} {
		if w.Flush(); w.Error() != nil {
			return w.Error()
		}
	}
	return nil
}

// writeRows writes the first row to main and the others to alt.
func writeRows(main, alt *csv.Writer, rows [][]string) error {
	if err := main.Write(rows[0]); err != nil {
		return err
	}
	return alt.WriteAll(rows[1:])
}

func aliasType(t lookback.NameType) string {
	if t == lookback.NameFormer {
		return "fka"
	}
	return "aka"
}

// ofacRow is a row of the main table.
func ofacRow(e *lookback.Entry) []string {
	p := &e.Party
	callSign := identifierOf(p, "call-sign").Value
	row := []string{e.ID, p.Names[0].Full, ofacType(p.Kind), strings.Join(e.Programmes, "] ["), extraOf(e, "Title"), callSign,
		extraOf(e, "Vessel type"), "", "", first(p.Countries), "", e.Remarks}
	for i := range row {
		if row[i] == "" {
			row[i] = nothing
		}
	}
	return row
}

func ofacType(k lookback.PartyKind) string {
	switch k {
	case lookback.KindPerson:
		return "individual"
	case lookback.KindVessel:
		return "vessel"
	}
	return ""
}
