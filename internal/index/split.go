package index

import (
	"lookback/internal/match"
	"lookback/internal/text"
)

// appendSplits appends the parts of every run of two or three forms of the dictionary that are f written together. Of each
// run the part with the fewest postings is to be read: a name that holds the run holds every part. Forms without weight
// have no postings, so a part of which such a form exists is read only when no other is left, and then all parts are.
func (k *kin) appendSplits(dst []relative, ix *Index, f *text.Form) []relative {
	if !match.Whole(f) {
		return dst
	}
	if ix.runs.has(hashOf(f.Folded).key(keyFolded)) {
		dst = k.appendCuts(dst, ix, f.Folded, keyFolded, 0)
	}
	if f.Skeleton != "" && ix.runs.has(hashOf(f.Skeleton).key(keySkeleton)) {
		dst = k.appendCuts(dst, ix, f.Skeleton, keySkeleton, 0)
	}
	return dst
}

// appendCuts cuts rest, which follows depth parts that were found, in every way.
func (k *kin) appendCuts(dst []relative, ix *Index, rest string, kind keyKind, depth int) []relative {
	if depth > 0 && k.findPart(ix.dictionary, rest, kind, depth) {
		dst = appendRun(dst, ix.dictionary, ix.postings, k.groups[:depth+1])
		k.split = true
	}
	if depth+1 == match.MaxRun {
		return dst
	}
	for i := 1; i < len(rest); i++ {
		if k.findPart(ix.dictionary, rest[:i], kind, depth) {
			dst = k.appendCuts(dst, ix, rest[i:], kind, depth+1)
		}
	}
	return dst
}

// findPart makes the group of the given depth the forms whose letters or skeleton are part, and reports whether there are any.
func (k *kin) findPart(d *dictionary, part string, kind keyKind, depth int) bool {
	group := k.groups[depth][:0]
	if len(part) > d.longest {
		return false
	}
	if kind == keyFolded {
		if id, ok := d.word(part); ok {
			group = appendWord(group, d, id)
		}
	} else {
		from, to := d.exact.find(hashOf(part).key(kind))
		for i := from; i < to; i++ {
			if id := d.exact.entries.at(i); d.skeleton(id) == part {
				group = append(group, id)
			}
		}
	}
	k.groups[depth] = group
	return len(group) > 0
}

// appendRun appends the forms of one run, marking those whose postings are to be read.
func appendRun(dst []relative, d *dictionary, p *postings, groups [][]uint32) []relative {
	best, least := -1, 0
	for i, group := range groups {
		if cost, all := groupCost(d, p, group); all && (best < 0 || cost < least) {
			best, least = i, cost
		}
	}
	for i, group := range groups {
		kind := part
		if best < 0 || best == i {
			kind = firm
		}
		for _, id := range group {
			if d.carries(id) {
				dst = append(dst, newRelative(id, kind))
			}
		}
	}
	return dst
}

// groupCost returns the number of postings of a group, and whether all its forms have postings.
func groupCost(d *dictionary, p *postings, group []uint32) (cost int, all bool) {
	for _, id := range group {
		if !d.carries(id) {
			return 0, false
		}
		cost += p.count(id)
	}
	return cost, true
}

// joined is a form that is a run of the query's tokens written together.
type joined struct {
	form   uint32
	tokens uint32 // bit i: token i of the query is in the run
}

// appendJoins appends the forms of the dictionary that are two or three neighbouring tokens of q written together. A run of which a part has no
// letters, or no skeleton, is no word by them (match.Joins).
func (k *kin) appendJoins(dst []joined, d *dictionary, q match.Forms) []joined {
	links := k.links[:len(q)]
	for i := range links {
		run := links[i]
		for n := 2; n <= match.MaxRun && i+n <= len(q); n++ {
			run = run.then(&links[i+n-1])
			if at := run.letters.key(keyFolded); run.lettersPower != 0 && d.mayBeWhole(at) {
				dst = k.appendWholes(dst, d, at, q, i, n)
			}
			if at := run.skeleton.key(keySkeleton); run.skeletonPower != 0 && d.mayBeWhole(at) {
				dst = k.appendWholes(dst, d, at, q, i, n)
			}
		}
	}
	return dst
}

// appendWholes appends the forms held at a key that are the run of n tokens from i. Words are under their first form.
func (k *kin) appendWholes(dst []joined, d *dictionary, at key, q match.Forms, i, n int) []joined {
	from, to := d.exact.find(at)
	for e := from; e < to; e++ {
		id := d.exact.entries.at(e)
		if !d.mayJoin(id, q[i:i+n]) {
			continue
		}
		for end := d.wordEnd(id); id < end; id++ {
			d.decode(id, &k.form)
			if match.Joins(q[i:i+n], &k.form) {
				dst = append(dst, joined{form: id, tokens: (1<<n - 1) << i})
			}
		}
	}
	return dst
}

// mayJoin reports whether a form or its skeleton is as long as run is.
func (d *dictionary) mayJoin(id uint32, run match.Forms) bool {
	letters, skeleton := 0, 0
	for _, f := range run {
		letters += len(f.Folded)
		skeleton += len(f.Skeleton)
	}
	return len(d.folded(id)) == letters || len(d.skeleton(id)) == skeleton
}

// skeleton returns the skeleton of a form without decoding the rest.
func (d *dictionary) skeleton(id uint32) string {
	record := d.record(id)
	n, i := uvarint(record, formHeader)
	s, _ := readString(record, i+n)
	return s
}
