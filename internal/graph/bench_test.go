//go:build unix

package graph

import (
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"strconv"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"lookback"
)

// crowd makes a graph of so many parties and five times as many ties: nine in ten are records, one in a hundred is a
// listed party, one in a thousand a network; the number of ties of a party follows a power law, so that there are hubs.
type crowd struct {
	random *rand.Rand
	refs   []lookback.NodeRef
	made   int
}

func newCrowd(parties int) *crowd {
	c := &crowd{random: rand.New(rand.NewPCG(1, 2))}
	for i := range parties {
		ref := lookback.RecordNode("crm/" + strconv.Itoa(i))
		switch {
		case i%1000 == 0:
			ref = lookback.NetworkNode("N" + strconv.Itoa(i))
		case i%100 == 1:
			ref = lookback.EntryNode("ofac", strconv.Itoa(i))
		case i%10 == 2:
			ref = lookback.PartyNode("P" + strconv.Itoa(i))
		}
		c.refs = append(c.refs, ref)
	}
	return c
}

// mark marks the networks and entries.
func (c *crowd) mark(tb testing.TB, b *Builder) {
	for _, ref := range c.refs {
		if ref.Kind == lookback.NodeNetwork || ref.Kind == lookback.NodeEntry {
			if err := b.Mark(target(ref)); err != nil {
				tb.Fatal(err)
			}
		}
	}
}

// next makes ties until there are five for every party, at most so many at once.
func (c *crowd) next(most int) []lookback.Tie {
	classes := lookback.TieClasses()
	years := []lookback.Date{{}, lookback.ParseDate("2019"), lookback.ParseDate("2022-03"), lookback.ParseDate("2023-05-14")}
	random, parties := c.random, len(c.refs)
	var ties []lookback.Tie
	for ; len(ties) < most && c.made < 5*parties; c.made++ {
		a, b := random.IntN(parties), skewed(random, parties)
		if a == b {
			b = (b + 1) % parties
		}
		ties = append(ties, lookback.Tie{
			ID: "T" + strconv.Itoa(c.made), Subject: c.refs[a], Class: classes[random.IntN(len(classes)-1)], // all but same-as
			Object: c.refs[b], From: years[random.IntN(len(years))],
			Source: "source " + strconv.Itoa(random.IntN(parties/10+1)), Kind: lookback.Fact,
			Grade:    lookback.Grade{Source: lookback.SourceGrade('A' + byte(random.IntN(6))), Info: lookback.InfoGrade('1' + byte(random.IntN(6)))},
			Recorded: recorded, ReviewBy: recorded.AddDate(1, 0, 0),
		})
	}
	return ties
}

// skewed draws a party: half of the time any, half of the time one of the well-connected.
func skewed(random *rand.Rand, n int) int {
	f := random.Float64()
	if random.IntN(2) == 0 {
		f = f * f
	}
	return int(f * float64(n))
}

// build makes the graph and returns how long that took, without making the ties.
func (c *crowd) build(tb testing.TB) (*Graph, buildTime) {
	b := NewBuilder(Size{Nodes: len(c.refs), Ties: 5 * len(c.refs)})
	c.mark(tb, b)
	var used, passed time.Duration
	for {
		ties := c.next(50_000)
		if len(ties) == 0 {
			break
		}
		start, began := processorTime(tb), time.Now()
		if err := b.AddAll(ties); err != nil {
			tb.Fatal(err)
		}
		used, passed = used+processorTime(tb)-start, passed+time.Since(began)
	}
	start, began := processorTime(tb), time.Now()
	g, err := b.Build()
	if err != nil {
		tb.Fatal(err)
	}
	return g, buildTime{used + processorTime(tb) - start, passed + time.Since(began)}
}

// buildTime is how long building took, of both processors and by the clock.
type buildTime struct{ used, passed time.Duration }

// benchParties is how many parties the benchmarks use: LOOKBACK_BENCH_PARTIES, or a small number.
func benchParties() int {
	if n, err := strconv.Atoi(os.Getenv("LOOKBACK_BENCH_PARTIES")); err == nil {
		return n
	}
	return 20_000
}

func BenchmarkBuild(b *testing.B) {
	var passed time.Duration
	ties := 0
	for b.Loop() {
		g, one := newCrowd(benchParties()).build(b)
		passed += one.passed
		ties += g.Ties()
	}
	b.ReportMetric(float64(ties)/passed.Seconds(), "ties/s")
}

func BenchmarkFindings(b *testing.B) {
	g, _ := newCrowd(benchParties()).build(b)
	from, _ := g.Find(lookback.RecordNode("crm/3"))
	var s Scratch
	found, stats := g.On(today).Findings(nil, from, Options{}, &s)
	b.ReportAllocs()
	for b.Loop() {
		found, stats = g.On(today).Findings(found[:0], from, Options{}, &s)
	}
	b.ReportMetric(float64(stats.Routes), "paths")
}

