package index

import (
	"fmt"
	"slices"

	"lookback/internal/match"
)

// postingSum is what all postings come to: a sum over every owner in every list, in any order. The records of the owners
// and the lists must come to the same, or a search would miss an owner or go to a place where none is.
type postingSum uint64

func (s *postingSum) add(form uint32, g group, place int) {
	x := uint64(place)*0x9e3779b97f4a7c15 ^ (uint64(form)<<8|uint64(g))*0xd6e8feb86659fd93
	x = (x ^ x>>32) * 0xd6e8feb86659fd93
	*s += postingSum(x ^ x>>29)
}

// validIDs reports whether every owner has one id, and a greater one than the owner before.
func (o *owners) validIDs() bool {
	if len(o.ids) == 0 {
		return uint64(o.base)+uint64(o.len()) <= 1<<32
	}
	if len(o.ids) != 4*o.len() {
		return false
	}
	for i := 1; i < o.len(); i++ {
		if o.ids.at(i) <= o.ids.at(i-1) {
			return false
		}
	}
	return true
}

// check reports as damaged records of owners that cannot be decoded, and returns what their postings come to.
func (o *owners) check(forms int) (postingSum, error) {
	var sum postingSum
	var facts match.Facts
	var held []uint64
	for i := range uint32(o.len()) {
		place, to := o.starts.span(int(i))
		record := o.records[place:to]
		var at int
		var ok bool
		held, at, ok = o.readNames(held[:0], record, forms)
		if ok {
			rest, err := facts.DecodeFrom(record[at:])
			ok = err == nil && len(rest) == 0
		}
		if !ok {
			return 0, damaged(fmt.Sprintf("owner %d cannot be read", i))
		}
		slices.Sort(held)
		for _, h := range slices.Compact(held) {
			sum.add(uint32(h>>8), group(h), place)
		}
	}
	return sum, nil
}

// readNames appends the forms that the names of a record are listed under, each with its group in the lowest byte. It returns the
// position behind the names, and whether they name forms only.
func (o *owners) readNames(held []uint64, record []byte, forms int) ([]uint64, int, bool) {
	names, at, ok := safeUvarint(record, 0)
	for range names {
		if at >= len(record) || int(record[at]) > match.MaxTokens || at+1+int(record[at])*o.width > len(record) {
			return held, at, false
		}
		var name []byte
		name, at = o.nextName(record, at)
		from := len(held)
		for k := range len(name) / o.width {
			form := o.formAt(name, k)
			if int(form) >= forms {
				return held, at, false
			}
			if classWeight[o.classes[form]] > 0 {
				held = append(held, uint64(form)<<8)
			}
		}
		g := uint64(o.groupOf(name))
		for k := range held[from:] {
			held[from+k] |= g
		}
	}
	return held, at, ok
}

// check reports as damaged postings that cannot be read, and returns what they come to. Places are below size.
func (p *postings) check(forms, size int) (postingSum, error) {
	var sum postingSum
	for f := range uint32(forms) {
		if !sum.addLists(f, p.of(f), size) {
			return 0, damaged(fmt.Sprintf("the postings of form %d cannot be read", f))
		}
	}
	return sum, nil
}

// addLists adds the lists of a form, and reports whether they are ascending lists of places, by ascending group, to their end.
func (s *postingSum) addLists(form uint32, lists []byte, size int) bool {
	last := -1
	for len(lists) > 0 {
		g := int(lists[0] &^ lastList)
		isLast := lists[0]&lastList != 0
		n, i, ok := safeUvarint(lists, 1)
		if !ok || n == 0 || g <= last || g >= groups {
			return false
		}
		end := len(lists)
		if !isLast {
			var bytes int
			if bytes, i, ok = safeUvarint(lists, i); !ok || bytes >= len(lists)-i {
				return false
			}
			end = i + bytes
		}
		if !s.addPlaces(form, group(g), lists[i:end], n, size) {
			return false
		}
		last, lists = g, lists[end:]
	}
	return true
}

// addPlaces adds a list, and reports whether b are the differences of n ascending places and nothing more.
func (s *postingSum) addPlaces(form uint32, g group, b []byte, n, size int) bool {
	at, place := 0, 0
	for k := range n {
		d, next, ok := safeUvarint(b, at)
		if !ok || k > 0 && d == 0 || d >= size-place {
			return false
		}
		at, place = next, place+d
		s.add(form, g, place)
	}
	return at == len(b)
}
