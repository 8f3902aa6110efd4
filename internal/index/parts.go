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
// Proof. Take words q and x that differ by at most two edits (insertion, deletion, substitution, swap of neighbours,
// none of which overlap), x cut into segments s1 s2 s3. An edit that is not a swap touches one segment, and a
// swap touches one, or two when it lies across a cut. If no more than two segments are touched, the third stands in q: s1 at its
// start, s3 at its end, and s2 moved by no more than the edits before it. If all three are touched, one edit touches two of them, so it is a swap
// across a cut. Say it is the first cut; then the other edit touches s3, and after undoing the swap in q,
// s1 stands at the start (the other edit lies behind it). Say it is the second cut; then the other
// edit touches s1, and after undoing the swap s3 stands at the end, unless the other edit is a swap across the first
// cut, which is the case before. So it is enough to look up s1, s2 and s3 of q, and s1 and s3 of q with one swap undone.
type parts struct {
	starts  numbers
	entries []byte // letters and first form of a word, four bytes each
}

// partEntry is the size of an entry.
const partEntry = 8

// minPart is the length of the shortest word that can be near another one. The first segment of a word of two letters is
// empty, so that every such word is looked at: there are few.
const minPart = 2

// cuts returns where the second and third segment of a word of n letters start.
func cuts(n int) (int, int) { return n / 3, n - (n+1)/3 }

// buildParts indexes the words of d.
func buildParts(d *dictionary) parts {
	var pairs []keyed
	for id := uint32(0); int(id) < d.len(); id = d.wordEnd(id) {
		word := d.folded(id)
		if n := len(word); n >= minPart {
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
		p.entries = binary.LittleEndian.AppendUint32(p.entries, lettersOf(d.record(id)))
		p.entries = binary.LittleEndian.AppendUint32(p.entries, id)
	}
	return p
}

// lettersOf reads the letter set of a form's record.
func lettersOf(record []byte) uint32 { return binary.LittleEndian.Uint32(record[3:]) }

// near is one search for words that errors of writing may explain.
type near struct {
	parts   *parts
	letters uint32
	found   []uint32
}

// appendNear appends to found the first form of every word within match.MaxEdits of q, and others.
func (p *parts) appendNear(found []uint32, q string, letters uint32, swapped []byte) []uint32 {
	s := near{parts: p, letters: letters, found: found}
	m := len(q)
	for n := max(minPart, m-2); n <= m+2; n++ {
		limit, longer := match.MaxEdits(max(m, n)), max(m-n, n-m)
		if limit == 0 || longer > limit {
			continue
		}
		s.whole(q, n, limit)
		if limit > 1 && longer < limit { // one edit alone never touches all three segments
			s.swaps(q, n, limit, swapped)
		}
	}
	return s.found
}

// whole looks up the segments that stand in q, for words of n letters.
func (s *near) whole(q string, n, limit int) {
	i, j := cuts(n)
	m := len(q)
	if i <= m {
		s.collect(hashOf(q[:i]).sizedKey(keyFirst, n), limit)
	}
	if n-j <= m {
		s.collect(hashOf(q[m-(n-j):]).sizedKey(keyLast, n), limit)
	}
	for shift := -limit; shift <= limit; shift++ {
		from, to := i+shift, j+shift
		if from >= 0 && to <= m && max(shift, -shift)+max(m-n-shift, n+shift-m) <= limit {
			s.collect(hashOf(q[from:to]).sizedKey(keyMiddle, n), limit)
		}
	}
}

// swaps looks up the outer segments of q with two neighbouring letters swapped, where that changes them.
func (s *near) swaps(q string, n, limit int, swapped []byte) {
	i, j := cuts(n)
	tail := n - j
	v := append(swapped[:0], q...)
	for k := 0; k+1 < len(q); k++ {
		if q[k] == q[k+1] {
			continue
		}
		v[k], v[k+1] = v[k+1], v[k]
		if k < i && i <= len(v) {
			s.collect(hashOf(v[:i]).sizedKey(keyFirst, n), limit)
		}
		if k+1 >= len(v)-tail && tail <= len(v) {
			s.collect(hashOf(v[len(v)-tail:]).sizedKey(keyLast, n), limit)
		}
		v[k], v[k+1] = v[k+1], v[k]
	}
}

// collect takes over the words of one bucket whose letter sets allow so few edits.
func (s *near) collect(k key, limit int) {
	t := table{starts: s.parts.starts}
	from, to := t.find(k)
	for e := s.parts.entries[from*partEntry : to*partEntry]; len(e) >= partEntry; e = e[partEntry:] {
		if bits.OnesCount32(binary.LittleEndian.Uint32(e)^s.letters) <= 2*limit {
			s.found = append(s.found, binary.LittleEndian.Uint32(e[4:]))
		}
	}
}
