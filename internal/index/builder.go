package index

import (
	"cmp"
	"encoding/binary"
	"slices"
	"sync"

	"lookback/internal/match"
)

// Builder gathers owners and makes an index of them. The zero value is ready. It must not be used concurrently.
type Builder struct {
	// DeletionWords is the greatest number of distinct words that are indexed by their deletions, which takes some 300 bytes
	// for each and makes tokens that were not asked about before several times cheaper. Zero means 65,536, which
	// suits both the lists of publishers and populations; a negative number means never.
	DeletionWords int

	forms  interner
	owners []draft
	chunks [][]byte // the records of owners, with form numbers as the interner gave them, four bytes each
	tokens int      // of all names together
	keys   []keyed

	record []byte // of the owner that is added
	ids    []uint64
}

// draft is where the record of an owner is.
type draft struct {
	id, chunk   uint32
	start, size uint32
}

const (
	// draftWidth is the size of a form number before the forms are counted and ordered.
	draftWidth = 4
	// chunkSize is what records are gathered in, so that a growing population is not copied over and over.
	chunkSize = 1 << 20
)

// Add adds one owner and its party. Only strong names and facts are kept; what lies behind the
// first match.MaxTokens tokens of a name is left out, as in scoring. Each owner is added once.
func (b *Builder) Add(owner uint32, p *match.Party) {
	r := binary.AppendUvarint(b.record[:0], uint64(len(p.Names)))
	for _, name := range p.Names {
		name = name[:min(len(name), match.MaxTokens)]
		b.tokens += len(name)
		r = append(r, byte(len(name)))
		for _, f := range name {
			r = binary.LittleEndian.AppendUint32(r, b.forms.number(f))
		}
	}
	b.record = p.Facts.AppendBinary(r)
	b.ids = p.Facts.AppendIdentifierKeys(b.ids[:0])
	for _, id := range b.ids {
		b.keys = append(b.keys, keyed{hash(id).key(keyIdentifier).top(), uint32(len(b.owners))})
	}
	b.keep(owner)
}

// keep copies the record of owner into a chunk.
func (b *Builder) keep(owner uint32) {
	last := len(b.chunks) - 1
	if last < 0 || len(b.chunks[last])+len(b.record) > cap(b.chunks[last]) {
		b.chunks = append(b.chunks, make([]byte, 0, max(chunkSize, len(b.record))))
		last++
	}
	start := len(b.chunks[last])
	b.chunks[last] = append(b.chunks[last], b.record...)
	b.owners = append(b.owners, draft{id: owner, chunk: uint32(last), start: uint32(start), size: uint32(len(b.record))})
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
			ix.initialed = initialedOf(d, ix.postings)
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
	size := -b.tokens * (draftWidth - o.width)
	for _, draft := range b.owners {
		size += int(draft.size)
	}
	o.records = make([]byte, 0, size)
	dense := len(b.owners) > 0 && int(b.owners[len(b.owners)-1].id-b.owners[0].id) == len(b.owners)-1
	if dense {
		o.base = b.owners[0].id
	}
	for _, draft := range b.owners {
		if !dense {
			o.ids = binary.LittleEndian.AppendUint32(o.ids, draft.id)
		}
		o.starts.append(len(o.records))
		record := b.chunks[draft.chunk][draft.start : draft.start+draft.size]
		o.records = appendRecord(o.records, record, renumber, o.width)
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
