package source

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"lookback"
)

// plan is a mapping with the names of columns turned into numbers; -1 is no column.
type plan struct {
	name                                    string
	columns                                 []string
	separator                               string
	key, full, given, middle, family        int
	birth, birthplace, nationality, country int
	gender, kind, addressCountry, arrived   int
	deleted, rest                           int
	defaultKind                             lookback.PartyKind
	aliases, address                        []int
	identifiers                             []plannedIdentifier
	lists                                   int // columns that may hold several values
	keyless                                 bool
	keys                                    keys
}

type plannedIdentifier struct {
	kind            string
	column, country int
}

// newPlan returns an InputError when m names a column that the file does not have.
func newPlan(name string, m Mapping, columns []string) (*plan, error) {
	if err := m.Validate(); err != nil {
		return nil, err
	}
	p := &plan{name: name, columns: columns, separator: m.Separator, keyless: m.Keyless, keys: newKeys()}
	if p.separator == "" {
		p.separator = ";"
	}
	p.defaultKind, _ = parseKind(string(m.DefaultKind))
	var missing error
	find := func(column string) int {
		i := slices.Index(columns, column)
		if i < 0 && column != "" && missing == nil {
			missing = &lookback.InputError{File: name, Line: 1, Field: column, Reason: "the mapping names a column that the file does not have",
				Hint: "its columns are " + clip(strings.Join(columns, ", "))}
		}
		if column == "" {
			return -1
		}
		return i
	}
	p.key, p.full, p.given, p.middle, p.family = find(m.Key), find(m.FullName), find(m.Given), find(m.Middle), find(m.Family)
	p.birth, p.birthplace, p.nationality, p.country = find(m.Birth), find(m.Birthplace), find(m.Nationality), find(m.Country)
	p.gender, p.kind, p.addressCountry, p.arrived = find(m.Gender), find(m.Kind), find(m.AddressCountry), find(m.Arrived)
	p.deleted, p.rest = find(m.Deleted), find(m.Rest)
	for _, c := range m.Aliases {
		p.aliases = append(p.aliases, find(c))
	}
	for _, c := range m.Address {
		p.address = append(p.address, find(c))
	}
	for _, id := range m.Identifiers {
		p.identifiers = append(p.identifiers, plannedIdentifier{id.Type, find(id.Column), find(id.Country)})
	}
	p.lists = 5 + len(p.aliases) + len(p.identifiers) // with birth, birthplace, nationality, country and gender
	return p, missing
}

// fill makes a record of a row, or sets its Err.
func (p *plan) fill(row *Row, c cells) {
	if bad := p.fillDeleted(row, c); bad != nil {
		bad.File, bad.Line = p.name, row.Line
		row.Err = bad
	}
	if row.Deleted || row.Err != nil {
		return
	}
	row.Party.Kind = p.defaultKind
	if bad := p.fillParty(row, c); bad != nil {
		bad.File, bad.Line = p.name, row.Line
		row.Party, row.Err = lookback.Party{}, bad
	}
}

// fillParty makes a record of a row that holds one.
func (p *plan) fillParty(row *Row, c cells) *lookback.InputError {
	for _, step := range steps() {
		if bad := step(p, &row.Party, row, c); bad != nil {
			return bad
		}
	}
	p.fillRest(&row.Party, c)
	return p.fillKey(row, c)
}

// steps are what can be wrong in a row. What an earlier one has filled a later one leaves as it is.
func steps() [5]func(*plan, *lookback.Party, *Row, cells) *lookback.InputError {
	return [...]func(*plan, *lookback.Party, *Row, cells) *lookback.InputError{(*plan).takeRest, (*plan).fillKind, (*plan).fillNames, (*plan).fillBirths, (*plan).fillArrived}
}

// takeRest takes what the columns of the form have no exact place for.
func (p *plan) takeRest(party *lookback.Party, row *Row, c cells) *lookback.InputError {
	text := p.one(c, p.rest)
	if text == "" {
		return nil
	}
	r, bad := parseRest(text)
	if bad != nil {
		bad.Field = p.columns[p.rest]
		return bad
	}
	r.over(party)
	row.Key = r.Key
	return nil
}

