package index

import "lookback/internal/match"

// deletions finds the words within a few errors of writing of a given one by what is left of them: every word is held
// under each string that it becomes when as many letters are left out as match.MaxEdits allows its length, and
// words that are near become the same string. It answers several times faster than parts, in eight times the memory.
//
// Proof. Take words q and x, q not the shorter, within MaxEdits(len(q)) edits of each other. Leaving out the letters that
// edits touch (both of a substitution, the one of an insertion or deletion, one letter on both sides of a swap) makes
// them equal. It takes at most MaxEdits(len(q)) letters of q. At least len(q)-len(x) edits are letters that only q has, which take
// none of x, so it takes at most MaxEdits(len(q))-(len(q)-len(x)) letters of x; and that is at most MaxEdits(len(x)), because
// MaxEdits grows by one at most from one length to the next.
type deletions struct{ table }

// An entry is a form in the lower bits, and in the upper ones a part of its key that tells most others in the bucket apart.
const (
	formBits        = 24
	formMask uint32 = 1<<formBits - 1
)

func tagOf(k key) uint32 { return uint32(k) &^ formMask }

// fits reports whether the forms of d can be entries, and are few enough.
func (deletions) fits(d *dictionary, words int) bool {
	return d.len() <= 1<<formBits && d.words() <= words
}

// defaultDeletionWords is the greatest dictionary that holds deletions, in 20 MiB or so. Lists stay below it, which are asked about
// millions of different tokens; populations lie above, which are asked about few.
const defaultDeletionWords = 1 << 16

// buildDeletions indexes the words of d.
func buildDeletions(d *dictionary) deletions {
	var pairs []keyed
	var l leftovers
	for id := uint32(0); int(id) < d.len(); id = d.wordEnd(id) {
		word := d.folded(id)
		if len(word) > maxNearLetters {
			continue
		}
		for _, k := range l.of(word) {
			pairs = append(pairs, keyed{k.top(), id | tagOf(k)})
		}
	}
	return deletions{buildTable(pairs)}
}

// appendNear appends to found the first form of every word within match.MaxEdits of q, and others.
func (t *deletions) appendNear(found []uint32, q string, l *leftovers) []uint32 {
	for keys := l.of(q); len(keys) > 0; keys = keys[min(batch, len(keys)):] {
		found = t.appendHeld(found, keys[:min(batch, len(keys))], l)
	}
	return found
}

// appendHeld appends the forms held under at most a batch of keys, whose buckets are fetched together.
func (t *deletions) appendHeld(found []uint32, keys []key, l *leftovers) []uint32 {
	var from, to [batch]int
	for i, k := range keys {
		from[i], to[i] = t.find(k)
	}
	for _, start := range from[:len(keys)] {
		if start < t.entries.len() {
			l.touched ^= t.entries[4*start]
		}
	}
	for i, k := range keys {
		for e := from[i]; e < to[i]; e++ {
			if entry := t.entries.at(e); entry&^formMask == tagOf(k) {
				found = append(found, entry&formMask)
			}
		}
	}
	return found
}

// leftovers is the working memory for what is left of a word.
type leftovers struct {
	keys   []key
	heads  []hash // hashes of the first letters of the word
	tails  []hash // hashes of the letters from each place on
	powers []hash

	touched byte // of buckets that were fetched ahead of their use
}

// of returns the keys of all strings that word becomes, some of them more than once. They are good until the next call.
func (l *leftovers) of(word string) []key {
	n := len(word)
	l.prepare(word)
	l.keys = append(l.keys[:0], l.heads[n].key(keyDeleted))
	edits := match.MaxEdits(n)
	if edits == 0 {
		return l.keys
	}
	for i := range n {
		l.keys = append(l.keys, l.heads[i].join(l.tails[i+1], l.powers[n-i-1]).key(keyDeleted))
		if edits == 1 {
			continue
		}
		without := l.heads[i] // of the first letters but the i-th
		for j := i + 1; j < n; j++ {
			l.keys = append(l.keys, without.join(l.tails[j+1], l.powers[n-j-1]).key(keyDeleted))
			without = without.join(hashOf(word[j:j+1]), hashBase)
		}
	}
	return l.keys
}

// prepare hashes the beginnings and ends of word.
func (l *leftovers) prepare(word string) {
	n := len(word)
	if len(l.heads) <= n {
		l.heads, l.tails, l.powers = make([]hash, 2*n+1), make([]hash, 2*n+1), make([]hash, 2*n+1)
		l.powers[0] = 1
		for i := range 2 * n {
			l.powers[i+1] = l.powers[i] * hashBase
		}
	}
	l.heads[0], l.tails[n] = 0, 0
	for i := range n {
		l.heads[i+1] = l.heads[i].join(hashOf(word[i:i+1]), hashBase)
	}
	for i := n - 1; i >= 0; i-- {
		l.tails[i] = hashOf(word[i:i+1]).join(l.tails[i+1], l.powers[n-i-1])
	}
}
