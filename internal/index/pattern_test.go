package index

import (
	"math/bits"
	"testing"

	"lookback/internal/match"
	"lookback/internal/text"
	"pgregory.net/rapid"
)

// TestBoundsLookAtClassesAlone shows what patterns rest on.
func TestBoundsLookAtClassesAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := drawName(t)
		name = name[:min(len(name), enoughTokens)]
		bare := make(match.Forms, len(name))
		for i, f := range name {
			bare[i] = &text.Form{Class: f.Class}
		}
		probed := rapid.Uint32Range(0, 1<<enoughTokens-1).Draw(t, "probed")
		alone := rapid.Int32Range(0, 400).Draw(t, "alone")
		for _, initials := range []bool{false, true} {
			if got, want := match.Bound(bare, probed, initials, alone), match.Bound(name, probed, initials, alone); got != want {
				t.Fatalf("the bound of %v is %s, and of their classes alone %s", name, want, got)
			}
		}
	})
}

// TestEnoughIsABound shows that no name reaches the threshold that relates to tokens of which a pattern says that they are not enough.
func TestEnoughIsABound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := drawName(t)
		q = q[:min(len(q), enoughTokens)]
		var p profile
		p.read(q)
		all := uint32(1)<<len(q) - 1
		firm := rapid.Uint32Range(0, all).Draw(t, "firm")
		soft := rapid.Uint32Range(0, all).Draw(t, "soft") &^ firm
		weight := rapid.OneOf(rapid.Just(int32(0)), rapid.Just(int32(400)), rapid.Int32Range(0, 400)) // the bound is met at the ends
		x := match.Reach{Firm: weight.Draw(t, "their firm"), Against: weight.Draw(t, "against"), Plain: weight.Draw(t, "plain")}
		if p.reach(0, soft).Soft > 0 {
			x.Soft, x.Doubt = weight.Draw(t, "their soft"), weight.Draw(t, "doubt")
		}
		x.Total = x.Firm + x.Soft + weight.Draw(t, "more")
		g := group(rapid.IntRange(0, groupSizes-1).Draw(t, "group"))
		x.Against += max(0, g.against()-int32(bits.OnesCount32(firm))*match.MaxAgainst) // each of those is aligned with one token
		reached := match.Limit(p.reach(firm, soft), x)
		pattern := newPattern(q, reached) // the threshold that is just reached leaves no room for a loose test
		enough := pattern.enough[g]
		if x.Soft > 0 || p.reach(0, soft).Soft > 0 {
			enough = pattern.enoughByInitials
		}
		if reached > 0 && !enough.has(firm|soft) {
			t.Fatalf("%v with firm %b and soft %b in group %d reaches %s, and is said not to", q, firm, soft, g, reached)
		}
	})
}

// TestHoldersAreNotMissed shows that an owner is found in the holders of a token, however they are kept, and that
// a list holds no others, each with its least group.
func TestHoldersAreNotMissed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		place := rapid.Uint32Range(0, maxRecords-1)
		others := rapid.SliceOfN(place, 0, 50).Draw(t, "others")
		var m memo
		for range rapid.IntRange(1, 3).Draw(t, "tokens before") {
			m.keepList(&holders{}, []holder{1, 2, 3}, nil)
		}
		var all []holder
		held := map[uint32]group{}
		for _, p := range rapid.SliceOfN(place, 1, 50).Draw(t, "places") {
			held[p] = groups
			for _, g := range rapid.SliceOfN(rapid.Uint8Range(0, groupSizes-1), 1, 3).Draw(t, "groups") {
				all = append(all, newHolder(p, group(g)))
			}
		}
		for _, x := range all {
			held[x.place()] = min(held[x.place()], x.group())
		}
		h := m.newFilter(len(all))
		m.fill(&h, all)
		if rapid.Bool().Draw(t, "listed") {
			m.keepList(&h, all, nil)
		}
		for p := range held {
			if !m.mayHold(&h, p) {
				t.Fatalf("place %d is not found among %v", p, held)
			}
		}
		for _, p := range others {
			if _, holds := held[p]; h.listed && m.mayHold(&h, p) != holds {
				t.Fatalf("place %d is said to be among %v", p, held)
			}
		}
		for _, x := range m.of(h.list) {
			if got := holder(x); got.group() != held[got.place()] {
				t.Fatalf("place %d is kept with group %d, want %d", got.place(), got.group(), held[got.place()])
			}
		}
	})
}
