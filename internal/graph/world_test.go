package graph

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"lookback"
)

var (
	recorded = time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC)
	today    = lookback.NewDay(2024, 9, 1)
)

// world is a small graph as plain lists, from which everything is worked out the slow way.
type world struct {
	ties  []lookback.Tie
	marks []Mark
}

// tie returns a valid tie between two parties written as NodeRef texts.
func tie(t testing.TB, id, subject string, class lookback.TieClass, object string) lookback.Tie {
	t.Helper()
	s, errS := lookback.ParseNodeRef(subject)
	o, errO := lookback.ParseNodeRef(object)
	if errS != nil || errO != nil {
		t.Fatal(errS, errO)
	}
	return lookback.Tie{
		ID: id, Subject: s, Class: class, Object: o, Knowledge: lookback.Knowing,
		AssertedBy: "analyst", Source: "report " + id, Kind: lookback.Fact,
		Grade:    lookback.Grade{Source: lookback.SourceReliable, Info: lookback.InfoConfirmed},
		Handling: lookback.Handling{Sharing: lookback.TLPAmber, Action: lookback.PAPGreen},
		Recorded: recorded, ReviewBy: recorded.AddDate(1, 0, 0),
	}
}

func (w world) build(t testing.TB) *Graph {
	t.Helper()
	b := NewBuilder(Size{})
	for _, m := range w.marks {
		if err := b.Mark(m); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.AddAll(w.ties); err != nil {
		t.Fatal(err)
	}
	g, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// slowRoute is a path found the slow way.
type slowRoute struct {
	from     lookback.NodeRef
	target   lookback.NodeRef
	ids      []string
	ties     []lookback.Tie
	nodes    []lookback.NodeRef // parties after the first
	strength lookback.Score
	historic bool
}

func (r slowRoute) key() string { return fmt.Sprint(r.from, r.ids, r.strength, r.historic) }

func (r slowRoute) compare(o slowRoute) int {
	return cmp.Or(cmp.Compare(o.strength, r.strength), cmp.Compare(len(r.ids), len(o.ids)), slices.Compare(r.ids, o.ids))
}

func (w world) mark(ref lookback.NodeRef) (m Mark) {
	for _, candidate := range w.marks {
		if candidate.Ref == ref {
			m = candidate
		}
	}
	return m
}

// slowPaths enumerates every path from a party by trying every tie at every step.
func (w world) slowPaths(from lookback.NodeRef, on lookback.Day, o Options) []slowRoute {
	var found []slowRoute
	var walk func(at lookback.NodeRef, r slowRoute, left int)
	walk = func(at lookback.NodeRef, r slowRoute, left int) {
		if len(r.ids) > 0 && w.mark(at).Target {
			done := r
			done.target, done.ids, done.ties, done.nodes = at, slices.Clone(r.ids), slices.Clone(r.ties), slices.Clone(r.nodes)
			done.strength = w.slowStrength(from, done, on)
			done.historic = slices.ContainsFunc(done.ties, func(t lookback.Tie) bool { return t.Ended(on) })
			found = append(found, done)
		}
		if len(r.ids) > 0 && w.mark(at).PublicHub {
			return
		}
		for _, t := range w.ties {
			to := t.Object
			if t.Object == at {
				to = t.Subject
			} else if t.Subject != at {
				continue
			}
			next := left
			if t.Class != lookback.ClassSame {
				next--
			} else if n := len(r.ties); n > 0 && r.ties[n-1].Class == lookback.ClassSame {
				continue
			}
			if next < 0 || t.Lapsed(on) || to == from || slices.Contains(r.nodes, to) || t.Kind == lookback.Hypothesis && !o.Hypotheses {
				continue
			}
			walk(to, slowRoute{from: from, ids: append(slices.Clone(r.ids), t.ID), ties: append(slices.Clone(r.ties), t), nodes: append(slices.Clone(r.nodes), to)}, next)
		}
	}
	walk(from, slowRoute{from: from}, o.Reach.Hops()+1)
	return found
}

// slowStrength works out the strength from the ties themselves.
func (w world) slowStrength(from lookback.NodeRef, r slowRoute, on lookback.Day) lookback.Score {
	m := uint64(100_000_000)
	times := func(f lookback.Score) { m = m * uint64(f) / 10000 }
	var dated *lookback.Tie
	at := from
	for i, t := range r.ties {
		if i > 0 && !(at.Kind == lookback.NodeNetwork && (t.Ceiling() == lookback.Substantive || r.ties[i-1].Ceiling() == lookback.Substantive)) {
			times(hubFactors[levelOf(w.degree(at))])
		}
		if t.Class != lookback.ClassSame {
			if dated != nil {
				times(hopFactor)
				times(overlapFactor(dated.Period(), t.Period()))
			}
			dated = &r.ties[i]
		}
		weight := uint64(slowWeight(&t))
		for _, f := range []struct {
			on     bool
			factor lookback.Score
		}{{t.Ended(on), endedFactor}, {t.Overdue(on), overdueFactor}} {
			if f.on {
				weight = weight * 10000 * uint64(f.factor) / 10000 / 10000
			}
		}
		if t.Ended(on) && t.Overdue(on) {
			weight = uint64(slowWeight(&t)) * 10000 * uint64(endedFactor) / 10000 * uint64(overdueFactor) / 10000 / 10000
		}
		times(lookback.Score(weight))
		at = r.nodes[i]
	}
	return lookback.Score(m / 10000)
}

// slowWeight works out from the tables what a tie weighs before the calendar is looked at.
func slowWeight(t *lookback.Tie) lookback.Score {
	m := wholeMass.times(classWeights[t.Class])
	if t.Ceiling() == lookback.Contextual && t.Class.Ceiling(lookback.Knowing) == lookback.Substantive {
		m = m.times(contextualFactor)
	}
	return m.times(sourceFactor(t.Grade.Source)).times(infoFactor(t.Grade.Info)).score()
}

// degree counts the distinct neighbours of a party.
func (w world) degree(n lookback.NodeRef) int {
	seen := map[lookback.NodeRef]bool{}
	for _, t := range w.ties {
		switch n {
		case t.Subject:
			seen[t.Object] = true
		case t.Object:
			seen[t.Subject] = true
		}
	}
	return len(seen)
}

// records returns the records of the world.
func (w world) records() []lookback.NodeRef {
	var out []lookback.NodeRef
	for _, t := range w.ties {
		out = append(out, t.Subject, t.Object)
	}
	slices.SortFunc(out, lookback.NodeRef.Compare)
	return slices.DeleteFunc(slices.Compact(out), func(n lookback.NodeRef) bool { return n.Kind != lookback.NodeRecord })
}

// slowBests returns the best path of every record to every target.
func (w world) slowBests(on lookback.Day, o Options) map[[2]lookback.NodeRef]slowRoute {
	bests := map[[2]lookback.NodeRef]slowRoute{}
	for _, r := range w.records() {
		for _, route := range w.slowPaths(r, on, o) {
			p := [2]lookback.NodeRef{r, route.target}
			if best, ok := bests[p]; !ok || route.compare(best) < 0 {
				bests[p] = route
			}
		}
	}
	return bests
}

// routeKeys says what the fast search found in the words of the slow one.
func routeKeys(g *Graph, routes []Route) []string {
	var keys []string
	for _, r := range routes {
		keys = append(keys, fmt.Sprint(g.Ref(r.From), g.TieIDs(r), r.Strength, r.Historic))
	}
	slices.Sort(keys)
	return keys
}

func slowKeys(routes []slowRoute) []string {
	var keys []string
	for _, r := range routes {
		keys = append(keys, r.key())
	}
	slices.Sort(keys)
	return keys
}

// drawTie draws a tie between a few parties. Everything that weighs varies.
func drawTie(t *rapid.T, tb testing.TB, id string) lookback.Tie {
	nodes := []string{"record:r/1", "record:r/2", "record:r/3", "party:P1", "party:P2", "party:P3", "network:N1", "network:N2", "entry:l/1", "entry:l/2"}
	subject := rapid.SampledFrom(nodes).Draw(t, "subject")
	object := rapid.SampledFrom(slices.DeleteFunc(slices.Clone(nodes), func(n string) bool { return n == subject })).Draw(t, "object")
	classes := []lookback.TieClass{lookback.ClassSame, lookback.ClassMovedBy, lookback.ClassMember, lookback.ClassContact, lookback.ClassWorksFor, lookback.ClassFacilitates}
	out := tie(tb, id, subject, rapid.SampledFrom(classes).Draw(t, "class"), object)
	out.Knowledge = rapid.SampledFrom([]lookback.Knowledge{lookback.Knowing, lookback.KnowledgeUnknown, lookback.Coerced}).Draw(t, "knowledge")
	out.Grade = lookback.Grade{
		Source: lookback.SourceGrade(rapid.ByteRange('A', 'F').Draw(t, "source")),
		Info:   lookback.InfoGrade(rapid.ByteRange('1', '6').Draw(t, "info")),
	}
	out.Origin = rapid.SampledFrom([]string{"", "o1", "o2"}).Draw(t, "origin")
	out.From = lookback.ParseDate(rapid.SampledFrom([]string{"", "2015", "2022", "2023-05"}).Draw(t, "from"))
	if out.From.Raw != "2023-05" {
		out.To = lookback.ParseDate(rapid.SampledFrom([]string{"", "2022", "2026"}).Draw(t, "to"))
	}
	if rapid.IntRange(0, 9).Draw(t, "kind") == 0 {
		out.Kind = lookback.Hypothesis
	}
	switch rapid.IntRange(0, 9).Draw(t, "age") {
	case 0:
		out.Recorded = recorded.AddDate(-6, 0, 0) // lapsed
	case 1:
		out.ReviewBy = recorded.AddDate(0, 1, 0) // overdue
	}
	return out
}

func drawMarks(t *rapid.T) []Mark {
	var marks []Mark
	for _, ref := range []lookback.NodeRef{
		lookback.NetworkNode("N1"), lookback.NetworkNode("N2"), lookback.EntryNode("l", "1"), lookback.EntryNode("l", "2"), lookback.PartyNode("P1"), lookback.PartyNode("P2"),
	} {
		marks = append(marks, Mark{
			Ref:       ref,
			Target:    ref.Kind != lookback.NodeParty && rapid.IntRange(0, 3).Draw(t, "target") > 0,
			PublicHub: rapid.IntRange(0, 5).Draw(t, "hub") == 0,
		})
	}
	return marks
}

func drawWorld(t *rapid.T, tb testing.TB) world {
	w := world{marks: drawMarks(t)}
	for i := range rapid.IntRange(1, 14).Draw(t, "ties") {
		w.ties = append(w.ties, drawTie(t, tb, fmt.Sprintf("T%02d", i)))
	}
	return w
}

// chain builds ties "a class b" from lines, with IDs T1, T2 and so on.
func chain(t testing.TB, text string) []lookback.Tie {
	t.Helper()
	var ties []lookback.Tie
	for line := range strings.Lines(strings.TrimSpace(text)) {
		f := strings.Fields(line)
		ties = append(ties, tie(t, fmt.Sprintf("T%d", len(ties)+1), f[0], lookback.TieClass(f[1]), f[2]))
	}
	return ties
}

func target(ref lookback.NodeRef) Mark { return Mark{Ref: ref, Target: true} }
