package match

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"sync"

	"lookback"
)

// factsRules changes with every change to the comparison of facts that can change a result.
const factsRules = 1

// The factors by which what contradicts lowers a score. Nothing here raises one: that keeps every bound on the
// score of names a bound on the score of parties, and it keeps country from selecting anybody (invariant 10).
const (
	// factorBirthConflict lets a perfect name with another date of birth reach a reviewer at 0.70, and an imperfect one not.
	factorBirthConflict lookback.Score = 7200
	// factorBirthWeak is for a date that an error of writing explains: it decides between equals only.
	factorBirthWeak lookback.Score = 9700
	// factorGender is mild, because gender is often guessed from a name and sometimes changed.
	factorGender lookback.Score = 9000
	// factorCountry is slight: people move, hold two passports and are listed under the wrong one.
	factorCountry lookback.Score = 9700
)

// An identifier that agrees under a name that does not is a conflict to show, never a certainty.
const (
	// IdentifierFloor is the least score of two parties with an identifier in common and names that resemble each other.
	IdentifierFloor lookback.Score = 9000
	// IdentifierFloorOtherName is the same under different names: a wrong number, a changed name or a borrowed paper.
	IdentifierFloorOtherName lookback.Score = 7500
	// NameResembles is the score of names from which IdentifierFloor applies.
	NameResembles lookback.Score = 5000
)

// Facts is everything of a party but its names, prepared for comparison. It is 24 bytes, and more only for a party with
// several dates of birth, many countries or any identifier. A Facts is immutable once made and may be shared.
type Facts struct {
	birth     [1]packedDate
	countries [3]countryCode // sorted; nationalities and countries are one set
	kind      kindCode
	gender    genderSet
	more      *moreFacts // nil for most parties
}

// moreFacts holds what does not fit. A list that is not empty stands for the whole of its field.
type moreFacts struct {
	births    []packedDate
	countries []countryCode
	ids       []idFact // in idOrder
}

// PrepareFacts reads the facts of p. What it cannot read is as good as missing.
func PrepareFacts(p lookback.Party) Facts {
	f := Facts{kind: kindOf(p.Kind)}
	for _, g := range p.Genders {
		f.gender |= genderIn(g)
	}
	f.setBirths(p.Births)
	f.setCountries(p)
	f.setIdentifiers(p.Identifiers)
	return f
}

func (f *Facts) setBirths(dates []lookback.Date) {
	var buf [8]packedDate
	births := buf[:0]
	for _, d := range dates {
		births = appendDates(births, d)
	}
	switch len(births) {
	case 0:
	case 1:
		f.birth[0] = births[0]
	default:
		f.extend().births = slices.Clone(births)
	}
}

func (f *Facts) setCountries(p lookback.Party) {
	var buf [8]countryCode
	set := buf[:0]
	for _, names := range [2][]string{p.Nationalities, p.Countries} {
		for _, name := range names {
			set = mergeCountries(set, countriesIn(name))
		}
	}
	if copy(f.countries[:], set) < len(set) {
		f.extend().countries = slices.Clone(set)
	}
}

func (f *Facts) setIdentifiers(identifiers []lookback.Identifier) {
	var ids []idFact
	for _, id := range identifiers {
		if fact, ok := idFactOf(id); ok {
			ids = append(ids, fact)
		}
	}
	if len(ids) > 0 {
		slices.SortFunc(ids, idOrder)
		f.extend().ids = slices.Compact(ids)
	}
}

// extend returns the overflow of f, made when there is none.
func (f *Facts) extend() *moreFacts {
	if f.more == nil {
		f.more = &moreFacts{}
	}
	return f.more
}

// births returns all readings of all dates of birth. It does not allocate, and the result must not outlive f.
func (f *Facts) births() []packedDate {
	switch {
	case f.more != nil && len(f.more.births) > 0:
		return f.more.births
	case f.birth[0] == 0:
		return nil
	}
	return f.birth[:]
}

