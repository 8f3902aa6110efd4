package main

import (
	"strings"

	"lookback"
)

// sayParty shows who somebody is said to be, a line for each thing known.
func (a *app) sayParty(p lookback.Party) {
	for i, n := range p.Names {
		label := "name"
		if i > 0 {
			label = "also " + string(n.Type)
		}
		if n.Weak {
			label += " (weak)"
		}
		a.say("  %s: %s", label, n.Full)
	}
	var births, identifiers, addresses []string
	for _, d := range p.Births {
		births = append(births, d.Raw)
	}
	for _, i := range p.Identifiers {
		identifiers = append(identifiers, strings.TrimSpace(i.Type+" "+i.Value+" "+i.Country))
	}
	for _, x := range p.Addresses {
		addresses = append(addresses, strings.Trim(x.Text+", "+x.Country, ", "))
	}
	for _, line := range []struct {
		label  string
		values []string
	}{
		{"kind", []string{string(p.Kind)}}, {"born", births}, {"birthplace", p.BirthPlaces}, {"nationality", p.Nationalities},
		{"country", p.Countries}, {"gender", p.Genders}, {"identifier", identifiers}, {"address", addresses},
	} {
		if text := strings.Join(line.values, "; "); text != "" {
			a.say("  %s: %s", line.label, text)
		}
	}
}

// sayEntry shows an entry in full.
func (a *app) sayEntry(e lookback.Entry) {
	a.say("%s/%s", e.List, e.ID)
	a.sayParty(e.Party)
	for _, line := range []struct {
		label  string
		values []string
	}{{"programme", e.Programmes}, {"linked to, by the publisher", e.Links}, {"not understood", e.NotRead}} {
		if len(line.values) > 0 {
			a.say("  %s: %s", line.label, strings.Join(line.values, "; "))
		}
	}
	for _, f := range e.Extra {
		a.say("  %s: %s", f.Name, f.Value)
	}
}

// sayEvidence shows why, in sentences.
func (a *app) sayEvidence(e lookback.Evidence) {
	a.say("  score %s, strength: %s, review priority %d", e.Score, e.Strength, e.Priority)
	for _, line := range e.Words() {
		a.say("    %s", line)
	}
}
