package index

import (
	"math/bits"
	"slices"
)

// holders are the owners that hold a relative of a token, as far as a memo knows them. They let an owner that was met under
// one token leave before its record is read, when it holds relatives of too few other tokens.
//
// They are kept in indexes of lists, by the size of the dictionary as deletions are: lists are asked about millions of tokens again and
// again, and populations about few tokens once, for which this costs more than it saves.
//
// Short lists are kept whole, and are read instead of the postings. Whether an owner is in a list is asked of a filter
// first, which may say yes by mistake, never no; of long lists there is the filter alone.
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
	// filterBits is the number of bits of a filter for each posting, at least: one owner in sixteen is not told apart, at most.
	filterBits = 16
)

// findHolders finds the holders of a slot's relatives, unless they are known, too many or not kept.
func (s *Scratch) findHolders(ix *Index, slot *memoSlot) {
	if slot.holders.known() || !ix.dictionary.keepsHolders() || slot.cost > maxFiltered || len(ix.owners.records) > 1<<31 {
		return
	}
	s.held, s.heldByInitials = s.held[:0], s.heldByInitials[:0]
	for _, r := range s.memo.relatives[slot.from:slot.to] {
		if r.kind() == soft {
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
	slot.holders = s.memo.keepHolders(s.held, s.heldByInitials)
	s.memo.keepLetters(&slot.holders, &ix.initialed)
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

// keepHolders remembers places, of which some may be there several times.
func (m *memo) keepHolders(all, initials []uint32) (h holders) {
	size := max(6, bits.Len(uint(filterBits*len(all))))
	h.shift = 32 - uint32(size)
	h.filter.from = int32(len(m.kept))
	for range 1 << size / 32 {
		m.kept = append(m.kept, 0)
	}
	h.filter.to = int32(len(m.kept))
	filter := m.of(h.filter)
	for _, place := range all {
		bit := scatter(place) >> h.shift
		filter[bit/32] |= 1 << (bit % 32)
	}
	if h.listed = len(all) <= maxListed; h.listed {
		h.list = m.keepPlaces(all)
		h.initials = m.keepPlaces(initials)
	}
	return h
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

// scatter spreads places over the bits of a filter.
func scatter(place uint32) uint32 { return place * 0x9e3779b1 }

// mayHold reports whether the owner at place may be one of h, which is known.
func (m *memo) mayHold(h *holders, place uint32) bool {
	bit := scatter(place) >> h.shift
	if m.of(h.filter)[bit/32]>>(bit%32)&1 == 0 {
		return false
	}
	if !h.listed {
		return true
	}
	_, found := slices.BinarySearch(m.of(h.list), place)
	return found
}
