package text

import (
	"maps"
	"slices"
)

// sounded is what all names of the tables that share a skeleton have in common. No table lists all spellings: one that is in none belongs to the
// classes of the names that it sounds like, when these agree.
type sounded struct {
	names []Symbol // classes of all of them
	root  string   // the name that family names of all of them are made of; empty where there is none, or several
}

// Skeletons of so few letters are shared by different names.
const shortestSounded = 5

// loadSounds enters the names of the tables of variants by their skeletons, and joins those of one skeleton that their classes connect.
func (x *lexicon) loadSounds() {
	x.sounds = map[string]*sounded{}
	groups := map[string][]string{}
	for key, l := range x.words {
		if l.is(roleVariant) && isSounded(key) {
			skeleton := skeletonOf(key, false)
			groups[skeleton] = append(groups[skeleton], key)
		}
	}
	for _, skeleton := range slices.Sorted(maps.Keys(groups)) {
		keys := groups[skeleton]
		slices.Sort(keys)
		x.connect(keys)
		if s := x.common(keys); s != nil {
			x.sounds[skeleton] = s
		}
	}
}

// common returns what the longer ones of keys have in common, or nil when there are none.
func (x *lexicon) common(keys []string) *sounded {
	var s *sounded
	for _, key := range keys {
		l := x.words[key]
		root := ""
		switch {
		case len(key) < shortestSounded:
			continue
		case l.is(roleRoot):
			root = x.root(key)
		}
		if s == nil {
			s = &sounded{slices.Clone(l.names), root}
			continue
		}
		s.names = slices.DeleteFunc(s.names, func(symbol Symbol) bool { return !slices.Contains(l.names, symbol) })
		if s.root != root {
			s.root = ""
		}
	}
	if s != nil {
		slices.Sort(s.names)
	}
	return s
}

// connect gives a class to names of one skeleton that share none but are connected by others of them: Javid is Javed and Javed is Jawed, so Javid is Jawed.
func (x *lexicon) connect(keys []string) {
	for len(keys) > 1 {
		linked, rest := []string{keys[0]}, keys[1:]
		for i := 0; i < len(linked); i++ {
			var others []string
			for _, key := range rest {
				if x.shareClass(linked[i], key) {
					linked = append(linked, key)
				} else {
					others = append(others, key)
				}
			}
			rest = others
		}
		if !x.allShare(linked) {
			symbol := x.newClass(Variants, linked[0])
			for _, key := range linked {
				x.addName(x.words[key], symbol)
			}
		}
		keys = rest
	}
}

func (x *lexicon) allShare(keys []string) bool {
	for i, a := range keys {
		for _, b := range keys[i+1:] {
			if !x.shareClass(a, b) {
				return false
			}
		}
	}
	return true
}

// shareClass reports whether two names of the tables share a class of variants.
func (x *lexicon) shareClass(a, b string) bool {
	return slices.ContainsFunc(x.words[a].names, func(s Symbol) bool { return s.Kind() == Variants && slices.Contains(x.words[b].names, s) })
}

// soundedNames returns the classes of the names that a name in no table sounds like.
func (x *lexicon) soundedNames(name, skeleton string) []Symbol {
	if len(name) < shortestSounded {
		return nil
	}
	if s := x.sounds[skeleton]; s != nil {
		return s.names
	}
	return nil
}

// soundedRoot returns the name that family names are made of and that s, in no table, sounds like, or s itself.
func (x *lexicon) soundedRoot(s string) string {
	if len(s) < shortestSounded {
		return s
	}
	if known := x.sounds[skeletonOf(s, false)]; known != nil && known.root != "" {
		return known.root
	}
	return s
}
