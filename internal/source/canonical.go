package source

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"slices"
	"strings"

	"lookback"
)

// aspect is one field of an entry as a set of values.
type aspect struct {
	name   string
	values []value
}

// value is one value of a field: canon tells it apart from every other, show says it to people.
type value struct{ canon, show string }

// Canonical returns bytes that are equal for two entries exactly when nothing of substance differs
// between them: white space is folded, and the order and repetition of names, dates, documents and all
// other values do not count. Which name is the primary one does. docs/format/entry-canonical.md has the layout.
//
// Remarks is left out: what a parser understood of it is in the fields, and everything else is in Extra
// or NotRead. So is List: an entry is the same under whatever name we keep its list.
func Canonical(e lookback.Entry) []byte {
	out := []byte("lookback.entry.v1\n")
	for _, a := range aspects(&e) {
		out = appendText(out, a.name)
		out = binary.AppendUvarint(out, uint64(len(a.values)))
		for _, v := range a.values {
			out = appendText(out, v.canon)
		}
	}
	return out
}

// Digest returns the SHA-256 of Canonical in hexadecimal.
func Digest(e lookback.Entry) string {
	sum := sha256.Sum256(Canonical(e))
	return hex.EncodeToString(sum[:])
}

func appendText(out []byte, s string) []byte {
	out = binary.AppendUvarint(out, uint64(len(s)))
	return append(out, s...)
}

// aspects returns all fields of e in a fixed order, each as a sorted set.
func aspects(e *lookback.Entry) []aspect {
	p := &e.Party
	return []aspect{
		{"id", set([]string{e.ID}, plain)},
		{"kind", set([]lookback.PartyKind{p.Kind}, func(k lookback.PartyKind) value { return plain(string(k)) })},
		{"names", set(p.Names, nameValue)},
		{"name parts", set(p.Names, namePartsValue)},
		{"births", set(p.Births, func(d lookback.Date) value { return plain(d.Raw) })},
		{"birthplaces", set(p.BirthPlaces, plain)},
		{"nationalities", set(p.Nationalities, plain)},
		{"countries", set(p.Countries, plain)},
		{"genders", set(p.Genders, plain)},
		{"identifiers", set(p.Identifiers, identifierValue)},
		{"addresses", set(p.Addresses, func(a lookback.Address) value { return joined(", ", a.Text, a.Country) })},
		{"programmes", set(e.Programmes, plain)},
		{"listed on", set([]lookback.Date{e.ListedOn}, func(d lookback.Date) value { return plain(d.Raw) })},
		{"links", set(e.Links, plain)},
		{"extra", set(e.Extra, func(f lookback.Field) value { return joined(": ", f.Name, f.Value) })},
		{"not read", set(e.NotRead, plain)},
	}
}

// set renders items, drops empty and equal ones and sorts the rest.
func set[T any](items []T, render func(T) value) []value {
	var all []value
	for _, item := range items {
		if v := render(item); v.show != "" {
			all = append(all, v)
		}
	}
	slices.SortFunc(all, compareValues)
	return slices.CompactFunc(all, func(a, b value) bool { return a.canon == b.canon })
}

func compareValues(a, b value) int { return strings.Compare(a.canon, b.canon) }

// unit separates the parts of a value. fold takes it out of the parts, so that no two values are the same by accident.
const unit = "\x1F"

// fold makes one space of all white space and drops what separates parts.
func fold(s string) string { return strings.ReplaceAll(foldSpace(s), unit, "") }

func plain(s string) value {
	s = fold(s)
	return value{s, s}
}

// joined renders parts for people with separator between those that are there.
func joined(separator string, parts ...string) value {
	for i := range parts {
		parts[i] = fold(parts[i])
	}
	return value{strings.Join(parts, unit), joinNonEmpty(separator, parts...)}
}

func nameValue(n lookback.Name) value {
	kind := "primary name"
	if n.Type != lookback.NamePrimary {
		kind = string(n.Type)
	}
	if n.Weak {
		kind = "weak " + kind
	}
	return joined(": ", kind, n.Full)
}

// namePartsValue is empty for a name whose source does not keep its parts apart.
func namePartsValue(n lookback.Name) value {
	if n.Given == "" && n.Middle == "" && n.Family == "" {
		return value{}
	}
	v := joined(" | ", n.Full, n.Given, n.Middle, n.Family)
	v.show = fold(n.Full) + ":" + labelled("given", n.Given) + labelled("middle", n.Middle) + labelled("family", n.Family)
	return v
}

func labelled(label, part string) string {
	if part = fold(part); part == "" {
		return ""
	}
	return " " + label + " " + part
}

func identifierValue(i lookback.Identifier) value {
	v := joined(" ", i.Type, i.Value, i.Country)
	if country := fold(i.Country); country != "" {
		v.show = joinNonEmpty(" ", fold(i.Type), fold(i.Value), "("+country+")")
	}
	return v
}
