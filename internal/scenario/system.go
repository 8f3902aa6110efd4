package scenario

import (
	"fmt"
	"time"

	"lookback"
)

// system is one source of records: what it asks of people, and how it writes that down.
type system struct {
	name  string
	key   string // form of its keys: year of arrival, running number
	share int    // of first records, in thousandths
	write func(*Rand, *Person) (lookback.Party, Style)
}

// systems are the sources of the population: passports read at the border, forms filled in for a visa, and
// interviews at the asylum office.
var systems = []system{
	{"border", "B%02d-%06d", 520, writeBorder},
	{"visa", "V%02d%06d", 300, writeVisa},
	{"asylum", "A-%02d-%06d", 180, writeAsylum},
}

// writeBorder writes what a passport reader sees: plain capitals, exact dates, codes.
func writeBorder(r *Rand, p *Person) (lookback.Party, Style) {
	s := Style{Standard: p.passportStandard(r), FamilyFirst: true, Middle: p.passportMiddle(r), MRZ: true, Parts: true}
	s.Filler = r.Chance(40)
	party := p.party(p.Name(s))
	party.Births = []lookback.Date{lookback.ParseDate(p.Born.String())}
	party.Genders = []string{pickSex(p, "M", "F")}
	party.Nationalities = []string{p.Nationality}
	if r.Chance(250) {
		party.BirthPlaces = []string{ASCII(p.placeName(r))}
	}
	if r.Chance(930) {
		party.Identifiers = []lookback.Identifier{{Type: "passport", Value: p.Passport, Country: p.Nationality}}
	}
	return party, s
}

// passportStandard returns mostly the first habit of the culture: what its own passports use.
func (p *Person) passportStandard(r *Rand) int {
	if r.Chance(750) {
		return 0
	}
	return r.N(len(p.Culture.Standards))
}

// passportMiddle reports whether the passport names the father or mother. Russian and Soviet passports often leave
// it out in Latin letters; two family names are always there.
func (p *Person) passportMiddle(r *Rand) bool {
	switch p.Culture.middle {
	case motherFamily, middleName, father:
		return r.Chance(920)
	}
	return r.Chance(550)
}

// writeVisa writes an application form: the applicant's own spelling, given and family name apart.
func writeVisa(r *Rand, p *Person) (lookback.Party, Style) {
	s := Style{Standard: r.N(len(p.Culture.Standards)), FamilyFirst: p.Culture.FamilyFirst && r.Chance(400), Middle: r.Chance(700), Parts: true}
	party := p.party(p.Name(s))
	party.Births = []lookback.Date{lookback.ParseDate(p.Born.String())}
	party.Genders = []string{pickSex(p, "Male", "Female")}
	party.Nationalities = []string{countryNames[p.Nationality]}
	party.BirthPlaces = []string{p.placeName(r) + ", " + countryNames[p.Nationality]}
	party.Identifiers = []lookback.Identifier{{Type: "passport", Value: p.Passport, Country: countryNames[p.Nationality]}}
	if r.Chance(600) {
		party.Identifiers = append(party.Identifiers, lookback.Identifier{Type: "phone", Value: p.Phone})
	}
	return party, s
}

// writeAsylum writes an interview: names as the papers at hand have them, dates as people remember them.
func writeAsylum(r *Rand, p *Person) (lookback.Party, Style) {
	s := Style{Standard: r.N(len(p.Culture.Standards)), FamilyFirst: p.Culture.FamilyFirst, Middle: r.Chance(650), Upper: r.Chance(200)}
	s.Native = p.Culture.Script != Latin && r.Chance(450)
	party := p.party(p.Name(s))
	if s.Native && r.Chance(550) {
		latin := s
		latin.Native = false
		alias := p.Name(latin)
		alias.Type = lookback.NameAlias
		party.Names = append(party.Names, alias)
	}
	party.Births = []lookback.Date{lookback.ParseDate(rememberedDate(r, p.Born))}
	party.Genders = []string{pickSex(p, "male", "female")}
	party.Nationalities = []string{countryNames[p.Nationality]}
	if r.Chance(700) {
		party.BirthPlaces = []string{p.placeName(r)}
	}
	for _, id := range []struct {
		chance int
		value  lookback.Identifier
	}{
		{350, lookback.Identifier{Type: "passport", Value: p.Passport, Country: countryNames[p.Nationality]}},
		{300, lookback.Identifier{Type: "national-id", Value: p.NationalID, Country: countryNames[p.Nationality]}},
		{800, lookback.Identifier{Type: "phone", Value: p.Phone}},
	} {
		if r.Chance(id.chance) {
			party.Identifiers = append(party.Identifiers, id.value)
		}
	}
	return party, s
}

// rememberedDate writes a birthday as an interview yields it.
func rememberedDate(r *Rand, born lookback.Day) string {
	year, month, day := born.Date()
	switch n := r.N(100); {
	case n < 72:
		return born.String()
	case n < 86:
		return fmt.Sprintf("%02d.%02d.%04d", day, month, year)
	case n < 94:
		return fmt.Sprintf("%04d", year)
	}
	return fmt.Sprintf("%04d-01-01", year)
}

// party returns a party with the one name.
func (p *Person) party(name lookback.Name) lookback.Party {
	return lookback.Party{Kind: lookback.KindPerson, Names: []lookback.Name{name}}
}

// placeName returns the place of birth, now and then by its former name.
func (p *Person) placeName(r *Rand) string {
	if r.Chance(300) {
		return p.FormerPlace
	}
	return p.BirthPlace
}

func pickSex(p *Person, man, woman string) string {
	if p.Female {
		return woman
	}
	return man
}

// keyOf returns the key of the n-th record of the system, which arrived at t.
func (s system) keyOf(t time.Time, n int) string { return fmt.Sprintf(s.key, t.Year()%100, n) }
