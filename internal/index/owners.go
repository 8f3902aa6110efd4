package index

import (
	"encoding/binary"
	"sort"

	"lookback/internal/match"
	"lookback/internal/text"
)

// owners holds what is known of each owner: the forms of its names and its facts. The record of an owner is the number of
// its names, for each name the number of its tokens and their forms, then the facts as match writes them.
type owners struct {
	ids     numbers // owner ids in ascending order; empty when they are base, base+1, ...
	base    uint32
	starts  offsets
	records []byte
	width   int // bytes of a form number: 2, 3 or 4
	classes []text.Class
}

func (o *owners) len() int { return max(0, o.starts.len()-1) }

// id returns the id that the caller gave the i-th owner.
func (o *owners) id(i uint32) uint32 {
	if len(o.ids) == 0 {
		return o.base + i
	}
	return o.ids.at(int(i))
}

// at returns the number of the owner whose record starts at place.
func (o *owners) at(place int) uint32 {
	n := sort.Search(o.len(), func(i int) bool { return o.starts.at(i) >= place })
	return uint32(n)
}

// record returns the record of the i-th owner.
func (o *owners) record(i uint32) []byte {
	from, to := o.starts.span(int(i))
	return o.records[from:to]
}

// widthFor returns the bytes that a form number takes in a dictionary of n forms.
func widthFor(n int) int {
	switch {
	case n <= 1<<16:
		return 2
	case n <= 1<<24:
		return 3
	default:
		return 4
	}
}

// formAt reads the k-th form number of name, which holds nothing else.
func (o *owners) formAt(name []byte, k int) uint32 {
	i := k * o.width
	switch o.width {
	case 2:
		return uint32(binary.LittleEndian.Uint16(name[i:]))
	case 3:
		return uint32(name[i]) | uint32(name[i+1])<<8 | uint32(name[i+2])<<16
	default:
		return binary.LittleEndian.Uint32(name[i:])
	}
}

func appendFormNumber(b []byte, id uint32, width int) []byte {
	for range width {
		b = append(b, byte(id))
		id >>= 8
	}
	return b
}

// nextName returns the form numbers of the name at i of a record and the position behind it.
func (o *owners) nextName(record []byte, i int) ([]byte, int) {
	n := int(record[i]) * o.width
	return record[i+1 : i+1+n], i + 1 + n
}

// eachName calls visit for every name of every owner, in order of the owners.
func (o *owners) eachName(visit func(owner uint32, name []byte)) {
	for i := range uint32(o.len()) {
		record := o.record(i)
		names, at := uvarint(record, 0)
		for range names {
			var name []byte
			name, at = o.nextName(record, at)
			visit(i, name)
		}
	}
}

// eachToken calls visit for every token with weight of every name of every owner, in order of the owners.
func (o *owners) eachToken(visit func(form, owner uint32, g group)) {
	o.eachName(func(owner uint32, name []byte) {
		g := o.groupOf(name)
		for k := range len(name) / o.width {
			if form := o.formAt(name, k); classWeight[o.classes[form]] > 0 {
				visit(form, owner, g)
			}
		}
	})
}

// groupOf returns the group of a name.
func (o *owners) groupOf(name []byte) group {
	against, initials := int32(0), false
	for k := range len(name) / o.width {
		class := o.classes[o.formAt(name, k)]
		against += classAgainst[class]
		initials = initials || class == text.Initial
	}
	return groupOf(against, initials)
}

// party is an owner decoded for scoring, in memory that is used again for the next one.
type party struct {
	match.Party
	forms []text.Form
	refs  []*text.Form
}

// decode makes p the i-th owner.
func (o *owners) decode(p *party, d *dictionary, i uint32) {
	record := o.record(i)
	names, at := uvarint(record, 0)
	p.reserve(o.countTokens(record))
	p.Names = p.Names[:0]
	used := 0
	for range names {
		var name []byte
		name, at = o.nextName(record, at)
		n := len(name) / o.width
		for k := range n {
			d.decode(o.formAt(name, k), p.refs[used+k])
		}
		p.Names = append(p.Names, p.refs[used:used+n:used+n])
		used += n
	}
	decodeFacts(record[at:], &p.Facts)
}

// facts returns the encoded facts of the i-th owner.
func (o *owners) facts(i uint32) []byte {
	record := o.record(i)
	names, at := uvarint(record, 0)
	for range names {
		at += 1 + int(record[at])*o.width
	}
	return record[at:]
}

func (o *owners) countTokens(record []byte) int {
	names, at := uvarint(record, 0)
	total := 0
	for range names {
		total += int(record[at])
		at += 1 + int(record[at])*o.width
	}
	return total
}

// reserve makes room for n forms. Forms that were decoded before are lost.
func (p *party) reserve(n int) {
	for len(p.refs) < n {
		p.forms = make([]text.Form, 2*n)
		p.refs = p.refs[:0]
		for i := range p.forms {
			p.refs = append(p.refs, &p.forms[i])
		}
	}
}
