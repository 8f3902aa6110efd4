package scenario

import (
	"slices"
	"time"

	"lookback"
)

// The days between which people arrive, both included.
var (
	firstArrival = lookback.NewDay(2021, 6, 1)
	lastArrival  = lookback.NewDay(2024, 5, 31)
)

// arrival is one appearance of a person in a source.
type arrival struct {
	person int // place in the population
	system int // place in systems
	at     time.Time
	style  Style
	party  lookback.Party
	noise  []Kind // differences that were made on purpose beside the style
	serial int    // order in which arrivals were made, to break ties
	ref    string // "source/key", once all are in order
}

// population is everybody who arrived.
type population struct {
	people   []*Person
	arrivals []arrival
	of       [][]int // arrivals of each person, first one first
}

const (
	twiceIn    = 55 // people in a second source, in thousandths
	noisyIn    = 90 // records with a difference beside those of their source's style
	daysToNext = 240
)

// everydayNoise is what happens to any record.
var everydayNoise = []Kind{KindSwap, KindDrop, KindDouble, KindVowel, KindOrder, KindHardSpace, KindRespelled, KindNoMiddle, KindSplit, KindJoined,
	KindDayMonth, KindYearOnly, KindJanuary, KindYearOff, KindPlaceholder}

// newPopulation makes people until they have so many records between them.
func newPopulation(seed uint64, records int) *population {
	p := &population{}
	for i := 0; len(p.arrivals) < records; i++ {
		r := streamAt(seed, "person", i)
		day := firstArrival + lookback.Day(r.N(int(lastArrival-firstArrival)+1))
		p.people = append(p.people, newPerson(r, drawCulture(r), day))
		p.of = append(p.of, nil)
		first := drawSystem(r)
		p.arrive(r, i, first, day)
		later := day + lookback.Day(r.Between(3, daysToNext))
		if r.Chance(twiceIn) && later <= lastArrival && len(p.arrivals) < records {
			p.arrive(r, i, (first+1+r.N(len(systems)-1))%len(systems), later)
		}
	}
	return p
}

// arrive writes person i down in one source.
func (p *population) arrive(r *Rand, i, system int, day lookback.Day) {
	a := arrival{person: i, system: system, serial: len(p.arrivals)}
	a.at = day.Time().Add(time.Duration(r.Between(5*60, 23*60)) * time.Minute)
	a.party, a.style = systems[system].write(r, p.people[i])
	if r.Chance(noisyIn) {
		a.distort(r, everydayNoise)
	}
	p.of[i] = append(p.of[i], len(p.arrivals))
	p.arrivals = append(p.arrivals, a)
}

// distort adds one difference to what the source wrote.
func (a *arrival) distort(r *Rand, kinds []Kind) {
	party, made := Distort(r, a.party, kinds...)
	if made != "" {
		a.party, a.noise = party, append(a.noise, made)
	}
}

func drawCulture(r *Rand) *Culture {
	n := r.N(1000)
	for _, c := range Cultures() {
		if n -= c.share; n < 0 {
			return c
		}
	}
	return Cultures()[0] // unreachable: shares add up to 1000
}

func drawSystem(r *Rand) int {
	n := r.N(1000)
	for i, s := range systems {
		if n -= s.share; n < 0 {
			return i
		}
	}
	return 0 // unreachable: shares add up to 1000
}

// records returns all arrivals in their order as records, and writes down under which reference each is held.
func (p *population) records() []lookback.Record {
	order := make([]int, len(p.arrivals))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		if c := p.arrivals[a].at.Compare(p.arrivals[b].at); c != 0 {
			return c
		}
		return p.arrivals[a].serial - p.arrivals[b].serial
	})
	counts := make([]int, len(systems))
	var all []lookback.Record
	for _, i := range order {
		a := &p.arrivals[i]
		counts[a.system]++
		rec := lookback.Record{Source: systems[a.system].name, Key: systems[a.system].keyOf(a.at, counts[a.system]), Version: 1, Arrived: a.at, Party: a.party}
		a.ref = rec.Ref()
		all = append(all, rec)
	}
	return all
}

// adults returns the people of 18 to 60 at their first arrival who are in exactly that many sources, in an order of chance.
func (p *population) adults(r *Rand, sources int) []int {
	var found []int
	for i, person := range p.people {
		day := lookback.DayOf(p.arrivals[p.of[i][0]].at)
		grown := person.Born.AddYears(18) <= day && day <= person.Born.AddYears(60)
		if len(p.of[i]) == sources && grown {
			found = append(found, i)
		}
	}
	shuffle(r, found)
	return found
}

// damaged reports whether what a source wrote of the person no longer tells who it is: a placeholder for a name.
func (a *arrival) damaged() bool {
	return slices.Contains(a.noise, KindPlaceholder)
}
