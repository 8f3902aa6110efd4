package api

import (
	"time"

	"lookback/internal/casework"
)

// Funnel is what became of everybody who came up, in unique people.
type Funnel struct {
	AsOf       time.Time `json:"as_of"`
	Position   int64     `json:"position"`
	Run        int64     `json:"run"`
	SmallCell  int       `json:"small_cell"`
	Cells      []Cell    `json:"cells"`
	Sums       []Sum     `json:"sums"`
	Times      []Span    `json:"times"`
	Reconciles bool      `json:"reconciles"`
}

// Cell is one number of a report. A withheld one has no count.
type Cell struct {
	Key        string `json:"cell"`
	Title      string `json:"title"`
	Definition string `json:"definition"`
	Of         string `json:"of"`
	Count      *int   `json:"count"`
	Withheld   bool   `json:"withheld"`
	Always     bool   `json:"always,omitempty"` // told even when nobody is counted
}

// Sum says which cells add up to another.
type Sum struct {
	Total string   `json:"total"`
	Parts []string `json:"parts"`
}

// Span is how long a step took from its trigger, in seconds; nothing where it is withheld or nobody reached it.
type Span struct {
	Key        string `json:"step"`
	Title      string `json:"title"`
	Definition string `json:"definition"`
	People     *int   `json:"people"`
	Median     *int64 `json:"median_seconds"`
	P90        *int64 `json:"p90_seconds"`
	Withheld   bool   `json:"withheld"`
}

// FunnelOf translates f, which reconciles, else there would be none.
func FunnelOf(f casework.Funnel) Funnel {
	out := Funnel{AsOf: f.AsOf, Position: f.Position, Run: f.Run, SmallCell: f.Least, Cells: CellsOf(f.Cells), Sums: []Sum{}, Times: []Span{}, Reconciles: true}
	for _, s := range f.Sums {
		out.Sums = append(out.Sums, Sum{Total: s.Total, Parts: s.Parts})
	}
	for _, s := range f.Spans {
		span := Span{Key: s.Key, Title: s.Title, Definition: s.Definition, Withheld: s.Withheld}
		if !s.Withheld {
			span.People = &s.People
			if s.People > 0 {
				span.Median, span.P90 = seconds(s.Median), seconds(s.P90)
			}
		}
		out.Times = append(out.Times, span)
	}
	return out
}

// CellsOf translates the numbers of a report.
func CellsOf(cells []casework.Cell) []Cell {
	out := []Cell{}
	for _, c := range cells {
		cell := Cell{Key: c.Key, Title: c.Title, Definition: c.Definition, Of: c.Of, Withheld: c.Withheld, Always: c.Always}
		if !c.Withheld {
			cell.Count = &c.Count
		}
		out = append(out, cell)
	}
	return out
}

func seconds(d time.Duration) *int64 {
	n := int64(d / time.Second)
	return &n
}

// Trace leads from a number of a report to a case and the event that put it there.
type Trace struct {
	Cell     string `json:"cell"`
	Case     int64  `json:"case"`
	Record   int64  `json:"record"`
	Position int64  `json:"position"`
}

// Card is the one page about the subject of a case, block by block.
type Card struct {
	Case     int64       `json:"case"`
	Record   string      `json:"record"`
	AsOf     time.Time   `json:"as_of"`
	Position int64       `json:"position"`
	Sharing  string      `json:"sharing"`
	Action   string      `json:"action"`
	Blocks   []CardBlock `json:"blocks"`
}

// CardBlock is one part of a card: words, or none known.
type CardBlock struct {
	Key       string   `json:"block"`
	Title     string   `json:"title"`
	Words     []string `json:"words"`
	NoneKnown bool     `json:"none_known"`
}

// CardOf translates c, which is whole, else there would be none.
func CardOf(c casework.Card) Card {
	out := Card{Case: c.Case, Record: c.Record, AsOf: c.AsOf, Position: c.Position, Sharing: string(c.Handling.Sharing), Action: string(c.Handling.Action), Blocks: []CardBlock{}}
	for _, b := range c.Blocks {
		out.Blocks = append(out.Blocks, CardBlock{Key: b.Key, Title: b.Title, Words: list(b.Words), NoneKnown: b.NoneKnown})
	}
	return out
}
