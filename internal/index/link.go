package index

import (
	"lookback/internal/match"
	"lookback/internal/text"
)

// link is a form as part of a run, or a run: the hashes of its letters and of its skeleton, and their powers, which are zero
// where it, or a part of it, has none.
type link struct {
	letters, lettersPower   hash
	skeleton, skeletonPower hash
	carries                 bool
}

func linkOf(f *text.Form) link {
	l := link{carries: match.Weight(f) > 0}
	if f.Folded != "" {
		l.letters, l.lettersPower = hashOf(f.Folded), power(len(f.Folded))
	}
	if f.Skeleton != "" {
		l.skeleton, l.skeletonPower = hashOf(f.Skeleton), power(len(f.Skeleton))
	}
	return l
}

// then returns l with next written behind it. No power of a length is zero, because the base of hashes is odd; so the product is, exactly
// when one of them is.
func (l *link) then(next *link) link {
	return link{
		letters:       l.letters.join(next.letters, next.lettersPower),
		lettersPower:  l.lettersPower * next.lettersPower,
		skeleton:      l.skeleton.join(next.skeleton, next.skeletonPower),
		skeletonPower: l.skeletonPower * next.skeletonPower,
		carries:       l.carries || next.carries,
	}
}
