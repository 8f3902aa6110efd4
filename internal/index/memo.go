package index

import (
	"lookback/internal/match"
	"lookback/internal/text"
)

// memoLimit bounds the relatives that a memo keeps, to 16 MiB, and their holders with the filters of these, to 32. One search may go over it.
const memoLimit = 4 << 20

// maxMemoForms bounds the tokens that a memo keeps.
const maxMemoForms = 1 << 16

// memo remembers the relatives of the tokens that were asked about, because names repeat: a few thousand
// tokens make up most of any population. It belongs to one dictionary.
type memo struct {
	slots     []memoSlot // open addressing; the length is a power of two
	used      int
	relatives []relative
	kept      []uint32 // holders: filters and places, those of one token side by side
}

// of returns a part of what is kept of holders. It is good until holders are found again.
func (m *memo) of(s span) []uint32 { return m.kept[s.from:s.to] }

// memoSlot is one token and its relatives. A slot without a form is free.
type memoSlot struct {
	form     *text.Form
	hash     uint32
	from, to int32
	link     link
	cost     int   // postings that probing the token reads
	run      int32 // tokens of one name that can be aligned with it together
	asked    bool  // before
	holders  holders
}

// minMemoSlots is the size of a memo that was just taken into use. At most half of the slots are used.
const minMemoSlots = 1 << 8

// prune forgets everything when the memo is full, and holders alone when they are what fills it. Slots that were found before must not be used
// after.
func (m *memo) prune() {
	switch {
	case len(m.relatives) > memoLimit || m.used > maxMemoForms:
		m.clear()
	case len(m.kept) > 2*memoLimit:
		for i := range m.slots {
			m.slots[i].holders = holders{}
		}
		m.kept = m.kept[:0]
	}
}

func (m *memo) clear() {
	clear(m.slots)
	m.used, m.relatives, m.kept = 0, m.relatives[:0], m.kept[:0]
}

// reserve makes room for the tokens of one name, so that slots that are found stay where they are until the next call.
func (m *memo) reserve() {
	for 2*(m.used+match.MaxTokens) > len(m.slots) {
		m.grow()
	}
}

// find returns the slot of f, which is free when f was not asked about yet.
func (m *memo) find(f *text.Form) *memoSlot {
	h := memoHash(f)
	for i := int(h); ; i++ {
		s := &m.slots[i&(len(m.slots)-1)]
		if s.form == nil {
			s.hash = h
			return s
		}
		if s.hash == h && s.form.Equal(f) {
			return s
		}
	}
}

func memoHash(f *text.Form) uint32 {
	return hashOf(f.Folded).sizedKey(keyFolded, int(f.Class)).top()
}

func (m *memo) grow() {
	old := m.slots
	m.slots = make([]memoSlot, max(minMemoSlots, 2*len(old)))
	for _, s := range old {
		if s.form == nil {
			continue
		}
		i := int(s.hash)
		for m.slots[i&(len(m.slots)-1)].form != nil {
			i++
		}
		m.slots[i&(len(m.slots)-1)] = s
	}
}
