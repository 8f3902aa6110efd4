package index

import "encoding/binary"

// postings lead from a form to the owners of names that hold it. Forms without weight have none.
//
// The owners of a form are one ascending list for each group of names that hold it, in order of the groups. A list is
// a head, which is the group and in the highest bit whether it is the last; the number of owners; unless it is the last,
// the bytes of what follows; and the differences of the places where the records of the owners start. All numbers but the head are
// varints. A place takes half a byte more than the number of an owner, and saves a search the look up of where that is.
type postings struct {
	starts offsets
	data   []byte
}

// lastList marks the head of the last list of a form.
const lastList = 0x80

// list is one ascending list of owners being read.
type list struct {
	group group
	left  int
	data  []byte
	last  int
}

// of returns the encoded lists of a form.
func (p *postings) of(form uint32) []byte {
	from, to := p.starts.span(int(form))
	return p.data[from:to]
}

// nextList returns the first of the encoded lists and the ones behind it. There is at least one.
func nextList(lists []byte) (list, []byte) {
	head := lists[0]
	n, i := uvarint(lists, 1)
	l := list{group: group(head &^ lastList), left: n}
	if head&lastList != 0 {
		l.data = lists[i:]
		return l, nil
	}
	size, i := uvarint(lists, i)
	l.data = lists[i : i+size]
	return l, lists[i+size:]
}

// take moves places from l to dst until one of them ends, and returns how many they were.
func (l *list) take(dst []int) int {
	n := min(len(dst), l.left)
	i, last := 0, l.last
	for k := range dst[:n] {
		var d int
		d, i = uvarint(l.data, i)
		last += d
		dst[k] = last
	}
	l.data, l.last, l.left = l.data[i:], last, l.left-n
	return n
}

// count returns the length of all lists of a form.
func (p *postings) count(form uint32) int {
	total := 0
	for lists := p.of(form); len(lists) > 0; {
		var l list
		l, lists = nextList(lists)
		total += l.left
	}
	return total
}

// buildPostings builds the lists from what each owner holds.
func buildPostings(d *dictionary, owners *owners) *postings {
	heads := make([]int, d.len()+1) // where the entries of each form start
	owners.eachToken(func(form, _ uint32, _ group) { heads[form+1]++ })
	for f := range d.len() {
		heads[f+1] += heads[f]
	}
	next := append([]int(nil), heads...)
	all := make([]uint32, heads[d.len()])
	kinds := make([]group, heads[d.len()])
	owners.eachToken(func(form, owner uint32, g group) {
		all[next[form]], kinds[next[form]] = owner, g
		next[form]++
	})
	p := &postings{}
	w := listWriter{places: owners.starts}
	for f := range d.len() {
		p.starts.append(len(p.data))
		p.data = w.append(p.data, all[heads[f]:heads[f+1]], kinds[heads[f]:heads[f+1]])
	}
	p.starts.append(len(p.data))
	return p
}

// listWriter encodes the lists of a form.
type listWriter struct {
	places offsets
	owners [groups][]uint32
	buffer []byte
}

// append appends the lists of a form that the ascending owners hold in names of groups.
func (w *listWriter) append(b []byte, all []uint32, kinds []group) []byte {
	last := -1
	for g := range w.owners {
		w.owners[g] = w.owners[g][:0]
	}
	for i, owner := range all {
		l := &w.owners[kinds[i]]
		if n := len(*l); n == 0 || (*l)[n-1] != owner {
			*l = append(*l, owner)
		}
		last = max(last, int(kinds[i]))
	}
	for g, owners := range w.owners {
		if len(owners) == 0 {
			continue
		}
		w.buffer = w.appendDeltas(w.buffer[:0], owners)
		head := byte(g)
		if g == last {
			head |= lastList
		}
		b = append(b, head)
		b = binary.AppendUvarint(b, uint64(len(owners)))
		if g != last {
			b = binary.AppendUvarint(b, uint64(len(w.buffer)))
		}
		b = append(b, w.buffer...)
	}
	return b
}

func (w *listWriter) appendDeltas(b []byte, owners []uint32) []byte {
	last := 0
	for _, o := range owners {
		place := w.places.at(int(o))
		b = binary.AppendUvarint(b, uint64(place-last))
		last = place
	}
	return b
}
