package graph

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"lookback"
)

// Every simple path within the bounds is found, with the strength that its ties give, and no other (R24).
func TestPathsAreThoseOfTryingEverything_R24(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := drawWorld(rt, t)
		g := w.build(t)
		o := Options{Hypotheses: rapid.Bool().Draw(rt, "hypotheses")}
		var s Scratch
		for _, r := range w.records() {
			from, _ := g.Find(r)
			routes, stats := g.On(today).Paths(nil, from, o, &s)
			slow := w.slowPaths(r, today, o)
			if diff := cmp.Diff(routeKeys(g, routes), slowKeys(slow)); diff != "" {
				rt.Fatalf("%s: got -, want +\n%s", r, diff)
			}
			if stats.Routes != len(slow) || stats.NotExamined != 0 {
				rt.Fatalf("%s: stats %+v, want %d routes and nothing not examined", r, stats, len(slow))
			}
		}
	})
}

// A path is never stronger than its weakest tie (R24).
func TestPathNeverExceedsItsWeakestTie_R24(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := drawWorld(rt, t)
		g := w.build(t)
		var s Scratch
		for _, r := range w.records() {
			from, _ := g.Find(r)
			routes, _ := g.On(today).Paths(nil, from, Options{Hypotheses: true}, &s)
			for _, route := range routes {
				for _, step := range route.Steps {
					if weight := g.edge(step.Edge).weightOn(today); route.Strength > weight {
						rt.Fatalf("path %v has strength %s, tie %s only %s", g.TieIDs(route), route.Strength, g.TieID(step.Edge), weight)
					}
				}
			}
		}
	})
}

// The search back from a target finds the same best paths as the search forwards from every record.
func TestBaseRateIsThatOfAskingEveryRecord_R24(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := drawWorld(rt, t)
		g := w.build(t)
		atLeast := lookback.Score(rapid.IntRange(0, 3000).Draw(rt, "atLeast"))
		want := map[lookback.NodeRef]int{}
		for p, best := range w.slowBests(today, Options{}) {
			if best.strength >= atLeast {
				want[p[1]]++
			}
		}
		var s Scratch
		for _, m := range w.marks {
			n, ok := g.Find(m.Ref)
			if !ok || !m.Target {
				continue
			}
			rate, _ := g.On(today).BaseRate(n, atLeast, Options{}, &s)
			if rate.Records != want[m.Ref] {
				rt.Fatalf("%s at least %s: got %d records, want %d", m.Ref, atLeast, rate.Records, want[m.Ref])
			}
		}
	})
}

// drawDelta draws a change and applies it to a copy of the world.
func drawDelta(rt *rapid.T, t testing.TB, w world) (Delta, world) {
	var d Delta
	after := world{marks: slices.Clone(w.marks)}
	for _, tie := range w.ties {
		if rapid.IntRange(0, 4).Draw(rt, "retract") == 0 {
			d.Retract = append(d.Retract, tie.ID)
		} else {
			after.ties = append(after.ties, tie)
		}
	}
	for i := range rapid.IntRange(0, 4).Draw(rt, "added") {
		d.Add = append(d.Add, drawTie(rt, t, fmt.Sprintf("U%02d", i)))
	}
	after.ties = append(after.ties, d.Add...)
	if rapid.Bool().Draw(rt, "remark") {
		d.Mark = drawMarks(rt)
		after.marks = d.Mark
	}
	return d, after
}

// A graph with a change laid over it is the graph built from what stands after the change, and so is it compacted.
func TestOverlayIsTheGraphBuiltAnew(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := drawWorld(rt, t)
		g := w.build(t)
		var before [][]string
		for _, r := range w.records() {
			before = append(before, allPaths(g, r))
		}
		d1, w1 := drawDelta(rt, t, w)
		g1, _, err := g.With(d1)
		if err != nil {
			rt.Fatal(err)
		}
		for _, version := range []struct {
			name string
			g    *Graph
		}{{"overlay", g1}, {"compacted", g1.Compact()}} {
			for _, r := range w1.records() {
				got, want := allPaths(version.g, r), slowKeys(w1.slowPaths(r, today, Options{}))
				if diff := cmp.Diff(got, want); diff != "" {
					rt.Fatalf("%s, %s: got -, want +\n%s", version.name, r, diff)
				}
			}
			if got, want := version.g.Ties(), len(w1.ties); got != want {
				rt.Fatalf("%s: got %d ties, want %d", version.name, got, want)
			}
		}
		for i, r := range w.records() {
			if diff := cmp.Diff(allPaths(g, r), before[i]); diff != "" {
				rt.Fatalf("%s: the change reached the old graph\n%s", r, diff)
			}
		}
	})
}

func allPaths(g *Graph, r lookback.NodeRef) []string {
	from, ok := g.Find(r)
	if !ok {
		return nil
	}
	routes, _ := g.On(today).Paths(nil, from, Options{}, new(Scratch))
	return routeKeys(g, routes)
}

