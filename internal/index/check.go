package index

import (
	"fmt"

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
	d.deriveJoinable()
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
	var held, listed postingSum
	var heldErr, listedErr error
	both(func() { held, heldErr = o.check(d.len()) }, func() { listed, listedErr = p.check(d.len(), len(o.records)) })
	switch {
	case heldErr != nil:
		return heldErr
	case listedErr != nil:
		return listedErr
	case held != listed:
		return damaged("the postings are not those of the owners")
	}
	ix.initialed = initialedOf(d, p)
	return nil
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
	if len(record) < formHeader || text.Class(record[0]) >= text.Classes || text.Script(record[1]) > text.Other {
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
