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
	filter   span   // bits, a power of two; empty when nothing is known
	shift    uint32 // from a hash to a bit
	listed   bool
}

// known reports whether the filter can be asked.
func (h *holders) known() bool { return h.filter.from < h.filter.to }

// span is a part of an array.
type span struct{ from, to int32 }

const (
	// maxListed is the greatest number of postings that are kept as a list.
	maxListed = 1 << 11
	// maxAtOnce is the greatest number of postings that are kept when a token is probed for the first time.
	maxAtOnce = 1 << 7
	// maxFiltered is the greatest number of postings that are read for a filter, 512 KiB large then.
	maxFiltered = 1 << 20
	// filterBits is the number of bits of a filter for each posting, at least: one owner in eight is not told apart.
	filterBits = 8
)

// findHolders finds the holders of a slot's relatives, unless they are known, too many or not kept.
func (s *Scratch) findHolders(ix *Index, slot *memoSlot) {
	if slot.holders.known() || len(ix.dictionary.deleted.starts) == 0 || slot.cost > maxFiltered || len(ix.owners.records) > 1<<31 {
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
	h.filter.from = int32(len(m.bits))
	for range 1 << size / 64 {
		m.bits = append(m.bits, 0)
	}
	h.filter.to = int32(len(m.bits))
	filter := bitmap(m.bits[h.filter.from:h.filter.to])
	for _, place := range all {
		filter.add(h.bit(place))
	}
	if h.listed = len(all) <= maxListed; h.listed {
		h.list = m.keepPlaces(all)
		h.initials = m.keepPlaces(initials)
	}
	return h
}

func (m *memo) keepPlaces(places []uint32) span {
	slices.Sort(places)
	from := len(m.places)
	m.places = append(m.places, slices.Compact(places)...)
	return span{int32(from), int32(len(m.places))}
}

// bit returns the bit of a place in the filter.
func (h *holders) bit(place uint32) int { return int(place * 0x9e3779b1 >> h.shift) }

// mayHold reports whether the owner at place may be one of h, which is known.
func (m *memo) mayHold(h *holders, place uint32) bool {
	if !bitmap(m.bits[h.filter.from:h.filter.to]).has(h.bit(place)) {
		return false
	}
	if !h.listed {
		return true
	}
	_, found := slices.BinarySearch(m.places[h.list.from:h.list.to], place)
	return found
}

// probeHolders does what probe does from the list of holders of token i.
func (w *search) probeHolders(i int, wanted uint16) {
	m, h := &w.s.memo, &w.s.plan.slots[i].holders
	initials := m.places[h.initials.from:h.initials.to]
	if wanted&initialGroups == 0 {
		initials = nil
	}
	all := m.places[h.list.from:h.list.to]
	if wanted&^initialGroups == 0 {
		all = initials
	}
	w.stats.Postings += len(all)
	for _, place := range all {
		if len(initials) > 0 && initials[0] == place {
			initials = initials[1:]
		} else if w.tooFew(i, place) {
			w.stats.ByHolders++
			continue
		}
		w.meet(int(place))
	}
}

// tooFew reports whether no name without an initial of the owner at place, which holds a relative of token i, can reach the threshold
// because it cannot hold relatives of enough other tokens.
//
// Proof. Such a name has no soft relatives where the query holds no initial. The tokens that it firmly relates to are among those whose
// filters hold the owner or are not known, and a name that relates to fewer tokens cannot score higher.
func (w *search) tooFew(i int, place uint32) bool {
	p := &w.s.plan
	if !p.counted {
		return false
	}
	related := uint32(1) << i
	for _, j := range p.order[:p.n] {
		if h := &p.slots[j].holders; !h.known() || w.s.memo.mayHold(h, place) {
			related |= 1 << j
		}
	}
	return !w.s.reach.isEnough(related)
}

// dropTooFew removes from places, of names without an initial, the owners that tooFew rules out.
func (w *search) dropTooFew(i int, places []int) []int {
	if !w.s.plan.counted {
		return places
	}
	kept := places[:0]
	for _, place := range places {
		if w.tooFew(i, uint32(place)) {
			w.stats.ByHolders++
		} else {
			kept = append(kept, place)
		}
	}
	return kept
}
