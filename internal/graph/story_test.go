package graph

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lookback"
)

// smugglers is the motivating case in small: a network moved three people; P-7 arranged the
// transport; P-7 is the listed party l/1.
func smugglers(t testing.TB) world {
	ties := chain(t, `
		record:r/1 moved-by network:N
		record:r/2 moved-by network:N
		record:r/3 moved-by network:N
		party:P-7 arranges-transport network:N
		party:P-7 same-as entry:l/1`)
	for i := range ties {
		ties[i].From = lookback.ParseDate("2023")
		ties[i].Grade = lookback.Grade{Source: lookback.SourceFairly, Info: lookback.InfoPossible}
	}
	return world{ties: ties, marks: []Mark{target(lookback.NetworkNode("N")), target(lookback.EntryNode("l", "1"))}}
}

// best returns the finding of a record and a target, or none.
func best(t testing.TB, g *Graph, on lookback.Day, record, to string) *Finding {
	t.Helper()
	r, _ := lookback.ParseNodeRef(record)
	from, ok := g.Find(r)
	if !ok {
		t.Fatalf("%s is not in the graph", record)
	}
	findings, _ := g.On(on).Findings(nil, from, Options{}, new(Scratch))
	for _, f := range findings {
		if g.Ref(f.Target).String() == to {
			return &f
		}
	}
	return nil
}

func mustWith(t testing.TB, g *Graph, d Delta) (*Graph, Change) {
	t.Helper()
	after, c, err := g.With(d)
	if err != nil {
		t.Fatal(err)
	}
	return after, c
}

