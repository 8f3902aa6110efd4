package exchange

import (
	"bufio"
	"encoding/json"
	"io"
	"time"

	"lookback"
	"lookback/internal/source"
)

// NIEM writes the picture as one message of the profile of docs/format/niem.md, in NIEM JSON. What NIEM Core has no element for stands in
// augmentations, so ties lose nothing; the same picture gives the same bytes.
func NIEM(out io.Writer, p Picture) ([]Loss, error) {
	n := niemWriter{message: &source.NIEMMessage{Metadata: source.NIEMMetadata{Creator: "Lookback", Reported: niemMoment(p.At)}}, more: make(map[string]int)}
	for _, x := range p.nodes() {
		n.party(x)
	}
	for _, t := range p.ties() {
		n.message.Ties = append(n.message.Ties, niemTie(t))
	}
	w := bufio.NewWriter(out)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(source.NIEMFile{Context: source.NIEMContext, Message: n.message}); err != nil {
		return nil, err
	}
	return p.loss(carried{tie: names(tieFields), party: []string{"names", "aliases", "births", "identifiers", "kind", "public_hub", "note"}, network: names(networkFields)}, n.more), w.Flush()
}

type niemWriter struct {
	message *source.NIEMMessage
	more    map[string]int // what was lost of a field that has a place
}

// niemID is the same for a party or a tie in every message.
func niemID(name string) string { return "urn:uuid:" + uuid(name) }

// party writes a party among those of what it is.
func (n *niemWriter) party(x node) {
	p := source.NIEMParty{ID: niemID(x.ref.String()), More: source.NIEMPartyMore{Ref: x.ref.String()}}
	m := n.message
	switch {
	case x.network != nil:
		niemNetwork(&p, x.network)
		m.Organizations = append(m.Organizations, p)
	case x.party == nil:
		p.OtherAs = x.name
		m.Others = append(m.Others, p)
	case x.party.Kind == lookback.PartyPerson:
		n.person(&p, x.party)
		m.Persons = append(m.Persons, p)
	case x.party.Kind == lookback.PartyCompany:
		p.OrganizationAs, p.OrganizationIDs, p.OrganizationIs = n.thing(&p, x.party)
		m.Organizations = append(m.Organizations, p)
	case x.party.Kind == lookback.PartyPlace:
		p.LocationAs, p.LocationIDs, p.LocationIs = n.thing(&p, x.party)
		m.Locations = append(m.Locations, p)
	default:
		p.ItemAs, p.ItemIDs, p.ItemIs = n.thing(&p, x.party)
		m.Items = append(m.Items, p)
	}
}

func niemNetwork(p *source.NIEMParty, w *lookback.Network) {
	p.OrganizationAs, p.OrganizationIs = []string{w.Name}, w.Summary
	p.Metadata = &source.NIEMMetadata{Creator: w.By, Reported: niemMoment(w.Recorded), Distribution: niemHandling(w.Handling), Caveat: w.Handling.Note}
	p.More.Ground, p.More.ReviewBy = w.Ground, stixTime(w.ReviewBy)
}

func (n *niemWriter) person(p *source.NIEMParty, w *lookback.NetworkParty) {
	all, identifications, note := n.thing(p, w)
	for i, name := range all {
		x := source.NIEMName{Full: name}
		if i > 0 {
			x.Category = "Alternate"
		}
		p.PersonNames = append(p.PersonNames, x)
	}
	for _, d := range w.Party.Births {
		if at := niemDate(d); at != nil {
			p.BirthDates = append(p.BirthDates, *at)
		}
	}
	p.PersonIDs, p.PersonNote = identifications, note
}

// thing writes what every party has, and returns its names, identifiers and note.
func (n *niemWriter) thing(p *source.NIEMParty, w *lookback.NetworkParty) (all []string, identifications []source.NIEMIdentification, note string) {
	p.More.Kind, p.More.HubReason = string(w.Kind), w.HubReason
	for _, name := range w.Party.Names {
		all = append(all, name.Full)
		n.more["party.names: that one is former or weak"] += one(name.Type == lookback.NameFormer || name.Weak)
		n.more["party.names: parts"] += one(name.Given+name.Middle+name.Family != "")
	}
	for _, d := range w.Party.Births {
		p.More.Births = append(p.More.Births, d.Raw)
	}
	for _, id := range w.Party.Identifiers {
		x := source.NIEMIdentification{ID: id.Value, Category: id.Type}
		if id.Country != "" {
			x.Jurisdiction = &source.NIEMJurisdiction{Text: id.Country}
		}
		identifications = append(identifications, x)
	}
	return all, identifications, w.Note
}

func niemTie(t lookback.Tie) source.NIEMTie {
	x := source.NIEMTie{
		ID: niemID("tie:" + t.ID), Class: string(t.Class), Subject: source.NIEMRef{ID: niemID(t.Subject.String())}, Object: source.NIEMRef{ID: niemID(t.Object.String())}, Note: t.Note,
		Metadata: &source.NIEMMetadata{ID: t.ID, Creator: t.AssertedBy, Source: t.Source, Reported: niemMoment(t.Recorded), Distribution: niemHandling(t.Handling), Caveat: t.Handling.Note},
		More: source.NIEMTieMore{
			Grade: t.Grade.String(), Kind: string(t.Kind), Knowledge: string(t.Knowledge), From: t.From.Raw, To: t.To.Raw, Origin: t.Origin, ReviewBy: stixTime(t.ReviewBy),
			Supports: t.Supports, Opposes: t.Opposes, Supersedes: t.Supersedes,
		},
	}
	if t.Share.Known {
		x.More.Share = t.Share.String()
	}
	if from, to := niemDate(t.From), niemDate(t.To); from != nil || to != nil {
		x.Range = &source.NIEMRange{Start: from, End: to}
	}
	return x
}

// niemHandling writes what a handling allows; its conditions are a caveat.
func niemHandling(h lookback.Handling) string {
	h.Note = ""
	return h.String()
}

func niemMoment(t time.Time) *source.NIEMDate { return &source.NIEMDate{Time: stixTime(t)} }

// niemDate returns a date as far as NIEM can state it: a day, a month or a year that is said to be exactly that; nil for any other.
func niemDate(d lookback.Date) *source.NIEMDate {
	for _, form := range []struct {
		layout string
		as     func(string) source.NIEMDate
	}{
		{time.DateOnly, func(s string) source.NIEMDate { return source.NIEMDate{Day: s} }},
		{"2006-01", func(s string) source.NIEMDate { return source.NIEMDate{Month: s} }},
		{"2006", func(s string) source.NIEMDate { return source.NIEMDate{Year: s} }},
	} {
		if _, err := time.Parse(form.layout, d.Raw); err == nil {
			x := form.as(d.Raw)
			return &x
		}
	}
	return nil
}
