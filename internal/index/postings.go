package index

import "encoding/binary"

// postings lead from a form to the owners of names that hold it. Forms without weight have none.
//
// The owners of a form are two ascending lists: first those with a name that holds the form and no
// initial, then those with a name that holds both. Where only an initial could still lift a name to the threshold
// (match.Bound), the first list is not read. Each list is its length and the differences of its owners as varints.
type postings struct {
	starts offsets
	data   []byte
}

// list is one ascending list of owners being read.
type list struct {
	data []byte
	left uint32
	last uint32
}

// lists returns both lists of a form.
func (p *postings) lists(form uint32) (plain, initials list) {
	from, to := p.starts.span(int(form))
	if from == to {
		return list{}, list{}
	}
	b := p.data[from:to]
	n, i := uvarint(b, 0)
	m, i := uvarint(b, i)
	size := len(b) - i
	if m > 0 {
		var s uint32
		s, i = uvarint(b, i)
		size = int(s)
	}
	return list{data: b[i : i+size], left: n}, list{data: b[i+size:], left: m}
}

// count returns the length of both lists of a form.
func (p *postings) count(form uint32) int {
	from, to := p.starts.span(int(form))
	if from == to {
		return 0
	}
	n, i := uvarint(p.data, from)
	m, _ := uvarint(p.data, i)
	return int(n + m)
}

// next returns the next owner, and whether there is one.
func (l *list) next() (uint32, bool) {
	if l.left == 0 {
		return 0, false
	}
	l.left--
	d, i := uvarint(l.data, 0)
	l.data = l.data[i:]
	l.last += d
	return l.last, true
}

// buildPostings builds the lists from what each owner holds. The owners of each form are ascending.
func buildPostings(d *dictionary, owners *owners) *postings {
	heads := make([]uint64, d.len()+1) // where the entries of each form start
	owners.eachToken(func(form, _ uint32, _ bool) { heads[form+1]++ })
	for f := range d.len() {
		heads[f+1] += heads[f]
	}
	all := make([]uint32, heads[d.len()])
	next := append([]uint64(nil), heads...)
	owners.eachToken(func(form, owner uint32, initials bool) {
		all[next[form]] = owner<<1 | bit(initials)
		next[form]++
	})
	p := &postings{}
	var plain, withInitials []uint32
	for f := range d.len() {
		p.starts.append(len(p.data))
		plain, withInitials = divide(all[heads[f]:heads[f+1]], plain[:0], withInitials[:0])
		p.data = appendLists(p.data, plain, withInitials)
	}
	p.starts.append(len(p.data))
	return p
}

func bit(b bool) uint32 {
	if b {
		return 1
	}
	return 0
}

// divide sorts entries into the two lists without repetitions.
func divide(entries, plain, initials []uint32) ([]uint32, []uint32) {
	for _, e := range entries {
		l := &plain
		if e&1 != 0 {
			l = &initials
		}
		if n := len(*l); n == 0 || (*l)[n-1] != e>>1 {
			*l = append(*l, e>>1)
		}
	}
	return plain, initials
}

func appendLists(b []byte, plain, initials []uint32) []byte {
	if len(plain)+len(initials) == 0 {
		return b
	}
	b = binary.AppendUvarint(b, uint64(len(plain)))
	b = binary.AppendUvarint(b, uint64(len(initials)))
	if len(initials) > 0 {
		b = binary.AppendUvarint(b, uint64(encodedSize(plain)))
	}
	return appendDeltas(appendDeltas(b, plain), initials)
}

func appendDeltas(b []byte, owners []uint32) []byte {
	last := uint32(0)
	for _, o := range owners {
		b = binary.AppendUvarint(b, uint64(o-last))
		last = o
	}
	return b
}

func encodedSize(owners []uint32) int {
	size, last := 0, uint32(0)
	for _, o := range owners {
		for d := o - last; ; d >>= 7 {
			size++
			if d < 0x80 {
				break
			}
		}
		last = o
	}
	return size
}