// fillDeleted reads whether a row says that its source has let go of the record. Such a row needs a key and nothing else.
func (p *plan) fillDeleted(row *Row, c cells) *lookback.InputError {
	text := p.one(c, p.deleted)
	deleted, ok := parseDeleted(text)
	if !ok {
		return &lookback.InputError{Field: p.columns[p.deleted], Reason: fmt.Sprintf("%q does not say whether the record was deleted", clip(text)), Hint: "write yes or no, or ADD, MOD or DEL"}
	}
	if !deleted {
		return nil
	}
	if p.key < 0 {
		return &lookback.InputError{Field: p.columns[p.deleted], Reason: "the row says that a record was deleted, and no column says which", Hint: "name the column of the key with --map"}
	}
	row.Deleted = true
	return p.fillKey(row, c)
}

// parseDeleted reads the words by which sources mark what they have let go of.
func parseDeleted(text string) (deleted, ok bool) {
	switch strings.ToLower(text) {
	case "", "0", "n", "no", "false", "f", "add", "added", "mod", "modified", "insert", "update", "upsert":
		return false, true
	case "1", "y", "yes", "true", "t", "del", "delete", "deleted":
		return true, true
	}
	return false, false
}

func (p *plan) one(c cells, column int) string {
	if column < 0 {
		return ""
	}
	return c.one(column)
}

func (p *plan) many(c cells, column int) []string {
	if column < 0 {
		return nil
	}
	return c.many(column)
}

func (p *plan) fillKind(party *lookback.Party, _ *Row, c cells) *lookback.InputError {
	text := p.one(c, p.kind)
	if text == "" {
		return nil
	}
	kind, ok := parseKind(text)
	if !ok {
		return &lookback.InputError{Field: p.columns[p.kind], Reason: fmt.Sprintf("%q is not a kind of party", clip(text)), Hint: "use person, organisation, vessel or aircraft"}
	}
	party.Kind = kind
	return nil
}

func (p *plan) fillNames(party *lookback.Party, _ *Row, c cells) *lookback.InputError {
	if party.Names != nil {
		return nil
	}
	n := lookback.Name{Full: p.one(c, p.full), Given: p.one(c, p.given), Middle: p.one(c, p.middle), Family: p.one(c, p.family)}
	if n.Full == "" {
		n.Full = joinNonEmpty(" ", n.Given, n.Middle, n.Family)
	}
	if n.Full == "" {
		column := max(p.full, p.family, p.given)
		return &lookback.InputError{Field: p.columns[column], Reason: "there is no name", Hint: "give a full name or its parts"}
	}
	party.Names = make([]lookback.Name, 1, 1+len(p.aliases))
	party.Names[0] = n
	for _, column := range p.aliases {
		for _, alias := range p.many(c, column) {
			party.Names = append(party.Names, lookback.Name{Full: alias, Type: lookback.NameAlias})
		}
	}
	return nil
}

// fillBirths takes dates of birth. Words that stand for a missing date are taken as missing; what is neither is refused.
func (p *plan) fillBirths(party *lookback.Party, _ *Row, c cells) *lookback.InputError {
	if party.Births != nil {
		return nil
	}
	for _, raw := range p.many(c, p.birth) {
		if saysNothing(raw) {
			continue
		}
		d, err := ParseBirth(raw)
		if err != nil {
			err.Field = p.columns[p.birth]
			return err
		}
		party.Births = append(party.Births, d)
	}
	return nil
}

// ParseBirth reads a date of birth in any form that lookback.ParseDate knows. It returns an InputError for what is
// no date, and for a day that no calendar has: such a date must not pass for its year.
func ParseBirth(raw string) (lookback.Date, *lookback.InputError) {
	d := lookback.ParseDate(raw)
	if isImpossible(raw) || d.Precision() == lookback.PrecisionNone && !isDefault(raw) {
		return d, &lookback.InputError{Reason: fmt.Sprintf("%q is not a date that can be", clip(raw)), Hint: "write it as 1974-02-17, 1974-02 or 1974, or leave it empty"}
	}
	return d, nil
}

