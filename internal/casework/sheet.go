package casework

import (
	"fmt"
	"slices"
	"strings"

	"lookback"
)

// SmallCell is the least number of people that a published report prints: a smaller group can be recognised.
const SmallCell = 5

// Cell is one number of a report: of how many people something holds, what that means, and of how many it is told.
type Cell struct {
	Key        string // names the cell, "whereabouts:located"
	Title      string
	Definition string
	Of         string // key of the cell it is a part of; empty for what is a part of nothing
	Count      int
	Withheld   bool // small, or a small one could be computed from it; Count is 0 then
	Always     bool // printed even when nobody is counted, because that nobody is says something
	Files      bool // counts files of ours and says nothing about anybody: never too small by itself
	people     []Trace
}

// Trace leads from a number to what it rests on: a case, and the event that put it there.
type Trace struct {
	Case     int64
	Record   int64
	Position int64
}

// Sum says which cells add up to another.
type Sum struct {
	Total string
	Parts []string
}

// Sheet is numbers that belong together, with the sums that hold among them.
type Sheet struct {
	Cells []Cell
	Sums  []Sum
}

// Find returns the cell with a key, or nil.
func (s *Sheet) Find(key string) *Cell {
	if i := s.index(key); i >= 0 {
		return &s.Cells[i]
	}
	return nil
}

func (s *Sheet) index(key string) int {
	return slices.IndexFunc(s.Cells, func(c Cell) bool { return c.Key == key })
}

// Reconcile returns ErrCheck, naming the sum, unless every sum adds up (R37). It speaks about counts before any is withheld.
func (s *Sheet) Reconcile() error {
	for _, sum := range s.Sums {
		total := s.Find(sum.Total)
		if total == nil {
			return fmt.Errorf("the report has parts of %q and no such number: %w", sum.Total, lookback.ErrCheck)
		}
		added, words := 0, []string{}
		for _, key := range sum.Parts {
			part := s.Find(key)
			if part == nil {
				return fmt.Errorf("the report lacks %q, a part of %q: %w", key, sum.Total, lookback.ErrCheck)
			}
			added += part.Count
			words = append(words, fmt.Sprint(part.Count))
		}
		if added != total.Count {
			return fmt.Errorf("%s = %d, and the parts of %q are %d: the report does not add up and is refused: %w",
				strings.Join(words, " + "), added, total.Title, total.Count, lookback.ErrCheck)
		}
	}
	return nil
}

// put adds a cell.
func (s *Sheet) put(c Cell) {
	if c.people != nil {
		c.Count = len(c.people)
	}
	s.Cells = append(s.Cells, c)
}

// Withhold returns the sheet as it may be published: every count of 1 to less than least is withheld, and as many others
// that no such count follows from what is printed, neither by the sums nor because one printed group lies within
// another and leaves a small rest (R37).
func (s Sheet) Withhold(least int) Sheet {
	w := newWithholding(s, least)
	for w.step() {
	}
	out := Sheet{Cells: slices.Clone(s.Cells), Sums: s.Sums}
	for i := range out.Cells {
		if w.withheld[i] {
			out.Cells[i].Withheld, out.Cells[i].Count, out.Cells[i].people = true, 0, nil
		}
	}
	return out
}
