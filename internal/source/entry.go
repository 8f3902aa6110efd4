package source

import (
	"slices"
	"strings"

	"lookback"
)

// addExtra keeps value under name unless it is empty.
func addExtra(e *lookback.Entry, name, value string) {
	if value != "" {
		e.Extra = append(e.Extra, lookback.Field{Name: name, Value: value})
	}
}

// extraValue returns the first value that is kept under name, or "".
func extraValue(e *lookback.Entry, name string) string {
	for _, f := range e.Extra {
		if f.Name == name {
			return f.Value
		}
	}
	return ""
}

// addIdentifier adds an identifier unless its value is empty.
func addIdentifier(e *lookback.Entry, kind, value, country string) {
	if value = foldSpace(value); value != "" {
		e.Party.Identifiers = append(e.Party.Identifiers, lookback.Identifier{Type: kind, Value: value, Country: country})
	}
}

// addAddress adds an address unless nothing is known of it.
func addAddress(e *lookback.Entry, text, country string) {
	if a := (lookback.Address{Text: foldSpace(text), Country: foldSpace(country)}); a != (lookback.Address{}) {
		e.Party.Addresses = append(e.Party.Addresses, a)
	}
}

// addNames adds several names of one type.
func addNames(e *lookback.Entry, names []string, nameType lookback.NameType, weak bool) {
	for _, full := range names {
		if full = foldSpace(full); full != "" {
			e.Party.Names = append(e.Party.Names, lookback.Name{Full: full, Type: nameType, Weak: weak})
		}
	}
}

// addBirths adds dates of birth as they are written.
func addBirths(e *lookback.Entry, dates ...string) {
	for _, raw := range dates {
		if raw != "" {
			e.Party.Births = append(e.Party.Births, lookback.ParseDate(raw))
		}
	}
}

// makePrimary moves names[i] to the front as the primary name; the others keep their order.
func makePrimary(names []lookback.Name, i int) {
	if i >= len(names) {
		return
	}
	primary := names[i]
	copy(names[1:i+1], names[:i])
	primary.Type = lookback.NamePrimary
	names[0] = primary
}

// primaryFirst moves the primary name to the front, or makes the first one primary where there is none.
func primaryFirst(names []lookback.Name) {
	i := slices.IndexFunc(names, func(n lookback.Name) bool { return n.Type == lookback.NamePrimary })
	makePrimary(names, max(i, 0))
}

// dropRepeats removes values that an entry holds twice because several rows or entities repeat them.
func dropRepeats(e *lookback.Entry) {
	p := &e.Party
	p.Names = unique(p.Names)
	p.Births, p.BirthPlaces, p.Nationalities, p.Countries = unique(p.Births), unique(p.BirthPlaces), unique(p.Nationalities), unique(p.Countries)
	p.Genders, p.Identifiers, p.Addresses = unique(p.Genders), unique(p.Identifiers), unique(p.Addresses)
	e.Programmes, e.Links, e.Extra = unique(e.Programmes), unique(e.Links), unique(e.Extra)
}

// unique returns all without repetitions, in order. It changes all.
func unique[T comparable](all []T) []T {
	if len(all) < 2 {
		return all
	}
	seen := make(map[T]bool, len(all))
	return slices.DeleteFunc(all, func(v T) bool {
		again := seen[v]
		seen[v] = true
		return again
	})
}

// appendNew appends v unless all holds it.
func appendNew(all []string, v string) []string {
	if slices.Contains(all, v) {
		return all
	}
	return append(all, v)
}

// foldSpace makes one space of all white space.
func foldSpace(s string) string { return strings.Join(strings.Fields(s), " ") }

// joinNonEmpty joins those of parts that are not empty.
func joinNonEmpty(separator string, parts ...string) string {
	kept := parts[:0:0]
	for _, p := range parts {
		if p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, separator)
}

// splitList splits a field that holds several values and drops empty ones.
func splitList(field, separator string) []string {
	var all []string
	for v := range strings.SplitSeq(field, separator) {
		if v = foldSpace(v); v != "" {
			all = append(all, v)
		}
	}
	return all
}

func isDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// pad2 writes a day or month with two digits.
func pad2(s string) string {
	if len(s) == 1 {
		return "0" + s
	}
	return s
}

// clip shortens a value from outside for a message.
func clip(s string) string {
	const most = 60
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "..."
	}
	return s
}
