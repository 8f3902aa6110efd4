package index

import (
	"slices"

	"lookback/internal/match"
	"lookback/internal/text"
)

// relative is a form of the dictionary that a token of the query may be aligned with: the number of
// the form and in the lowest bits how.
type relative uint32

// How a relative may be aligned, and whether its postings have to be read for it.
const (
	firm relative = iota // related by match.Relate, not as an initial: read
	soft                 // related as an initial only: not read, see match.Bound
	part                 // part of a run that is the token written as one; another part of it is read
	kindMask

	kindBits = 2
)

func (r relative) form() uint32   { return uint32(r >> kindBits) }
func (r relative) kind() relative { return r & kindMask }

func newRelative(id uint32, kind relative) relative { return relative(id)<<kindBits | kind }

// kin is the working memory for listing the relatives of a token.
type kin struct {
	found   []uint32 // forms that may be relatives, with repetitions
	near    []uint32 // words that may be near, with repetitions
	left    leftovers
	form    text.Form
	groups  [match.MaxRun][]uint32 // forms of the parts of a split
	links   [match.MaxTokens]link  // the tokens of the name that is asked
	touched byte
	split   bool // whether a run of forms was found that is the token written together
}

// appendRelatives appends to dst every form of the dictionary that f can be aligned with, in order of the forms.
// The tables give too many; match.Relate decides.
func (k *kin) appendRelatives(dst []relative, ix *Index, f *text.Form) []relative {
	if match.Weight(f) == 0 {
		return dst
	}
	start, d := len(dst), ix.dictionary
	k.split = false
	k.found = k.appendCandidates(k.found[:0], d, f)
	slices.Sort(k.found)
	for _, id := range slices.Compact(k.found) {
		d.decode(id, &k.form)
		switch r, _ := match.Relate(f, &k.form); r {
		case match.Unrelated:
		case match.InitialOf:
			dst = append(dst, newRelative(id, soft))
		default:
			dst = append(dst, newRelative(id, firm))
		}
	}
	dst = k.appendSplits(dst, ix, f)
	slices.Sort(dst[start:])
	return dst
}

// appendCandidates appends every form that can be related to f, and others.
// For an initial the forms that start with it are left out: the reach of a name knows them by their numbers.
func (k *kin) appendCandidates(found []uint32, d *dictionary, f *text.Form) []uint32 {
	if id, ok := d.word(f.Folded); ok {
		found = appendWord(found, d, id)
	}
	if f.Folded != "" {
		from, to := d.startingWith(f.Folded[0])
		for _, id := range d.initials {
			if from <= id && id < to {
				found = append(found, id)
			}
		}
	}
	if f.Class == text.Initial {
		return found
	}
	eachLookUp(f, func(k key) {
		from, to := d.exact.find(k)
		for i := from; i < to; i++ {
			found = append(found, d.exact.entries.at(i))
		}
	})
	return k.appendNear(found, d, f)
}

// appendWord appends all forms of the word whose first form is id.
func appendWord(found []uint32, d *dictionary, id uint32) []uint32 {
	for end := d.wordEnd(id); id < end; id++ {
		found = append(found, id)
	}
	return found
}

// eachLookUp calls find with each key under which a form that shares more than letters with f is held.
func eachLookUp(f *text.Form, find func(key)) {
	if f.Skeleton != "" {
		find(hashOf(f.Skeleton).key(keySkeleton))
		find(hashOf(f.Skeleton).key(keyStem))
	}
	for _, m := range f.More {
		find(hashOf(m).key(keySkeleton))
	}
	if f.Consonants != "" {
		find(hashOf(f.Consonants).key(keyVowelless))
		if f.Vowelless() {
			find(hashOf(f.Consonants).key(keyConsonants))
		}
	}
	if f.Stem != "" {
		find(hashOf(f.Stem).key(keyStem))
		find(hashOf(f.Stem).key(keySkeleton))
	}
	for _, s := range f.Symbols {
		find(hash(s).key(keySymbol))
	}
}
