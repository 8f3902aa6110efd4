package text

import (
	"maps"
	"slices"
	"strings"
)

// endearments are what Uzbeks, Tajiks and their neighbours put behind a name out of respect or love, and leave off at will: Karimjon is Karim.
var endearments = [...]string{"djan", "dzhon", "dzhan", "zhon", "zhan", "jon", "jan", "khon", "khan", "xon", "xan", "bek", "boy", "bai", "bay", "boi"}

// shortestEndeared is the length of the shortest name that goes with and without an endearment: Nurbek and Alibek are names of their own.
const shortestEndeared = 4

// loadEndearments opens a class of short forms for each name that can have an endearment behind it, by the name that stands for all its spellings. The
// variants must be loaded before.
func (x *lexicon) loadEndearments() {
	x.endeared = map[string]Symbol{}
	for _, key := range slices.Sorted(maps.Keys(x.words)) {
		if root := x.root(key); x.words[key].is(roleRoot) && len(key) >= shortestEndeared && isSounded(key) && x.endeared[root] == 0 {
			x.endeared[root] = x.newClass(Nicknames, root+"jon")
		}
	}
}

// endearmentOf returns the class of the name in front of an endearment, or 0 when name is none.
func (x *lexicon) endearmentOf(name string) Symbol {
	for _, end := range endearments {
		if half, ok := strings.CutSuffix(name, end); ok && len(half) >= shortestEndeared {
			return x.endeared[x.root(x.canonical(half))]
		}
	}
	return 0
}

// rootOf does what root does with a name whose skeleton is known.
func (x *lexicon) rootOf(name, skeleton string) string {
	if x.words[name] != nil {
		return x.root(name)
	}
	if s := x.sounds[skeleton]; s != nil && len(name) >= shortestSounded {
		return s.root
	}
	return ""
}
