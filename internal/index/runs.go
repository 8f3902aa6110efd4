package index

import (
	"lookback/internal/match"
	"lookback/internal/text"
)

// runs is a Bloom filter of all runs of two and three neighbouring tokens of all names, written together by their letters and
// by their skeletons. Almost no token of a query is such a run, while the dictionary holds parts for almost every
// one, so this is asked before a token is cut up. It may say yes by mistake, never no.
type runs []byte

// runBits is the number of bits of the filter for each run; two of them are set. With four, one token in six or fewer is cut up in vain.
const runBits = 4

// has reports whether a run with this hash may exist.
func (r runs) has(h hash) bool {
	if len(r) == 0 {
		return false
	}
	a, b := r.places(h)
	return r[a/8]&(1<<(a%8)) != 0 && r[b/8]&(1<<(b%8)) != 0
}

func (r runs) add(h hash) {
	a, b := r.places(h)
	r[a/8] |= 1 << (a % 8)
	r[b/8] |= 1 << (b % 8)
}

// places returns the two bits of a hash.
func (r runs) places(h hash) (a, b uint64) {
	n := uint64(len(r)) * 8
	return uint64(h.sum()) * n >> 32, uint64(h.byte(0).sum()) * n >> 32
}

// buildRuns makes the filter of the names of o.
func buildRuns(d *dictionary, o *owners) runs {
	total := 0
	o.eachName(func(_ uint32, name []byte) {
		if n := len(name) / o.width; n > 1 {
			total += 2 * (2*n - 3)
		}
	})
	r := make(runs, (total*runBits+7)/8)
	forms := d.decodeAll()
	o.eachName(func(_ uint32, name []byte) {
		for i := range len(name) / o.width {
			r.addFrom(o, forms, name, i)
		}
	})
	return r
}

// addFrom adds the runs of name that start at its i-th token.
func (r runs) addFrom(o *owners, forms []text.Form, name []byte, i int) {
	letters, skeleton := newHash(keyRunFolded), newHash(keyRunSkeleton)
	weight := int32(0)
	lettered, skeletal := true, true
	for k := i; k < min(i+match.MaxRun, len(name)/o.width); k++ {
		f := &forms[o.formAt(name, k)]
		letters, skeleton = letters.string(f.Folded), skeleton.string(f.Skeleton)
		lettered, skeletal = lettered && f.Folded != "", skeletal && f.Skeleton != ""
		weight += match.Weight(f)
		if k == i || weight == 0 {
			continue
		}
		if lettered {
			r.add(letters)
		}
		if skeletal {
			r.add(skeleton)
		}
	}
}
