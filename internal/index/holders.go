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
	list     span   // ascending, where listed
	initials span   // of those, the owners that hold a relative in a name with an initial
	letters  span   // for each of these, the letters of its initials
	filter   span   // bits, a power of two; empty when nothing is known
	shift    uint32 // from a hash to a bit
	listed   bool
}

// holder is the place of an owner, and in the lowest bits the least size of group of its names that hold a relative of a token.
type holder uint32

// holderBits is the width of the size of a group.
const holderBits = 3

func newHolder(place uint32, g group) holder { return holder(place<<holderBits | uint32(g%groupSizes)) }
func (h holder) place() uint32               { return uint32(h >> holderBits) }
func (h holder) group() group                { return group(h & (1<<holderBits - 1)) }

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
	// maxRecords is the greatest number of bytes of records whose places fit into holders.
	maxRecords = 1 << (32 - holderBits)
	// maxRatio is how many postings are read for a filter, at most, to spare one owner of a population from being met. Both are
	// counted in docs/design/index.md.
	maxRatio = 32
	// filterBits is the number of bits of a filter for each posting, at least: with two for each owner, one of a hundred others is not told apart.
	filterBits = 16
)

// findHolders finds the holders of a slot's relatives, the owners that probing it leads to, unless they are known or too many.
func (s *Scratch) findHolders(ix *Index, slot *memoSlot) {
	if slot.holders.known() || slot.cost > maxFiltered || len(ix.owners.records) > maxRecords {
		return
	}
	h := s.memo.newFilter(slot.cost)
	listed := ix.dictionary.keepsHolders() && slot.cost <= maxListed
	s.held, s.heldByInitials = s.held[:0], s.heldByInitials[:0]
	for _, r := range s.memo.relatives[slot.from:slot.to] {
		if r.kind() != firm {
			continue
		}
		for lists := ix.postings.of(r.form()); len(lists) > 0; {
			var l list
			l, lists = nextList(lists)
			if !listed {
				l.fill(s.memo.of(h.filter), h.shift)
				continue
			}
			from := len(s.held)
			s.held = l.appendHolders(s.held)
			if l.group.initials() {
				s.heldByInitials = append(s.heldByInitials, s.held[from:]...)
			}
		}
	}
	if listed {
		s.memo.fill(&h, s.held)
		s.memo.keepList(&h, s.held, s.heldByInitials)
		s.memo.keepLetters(&h, &ix.initialed)
	}
	slot.holders = h
}

// appendHolders appends all owners of l to dst.
func (l *list) appendHolders(dst []holder) []holder {
	i, place := 0, 0
	for range l.left {
		var d int
		d, i = uvarint(l.data, i)
		place += d
		dst = append(dst, newHolder(uint32(place), l.group))
	}
	return dst
}

// fill adds all owners of l to a filter.
func (l *list) fill(filter []uint32, shift uint32) {
	i, place := 0, 0
	for range l.left {
		var d int
		d, i = uvarint(l.data, i)
		place += d
		word, bits := filterBit(uint32(place), shift)
		filter[word] |= bits
	}
}

// newFilter makes an empty filter for n holders.
func (m *memo) newFilter(n int) (h holders) {
	size := max(6, bits.Len(uint(filterBits*n)))
	h.shift = 32 - uint32(size)
	from := len(m.kept)
	to := from + 1<<size/32
	m.kept = slices.Grow(m.kept, to-from)[:to]
	clear(m.kept[from:])
	h.filter = span{int32(from), int32(to)}
	return h
}

// fill adds holders to the filter of h.
func (m *memo) fill(h *holders, all []holder) {
	filter := m.of(h.filter)
	for _, x := range all {
		word, bits := filterBit(x.place(), h.shift)
		filter[word] |= bits
	}
}

// keepList remembers the holders one by one, and those that hold a relative in a name with an initial.
func (m *memo) keepList(h *holders, all, initials []holder) {
	h.listed = true
	h.list = m.keepSorted(all)
	h.initials = m.keepSorted(initials)
}

// keepSorted remembers each owner once, with its least group.
func (m *memo) keepSorted(all []holder) span {
	slices.Sort(all)
	from := len(m.kept)
	for i, h := range all {
		if i == 0 || h.place() != all[i-1].place() {
			m.kept = append(m.kept, uint32(h))
		}
	}
	return span{int32(from), int32(len(m.kept))}
}

// keepLetters remembers the letters of the holders with initials.
func (m *memo) keepLetters(h *holders, from *initialed) {
	h.letters.from = int32(len(m.kept))
	for i := h.initials.from; i < h.initials.to; i++ {
		m.kept = append(m.kept, from.letters(holder(m.kept[i]).place()))
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
	list := m.of(h.list)
	at, _ := slices.BinarySearch(list, uint32(newHolder(place, 0)))
	return at < len(list) && holder(list[at]).place() == place
}
