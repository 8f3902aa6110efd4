package scenario

import (
	"slices"
	"strconv"

	"lookback"
)

// Plant is a person of the population who is on a list: the truth that a lookback is measured against.
type Plant struct {
	Record   string // "source/key"
	List     string
	Entry    string              // the publisher's identifier
	Edition  int                 // from which edition on the entry describes the person, counted from 1
	Change   lookback.ChangeKind // what the edition did: added the entry, or amended it
	Why      string              // what made the entry describe the person
	Differs  []Kind              // how the record differs from what the entry says
	Lookback bool                // the record had arrived before the edition: only a lookback finds it
	Removed  int                 // the edition that removes the entry; 0 when none does
}

// NearMiss is a person of the population who is like somebody on a list, and is not that person.
type NearMiss struct {
	Record  string
	List    string
	Entry   string
	Edition int    // that adds the entry
	Why     string // who the listed person is, and what tells them apart
}

// plantPlan says how many people of the population an edition begins to describe.
type plantPlan struct {
	list, edition int // places in listPlans; edition counted from 1
	added         int
	alias         int // amended: the entry gains the person's name, birthday and passport
	birth         int // amended: a wrong birthday is put right
	removedIn     map[int]int
	near          int
}

var plantPlans = []plantPlan{
	{list: 0, edition: 1, added: 7, removedIn: map[int]int{3: 1, 4: 4}, near: 14},
	{list: 0, edition: 2, added: 3, alias: 1},
	{list: 0, edition: 3, added: 4, alias: 1, birth: 1},
	{list: 0, edition: 4, added: 22, alias: 12, birth: 6, near: 12},
	{list: 1, edition: 1, added: 3, near: 6},
	{list: 1, edition: 2, added: 2, alias: 1},
	{list: 1, edition: 3, added: 4, birth: 1},
}

// planted is a plant whose record and entry have no names yet.
type planted struct {
	person  int
	listing *listing
	Plant
}

// stage gives people their parts and collects what the lists must do for it.
type stage struct {
	r       *Rand
	pop     *population
	once    []int // people with one record, not yet taken
	twice   []int // people with records in two sources, not yet taken
	casts   [][]cast
	plants  []planted
	nears   []planted
	council *listing // the organisation behind the network
}

// newStage casts all parts in lists.
func newStage(seed uint64, pop *population) *stage {
	r := streamAt(seed, "stage", 0)
	s := &stage{r: r, pop: pop, once: pop.adults(r, 1), twice: pop.adults(r, 2)}
	for _, l := range listPlans {
		s.casts = append(s.casts, make([]cast, len(l.editions)))
	}
	s.council = councilListing()
	s.casts[0][0].add = append(s.casts[0][0].add, s.council)
	for _, p := range plantPlans {
		s.play(p)
	}
	return s
}

// councilListing is the organisation that people of the network are affiliated with. Chance never makes its name.
func councilListing() *listing {
	return &listing{kind: lookback.KindOrganisation, programme: "Eastern Accord", remark: "Armed group. Raises money and moves people through front companies.",
		names: []listedName{{family: "MARCH OF THE WINTER GATE"}, {family: "WINTER GATE COLUMN"}, {family: "MWG", weak: true}}}
}

// play casts the parts of one plan.
func (s *stage) play(p plantPlan) {
	var added []*planted
	for i := range p.added {
		twice := i%4 == 3 // some are in two sources, and both records are affected
		added = append(added, s.plantAdded(p, s.take(twice, s.before(p))))
	}
	at := 0
	for edition := p.edition + 1; edition <= len(s.casts[p.list]); edition++ {
		for range p.removedIn[edition] {
			added[at].Removed = edition
			c := &s.casts[p.list][edition-1]
			c.remove = append(c.remove, added[at].listing)
			at++
		}
	}
	for _, a := range added {
		s.plants = append(s.plants, *a)
	}
	for range p.alias {
		s.plantAlias(p, s.take(false, s.before(p)))
	}
	for range p.birth {
		s.plantBirth(p, s.take(false, s.before(p)))
	}
	for i := range p.near {
		s.plantNear(p, s.take(false, s.before(p)), i)
	}
}

// before returns the day of the edition: who is to be found by its lookback must have arrived. The first edition
// is older than every arrival, and finds people as they come.
func (s *stage) before(p plantPlan) lookback.Day {
	if p.edition == 1 {
		return lastArrival
	}
	return listPlans[p.list].editions[p.edition-1].published() - 1
}

// take removes a person with undamaged records who arrived by the day from those who have no part yet. It panics when nobody
// is left: MinRecords sees to it that there are enough.
func (s *stage) take(twice bool, by lookback.Day) int {
	from := &s.once
	if twice {
		from = &s.twice
	}
	for i, person := range *from {
		if s.fit(person, by) {
			*from = append((*from)[:i:i], (*from)[i+1:]...)
			return person
		}
	}
	panic("scenario: too few people for " + strconv.Itoa(len(s.plants)) + " parts and more")
}

func (s *stage) fit(person int, by lookback.Day) bool {
	for _, i := range s.pop.of[person] {
		a := &s.pop.arrivals[i]
		if a.damaged() || lookback.DayOf(a.at) > by {
			return false
		}
	}
	return true
}

// movedPer20000 is the least number of people that the network moved in a world of 20,000 records; up to
// movedSpread more are added by the seed.
const (
	movedPer20000 = 404
	movedSpread   = 17
)

// drawMoved takes the people whom the network moved, most of them from where it works. Nationality
// says nothing the other way round: far more people from there have nothing to do with it.
func (s *stage) drawMoved() []int {
	want := (movedPer20000 + s.r.N(movedSpread)) * len(s.pop.arrivals) / DefaultRecords
	var moved, rest []int
	for _, person := range s.once {
		local := slices.Index(Cultures(), s.pop.people[person].Culture) < len(sovietCultures())
		if len(moved) < want && !s.pop.arrivals[s.pop.of[person][0]].damaged() && (local || s.r.Chance(60)) {
			moved = append(moved, person)
		} else {
			rest = append(rest, person)
		}
	}
	s.once = rest
	return moved
}
