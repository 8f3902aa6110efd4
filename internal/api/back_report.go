package api

import (
	"time"

	"lookback"
	"lookback/internal/casework"
)

// Back translates f back, as far as people are told.
func (f Funnel) Back() casework.Funnel {
	out := casework.Funnel{AsOf: f.AsOf, Position: f.Position, Run: f.Run, Least: f.SmallCell}
	for _, c := range f.Cells {
		out.Cells = append(out.Cells, c.back())
	}
	for _, s := range f.Sums {
		out.Sums = append(out.Sums, casework.Sum{Total: s.Total, Parts: s.Parts})
	}
	for _, s := range f.Times {
		out.Spans = append(out.Spans, s.back())
	}
	return out
}

func (c Cell) back() casework.Cell {
	out := casework.Cell{Key: c.Key, Title: c.Title, Definition: c.Definition, Of: c.Of, Withheld: c.Withheld, Always: c.Always}
	if c.Count != nil {
		out.Count = *c.Count
	}
	return out
}

func (s Span) back() casework.Span {
	out := casework.Span{Key: s.Key, Title: s.Title, Definition: s.Definition, Withheld: s.Withheld}
	if s.People != nil {
		out.People = *s.People
	}
	if s.Median != nil && s.P90 != nil {
		out.Median, out.P90 = time.Duration(*s.Median)*time.Second, time.Duration(*s.P90)*time.Second
	}
	return out
}

// Back translates c back.
func (c Card) Back() casework.Card {
	out := casework.Card{Case: c.Case, Record: c.Record, AsOf: c.AsOf, Position: c.Position, Handling: lookback.Handling{Sharing: lookback.TLP(c.Sharing), Action: lookback.PAP(c.Action)}}
	for _, b := range c.Blocks {
		out.Blocks = append(out.Blocks, casework.CardBlock{Key: b.Key, Title: b.Title, Words: b.Words, NoneKnown: b.NoneKnown})
	}
	return out
}

// Back translates q back.
func (q Quality) Back() casework.Quality {
	out := casework.Quality{AsOf: q.AsOf, Position: q.Position, Rulings: q.Rulings, Needed: q.Needed, Seconded: q.Seconded, Disagreed: q.Disagreed, Alarms: q.Alarms,
		Redress: casework.RedressCounts{Received: q.Redress.Received, Ended: q.Redress.Ended, Upheld: q.Redress.Upheld, Late: q.Redress.Late,
			Median: time.Duration(q.Redress.Median) * time.Second, Misidentified: q.Redress.Misidentified}}
	for _, p := range q.Reviewers {
		out.Reviewers = append(out.Reviewers, casework.Reviewer{Person: p.Person, Rulings: p.Rulings, Ranked: p.Ranked, Overrides: p.Overrides,
			Seconds: p.Seconds, Disagreed: p.Disagreed, Timed: p.Timed, Median: time.Duration(p.Median) * time.Second})
	}
	return out
}

// Back translates s back.
func (s Sample) Back() casework.Sample {
	month, _ := time.Parse("2006-01", s.Month) // unreachable: a server writes months as everybody does
	out := casework.Sample{Month: month, Position: s.Position, Seed: s.Seed}
	out.From[0], out.From[1] = s.Favoured, s.Otherwise
	for _, d := range s.Cases {
		out.Drawn = append(out.Drawn, casework.Drawn(d))
	}
	return out
}

// Back translates r back, as far as people are told.
func (r Redress) Back() lookback.Redress {
	out := lookback.Redress{ID: r.Redress, Number: r.Number, CaseID: r.Case, State: lookback.RedressState(r.State), Requester: r.Requester, Representative: r.Representative,
		Authority: r.Authority, Statement: r.Statement, Received: r.Received, AcknowledgeBy: r.AcknowledgeBy, AnswerBy: r.AnswerBy, FinishBy: r.FinishBy,
		Reviewer: r.Reviewer, Summary: r.Summary, Wrong: evidenceBack(r.Wrong), Position: r.Position}
	for _, s := range r.Steps {
		said := lookback.Approval{Person: s.Person, Reasons: s.Words, Recorded: s.Recorded}
		switch s.Step {
		case stepAcknowledged:
			out.Acknowledged = said
		case stepAnswered:
			out.Answered = said
		case stepDecided:
			out.Decided = said
		}
	}
	return out
}

// Back translates d back, as far as people are told.
func (d Disclosure) Back() lookback.Disclosure {
	handling, _ := lookback.ParseHandling(d.Handling) // unreachable: a server writes it as everybody does
	out := lookback.Disclosure{ID: d.Disclosure, CaseID: d.Case, Recipient: lookback.Recipient{Name: d.Recipient, Country: d.Country}, Purpose: d.Purpose, Basis: d.Basis,
		Blocks: all(d.Blocks, func(b string) lookback.Block { return lookback.Block(b) }), Handling: handling, Person: d.Person, State: lookback.DisclosureState(d.State),
		Needs: d.Needs, Because: d.Because, Sent: d.Sent, SentBy: d.SentBy, Digest: d.SHA256}
	if x := d.Export; x != nil {
		out.Export = lookback.Export{Source: x.Source, Barred: x.Barred, Format: x.Format, Position: x.Position,
			Counts: lookback.ExportCounts{InScope: x.InScope, Given: x.Given, Ended: x.Ended, Protected: x.Protected}}
	}
	for _, name := range d.Approvers {
		out.Approvals = append(out.Approvals, lookback.Approval{Person: name})
	}
	return out
}

// Back translates n back, as far as people are told.
func (n Notice) Back() lookback.Notice {
	return lookback.Notice{ID: n.Notice, Disclosure: n.Disclosure, Record: n.Record, Recipient: lookback.Recipient{Name: n.Recipient}, Kind: lookback.NoticeKind(n.Kind), Why: n.Why,
		State: lookback.NoticeState(n.State), Due: n.Due}
}

// Back translates e back.
func (e Erasure) Back() lookback.Erasure {
	out := lookback.Erasure{ID: e.Erasure, RecordID: e.Record, Ground: e.Ground, Request: e.Request, Person: e.Person, Second: e.Second, State: lookback.ErasureState(e.State), Rule: e.Rule}
	n := &out.Counts
	n.Versions, n.Alerts, n.PathAlerts, n.Ties = e.Counts["versions"], e.Counts["alerts"], e.Counts["path_alerts"], e.Counts["ties"]
	n.CaseEntries, n.Rulings, n.Conduct, n.Notices = e.Counts["case_entries"], e.Counts["rulings"], e.Counts["conduct"], e.Counts["notices"]
	return out
}

// Back translates h back.
func (h LegalHold) Back() lookback.LegalHold {
	return lookback.LegalHold{ID: h.Hold, RecordID: h.Record, Basis: h.Basis, Person: h.Person, ReviewBy: h.ReviewBy, Ends: h.Ends, State: lookback.HoldState(h.State)}
}
