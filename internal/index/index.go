package index

import (
	"lookback"
	"lookback/internal/match"
)

// Hit is one owner whose score with the query reached the threshold.
type Hit struct {
	Owner uint32
	Score lookback.Score
}

// Index answers which of its owners score at least a threshold with a party. It is immutable
// and may be used concurrently, with one Scratch for each search that runs at a time.
type Index struct {
	dictionary  *dictionary
	postings    *postings
	owners      *owners
	runs        runs
	identifiers table // from an identifier key to the owners that may hold it
	initialed   initialed

	snapshot []byte // it was opened from; nil when it was built
}

// Len returns the number of owners.
func (ix *Index) Len() int { return ix.owners.len() }

// Sizes are the bytes that the parts of an index take.
type Sizes struct {
	Forms       int // the distinct tokens
	Keys        int // tables from keys to tokens
	Postings    int
	Runs        int
	Owners      int // names and facts
	Identifiers int
}

// Total returns the sum of all parts.
func (s Sizes) Total() int {
	return s.Forms + s.Keys + s.Postings + s.Runs + s.Owners + s.Identifiers
}

// Sizes returns the bytes that the parts of ix take in memory or in a mapped file.
func (ix *Index) Sizes() Sizes {
	d, p, o := ix.dictionary, ix.postings, ix.owners
	return Sizes{
		Forms:       d.starts.size() + len(d.records) + len(d.classes),
		Keys:        d.exact.size() + len(d.parts.starts) + len(d.parts.entries) + d.deleted.size(),
		Postings:    p.starts.size() + len(p.data),
		Runs:        len(ix.runs),
		Owners:      len(o.ids) + o.starts.size() + len(o.records),
		Identifiers: ix.identifiers.size(),
	}
}

// Scratch is the working memory of searches: 2 MiB after a while, at most some 40 MiB, and a bit for each owner. The zero value
// is ready. It must not be used concurrently. It may go from one index to another, but remembers the tokens of the
// last one only, and keeps that index and those tokens in memory.
type Scratch struct {
	index    *Index
	memo     memo
	kin      kin
	reach    reach
	plan     plan
	sieve    sieve
	patterns patterns
	party    party
	match    match.Scratch
	scored   bitmap
	seen     []uint32 // owners in scored
	facts    match.Facts
	keys     []uint64
	joins    []joined

	held, heldByInitials []holder // while holders are found

	places  [batch]int
	touched byte // of records that were fetched ahead of their use
}

// batch is the number of records that are fetched together: memory answers several requests at once,
// when it is asked for the next before the last has come.
const batch = 32

// begin makes s ready for a search in ix.
func (s *Scratch) begin(ix *Index) {
	if s.index != ix {
		s.index = ix
		s.memo.clear()
		s.scored = s.scored.sized(ix.Len())
	}
	s.memo.prune()
}

// bitmap is a set of small numbers.
type bitmap []uint64

// sized returns an empty set with room for the numbers below n.
func (b bitmap) sized(n int) bitmap {
	if words := (n + 63) / 64; words > len(b) {
		return make(bitmap, words)
	}
	return b
}

func (b bitmap) has(i int) bool { return b[uint(i)/64]&(1<<(uint(i)%64)) != 0 }
func (b bitmap) add(i int)      { b[uint(i)/64] |= 1 << (uint(i) % 64) }
func (b bitmap) remove(i int)   { b[uint(i)/64] &^= 1 << (uint(i) % 64) }
