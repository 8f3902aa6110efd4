package web

import (
	"strings"
	"sync"

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

// reports keeps the report of a position of the journal: until something happens it is the same for everybody.
type reports struct {
	mu   sync.Mutex
	at   int64
	page reportPage
}

func showReport(q *ask) error {
	p, err := q.currentReport()
	if err != nil {
		return err
	}
	return q.show("report", tr("Reports"), p)
}

// currentReport returns the report as of now. Whoever asks while it is made waits for it in place of making it too.
func (q *ask) currentReport() (reportPage, error) {
	at, err := q.Screening.Position(q.ctx())
	if err != nil {
		return reportPage{}, err
	}
	q.reports.mu.Lock()
	defer q.reports.mu.Unlock()
	if q.reports.at == at {
		return q.reports.page, nil
	}
	p, err := q.report()
	if err == nil {
		q.reports.page, q.reports.at = p, p.Funnel.Position
	}
	return p, err
}

// report makes the report as of now.
func (q *ask) report() (p reportPage, err error) {
	if p.Funnel, err = q.Cases.Funnel(q.ctx(), casework.FunnelQuestion{}); err != nil {
		return p, err
	}
	if p.Equity, err = q.Cases.Equity(q.ctx(), 0); err != nil {
		return p, err
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
	return p, nil
}
