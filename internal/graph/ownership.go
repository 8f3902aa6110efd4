package graph

import (
	"slices"

	"lookback"
)

// OwnershipQuestion asks whether listed parties hold a party under one rule.
type OwnershipQuestion struct {
	Party  lookback.NodeRef
	Listed []lookback.NodeRef
	// Joint are groups of listed parties that act together by arrangement: under a rule that does not add up the shares
	// of different listed parties, theirs are added up all the same (OFSI 4.14). Empty: nobody does.
	Joint  [][]lookback.NodeRef
	Stakes []Stake // as of the day of the question
	Rule   lookback.OwnershipRule
}

// Verdict is what the rule says. It is a reading of figures, and not a finding: a person rules.
type Verdict string

// The verdicts.
const (
	VerdictListed Verdict = "listed"      // the party is itself listed
	VerdictHeld   Verdict = "held"        // whatever the unknown shares are
	VerdictMaybe  Verdict = "may be held" // depending on unknown shares
	VerdictNot    Verdict = "not held"    // whatever the unknown shares are
)

// OwnershipAnswer is the verdict with the chain of stakes on which it rests.
type OwnershipAnswer struct {
	Rule    lookback.OwnershipRule
	Verdict Verdict
	// Share is what listed parties, and parties that they hold or may hold, own of the party: a range where shares are
	// unknown. Under a rule that does not add up, it is that of the one listed party, or group, that decides.
	Share   lookback.Share
	Control bool // held by control, whatever the share
	// Economic is what is left to the same listed parties when shares are multiplied along every chain, cycles included. No
	// regime here decides by it; people ask for it.
	Economic lookback.Share
	By       []lookback.NodeRef // the listed parties that decide
	Steps    []OwnershipStep    // the parties on which it rests, as they were found from the listed ones on; the party last
}

// OwnershipStep is one party of the chain and the stakes by which it counts as held.
type OwnershipStep struct {
	Party   lookback.NodeRef
	Verdict Verdict
	Share   lookback.Share
	Control bool
	Stakes  []Stake
}

// Ownership answers a question. A party that is held counts with all that it owns, and not with a part of it, as the
// regimes have it: half of a half is enough. Holding one another in a circle adds nothing: what is held
// grows from the listed parties outwards, and ends when nothing is added.
func Ownership(q OwnershipQuestion) OwnershipAnswer {
	answer := OwnershipAnswer{Rule: q.Rule, Verdict: VerdictNot, Share: lookback.ExactShare(0), Economic: lookback.ExactShare(0)}
	if slices.Contains(q.Listed, q.Party) {
		answer.Verdict, answer.By = VerdictListed, []lookback.NodeRef{q.Party}
		return answer
	}
	table := newStakeTable(q.Stakes)
	for i, group := range q.groups() {
		if one := table.answer(q, group); i == 0 || one.outranks(answer) {
			answer = one
		}
	}
	return answer
}

// groups returns the sets of listed parties whose shares are added up.
func (q OwnershipQuestion) groups() [][]lookback.NodeRef {
	if q.Rule.Aggregate {
		return [][]lookback.NodeRef{q.Listed}
	}
	groups := slices.Clone(q.Joint)
	for _, n := range q.Listed {
		groups = append(groups, []lookback.NodeRef{n})
	}
	return groups
}

// outranks reports whether a decides over b: by verdict, then by what is certain, then by what is possible.
func (a OwnershipAnswer) outranks(b OwnershipAnswer) bool {
	rank := map[Verdict]int{VerdictHeld: 2, VerdictMaybe: 1}
	switch {
	case rank[a.Verdict] != rank[b.Verdict]:
		return rank[a.Verdict] > rank[b.Verdict]
	case a.Share.Low != b.Share.Low:
		return a.Share.Low > b.Share.Low
	}
	return a.Share.High > b.Share.High
}

// stakeTable holds stakes by the party that is owned, with every unknown share turned into a range: what the
// other owners are known to have cannot be had twice.
type stakeTable map[lookback.NodeRef][]Stake

func newStakeTable(stakes []Stake) stakeTable {
	table := make(stakeTable)
	for _, s := range stakes {
		table[s.Owned] = append(table[s.Owned], s)
	}
	for owned, owners := range table {
		table[owned] = bounded(owners)
	}
	return table
}

// bounded returns the stakes in one party with every share as a range.
func bounded(owners []Stake) []Stake {
	var known lookback.Score
	for _, s := range owners {
		known += s.Share.Low
	}
	out := slices.Clone(owners)
	for i, s := range out {
		if !s.Share.Known {
			s.Share = lookback.Share{Known: true, High: lookback.MaxScore}
		}
		rest := max(lookback.MaxScore-(known-s.Share.Low), s.Share.Low)
		out[i].Share = lookback.Share{Known: true, Low: s.Share.Low, High: min(s.Share.High, rest)}
	}
	return out
}

// held is what a group of listed parties holds, for certain and possibly.
type held struct {
	sure, maybe map[lookback.NodeRef]bool
	order       []lookback.NodeRef // as they were found, without the listed ones
}

