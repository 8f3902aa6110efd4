package scenario

import "lookback"

// Pair is two names of people of one culture, with the truth of whether they are one person's.
type Pair struct {
	Culture string
	Left    lookback.Name
	Right   lookback.Name
	Same    bool
	Why     string
}

// pairsDay is when the people of Pairs arrive; their names do not depend on it.
var pairsDay = lookback.NewDay(2023, 1, 1)

// Pairs returns labelled pairs of names for every culture, the same number for each: half of them one person
// as two sources write the name, half of them siblings and strangers. The same seed gives the same pairs.
func Pairs(seed uint64, perCulture int) []Pair {
	var all []Pair
	for i, c := range Cultures() {
		r := streamAt(seed, "pairs", i)
		for n := range perCulture {
			p := newPerson(r, c, pairsDay)
			if n%2 == 0 {
				all = append(all, samePair(r, p))
			} else {
				all = append(all, otherPair(r, p, n%4 == 1))
			}
		}
	}
	return all
}

// samePair writes one person twice: by different standards, and in half of the cases with one more difference.
func samePair(r *Rand, p *Person) Pair {
	left := p.Name(Style{Standard: r.N(len(p.Culture.Standards)), Middle: r.Chance(500)})
	right := lookback.Party{Kind: lookback.KindPerson, Names: []lookback.Name{p.Name(Style{
		Standard: r.N(len(p.Culture.Standards)), Middle: r.Chance(500), FamilyFirst: r.Chance(300), Upper: r.Chance(500)})}}
	why := Kind("other standard")
	if r.Chance(500) {
		distorted, kind := Distort(r, right, KindSwap, KindDrop, KindDouble, KindVowel)
		right, why = distorted, kind
	}
	return Pair{Culture: p.Culture.Name, Left: left, Right: right.Names[0], Same: true, Why: string(why)}
}

// otherPair writes two people: a brother or sister, who shares father and family name, or a stranger of the same culture.
func otherPair(r *Rand, p *Person, related bool) Pair {
	other, why := newPerson(r, p.Culture, pairsDay), "stranger"
	if related {
		other, why = sibling(r, p), "sibling"
	}
	style := Style{Standard: r.N(len(p.Culture.Standards)), Middle: true}
	return Pair{Culture: p.Culture.Name, Left: p.Name(style), Right: other.Name(style), Same: false, Why: why}
}
