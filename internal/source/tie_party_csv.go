package source

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"lookback"
)

// PartyRow is one row of a file of networks and their parties: a party, a network, or the reason why it is neither.
type PartyRow struct {
	Line    int
	Party   *lookback.NetworkParty
	Network *lookback.Network
	Err     *lookback.InputError
	Raw     []byte // as in the file; valid until the callback returns
}

// partyColumns are the columns of a file of parties that are read under their own names; columns of
// identifiers are those of house lists.
var partyColumns = []string{"id", "kind", "name", "aliases", "birth", "birthplace", "nationality", "country", "gender", "address", "address_country",
	"public_hub", "note", "summary", "ground", "by", "handling", "review_by"}

// ReadNetworkParties calls fn for every row of a file of networks and their parties, in order, as ReadTies does.
func ReadNetworkParties(r io.Reader, name string, stamp TieStamp, fn func(PartyRow) error) ([]FieldCount, error) {
	c := newCSVReader(name, r)
	header, err := c.header()
	if err != nil {
		return nil, err
	}
	p, err := newPartyPlan(name, stamp, header)
	if err != nil {
		return nil, err
	}
	for {
		row, err := c.Next()
		if err == io.EOF {
			return p.loss, nil
		}
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
		if err := fn(p.row(row)); err != nil {
			return nil, err
		}
	}
}

type partyPlan struct {
	name    string
	header  []string
	columns map[string]int // by our column
	stamp   TieStamp
	unused  []int
	loss    []FieldCount
}

func newPartyPlan(name string, stamp TieStamp, header []string) (*partyPlan, error) {
	p := &partyPlan{name: name, header: header, columns: make(map[string]int), stamp: stamp}
	known := slices.Clone(partyColumns)
	for _, id := range houseIdentifiers {
		known = append(known, id.column, id.column+"_country")
	}
	for i, h := range header {
		at := slices.IndexFunc(known, func(k string) bool { return headerKey(k) == headerKey(h) })
		if at < 0 {
			p.unused = append(p.unused, i)
		} else {
			p.columns[known[at]] = i
		}
	}
	for _, need := range []string{"id", "kind"} {
		if _, ok := p.columns[need]; !ok {
			return nil, &lookback.InputError{File: name, Line: 1, Field: need, Reason: "there is no column with this name", Hint: "see docs/format/tie-csv.md"}
		}
	}
	return p, nil
}

func (p *partyPlan) row(row csvRow) PartyRow {
	out := PartyRow{Line: row.Line, Raw: row.Raw, Err: row.Err}
	if out.Err == nil && len(row.Fields) != len(p.header) {
		out.Err = &lookback.InputError{Reason: fmt.Sprintf("the row has %d fields where the header has %d", len(row.Fields), len(p.header)), Hint: "put values that hold commas in quotes"}
	}
	if out.Err == nil {
		if err := p.fill(&out, row.Fields); err != nil {
			bad := inputErrorAt(err, place{})
			out.Err = &bad
		}
	}
	if out.Err != nil {
		out.Err.File, out.Err.Line, out.Party, out.Network = p.name, row.Line, nil, nil
	}
	return out
}

func (p *partyPlan) fill(out *PartyRow, fields []string) error {
	for _, i := range p.unused {
		if strings.TrimSpace(fields[i]) != "" {
			p.loss = addLoss(p.loss, p.header[i], 1)
		}
	}
	get := func(column string) string {
		if i, ok := p.columns[column]; ok {
			return strings.TrimSpace(fields[i])
		}
		return ""
	}
	if strings.EqualFold(get("kind"), string(lookback.NodeNetwork)) {
		return p.fillNetwork(out, get)
	}
	party := &lookback.NetworkParty{ID: get("id"), Kind: lookback.NetworkPartyKind(strings.ToLower(get("kind"))), Note: get("note"), Party: p.party(get)}
	if reason := get("public_hub"); reason != "" {
		party.PublicHub, party.HubReason = true, reason
	}
	out.Party = party
	return party.Validate()
}

// party reads who or what a party is said to be.
func (p *partyPlan) party(get func(string) string) lookback.Party {
	e := &lookback.Entry{}
	addNames(e, []string{get("name")}, lookback.NamePrimary, false)
	addNames(e, splitList(get("aliases"), ";"), lookback.NameAlias, false)
	addBirths(e, splitList(get("birth"), ";")...)
	addAddress(e, get("address"), get("address_country"))
	for _, id := range houseIdentifiers {
		for _, v := range splitList(get(id.column), ";") {
			addIdentifier(e, id.kind, v, get(id.column+"_country"))
		}
	}
	party := e.Party
	party.BirthPlaces, party.Nationalities = splitList(get("birthplace"), ";"), splitList(get("nationality"), ";")
	party.Countries, party.Genders = splitList(get("country"), ";"), splitList(get("gender"), ";")
	party.Kind = partyKinds[strings.ToLower(get("kind"))]
	return party
}

// partyKinds are the kinds of party that kinds of network party stand for; all others are things.
var partyKinds = map[string]lookback.PartyKind{
	string(lookback.PartyPerson): lookback.KindPerson, string(lookback.PartyCompany): lookback.KindOrganisation,
}

func (p *partyPlan) fillNetwork(out *PartyRow, get func(string) string) error {
	n := &lookback.Network{
		ID: get("id"), Name: get("name"), Summary: joinNonEmpty(" ", get("summary"), get("note")), Ground: get("ground"), By: get("by"),
		Handling: p.stamp.Handling, Recorded: p.stamp.Recorded, ReviewBy: p.stamp.ReviewBy,
	}
	if n.By == "" {
		n.By = p.stamp.AssertedBy
	}
	var t lookback.Tie
	cells := tieCells{&tiePlan{columns: map[string]int{"review_by": 0, "handling": 1}}, []string{get("review_by"), get("handling")}}
	for _, step := range []func(*lookback.Tie, tieCells) error{fillTimes, fillShareAndHandling} {
		if err := step(&t, cells); err != nil {
			return err
		}
	}
	if !t.ReviewBy.IsZero() {
		n.ReviewBy = t.ReviewBy
	}
	if n.ReviewBy.IsZero() {
		n.ReviewBy = n.Recorded.AddDate(lookback.TieReviewYears, 0, 0)
	}
	if get("handling") != "" {
		n.Handling = t.Handling
	}
	out.Network = n
	return n.Validate()
}