// answer answers for one group of listed parties. What is held is worked out without the party itself
// first, so that nothing it owns counts towards who owns it.
func (t stakeTable) answer(q OwnershipQuestion, group []lookback.NodeRef) OwnershipAnswer {
	owners := t.upstream(q.Party)[1:]
	h := t.spread(q.Rule, group, owners)
	last := t.step(q.Rule, h, q.Party)
	a := OwnershipAnswer{Rule: q.Rule, Verdict: last.Verdict, Share: last.Share, Control: last.Control, Economic: t.economic(q.Party, group)}
	needed := t.needed(h, q.Party)
	for _, n := range h.order {
		if needed[n] {
			a.Steps = append(a.Steps, t.step(q.Rule, h, n))
		}
	}
	a.Steps = append(a.Steps, last)
	for _, n := range group {
		if needed[n] {
			a.By = append(a.By, n)
		}
	}
	return a
}

// upstream returns the parties that own the party directly or through others, itself included, in the order found.
func (t stakeTable) upstream(party lookback.NodeRef) []lookback.NodeRef {
	seen := map[lookback.NodeRef]bool{party: true}
	all := []lookback.NodeRef{party}
	for i := 0; i < len(all); i++ {
		for _, s := range t[all[i]] {
			if !seen[s.Owner] {
				seen[s.Owner] = true
				all = append(all, s.Owner)
			}
		}
	}
	return all
}

// spread grows what is held from the listed parties until nothing is added.
func (t stakeTable) spread(rule lookback.OwnershipRule, group, all []lookback.NodeRef) held {
	h := held{sure: make(map[lookback.NodeRef]bool), maybe: make(map[lookback.NodeRef]bool)}
	for _, n := range group {
		h.sure[n], h.maybe[n] = true, true
	}
	for grown := true; grown; {
		grown = false
		for _, n := range all {
			if h.sure[n] {
				continue
			}
			switch t.step(rule, h, n).Verdict {
			case VerdictHeld:
				if !h.maybe[n] {
					h.order = append(h.order, n)
				}
				h.sure[n], h.maybe[n], grown = true, true, true
			case VerdictMaybe:
				if !h.maybe[n] {
					h.order = append(h.order, n)
					h.maybe[n], grown = true, true
				}
			}
		}
	}
	return h
}

// step works out how one party is held by what is held so far.
func (t stakeTable) step(rule lookback.OwnershipRule, h held, n lookback.NodeRef) OwnershipStep {
	step := OwnershipStep{Party: n, Verdict: VerdictNot, Share: lookback.ExactShare(0)}
	var others lookback.Score
	controlled := false
	for _, s := range t[n] {
		if !h.maybe[s.Owner] {
			others += s.Share.Low
			continue
		}
		step.Stakes = append(step.Stakes, s)
		step.Share.High += s.Share.High
		if h.sure[s.Owner] {
			step.Share.Low += s.Share.Low
		}
		controlled = controlled || s.Control
		step.Control = step.Control || s.Control && h.sure[s.Owner]
	}
	step.Share.High = max(min(step.Share.High, lookback.MaxScore-others), step.Share.Low)
	switch {
	case rule.Reached(step.Share.Low), rule.Control && step.Control:
		step.Verdict = VerdictHeld
	case rule.Reached(step.Share.High), rule.Control && controlled:
		step.Verdict = VerdictMaybe
	}
	step.Control = rule.Control && controlled
	return step
}

// needed returns the parties on which the verdict on the last one rests.
func (t stakeTable) needed(h held, last lookback.NodeRef) map[lookback.NodeRef]bool {
	needed := map[lookback.NodeRef]bool{last: true}
	for work := []lookback.NodeRef{last}; len(work) > 0; work = work[1:] {
		for _, s := range t[work[0]] {
			if h.maybe[s.Owner] && !needed[s.Owner] {
				needed[s.Owner] = true
				work = append(work, s.Owner)
			}
		}
	}
	return needed
}

// economicRounds bounds the rounds of economic. Each adds one more link to the chains counted. They end by themselves when
// nothing is added; only circles of nearly whole shares come near the bound, with less than a hundredth of a percent left.
const economicRounds = 5000

// economic multiplies shares along all chains from the listed parties at once, round by round, from nothing upwards.
func (t stakeTable) economic(party lookback.NodeRef, group []lookback.NodeRef) lookback.Share {
	all := t.upstream(party)
	low, high := make(map[lookback.NodeRef]mass), make(map[lookback.NodeRef]mass)
	for _, n := range group {
		low[n], high[n] = wholeMass, wholeMass
	}
	for range economicRounds {
		grown := false
		for _, n := range all {
			if slices.Contains(group, n) {
				continue
			}
			var l, h mass
			for _, s := range t[n] {
				l += low[s.Owner].times(s.Share.Low)
				h += high[s.Owner].timesUp(s.Share.High)
			}
			l, h = min(l, wholeMass), min(h, wholeMass)
			grown = grown || l != low[n] || h != high[n]
			low[n], high[n] = l, h
		}
		if !grown {
			break
		}
	}
	const roundUp = mass(lookback.MaxScore) - 1
	return lookback.Share{Known: true, Low: low[party].score(), High: min(high[party]+roundUp, wholeMass).score()}
}
