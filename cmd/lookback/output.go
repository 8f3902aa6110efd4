package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"text/tabwriter"
)

// print writes v as one line of JSON with --json, and otherwise what people writes.
func (a *app) print(v any, people func()) error {
	if !a.json {
		people()
		return nil
	}
	line, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("encode output: %w", err)
	}
	_, err = fmt.Fprintf(a.out, "%s\n", line)
	return err
}

// say writes a line for people.
func (a *app) say(format string, args ...any) { fmt.Fprintf(a.out, format+"\n", args...) }

// table writes rows in aligned columns for people; the first row is the header.
func (a *app) table(rows [][]string) {
	w := tabwriter.NewWriter(a.out, 0, 4, 2, ' ', 0)
	for _, row := range rows {
		for i, cell := range row {
			if i > 0 {
				fmt.Fprint(w, "\t")
			}
			fmt.Fprint(w, cell)
		}
		fmt.Fprintln(w)
	}
	w.Flush() // a terminal that went away is not ours to report
}

// printAll shows items: with --json one line each, as wire makes them, and otherwise a table of columns with a row each.
func printAll[T, W any](a *app, columns []string, items []T, wire func(T) W, row func(T) []string) error {
	if a.json {
		return each(items, func(x T) error { return a.print(wire(x), nil) })
	}
	rows := [][]string{columns}
	for _, x := range items {
		rows = append(rows, row(x))
	}
	a.table(rows)
	return nil
}

// each calls fn for every item until one fails.
func each[T any](items []T, fn func(T) error) error {
	for _, item := range items {
		if err := fn(item); err != nil {
			return err
		}
	}
	return nil
}

// number returns n in figures, or nothing for 0.
func number(n int64) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprint(n)
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// sortBy sorts items by a key and keeps the order of equal ones.
func sortBy[T any](items []T, key func(T) int64) {
	slices.SortStableFunc(items, func(a, b T) int { return cmp.Compare(key(a), key(b)) })
}
