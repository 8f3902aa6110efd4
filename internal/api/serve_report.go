package api

import (
	"fmt"
	"time"

	"lookback"
	"lookback/internal/casework"
	"lookback/internal/store"
)

func reportRoutes() []Route {
	run, internal := Param{"run", "only the people whose alert this lookback opened"}, Param{"internal", "true: withhold nothing; for those who work on the cases"}
	return []Route{
		get("/reports/funnel", ReadReports, "Tell what became of everybody who came up, in unique people, with sums that are checked", Funnel{}, answer(getFunnel), run, internal),
		get("/reports/funnel/cases", ReadCases, "List the cases behind one number of the funnel, each with the event that put it there; the look is recorded", Page[Trace]{}, answer(followFunnel),
			pageQuery(run, internal, Param{"cell", "the number, as standing:located"}, Param{"purpose", "why you look"})...),
		get("/reports/equity", ReadReports, "Tell of whom the alerts were wrong, by script and nationality; nothing selects by any of it", Equity{}, answer(getEquity), internal),
		get("/reports/quality", ReadCases, "Tell how people decide: disagreement, overrides, time per decision, alarms", Quality{}, answer(getQuality)),
		get("/reports/runs", ReadReports, "Tell of every lookback when its cause became known and how long it took", Page[RunTime]{}, answer(listRunTimes), pageQuery()...),
		get("/cases/{case}/card", ReadCases, "Show the one page about the subject of a case, whole or refused; the look is recorded", Card{}, answer(getCard), Param{"purpose", "why you look"}),
		post("/samples", ReadCases, "Draw closed cases of a month to be looked at again, so that nobody chooses them", SampleOrder{}, Sample{}, command(drawSample)),
	}
}

// funnelQuestion reads what a funnel is asked about. ErrDenied: nothing is to be withheld from somebody who may not open cases.
func (c *call) funnelQuestion() (q casework.FunnelQuestion, err error) {
	if q.Run, err = c.queryNumber("run"); err != nil {
		return q, err
	}
	q.Least, err = c.least()
	return q, err
}

// least returns from which number on a count is told.
func (c *call) least() (int, error) {
	internal, err := c.flag("internal")
	switch {
	case err != nil:
		return 0, err
	case !internal:
		return casework.SmallCell, nil
	case !c.caller.may(ReadCases):
		return 0, fmt.Errorf("small numbers are told to those who may open cases: %w", lookback.ErrDenied)
	}
	return 1, nil
}

func getFunnel(c *call) (Funnel, error) {
	q, err := c.funnelQuestion()
	if err != nil {
		return Funnel{}, err
	}
	f, err := c.Cases.Funnel(c.ctx(), q)
	if err != nil {
		return Funnel{}, err
	}
	return FunnelOf(f), nil
}

func followFunnel(c *call) (Page[Trace], error) {
	q, err := c.funnelQuestion()
	if err != nil {
		return Page[Trace]{}, err
	}
	cell := c.query("cell")
	traces, err := c.Cases.FollowFunnel(c.ctx(), q, cell, casework.Reader{Person: c.caller.Person, Purpose: c.query("purpose")})
	if err != nil {
		return Page[Trace]{}, err
	}
	return sliced(c, traces, func(t casework.Trace) Trace {
		return Trace{Cell: cell, Case: t.Case, Record: t.Record, Position: t.Position}
	})
}

func getEquity(c *call) (Equity, error) {
	least, err := c.least()
	if err != nil {
		return Equity{}, err
	}
	e, err := c.Cases.Equity(c.ctx(), least)
	return EquityOf(e), err
}

func getQuality(c *call) (Quality, error) {
	q, err := c.Cases.Quality(c.ctx())
	return QualityOf(q), err
}

// RunTime is a lookback with when its cause became known, and the seconds from then to its answer; 0 while it is not done.
type RunTime struct {
	Run
	Known   time.Time `json:"known"`
	Seconds float64   `json:"seconds"`
}

func listRunTimes(c *call) (out Page[RunTime], err error) {
	err = c.view(func(tx store.Tx) error {
		out, err = numbered(c, func(after int64, limit int) ([]RunTime, error) { return runTimes(tx, after, limit) },
			func(x RunTime) int64 { return x.ID }, func(x RunTime) RunTime { return x })
		return err
	})
	return out, err
}

func runTimes(tx store.Tx, after int64, limit int) (out []RunTime, err error) {
	runs, err := tx.ListRuns("", after, limit)
	for _, r := range runs {
		x := RunTime{Run: RunOf(r)}
		if r.Position > 0 {
			event, err := tx.GetEvent(r.Position)
			if err != nil {
				return nil, err
			}
			x.Known = event.Time
		}
		if r.State == lookback.RunDone && !x.Known.IsZero() {
			x.Seconds = r.Finished.Sub(x.Known).Seconds()
		}
		out = append(out, x)
	}
	return out, err
}

func getCard(c *call) (Card, error) {
	id, err := c.number("case")
	if err != nil {
		return Card{}, err
	}
	card, err := c.Cases.Card(c.ctx(), id, casework.Reader{Person: c.caller.Person, Purpose: c.query("purpose")})
	return CardOf(card), err
}

// SampleOrder says of which month, as 2026-03, and how many cases to draw.
type SampleOrder struct {
	Month string `json:"month"`
	Size  int    `json:"size"`
}

func drawSample(c *call, in SampleOrder) (Sample, error) {
	month, err := time.Parse("2006-01", in.Month)
	if err != nil {
		return Sample{}, &lookback.InputError{Field: "month", Reason: fmt.Sprintf("%q is not a month", in.Month), Hint: "write it as 2026-03"}
	}
	s, err := c.Cases.DrawSample(c.ctx(), month, in.Size, c.caller.Person)
	return SampleOf(s), err
}
