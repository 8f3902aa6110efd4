// Package exchange writes what goes to others in the forms that they read. Records go out as CSV, JSON Lines, Parquet, XLSX and
// FollowTheMoney, so that they are the same records when they are imported again: the reader of package source is asked what
// it will make of a row, and what it would not find there exactly is written beside it.
//
// Networks, their parties and their ties go out as Graphviz DOT, GraphML, FollowTheMoney, STIX 2.1 and a profile of NIEM. Each of these writers
// returns what its form has no place for, by field, so that nothing is lost silently. It writes the ties themselves, every
// one with both its ends; it has no way to write that two parties are connected without the ties that connect them.
package exchange

import (
	"slices"
	"strings"
	"time"

	"lookback"
)

// Picture is what is written: ties, and what is known of the parties they connect.
type Picture struct {
	Networks []lookback.Network
	Parties  []lookback.NetworkParty
	Ties     []lookback.Tie
	Names    lookback.Names // for records and entries; nil calls them by their references
	At       time.Time      // when it is written, for forms that want it
}

// Loss is how many values of a field were given and not carried over.
type Loss struct {
	Field string // "tie.grade", "party.identifiers"
	Count int
}

// node is one party of a picture.
type node struct {
	ref     lookback.NodeRef
	name    string
	party   *lookback.NetworkParty // nil for others
	network *lookback.Network      // nil for others
}

// nodes returns every party that is given or that a tie touches, in the order of their references.
func (p Picture) nodes() []node {
	byRef := make(map[lookback.NodeRef]*node)
	at := func(ref lookback.NodeRef) *node {
		n := byRef[ref]
		if n == nil {
			n = &node{ref: ref, name: ref.ID}
			if p.Names != nil {
				n.name = p.Names(ref).Text
			}
			byRef[ref] = n
		}
		return n
	}
	for i := range p.Networks {
		n := at(p.Networks[i].Ref())
		n.network, n.name = &p.Networks[i], p.Networks[i].Name
	}
	for i := range p.Parties {
		n := at(p.Parties[i].Ref())
		n.party, n.name = &p.Parties[i], p.Parties[i].Label()
	}
	for _, t := range p.Ties {
		at(t.Subject)
		at(t.Object)
	}
	out := make([]node, 0, len(byRef))
	for _, n := range byRef {
		out = append(out, *n)
	}
	slices.SortFunc(out, func(a, b node) int { return a.ref.Compare(b.ref) })
	return out
}

// ties returns the ties in the order of their IDs.
func (p Picture) ties() []lookback.Tie {
	ties := slices.Clone(p.Ties)
	slices.SortFunc(ties, func(a, b lookback.Tie) int { return strings.Compare(a.ID, b.ID) })
	return ties
}

// field is one field and how many values it has.
type field[T any] struct {
	name  string
	count func(*T) int
}

func one(filled bool) int {
	if filled {
		return 1
	}
	return 0
}

var tieFields = []field[lookback.Tie]{
	{"id", func(t *lookback.Tie) int { return 1 }},
	{"knowledge", func(t *lookback.Tie) int { return one(t.Knowledge != "") }},
	{"share", func(t *lookback.Tie) int { return one(t.Share.Known) }},
	{"from", func(t *lookback.Tie) int { return one(!t.From.IsZero()) }},
	{"to", func(t *lookback.Tie) int { return one(!t.To.IsZero()) }},
	{"asserted_by", func(t *lookback.Tie) int { return 1 }},
	{"source", func(t *lookback.Tie) int { return 1 }},
	{"origin", func(t *lookback.Tie) int { return one(t.Origin != "") }},
	{"grade", func(t *lookback.Tie) int { return 1 }},
	{"kind", func(t *lookback.Tie) int { return 1 }},
	{"handling", func(t *lookback.Tie) int { return 1 }},
	{"recorded", func(t *lookback.Tie) int { return 1 }},
	{"review_by", func(t *lookback.Tie) int { return 1 }},
	{"supports", func(t *lookback.Tie) int { return len(t.Supports) }},
	{"opposes", func(t *lookback.Tie) int { return len(t.Opposes) }},
	{"supersedes", func(t *lookback.Tie) int { return one(t.Supersedes != "") }},
	{"note", func(t *lookback.Tie) int { return one(t.Note != "") }},
}

var partyFields = []field[lookback.NetworkParty]{
	{"names", func(p *lookback.NetworkParty) int { return one(len(p.Party.Names) > 0) }},
	{"aliases", func(p *lookback.NetworkParty) int { return max(len(p.Party.Names)-1, 0) }},
	{"births", func(p *lookback.NetworkParty) int { return len(p.Party.Births) }},
	{"birthplaces", func(p *lookback.NetworkParty) int { return len(p.Party.BirthPlaces) }},
	{"nationalities", func(p *lookback.NetworkParty) int { return len(p.Party.Nationalities) }},
	{"countries", func(p *lookback.NetworkParty) int { return len(p.Party.Countries) }},
	{"genders", func(p *lookback.NetworkParty) int { return len(p.Party.Genders) }},
	{"identifiers", func(p *lookback.NetworkParty) int { return len(p.Party.Identifiers) }},
	{"addresses", func(p *lookback.NetworkParty) int { return len(p.Party.Addresses) }},
	{"kind", func(p *lookback.NetworkParty) int { return 1 }},
	{"public_hub", func(p *lookback.NetworkParty) int { return one(p.PublicHub) }},
	{"note", func(p *lookback.NetworkParty) int { return one(p.Note != "") }},
}

var networkFields = []field[lookback.Network]{
	{"name", func(n *lookback.Network) int { return 1 }},
	{"summary", func(n *lookback.Network) int { return one(n.Summary != "") }},
	{"ground", func(n *lookback.Network) int { return 1 }},
	{"by", func(n *lookback.Network) int { return 1 }},
	{"handling", func(n *lookback.Network) int { return 1 }},
	{"recorded", func(n *lookback.Network) int { return 1 }},
	{"review_by", func(n *lookback.Network) int { return 1 }},
}

// carried says which fields a form carries over, by what they belong to.
type carried struct{ tie, party, network []string }

// names names all fields.
func names[T any](fields []field[T]) []string {
	all := make([]string, len(fields))
	for i, f := range fields {
		all[i] = f.name
	}
	return all
}

// loss counts the values in the fields that c does not name, and adds what a writer counted by itself.
func (p Picture) loss(c carried, more map[string]int) []Loss {
	counts := make(map[string]int)
	for name, n := range more {
		counts[name] += n
	}
	countFields(counts, "tie.", p.Ties, tieFields, c.tie)
	countFields(counts, "party.", p.Parties, partyFields, c.party)
	countFields(counts, "network.", p.Networks, networkFields, c.network)
	var out []Loss
	for name, n := range counts {
		if n > 0 {
			out = append(out, Loss{name, n})
		}
	}
	slices.SortFunc(out, func(a, b Loss) int { return strings.Compare(a.Field, b.Field) })
	return out
}

func countFields[T any](counts map[string]int, prefix string, all []T, fields []field[T], carried []string) {
	for _, f := range fields {
		if slices.Contains(carried, f.name) {
			continue
		}
		for i := range all {
			counts[prefix+f.name] += f.count(&all[i])
		}
	}
}

// period returns the dates of a tie in words: "2022 to 2023".
func period(t lookback.Tie) string {
	switch from, to := t.From.Raw, t.To.Raw; {
	case from == to || to == "":
		return from
	case from == "":
		return "until " + to
	default:
		return from + " to " + to
	}
}
