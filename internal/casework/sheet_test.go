package casework

import (
	"errors"
	"strings"
	"testing"

	"lookback"
	"pgregory.net/rapid"
)

// reported is the sheet of the reported numbers: 400 = 150 + 50 + 200.
func reported() Sheet {
	return Sheet{
		Cells: []Cell{{Key: "people", Title: "people", Count: 400}, {Key: "custody", Count: 150}, {Key: "unknown", Count: 50}, {Key: "located", Count: 200}},
		Sums:  []Sum{{"people", []string{"custody", "unknown", "located"}}},
	}
}

// R37: numbers that add up are reported, and those that do not are refused, with the sum that is wrong.
func TestNumbersThatDoNotAddUpAreRefused_R37(t *testing.T) {
	good := reported()
	if err := good.Reconcile(); err != nil {
		t.Errorf("400 = 150 + 50 + 200: got %v", err)
	}
	for _, cell := range good.Cells {
		bad := reported()
		bad.Find(cell.Key).Count = 17 // a relay of the report made 17 of 200
		if err := bad.Reconcile(); !errors.Is(err, lookback.ErrCheck) || !strings.Contains(err.Error(), "does not add up") {
			t.Errorf("with %s 17: got %v, want a refusal", cell.Key, err)
		}
		bad = reported()
		bad.Find(cell.Key).Key = "gone"
		if err := bad.Reconcile(); !errors.Is(err, lookback.ErrCheck) {
			t.Errorf("without %s: got %v, want a refusal", cell.Key, err)
		}
	}
}

// R37: a small number is withheld, and another one with it, because the total would give it away.
func TestTotalsDoNotGiveASmallNumberAway_R37(t *testing.T) {
	s := reported()
	s.Find("unknown").Count, s.Find("located").Count = 4, 246
	out := s.Withhold(SmallCell)
	if u, c, l := out.Find("unknown"), out.Find("custody"), out.Find("located"); !u.Withheld || !c.Withheld || l.Withheld || l.Count != 246 || u.Count != 0 || c.Count != 0 {
		t.Errorf("got %+v, want 4 and 150 withheld and 246 printed", out.Cells)
	}
	if out := reported().Withhold(SmallCell); out.Find("unknown").Withheld || out.Find("people").Withheld {
		t.Errorf("nothing is small, and something is withheld: %+v", out.Cells)
	}
}

// R37: a printed group inside another printed group leaves a rest, which may be small.
func TestSmallRestsAreNotComputable_R37(t *testing.T) {
	many := func(n int) (all []Trace) {
		for i := range n {
			all = append(all, Trace{Case: int64(i + 1)})
		}
		return all
	}
	s := Sheet{}
	s.put(Cell{Key: "located", people: many(20)})
	s.put(Cell{Key: "cleared", people: many(18)})
	if out := s.Withhold(SmallCell); !out.Find("located").Withheld && !out.Find("cleared").Withheld {
		t.Error("20 located and 18 cleared, who are all among them, tell of 2 that are not")
	}
}

// R37, by trying everything: in a small random sheet every withheld small number could be another one, as far as a reader
// of what is printed can tell.
func TestNoWithheldNumberFollows_R37(t *testing.T) {
	withheld := 0
	rapid.Check(t, func(t *rapid.T) {
		s := Sheet{Cells: []Cell{{Key: "people"}}}
		total := rapid.IntRange(0, 14).Draw(t, "people")
		s.Cells[0].Count = total
		for _, question := range []string{"a", "b"} {
			sum, left := Sum{Total: "people"}, total
			for i := range rapid.IntRange(1, 4).Draw(t, "parts of "+question) {
				key, n := question+string(rune('0'+i)), rapid.IntRange(0, left).Draw(t, "count")
				s.Cells, sum.Parts, left = append(s.Cells, Cell{Key: key, Count: n}), append(sum.Parts, key), left-n
			}
			s.Cells, sum.Parts = append(s.Cells, Cell{Key: question + "rest", Count: left}), append(sum.Parts, question+"rest")
			s.Sums = append(s.Sums, sum)
		}
		least := rapid.IntRange(2, 5).Draw(t, "least")
		out := s.Withhold(least)
		possible := possibleCounts(out, 16)
		for i, c := range s.Cells {
			switch {
			case c.Count > 0 && c.Count < least && !out.Cells[i].Withheld:
				t.Fatalf("%s is %d and printed", c.Key, c.Count)
			case c.Count > 0 && c.Count < least && len(possible[i]) < 2:
				t.Fatalf("%s is %d and follows from %+v", c.Key, c.Count, out.Cells)
			case out.Cells[i].Withheld:
				withheld++
			}
		}
	})
	if withheld == 0 {
		t.Error("nothing was ever withheld: the test shows nothing")
	}
}

// possibleCounts returns for each cell the counts that fit the printed ones, up to a limit that a reader may guess.
func possibleCounts(s Sheet, limit int) []map[int]bool {
	possible := make([]map[int]bool, len(s.Cells))
	for i := range possible {
		possible[i] = map[int]bool{}
	}
	top, bottom := 0, limit
	if !s.Cells[0].Withheld {
		top, bottom = s.Cells[0].Count, s.Cells[0].Count
	}
	for total := top; total <= bottom; total++ {
		ways := make([][][]int, len(s.Sums))
		for n, sum := range s.Sums {
			if ways[n] = splits(s, sum.Parts, total); len(ways[n]) == 0 {
				ways = nil
				break
			}
		}
		if ways == nil {
			continue
		}
		possible[0][total] = true
		for n, sum := range s.Sums {
			for _, way := range ways[n] {
				for k, key := range sum.Parts {
					possible[s.index(key)][way[k]] = true
				}
			}
		}
	}
	return possible
}

// splits returns every way to fill the withheld parts so that all parts add up to total.
func splits(s Sheet, parts []string, total int) (ways [][]int) {
	if len(parts) == 0 {
		if total == 0 {
			return [][]int{{}}
		}
		return nil
	}
	c := s.Find(parts[0])
	from, to := c.Count, c.Count
	if c.Withheld {
		from, to = 0, total
	}
	for n := from; n <= min(to, total); n++ {
		for _, rest := range splits(s, parts[1:], total-n) {
			ways = append(ways, append([]int{n}, rest...))
		}
	}
	return ways
}
