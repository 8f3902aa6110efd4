package graph

import (
	"bytes"
	"hash/maphash"
	"slices"
)

// names gives numbers to strings, each with a kind, in the order in which they come. It keeps the bytes of all of them
// in one piece and finds them through one table of numbers: a million names are three allocations, not a million.
type names struct {
	seed  maphash.Seed // differs between processes; only the place in slots depends on it, never a number
	blob  []byte       // kind byte and text of each name
	ends  []uint32     // where each name ends in blob
	slots []slot       // open addressing; the length is a power of two
}

// slot is a place in the table. The tag, part of the hash, spares looking at the bytes of most names passed on the way.
type slot struct {
	tag    uint32
	number uint32 // plus one; 0 for an empty place
}

func newNames(size int) *names {
	n := &names{seed: maphash.MakeSeed(), ends: make([]uint32, 0, size), blob: make([]byte, 0, 12*size)}
	slots := 16
	for slots*3 < size*4 {
		slots *= 2
	}
	n.slots = make([]slot, slots)
	return n
}

func (n *names) count() int { return len(n.ends) }

// at returns the kind and text of a name as bytes that belong to n.
func (n *names) at(i int) []byte {
	start := uint32(0)
	if i > 0 {
		start = n.ends[i-1]
	}
	return n.blob[start:n.ends[i]]
}

// hash returns the hash of a name, which find and add take so that it is worked out once.
func (n *names) hash(kind byte, text string) uint64 {
	return maphash.String(n.seed, text) ^ uint64(kind)*0x9e3779b97f4a7c15
}

// home returns where a name would like to be.
func (n *names) home(hash uint64) uint64 { return hash & uint64(len(n.slots)-1) }

// find returns the number of a name.
func (n *names) find(kind byte, text string) (int, bool) {
	i := n.slots[n.place(n.hash(kind, text), kind, text)].number
	return int(i) - 1, i != 0
}

// place returns where the name is, or the empty place where it would go.
func (n *names) place(hash uint64, kind byte, text string) uint64 {
	tag := uint32(hash >> 32)
	for s := n.home(hash); ; s = (s + 1) & uint64(len(n.slots)-1) {
		at := n.slots[s]
		if at.number == 0 {
			return s
		}
		if at.tag != tag {
			continue
		}
		if name := n.at(int(at.number) - 1); name[0] == kind && string(name[1:]) == text {
			return s
		}
	}
}

// add returns the number of a name, giving it the next one where it is new.
func (n *names) add(hash uint64, kind byte, text string) (i int, isNew bool) {
	s := n.place(hash, kind, text)
	if known := n.slots[s].number; known != 0 {
		return int(known) - 1, false
	}
	n.blob = append(append(n.blob, kind), text...)
	n.ends = append(n.ends, uint32(len(n.blob)))
	n.slots[s] = slot{uint32(hash >> 32), uint32(len(n.ends))}
	if len(n.ends)*4 > len(n.slots)*3 {
		n.grow()
	}
	return len(n.ends) - 1, true
}

// intern is add with the hash worked out.
func (n *names) intern(kind byte, text string) (i int, isNew bool) {
	return n.add(n.hash(kind, text), kind, text)
}

// grow doubles the table.
func (n *names) grow() {
	n.slots = make([]slot, 2*len(n.slots))
	for i := range n.ends {
		name := n.at(i)
		hash := maphash.Bytes(n.seed, name[1:]) ^ uint64(name[0])*0x9e3779b97f4a7c15
		s := n.home(hash)
		for n.slots[s].number != 0 {
			s = (s + 1) & uint64(len(n.slots)-1)
		}
		n.slots[s] = slot{uint32(hash >> 32), uint32(i + 1)}
	}
}

func (n *names) clone() *names {
	return &names{seed: n.seed, blob: bytes.Clone(n.blob), ends: slices.Clone(n.ends), slots: slices.Clone(n.slots)}
}

// layered is names over names: those that came later do not disturb those that are shared.
type layered struct {
	base *names
	more *names // nil: none
}

func (l layered) at(i int) []byte {
	if n := l.base.count(); i >= n {
		return l.more.at(i - n)
	}
	return l.base.at(i)
}

func (l layered) find(kind byte, text string) (int, bool) {
	if i, ok := l.base.find(kind, text); ok || l.more == nil {
		return i, ok
	}
	i, ok := l.more.find(kind, text)
	return i + l.base.count(), ok
}

// branch returns a layered that may be added to without l seeing it.
func (l layered) branch() layered {
	if l.more == nil {
		return layered{l.base, newNames(0)}
	}
	return layered{l.base, l.more.clone()}
}

// add works on a branch only.
func (l layered) add(kind byte, text string) (i int, isNew bool) {
	if i, ok := l.base.find(kind, text); ok {
		return i, false
	}
	i, isNew = l.more.intern(kind, text)
	return i + l.base.count(), isNew
}
