package source

import (
	"errors"
	"fmt"
	"slices"

	"lookback"
)

// PublisherStamp is the stamp for what the publisher of a list states in it: a fact of the list with a reliable source
// whose information nobody else has confirmed here, and which everybody may read. A list that is not public needs another handling.
func PublisherStamp(list string) TieStamp {
	return TieStamp{
		AssertedBy: "list " + list, Source: "list " + list + " as published", Origin: "publisher of " + list, Kind: lookback.Fact,
		Grade:    lookback.Grade{Source: lookback.SourceReliable, Info: lookback.InfoProbable},
		Handling: lookback.Handling{Sharing: lookback.TLPClear, Action: lookback.PAPClear},
	}
}

// Ties makes ties of the relations of an edition. Entries become nodes of the list; parties that are in the file and not
// listed become parties of networks. With an empty list nothing in the file is listed, and all of
// it becomes parties: so a FollowTheMoney file of a network is read.
func (e *Edition) Ties(list string, stamp TieStamp) *TieSet {
	r := relationReader{set: &TieSet{}, nodes: make(map[string]lookback.NodeRef), seen: make(map[string]bool), stamp: stamp}
	if list == "" {
		r.set.Loss, r.set.Refused, r.set.Problems = slices.Clone(e.Loss), e.Counts.Problems, slices.Clone(e.Problems)
	}
	for i := range e.Entries {
		if list != "" {
			r.nodes[e.Entries[i].ID] = lookback.EntryNode(list, e.Entries[i].ID)
			continue
		}
		r.party("", &e.Entries[i])
	}
	for i := range e.Others {
		r.party(list, &e.Others[i])
	}
	for i := range e.Relations {
		r.relation(&e.Relations[i])
	}
	r.set.Read = len(e.Relations)
	return r.set
}

type relationReader struct {
	set   *TieSet
	nodes map[string]lookback.NodeRef
	seen  map[string]bool
	stamp TieStamp
}

// party makes a party of a network of what is in the file and not listed.
func (r *relationReader) party(list string, e *lookback.Entry) {
	id := e.ID
	if list != "" {
		id = list + ":" + id
	}
	p := lookback.NetworkParty{ID: id, Kind: networkKind(e.Party.Kind), Party: e.Party, Note: e.Remarks}
	r.loseRest(e)
	if err := p.Validate(); err != nil {
		r.set.problem(inputErrorAt(err, place{}))
		return
	}
	r.nodes[e.ID] = p.Ref()
	r.set.Parties = append(r.set.Parties, p)
}

// loseRest counts what an entry holds and a party of a network has no place for.
func (r *relationReader) loseRest(e *lookback.Entry) {
	for range e.Programmes {
		r.set.lose("programme of a party")
	}
	if !e.ListedOn.IsZero() {
		r.set.lose("day of listing of a party")
	}
	for _, f := range e.Extra {
		r.set.lose(f.Name + " of a party")
	}
}

// networkKind returns the kind of network party for a kind of party. What may be either is taken as a company: such are the
// LegalEntity of FollowTheMoney and the entity of lists, and the party itself stays of unknown kind.
func networkKind(k lookback.PartyKind) lookback.NetworkPartyKind {
	switch k {
	case lookback.KindPerson:
		return lookback.PartyPerson
	case lookback.KindVessel, lookback.KindAircraft:
		return lookback.PartyVehicle
	}
	return lookback.PartyCompany
}

// relation makes a tie of a relation. Shares and dates that cannot be read are left out and counted, never the tie.
func (r *relationReader) relation(rel *Relation) {
	from, okFrom := r.nodes[rel.From]
	to, okTo := r.nodes[rel.To]
	if !okFrom || !okTo {
		r.set.lose("relation to a party that could not be read")
		return
	}
	t := lookback.Tie{Subject: from, Class: rel.Class, Object: to, Note: joinNonEmpty("; ", rel.Label, rel.Note)}
	if rel.Class == lookback.ClassOwns {
		share, err := lookback.ParseShare(rel.Share)
		if err != nil {
			r.set.lose("share that cannot be read")
		}
		t.Share = share
	}
	t.From, t.To = r.date(rel.Start), r.date(rel.End)
	if p := t.Period(); p.From > p.To {
		r.set.lose("dates of which the end is before the start")
		t.From, t.To = lookback.Date{}, lookback.Date{}
	}
	r.stamp.fill(&t)
	r.set.add(t, r.seen, place{})
}

func (r *relationReader) date(d lookback.Date) lookback.Date {
	if _, ok := d.Earliest(); !ok && !d.IsZero() {
		r.set.lose("date that cannot be read")
		return lookback.Date{}
	}
	return d
}

// UnresolvedLink is a mention of a linked party that is not the primary name of exactly one other entry.
type UnresolvedLink struct {
	Entry   string   // whose remarks mention it
	Name    string   // as written
	Entries []string // those that have this name, where there are several; the entry itself alone where it names itself
}

// UnresolvedLinks returns the mentions of linked parties from which no relation could be made, in the order of the file,
// and how many mentions there are in all.
func (e *Edition) UnresolvedLinks() (unresolved []UnresolvedLink, mentions int) {
	byName := e.entriesByLinkKey()
	for i := range e.Entries {
		for _, link := range e.Entries[i].Links {
			mentions++
			if ids := byName[linkKey(link)]; len(ids) != 1 || ids[0] == e.Entries[i].ID {
				unresolved = append(unresolved, UnresolvedLink{Entry: e.Entries[i].ID, Name: link, Entries: ids})
			}
		}
	}
	return unresolved, mentions
}

// inputErrorAt returns err as an InputError with its place.
func inputErrorAt(err error, at place) lookback.InputError {
	var bad *lookback.InputError
	if !errors.As(err, &bad) {
		bad = &lookback.InputError{Reason: fmt.Sprint(err)}
	}
	out := *bad
	out.File, out.Line = at.file, at.line
	return out
}
