package graph

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"lookback"
)

// stakes reads "X 50% A" and "X controls A" lines; a share may be a range or "?".
func stakes(t testing.TB, text string) []Stake {
	t.Helper()
	var ties []lookback.Tie
	for line := range strings.Lines(strings.TrimSpace(text)) {
		f := strings.Fields(line)
		out := tie(t, fmt.Sprintf("T%02d", len(ties)), "party:"+f[0], lookback.ClassOwns, "party:"+f[2])
		switch f[1] {
		case "controls":
			out.Class = lookback.ClassControls
		case "?":
		default:
			share, err := lookback.ParseShare(f[1])
			if err != nil {
				t.Fatal(err)
			}
			out.Share = share
		}
		ties = append(ties, out)
	}
	return Stakes(ties, today)
}

func parts(names string) []lookback.NodeRef {
	var out []lookback.NodeRef
	for _, n := range strings.Fields(names) {
		out = append(out, lookback.PartyNode(n))
	}
	return out
}

func ruleOn(t interface {
	Helper()
	Fatalf(string, ...any)
}, regime string, on lookback.Day) lookback.OwnershipRule {
	t.Helper()
	rule, ok := lookback.OwnershipRuleOn(lookback.OwnershipRules(), regime, on)
	if !ok {
		t.Fatalf("no rule of %s on %s", regime, on)
	}
	return rule
}

// One set of facts, three regimes, three answers (R16).
func TestThreeRegimesThreeAnswers_R16(t *testing.T) {
	facts := stakes(t, `
		X 30% Combine
		Y 25% Combine
		Z controls Trader
		Z 10% Trader
		X 50% Half
		X 51% Majority`)
	listed := parts("X Y Z")
	tests := []struct {
		party      string
		us, eu, uk Verdict
	}{
		{"Combine", VerdictHeld, VerdictHeld, VerdictNot},
		{"Trader", VerdictNot, VerdictHeld, VerdictHeld},
		{"Half", VerdictHeld, VerdictHeld, VerdictNot},
		{"Majority", VerdictHeld, VerdictHeld, VerdictHeld},
	}
	for _, test := range tests {
		for regime, want := range map[string]Verdict{lookback.RegimeUS: test.us, lookback.RegimeEU: test.eu, lookback.RegimeUK: test.uk} {
			got := Ownership(OwnershipQuestion{Party: lookback.PartyNode(test.party), Listed: listed, Stakes: facts, Rule: ruleOn(t, regime, today)})
			if got.Verdict != want {
				t.Errorf("%s under %s: got %s (%s), want %s", test.party, regime, got.Verdict, got.Share, want)
			}
		}
	}
}

func TestRuleOfTheDayDecides_R16(t *testing.T) {
	half := stakes(t, "X 50% A")
	ask := func(regime string, on lookback.Day) OwnershipAnswer {
		return Ownership(OwnershipQuestion{Party: lookback.PartyNode("A"), Listed: parts("X"), Stakes: half, Rule: ruleOn(t, regime, on)})
	}
	if before, after := ask(lookback.RegimeEU, lookback.NewDay(2024, 7, 2)), ask(lookback.RegimeEU, lookback.NewDay(2024, 7, 3)); before.Verdict != VerdictNot || after.Verdict != VerdictHeld {
		t.Errorf("EU at 50 %%: got %s, then %s; want not held before July 2024, held after", before.Verdict, after.Verdict)
	}
	suspended := ask(lookback.RegimeBIS, lookback.NewDay(2026, 1, 1))
	if suspended.Verdict != VerdictHeld || !suspended.Rule.Suspended {
		t.Errorf("BIS while suspended: got %+v, want held and marked as suspended", suspended)
	}
	if last := suspended.Words(nil, today); !strings.Contains(last[len(last)-1], "suspended") {
		t.Errorf("the words do not end with the suspension: %q", last)
	}
}

