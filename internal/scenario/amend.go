package scenario

import "lookback"

// amendByChance changes one thing of l that concerns nobody in the population.
func amendByChance(r *Rand, l *listing) {
	if l.person == nil {
		amendOrganisation(r, l)
		return
	}
	amendPerson(r, l)
}

// amendPerson makes the first change that fits, beginning anywhere.
func amendPerson(r *Rand, l *listing) {
	changes := []func() bool{
		func() bool {
			return l.addName(l.person.listedName(r.N(len(l.person.Culture.Standards)), r.Chance(500)))
		},
		func() bool { return l.addName(weakName(r, l.person)) },
		func() bool { return l.sharpenBirth() },
		func() bool { return l.addPassport(l.person) },
		func() bool { return l.addNation(l.person.Nationality) },
	}
	start := r.N(len(changes))
	for i := range changes {
		if changes[(start+i)%len(changes)]() {
			return
		}
	}
	l.addresses = append(l.addresses, addressIn(r, l.person.Culture))
}

func amendOrganisation(r *Rand, l *listing) {
	if l.addName(listedName{family: "NEW " + l.names[0].family}) {
		return
	}
	l.addresses = append(l.addresses, addressIn(r, pick(r, Cultures())))
}

// sharpenBirth replaces a year by the day, when the publisher had only the year.
func (l *listing) sharpenBirth() bool {
	if len(l.births) != 1 || l.births[0].know == exactDay {
		return false
	}
	l.births[0].know = exactDay
	return true
}

// addPassport adds the passport of p unless the listing has one.
func (l *listing) addPassport(p *Person) bool {
	for _, id := range l.ids {
		if id.Value == p.Passport {
			return false
		}
	}
	l.ids = append(l.ids, lookback.Identifier{Type: "passport", Value: p.Passport, Country: p.Nationality})
	return true
}

func (l *listing) addNation(code string) bool {
	if len(l.nations) > 0 {
		return false
	}
	l.nations = []string{code}
	return true
}
