package scenario

import (
	"slices"
	"unicode/utf8"

	"lookback"
)

// plantNoise is what happens to records of people who must still be found.
var plantNoise = []Kind{KindSwap, KindDrop, KindDouble, KindVowel, KindOrder, KindHardSpace, KindRespelled, KindNoMiddle, KindDayMonth, KindYearOnly, KindJanuary, KindYearOff}

const noisyPlants = 550 // planted records with a difference beside those of style, in thousandths

// plantAdded makes the edition add an entry about the person.
func (s *stage) plantAdded(p plantPlan, person int) *planted {
	l := s.honestListing(person)
	c := &s.casts[p.list][p.edition-1]
	c.add = append(c.add, l)
	return s.plant(p, person, l, lookback.Added, "the edition lists the person")
}

// honestListing lists the person with a nationality and, among the names, the spelling of the national papers; and it makes
// noise in the records.
func (s *stage) honestListing(person int) *listing {
	p := s.pop.people[person]
	l := listPerson(s.r, p)
	l.addName(p.listedName(0, true))
	if len(l.nations) == 0 {
		l.nations = []string{p.Nationality}
	}
	for _, i := range s.pop.of[person] {
		if a := &s.pop.arrivals[i]; len(a.noise) == 0 && s.r.Chance(noisyPlants) {
			a.distort(s.r, plantNoise)
		}
	}
	return l
}

// plant notes the truth.
func (s *stage) plant(p plantPlan, person int, l *listing, change lookback.ChangeKind, why string) *planted {
	return &planted{person: person, listing: l, Plant: Plant{List: listPlans[p.list].name, Edition: p.edition, Change: change, Why: why}}
}

// plantAlias lists somebody under an invented name in the first edition, and makes the edition
// add the person's own name, birthday and passport.
func (s *stage) plantAlias(p plantPlan, person int) {
	truth := s.pop.people[person]
	cover := newAdult(s.r, truth.Culture, firstArrival)
	old := listPerson(s.r, cover)
	old.ids, old.places = nil, nil
	old.births = []listedBirth{{truth.Born, circaYear}}
	s.casts[p.list][0].add = append(s.casts[p.list][0].add, old)
	now := s.honestListing(person)
	s.amend(p, old, func(l *listing) {
		for _, n := range now.names {
			l.addName(n)
		}
		l.births, l.places, l.nations = []listedBirth{{truth.Born, exactDay}}, now.places, now.nations
		l.addPassport(truth)
	})
	s.plants = append(s.plants, *s.plant(p, person, old, lookback.Amended, "the edition adds the person's own name, birthday and passport"))
}

// plantBirth lists the person with a wrong birthday and place in the first edition, and makes the edition put them right.
func (s *stage) plantBirth(p plantPlan, person int) {
	truth := s.pop.people[person]
	wrong := *truth
	wrong.Born = truth.Born.AddYears(s.r.Between(9, 17)*(1-2*s.r.N(2))) + lookback.Day(s.r.Between(20, 200))
	wrong.settle(s.r)
	old := listPerson(s.r, &wrong)
	old.births = []listedBirth{{wrong.Born, exactDay}}
	s.casts[p.list][0].add = append(s.casts[p.list][0].add, old)
	now := s.honestListing(person)
	s.amend(p, old, func(l *listing) {
		l.births, l.places, l.nations, l.ids = []listedBirth{{truth.Born, exactDay}}, now.places, now.nations, nil
		l.addPassport(truth)
	})
	s.plants = append(s.plants, *s.plant(p, person, old, lookback.Amended, "the edition corrects the birthday and names the passport"))
}

func (s *stage) amend(p plantPlan, l *listing, apply func(*listing)) {
	c := &s.casts[p.list][p.edition-1]
	c.amend = append(c.amend, plannedAmendment{l, apply})
}

// relatives are the people who are like somebody and are not: what they share and what tells them apart.
var relatives = []struct {
	why  string
	make func(*Rand, *Person) *Person
}{
	{"a brother or sister: same family and father, another given name and birthday", sibling},
	{"a namesake: same given and family name, another father, birthday and passport", namesake},
	{"father and child: given name and father's name exchanged, a generation apart", parent},
	{"a twin: same family, father and birthday, another given name and passport", twin},
}

// plantNear makes the edition list a relative of the person.
func (s *stage) plantNear(p plantPlan, person, i int) {
	truth := s.pop.people[person]
	relative := relatives[i%len(relatives)]
	if i%len(relatives) == 2 && truth.Culture.middle != ovich && truth.Culture.middle != relation && truth.Culture.middle != father {
		relative = relatives[1] // papers of this culture do not name the father
	}
	l := listPerson(s.r, relative.make(s.r, truth))
	l.names = slices.DeleteFunc(l.names, func(n listedName) bool { return n.weak })
	l.names[0] = l.person.listedName(0, true)
	l.births[0].know = exactDay
	c := &s.casts[p.list][p.edition-1]
	c.add = append(c.add, l)
	s.nears = append(s.nears, *s.plant(p, person, l, lookback.Added, relative.why))
}

func sibling(r *Rand, p *Person) *Person {
	other := twin(r, p)
	other.Born += lookback.Day(r.Between(450, 2600) * (1 - 2*r.N(2)))
	return other
}

func twin(r *Rand, p *Person) *Person {
	other := *p
	other.settle(r)
	other.BirthPlace, other.FormerPlace, other.Nationality = p.BirthPlace, p.FormerPlace, p.Nationality
	other.Given = unlike(r, p)
	return &other
}

func namesake(r *Rand, p *Person) *Person {
	other := *p
	other.settle(r)
	for other.Father.Native == p.Father.Native {
		other.Father = p.Culture.given(r, false)
	}
	other.Mother = p.middleOf(r)
	other.Born = p.Born.AddYears(r.Between(6, 19)*(1-2*r.N(2))) + lookback.Day(r.Between(20, 300))
	return &other
}

func parent(r *Rand, p *Person) *Person {
	other := namesake(r, p)
	other.Female = false
	other.Given, other.Father = p.Father, p.Given
	if p.Female {
		other.Father = p.Culture.given(r, false)
	}
	other.Born = p.Born.AddYears(-r.Between(22, 34))
	return other
}

// unlike returns a given name that nobody takes for that of p: it begins with another letter.
func unlike(r *Rand, p *Person) Word {
	for {
		w := p.Culture.given(r, p.Female)
		a, _ := utf8.DecodeRuneInString(w.Native)
		b, _ := utf8.DecodeRuneInString(p.Given.Native)
		if a != b && w.Native != p.Father.Native {
			return w
		}
	}
}