func TestOwnershipThroughChains_R16(t *testing.T) {
	tests := []struct {
		name, facts, listed, party string
		verdict                    Verdict
		share, economic            string
	}{
		{"HalfOfAHalf", "X 50% A\nA 50% B", "X", "B", VerdictHeld, "50 %", "25 %"},
		{"TooLittleAbove", "X 49% A\nA 100% B", "X", "B", VerdictNot, "0 %", "49 %"},
		{"DirectAndThrough", "X 60% A\nA 30% B\nX 25% B", "X", "B", VerdictHeld, "55 %", "43 %"},
		{"TwoTogetherAbove", "X 25% A\nY 25% A\nA 50% B", "X Y", "B", VerdictHeld, "50 %", "25 %"},
		{"UnknownShare", "X ? A", "X", "A", VerdictMaybe, "0 % to 100 %", "0 % to 100 %"},
		{"UnknownBoundedByOthers", "X ? A\nV 60% A", "X", "A", VerdictNot, "0 % to 40 %", "0 % to 40 %"},
		{"UnknownThatCannotMatter", "X 50% A\nX2 ? A", "X", "A", VerdictHeld, "50 %", "50 %"},
		{"Range", "X 40-60% A", "X", "A", VerdictMaybe, "40 % to 60 %", "40 % to 60 %"},
		{"UnknownAboveKnown", "X ? A\nA 80% B", "X", "B", VerdictMaybe, "0 % to 80 %", "0 % to 80 %"},
		{"Circle", "A 60% B\nB 60% A", "X", "A", VerdictNot, "0 %", "0 %"},
		{"CircleAddsNothing", "X 30% A\nA 60% B\nB 30% A", "X", "A", VerdictNot, "30 %", "36.58 % to 36.59 %"},
		{"HeldInACircle", "X 50% A\nA 60% B\nB 30% A", "X", "A", VerdictHeld, "50 %", "60.97 % to 60.98 %"},
		{"ThroughACircle", "X 60% A\nB 40% A\nA 40% B\nX 20% B", "X", "B", VerdictHeld, "60 %", "52.38 % to 52.39 %"},
		{"Itself", "X 1% A", "X", "X", VerdictListed, "0 %", "0 %"},
		{"Nobody", "V 100% A", "X", "A", VerdictNot, "0 %", "0 %"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := Ownership(OwnershipQuestion{Party: lookback.PartyNode(test.party), Listed: parts(test.listed), Stakes: stakes(t, test.facts), Rule: ruleOn(t, lookback.RegimeUS, today)})
			if got.Verdict != test.verdict || got.Share.String() != test.share || got.Economic.String() != test.economic {
				t.Errorf("got %s, %s, economic %s; want %s, %s, %s", got.Verdict, got.Share, got.Economic, test.verdict, test.share, test.economic)
			}
		})
	}
}

func TestJointArrangementIsAddedUp_R16(t *testing.T) {
	q := OwnershipQuestion{Party: lookback.PartyNode("A"), Listed: parts("X Y"), Stakes: stakes(t, "X 30% A\nY 30% A"), Rule: ruleOn(t, lookback.RegimeUK, today)}
	if got := Ownership(q); got.Verdict != VerdictNot || len(got.By) != 1 {
		t.Errorf("apart: got %s by %v, want not held, by one", got.Verdict, got.By)
	}
	q.Joint = [][]lookback.NodeRef{parts("X Y")}
	if got := Ownership(q); got.Verdict != VerdictHeld || len(got.By) != 2 || got.Share.String() != "60 %" {
		t.Errorf("together: got %s %s by %v, want held, 60 %%, by both", got.Verdict, got.Share, got.By)
	}
}

func TestChainIsShownTieByTie_R16_R23(t *testing.T) {
	got := Ownership(OwnershipQuestion{Party: lookback.PartyNode("B"), Listed: parts("X Y"), Stakes: stakes(t, "X 25% A\nY 25% A\nA 50% B\nV 50% B"), Rule: ruleOn(t, lookback.RegimeUS, today)})
	want := []string{
		"Rule us: 50 % or more, shares of different listed parties added up (OFAC revised guidance of 13 August 2014; FAQ 398 to 402).",
		"  X owns 25 % of A (date not known, report T00, A1, knowing).",
		"  Y owns 25 % of A (date not known, report T01, A1, knowing).",
		"A is held by listed parties or those they hold: 50 %.",
		"  A owns 50 % of B (date not known, report T02, A1, knowing).",
		"B is held by listed parties or those they hold: 50 %.",
		"Multiplied along all chains, the same listed parties have 25 %.",
	}
	if diff := cmp.Diff(got.Words(nil, today), want); diff != "" {
		t.Errorf("got -, want +\n%s", diff)
	}
}

