package match

import (
	"slices"
	"strings"

	"lookback"
)

// The names of the fields that facts are compared by, in the order in which evidence lists them.
const (
	fieldKind       = "kind"
	fieldBirth      = "birth"
	fieldGender     = "gender"
	fieldCountry    = "country"
	fieldBirthplace = "birthplace"
	fieldIdentifier = "identifier"
)

// FactsEvidence compares all of two parties but their names, and explains it: each field that persons have, as agreeing,
// conflicting or missing, with what was written and the rule that decided. The discount equals Facts.Discount of the
// same parties. The strength is NameOnly when nothing but the names speaks for or against.
//
// Country never changes the strength: that two parties come from one country says nothing about their being the same.
func FactsEvidence(a, b lookback.Party) (fields []lookback.FieldEvidence, discount lookback.Score, s lookback.Strength) {
	fields = []lookback.FieldEvidence{kindEvidence(a, b)}
	if mayBePerson(a) && mayBePerson(b) || hasPersonal(a) || hasPersonal(b) {
		fields = append(fields, birthEvidence(a, b), genderEvidence(a, b), countryEvidence(a, b), birthplaceEvidence(a, b))
	} else {
		fields = append(fields, countryEvidence(a, b))
	}
	fields = append(fields, identifierEvidence(a, b)...)
	discount = lookback.MaxScore
	for _, f := range fields {
		discount = scaleFactor(discount, f.Factor)
	}
	return fields, discount, strengthOf(fields)
}

// mayBePerson reports whether p may be a person, so that a missing date of birth is worth saying.
func mayBePerson(p lookback.Party) bool {
	return p.Kind == lookback.KindUnknown || p.Kind == lookback.KindPerson
}

// hasPersonal reports whether p has any of the fields that persons have, whatever its kind.
func hasPersonal(p lookback.Party) bool {
	return len(p.Births) > 0 || len(p.Genders) > 0 || len(p.BirthPlaces) > 0
}

// strengthOf weighs the fields. Anything independent that contradicts outweighs everything that agrees, because a person has
// to look at exactly that.
func strengthOf(fields []lookback.FieldEvidence) lookback.Strength {
	strength := lookback.NameOnly
	for _, f := range fields {
		switch {
		case f.Field == fieldCountry || f.Outcome == lookback.Missing:
		case f.Outcome == lookback.Conflicts:
			return lookback.Contradicted
		case identifies(f):
			strength = lookback.Identified
		case strength == lookback.NameOnly && corroborates(f):
			strength = lookback.Corroborated
		}
	}
	return strength
}

// identifies reports whether f is an agreeing identifier of one party alone or an agreeing full date of birth.
func identifies(f lookback.FieldEvidence) bool {
	if f.Outcome != lookback.Agrees {
		return false
	}
	return f.Field == fieldIdentifier && f.Rule != ruleSharedContact || f.Field == fieldBirth && f.Rule == dateRules[dateSame].name
}

// corroborates reports whether f fits and few unrelated parties would: half of all people share a gender.
func corroborates(f lookback.FieldEvidence) bool {
	return f.Field == fieldBirth || f.Field == fieldBirthplace || f.Field == fieldIdentifier
}

// factField returns the evidence of a field that was compared, or the reason why it was not.
func factField(field string, outcome lookback.Outcome, left, right []string, rule string, factor lookback.Score) lookback.FieldEvidence {
	return lookback.FieldEvidence{Field: field, Outcome: outcome, Left: strings.Join(left, "; "), Right: strings.Join(right, "; "), Rule: rule, Factor: factor}
}

func missingField(field string, left, right []string, rule string) lookback.FieldEvidence {
	return factField(field, lookback.Missing, left, right, rule, lookback.MaxScore)
}

func kindEvidence(a, b lookback.Party) lookback.FieldEvidence {
	x, y := kindOf(a.Kind), kindOf(b.Kind)
	left, right := []string{string(kindCodes[x])}, []string{string(kindCodes[y])}
	switch {
	case kindsConflict(x, y):
		return factField(fieldKind, lookback.Conflicts, left, right, "different-kinds", 0)
	case x == 0 || y == 0:
		return missingField(fieldKind, left, right, missingRule(x == 0, y == 0))
	}
	return factField(fieldKind, lookback.Agrees, left, right, "same-kind", lookback.MaxScore)
}

