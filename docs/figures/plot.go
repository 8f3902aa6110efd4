// Command figures draws how a lookback grows, from the rows that `lookback bench growth --json` prints, as an SVG with two panels:
// against the population, and against the size of the change. Both axes of both are logarithmic, so that proportion is a diagonal.
//
//	go run ./docs/figures < docs/figures/growth.jsonl > docs/figures/growth.svg
package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"math"
	"os"
	"slices"
)

// row is what is read of a row of growth.
type row struct {
	Records int     `json:"records"`
	Changes int     `json:"changes"`
	Seconds float64 `json:"seconds"`
}

// usualChange is the change that is asked about in every population.
const usualChange = 100

func main() {
	if err := draw(os.Stdin, os.Stdout); err != nil {
		log.Fatal(err)
	}
}

// draw writes the plot of the rows that in holds.
func draw(in io.Reader, out io.Writer) error {
	rows, err := read(in)
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		return errors.New("no rows were read: give the output of lookback bench growth --json")
	}
	largest := slices.MaxFunc(rows, func(a, b row) int { return cmp.Compare(a.Records, b.Records) }).Records
	var population, change []point
	for _, r := range rows {
		if r.Changes == usualChange {
			population = append(population, point{float64(r.Records), r.Seconds})
		}
		if r.Records == largest {
			change = append(change, point{float64(r.Changes), r.Seconds})
		}
	}
	p := plot{}
	p.printf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 860 360" font-family="sans-serif" font-size="12">`)
	p.printf(`<rect width="860" height="360" fill="white"/>`)
	p.panel(60, fmt.Sprintf("%d changed entries, by records", usualChange), population)
	p.panel(490, fmt.Sprintf("%d records, by changed entries", largest), change)
	p.printf(`</svg>`)
	_, err = out.Write(p.svg)
	return err
}

// point is a size and the seconds that it took.
type point [2]float64

// plot is an SVG on its way.
type plot struct{ svg []byte }

func (p *plot) printf(format string, args ...any) { p.svg = fmt.Appendf(p.svg, format+"\n", args...) }

func read(in io.Reader) (rows []row, err error) {
	for d := json.NewDecoder(in); ; {
		var r row
		if err := d.Decode(&r); err == io.EOF {
			return rows, nil
		} else if err != nil {
			return nil, fmt.Errorf("row %d: %w", len(rows)+1, err)
		}
		rows = append(rows, r)
	}
}

// The size of a panel and where its upper edge lies.
const width, height, top = 340.0, 270.0, 40.0

// panel draws the points of one panel, whose left edge is at x.
func (p *plot) panel(x float64, title string, points []point) {
	slices.SortFunc(points, func(a, b point) int { return cmp.Compare(a[0], b[0]) })
	across, up := decades(points, 0), decades(points, 1)
	at := func(q point) (float64, float64) {
		return x + width*across.part(q[0]), top + height*(1-up.part(q[1]))
	}
	p.printf("<text x=\"%.0f\" y=\"%.0f\" font-size=\"14\">Seconds for %s</text>", x, top-16, title)
	for d := across.from; d <= across.to; d++ {
		px, _ := at(point{math.Pow10(d), 1})
		p.line(px, top, px, top+height, "#ddd")
		p.printf("<text x=\"%.1f\" y=\"%.0f\" text-anchor=\"middle\">%.0f</text>", px, top+height+18, math.Pow10(d))
	}
	for d := up.from; d <= up.to; d++ {
		_, py := at(point{1, math.Pow10(d)})
		p.line(x, py, x+width, py, "#ddd")
		p.printf("<text x=\"%.0f\" y=\"%.1f\" text-anchor=\"end\">%g</text>", x-6, py+4, math.Pow10(d))
	}
	for i, q := range points {
		px, py := at(q)
		if i > 0 {
			fromX, fromY := at(points[i-1])
			p.line(fromX, fromY, px, py, "#1f5fa8")
		}
		p.printf("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" fill=\"#1f5fa8\"><title>%.0f: %g s</title></circle>", px, py, q[0], q[1])
	}
}

func (p *plot) line(x1, y1, x2, y2 float64, colour string) {
	p.printf("<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>", x1, y1, x2, y2, colour)
}

// axis is a logarithmic axis from one power of ten to another.
type axis struct{ from, to int }

// decades returns the axis that holds coordinate k of all points.
func decades(points []point, k int) axis {
	low, high := math.Inf(1), math.Inf(-1)
	for _, q := range points {
		low, high = min(low, q[k]), max(high, q[k])
	}
	from, to := int(math.Floor(math.Log10(low))), int(math.Ceil(math.Log10(high)))
	return axis{from, max(to, from+1)}
}

// part returns where v lies on the axis: 0 at its start, 1 at its end.
func (a axis) part(v float64) float64 {
	return (math.Log10(v) - float64(a.from)) / float64(a.to-a.from)
}
