package scenario

import "lookback"

// Variant is a party with one slip, and what the slip is.
type Variant struct {
	Kind  Kind
	Party lookback.Party
}

// typoKinds are the slips that a list must survive when somebody types its names.
var typoKinds = []Kind{KindSwap, KindDrop, KindDouble, KindVowel, KindOrder, KindHardSpace, KindYearOff}

// TypoKinds lists the kinds that Typos makes.
func TypoKinds() []Kind { return append([]Kind(nil), typoKinds...) }

// Typos returns p once for every kind of slip that it can have: a name of one short word has none of letters, a party
// without a date of birth none of years. The same seed gives the same slips.
func Typos(seed uint64, p lookback.Party) []Variant {
	var all []Variant
	if len(p.Names) == 0 {
		return nil
	}
	for i, k := range typoKinds {
		if slipped, made := Distort(streamAt(seed, "typo "+p.Names[0].Full, i), p, k); made != "" {
			all = append(all, Variant{Kind: k, Party: slipped})
		}
	}
	return all
}
