package index

import (
	"math/bits"

	"lookback"
	"lookback/internal/match"
)

// pattern is what the bounds say of all names of a query whose tokens have the same classes, at one threshold: the bounds look at
// nothing else of a query, and a few patterns make up most of any file of records.
type pattern struct {
	profile
	enough           [groupSizes]tokenSets     // by group: of which it is enough to be firmly related to: see reach.isEnough
	enoughByInitials tokenSets                 // the same for a name of any group that relates to some of them by an initial only
	wanted           [1 << enoughTokens]uint16 // by tokens that were probed: see plan.wanted
	known            tokenSets                 // for which wanted is known
}

const (
	// enoughTokens is the greatest number of tokens for which there are patterns.
	enoughTokens = 6
	// maxPatterns bounds what is remembered, to less than a megabyte.
	maxPatterns = 1 << 10
	// classBits is the width of a class.
	classBits = 6
)

// tokenSets is a set of sets of the first enoughTokens tokens of a name: one bit for each of the 64.
type tokenSets uint64

func (s tokenSets) has(tokens uint32) bool { return s>>(tokens&(1<<enoughTokens-1))&1 != 0 }
func (s *tokenSets) add(tokens uint32)     { *s |= 1 << tokens }

// patterns are those that were met, by key.
type patterns map[uint64]*pattern

// find returns the pattern of q, or nil when it has too many tokens.
func (p *patterns) find(q match.Forms, t lookback.Score) *pattern {
	if len(q) > enoughTokens {
		return nil
	}
	key := uint64(t)
	for _, f := range q {
		key = key<<classBits | uint64(f.Class) + 1
	}
	found := (*p)[key]
	if found == nil {
		if len(*p) >= maxPatterns || *p == nil {
			*p = patterns{}
		}
		found = newPattern(q, t)
		(*p)[key] = found
	}
	return found
}

// newPattern returns the pattern of q, which has at most enoughTokens.
func newPattern(q match.Forms, t lookback.Score) *pattern {
	p := &pattern{}
	p.read(q)
	for tokens := range uint32(1) << len(q) {
		for g := range p.enough {
			if p.mayReach(t, tokens, group(g)) {
				p.enough[g].add(tokens)
			}
		}
		if p.mayReachByInitials(t, tokens) {
			p.enoughByInitials.add(tokens)
		}
	}
	return p
}

// mayReach reports whether a name of a group without initials may reach t that firmly relates to these tokens and no others, and of whose tokens
// each is aligned with one of them.
//
// Proof. As many of its tokens are aligned at most, each of which could speak against q with no more than match.MaxAgainst. The rest stays alone.
// It counts as covered in full: match.Limit grows with that.
func (p *profile) mayReach(t lookback.Score, tokens uint32, g group) bool {
	full, alone := p.total+1, g.against()-int32(bits.OnesCount32(tokens))*match.MaxAgainst
	return match.Limit(p.reach(tokens, 0), match.Reach{Total: full, Firm: full, Against: max(0, alone)}) >= t
}

// mayReachByInitials reports whether a name may reach t that relates to these tokens and no others, to some of them by an initial only.
//
// Proof. It reaches no further than Limit says, which grows with what is matched and firm as long as initials are used, or as long as they are
// not. So counting the set as firm and the other name as covered in full, once with initials and once without, bounds both: an initial on the
// other side is all that Limit needs to look at both.
func (p *profile) mayReachByInitials(t lookback.Score, tokens uint32) bool {
	full := p.total + 1
	return match.Limit(p.reach(tokens, 0), match.Reach{Total: full, Firm: full, Soft: 1}) >= t
}
