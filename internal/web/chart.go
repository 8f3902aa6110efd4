package web

import (
	"fmt"

	"lookback"
)

// chart is a drawing of bars with the numbers it draws, for the table beside it.
type chart struct {
	Title string
	Bars  []bar
	Width int
	Max   int
}

// bar is one bar: what it stands for and where it is drawn.
type bar struct {
	Label, Link         string
	Value               int
	X, Y, Height, Width int
}

const (
	chartHeight = 120
	barWidth    = 22
	barGap      = 10
	chartRuns   = 24
)

// newChart places bars side by side, the tallest as high as the chart. A value above zero is always seen.
func newChart(title string, bars []bar) chart {
	c := chart{Title: title, Bars: bars, Width: len(bars) * (barWidth + barGap)}
	for _, b := range bars {
		c.Max = max(c.Max, b.Value)
	}
	for i := range bars {
		b := &bars[i]
		if c.Max > 0 && b.Value > 0 {
			b.Height = max(2, b.Value*chartHeight/c.Max)
		}
		b.X, b.Y, b.Width = i*(barWidth+barGap), chartHeight-b.Height, barWidth
	}
	return c
}

// runChart draws how many records the newest lookbacks affected, the oldest of them first.
func runChart(newest []lookback.Run) chart {
	var bars []bar
	for _, r := range newest {
		bars = append([]bar{{Label: fmt.Sprintf("%d", r.ID), Link: runLink(r.ID), Value: r.Counts.Affected}}, bars...)
	}
	return newChart(tr("Records affected, by lookback"), bars)
}