// birthEvidence shows the pair of dates that fits best, and all dates when none fits.
func birthEvidence(a, b lookback.Party) lookback.FieldEvidence {
	best := dateMissing
	var left, right lookback.Date
	for _, x := range a.Births {
		for _, y := range b.Births {
			if r := compareReadings(x, y); r > best {
				best, left, right = r, x, y
			}
		}
	}
	rule := dateRules[best]
	switch best {
	case dateMissing:
		known := slices.ContainsFunc(a.Births, readable)
		return missingField(fieldBirth, rawDates(a.Births), rawDates(b.Births), missingRule(!known, !slices.ContainsFunc(b.Births, readable)))
	case dateDifferent:
		return factField(fieldBirth, rule.outcome, rawDates(a.Births), rawDates(b.Births), rule.name, birthFactor(best))
	}
	return factField(fieldBirth, rule.outcome, []string{left.Raw}, []string{right.Raw}, rule.name, birthFactor(best))
}

// compareReadings returns the best rule over all readings of two dates.
func compareReadings(a, b lookback.Date) dateRule {
	var bufA, bufB [4]packedDate
	return bestDate(appendDates(bufA[:0], a), appendDates(bufB[:0], b))
}

func readable(d lookback.Date) bool { return d.Precision() != lookback.PrecisionNone }

func rawDates(dates []lookback.Date) []string {
	var raw []string
	for _, d := range dates {
		raw = append(raw, d.Raw)
	}
	return raw
}

func genderEvidence(a, b lookback.Party) lookback.FieldEvidence {
	var x, y genderSet
	for _, g := range a.Genders {
		x |= genderIn(g)
	}
	for _, g := range b.Genders {
		y |= genderIn(g)
	}
	switch {
	case x == 0 || y == 0:
		return missingField(fieldGender, a.Genders, b.Genders, missingRule(x == 0, y == 0))
	case gendersConflict(x, y):
		return factField(fieldGender, lookback.Conflicts, a.Genders, b.Genders, "different-genders", factorGender)
	case x != y:
		return factField(fieldGender, lookback.Compatible, a.Genders, b.Genders, "both-genders-given", lookback.MaxScore)
	}
	return factField(fieldGender, lookback.Agrees, a.Genders, b.Genders, "same-gender", lookback.MaxScore)
}

// countryEvidence compares nationalities and countries as one set, because sources do not keep them apart.
func countryEvidence(a, b lookback.Party) lookback.FieldEvidence {
	left, right := slices.Concat(a.Nationalities, a.Countries), slices.Concat(b.Nationalities, b.Countries)
	x, y := countriesOf(left), countriesOf(right)
	switch {
	case len(x) == 0 || len(y) == 0:
		return missingField(fieldCountry, left, right, missingRule(len(x) == 0, len(y) == 0))
	case countriesConflict(x, y):
		return factField(fieldCountry, lookback.Conflicts, left, right, "no-country-in-common", factorCountry)
	case shareOneCountry(left, right):
		return factField(fieldCountry, lookback.Agrees, left, right, "country-in-common", lookback.MaxScore)
	}
	return factField(fieldCountry, lookback.Compatible, left, right, "successor-or-territory", lookback.MaxScore)
}

// countriesOf returns the set of all countries that names can mean.
func countriesOf(names []string) []countryCode {
	var set []countryCode
	for _, name := range names {
		set = mergeCountries(set, countriesIn(name))
	}
	return set
}

// shareOneCountry reports whether a name on either side means the same, without going through a successor or territory.
func shareOneCountry(left, right []string) bool {
	return slices.ContainsFunc(left, func(l string) bool {
		set := countriesIn(l)
		return len(set) > 0 && slices.ContainsFunc(right, func(r string) bool { return slices.Equal(set, countriesIn(r)) })
	})
}

// birthplaceEvidence finds a place in common. Two different places are no conflict: one source names the village, the other the province.
func birthplaceEvidence(a, b lookback.Party) lookback.FieldEvidence {
	left, right := a.BirthPlaces, b.BirthPlaces
	if len(left) == 0 || len(right) == 0 {
		return missingField(fieldBirthplace, left, right, missingRule(len(left) == 0, len(right) == 0))
	}
	for _, x := range left {
		for _, y := range right {
			if sharePlace(x, y) {
				return factField(fieldBirthplace, lookback.Agrees, []string{x}, []string{y}, "place-in-common", lookback.MaxScore)
			}
		}
	}
	return missingField(fieldBirthplace, left, right, "no-place-in-common")
}
