package web

import (
	"fmt"
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
	Page  pager  // of holds, which are few
	Place cursor // of terms and ties
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
		err = p.readTies(q)
	default:
		p.Kind = "term"
		err = p.readTerms(q)
	}
	if err != nil {
		return err
	}
	return q.show("overdue", tr("Overdue"), p)
}

// readTerms reads what is overdue, what falls first in front.
func (p *overduePage) readTerms(q *ask) error {
	after, err := parseDue(q.query("after"))
	if err != nil {
		return err
	}
	return q.view(func(tx store.Tx) error {
		late, err := tx.Terms().ListDue(string(lookback.TermOverdue), after, pageSize+1)
		if err != nil {
			return err
		}
		late, p.Place = cursorOf(q, late, func(t lookback.Term) string { return dueText(store.DueMark{Due: t.Due(), ID: t.ID}) })
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

// readTies reads a page of ties, those that were to be reviewed first in front.
func (p *overduePage) readTies(q *ask) error {
	after, err := parseDue(q.query("after"))
	if err != nil {
		return err
	}
	if after != (store.DueMark{}) {
		p.Place.Start = q.start()
	}
	var next store.DueMark
	if p.Ties, next, err = q.Cases.LateTiesAfter(q.ctx(), after, pageSize); next != (store.DueMark{}) {
		p.Place.Next = q.link("after", dueText(next))
	}
	return err
}

// dueText writes a place in the order in which things fall due, as an address holds it.
func dueText(m store.DueMark) string { return fmt.Sprintf("%d.%d", m.Due.UnixNano(), m.ID) }

// parseDue reads what dueText wrote; of an empty text the place before all.
func parseDue(text string) (m store.DueMark, err error) {
	if text == "" {
		return m, nil
	}
	var nanos int64
	if n, err := fmt.Sscanf(text, "%d.%d", &nanos, &m.ID); err != nil || n != 2 || fmt.Sprintf("%d.%d", nanos, m.ID) != text {
		return store.DueMark{}, noPlace(text)
	}
	m.Due = time.Unix(0, nanos).UTC()
	return m, nil
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
