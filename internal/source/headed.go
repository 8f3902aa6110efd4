package source

import (
	"fmt"
	"io"
	"strings"

	"lookback"
)

// headed reads comma-separated text with a header row. It counts the columns that hold something and
// that nobody asked for.
type headed struct {
	edition *Edition
	csv     *csvReader
	columns []string
	index   map[string]int // by headerKey
	asked   []bool
	filled  []int
}

func newHeaded(e *Edition, name string, in io.Reader) *headed {
	return &headed{edition: e, csv: newCSVReader(name, in)}
}

// findHeader takes the first row with a column of that name as the header, and calls before for each of at
// most limit rows that stand above it.
func (h *headed) findHeader(column string, limit int, before func(*csvRow)) error {
	for range limit {
		row, err := h.csv.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		if row.Err != nil {
			return row.Err
		}
		h.setHeader(row.Fields)
		if _, found := h.index[headerKey(column)]; found {
			return nil
		}
		before(&row)
	}
	return &lookback.InputError{File: h.csv.name, Line: 1, Field: column, Reason: "there is no header with this column",
		Hint: "the file is of another format, or its publisher changed it"}
}

func (h *headed) setHeader(fields []string) {
	h.columns, h.index = nil, map[string]int{}
	for i, f := range fields {
		f = strings.TrimSpace(f)
		h.columns = append(h.columns, f)
		if _, twice := h.index[headerKey(f)]; !twice {
			h.index[headerKey(f)] = i
		}
	}
	h.asked, h.filled = make([]bool, len(fields)), make([]int, len(fields))
}

// each calls fn for every row. What fn returns becomes a problem at that row; the rest goes on.
func (h *headed) each(fn func(record) *lookback.InputError) error {
	for {
		row, err := h.csv.Next()
		if err == io.EOF {
			h.countLoss()
			return nil
		}
		if err != nil {
			return fmt.Errorf("read %s: %w", h.csv.name, err)
		}
		h.edition.Recoded += row.Recoded
		bad := row.Err
		if bad == nil && len(row.Fields) > len(h.columns) {
			bad = &lookback.InputError{Reason: fmt.Sprintf("the row has %d fields where the header has %d", len(row.Fields), len(h.columns)), Hint: "put values that hold commas in quotes"}
		}
		if missing := len(h.columns) - len(row.Fields); bad == nil && missing > 0 {
			// Some publishers leave out empty fields at the end. The party stays on the list, and the row is counted.
			row.Fields = append(row.Fields, make([]string, missing)...)
			h.edition.lose("(rows that end before the last column)", 1)
		}
		if bad == nil {
			h.countFilled(row.Fields)
			bad = fn(record{h, row.Fields, row.Line})
		}
		if bad != nil {
			bad.File, bad.Line = h.csv.name, row.Line
			h.edition.problem(*bad)
		}
	}
}

func (h *headed) countFilled(fields []string) {
	for i, f := range fields {
		if strings.TrimSpace(f) != "" {
			h.filled[i]++
		}
	}
}

func (h *headed) countLoss() {
	for i, column := range h.columns {
		if !h.asked[i] {
			h.edition.lose(column, h.filled[i])
		}
	}
}

// record is one row by the names of its columns.
type record struct {
	table  *headed
	fields []string
	line   int
}

// get returns the value of the first of these columns that the file has, with white space folded; "" when it has none.
func (r record) get(columns ...string) string {
	for _, column := range columns {
		if i, found := r.table.index[headerKey(column)]; found {
			r.table.asked[i] = true
			return foldSpace(r.fields[i])
		}
	}
	return ""
}