func BenchmarkAffectedByOneTie(b *testing.B) {
	g, _ := newCrowd(benchParties()).build(b)
	added := tie(b, "new", "record:crm/3", lookback.ClassWorksFor, "record:crm/4")
	for b.Loop() {
		after, c, err := g.With(Delta{Add: []lookback.Tie{added}})
		if err != nil {
			b.Fatal(err)
		}
		Affected(g.On(today), after.On(today), c, Options{})
	}
}

// A search with memory of its own allocates nothing.
func TestSearchDoesNotAllocate(t *testing.T) {
	g, _ := newCrowd(2000).build(t)
	from, _ := g.Find(lookback.RecordNode("crm/3"))
	var s Scratch
	found, stats := g.On(today).Findings(nil, from, Options{}, &s)
	if len(found) == 0 || stats.Routes < 10 {
		t.Fatalf("only %d paths: the test shows nothing", stats.Routes)
	}
	if n := testing.AllocsPerRun(20, func() { found, _ = g.On(today).Findings(found[:0], from, Options{}, &s) }); n != 0 {
		t.Errorf("got %v allocations a search, want 0", n)
	}
}

// An edge grew or shrank: at five million ties eight bytes are 40 MB. If it is meant, change the numbers and say why.
func TestSizesInMemory(t *testing.T) {
	if got := unsafe.Sizeof(edge{}); got != 32 {
		t.Errorf("edge: got %d bytes, want 32", got)
	}
	if got := unsafe.Sizeof(half{}); got != 8 {
		t.Errorf("half: got %d bytes, want 8", got)
	}
}

// TestFiguresOfALargeGraph prints what docs/design/paths.md states. It runs when LOOKBACK_BENCH_PARTIES is set.
func TestFiguresOfALargeGraph(t *testing.T) {
	if os.Getenv("LOOKBACK_BENCH_PARTIES") == "" {
		t.Skip("LOOKBACK_BENCH_PARTIES is not set")
	}
	g, used := newCrowd(benchParties()).build(t)
	t.Logf("build: %d parties, %d ties in %v, of both processors %v: %.0f ties/s", g.Nodes(), g.Ties(), used.passed, used.used, float64(g.Ties())/used.passed.Seconds())
	t.Logf("held: %d MiB", heap()>>20)
	figuresOfPaths(t, g)
	figuresOfAffected(t, g)
	start := time.Now()
	passed := g.Passed(today, today+400)
	t.Logf("passing of days: %d ties looked at in %v, %d differ", g.Ties(), time.Since(start), len(passed.added))
}

// processorTime returns what this process has used of the processors: on a busy machine, times of day say little.
func processorTime(t testing.TB) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func quantiles(times []time.Duration) string {
	slices.Sort(times)
	at := func(q float64) time.Duration { return times[int(q*float64(len(times)-1))] }
	return fmt.Sprintf("p50 %v, p90 %v, p99 %v, max %v", at(0.5), at(0.9), at(0.99), at(1))
}

func figuresOfPaths(t *testing.T, g *Graph) {
	random := rand.New(rand.NewPCG(3, 4))
	var s Scratch
	var found []Finding
	var times []time.Duration
	var stats Stats
	for len(times) < 3000 {
		n := Node(random.IntN(g.Nodes()))
		if g.Ref(n).Kind != lookback.NodeRecord {
			continue
		}
		start := time.Now()
		var one Stats
		found, one = g.On(today).Findings(found[:0], n, Options{}, &s)
		times = append(times, time.Since(start))
		stats = stats.Plus(one)
	}
	t.Logf("findings of one record: %s; on average %d paths, %d ties looked at", quantiles(times), stats.Routes/len(times), stats.Looked/len(times))
}

func figuresOfAffected(t *testing.T, g *Graph) {
	random := rand.New(rand.NewPCG(5, 6))
	var laid, asked []time.Duration
	effects := 0
	for i := range 300 {
		a, b := Node(random.IntN(g.Nodes())), Node(random.IntN(g.Nodes()))
		if a == b {
			continue
		}
		added := tie(t, "new"+strconv.Itoa(i), g.Ref(a).String(), lookback.ClassWorksFor, g.Ref(b).String())
		start := time.Now()
		after, c, err := g.With(Delta{Add: []lookback.Tie{added}})
		if err != nil {
			t.Fatal(err)
		}
		laid = append(laid, time.Since(start))
		start = time.Now()
		found, _ := Affected(g.On(today), after.On(today), c, Options{})
		asked = append(asked, time.Since(start))
		effects += len(found)
	}
	t.Logf("laying one tie over: %s", quantiles(laid))
	t.Logf("affected by one tie: %s; on average %d pairs", quantiles(asked), effects/len(asked))
}
