package casework

import (
	"math/big"
	"slices"
)

// withholding decides which cells of a sheet stay unprinted. Beside the cells it knows the rests: where one printed
// group lies within another, what is left is a number that a reader can compute, although it is printed nowhere.
type withholding struct {
	least    int
	counts   []int   // of the cells, then of the rests
	cells    int     // how many of them are cells
	withheld []bool  // likewise; rests always are
	sums     [][]int // indexes: the total, then its parts
}

func newWithholding(s Sheet, least int) *withholding {
	w := &withholding{least: least, cells: len(s.Cells)}
	for _, c := range s.Cells {
		w.counts = append(w.counts, c.Count)
		w.withheld = append(w.withheld, w.small(c.Count) && !c.Files)
	}
	for _, sum := range s.Sums {
		row := []int{s.index(sum.Total)}
		for _, key := range sum.Parts {
			row = append(row, s.index(key))
		}
		w.sums = append(w.sums, row)
	}
	for i, outer := range s.Cells {
		for k, inner := range s.Cells {
			if i != k {
				w.addRest(i, k, outer, inner)
			}
		}
	}
	return w
}

func (w *withholding) small(count int) bool { return count > 0 && count < w.least }

// addRest adds what is left of the outer group without the inner one, where that is a small group.
func (w *withholding) addRest(i, k int, outer, inner Cell) {
	if !w.small(len(outer.people)-len(inner.people)) || len(inner.people) == 0 || !within(inner.people, outer.people) {
		return
	}
	w.counts = append(w.counts, len(outer.people)-len(inner.people))
	w.withheld = append(w.withheld, true)
	w.sums = append(w.sums, []int{i, k, len(w.counts) - 1})
}

// within reports whether all of inner are among outer; both are by case.
func within(inner, outer []Trace) bool {
	for _, t := range inner {
		i, found := slices.BinarySearchFunc(outer, t.Case, func(o Trace, id int64) int { return int(o.Case - id) })
		if !found {
			return false
		}
		outer = outer[i+1:]
	}
	return true
}

// step withholds one more cell, where a small count would otherwise be known, and reports whether it did.
func (w *withholding) step() bool {
	for _, sum := range w.sums {
		if w.bounded(sum) && w.withholdIn(sum) {
			return true
		}
	}
	for i, known := range w.determined() {
		if !known || !w.small(w.counts[i]) {
			continue // it follows and gives nobody away
		}
		for _, sum := range w.sums {
			if slices.Contains(sum, i) && w.withholdIn(sum) {
				return true
			}
		}
	}
	return false
}

// bounded reports whether a printed total leaves so little for its withheld parts that each is known to be small.
func (w *withholding) bounded(sum []int) bool {
	if w.withheld[sum[0]] {
		return false
	}
	left := 0
	for _, i := range sum[1:] {
		if w.withheld[i] {
			left += w.counts[i]
		}
	}
	return w.small(left)
}

// withholdIn withholds the smallest printed number of a sum that is not 0, and reports whether there was one.
func (w *withholding) withholdIn(sum []int) bool {
	best := -1
	for _, i := range sum {
		if !w.withheld[i] && w.counts[i] > 0 && (best < 0 || w.counts[i] < w.counts[best]) {
			best = i
		}
	}
	if best < 0 {
		return false
	}
	w.withheld[best] = true
	return true
}

// determined reports for each number whether it is withheld and yet follows from the sums and what is printed. The sums are
// equations in the withheld numbers; in their reduced form a number follows exactly if a row holds it alone.
func (w *withholding) determined() []bool {
	known := make([]bool, len(w.counts))
	for _, row := range w.reduced() {
		alone := -1
		for i, v := range row {
			switch {
			case v.Sign() == 0:
			case alone < 0:
				alone = i
			default:
				alone = len(row)
			}
		}
		if alone >= 0 && alone < len(row) {
			known[alone] = true
		}
	}
	return known
}

// reduced returns the reduced row echelon form of the sums over the withheld numbers, in exact fractions.
func (w *withholding) reduced() [][]*big.Rat {
	var rows [][]*big.Rat
	for _, sum := range w.sums {
		row := make([]*big.Rat, len(w.counts))
		for i := range row {
			row[i] = new(big.Rat)
		}
		for n, i := range sum {
			if w.withheld[i] {
				row[i].SetInt64(map[bool]int64{true: -1, false: 1}[n == 0])
			}
		}
		rows = append(rows, row)
	}
	rank := 0
	for column := range w.counts {
		pivot := slices.IndexFunc(rows[rank:], func(row []*big.Rat) bool { return row[column].Sign() != 0 })
		if pivot < 0 {
			continue
		}
		rows[rank], rows[rank+pivot] = rows[rank+pivot], rows[rank]
		eliminate(rows, rank, column)
		if rank++; rank == len(rows) {
			break
		}
	}
	return rows[:rank]
}

// eliminate makes the pivot 1 and everything else in its column 0.
func eliminate(rows [][]*big.Rat, rank, column int) {
	pivot := new(big.Rat).Set(rows[rank][column])
	for _, v := range rows[rank] {
		v.Quo(v, pivot)
	}
	for r, row := range rows {
		if r == rank || row[column].Sign() == 0 {
			continue
		}
		factor := new(big.Rat).Set(row[column])
		for i, v := range row {
			v.Sub(v, new(big.Rat).Mul(factor, rows[rank][i]))
		}
	}
}
