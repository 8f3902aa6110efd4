package text

import "slices"

// sounded is what all names of the tables that share a skeleton have in common. No table lists all spellings: one that is in none belongs to the
// classes of the names that it sounds like, when these agree.
type sounded struct {
	names []Symbol // classes of all of them
	root  string   // the name that family names of all of them are made of; empty where there is none, or several
}

// Skeletons of so few letters are shared by different names.
const shortestSounded = 5

// loadSounds enters the names of the tables of variants by their skeletons.
func (x *lexicon) loadSounds() {
	x.sounds = map[string]*sounded{}
	for key, l := range x.words {
		if !l.is(roleVariant) || len(key) < shortestSounded || !isSounded(key) {
			continue
		}
		skeleton := skeletonOf(key, false)
		root := ""
		if l.is(roleRoot) {
			root = x.root(key)
		}
		s := x.sounds[skeleton]
		if s == nil {
			x.sounds[skeleton] = &sounded{slices.Clone(l.names), root}
			continue
		}
		s.names = slices.DeleteFunc(s.names, func(symbol Symbol) bool { return !slices.Contains(l.names, symbol) })
		if s.root != root {
			s.root = ""
		}
	}
	for _, s := range x.sounds {
		slices.Sort(s.names)
	}
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
