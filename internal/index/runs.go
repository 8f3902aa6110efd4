package index

import (
	"lookback/internal/match"
	"lookback/internal/text"
)

// runs is a Bloom filter of all runs of two and three neighbouring tokens of all names, written together by their letters and
// by their skeletons. Almost no token of a query is such a run, while the dictionary holds parts for almost every
// one, so this is asked before a token is cut up. It may say yes by mistake, never no.
type runs []byte

// runBits is the number of bits of the filter for each run; two of them are set. With four, at most one token in six
// is cut up in vain, and fewer where runs repeat.
const runBits = 4

// has reports whether a run with this key may exist.
func (r runs) has(k key) bool {
	if len(r) == 0 {
		return false
	}
	a, b := r.places(k)
	return r[a/8]&(1<<(a%8)) != 0 && r[b/8]&(1<<(b%8)) != 0
}

func (r runs) add(k key) {
	a, b := r.places(k)
	r[a/8] |= 1 << (a % 8)
	r[b/8] |= 1 << (b % 8)
}

// places returns the two bits of a key.
func (r runs) places(k key) (a, b uint64) {
	n := uint64(len(r)) * 8
	return uint64(k.top()) * n >> 32, uint64(uint32(k)) * n >> 32
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
	links := linksOf(d)
	var name [match.MaxTokens]*link
	o.eachName(func(_ uint32, forms []byte) {
		n := len(forms) / o.width
		for k := range n {
			name[k] = &links[o.formAt(forms, k)]
		}
		for i := range n {
			r.addFrom(name[i:min(i+match.MaxRun, n)])
		}
	})
	return r
}

// link is a form as part of a run: the hashes of its letters and of its skeleton, and their powers, which are zero
// where it has none.
type link struct {
	letters, lettersPower   hash
	skeleton, skeletonPower hash
	carries                 bool
}

// linksOf returns all forms of d as parts of runs.
func linksOf(d *dictionary) []link {
	links := make([]link, d.len())
	var f text.Form
	for id := range links {
		l := &links[id]
		d.decode(uint32(id), &f)
		l.carries = match.Weight(&f) > 0
		if f.Folded != "" {
			l.letters, l.lettersPower = hashOf(f.Folded), power(len(f.Folded))
		}
		if f.Skeleton != "" {
			l.skeleton, l.skeletonPower = hashOf(f.Skeleton), power(len(f.Skeleton))
		}
	}
	return links
}

// addFrom adds the runs that start with the first of run and end with another one of it.
func (r runs) addFrom(run []*link) {
	first := run[0]
	letters, skeleton, carries := first.letters, first.skeleton, first.carries
	lettered, skeletal := first.lettersPower != 0, first.skeletonPower != 0
	for _, l := range run[1:] {
		letters = letters.join(l.letters, l.lettersPower)
		skeleton = skeleton.join(l.skeleton, l.skeletonPower)
		lettered, skeletal = lettered && l.lettersPower != 0, skeletal && l.skeletonPower != 0
		carries = carries || l.carries
		if carries && lettered {
			r.add(letters.key(keyFolded))
		}
		if carries && skeletal {
			r.add(skeleton.key(keySkeleton))
		}
	}
}
