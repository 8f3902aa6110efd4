package eval

import (
	"slices"
	"testing"

	"lookback"
	"lookback/internal/match"
)

// aliasKinds are the kinds of alias, by how much of it the primary name holds. The rest is what no rule about names finds without finding
// everybody of the shared name too: OFAC itself tells reviewers that one name of several is no match (FAQ 5, step 3).
var aliasKinds = []struct {
	name  string
	floor float64 // share found that may not be lost again
}{
	{"nothing of it speaks against the primary name", 0.985},
	{"one name of several is another one", 0.765},
	{"one name is the same, the other is another one", 0},
	{"several names are others", 0},
}

// kindOfAlias returns the place in aliasKinds of an alias with this evidence, and false when it shares no name with the primary name.
func kindOfAlias(e lookback.NameEvidence) (int, bool) {
	shared := 0
	for _, p := range e.Pairs {
		if p.Relation != match.InitialOf.String() {
			shared++
		}
	}
	against := min(contradictions(e.LeftOnly), contradictions(e.RightOnly))
	switch {
	case against == 0:
		return 0, shared > 0
	case against == 1 && shared > 1:
		return 1, true
	case against == 1:
		return 2, shared > 0
	}
	return 3, shared > 0
}

func contradictions(tokens []lookback.TokenLeft) (n int) {
	for _, t := range tokens {
		if t.Effect == "contradicts" {
			n++
		}
	}
	return n
}

// TestStrongAliasesFindTheirEntry measures, on the OFAC edition of July 2021, how many strong aliases of people that share a name with the
// primary name are found by the primary name alone, and of what kind those are that are not.
func TestStrongAliasesFindTheirEntry(t *testing.T) {
	found, cases := make([]int, len(aliasKinds)), make([]int, len(aliasKinds))
	eachAlias(ofac(t), func(kind int, score lookback.Score) {
		cases[kind]++
		if score >= workingThreshold {
			found[kind]++
		}
	})
	var allFound, all int
	for i, k := range aliasKinds {
		got := float64(found[i]) / float64(cases[i])
		t.Logf("%s: %d of %d are found at %s (%.3f)", k.name, found[i], cases[i], workingThreshold, got)
		if got < k.floor {
			t.Errorf("%s: %.3f are found, want at least %.3f", k.name, got, k.floor)
		}
		allFound, all = allFound+found[i], all+cases[i]
	}
	t.Logf("in all: %d of %d (%.3f)", allFound, all, float64(allFound)/float64(all))
	if float64(allFound)/float64(all) < aliasFloor {
		t.Errorf("in all %.3f are found, want at least %.3f", float64(allFound)/float64(all), aliasFloor)
	}
}

// eachAlias calls f with the kind of each strong alias of people that shares a name with the primary name, and what it scores with that.
func eachAlias(entries []lookback.Entry, f func(kind int, score lookback.Score)) {
	for _, e := range entries {
		if e.Party.Kind != lookback.KindPerson {
			continue
		}
		primary := person(e.Party.Names[0])
		for _, n := range e.Party.Names[1:] {
			evidence := match.Compare(person(n), primary)
			if kind, shares := kindOfAlias(evidence.Name); shares && !n.Weak {
				f(kind, evidence.Score)
			}
		}
	}
}

// sampled is how many unlisted people stand for one in TestWhatTheRestOfTheAliasesWouldCost.
const sampled = 25

// TestWhatTheRestOfTheAliasesWouldCost measures at which threshold nine in ten of these aliases are found, and how many of the unlisted people would be
// alerts there, by their names alone against UN and OFAC. It holds that nobody can work there.
func TestWhatTheRestOfTheAliasesWouldCost(t *testing.T) {
	entries := ofac(t)
	var scores []lookback.Score
	eachAlias(entries, func(_ int, score lookback.Score) { scores = append(scores, score) })
	slices.Sort(scores)
	low := scores[len(scores)/10]
	var subjects []Subject
	for i, s := range population(t, "negatives_us.csv", true) {
		if i%sampled == 0 {
			subjects = append(subjects, s)
		}
	}
	best, err := bestScores(t.Context(), NewIndex(append(listed(t), entries...)), subjects, low)
	if err != nil {
		t.Fatal(err)
	}
	cost, working := shareAtLeast(best, low), shareAtLeast(best, workingThreshold)
	t.Logf("nine in ten are found at %s, where %.3f of %d unlisted people are alerts; at %s it is %.4f", low, cost, len(best), workingThreshold, working)
	if cost < 0.5 {
		t.Errorf("%.3f are alerts at %s: look again at what the threshold should be", cost, low)
	}
}

// aliasFloor is the share of all aliases that may not be lost again.
const aliasFloor = 0.795

// person is a person of whom nothing but a name is known.
func person(n lookback.Name) lookback.Party {
	return lookback.Party{Kind: lookback.KindPerson, Names: []lookback.Name{{Full: n.Full}}}
}
