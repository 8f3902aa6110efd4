package scenario

import (
	"slices"
	"strings"

	"lookback"
)

// DefaultRecords is the population of the demo, MinRecords the least that has people enough for all parts.
const (
	DefaultRecords = 20000
	MinRecords     = 1000
)

// World is the whole fictional world: everything that the sources, the publishers and the investigators say,
// and the truth behind it. It is made once by New and not changed afterwards.
type World struct {
	Seed       uint64
	Records    []lookback.Record // in the order of arrival; at most one per source and person
	SamePerson [][2]string       // records of one person in two sources, the earlier first
	Lists      []List            // north, then meridian
	Planted    []Plant           // everybody of the population who is on a list, by edition and record
	NearMisses []NearMiss
	Network    Network
	Outcomes   []Outcome // one for each record that the network moved, in the order of records
}

// New makes the world of a seed with so many records, or with MinRecords if that is more. The same seed and
// number give the same world, byte for byte, on any machine.
func New(seed uint64, records int) *World {
	pop := newPopulation(seed, max(records, MinRecords))
	s := newStage(seed, pop)
	w := &World{Seed: seed}
	for i, plan := range listPlans {
		w.Lists = append(w.Lists, publishList(seed, plan, s.casts[i]))
	}
	moved := s.drawMoved()
	w.Records = pop.records()
	w.SamePerson = pop.pairs()
	w.name(s)
	w.Network = newNetwork(streamAt(seed, "network", 0), pop, moved, s.once, s.council)
	w.Outcomes = newOutcomes(streamAt(seed, "outcomes", 0), pop, moved, &w.Network)
	return w
}

// List returns the list of that name, or nil.
func (w *World) List(name string) *List {
	for i := range w.Lists {
		if w.Lists[i].Name == name {
			return &w.Lists[i]
		}
	}
	return nil
}

// pairs returns the records of people who are in two sources.
func (p *population) pairs() [][2]string {
	var all [][2]string
	for _, of := range p.of {
		if len(of) == 2 {
			all = append(all, [2]string{p.arrivals[of[0]].ref, p.arrivals[of[1]].ref})
		}
	}
	return all
}

// name gives plants and near misses the references of their records and entries: one for each record.
func (w *World) name(s *stage) {
	for _, pl := range s.plants {
		for _, i := range s.pop.of[pl.person] {
			w.Planted = append(w.Planted, w.namePlant(&pl, &s.pop.arrivals[i]))
		}
	}
	slices.SortFunc(w.Planted, func(a, b Plant) int {
		if c := strings.Compare(b.List, a.List); c != 0 {
			return c
		}
		if a.Edition != b.Edition {
			return a.Edition - b.Edition
		}
		return strings.Compare(a.Record, b.Record)
	})
	for _, n := range s.nears {
		a := &s.pop.arrivals[s.pop.of[n.person][0]]
		w.NearMisses = append(w.NearMisses, NearMiss{Record: a.ref, List: n.List, Entry: n.listing.id, Edition: n.Edition, Why: n.Why})
	}
}

func (w *World) namePlant(pl *planted, a *arrival) Plant {
	out := pl.Plant
	out.Record, out.Entry = a.ref, pl.listing.id
	out.Lookback = a.at.Before(w.List(pl.List).Editions[pl.Edition-1].Published)
	out.Differs = differences(a, pl.listing)
	return out
}

// differences lists how what a source wrote differs from the primary name and the birthday of an entry.
func differences(a *arrival, l *listing) []Kind {
	all := slices.Clone(a.noise)
	add := func(k Kind, differs bool) {
		if differs && !slices.Contains(all, k) {
			all = append(all, k)
		}
	}
	name := a.party.Names[0]
	add(KindScript, a.style.Native)
	add(KindRespelled, !a.style.Native && !sameSpelling(name, l))
	add(KindNoMiddle, !a.style.Middle && l.names[0].middle != "")
	add(KindOrder, a.style.FamilyFirst)
	add(KindNoIdentifier, identifierOf(&a.party, "passport").Value == "")
	return all
}

// sameSpelling reports whether some name of the listing has every word of the record's name, marks and capitals aside.
func sameSpelling(name lookback.Name, l *listing) bool {
	for _, n := range l.names {
		listed := strings.Fields(n.given + " " + n.middle + " " + n.family)
		if !slices.ContainsFunc(strings.Fields(ASCII(strings.ReplaceAll(name.Full, "<", " "))), func(w string) bool { return !slices.Contains(listed, w) }) {
			return true
		}
	}
	return false
}
