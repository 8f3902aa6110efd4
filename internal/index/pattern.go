package index

import (
	"lookback"
	"lookback/internal/match"
)

// pattern is what the bounds say of all names of a query whose tokens have the same classes, at one threshold: the bounds look at
// nothing else of a query, and a few patterns make up most of any file of records.
type pattern struct {
	enough [1 << enoughTokens]verdict // by tokens of the query
	wanted [1 << enoughTokens]uint16  // by tokens that were probed: see plan.wanted
	known  uint64                     // bit i: wanted[i] is known
}

const (
	// enoughTokens is the greatest number of tokens for which there are patterns.
	enoughTokens = 6
	// maxPatterns bounds what is remembered, to less than a megabyte.
	maxPatterns = 1 << 11
	// classBits is the width of a class.
	classBits = 6
)

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
		found = &pattern{}
		(*p)[key] = found
	}
	return found
}
