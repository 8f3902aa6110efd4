package scenario

import (
	"strings"

	"lookback"
)

// Style is how one source writes the name of a person.
type Style struct {
	Native      bool // in the script of the national papers
	Standard    int  // which of the culture's Standards gives the Latin letters; unused where Native
	FamilyFirst bool
	Comma       bool // behind the family name, which then comes first
	Middle      bool // with the patronymic, the father's or the mother's name
	Upper       bool
	MRZ         bool // machine-readable zone: plain capital letters, no apostrophes
	Filler      bool // in the machine's own form, FAMILY<<GIVEN<MIDDLE, cut at 39 characters
	Parts       bool // the source keeps given, middle and family name apart
}

// mrzNameWidth is the length of the name field of a passport (ICAO 9303, TD3).
const mrzNameWidth = 39

// standard returns the habit that s writes p with.
func (p *Person) standard(s Style) Standard {
	return p.Culture.Standards[min(s.Standard, len(p.Culture.Standards)-1)]
}

// Name writes the name of p in style s.
func (p *Person) Name(s Style) lookback.Name {
	given, middle, family := p.parts(s)
	var n lookback.Name
	switch {
	case s.Filler:
		return lookback.Name{Full: mrzField(family, given, middle)}
	case s.Native && p.Culture.Script == Han:
		n.Full = family + given
	case s.Comma:
		n.Full = family + ", " + joined(" ", given, middle)
	default:
		n.Full = joined(" ", p.ordered(s, given, middle, family)...)
	}
	if s.Parts {
		n.Given, n.Middle, n.Family = given, middle, family
	}
	return n
}

// parts writes given name, middle and family name, each by itself.
func (p *Person) parts(s Style) (given, middle, family string) {
	std := p.standard(s)
	write := func(w Word) string {
		text := w.Native
		if !s.Native {
			text = std.Spell(w)
		}
		switch {
		case s.MRZ || s.Filler:
			return ASCII(text)
		case s.Upper:
			return strings.ToUpper(text)
		}
		return text
	}
	given, family = write(p.Given), write(p.FamilyWord())
	if s.Middle && !(s.Native && p.Culture.Script == Han) {
		var words []string
		for _, w := range p.Middle(std.soviet && !s.Native) {
			words = append(words, write(w))
		}
		middle = strings.Join(words, " ")
	}
	return given, middle, family
}

// ordered puts the parts in the order of the style. A mother's family name always comes last,
// a Vietnamese middle name always between.
func (p *Person) ordered(s Style, given, middle, family string) []string {
	switch {
	case p.Culture.middle == motherFamily && s.FamilyFirst:
		return []string{family, middle, given}
	case p.Culture.middle == motherFamily:
		return []string{given, family, middle}
	case p.Culture.middle == middleName && s.FamilyFirst:
		return []string{family, middle, given}
	case s.FamilyFirst:
		return []string{family, given, middle}
	}
	return []string{given, middle, family}
}

// mrzField writes the name field of a machine-readable zone.
func mrzField(family, given, middle string) string {
	field := mrzWords(family) + "<<" + mrzWords(joined(" ", given, middle))
	if len(field) < mrzNameWidth {
		return field
	}
	return field[:mrzNameWidth]
}

func mrzWords(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(s, "-", "<"), " ", "<")
}

// joined puts separator between those of parts that are not empty.
func joined(separator string, parts ...string) string {
	var kept []string
	for _, part := range parts {
		if part != "" {
			kept = append(kept, part)
		}
	}
	return strings.Join(kept, separator)
}