func TestRouteBecomesAPathInWords_R23(t *testing.T) {
	w := smugglers(t)
	g := w.build(t)
	f := best(t, g, today, "record:r/1", "entry:l/1")
	if f == nil {
		t.Fatal("no path to the listed party")
	}
	var ties []lookback.Tie
	for _, id := range g.TieIDs(f.Best) {
		i := slices.IndexFunc(w.ties, func(t lookback.Tie) bool { return t.ID == id })
		ties = append(ties, w.ties[i])
	}
	p, err := lookback.NewPath(g.Ref(f.Best.From), ties, f.Best.Strength, today)
	if err != nil {
		t.Fatal(err)
	}
	want := "r/1 was moved by network N (2023, report T1, C3, knowing), in which P-7 arranges transport " +
		"(since 2023, report T4, C3, knowing), who is listed as entry l/1 (2023, report T5, C3, knowing)."
	if got := p.String(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if p.Distance() != f.Best.Hops || p.Ceiling() != f.Best.Ceiling || p.Historic() != f.Best.Historic || p.Automatic() != f.Best.Automatic() {
		t.Errorf("the path and the route disagree: %d %s %v %v against %+v", p.Distance(), p.Ceiling(), p.Historic(), p.Automatic(), f.Best)
	}
}

// weightOf returns what a tie weighs before the calendar is looked at.
func weightOf(t testing.TB, x lookback.Tie) lookback.Score {
	t.Helper()
	e, err := newEdge(&x)
	if err != nil {
		t.Fatal(err)
	}
	return lookback.Score(e.weight)
}

func TestF6NeverOutranksC3_R20(t *testing.T) {
	floor := tie(t, "T", "record:r/1", lookback.ClassMember, "network:N")
	floor.Grade = lookback.Grade{Source: lookback.SourceNotJudged, Info: lookback.InfoNotJudged}
	for s := lookback.SourceReliable; s <= lookback.SourceNotJudged; s++ {
		for i := lookback.InfoConfirmed; i <= lookback.InfoNotJudged; i++ {
			other := floor
			other.Grade = lookback.Grade{Source: s, Info: i}
			if weightOf(t, floor) > weightOf(t, other) {
				t.Errorf("F6 weighs %s, %s only %s", weightOf(t, floor), other.Grade, weightOf(t, other))
			}
		}
	}
	c3 := floor
	c3.Grade = lookback.Grade{Source: lookback.SourceFairly, Info: lookback.InfoPossible}
	if weightOf(t, floor)*10 > weightOf(t, c3) {
		t.Errorf("F6 weighs %s against C3 %s: too near", weightOf(t, floor), weightOf(t, c3))
	}
}

func TestEveryClassHasAWeightAndContextWeighsLessThanConduct(t *testing.T) {
	for _, c := range lookback.TieClasses() {
		w, ok := classWeights[c]
		if !ok || w < 1 || w > lookback.MaxScore {
			t.Errorf("%s: weight %d", c, w)
		}
		if c.Ceiling(lookback.Knowing) == lookback.Contextual && w >= classWeights[lookback.ClassActsFor] {
			t.Errorf("%s is context and weighs %s, as much as conduct", c, w)
		}
	}
	if len(classWeights) != len(lookback.TieClasses()) {
		t.Errorf("%d weights for %d classes", len(classWeights), len(lookback.TieClasses()))
	}
}

func TestSecondReportOfOneSourceChangesNothing_R24(t *testing.T) {
	w := smugglers(t)
	g := w.build(t)
	before := best(t, g, today, "record:r/1", "network:N")
	again := w.ties[0]
	again.ID, again.Source, again.Origin = "T1-again", "newspaper", "report T1"
	g, _ = mustWith(t, g, Delta{Add: []lookback.Tie{again}})
	circular := best(t, g, today, "record:r/1", "network:N")
	if circular.Best.Strength != before.Best.Strength || circular.Combined != before.Combined || circular.Independent != 1 || circular.Paths != 2 {
		t.Errorf("after a circular report: got %+v, want strength %s and %s of 1 independent path of 2", circular, before.Best.Strength, before.Combined)
	}
	other := w.ties[0]
	other.ID, other.Source = "T1-other", "a second manifest"
	g, _ = mustWith(t, g, Delta{Add: []lookback.Tie{other}})
	independent := best(t, g, today, "record:r/1", "network:N")
	if independent.Combined <= before.Combined || independent.Best.Strength != before.Best.Strength {
		t.Errorf("after an independent report: got %+v, want more than %s combined and %s best", independent, before.Combined, before.Best.Strength)
	}
}

func TestHubLowersAPath_R24(t *testing.T) {
	hostel := chain(t, `
		record:r/1 co-located-with party:hostel
		party:hostel member-of network:N`)
	w := world{ties: hostel, marks: []Mark{target(lookback.NetworkNode("N"))}}
	quiet := best(t, w.build(t), today, "record:r/1", "network:N").Best.Strength
	for i := range 300 {
		guest := tie(t, "G"+string(rune('a'+i/26))+string(rune('a'+i%26)), "record:g/"+string(rune('a'+i/26))+string(rune('a'+i%26)), lookback.ClassColocated, "party:hostel")
		w.ties = append(w.ties, guest)
	}
	busy := best(t, w.build(t), today, "record:r/1", "network:N").Best.Strength
	if want := quiet * freeLevel / 8; busy < want-1 || busy > want+1 {
		t.Errorf("with 302 neighbours: got %s, want %s x 3/8 = %s", busy, quiet, want)
	}
	w.marks = append(w.marks, Mark{Ref: lookback.PartyNode("hostel"), PublicHub: true})
	if got := best(t, w.build(t), today, "record:r/1", "network:N"); got != nil {
		t.Errorf("through a public hub: got %+v, want no path", got)
	}
}

func TestLargeNetworkIsNoHubForItsPeople(t *testing.T) {
	small := smugglers(t)
	large := smugglers(t)
	for i := range 400 {
		large.ties = append(large.ties, tie(t, "M"+strings.Repeat("x", i), "record:m/"+strings.Repeat("x", i+1), lookback.ClassMovedBy, "network:N"))
	}
	a, b := best(t, small.build(t), today, "record:r/1", "entry:l/1"), best(t, large.build(t), today, "record:r/1", "entry:l/1")
	if a.Best.Strength != b.Best.Strength {
		t.Errorf("with 400 more customers: got %s, want %s", b.Best.Strength, a.Best.Strength)
	}
}

func TestExpiredTieMakesAPathHistoric_R24(t *testing.T) {
	w := smugglers(t)
	w.ties[3].To = lookback.ParseDate("2024-08")
	g := w.build(t)
	before := best(t, g, lookback.NewDay(2024, 8, 31), "record:r/1", "entry:l/1")
	after := best(t, g, lookback.NewDay(2024, 9, 1), "record:r/1", "entry:l/1")
	if before.Best.Historic || !after.Best.Historic || after.Best.Strength >= before.Best.Strength {
		t.Errorf("got %+v before and %+v after the end, want current, then historic and weaker", before.Best, after.Best)
	}
	effects, _ := Affected(g.On(lookback.NewDay(2024, 8, 31)), g.On(lookback.NewDay(2024, 9, 1)), g.Passed(lookback.NewDay(2024, 8, 31), lookback.NewDay(2024, 9, 1)), Options{})
	want := []string{"record:r/1 weaker entry:l/1 time [T4]", "record:r/2 weaker entry:l/1 time [T4]", "record:r/3 weaker entry:l/1 time [T4]"}
	if diff := cmp.Diff(effectText(g, effects), want); diff != "" {
		t.Errorf("got -, want +\n%s", diff)
	}
}

func effectText(g *Graph, effects []Effect) []string {
	var out []string
	for _, e := range effects {
		cause := string(e.Cause.Kind) + " [" + strings.Join(e.Cause.Ties, " ") + "]"
		if len(e.Cause.Ties) == 0 {
			cause = string(e.Cause.Kind) + " " + g.Ref(e.Cause.Node).String()
		}
		out = append(out, strings.Join([]string{g.Ref(e.Record).String(), string(e.Kind), g.Ref(e.Target).String(), cause}, " "))
	}
	return out
}

// The story told by changes: each affects exactly whom it concerns and names what made the difference (R3, R5).
func TestStoryByChanges_R3_R5(t *testing.T) {
	w := smugglers(t)
	story := w.ties
	listed, unlisted := target(lookback.EntryNode("l", "1")), Mark{Ref: lookback.EntryNode("l", "1")}
	regraded := story[3]
	regraded.ID, regraded.Supersedes, regraded.Grade.Source = "T4b", "T4", lookback.SourceNot
	steps := []struct {
		name  string
		delta Delta
		want  []string
	}{
		{"NobodyIsNamed", Delta{Add: story[:3]}, nil},
		{"TheNetworkIsNamed", Delta{Mark: []Mark{target(lookback.NetworkNode("N"))}}, []string{
			"record:r/1 new network:N party marked network:N", "record:r/2 new network:N party marked network:N", "record:r/3 new network:N party marked network:N"}},
		{"TheFacilitatorBecomesKnown", Delta{Add: story[3:4]}, nil},
		{"TheFacilitatorIsIdentified", Delta{Add: story[4:], Mark: []Mark{unlisted}}, nil},
		{"TheFacilitatorIsListed", Delta{Mark: []Mark{listed}}, []string{
			"record:r/1 new entry:l/1 party marked entry:l/1", "record:r/2 new entry:l/1 party marked entry:l/1", "record:r/3 new entry:l/1 party marked entry:l/1"}},
		{"AnUnrelatedPerson", Delta{Add: []lookback.Tie{tie(t, "X", "record:r/8", lookback.ClassFamily, "record:r/9")}}, nil},
		{"OnePersonMore", Delta{Add: []lookback.Tie{tie(t, "Y", "record:r/4", lookback.ClassMovedBy, "network:N")}}, []string{
			"record:r/4 new entry:l/1 tie added [Y]", "record:r/4 new network:N tie added [Y]"}},
		{"TheGradeFalls", Delta{Retract: []string{"T4"}, Add: []lookback.Tie{regraded}}, []string{
			"record:r/1 weaker entry:l/1 tie removed [T4]", "record:r/2 weaker entry:l/1 tie removed [T4]",
			"record:r/3 weaker entry:l/1 tie removed [T4]", "record:r/4 weaker entry:l/1 tie removed [T4]"}},
		{"OneJourneyIsRetracted", Delta{Retract: []string{"T1"}}, []string{
			"record:r/1 ended entry:l/1 tie removed [T1]", "record:r/1 ended network:N tie removed [T1]"}},
		{"ThePartyIsDelisted", Delta{Mark: []Mark{unlisted}}, []string{
			"record:r/2 ended entry:l/1 party marked entry:l/1", "record:r/3 ended entry:l/1 party marked entry:l/1", "record:r/4 ended entry:l/1 party marked entry:l/1"}},
	}
	g := world{}.build(t)
	for _, step := range steps {
		after, c := mustWith(t, g, step.delta)
		effects, _ := Affected(g.On(today), after.On(today), c, Options{})
		if diff := cmp.Diff(effectText(after, effects), step.want); diff != "" {
			t.Errorf("%s: got -, want +\n%s", step.name, diff)
		}
		g = after
	}
}

func TestTheFewestNewTiesAreNamed(t *testing.T) {
	w := world{
		ties:  chain(t, "record:r/1 contact-of party:P"),
		marks: []Mark{target(lookback.NetworkNode("N"))},
	}
	g := w.build(t)
	long := tie(t, "L1", "record:r/1", lookback.ClassWorksFor, "party:Q")
	long2 := tie(t, "L2", "party:Q", lookback.ClassLeads, "network:N")
	short := tie(t, "S", "party:P", lookback.ClassMention, "network:N")
	after, c := mustWith(t, g, Delta{Add: []lookback.Tie{long, long2, short}})
	effects, _ := Affected(g.On(today), after.On(today), c, Options{})
	if diff := cmp.Diff(effectText(after, effects), []string{"record:r/1 new network:N tie added [S]"}); diff != "" {
		t.Errorf("got -, want +\n%s", diff)
	}
	if got, want := after.TieIDs(effects[0].After), []string{"L1", "L2"}; !slices.Equal(got, want) {
		t.Errorf("best path: got %v, want %v", got, want)
	}
}

func TestThreeHopsNeedAMandate_R22(t *testing.T) {
	w := world{
		ties: chain(t, `
			record:r/1 moved-by party:A
			party:A works-for party:B
			party:B works-for party:C
			party:C leads network:N`),
		marks: []Mark{target(lookback.NetworkNode("N"))},
	}
	g := w.build(t)
	from, _ := g.Find(lookback.RecordNode("r/1"))
	routes, stats := g.On(today).Paths(nil, from, Options{}, new(Scratch))
	if len(routes) != 0 || stats.Beyond == 0 {
		t.Errorf("within two hops: got %d paths, stats %+v; want none, and what lies beyond counted", len(routes), stats)
	}
	now := recorded
	mandate := lookback.Mandate{Purpose: "case 12", Authority: "order 4", Approver: "ann", Expires: now.AddDate(0, 1, 0)}
	refused := map[string]struct {
		hops    int
		mandate lookback.Mandate
		want    error
	}{
		"Routine":      {3, lookback.Mandate{Routine: true}, lookback.ErrDenied},
		"NoApprover":   {3, lookback.Mandate{Purpose: "p", Authority: "a", Expires: now.Add(time.Hour)}, lookback.ErrInvalid},
		"Expired":      {3, lookback.Mandate{Purpose: "p", Authority: "a", Approver: "b", Expires: now}, lookback.ErrInvalid},
		"TooFar":       {maxHops + 1, mandate, lookback.ErrInvalid},
		"NotLonger":    {2, mandate, lookback.ErrInvalid},
		"ZeroMandate":  {3, lookback.Mandate{}, lookback.ErrInvalid},
		"NegativeHops": {-1, mandate, lookback.ErrInvalid},
	}
	for name, test := range refused {
		if reach, err := Extend(test.hops, test.mandate, now); !errors.Is(err, test.want) || reach != (Reach{}) {
			t.Errorf("%s: got reach %v, %v, want %v", name, reach, err, test.want)
		}
	}
	reach, err := Extend(3, mandate, now)
	if err != nil {
		t.Fatal(err)
	}
	routes, _ = g.On(today).Paths(nil, from, Options{Reach: reach}, new(Scratch))
	if len(routes) != 1 || routes[0].Automatic() || routes[0].Hops != 3 {
		t.Errorf("under a mandate: got %+v, want one path of three hops that is not automatic", routes)
	}
}

func TestWhatIsNotExaminedIsCounted(t *testing.T) {
	w := smugglers(t)
	w.marks = append(w.marks, Mark{Ref: lookback.PartyNode("airport"), PublicHub: true})
	guess := tie(t, "H", "record:r/1", lookback.ClassMember, "network:N")
	guess.Kind = lookback.Hypothesis
	old := tie(t, "O", "record:r/1", lookback.ClassMember, "network:N")
	old.Recorded = recorded.AddDate(-6, 0, 0)
	w.ties = append(w.ties, guess, old,
		tie(t, "A", "record:r/1", lookback.ClassColocated, "party:airport"),
		tie(t, "B", "party:airport", lookback.ClassColocated, "network:N"))
	g := w.build(t)
	from, _ := g.Find(lookback.RecordNode("r/1"))
	_, stats := g.On(today).Paths(nil, from, Options{}, new(Scratch))
	if stats.Hypotheses == 0 || stats.Lapsed == 0 || stats.Hubs == 0 || stats.NotExamined != 0 {
		t.Errorf("got %+v, want hypotheses, lapsed ties and hubs counted, and all examined", stats)
	}
	routes, stats := g.On(today).Paths(nil, from, Options{Limit: 3}, new(Scratch))
	if stats.Looked != 3 || stats.NotExamined == 0 {
		t.Errorf("limited to 3 ties: got %+v and %d paths, want the rest counted", stats, len(routes))
	}
	routes, _ = g.On(today).Paths(nil, from, Options{Hypotheses: true}, new(Scratch))
	if !slices.ContainsFunc(routes, func(r Route) bool { return r.Hypothetical && !r.Automatic() }) {
		t.Error("with hypotheses: want a path that is marked as one and never automatic")
	}
}

func TestChangesThatCannotBe(t *testing.T) {
	w := smugglers(t)
	g := w.build(t)
	unknown := w.ties[0]
	unknown.ID, unknown.Class = "U", "has-ties-to"
	nowhere := w.ties[0]
	nowhere.ID, nowhere.Object = "U", lookback.NodeRef{}
	gone, _ := mustWith(t, g, Delta{Retract: []string{"T1"}})
	tests := []struct {
		name  string
		g     *Graph
		delta Delta
		want  error
	}{
		{"RetractWhatIsNotThere", g, Delta{Retract: []string{"T99"}}, lookback.ErrNotFound},
		{"RetractTwice", gone, Delta{Retract: []string{"T1"}}, lookback.ErrNotFound},
		{"AddTwice", g, Delta{Add: w.ties[:1]}, lookback.ErrConflict},
		{"AddWhatWasRetracted", gone, Delta{Add: w.ties[:1]}, lookback.ErrConflict},
		{"UnknownClass", g, Delta{Add: []lookback.Tie{unknown}}, lookback.ErrInvalid},
		{"UnknownParty", g, Delta{Add: []lookback.Tie{nowhere}}, lookback.ErrInvalid},
		{"MarkUnknownParty", g, Delta{Mark: []Mark{{}}}, lookback.ErrInvalid},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if after, c, err := test.g.With(test.delta); !errors.Is(err, test.want) || after != nil || !c.Empty() {
				t.Errorf("got %v, want %v and no graph", err, test.want)
			}
		})
	}
}