// saysNothing reports whether a source wrote in words or zeros that it does not know.
func saysNothing(s string) bool {
	if s != "" && '1' <= s[0] && s[0] <= '9' {
		return false // as nearly all dates of birth
	}
	switch strings.ToLower(s) {
	case "unknown", "unk", "n/a", "na", "none", "null", "nil", "-", "?", "not known", "not available":
		return true
	}
	return strings.Trim(s, "0-/. ") == ""
}

// isDefault reports whether raw is one of the dates that systems write for "none"; it is kept, and compares as missing.
func isDefault(raw string) bool { return raw == "1900-01-01" || raw == "9999-12-31" }

// isImpossible reports whether raw is a full date of a day that no calendar has, like 1985-02-30.
// Zeros stand for an unknown day or month.
func isImpossible(raw string) bool {
	if len(raw) != len(time.DateOnly) || strings.Contains(raw[4:], "-00") {
		return false
	}
	if month, day := raw[4:7], raw[7:]; "-01" <= month && month <= "-12" && "-01" <= day && day <= "-28" {
		return false // if it is a date at all: every month has such a day
	}
	_, err := time.Parse(time.DateOnly, raw)
	return err != nil && raw[4] == '-' && raw[7] == '-' && isDigits(raw[:4]) && isDigits(raw[5:7]) && isDigits(raw[8:])
}

func (p *plan) fillArrived(_ *lookback.Party, row *Row, c cells) *lookback.InputError {
	text := p.one(c, p.arrived)
	if text == "" {
		return nil
	}
	t, ok := parseArrived(text)
	if !ok {
		return &lookback.InputError{Field: p.columns[p.arrived], Reason: fmt.Sprintf("%q is not a time", clip(text)), Hint: "write it as 2026-01-31 or 2026-01-31T08:30:00Z"}
	}
	row.Arrived = t
	return nil
}

func parseArrived(text string) (time.Time, bool) {
	for _, layout := range []string{time.RFC3339, time.DateOnly, time.DateTime, "2006-01-02T15:04:05"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}

// fillRest takes from the columns what cannot be wrong.
func (p *plan) fillRest(party *lookback.Party, c cells) {
	for _, field := range []struct {
		into   *[]string
		column int
	}{{&party.BirthPlaces, p.birthplace}, {&party.Nationalities, p.nationality}, {&party.Countries, p.country}, {&party.Genders, p.gender}} {
		if *field.into == nil {
			*field.into = p.many(c, field.column)
		}
	}
	if party.Identifiers == nil {
		p.fillIdentifiers(party, c)
	}
	if party.Addresses == nil {
		p.fillAddress(party, c)
	}
}

func (p *plan) fillIdentifiers(party *lookback.Party, c cells) {
	for _, id := range p.identifiers {
		country := p.one(c, id.country)
		for _, value := range p.many(c, id.column) {
			party.Identifiers = append(party.Identifiers, lookback.Identifier{Type: id.kind, Value: value, Country: country})
		}
	}
}

func (p *plan) fillAddress(party *lookback.Party, c cells) {
	var lines []string
	for _, column := range p.address {
		lines = append(lines, c.one(column))
	}
	a := lookback.Address{Text: joinNonEmpty(", ", lines...), Country: p.one(c, p.addressCountry)}
	if a != (lookback.Address{}) {
		party.Addresses = []lookback.Address{a}
	}
}

func (p *plan) fillKey(row *Row, c cells) *lookback.InputError {
	if p.key < 0 {
		if !p.keyless {
			row.Key = p.keys.contentKey(c.content())
		}
		return nil
	}
	if row.Key == "" {
		row.Key = p.one(c, p.key)
	}
	if row.Key == "" {
		return &lookback.InputError{Field: p.columns[p.key], Reason: "the key is empty"}
	}
	if first := p.keys.claim(row.Key, row.Line); first != 0 {
		return &lookback.InputError{Field: p.columns[p.key], Reason: fmt.Sprintf("the key %q is on line %d already", clip(row.Key), first), Hint: "keep one of the two rows"}
	}
	return nil
}
