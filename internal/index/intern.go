package index

import (
	"bytes"
	"hash/maphash"

	"lookback/internal/text"
)

// interner numbers distinct forms in the order in which it meets them.
type interner struct {
	slots   []internSlot // open addressing; the length is a power of two
	records blob
	buffer  []byte
}

// internSlot is one form: part of its hash, its number plus one, and where its record starts. A number of zero is free.
type internSlot struct {
	hash, number uint32
	start        int
}

// blob holds many byte strings in one piece of memory.
type blob struct {
	starts []int
	data   []byte
}

func (b *blob) len() int { return len(b.starts) }

// at returns the i-th string.
func (b *blob) at(i uint32) []byte {
	if int(i)+1 == len(b.starts) {
		return b.data[b.starts[i]:]
	}
	return b.data[b.starts[i]:b.starts[i+1]]
}

func (b *blob) append(s []byte) {
	b.starts = append(b.starts, len(b.data))
	b.data = append(b.data, s...)
}

// number returns the number of f.
func (n *interner) number(f *text.Form) uint32 {
	if 2*(n.records.len()+1) > len(n.slots) {
		n.grow()
	}
	n.buffer = appendForm(n.buffer[:0], f)
	h := uint32(maphash.Bytes(internSeed, n.buffer))
	mask := uint32(len(n.slots) - 1)
	for i := h; ; i++ {
		s := &n.slots[i&mask]
		if s.number == 0 {
			*s = internSlot{hash: h, number: uint32(n.records.len()) + 1, start: len(n.records.data)}
			n.records.append(n.buffer)
			return s.number - 1
		}
		if s.hash == h && bytes.HasPrefix(n.records.data[s.start:], n.buffer) { // no record is the start of another one
			return s.number - 1
		}
	}
}

func (n *interner) grow() {
	old := n.slots
	n.slots = make([]internSlot, max(1024, 4*len(old)))
	mask := uint32(len(n.slots) - 1)
	for _, s := range old {
		if s.number == 0 {
			continue
		}
		i := s.hash
		for n.slots[i&mask].number != 0 {
			i++
		}
		n.slots[i&mask] = s
	}
}

// internSeed differs from process to process; it decides where forms lie in a table, and nothing else.
var internSeed = maphash.MakeSeed()