func TestStakesComeFromTiesThatStand(t *testing.T) {
	owns := func(id, share string) lookback.Tie {
		out := tie(t, id, "party:X", lookback.ClassOwns, "party:A")
		out.Share, _ = lookback.ParseShare(share)
		return out
	}
	ended, guess, old := owns("E", "90"), owns("H", "90"), owns("O", "90")
	ended.To, guess.Kind, old.Recorded = lookback.ParseDate("2020"), lookback.Hypothesis, recorded.AddDate(-6, 0, 0)
	same := tie(t, "S", "party:X", lookback.ClassSame, "entry:l/1")
	sameTwice := tie(t, "S2", "entry:l/1", lookback.ClassSame, "party:X")
	tests := []struct {
		name string
		ties []lookback.Tie
		want string
	}{
		{"Ended", []lookback.Tie{ended}, "[]"},
		{"Hypothesis", []lookback.Tie{guess}, "[]"},
		{"Lapsed", []lookback.Tie{old}, "[]"},
		{"TwoReports", []lookback.Tie{owns("1", "30"), owns("2", "51")}, "[party:X 30 % to 51 % party:A]"},
		{"UnknownAndKnown", []lookback.Tie{owns("1", ""), owns("2", "51")}, "[party:X 51 % party:A]"},
		{"KnownAndUnknown", []lookback.Tie{owns("1", "51"), owns("2", "")}, "[party:X 51 % party:A]"},
		{"OwnerIsAnEntry", []lookback.Tie{owns("1", "51"), same, sameTwice}, "[entry:l/1 51 % party:A]"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := []string{}
			for _, s := range Stakes(test.ties, today) {
				got = append(got, fmt.Sprint(s.Owner, " ", s.Share, " ", s.Owned))
			}
			if fmt.Sprint(got) != test.want {
				t.Errorf("got %v, want %s", got, test.want)
			}
		})
	}
}

// Knowing more only ever narrows the range, and a certain verdict never turns (R16).
func TestKnowingAShareNarrowsTheAnswer_R16(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		names := []string{"X", "Y", "A", "B", "C"}
		var vague, exact []Stake
		left := map[string]int{"A": 100, "B": 100, "C": 100}
		for range rapid.IntRange(1, 8).Draw(rt, "stakes") {
			owner, owned := rapid.SampledFrom(names).Draw(rt, "owner"), rapid.SampledFrom(names[2:]).Draw(rt, "owned")
			if owner == owned || slices.ContainsFunc(exact, func(s Stake) bool { return s.Owner.ID == owner && s.Owned.ID == owned }) {
				continue
			}
			percent := rapid.IntRange(0, left[owned]).Draw(rt, "percent")
			left[owned] -= percent
			s := Stake{Owner: lookback.PartyNode(owner), Owned: lookback.PartyNode(owned), Share: lookback.ExactShare(lookback.Score(percent * 100))}
			exact = append(exact, s)
			if rapid.Bool().Draw(rt, "unknown") {
				s.Share = lookback.Share{}
			}
			vague = append(vague, s)
		}
		for _, regime := range []string{lookback.RegimeUS, lookback.RegimeUK} {
			q := OwnershipQuestion{Party: lookback.PartyNode("A"), Listed: parts("X Y"), Rule: ruleOn(rt, regime, today)}
			q.Stakes = exact
			sharp := Ownership(q)
			q.Stakes = vague
			dull := Ownership(q)
			if sharp.Verdict == VerdictMaybe || dull.Verdict != VerdictMaybe && dull.Verdict != sharp.Verdict {
				rt.Fatalf("%s: exact says %s, with unknown shares %s", regime, sharp.Verdict, dull.Verdict)
			}
			if regime == lookback.RegimeUK {
				continue // another listed party may decide, with figures of its own
			}
			if dull.Share.Low > sharp.Share.Low || dull.Share.High < sharp.Share.High {
				rt.Fatalf("exact share %s lies outside %s", sharp.Share, dull.Share)
			}
			if dull.Economic.Low > sharp.Economic.High || dull.Economic.High < sharp.Economic.Low {
				rt.Fatalf("exact economic %s lies outside %s", sharp.Economic, dull.Economic)
			}
		}
	})
}
