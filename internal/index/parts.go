package index

import (
	"encoding/binary"
	"math/bits"

	"lookback/internal/match"
)

// parts finds the words within a few errors of writing of a given one by partition keys: every word is cut
// into three segments, and each is a key together with the length of the word. Two errors leave one
// segment whole, so a word that is near shares a segment with the query at about the same place.
//
// Proof. Take words q and x that differ by at most two edits (insertion, deletion, substitution, swap of neighbours, none of
// which overlap), and x cut into segments s1 s2 s3. An edit that is no swap touches one segment. A swap touches one, or two when it
// lies across a cut; not three, because where two edits are allowed s2 is not empty.
//
// If a segment is not touched, it stands in q: s1 at its start, s3 at its end, and s2 moved by no more than the edits before it.
// If all three are touched, there are two edits, and one of them is a swap across a cut. Say that the first cut is
// crossed: then the other edit lies behind s1, and after undoing the swap in q, s1 stands at its start. Otherwise the second cut is
// crossed and the other edit touches s1 alone: after undoing the swap, s3 stands at the end. So it is enough to
// look up s1, s2 and s3 in q, and s1 and s3 in q with one swap undone.
type parts struct {
	starts  numbers
	entries []byte // signature and first form of a word, four bytes each
}

// partEntry is the size of an entry.
const partEntry = 8

// cuts returns where the second and third segment of a word of n letters start. Segments of short words may be empty: all words
// of that length are found under them, and there are few.
func cuts(n int) (int, int) { return n / 3, n - (n+1)/3 }

// buildParts indexes the words of d.
func buildParts(d *dictionary) parts {
	var pairs []keyed
	for id := uint32(0); int(id) < d.len(); id = d.wordEnd(id) {
		word := d.folded(id)
		if n := len(word); 0 < n && n <= maxNearLetters {
			i, j := cuts(n)
			pairs = append(pairs,
				keyed{hashOf(word[:i]).sizedKey(keyFirst, n).top(), id},
				keyed{hashOf(word[i:j]).sizedKey(keyMiddle, n).top(), id},
				keyed{hashOf(word[j:]).sizedKey(keyLast, n).top(), id})
		}
	}
	t := buildTable(pairs)
	p := parts{starts: t.starts, entries: make([]byte, 0, len(pairs)*partEntry)}
	for i := range t.entries.len() {
		id := t.entries.at(i)
		p.entries = binary.LittleEndian.AppendUint32(p.entries, signature(d.folded(id)))
		p.entries = binary.LittleEndian.AppendUint32(p.entries, id)
	}
	return p
}

// signature returns the letters that a word holds, as bits, and in the upper bits which of twiceLetters it holds twice.
func signature(word string) uint32 {
	var once, twice uint32
	for i := 0; i < len(word); i++ {
		if c := word[i] - 'a'; c < 26 {
			twice |= once & (1 << c)
			once |= 1 << c
		}
	}
	for i := range len(twiceLetters) {
		once |= twice >> (twiceLetters[i] - 'a') & 1 << (26 + i)
	}
	return once
}

// twiceLetters are those that names hold twice most often.
const twiceLetters = "aiounm"

// near is one search for words that errors of writing may explain.
type near struct {
	parts     *parts
	q         string
	signature uint32
	found     []uint32

	n, limit int // the length of the words that are looked up, and how many edits they may differ by
	swapped  [maxNearLetters]byte
}

// appendNear appends to found the first form of every word within match.MaxEdits of q, and others. Q has at most maxNearLetters.
func (p *parts) appendNear(found []uint32, q string) []uint32 {
	s := near{parts: p, q: q, signature: signature(q), found: found}
	m := len(q)
	for s.n = max(1, m-maxEdits); s.n <= m+maxEdits; s.n++ {
		s.limit = match.MaxEdits(max(m, s.n))
		longer := max(m-s.n, s.n-m)
		if s.limit == 0 || longer > s.limit {
			continue
		}
		s.whole()
		if s.limit > 1 && longer < s.limit { // one edit alone never touches all three segments
			s.swaps()
		}
	}
	return s.found
}

// whole looks up the segments that stand in the query.
func (s *near) whole() {
	i, j := cuts(s.n)
	m := len(s.q)
	if i <= m {
		s.collect(hashOf(s.q[:i]), keyFirst)
	}
	if s.n-j <= m {
		s.collect(hashOf(s.q[m-(s.n-j):]), keyLast)
	}
	for shift := -s.limit; shift <= s.limit; shift++ {
		from, to := i+shift, j+shift
		if from >= 0 && to <= m && max(shift, -shift)+max(m-s.n-shift, s.n+shift-m) <= s.limit {
			s.collect(hashOf(s.q[from:to]), keyMiddle)
		}
	}
}

// swaps looks up the outer segments of the query with two neighbouring letters swapped, where that changes them.
func (s *near) swaps() {
	i, j := cuts(s.n)
	tail := s.n - j
	v := s.swapped[:copy(s.swapped[:], s.q)]
	for k := 0; k+1 < len(v); k++ {
		if v[k] == v[k+1] {
			continue
		}
		v[k], v[k+1] = v[k+1], v[k]
		if k < i && i <= len(v) {
			s.collect(hashOf(v[:i]), keyFirst)
		}
		if k+1 >= len(v)-tail && tail <= len(v) {
			s.collect(hashOf(v[len(v)-tail:]), keyLast)
		}
		v[k], v[k+1] = v[k+1], v[k]
	}
}

// collect takes over the words of one bucket whose signatures allow so few edits. A substitution takes one letter away
// and brings one, an insertion brings one, a deletion takes one; so of so many edits, those that only make up for a difference of length
// cannot take letters away as well, or bring them.
func (s *near) collect(segment hash, kind keyKind) {
	longer := s.n - len(s.q)
	taken, brought := s.limit-max(longer, 0), s.limit-max(-longer, 0)
	from, to := table{starts: s.parts.starts}.find(segment.sizedKey(kind, s.n))
	for e := s.parts.entries[from*partEntry : to*partEntry]; len(e) >= partEntry; e = e[partEntry:] {
		other := binary.LittleEndian.Uint32(e)
		if bits.OnesCount32(s.signature&^other) <= taken && bits.OnesCount32(other&^s.signature) <= brought {
			s.found = append(s.found, binary.LittleEndian.Uint32(e[4:]))
		}
	}
}
