package index

import (
	"math/bits"

	"lookback/internal/match"
)

// sieve rules out owners that are met under one token of the query and hold relatives of too few others, by what is known of the holders
// of those. It is set for each token that is probed.
type sieve struct {
	on      bool   // it may rule owners out
	certain uint32 // bit i: owners are taken to relate to token i, because it is the probed one or nothing is known of its holders
	filters [match.MaxTokens]filter
	n       int
	begins  [match.MaxTokens]uint32 // by token: its first letter
}

// filter is that of the holders of a token.
type filter struct {
	bits  []uint32
	shift uint32
	token uint32
}

// setSieve sets the sieve for owners of group g at most that are met under token i, after all that hold a relative of a probed token were met.
func (s *Scratch) setSieve(ix *Index, i int, probed uint32, g group) {
	v, p := &s.sieve, &s.plan
	v.on, v.certain, v.n = false, 1<<i|p.joined, 0
	for _, j := range p.order[:p.n] {
		slot := p.slots[j]
		v.begins[j] = 0
		if slot.form.Folded != "" {
			v.begins[j] = letterBit(slot.form.Folded[0])
		}
		if (probed|v.certain)&(1<<j) != 0 || slot.cost == 0 {
			continue
		}
		if !ix.dictionary.keepsHolders() && slot.cost <= maxRatio*p.slots[i].cost {
			s.findHolders(ix, slot)
		}
		if h := &slot.holders; h.known() {
			v.filters[v.n] = filter{s.memo.of(h.filter), h.shift, uint32(j)}
			v.n++
		} else {
			v.certain |= 1 << j
		}
	}
	v.on = !s.reach.isEnough(v.certain, s.reach.initial, g)
}

// related returns the tokens that the owner at place may firmly relate to.
func (v *sieve) related(place uint32) uint32 {
	related := v.certain
	for i := range v.filters[:v.n] {
		f := &v.filters[i]
		if word, bits := filterBit(place, f.shift); f.bits[word]&bits == bits {
			related |= 1 << f.token
		}
	}
	return related
}

// beginning returns the tokens that begin with one of these letters.
func (v *sieve) beginning(letters uint32, p *plan) (tokens uint32) {
	for _, j := range p.order[:p.n] {
		if v.begins[j]&letters != 0 {
			tokens |= 1 << j
		}
	}
	return tokens
}

// probeHolders does what probe does from the list of holders of a token.
func (w *search) probeHolders(slot *memoSlot, wanted uint16) {
	m, h := &w.s.memo, &slot.holders
	all, initials, letters := m.of(h.list), m.of(h.initials), m.of(h.letters)
	if wanted&initialGroups == 0 {
		initials = nil
	}
	if wanted&^initialGroups == 0 {
		all = initials
	}
	w.stats.Postings += len(all)
	kept := w.s.places[:0]
	for _, x := range all {
		place, of := holder(x).place(), uint32(0)
		if len(initials) > 0 && holder(initials[0]).place() == place {
			of, initials, letters = letters[0], initials[1:], letters[1:]
		}
		if w.tooFew(place, of, w.s.plan.known(holder(x).group())) {
			w.stats.ByHolders++
			continue
		}
		if kept = append(kept, int(place)); len(kept) == batch {
			w.meetBatch(kept)
			kept = kept[:0]
		}
	}
	w.meetBatch(kept)
}

// tooFew reports whether no name of the owner at place, in a group of size g or more, which was met under the token that the sieve is set
// for, can reach the threshold because it cannot relate to enough other tokens. Letters are those of the initials in its names, or zero when
// only names without initials are wanted.
//
// Proof. Names that relate to a token probed before were met then: in the groups that were wanted, which are more than those wanted now. Of the
// others, a name firmly relates only to tokens whose probing leads to it, which are among those whose filters hold the owner, are not known, or
// are in a join. It softly relates to the initials of the query, and by its own initials to tokens that begin with one of them. Relating to fewer
// tokens, it cannot score higher.
func (w *search) tooFew(place, letters uint32, g group) bool {
	v, r := &w.s.sieve, &w.s.reach
	if !v.on {
		return false
	}
	soft := r.initial
	if letters != 0 {
		soft |= v.beginning(letters, &w.s.plan)
	}
	firm := v.related(place)
	return !r.isEnough(firm, soft, g) || !r.isEnough(w.s.sift(firm, place), soft, g)
}

// sift returns those of the tokens whose holders are known to hold the owner at place, where they are known one by one.
func (s *Scratch) sift(tokens, place uint32) uint32 {
	for m := tokens &^ s.sieve.certain; m != 0; m &= m - 1 {
		j := bits.TrailingZeros32(m)
		if !s.memo.mayHold(&s.plan.slots[j].holders, place) {
			tokens &^= 1 << j
		}
	}
	return tokens
}

// dropTooFew removes from places, of names of a group without initials, the owners that tooFew rules out.
func (w *search) dropTooFew(places []int, g group) []int {
	if !w.s.sieve.on {
		return places
	}
	g = w.s.plan.known(g)
	kept := places[:0]
	for _, place := range places {
		if w.tooFew(uint32(place), 0, g) {
			w.stats.ByHolders++
		} else {
			kept = append(kept, place)
		}
	}
	return kept
}
