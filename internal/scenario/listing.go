package scenario

import (
	"fmt"
	"slices"
	"strings"

	"lookback"
)

// listing is the state of one listed party in one edition, in the publisher's own terms. Each list renders it into
// an entry of its format. Editions share listings; an amendment works on a copy.
type listing struct {
	number    int    // counted by the publisher; 0 before it is published
	id        string // as published
	kind      lookback.PartyKind
	person    *Person // whom the publisher means; nil for organisations and vessels
	names     []listedName
	births    []listedBirth
	places    []string
	nations   []string // codes
	gender    string
	ids       []lookback.Identifier // country as code
	addresses []lookback.Address
	programme string
	title     string
	listedOn  lookback.Day
	updated   []lookback.Day
	remark    string
	links     []string
	vessel    vesselData
}

// listedName is a name in parts, as publishers keep it; for everything but people it is all in family.
type listedName struct {
	given, middle, family string
	former, weak          bool
	original              bool // in the script of the national papers
}

// listedBirth is a date of birth with what the publisher knows of it.
type listedBirth struct {
	day  lookback.Day
	know birthKnowledge
}

type birthKnowledge uint8

const (
	exactDay birthKnowledge = iota
	yearOnlyKnown
	circaYear
	fewYears // a range of five years around it
)

type vesselData struct{ flag, callSign, shipType string }

// clone returns a listing that shares no slice with l.
func (l *listing) clone() *listing {
	c := *l
	c.names, c.births, c.places = slices.Clone(l.names), slices.Clone(l.births), slices.Clone(l.places)
	c.nations, c.ids, c.addresses = slices.Clone(l.nations), slices.Clone(l.ids), slices.Clone(l.addresses)
	c.updated, c.links = slices.Clone(l.updated), slices.Clone(l.links)
	return &c
}

// listPerson makes the listing of p as a publisher writes it: plain capitals, given name first.
func listPerson(r *Rand, p *Person) *listing {
	l := &listing{kind: lookback.KindPerson, person: p, title: pick(r, titles), programme: pick(r, programmes)}
	l.names = []listedName{p.listedName(r.Skewed(len(p.Culture.Standards)), r.Chance(650))}
	if p.Culture.Script != Latin && r.Chance(450) {
		l.names = append(l.names, p.originalName())
	}
	for range r.Skewed(3) {
		l.addName(p.listedName(r.N(len(p.Culture.Standards)), r.Chance(500)))
	}
	if r.Chance(250) {
		l.addName(weakName(r, p))
	}
	l.births = []listedBirth{{p.Born, pick(r, []birthKnowledge{exactDay, exactDay, exactDay, exactDay, exactDay, yearOnlyKnown, yearOnlyKnown, circaYear, fewYears})}}
	if r.Chance(650) {
		l.places = []string{p.BirthPlace + ", " + countryNames[p.Nationality]}
	}
	if r.Chance(850) {
		l.nations = []string{p.Nationality}
	}
	if r.Chance(400) {
		l.gender = pickSex(p, "Male", "Female")
	}
	if r.Chance(380) {
		l.ids = append(l.ids, lookback.Identifier{Type: "passport", Value: p.Passport, Country: p.Nationality})
	}
	if r.Chance(120) {
		l.ids = append(l.ids, lookback.Identifier{Type: "national-id", Value: p.NationalID, Country: p.Nationality})
	}
	if r.Chance(350) {
		l.addresses = []lookback.Address{addressIn(r, p.Culture)}
	}
	return l
}

// addName adds n unless the listing has it.
func (l *listing) addName(n listedName) bool {
	for _, have := range l.names {
		if have.given == n.given && have.middle == n.middle && have.family == n.family {
			return false
		}
	}
	l.names = append(l.names, n)
	return true
}

// listedName writes the name of p in plain capitals by one standard of the culture.
func (p *Person) listedName(standard int, middle bool) listedName {
	s := Style{Standard: standard, Middle: middle || p.Culture.middle == father, MRZ: true}
	given, mid, family := p.parts(s)
	if p.Culture.middle == motherFamily {
		return listedName{given: given, family: joined(" ", family, mid)}
	}
	return listedName{given: given, middle: mid, family: family}
}

// originalName writes the name of p in the script of its papers.
func (p *Person) originalName() listedName {
	return listedName{family: p.Name(Style{Native: true, Middle: true}).Full, original: true}
}

// weakName returns a nickname or a kunya. A kunya never comes with a place or tribe: that is how known people
// are called, and these are nobody's.
func weakName(r *Rand, p *Person) listedName {
	if r.Chance(500) && !p.Female {
		child := pick(r, cultureByName("arabic").male)
		return listedName{family: "ABU " + ASCII(strings.ReplaceAll(child.Spellings[0], "Abd al-", "Abdul")), weak: true}
	}
	return listedName{family: strings.ToUpper(pick(r, nicknames)), weak: true}
}

// The words that listings use beside names.
var (
	titles     = []string{"", "", "", "", "", "Treasurer", "Recruiter", "Courier", "Field commander", "Document forger", "Teacher", "Trader"}
	programmes = []string{"Eastern Accord", "Coastal Accord", "River Accord", "Arms Embargo", "Smuggling"}
	nicknames  = []string{"the Baker", "the Tailor", "the Teacher", "the Driver", "Doktor", "Ustoz", "the Short", "the Welder", "Uncle", "the Carpenter", "Grey Beard", "the Left-Handed"}
	streets    = []string{"Garden Street", "Mill Lane", "Station Road", "River Street", "Old Bazaar Street", "Lime Tree Avenue", "School Street", "Well Street"}
)

func addressIn(r *Rand, c *Culture) lookback.Address {
	place := pick(r, c.cities)
	text := place.now
	if r.Chance(600) {
		text = fmt.Sprintf("%d %s, %s", r.Between(1, 180), pick(r, streets), place.now)
	}
	return lookback.Address{Text: text, Country: place.country}
}

// countryOf gives the name for a code.
func countryOf(code string) string { return countryNames[code] }

func namesOf(codes []string) []string {
	var all []string
	for _, c := range codes {
		all = append(all, countryOf(c))
	}
	return all
}
