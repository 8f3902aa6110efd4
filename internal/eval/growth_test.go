package eval

import (
	"reflect"
	"slices"
	"testing"

	"lookback"
	"lookback/internal/scenario"
	"lookback/internal/screening"
	"lookback/internal/shelf"
)

// A lookback costs in proportion to what changed, not to the population: with ten times the records, the same change meets at most
// ten times the owners and aligns hardly more than it finds, and postings of common tokens are not walked where a rarer one decides.
func TestCostFollowsTheChange(t *testing.T) {
	const small, large = 5_000, 50_000
	var rows []Growth
	for _, records := range []int{small, large} {
		p, err := NewPopulation(t.Context(), records, nil, func(int, int) {})
		if err != nil {
			t.Fatal(err)
		}
		if err := p.grow(t.Context(), growthChanges, func(g Growth) { rows = append(rows, g) }); err != nil {
			t.Fatal(err)
		}
	}
	for _, g := range rows {
		if perEntry := g.Met / g.Changes; perEntry > g.Records/20 {
			t.Errorf("of %d records, %d were met for an entry: more than one in twenty", g.Records, perEntry)
		}
		if g.Affected == 0 || g.Scored > 20*g.Affected {
			t.Errorf("%d were aligned for %d affected", g.Scored, g.Affected)
		}
	}
	if rows[1].Met > large/small*rows[0].Met {
		t.Errorf("%d owners were met among %d records and %d among %d", rows[0].Met, small, rows[1].Met, large)
	}
}

// A population that lies on a shelf answers as one in memory does, and is not built twice.
func TestPopulationOnAShelf(t *testing.T) {
	const records = 3_000
	d := shelf.New(t.TempDir())
	var answers []Answer
	for turn, on := range []screening.Shelf{nil, d, d} {
		p, err := NewPopulation(t.Context(), records, on, func(int, int) {})
		if err != nil {
			t.Fatal(err)
		}
		if built := p.Names > 0; built != (turn < 2) {
			t.Errorf("turn %d: %d names were indexed", turn, p.Names)
		}
		answer, err := p.Lookback(t.Context(), GeneratedEntries(50, records), lookback.DefaultThreshold)
		if err != nil {
			t.Fatal(err)
		}
		answer.Took = 0
		answers = append(answers, answer)
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	}
	if len(answers[0].Affected) == 0 || !reflect.DeepEqual(answers[0], answers[1]) || !reflect.DeepEqual(answers[1], answers[2]) {
		t.Errorf("the answers differ: %+v", answers)
	}
}

// A lookback of added and amended entries finds the records that a full scan finds, though it asks less.
func TestLookbackOverAPopulationIsAFullScan(t *testing.T) {
	const records = 4_000
	p, err := NewPopulation(t.Context(), records, nil, func(int, int) {})
	if err != nil {
		t.Fatal(err)
	}
	bulk := scenario.NewBulk(benchSeed)
	changes := make([]Change, 120)
	for i := range changes {
		changes[i].Now = bulk.Party(7 * i)
	}
	for i := range changes[:90] {
		before := changes[i].Now
		switch i % 3 {
		case 0: // nothing that is scored
			before.Addresses = append(before.Addresses, lookback.Address{Text: "1 Example Street"})
		case 1: // it has a name more than before
			before.Names = before.Names[:1:1]
			changes[i].Now.Names = append(before.Names, changes[i+30].Now.Names...)
		case 2: // another date of birth
			before.Births = []lookback.Date{lookback.ParseDate("1931-02-03")}
		}
		changes[i].Before = &before
	}
	answer, err := p.Lookback(t.Context(), changes, lookback.DefaultThreshold)
	if err != nil {
		t.Fatal(err)
	}
	scanned, err := p.Scan(t.Context(), changes, lookback.DefaultThreshold, func(int, int) {})
	if err != nil || len(scanned) < 100 || !slices.Equal(answer.Affected, scanned) {
		t.Errorf("%d affected, a full scan finds %d (%v)", len(answer.Affected), len(scanned), err)
	}
	if answer.Asked > 90 {
		t.Errorf("%d questions were asked about %d changes, of which 30 gained nothing", answer.Asked, answer.Changes)
	}
}
