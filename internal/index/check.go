package index

import (
	"fmt"

	"lookback/internal/match"
	"lookback/internal/text"
)

// check reports as damaged a snapshot whose parts do not fit together, so that no search can go astray in it whatever
// bytes it was made of, and fills what is derived from them.
func (ix *Index) check() error {
	d, p, o := ix.dictionary, ix.postings, ix.owners
	if err := d.check(); err != nil {
		return err
	}
	d.derive()
	o.classes = d.classes
	if o.width != widthFor(d.len()) {
		return damaged("form numbers have the wrong width")
	}
	if !o.starts.valid(len(o.records)) || !p.starts.valid(len(p.data)) || p.starts.len() != d.len()+1 {
		return damaged("owners or postings do not start where they should")
	}
	if !o.validIDs() || !ix.identifiers.valid(o.len()) {
		return damaged("owners do not have one id each")
	}
	var ownersErr, postingsErr error
	both(func() { ownersErr = o.check(d.len()) }, func() { postingsErr = p.check(d.len(), o) })
	if ownersErr != nil {
		return ownersErr
	}
	return postingsErr
}

// valid reports whether o are the ascending offsets of the parts of size bytes.
func (o offsets) valid(size int) bool {
	n := o.len()
	if len(o.rest)%4 != 0 || n == 0 || len(o.bases) != (n+offsetBlock-1)/offsetBlock*8 {
		return false
	}
	last := 0
	for i := range n {
		at := o.at(i)
		if at < last || at > size || i == 0 && at != 0 {
			return false
		}
		last = at
	}
	return last == size
}

// valid reports whether t is a table of numbers below limit.
func (t table) valid(limit int) bool {
	return validStarts(t.starts, t.entries.len()) && len(t.entries)%4 == 0 && allBelow(t.entries, 4, limit)
}

// valid reports whether t is a table of forms.
func (t deletions) valid(forms int) bool {
	if len(t.entries)%4 != 0 || !validStarts(t.starts, t.entries.len()) {
		return false
	}
	for i := range t.entries.len() {
		if int(t.entries.at(i)&formMask) >= forms {
			return false
		}
	}
	return true
}

// validStarts reports whether starts are the ascending starts of buckets of n entries.
func validStarts(starts numbers, n int) bool {
	if len(starts)%4 != 0 || starts.len() < 2 || starts.at(0) != 0 || int(starts.at(starts.len()-1)) != n {
		return false
	}
	for i := 1; i < starts.len(); i++ {
		if starts.at(i) < starts.at(i-1) {
			return false
		}
	}
	return true
}

// allBelow reports whether the number that ends each entry of so many bytes is below limit.
func allBelow(entries []byte, size, limit int) bool {
	for i := size; i <= len(entries); i += size {
		if int(numbers(entries[i-4:i]).at(0)) >= limit {
			return false
		}
	}
	return true
}

// check reports as damaged a dictionary that is not what buildDictionary makes.
func (d *dictionary) check() error {
	if !d.starts.valid(len(d.records)) {
		return damaged("forms do not start where they should")
	}
	for id := range uint32(d.len()) {
		if !validForm(d.record(id)) {
			return damaged(fmt.Sprintf("form %d cannot be read", id))
		}
		if id > 0 && compareRecords(d.record(id-1), d.record(id)) >= 0 {
			return damaged(fmt.Sprintf("form %d is not in its place", id))
		}
	}
	if !d.exact.valid(d.len()) {
		return damaged("keys do not lead to forms")
	}
	if len(d.deleted.starts) > 0 {
		if !d.deleted.valid(d.len()) || len(d.parts.starts)+len(d.parts.entries) > 0 {
			return damaged("deletions do not lead to forms")
		}
		return nil
	}
	entries := len(d.parts.entries)
	if entries%partEntry != 0 || !validStarts(d.parts.starts, entries/partEntry) || !allBelow(d.parts.entries, partEntry, d.len()) {
		return damaged("parts do not lead to forms")
	}
	return nil
}

// validForm reports whether decodeForm reads record, to its end.
func validForm(record []byte) bool {
	if len(record) < formHeader || text.Class(record[0]) > text.Generic || text.Script(record[1]) > text.Other {
		return false
	}
	i, ok := formHeader, true
	for range 4 {
		if i, ok = skipString(record, i); !ok {
			return false
		}
	}
	more, i, ok := safeUvarint(record, i)
	for range more {
		if i, ok = skipString(record, i); !ok {
			return false
		}
	}
	if !ok {
		return false
	}
	symbols, i, ok := safeUvarint(record, i)
	return ok && symbols <= len(record) && len(record)-i == 4*symbols
}

// skipString returns the position behind the string at i of b, and whether there is one.
func skipString(b []byte, i int) (int, bool) {
	n, i, ok := safeUvarint(b, i)
	if !ok || n > len(b)-i {
		return i, false
	}
	return i + n, true
}

// safeUvarint is uvarint that also reports whether there is such a number, of at most 56 bits.
func safeUvarint(b []byte, i int) (int, int, bool) {
	v := 0
	for shift := 0; shift < 56; shift += 7 {
		if i >= len(b) {
			return 0, i, false
		}
		c := b[i]
		i++
		v |= int(c&0x7f) << shift
		if c < 0x80 {
			return v, i, true
		}
	}
	return 0, i, false
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

// check reports as damaged records of owners that cannot be decoded.
func (o *owners) check(forms int) error {
	var facts match.Facts
	for i := range uint32(o.len()) {
		at, ok := o.skipNames(o.record(i), forms)
		if ok {
			rest, err := facts.DecodeFrom(o.record(i)[at:])
			ok = err == nil && len(rest) == 0
		}
		if !ok {
			return damaged(fmt.Sprintf("owner %d cannot be read", i))
		}
	}
	return nil
}

// skipNames returns the position behind the names of a record, and whether they name forms only.
func (o *owners) skipNames(record []byte, forms int) (int, bool) {
	names, at, ok := safeUvarint(record, 0)
	for range names {
		if at >= len(record) || int(record[at]) > match.MaxTokens || at+1+int(record[at])*o.width > len(record) {
			return at, false
		}
		var name []byte
		name, at = o.nextName(record, at)
		for k := range len(name) / o.width {
			if int(o.formAt(name, k)) >= forms {
				return at, false
			}
		}
	}
	return at, ok
}

// check reports as damaged postings that cannot be read or lead to no owner.
func (p *postings) check(forms int, o *owners) error {
	starts := bitmap(nil).sized(len(o.records) + 1) // where records start
	for i := range o.len() {
		starts.add(o.starts.at(i))
	}

	for f := range uint32(forms) {
		if lists := p.of(f); !validLists(lists, starts) {
			return damaged(fmt.Sprintf("the postings of form %d cannot be read", f))
		}
	}
	return nil
}

// validLists reports whether lists are ascending lists of places, by ascending group, to their end.
func validLists(lists []byte, starts bitmap) bool {
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
			var size int
			if size, i, ok = safeUvarint(lists, i); !ok || size >= len(lists)-i {
				return false
			}
			end = i + size
		}
		if !validDeltas(lists[i:end], n, starts) {
			return false
		}
		last, lists = g, lists[end:]
	}
	return true
}

// validDeltas reports whether b are the differences of n ascending places, and nothing more.
func validDeltas(b []byte, n int, starts bitmap) bool {
	at, place := 0, 0
	for k := range n {
		d, next, ok := safeUvarint(b, at)
		if !ok || k > 0 && d == 0 || d >= 64*len(starts)-place || !starts.has(place+d) {
			return false
		}
		at, place = next, place+d
	}
	return at == len(b)
}
