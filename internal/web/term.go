package web

import (
	"time"

	"lookback"
	"lookback/internal/casework"
	"lookback/internal/screening"
	"lookback/internal/store"
)

// heldRow is something that a case holds against the person, as it is reviewed.
type heldRow struct {
	lookback.Term
	Late bool
	Own  bool // who looks decided it anew, and another person must too
}

// heldIn returns what a case holds against the person, for who looks.
func heldIn(f casework.File, person string, now time.Time) (rows []heldRow) {
	for _, t := range f.Terms {
		rows = append(rows, heldRow{t, t.Overdue(now), t.Renewal.Person != "" && screening.SamePerson(t.Renewal.Person, person)})
	}
	return rows
}

// reviewCase takes what somebody says who looked again at what a case holds against the person.
func reviewCase(q *ask) error {
	id, err := q.number("id")
	if err != nil {
		return err
	}
	o := casework.ReviewOrder{Case: id, Axis: lookback.Axis(q.form("axis")), Person: q.person(), Reasons: q.form("reasons"), Contrary: q.contrary(), Renew: q.form("renew") != ""}
	if o.Evidence, err = q.evidence(); err != nil {
		return err
	}
	if _, err := q.Cases.Review(q.ctx(), o); err != nil {
		return err
	}
	return q.to("/cases/%d", id)
}

// overduePage lists what should have been reviewed by now, one kind of it at a time.
type overduePage struct {
	Kind  string // "term", "hold" or "tie"
	Terms []termRow
	Holds []holdRow
	Ties  []lookback.Tie
	Page  pager
	Next  string // where to come back to
}

// termRow is something held against a person that nobody reviewed in time.
type termRow struct {
	lookback.Term
	Record  lookback.Record
	Protect []lookback.Protection
}

// holdRow is a legal hold on a record.
type holdRow struct {
	lookback.LegalHold
	Record  lookback.Record
	Protect []lookback.Protection
}

func listOverdue(q *ask) error {
	p := overduePage{Kind: q.query("kind"), Next: q.r.URL.RequestURI()}
	var err error
	switch p.Kind {
	case "hold":
		err = p.readHolds(q)
	case "tie":
		p.Ties, err = q.Cases.LateTies(q.ctx())
		p.Ties, p.Page = pageOf(q, p.Ties)
	default:
		p.Kind = "term"
		err = p.readTerms(q)
	}
	if err != nil {
		return err
	}
	return q.show("overdue", tr("Overdue"), p)
}

func (p *overduePage) readTerms(q *ask) error {
	late, err := q.Cases.LateTerms(q.ctx())
	if err != nil {
		return err
	}
	late, p.Page = pageOf(q, late)
	return q.view(func(tx store.Tx) error {
		for _, t := range late {
			row := termRow{Term: t}
			if row.Record, row.Protect, err = personOf(tx, t.RecordID); err != nil {
				return err
			}
			p.Terms = append(p.Terms, row)
		}
		return nil
	})
}

func (p *overduePage) readHolds(q *ask) error {
	late, err := q.Cases.LateHolds(q.ctx())
	if err != nil {
		return err
	}
	late, p.Page = pageOf(q, late)
	return q.view(func(tx store.Tx) (err error) {
		p.Holds, err = holdsWith(tx, late)
		return err
	})
}

// holdsWith returns legal holds with their records.
func holdsWith(tx store.Tx, holds []lookback.LegalHold) (rows []holdRow, err error) {
	for _, h := range holds {
		row := holdRow{LegalHold: h}
		if row.Record, row.Protect, err = personOf(tx, h.RecordID); err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// personOf returns a record with the protections that hold; a zero record where it was erased.
func personOf(tx store.Tx, recordID int64) (r lookback.Record, protect []lookback.Protection, err error) {
	if r, err = tx.GetRecordByID(recordID, store.Now); err != nil {
		if isNotFound(err) {
			return lookback.Record{}, nil, nil
		}
		return r, nil, err
	}
	protect, err = protectionsOf(tx, recordID)
	return r, protect, err
}
