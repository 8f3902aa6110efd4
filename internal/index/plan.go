package index

import (
	"lookback"
	"lookback/internal/match"
	"lookback/internal/text"
)

// plan is the order in which the tokens of one name of the query are probed.
type plan struct {
	slots  [match.MaxTokens]*memoSlot
	order  [match.MaxTokens]int8
	n      int
	joined uint32 // tokens of which the dictionary holds a run written together
	single bool   // no token of the query can be aligned with a run of tokens
	filled bool   // the reach knows the relatives
}

// prepare looks up the relatives of the tokens of q and orders the tokens that carry weight by what probing them costs.
func (s *Scratch) prepare(ix *Index, q match.Forms, t lookback.Score) {
	d, p := ix.dictionary, &s.plan
	p.n, p.filled, p.single = 0, false, true
	s.reach.reset(d, q, s.patterns.find(q, t), t)
	s.memo.reserve()
	for i, f := range q {
		if match.Weight(f) == 0 {
			s.kin.links[i] = linkOf(f)
			continue
		}
		p.slots[i] = s.relatives(ix, f)
		s.kin.links[i] = p.slots[i].link
		p.single = p.single && p.slots[i].run == 1
		p.insert(i)
	}
	s.joins = s.kin.appendJoins(s.joins[:0], d, q)
	p.joined = 0
	for _, j := range s.joins {
		p.joined |= j.tokens
	}
}

// fill tells the reach of the present name what relates to its tokens. Most names do without.
func (s *Scratch) fill() {
	p := &s.plan
	if p.filled {
		return
	}
	p.filled = true
	s.reach.empty()
	for _, i := range p.order[:p.n] {
		s.reach.add(int(i), s.memo.relatives[p.slots[i].from:p.slots[i].to])
	}
	for _, j := range s.joins {
		s.reach.slot(j.form).firm |= j.tokens
	}
}

// known returns g where each token of a name is aligned with one of the query, so that it says how many stay alone, and otherwise 0, which says nothing.
func (p *plan) known(g group) group {
	if p.single {
		return g
	}
	return 0
}

// insert puts token i into the order: cheapest first, then as the name has them.
func (p *plan) insert(i int) {
	k := p.n
	for k > 0 && p.slots[p.order[k-1]].cost > p.slots[i].cost {
		p.order[k] = p.order[k-1]
		k--
	}
	p.order[k] = int8(i)
	p.n++
}

// relatives returns what is remembered of f, and finds it out first when nothing is.
func (s *Scratch) relatives(ix *Index, f *text.Form) *memoSlot {
	slot := s.memo.find(f)
	if slot.form != nil {
		if !slot.asked {
			slot.asked = true
			if ix.dictionary.keepsHolders() {
				s.findHolders(ix, slot)
			}
		}
		return slot
	}
	m := &s.memo
	from := len(m.relatives)
	m.relatives = s.kin.appendRelatives(m.relatives, ix, f)
	slot.form, slot.from, slot.to, slot.cost, slot.asked, slot.holders = f, int32(from), int32(len(m.relatives)), 0, false, holders{}
	slot.link, slot.run = linkOf(f), 1
	if s.kin.split {
		slot.run = match.MaxRun
	}
	for _, r := range m.relatives[from:] {
		if r.kind() == firm {
			slot.cost += ix.postings.count(r.form())
		}
	}
	m.used++
	return slot
}

// wanted returns what plan.wanted returns, from the pattern of the name where that is enough to know.
func (s *Scratch) wanted(q match.Forms, probed uint32, t lookback.Score) uint16 {
	p := s.reach.pattern
	if p == nil || !s.plan.single {
		return s.plan.wanted(q, probed, t)
	}
	if p.known&(1<<probed) == 0 {
		p.known |= 1 << probed
		p.wanted[probed] = s.plan.wanted(q, probed, t)
	}
	return p.wanted[probed]
}

// wanted returns the groups of names that were not met and can still reach t, as bits. Probed are the tokens of
// q whose relatives no such name holds.
//
// What may be aligned with an open token is one token of the name, or a run of them where the dictionary knows such runs; and with an initial
// of q one token. When the name can speak against q with more than all of that, the rest of it stays alone.
func (p *plan) wanted(q match.Forms, probed uint32, t lookback.Score) uint16 {
	covered := int32(0)
	for _, i := range p.order[:p.n] {
		switch {
		case probed&(1<<i) == 0:
			covered += p.slots[i].run * match.MaxAgainst
		case q[i].Class == text.Initial:
			covered += match.MaxAgainst
		}
	}
	var wanted uint16
	reaches, known := false, int32(-1) // of the last bound: groups differ in few of them
	for g := group(0); g < groups; g++ {
		alone := max(0, g.against()-covered)
		if alone != known || g == groupSizes {
			reaches, known = match.Bound(q, probed, g.initials(), alone) >= t, alone
		}
		if reaches {
			wanted |= 1 << g
		}
	}
	return wanted
}
