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

// linksOf returns all forms of d as parts of runs.
func linksOf(d *dictionary) []link {
	links := make([]link, d.len())
	var f text.Form
	for id := range links {
		d.decode(uint32(id), &f)
		links[id] = linkOf(&f)
	}
	return links
}

// addFrom adds the runs that start with the first of run and end with another one of it.
func (r runs) addFrom(run []*link) {
	joined := *run[0]
	for _, l := range run[1:] {
		joined = joined.then(l)
		if joined.carries && joined.lettersPower != 0 {
			r.add(joined.letters.key(keyFolded))
		}
		if joined.carries && joined.skeletonPower != 0 {
			r.add(joined.skeleton.key(keySkeleton))
		}
	}
}
