package eval

import (
	"testing"

	"lookback"
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
		answer, err := p.Ask(t.Context(), GeneratedEntries(50, records), lookback.DefaultThreshold)
		if err != nil {
			t.Fatal(err)
		}
		answer.Took = 0
		answers = append(answers, answer)
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	}
	if answers[0].Affected == 0 || answers[0] != answers[1] || answers[1] != answers[2] {
		t.Errorf("the answers differ: %+v", answers)
	}
}
