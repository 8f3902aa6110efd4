package index

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"slices"
	"strings"

	"lookback/internal/match"
	"lookback/internal/text"
)

// dictionary holds the distinct forms of an index, ordered by their letters, so that the forms
// of one word lie side by side and all words with one first letter do.
type dictionary struct {
	starts  offsets // of the records, and the end of the last
	records []byte
	exact   table // from every exact key to the forms that have it; words by their first form
	parts   parts // from the segments of a word to its first form; or else
	deleted deletions

	// Derived when the dictionary is opened; no part of the snapshot.
	classes  []text.Class
	initials []uint32    // forms of class Initial
	long     []uint32    // first forms of words so long that deletions and parts may not lead to them
	longest  int         // letters of the longest word or skeleton
	letters  [257]uint32 // first form whose first byte is at least i
	joinable bitmap      // a filter of the words and skeletons that a run of tokens may be; nil in large dictionaries
}

func (d *dictionary) len() int { return max(0, d.starts.len()-1) }

func (d *dictionary) record(id uint32) []byte {
	from, to := d.starts.span(int(id))
	return d.records[from:to]
}

// decode makes f the form with the given id.
func (d *dictionary) decode(id uint32, f *text.Form) { decodeForm(d.record(id), f) }

// folded returns the letters of a form without decoding the rest.
func (d *dictionary) folded(id uint32) string {
	s, _ := readString(d.record(id), formHeader)
	return s
}

// letterSet returns which letters a form holds.
func (d *dictionary) letterSet(id uint32) uint32 { return binary.LittleEndian.Uint32(d.record(id)[3:]) }

// carries reports whether a form is evidence at all.
func (d *dictionary) carries(id uint32) bool {
	return classWeight[d.classes[id]] > 0
}

// word returns the first form with these letters, and whether there is one.
func (d *dictionary) word(letters string) (uint32, bool) {
	from, to := d.exact.find(hashOf(letters).key(keyFolded))
	for i := from; i < to; i++ {
		if id := d.exact.entries.at(i); d.folded(id) == letters {
			return id, true
		}
	}
	return 0, false
}

// words returns the number of words.
func (d *dictionary) words() int {
	n := 0
	for id := uint32(0); int(id) < d.len(); id = d.wordEnd(id) {
		n++
	}
	return n
}

// wordEnd returns the first form behind id whose letters differ.
func (d *dictionary) wordEnd(id uint32) uint32 {
	letters := d.folded(id)
	for id++; int(id) < d.len() && d.folded(id) == letters; id++ {
	}
	return id
}

// buildDictionary orders the records of distinct forms. It returns the new number of each record. The tables are left to buildTables.
func buildDictionary(records *blob) (*dictionary, []uint32) {
	order := sortedRecords(records)
	d := &dictionary{records: make([]byte, 0, len(records.data))}
	renumber := make([]uint32, len(order))
	for id, r := range order {
		renumber[r.number] = uint32(id)
		d.starts.append(len(d.records))
		d.records = append(d.records, records.at(r.number)...)
	}
	d.starts.append(len(d.records))
	d.derive()
	return d, renumber
}

// buildTables indexes the forms by their keys. Up to so many words are held by their deletions.
func (d *dictionary) buildTables(deletionWords int) {
	d.exact = buildTable(d.exactKeys())
	if d.deleted.fits(d, deletionWords) {
		d.deleted = buildDeletions(d)
		d.deriveJoinable()
	} else {
		d.parts = buildParts(d)
	}
}

// unsorted is a record and the first eight of its letters, which decide most comparisons.
type unsorted struct {
	prefix uint64
	number uint32
}

// sortedRecords orders records by their letters, then by all the rest.
func sortedRecords(records *blob) []unsorted {
	order := make([]unsorted, records.len())
	for i := range order {
		letters, _ := readString(records.at(uint32(i)), formHeader)
		order[i].number = uint32(i)
		for k := range min(8, len(letters)) {
			order[i].prefix |= uint64(letters[k]) << (56 - 8*k)
		}
	}
	slices.SortFunc(order, func(a, b unsorted) int {
		if a.prefix != b.prefix {
			return cmp.Compare(a.prefix, b.prefix)
		}
		return compareRecords(records.at(a.number), records.at(b.number))
	})
	return order
}

