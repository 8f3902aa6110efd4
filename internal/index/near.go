package index

import (
	"slices"

	"lookback/internal/match"
	"lookback/internal/text"
)

// maxEdits is the greatest number of edits that match.MaxEdits allows. Both ways to find near words, deletions and
// parts, are made for it.
const maxEdits = 2

// maxNearLetters is the length of the longest word that deletions and parts hold. Longer ones are hardly names and cost too
// much to take apart; they are compared one by one.
const maxNearLetters = 40

// appendNear appends the forms of all words that errors of writing may relate to f.
func (k *kin) appendNear(found []uint32, d *dictionary, f *text.Form) []uint32 {
	k.near = k.appendNearWords(k.near[:0], d, f.Folded)
	slices.Sort(k.near)
	for words := slices.Compact(k.near); len(words) > 0; words = words[min(batch, len(words)):] {
		k.fetch(d, words[:min(batch, len(words))])
		for _, id := range words[:min(batch, len(words))] {
			letters := d.folded(id)
			if match.MayBeNear(f.Letters, d.letterSet(id), max(len(f.Folded), len(letters))) && match.Near(f.Folded, letters) {
				found = appendWord(found, d, id)
			}
		}
	}
	return found
}

// appendNearWords appends the first form of every word that is near q, and others.
func (k *kin) appendNearWords(near []uint32, d *dictionary, q string) []uint32 {
	switch {
	case len(q) > maxNearLetters:
	case len(d.deleted.starts) > 0:
		near = d.deleted.appendNear(near, q, &k.left)
	default:
		near = d.parts.appendNear(near, q)
	}
	if len(q) > maxNearLetters-maxEdits {
		near = append(near, d.long...)
	}
	return near
}

// fetch brings at most a batch of records near.
func (k *kin) fetch(d *dictionary, ids []uint32) {
	var starts [batch]int
	for i, id := range ids {
		starts[i] = d.starts.at(int(id))
	}
	for _, start := range starts[:len(ids)] {
		k.touched ^= d.records[start]
	}
}