// countrySet returns the countries, sorted, under the terms of births.
func (f *Facts) countrySet() []countryCode {
	if f.more != nil && len(f.more.countries) > 0 {
		return f.more.countries
	}
	n := 0
	for n < len(f.countries) && f.countries[n] != 0 {
		n++
	}
	return f.countries[:n]
}

// ids returns the identifiers in idOrder.
func (f *Facts) ids() []idFact {
	if f.more == nil {
		return nil
	}
	return f.more.ids
}

// IdentifierKeys returns a key for every identifier of f that belongs to one party alone, for an index to find who
// shares it: SharesIdentifier implies a key in common, though not the reverse, because issuing countries may contradict.
func (f *Facts) IdentifierKeys() []uint64 {
	return f.AppendIdentifierKeys(nil)
}

// SharesIdentifier reports whether a and b have an identifier in common that belongs to one party alone: not a telephone
// number, an e-mail address or a website.
func (a *Facts) SharesIdentifier(b *Facts) bool {
	if a.more == nil || b.more == nil {
		return false
	}
	return compareIDs(a.more.ids, b.more.ids).opens()
}

// Discount returns what the score of the names is to be multiplied by: the product of the factors of all that contradicts,
// MaxScore when nothing does, and 0 for two different kinds of party. Each multiplication rounds down, in the order birth,
// gender, country, identifiers. It is symmetric and does not allocate.
func (a *Facts) Discount(b *Facts) lookback.Score {
	if kindsConflict(a.kind, b.kind) {
		return 0
	}
	d := birthFactor(bestDate(a.births(), b.births()))
	if gendersConflict(a.gender, b.gender) {
		d = scaleFactor(d, factorGender)
	}
	if countriesConflict(a.countrySet(), b.countrySet()) {
		d = scaleFactor(d, factorCountry)
	}
	if a.more != nil && b.more != nil {
		d = compareIDs(a.more.ids, b.more.ids).lower(d)
	}
	return d
}

// birthFactor returns the factor of what comparing dates of birth showed.
func birthFactor(r dateRule) lookback.Score {
	switch dateRules[r].outcome {
	case lookback.Conflicts:
		return factorBirthConflict
	case lookback.Weak:
		return factorBirthWeak
	}
	return lookback.MaxScore
}

// countriesConflict reports whether both sides are known and have none in common.
func countriesConflict(a, b []countryCode) bool {
	return len(a) > 0 && len(b) > 0 && !shareCountry(a, b)
}

// scaleFactor returns d times factor, rounded down.
func scaleFactor(d, factor lookback.Score) lookback.Score { return d * factor / lookback.MaxScore }

// Combine returns the score of two parties from the score of their names, the discount of their facts and whether an identifier
// agrees. The product is rounded down. A discount of 0, two different kinds, is no match whatever agrees.
func Combine(name, discount lookback.Score, identifierAgrees bool) lookback.Score {
	score := scaleFactor(name, discount)
	switch {
	case !identifierAgrees || discount == 0:
		return score
	case name >= NameResembles:
		return max(score, IdentifierFloor)
	}
	return max(score, IdentifierFloorOtherName)
}

// FactsVersion returns a hash over the rules, factors and tables by which facts are read and compared. Facts that were
// encoded under one version must not be compared under another.
var FactsVersion = sync.OnceValue(func() string {
	h := sha256.New()
	fmt.Fprintln(h, factsRules, factsFormat, lookback.DateReaderVersion, lookback.TwoDigitPivot, dateRules,
		factorBirthConflict, factorBirthWeak, factorGender, factorCountry,
		IdentifierFloor, IdentifierFloorOtherName, NameResembles)
	for family, rule := range idRules {
		fmt.Fprintln(h, family, rule.name, rule.conflict, rule.byCountry, rule.contact)
	}
	fmt.Fprintln(h, idAliases, idLookAlikes, maleWords, femaleWords, countryTable, countryStyles, countryTails, townTable, placeWords)
	return hex.EncodeToString(h.Sum(nil))[:16]
})