// Affected names exactly the records whose best path differs, over two changes one upon the other.
func TestAffectedIsTheDifferenceOfEverything_R3(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := drawWorld(rt, t)
		g := w.build(t)
		for round := range 2 {
			d, after := drawDelta(rt, t, w)
			for i := range d.Add {
				d.Add[i].ID += fmt.Sprint("-", round)
				after.ties[len(after.ties)-len(d.Add)+i].ID = d.Add[i].ID
			}
			g1, c, err := g.With(d)
			if err != nil {
				rt.Fatal(err)
			}
			effects, _ := Affected(g.On(today), g1.On(today), c, Options{})
			bests := w.slowBests(today, Options{})
			checkAffected(rt, g1, effects, bests, after.slowBests(today, Options{}))
			for _, e := range effects {
				checkFewest(rt, g1, e, d, bests, after)
			}
			g, w = g1, after
		}
	})
}

// The passing of days affects exactly the records whose best path differs on the later day (R33).
func TestTimeAffectsWhoseBestPathDiffers_R33(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := drawWorld(rt, t)
		g := w.build(t)
		later := today + lookback.Day(rapid.IntRange(0, 2000).Draw(rt, "days"))
		effects, _ := Affected(g.On(today), g.On(later), g.Passed(today, later), Options{})
		checkAffected(rt, g, effects, w.slowBests(today, Options{}), w.slowBests(later, Options{}))
		for _, e := range effects {
			if e.Cause.Kind != CauseTime || len(e.Cause.Ties) == 0 {
				rt.Fatalf("%s to %s: cause %+v, want time and its ties", g.Ref(e.Record), g.Ref(e.Target), e.Cause)
			}
		}
	})
}

func checkAffected(rt *rapid.T, g *Graph, effects []Effect, before, after map[[2]lookback.NodeRef]slowRoute) {
	want := map[[2]lookback.NodeRef]string{}
	for p, is := range after {
		if was, ok := before[p]; !ok {
			want[p] = "new"
		} else if was.key() != is.key() {
			want[p] = map[int]string{-1: "weaker", 0: "changed", 1: "stronger"}[compareScores(is.strength, was.strength)]
		}
	}
	for p := range before {
		if _, ok := after[p]; !ok {
			want[p] = "ended"
		}
	}
	got := map[[2]lookback.NodeRef]string{}
	for _, e := range effects {
		got[[2]lookback.NodeRef{g.Ref(e.Record), g.Ref(e.Target)}] = string(e.Kind)
	}
	if diff := cmp.Diff(got, want); diff != "" || len(got) != len(effects) {
		rt.Fatalf("affected: got -, want +\n%s", diff)
	}
}

// checkFewest holds that an effect names as few new ties as any path has that is better than the best one was.
func checkFewest(rt *rapid.T, g *Graph, e Effect, d Delta, before map[[2]lookback.NodeRef]slowRoute, after world) {
	was, had := before[[2]lookback.NodeRef{g.Ref(e.Record), g.Ref(e.Target)}]
	fewest := 0
	for _, r := range after.slowPaths(g.Ref(e.Record), today, Options{}) {
		if r.target != g.Ref(e.Target) || had && r.compare(was) >= 0 {
			continue
		}
		n := 0
		for _, tie := range d.Add {
			if slices.Contains(r.ids, tie.ID) {
				n++
			}
		}
		if n > 0 && (fewest == 0 || n < fewest) {
			fewest = n
		}
	}
	if fewest > 0 && (e.Cause.Kind != CauseTieAdded || len(e.Cause.Ties) != fewest) {
		rt.Fatalf("%s to %s: cause %+v, want %d added ties", g.Ref(e.Record), g.Ref(e.Target), e.Cause, fewest)
	}
	if fewest == 0 && e.Cause.Kind == CauseTieAdded {
		rt.Fatalf("%s to %s: cause %+v, but no new tie makes a better path", g.Ref(e.Record), g.Ref(e.Target), e.Cause)
	}
}

func compareScores(a, b lookback.Score) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// A tie changes no path but those over itself or through a party whose neighbours it adds to.
func TestUnrelatedTieChangesNoPath(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := drawWorld(rt, t)
		g := w.build(t)
		added := drawTie(rt, t, "U")
		g1, _, err := g.With(Delta{Add: []lookback.Tie{added}})
		if err != nil {
			rt.Fatal(err)
		}
		for _, r := range w.records() {
			after := allPaths(g1, r)
			for _, route := range w.slowPaths(r, today, Options{}) {
				through := route.nodes[:len(route.nodes)-1]
				if slices.Contains(through, added.Subject) || slices.Contains(through, added.Object) {
					continue
				}
				if !slices.Contains(after, route.key()) {
					rt.Fatalf("%s: path %s is gone or weighs otherwise since %s --%s-- %s", r, route.key(), added.Subject, added.Class, added.Object)
				}
			}
		}
	})
}

// The order in which parties and ties arrive reaches no answer.
func TestOrderOfArrivalReachesNoAnswer(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := drawWorld(rt, t)
		shuffled := world{ties: rapid.Permutation(w.ties).Draw(rt, "order"), marks: w.marks}
		if diff := cmp.Diff(findingsText(shuffled.build(t), w.records()), findingsText(w.build(t), w.records())); diff != "" {
			rt.Fatal(diff)
		}
	})
}

func findingsText(g *Graph, records []lookback.NodeRef) []string {
	var out []string
	var s Scratch
	for _, r := range records {
		n, _ := g.Find(r)
		findings, _ := g.On(today).Findings(nil, n, Options{}, &s)
		for _, f := range findings {
			out = append(out, fmt.Sprint(r, g.Ref(f.Target), g.TieIDs(f.Best), f.Best.Strength, f.Paths, f.Independent, f.Combined))
		}
	}
	return out
}
