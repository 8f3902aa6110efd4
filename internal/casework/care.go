package casework

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"lookback"
	"lookback/internal/screening"
	"lookback/internal/store"
)

// Care is how carefully the open alerts of a case are reviewed, and the directives that ask for it (R26).
type Care struct {
	lookback.Care
	Directives []int64
}

// QueuedCase is a case in the order in which cases are taken up.
type QueuedCase struct {
	Case        lookback.Case
	Care        Care
	Protections []lookback.Protection // that hold; nobody is chosen or placed by them
}

// ListQueue returns the cases that pass a filter in the order of work: those first that a directive asks to be taken up
// first, and the older of two before the younger. No case is in it, and none left out, because of a directive.
func (s *Service) ListQueue(ctx context.Context, f store.CaseFilter) ([]QueuedCase, error) {
	return whole(func(after CaseMark) ([]QueuedCase, CaseMark, error) { return s.CasePage(ctx, f, after, casePage) })
}

// casePage is how many cases are read in one transaction where all are asked for, and looked at while a directive asks for some first.
const casePage = 500

// CaseMark is a place in the order of work. The zero CaseMark is before all.
type CaseMark struct {
	Rest bool // behind those that a directive asks to be taken up first
	ID   int64
}

// String returns the mark as ParseCaseMark reads it.
func (m CaseMark) String() string {
	if m.Rest {
		return fmt.Sprint("rest/", m.ID)
	}
	return fmt.Sprint("first/", m.ID)
}

// ParseCaseMark reads a mark that was given out before; of an empty text the one before all. ErrInvalid: it is none.
func ParseCaseMark(text string) (m CaseMark, err error) {
	if text == "" {
		return m, nil
	}
	part, number, _ := strings.Cut(text, "/")
	m.Rest = part == "rest"
	if m.ID, err = strconv.ParseInt(number, 10, 64); err != nil || m.ID < 0 || m.String() != text {
		return CaseMark{}, notACursor(text)
	}
	return m, nil
}

// CasePage returns up to limit cases in the order of ListQueue, after a mark, and where to go on; the zero mark at the end. It reads what
// it returns, and of what a directive asks to be taken up first every record that it may mean. Where these are more than
// screening.FewFirst it looks for them among all cases, and a page may hold fewer than limit, or none.
func (s *Service) CasePage(ctx context.Context, f store.CaseFilter, after CaseMark, limit int) (queue []QueuedCase, next CaseMark, err error) {
	err = s.store.View(ctx, func(tx store.Tx) error {
		desk, err := screening.NewCareDesk(tx, s.now())
		if err != nil {
			return err
		}
		p := casePaging{tx: tx, desk: desk, f: f, limit: limit, first: desk.AsksForFirst()}
		if !p.first && !after.Rest {
			after = CaseMark{Rest: true}
		}
		queue, next, err = p.page(after)
		return err
	})
	return queue, next, err
}

// casePaging reads one page of cases.
type casePaging struct {
	tx    store.Tx
	desk  *screening.CareDesk
	f     store.CaseFilter
	limit int
	first bool // a directive asks for some to be taken up first
}

// page returns the cases of one of the two parts of the order that stand after a mark.
func (p casePaging) page(after CaseMark) (queue []QueuedCase, next CaseMark, err error) {
	cases, more, err := p.read(after)
	if err != nil {
		return nil, next, err
	}
	for i, c := range cases {
		q := QueuedCase{Case: c}
		if q.Care.Care, q.Care.Directives, err = p.desk.Of(c.RecordID); err != nil {
			return nil, next, err
		}
		after.ID = c.ID
		if p.first && (q.Care.Order == lookback.OrderFirst) == after.Rest {
			continue
		}
		if q.Protections, err = protectionsOf(p.tx, c.RecordID, store.Now); err != nil {
			return nil, next, err
		}
		queue = append(queue, q)
		if len(queue) == p.limit && (more || i < len(cases)-1) {
			return queue, after, nil
		}
	}
	switch {
	case more:
		return queue, after, nil
	case !after.Rest:
		return queue, CaseMark{Rest: true}, nil
	}
	return queue, CaseMark{}, nil
}

// read returns cases after a mark among which those of its part are looked for, by ID, and whether others follow.
func (p casePaging) read(after CaseMark) (cases []lookback.Case, more bool, err error) {
	if p.first && !after.Rest {
		if records, few, err := p.desk.First(); err != nil || few {
			cases, err = p.casesOf(records, after.ID)
			return cases, false, err
		}
	}
	p.f.AfterID, p.f.Limit = after.ID, p.limit+1 // one more, to know whether any follow
	if p.first {
		p.f.Limit = max(p.f.Limit, casePage)
	}
	cases, err = p.tx.ListCases(p.f)
	return cases, len(cases) == p.f.Limit, err
}

// casesOf returns the cases of some records that pass the filter and have an ID after one, by ID.
func (p casePaging) casesOf(records []int64, after int64) (cases []lookback.Case, err error) {
	for _, record := range records {
		c, found, err := p.tx.FindCaseOf(record, store.Now)
		if err != nil {
			return nil, err
		}
		if found && c.ID > after && (p.f.Workflow == "" || c.Workflow == p.f.Workflow) && (p.f.Assignee == "" || c.Assignee == p.f.Assignee) {
			cases = append(cases, c)
		}
	}
	slices.SortFunc(cases, func(a, b lookback.Case) int { return cmp.Compare(a.ID, b.ID) })
	return cases, nil
}

// GetCare returns with how much care a case is reviewed now.
func (s *Service) GetCare(ctx context.Context, caseID int64) (care Care, err error) {
	err = s.store.View(ctx, func(tx store.Tx) error {
		c, err := tx.GetCase(caseID, store.Now)
		if err != nil {
			return err
		}
		desk, err := screening.NewCareDesk(tx, s.now())
		if err != nil {
			return err
		}
		care.Care, care.Directives, err = desk.Of(c.RecordID)
		return err
	})
	return care, err
}

// secondByDirective returns why a directive wants a second person for any ruling on this case; empty where none does.
func (d *desk) secondByDirective() (string, error) {
	desk, err := screening.NewCareDesk(d.tx, d.now)
	if err != nil {
		return "", err
	}
	care, by, err := desk.Of(d.file.RecordID)
	if err != nil || !care.SecondReviewer {
		return "", err
	}
	return fmt.Sprintf("directive %d asks for a second reviewer", by[0]), nil
}
