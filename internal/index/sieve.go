package index

import "math/bits"

// sieve rules out owners that are met under one token of the query and hold relatives of too few others, by what is known of the holders
// of those. It is set for each token that is probed.
type sieve struct {
	on      bool   // it may rule owners out
	certain uint32 // bit i: owners are taken to relate to token i, because it is the probed one or nothing is known of its holders
	filters [enoughTokens]filter
	n       int
	begins  [enoughTokens]uint32 // by token: its first letter
}

// filter is that of the holders of a token.
type filter struct {
	bits  []uint32
	shift uint32
	token uint32
}

// setSieve sets the sieve for owners that are met under token i.
func (s *Scratch) setSieve(i int) {
	v, p := &s.sieve, &s.plan
	v.on, v.certain, v.n = false, 1<<i, 0
	if !p.counted {
		return
	}
	for _, j := range p.order[:p.n] {
		slot := p.slots[j]
		v.begins[j] = 0
		if slot.form.Folded != "" {
			v.begins[j] = letterBit(slot.form.Folded[0])
		}
		switch h := &slot.holders; {
		case int(j) == i:
		case !h.known():
			v.certain |= 1 << j
		default:
			v.filters[v.n] = filter{s.memo.of(h.filter), h.shift, uint32(j)}
			v.n++
			v.on = true
		}
	}
}

// related returns the tokens that the owner at place may firmly relate to.
func (v *sieve) related(place uint32) uint32 {
	related, at := v.certain, scatter(place)
	for i := range v.filters[:v.n] {
		f := &v.filters[i]
		bit := at >> f.shift
		related |= f.bits[bit/32] >> (bit % 32) & 1 << f.token
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
	for _, place := range all {
		of := uint32(0)
		if len(initials) > 0 && initials[0] == place {
			of, initials, letters = letters[0], initials[1:], letters[1:]
		}
		if w.tooFew(place, of) {
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

// tooFew reports whether no name of the owner at place, which was met under the token that the sieve is set for, can reach the threshold
// because it cannot relate to enough other tokens. Letters are those of the initials in its names, or zero when only names without
// initials are wanted.
//
// Proof. The query holds no initial, so that a name without one has no soft relatives. The tokens that it firmly relates to are among
// those whose filters hold the owner or are not known, and a name that relates to fewer tokens cannot score higher. A name with initials
// softly relates to tokens that begin with one of them at most; of all these, see pattern.enoughByInitials.
func (w *search) tooFew(place, letters uint32) bool {
	v := &w.s.sieve
	if !v.on {
		return false
	}
	enough, soft := w.s.reach.pattern.enough, uint32(0)
	if letters != 0 {
		enough, soft = w.s.reach.pattern.enoughByInitials, v.beginning(letters, &w.s.plan)
	}
	firm := v.related(place)
	return !enough.has(firm|soft) || !enough.has(w.s.sift(firm, place)|soft)
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

// dropTooFew removes from places, of names without an initial, the owners that tooFew rules out.
func (w *search) dropTooFew(places []int) []int {
	if !w.s.sieve.on {
		return places
	}
	kept := places[:0]
	for _, place := range places {
		if w.tooFew(uint32(place), 0) {
			w.stats.ByHolders++
		} else {
			kept = append(kept, place)
		}
	}
	return kept
}
