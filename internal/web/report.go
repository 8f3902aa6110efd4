package web

import (
	"strings"

	"lookback/internal/casework"
)

// reportPage says what became of everybody, in people, and of whom we were wrong.
type reportPage struct {
	Funnel casework.Funnel
	WayIn  []casework.Cell
	Parts  []reportPart
	Equity casework.Equity
}

// reportPart is one question about everybody, with its answers.
type reportPart struct {
	Question string
	Cells    []casework.Cell
}

func showReport(q *ask) (err error) {
	var p reportPage
	if p.Funnel, err = q.Cases.Funnel(q.ctx(), casework.FunnelQuestion{}); err != nil {
		return err
	}
	if p.Equity, err = q.Cases.Equity(q.ctx(), 0); err != nil {
		return err
	}
	for _, c := range p.Funnel.Cells {
		question, _, answer := strings.Cut(c.Key, ":")
		if !answer {
			p.WayIn = append(p.WayIn, c)
			continue
		}
		if n := len(p.Parts); n == 0 || p.Parts[n-1].Question != question {
			p.Parts = append(p.Parts, reportPart{question, p.Funnel.Partition(question)})
		}
	}
	return q.show("report", tr("Reports"), p)
}
