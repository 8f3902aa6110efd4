package scenario

import (
	"fmt"
	"strings"

	"lookback"
)

// Person is the truth about somebody of the fictional world. Sources write a person down; none of them sees
// more than its own way of writing. A Person is not changed after it is made.
type Person struct {
	Culture     *Culture
	Female      bool
	Given       Word
	Father      Word // the father's given name
	Family      Word // in the man's form
	Mother      Word // the mother's family name, or the middle name, where the culture has one
	Born        lookback.Day
	BirthPlace  string // by its name of today
	FormerPlace string // by its name at birth; the same where it did not change
	Nationality string // code of three letters
	Passport    string
	NationalID  string
	Phone       string
}

// newPerson makes somebody of culture c who was an adult or came along with one on the day given.
func newPerson(r *Rand, c *Culture, day lookback.Day) *Person {
	p := &Person{Culture: c, Female: r.Chance(320)}
	p.Given = c.given(r, p.Female)
	p.Father = c.given(r, false)
	p.Family = c.familyOf(r)
	p.Mother = p.middleOf(r)
	p.Born = birthday(r, day)
	p.settle(r)
	return p
}

// given returns a given name; Chinese ones often combine two syllables of chance.
func (c *Culture) given(r *Rand, female bool) Word {
	names := c.male
	if female {
		names = c.female
	}
	w := names[r.Skewed(len(names))]
	if c.Script == Han && r.Chance(500) {
		return mixed(w, names[r.N(len(names))])
	}
	return w
}

// mixed puts the first syllable of one given name before the last of another.
func mixed(a, b Word) Word {
	first, last := []rune(a.Native)[0], []rune(b.Native)
	w := Word{Native: string(first) + string(last[len(last)-1])}
	for i := range a.Spellings {
		head, tail := strings.Split(a.Spellings[i], dot), strings.Split(b.Spellings[i], dot)
		w.Spellings = append(w.Spellings, head[0]+dot+strings.ToLower(tail[len(tail)-1]))
	}
	return w
}

// familyOf returns a family name: a common one, or one of the many rare ones.
func (c *Culture) familyOf(r *Rand) Word {
	switch {
	case len(c.rare) > 0 && r.Chance(550):
		return pick(r, c.rare)
	case c.middle == father && r.Chance(450):
		return pick(r, c.male) // the grandfather's name
	}
	return c.families[r.Skewed(len(c.families))]
}

// middleOf returns the mother's family name, or the middle name, of cultures that have one.
func (p *Person) middleOf(r *Rand) Word {
	switch p.Culture.middle {
	case motherFamily:
		return p.Culture.familyOf(r)
	case middleName:
		if p.Female && r.Chance(500) {
			return Word{Native: "Thị"}
		}
		return pick(r, p.Culture.middles)
	}
	return Word{}
}

// newAdult makes somebody of culture c who was between 22 and 60 on the day given.
func newAdult(r *Rand, c *Culture, day lookback.Day) *Person {
	p := newPerson(r, c, day)
	p.Born = day.AddYears(-r.Between(22, 59)) - lookback.Day(r.N(365))
	return p
}

// birthday returns a day of birth: mostly young adults, some children and old people.
func birthday(r *Rand, day lookback.Day) lookback.Day {
	age := r.Between(18, 45)
	switch {
	case r.Chance(60):
		age = r.Between(1, 17)
	case r.Chance(180):
		age = r.Between(46, 74)
	}
	return day.AddYears(-age) - lookback.Day(r.N(365))
}

// settle gives p a place of birth and the numbers of papers.
func (p *Person) settle(r *Rand) {
	place := pick(r, p.Culture.cities)
	p.BirthPlace, p.FormerPlace, p.Nationality = place.now, place.now, place.country
	if year, _, _ := p.Born.Date(); year < 1991 {
		p.FormerPlace = place.before
	}
	p.Passport = pattern(r, p.Culture.passport)
	p.NationalID = pattern(r, "00000000000000")
	p.Phone = p.Culture.phone + pattern(r, "000000000")
}

// pattern replaces A by a letter and 0 by a digit of chance; other characters stay.
func pattern(r *Rand, shape string) string {
	out := []byte(shape)
	for i, c := range out {
		switch c {
		case 'A':
			out[i] = "ABCEFHKLMNPRT"[r.N(13)]
		case '0':
			out[i] = byte('0' + r.N(10))
		}
	}
	return string(out)
}

// FamilyWord returns the family name in the form that p bears.
func (p *Person) FamilyWord() Word {
	if !p.Female {
		return p.Family
	}
	return Word{Native: feminine(p.Family.Native), Spellings: p.Family.Spellings}
}

// Middle returns what stands between given and family name in full papers: a patronymic, the father's name
// with the word for son or daughter, a mother's family name. Soviet papers form -ovich whatever the culture.
func (p *Person) Middle(soviet bool) []Word {
	c := p.Culture
	if soviet && c.Script == Cyrillic || c.middle == ovich {
		return []Word{{Native: c.patronymic(p.Father.Native, p.Female)}}
	}
	switch c.middle {
	case relation:
		word := c.son
		if p.Female {
			word = c.daughter
		}
		return []Word{{Native: p.Father.Native + word}}
	case father:
		return []Word{p.Father}
	case motherFamily, middleName:
		return []Word{p.Mother}
	}
	return nil
}

// Label returns a short name for messages of tests: it is no name that any source writes.
func (p *Person) Label() string {
	s := p.Culture.Standards[0]
	return fmt.Sprintf("%s %s (%s, %s)", s.Spell(p.Given), s.Spell(p.FamilyWord()), p.Born, p.Nationality)
}
