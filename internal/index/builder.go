package index

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"hash/maphash"
	"slices"
	"sync"

	"lookback/internal/match"
	"lookback/internal/text"
)

// Builder gathers owners and makes an index of them. The zero value is ready. It must not be used concurrently.
type Builder struct {
	// DeletionWords is the greatest number of distinct words that are indexed by their deletions, which takes some 300 bytes
	// for each and makes tokens that were not asked about before several times cheaper. Zero means 65,536, which
	// suits both the lists of publishers and populations; a negative number means never.
	DeletionWords int

	forms   interner
	owners  []draft
	records []byte // the records of owners, with form numbers as the interner gave them, four bytes each
	keys    []keyed
	scratch []uint64
}

// draft is where the record of an owner starts.
type draft struct {
	id    uint32
	start int
	size  uint32
}

// draftWidth is the size of a form number before the forms are counted and ordered.
const draftWidth = 4

// Add adds one owner and its party. Only strong names and facts are kept; what lies behind the
// first match.MaxTokens tokens of a name is left out, as in scoring. Each owner is added once.
func (b *Builder) Add(owner uint32, p *match.Party) {
	start := len(b.records)
	b.records = binary.AppendUvarint(b.records, uint64(len(p.Names)))
	for _, name := range p.Names {
		name = name[:min(len(name), match.MaxTokens)]
		b.records = append(b.records, byte(len(name)))
		for _, f := range name {
			b.records = appendFormNumber(b.records, b.forms.number(f), draftWidth)
		}
	}
	b.records = p.Facts.AppendBinary(b.records)
	b.scratch = p.Facts.AppendIdentifierKeys(b.scratch[:0])
	for _, id := range b.scratch {
		b.keys = append(b.keys, keyed{hash(id).key(keyIdentifier).top(), uint32(len(b.owners))})
	}
	b.owners = append(b.owners, draft{id: owner, start: start, size: uint32(len(b.records) - start)})
}

// Build returns the index of all owners that were added. It is the same, byte for byte, in whatever order they
// were added. It panics when one owner was added twice, which only a broken program does. The builder must not be used after.
func (b *Builder) Build() *Index {
	deletionWords := cmp.Or(b.DeletionWords, defaultDeletionWords)
	places := b.sortOwners()
	d, renumber := buildDictionary(&b.forms.records)
	ix := &Index{dictionary: d}
	both(func() { d.buildTables(deletionWords) }, func() { ix.owners = b.buildOwners(d, renumber) })
	both(
		func() { ix.runs = buildRuns(d, ix.owners) },
		func() {
			ix.postings = buildPostings(d, ix.owners)
			ix.identifiers = b.buildIdentifiers(places)
		})
	return ix
}

// both calls both functions at the same time and returns when both are done.
func both(a, b func()) {
	var wg sync.WaitGroup
	wg.Go(a)
	b()
	wg.Wait()
}

// buildIdentifiers returns the table from identifiers to the places of owners.
func (b *Builder) buildIdentifiers(places []uint32) table {
	for i := range b.keys {
		b.keys[i].value = places[b.keys[i].value]
	}
	slices.SortFunc(b.keys, func(x, y keyed) int { return cmp.Compare(x.value, y.value) })
	return buildTable(b.keys)
}

// sortOwners orders the owners by id and returns the place of each in order of addition.
func (b *Builder) sortOwners() []uint32 {
	order := make([]uint32, len(b.owners))
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortFunc(order, func(x, y uint32) int { return cmp.Compare(b.owners[x].id, b.owners[y].id) })
	places := make([]uint32, len(order))
	sorted := make([]draft, len(order))
	for place, i := range order {
		places[i] = uint32(place)
		sorted[place] = b.owners[i]
		if place > 0 && sorted[place-1].id == sorted[place].id {
			panic("index: an owner was added twice")
		}
	}
	b.owners = sorted
	return places
}

// buildOwners writes the records with the final form numbers.
func (b *Builder) buildOwners(d *dictionary, renumber []uint32) *owners {
	o := &owners{width: widthFor(d.len()), classes: d.classes}
	dense := len(b.owners) > 0 && int(b.owners[len(b.owners)-1].id-b.owners[0].id) == len(b.owners)-1
	if dense {
		o.base = b.owners[0].id
	}
	for _, draft := range b.owners {
		if !dense {
			o.ids = binary.LittleEndian.AppendUint32(o.ids, draft.id)
		}
		o.starts.append(len(o.records))
		o.records = appendRecord(o.records, b.records[draft.start:draft.start+int(draft.size)], renumber, o.width)
	}
	o.starts.append(len(o.records))
	return o
}

// appendRecord appends a record whose form numbers are those of the interner.
func appendRecord(b, record []byte, renumber []uint32, width int) []byte {
	names, at := uvarint(record, 0)
	b = append(b, record[:at]...)
	for range names {
		n := int(record[at])
		b = append(b, record[at])
		at++
		for range n {
			b = appendFormNumber(b, renumber[binary.LittleEndian.Uint32(record[at:])], width)
			at += draftWidth
		}
	}
	return append(b, record[at:]...)
}

// blob holds many byte strings in one piece of memory.
type blob struct {
	ends []int
	data []byte
}

func (b *blob) len() int { return len(b.ends) }

// at returns the i-th string.
func (b *blob) at(i uint32) []byte {
	start := 0
	if i > 0 {
		start = b.ends[i-1]
	}
	return b.data[start:b.ends[i]]
}

func (b *blob) append(s []byte) {
	b.data = append(b.data, s...)
	b.ends = append(b.ends, len(b.data))
}

// interner numbers distinct forms in the order in which it meets them.
type interner struct {
	slots   []internSlot // open addressing; the length is a power of two
	records blob
	buffer  []byte
}

// internSlot is one form: part of its hash and its number plus one; zero is free.
type internSlot struct{ hash, number uint32 }

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
			n.records.append(n.buffer)
			*s = internSlot{h, uint32(n.records.len())}
			return s.number - 1
		}
		if s.hash == h && bytes.Equal(n.records.at(s.number-1), n.buffer) {
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
