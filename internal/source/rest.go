package source

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unicode"

	"lookback"
)

// RestColumn is the column, or the key beside the properties of a FollowTheMoney entity, in which a file of records holds
// what its form has no exact place for (docs/format/record-csv.md).
const RestColumn = "party_rest"

// partyRest holds fields of a party. One that is here counts in place of what the columns say of it.
type partyRest struct {
	Key           string           `json:"key,omitempty"`
	Names         []restName       `json:"names,omitempty"`
	Births        []string         `json:"births,omitempty"`
	BirthPlaces   []string         `json:"birth_places,omitempty"`
	Nationalities []string         `json:"nationalities,omitempty"`
	Countries     []string         `json:"countries,omitempty"`
	Genders       []string         `json:"genders,omitempty"`
	Identifiers   []restIdentifier `json:"identifiers,omitempty"`
	Addresses     []restAddress    `json:"addresses,omitempty"`
}

type restName struct {
	Full   string            `json:"full"`
	Given  string            `json:"given,omitempty"`
	Middle string            `json:"middle,omitempty"`
	Family string            `json:"family,omitempty"`
	Type   lookback.NameType `json:"type,omitempty"`
	Weak   bool              `json:"weak,omitempty"`
}

type restIdentifier struct {
	Type    string `json:"type"`
	Value   string `json:"value"`
	Country string `json:"country,omitempty"`
}

type restAddress struct {
	Text    string `json:"text,omitempty"`
	Country string `json:"country,omitempty"`
}

// Rest returns, as JSON on one line, the fields of a record in which what is read of a row differs from what is held; nothing
// when none does. What a row says in its own columns and in this is the record exactly.
func Rest(heldKey string, held lookback.Party, readKey string, read lookback.Party) string {
	var r partyRest
	if heldKey != readKey {
		r.Key = heldKey
	}
	if !slices.Equal(held.Names, read.Names) {
		r.Names = translated(held.Names, func(n lookback.Name) restName { return restName(n) })
	}
	if !slices.Equal(held.Births, read.Births) {
		r.Births = translated(held.Births, func(d lookback.Date) string { return d.Raw })
	}
	r.BirthPlaces, r.Nationalities = unlessEqual(held.BirthPlaces, read.BirthPlaces), unlessEqual(held.Nationalities, read.Nationalities)
	r.Countries, r.Genders = unlessEqual(held.Countries, read.Countries), unlessEqual(held.Genders, read.Genders)
	if !slices.Equal(held.Identifiers, read.Identifiers) {
		r.Identifiers = translated(held.Identifiers, func(i lookback.Identifier) restIdentifier { return restIdentifier(i) })
	}
	if !slices.Equal(held.Addresses, read.Addresses) {
		r.Addresses = translated(held.Addresses, func(a lookback.Address) restAddress { return restAddress(a) })
	}
	return r.encode()
}

func translated[T, U any](all []T, fn func(T) U) []U {
	out := make([]U, len(all))
	for i, v := range all {
		out[i] = fn(v)
	}
	return out
}

func unlessEqual(held, read []string) []string {
	if slices.Equal(held, read) {
		return nil
	}
	return held
}

func (r partyRest) encode() string {
	if reflect.ValueOf(r).IsZero() {
		return ""
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(r) // unreachable error: texts and lists of them have a form in JSON
	return escapeControl(strings.TrimSpace(out.String()))
}

// escapeControl escapes the characters that JSON leaves as they are and some forms have no place for.
func escapeControl(text string) string {
	var out strings.Builder
	for _, r := range text {
		if unicode.IsControl(r) || r == '\uFFFE' || r == '\uFFFF' {
			fmt.Fprintf(&out, `\u%04x`, r)
		} else {
			out.WriteRune(r)
		}
	}
	return out.String()
}

// parseRest reads what Rest wrote; the zero value for no text.
func parseRest(text string) (r partyRest, bad *lookback.InputError) {
	if text == "" {
		return r, nil
	}
	dec := json.NewDecoder(strings.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&r); err != nil {
		return r, &lookback.InputError{Reason: "this is not the rest of a party: " + err.Error(), Hint: "leave it as it was written, or empty"}
	}
	if dec.More() {
		return r, &lookback.InputError{Reason: "there is text behind the rest of the party", Hint: "leave it as it was written, or empty"}
	}
	if strings.Contains(text, `\u0000`) && strings.ContainsRune(fmt.Sprint(r), 0) {
		return r, &lookback.InputError{Reason: "there is a NUL character", Hint: "remove it"}
	}
	p := lookback.Party{Names: r.names()}
	if p.Validate() != nil && r.Names != nil {
		return r, &lookback.InputError{Reason: "the names in it have none that can be read", Hint: "leave it as it was written, or empty"}
	}
	return r, nil
}

func (r partyRest) names() []lookback.Name {
	return translated(r.Names, func(n restName) lookback.Name { return lookback.Name(n) })
}

// over puts the fields that r holds in the place of those of a party.
func (r partyRest) over(p *lookback.Party) {
	if r.Names != nil {
		p.Names = r.names()
	}
	if r.Births != nil {
		p.Births = translated(r.Births, lookback.ParseDate)
	}
	for _, field := range []struct {
		into *[]string
		held []string
	}{{&p.BirthPlaces, r.BirthPlaces}, {&p.Nationalities, r.Nationalities}, {&p.Countries, r.Countries}, {&p.Genders, r.Genders}} {
		if field.held != nil {
			*field.into = field.held
		}
	}
	if r.Identifiers != nil {
		p.Identifiers = translated(r.Identifiers, func(i restIdentifier) lookback.Identifier { return lookback.Identifier(i) })
	}
	if r.Addresses != nil {
		p.Addresses = translated(r.Addresses, func(a restAddress) lookback.Address { return lookback.Address(a) })
	}
}

// RowReader says what a reader of records makes of rows with known columns, to those who write them. It may not be used
// concurrently.
type RowReader struct{ plan *plan }

// NewRowReader returns ErrInvalid when m names a column that is not there.
func NewRowReader(m Mapping, columns []string) (*RowReader, error) {
	p, err := newPlan("a row", m, columns)
	return &RowReader{p}, err
}

// Text returns the key and the party that are read of a row of text: a field that cannot be read is empty.
func (r *RowReader) Text(fields []string) (key string, p lookback.Party) {
	return r.read(&csvCells{plan: r.plan, fields: fields})
}

// Lists does so for a row in which several values of a column are apart, as in JSON Lines.
func (r *RowReader) Lists(values [][]string) (key string, p lookback.Party) {
	return r.read(listCells(values))
}

func (r *RowReader) read(c cells) (key string, p lookback.Party) {
	p.Kind = r.plan.defaultKind
	var row Row
	for _, step := range steps() {
		_ = step(r.plan, &p, &row, c) // what cannot be read is told by what is missing
	}
	r.plan.fillRest(&p, c)
	return r.plan.one(c, r.plan.key), p
}

// listCells are the values of one row by column.
type listCells [][]string

func (c listCells) many(column int) []string {
	var all []string
	for _, v := range c[column] {
		if v = strings.TrimSpace(v); v != "" {
			all = append(all, v)
		}
	}
	return all
}

func (c listCells) one(column int) string { return strings.Join(c.many(column), ", ") }

func (c listCells) content() []byte { return fmt.Append(nil, [][]string(c)) }
