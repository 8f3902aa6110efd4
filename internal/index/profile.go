package index

import (
	"math/bits"

	"lookback/internal/match"
)

// profile is what the bounds read of a name of the query: what its tokens weigh, by their classes.
type profile struct {
	weight, against, plain [match.MaxTokens]int32
	carries                uint32 // bit i: token i has weight
	total                  int32
}

// read makes p the profile of q.
func (p *profile) read(q match.Forms) {
	p.carries, p.total = 0, 0
	for i, f := range q {
		p.weight[i], p.against[i], p.plain[i] = classWeight[f.Class], classAgainst[f.Class], classPlain[f.Class]
		p.total += p.weight[i]
		if p.weight[i] > 0 {
			p.carries |= 1 << i
		}
	}
}

// reach returns the reach of the query, of which the tokens in firm and soft relate to the other name.
func (p *profile) reach(firm, soft uint32) match.Reach {
	q := match.Reach{Total: p.total}
	for m := p.carries; m != 0; m &= m - 1 {
		i := bits.TrailingZeros32(m)
		switch bit := uint32(1) << i; {
		case firm&bit != 0:
			q.Firm += p.weight[i]
		case soft&bit != 0:
			q.Soft += p.weight[i]
			q.Doubt += p.against[i]
			q.Plain += p.plain[i]
		default:
			q.Against += p.against[i]
			q.Plain += p.plain[i]
		}
	}
	return q
}
