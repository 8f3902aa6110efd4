package index

import (
	"math/bits"
	"slices"
)

// holders are the owners that hold a relative of a token, as far as a memo knows them. They let an owner that was met under
// one token leave before its record is read, when it holds relatives of too few other tokens.
//
// Whether an owner is one is asked of a filter, which may say yes by mistake, never no. In indexes of lists, by the size of the dictionary as
// deletions are, short lists are kept whole beside it, and are read instead of the postings: lists are asked about millions of tokens again and
// again. Populations are asked about few tokens once, so that filters are made there only where they save more than they cost.
type holders struct {
	list     span   // places, ascending, where listed
	initials span   // of those, the owners that hold a relative in a name with an initial
	letters  span   // for each of these, the letters of its initials
	filter   span   // bits, a power of two; empty when nothing is known
	shift    uint32 // from a hash to a bit
	listed   bool
}

// known reports whether the filter can be asked.
func (h *holders) known() bool { return h.filter.from < h.filter.to }

// span is a part of what a memo keeps.
type span struct{ from, to int32 }

const (
	// maxListed is the greatest number of postings that are kept as a list.
	maxListed = 1 << 11
	// maxAtOnce is the greatest number of postings that are kept when a token is probed for the first time.
	maxAtOnce = 1 << 7
	// maxFiltered is the greatest number of postings that are read for a filter, 1 MiB large then.
	maxFiltered = 1 << 18
	// maxRatio is how many postings are read for a filter, at most, to spare one owner of a population from being met. Both are
	// counted in docs/design/index.md.
	maxRatio = 32
	// filterBits is the number of bits of a filter for each posting, at least: with two for each owner, one of a hundred others is not told apart.
	filterBits = 16
)

// findHolders finds the holders of a slot's relatives, the owners that probing it leads to, unless they are known or too many.
func (s *Scratch) findHolders(ix *Index, slot *memoSlot) {
	if slot.holders.known() || slot.cost > maxFiltered || len(ix.owners.records) > 1<<31 {
		return
	}
	s.held, s.heldByInitials = s.held[:0], s.heldByInitials[:0]
	for _, r := range s.memo.relatives[slot.from:slot.to] {
		if r.kind() != firm {
			continue
		}
		for lists := ix.postings.of(r.form()); len(lists) > 0; {
			var l list
			l, lists = nextList(lists)
			from := len(s.held)
			s.held = l.appendPlaces(s.held)
			if l.group.initials() {
				s.heldByInitials = append(s.heldByInitials, s.held[from:]...)
			}
		}
	}
	slot.holders = s.memo.keepFilter(s.held)
	if ix.dictionary.keepsHolders() && len(s.held) <= maxListed {
		s.memo.keepList(&slot.holders, s.held, s.heldByInitials)
		s.memo.keepLetters(&slot.holders, &ix.initialed)
	}
}

// appendPlaces appends all places of l to dst.
func (l *list) appendPlaces(dst []uint32) []uint32 {
	i, last := 0, 0
	for range l.left {
		var d int
		d, i = uvarint(l.data, i)
		last += d
		dst = append(dst, uint32(last))
	}
	return dst
}

// keepFilter remembers of which owners places are, of which some may be there several times.
func (m *memo) keepFilter(places []uint32) (h holders) {
	size := max(6, bits.Len(uint(filterBits*len(places))))
	h.shift = 32 - uint32(size)
	h.filter.from = int32(len(m.kept))
	for range 1 << size / 32 {
		m.kept = append(m.kept, 0)
	}
	h.filter.to = int32(len(m.kept))
	filter := m.of(h.filter)
	for _, place := range places {
		word, bits := filterBit(place, h.shift)
		filter[word] |= bits
	}
	return h
}

// keepList remembers the places themselves, and those of owners that hold a relative in a name with an initial.
func (m *memo) keepList(h *holders, all, initials []uint32) {
	h.listed = true
	h.list = m.keepPlaces(all)
	h.initials = m.keepPlaces(initials)
}

func (m *memo) keepPlaces(places []uint32) span {
	slices.Sort(places)
	from := len(m.kept)
	m.kept = append(m.kept, slices.Compact(places)...)
	return span{int32(from), int32(len(m.kept))}
}

// keepLetters remembers the letters of the holders with initials.
func (m *memo) keepLetters(h *holders, from *initialed) {
	h.letters.from = int32(len(m.kept))
	for i := h.initials.from; i < h.initials.to; i++ {
		m.kept = append(m.kept, from.letters(m.kept[i]))
	}
	h.letters.to = int32(len(m.kept))
}

// filterBit returns which bits of which word of a filter stand for place: two, so that few places share both.
func filterBit(place, shift uint32) (word, bits uint32) {
	h := place * 0x9e3779b1
	return h >> shift / 32, 1<<(h>>shift%32) | 1<<(h>>(shift-5)%32)
}

// mayHold reports whether the owner at place may be one of h, which is known.
func (m *memo) mayHold(h *holders, place uint32) bool {
	if word, bits := filterBit(place, h.shift); m.of(h.filter)[word]&bits != bits {
		return false
	}
	if !h.listed {
		return true
	}
	_, found := slices.BinarySearch(m.of(h.list), place)
	return found
}
