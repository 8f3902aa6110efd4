package exchange

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode"

	"lookback"
	"lookback/internal/source"
)

// recordForms begin the forms in which records are written, by name.
var recordForms = map[string]func(io.Writer, Terms) (recordForm, error){
	"csv": newRecordCSV, "jsonl": newRecordJSONL, "xlsx": newRecordXLSX, "parquet": newRecordParquet, "ftm": newRecordFTM,
}

// RecordForms lists the forms in which records are written, sorted.
func RecordForms() []string {
	var names []string
	for name := range recordForms {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// CheckRecordForm refuses a form in which no records are written.
func CheckRecordForm(form string) error {
	if recordForms[form] == nil {
		return fmt.Errorf("--format %q is none of %s: %w", form, strings.Join(RecordForms(), ", "), lookback.ErrUsage)
	}
	return nil
}

// Terms are under what records are given. Every row repeats them, because rows are cut out and put together with others.
type Terms struct {
	Disclosure int64
	Handling   string
}

// recordForm writes one record after another.
type recordForm interface {
	write(r lookback.Record) error
	close() error
}

// RecordWriter writes records in a form that `record import` reads, so that what is imported again is the same records: the key, the
// party and the time of arrival. It holds one record in memory, or as many as a block of the form has. It may not be used concurrently.
type RecordWriter struct{ form recordForm }

// NewRecordWriter begins a file of records. ErrUsage: the form is none of RecordForms.
func NewRecordWriter(form string, w io.Writer, t Terms) (*RecordWriter, error) {
	if err := CheckRecordForm(form); err != nil {
		return nil, err
	}
	f, err := recordForms[form](w, t)
	return &RecordWriter{f}, err
}

// Write writes a record. ErrInvalid: the form has no place for one so large, or for so many.
func (w *RecordWriter) Write(r lookback.Record) error { return w.form.write(r) }

// Close writes what a file of the form ends with, and leaves the writer below open.
func (w *RecordWriter) Close() error { return w.form.close() }

// recordColumns are the columns of a file of records. Whoever imports it guesses from their names what they hold.
var recordColumns = []string{"key", "kind", "full_name", "given", "middle", "family", "aliases", "birth", "birthplace", "nationality", "country", "gender",
	"passport", "passport_country", "national_id", "national_id_country", "tax_id", "tax_country", "ssn", "social_security_country", "drivers_license", "drivers_license_country",
	"registration_number", "registration_country", "lei", "imo", "mmsi", "email", "phone", "address", "address_country", "arrived",
	source.RestColumn, "disclosure", "record", "handling"}

// recordRows turns records into rows of recordColumns.
type recordRows struct {
	terms   Terms
	mapping source.Mapping
	reader  *source.RowReader
	values  [][]string // of one row, by column
}

func newRecordRows(t Terms) (*recordRows, error) {
	m, _ := source.GuessMapping(recordColumns)
	reader, err := source.NewRowReader(m, recordColumns)
	return &recordRows{terms: t, mapping: m, reader: reader, values: make([][]string, len(recordColumns))}, err
}

// lists returns the values of a record by column, good until the next call. What the columns do not say exactly the rest says,
// which read, the reader of the form, finds out.
func (t *recordRows) lists(r lookback.Record, read func([][]string) (string, lookback.Party)) [][]string {
	for i := range t.values {
		t.values[i] = t.values[i][:0]
	}
	t.fill(r)
	key, party := read(t.values)
	t.set(source.RestColumn, source.Rest(r.Key, r.Party, key, party))
	return t.values
}

// fill says in the columns what they have a place for.
func (t *recordRows) fill(r lookback.Record) {
	m, p := t.mapping, r.Party
	t.set(m.Key, r.Key)
	t.set(m.Kind, string(p.Kind))
	for i, n := range p.Names {
		if i > 0 {
			t.set(m.Aliases[0], n.Full)
			continue
		}
		t.set(m.FullName, n.Full)
		t.set(m.Given, n.Given)
		t.set(m.Middle, n.Middle)
		t.set(m.Family, n.Family)
	}
	for _, d := range p.Births {
		t.set(m.Birth, d.Raw)
	}
	t.set(m.Birthplace, p.BirthPlaces...)
	t.set(m.Nationality, p.Nationalities...)
	t.set(m.Country, p.Countries...)
	t.set(m.Gender, p.Genders...)
	t.identifiers(p.Identifiers)
	if len(p.Addresses) > 0 {
		t.set(m.Address[0], p.Addresses[0].Text)
		t.set(m.AddressCountry, p.Addresses[0].Country)
	}
	t.set(m.Arrived, arrivedText(r))
	t.set("disclosure", fmt.Sprint(t.terms.Disclosure))
	t.set("record", fmt.Sprint(r.ID))
	t.set("handling", t.terms.Handling)
}

// arrivedText writes when a record arrived; nothing where that is not known.
func arrivedText(r lookback.Record) string {
	if r.Arrived.IsZero() {
		return ""
	}
	return r.Arrived.UTC().Format(time.RFC3339Nano)
}

// identifiers puts each identifier in the column of its type, where there is one.
func (t *recordRows) identifiers(all []lookback.Identifier) {
	for _, column := range t.mapping.Identifiers {
		for _, id := range all {
			if id.Type != column.Type {
				continue
			}
			t.set(column.Column, id.Value)
			if column.Country != "" && len(t.at(column.Country)) == 0 {
				t.set(column.Country, id.Country)
			}
		}
	}
}

func (t *recordRows) at(column string) []string { return t.values[slices.Index(recordColumns, column)] }

// set adds the values that are not empty to a column, without characters that some forms have no place for.
func (t *recordRows) set(column string, values ...string) {
	into := &t.values[slices.Index(recordColumns, column)]
	for _, v := range values {
		if v = strings.Map(writable, v); v != "" {
			*into = append(*into, v)
		}
	}
}

func writable(r rune) rune {
	if unicode.IsControl(r) && r != '\n' && r != '\t' || r == '\uFFFE' || r == '\uFFFF' {
		return -1
	}
	return r
}

// text returns the row of a record as text, several values of a column with semicolons between, appended to dst.
func (t *recordRows) text(dst []string, r lookback.Record) []string {
	lists := t.lists(r, func(values [][]string) (string, lookback.Party) {
		dst = joined(dst, values)
		return t.reader.Text(dst)
	})
	return joined(dst, lists)
}

func joined(dst []string, values [][]string) []string {
	dst = dst[:0]
	for _, all := range values {
		dst = append(dst, strings.Join(all, "; "))
	}
	return dst
}

// tooLarge refuses a record for which a form has no place.
func tooLarge(r lookback.Record, reason, hint string) error {
	return &lookback.InputError{Field: "record", Reason: fmt.Sprintf("record %d %s", r.ID, reason), Hint: hint}
}