// compareRecords orders forms by their letters, then by all the rest.
func compareRecords(a, b []byte) int {
	x, _ := readString(a, formHeader)
	y, _ := readString(b, formHeader)
	if x != y {
		return strings.Compare(x, y)
	}
	return bytes.Compare(a, b)
}

// derive fills what is not kept in the snapshot.
func (d *dictionary) derive() {
	d.classes = make([]text.Class, d.len())
	first, previous := -1, ""
	for id := range d.classes {
		record := d.record(uint32(id))
		d.classes[id] = text.Class(record[0])
		if d.classes[id] == text.Initial {
			d.initials = append(d.initials, uint32(id))
		}
		letters, i := readString(record, formHeader)
		skeleton, _ := readString(record, i)
		d.longest = max(d.longest, len(letters), len(skeleton))
		if len(letters) > maxNearLetters-maxEdits && letters != previous {
			d.long = append(d.long, uint32(id))
		}
		previous = letters
		if letters != "" {
			for first < int(letters[0]) {
				first++
				d.letters[first] = uint32(id)
			}
		}
	}
	for first++; first < len(d.letters); first++ {
		d.letters[first] = uint32(d.len())
	}
}

// joinableBits is the size of the filter, for dictionaries that hold deletions. Two bits are set for each word: of the runs of a query all but
// one in fifty leave here.
const joinableBits = 19

// deriveJoinable makes the filter.
func (d *dictionary) deriveJoinable() {
	if len(d.deleted.starts) == 0 {
		return
	}
	d.joinable = bitmap(nil).sized(1 << joinableBits)
	for id := range uint32(d.len()) {
		letters, i := readString(d.record(id), formHeader)
		skeleton, _ := readString(d.record(id), i)
		for _, k := range [...]key{hashOf(letters).key(keyFolded), hashOf(skeleton).key(keySkeleton)} {
			first, second := joinablePlaces(k)
			d.joinable.add(first)
			d.joinable.add(second)
		}
	}
}

// joinablePlaces returns the two bits of a key.
func joinablePlaces(k key) (first, second int) {
	return int(k >> (64 - joinableBits)), int(k & (1<<joinableBits - 1))
}

// mayBeWhole reports whether a run with this key may be a word or a skeleton.
func (d *dictionary) mayBeWhole(k key) bool {
	if d.joinable == nil {
		return true // perhaps
	}
	first, second := joinablePlaces(k)
	return d.joinable.has(first) && d.joinable.has(second)
}

// keepsHolders reports whether searches keep holders: where deletions are held, in lists.
func (d *dictionary) keepsHolders() bool { return len(d.deleted.starts) > 0 }

// startingWith returns the span of forms whose letters start with byte c.
func (d *dictionary) startingWith(c byte) (from, to uint32) {
	return d.letters[c], d.letters[int(c)+1]
}

// exactKeys lists the keys of all forms.
func (d *dictionary) exactKeys() []keyed {
	var f text.Form
	pairs := make([]keyed, 0, 4*d.len())
	previous := ""
	for id := range uint32(d.len()) {
		d.decode(id, &f)
		if id == 0 || f.Folded != previous {
			pairs = append(pairs, keyed{hashOf(f.Folded).key(keyFolded).top(), id})
			previous = f.Folded
		}
		eachKey(&f, func(k key) { pairs = append(pairs, keyed{k.top(), id}) })
	}
	return pairs
}

// eachKey calls add with each key of f but its letters.
func eachKey(f *text.Form, add func(key)) {
	if f.Skeleton != "" {
		add(hashOf(f.Skeleton).key(keySkeleton))
	}
	for _, m := range f.More {
		add(hashOf(m).key(keySkeleton))
	}
	if f.Consonants != "" {
		add(hashOf(f.Consonants).key(consonantKind(f)))
	}
	if f.Stem != "" {
		add(hashOf(f.Stem).key(keyStem))
	}
	for _, s := range f.Symbols {
		add(hash(s).key(keySymbol))
	}
}

func consonantKind(f *text.Form) keyKind {
	if f.Vowelless() {
		return keyVowelless
	}
	return keyConsonants
}

// classWeight, classAgainst and classPlain are what match.ClassWeights and match.IsPlain say of each class.
var classWeight, classAgainst, classPlain = func() (weight, against, plain [256]int32) {
	for c := range text.Classes {
		weight[c], against[c] = match.ClassWeights(c)
		if match.IsPlain(c) {
			plain[c] = 1
		}
	}
	return weight, against, plain
}()
