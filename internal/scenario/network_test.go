package scenario

import (
	"slices"
	"testing"

	"lookback"
)

func TestNetworkIsValid(t *testing.T) {
	n := demoWorld().Network
	if err := n.Network.Validate(); err != nil {
		t.Error(err)
	}
	nodes := map[lookback.NodeRef]bool{n.Network.Ref(): true, n.Listed: true}
	for _, p := range n.Parties {
		if err := p.Validate(); err != nil {
			t.Errorf("party %s: %v", p.ID, err)
		}
		if nodes[p.Ref()] {
			t.Errorf("two parties are called %s", p.ID)
		}
		nodes[p.Ref()] = true
	}
	for _, r := range demoWorld().Records {
		nodes[lookback.RecordNode(r.Ref())] = true
	}
	ids := map[string]bool{}
	for i, tie := range n.Ties {
		if err := tie.Validate(); err != nil {
			t.Errorf("tie %s: %v", tie.ID, err)
		}
		if ids[tie.ID] || !nodes[tie.Subject] || !nodes[tie.Object] {
			t.Errorf("tie %s from %s to %s: known before, or an end is nobody", tie.ID, tie.Subject, tie.Object)
		}
		if i > 0 && tie.Recorded.Before(n.Ties[i-1].Recorded) {
			t.Errorf("tie %s is recorded before the one ahead of it", tie.ID)
		}
		ids[tie.ID] = true
	}
	for _, r := range n.Retractions {
		if err := r.Validate(); err != nil || !ids[r.Tie] {
			t.Errorf("retraction of %s: %v", r.Tie, err)
		}
	}
	if entryIn(&demoWorld().List("north").Editions[0], n.Listed.ID[len("north/"):]) == nil {
		t.Errorf("%s is not on the list", n.Listed)
	}
}

// reached walks from the listed organisation over ties that stand, are no hypothesis and touch no public hub, and
// returns the records within three hops: their own tie and two more.
func reached(n *Network, retractions []lookback.Retraction) []string {
	hubs := map[lookback.NodeRef]bool{}
	for _, p := range n.Parties {
		hubs[p.Ref()] = p.PublicHub
	}
	seen, edge := map[lookback.NodeRef]bool{n.Listed: true}, []lookback.NodeRef{n.Listed}
	var records []string
	for range 3 {
		var next []lookback.NodeRef
		for _, t := range lookback.Standing(n.Ties, retractions) {
			if t.Kind == lookback.Hypothesis || hubs[t.Subject] || hubs[t.Object] {
				continue
			}
			for _, ends := range [][2]lookback.NodeRef{{t.Subject, t.Object}, {t.Object, t.Subject}} {
				if slices.Contains(edge, ends[0]) && !seen[ends[1]] {
					seen[ends[1]] = true
					next = append(next, ends[1])
					if ends[1].Kind == lookback.NodeRecord {
						records = append(records, ends[1].ID)
					}
				}
			}
		}
		edge = next
	}
	slices.Sort(records)
	return records
}

// The records with a path to the listed organisation are exactly the planted ones: no more, no fewer.
func TestExactlyTheMovedAreReached(t *testing.T) {
	for _, w := range []*World{demoWorld(), New(3, 2000)} {
		if got, want := reached(&w.Network, nil), w.Network.Moved; !slices.Equal(got, want) {
			t.Errorf("%d records are reached, want the %d moved", len(got), len(want))
		}
		for _, refs := range [][]string{w.Network.Hypotheses, w.Network.AtHubs} {
			for _, ref := range refs {
				if slices.Contains(w.Network.Moved, ref) {
					t.Errorf("%s was moved, and is among those who must not be found", ref)
				}
			}
		}
		withdrawn := w.Network.retractedRecords()
		if got, want := len(reached(&w.Network, w.Network.Retractions)), len(w.Network.Moved)-len(withdrawn); got != want {
			t.Errorf("%d records are reached after the retractions, want %d", got, want)
		}
	}
}

func TestMovedAreAFewHundredOfTheDemo(t *testing.T) {
	for seed := range uint64(2) {
		w := New(seed, DefaultRecords)
		if n := len(w.Network.Moved); n < movedPer20000 || n >= movedPer20000+movedSpread {
			t.Errorf("seed %d: the network moved %d people", seed, n)
		}
	}
}

// R37: the outcomes are one for each moved person and add up.
func TestOutcomesReconcile(t *testing.T) {
	w := demoWorld()
	var refs []string
	for _, o := range w.Outcomes {
		refs = append(refs, o.Record)
		if o.Tie.Adverse() || o.Identity.Adverse() {
			t.Errorf("%s: the world says %q and %q of somebody who was only moved", o.Record, o.Tie, o.Identity)
		}
		if custody := o.Whereabouts == lookback.InCustody; custody != (o.Fate == InCustody) || custody != (o.Legal.Nature == lookback.Administrative) {
			t.Errorf("%s: %s on %+v", o.Record, o.Fate, o.Legal)
		}
	}
	if !slices.Equal(refs, w.Network.Moved) {
		t.Errorf("there are %d outcomes for %d moved records", len(refs), len(w.Network.Moved))
	}
	sum, count := 0, map[Fate]int{}
	for _, f := range w.Tally() {
		sum += f.Count
		count[f.Fate] = f.Count
	}
	if sum != len(w.Outcomes) {
		t.Errorf("the tally adds up to %d, want %d", sum, len(w.Outcomes))
	}
	for _, want := range []struct {
		fate     Fate
		from, to int
	}{{InCustody, 145, 160}, {Unknown, 48, 60}, {ByRedress, 3, 5}, {Cleared, 60, 120}, {Located, 60, 140}} {
		if n := count[want.fate]; n < want.from || n > want.to {
			t.Errorf("%s: %d, want %d to %d", want.fate, n, want.from, want.to)
		}
	}
	protected := 0
	for _, o := range w.Outcomes {
		protected += index(len(o.Protection) > 0)
	}
	if protected < 15 {
		t.Errorf("%d of the moved are protected, want some", protected)
	}
}