func TestBuilderRefusesATie(t *testing.T) {
	many := func(spoil func([]lookback.Tie)) []lookback.Tie {
		var ties []lookback.Tie
		for i := range 3 * batchSize {
			ties = append(ties, tie(t, "T"+strconv.Itoa(i), "record:r/"+strconv.Itoa(i), lookback.ClassMovedBy, "network:N"))
		}
		spoil(ties)
		return ties
	}
	const at = batchSize + 3
	tests := []struct {
		name  string
		spoil func([]lookback.Tie)
		want  error
	}{
		{"Nothing", func([]lookback.Tie) {}, nil},
		{"TakenID", func(ties []lookback.Tie) { ties[at].ID = "T0" }, lookback.ErrConflict},
		{"UnknownClass", func(ties []lookback.Tie) { ties[at].Class = "has-ties-to" }, lookback.ErrInvalid},
		{"ToItself", func(ties []lookback.Tie) { ties[at].Object = ties[at].Subject }, lookback.ErrInvalid},
		{"UnknownKind", func(ties []lookback.Tie) { ties[at].Object.Kind = "place" }, lookback.ErrInvalid},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			ties := many(test.spoil)
			one, all := NewBuilder(Size{}), NewBuilder(Size{})
			var err error
			for i := 0; i < len(ties) && err == nil; i++ {
				err = one.Add(&ties[i])
			}
			if !errors.Is(err, test.want) || test.want == nil && err != nil {
				t.Errorf("one by one: got %v, want %v", err, test.want)
			}
			if err := all.AddAll(ties); !errors.Is(err, test.want) || test.want == nil && err != nil {
				t.Errorf("all: got %v, want %v", err, test.want)
			}
			if diff := cmp.Diff(len(one.edges), len(all.edges)); diff != "" {
				t.Errorf("ties added one by one -, at once +\n%s", diff)
			}
		})
	}
}

// When a weight or a rule changes, so does this version: stored strengths then name a version that this
// binary no longer replays. Change it on purpose only.
func TestVersionNamesTheTables(t *testing.T) {
	if got, want := Version(), "graph-c7695972d96d"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
