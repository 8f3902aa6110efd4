package web

import (
	"fmt"
	"net/http"
	"slices"
	"time"

	"lookback"
	"lookback/internal/casework"
	"lookback/internal/screening"
	"lookback/internal/store"
)

// disclosuresPage lists who got what, the newest first, and what recipients must still be told.
type disclosuresPage struct {
	Rows    []disclosureRow
	Notices []noticeRow // that nobody has acknowledged
	Page    pager
}

// disclosureRow is a disclosure with its record; the record is zero where it was erased, and of an export.
type disclosureRow struct {
	lookback.Disclosure
	Record  lookback.Record
	Protect []lookback.Protection
}

// noticeRow is a notice with what can be done about it by who looks.
type noticeRow struct {
	lookback.Notice
	Late bool
}

func listDisclosures(q *ask) error {
	var p disclosuresPage
	err := q.view(func(tx store.Tx) error {
		all, err := tx.Disclosures().List(store.KeptFilter{})
		if err != nil {
			return err
		}
		slices.Reverse(all)
		all, p.Page = pageOf(q, all)
		for _, x := range all {
			row, err := disclosureOf(tx, x)
			if err != nil {
				return err
			}
			p.Rows = append(p.Rows, row)
		}
		for _, state := range []lookback.NoticeState{lookback.NoticeDue, lookback.NoticeSent} {
			open, err := noticesOf(tx, store.KeptFilter{State: string(state)}, q.Now())
			if p.Notices = append(p.Notices, open...); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return q.show("disclosures", tr("Disclosures"), p)
}

func disclosureOf(tx store.Tx, x lookback.Disclosure) (row disclosureRow, err error) {
	if row.Disclosure = x; x.IsExport() {
		return row, nil
	}
	row.Record, row.Protect, err = personOf(tx, x.RecordID)
	return row, err
}

// noticesOf returns notices with whether they are late.
func noticesOf(tx store.Tx, f store.KeptFilter, now time.Time) (rows []noticeRow, err error) {
	all, err := tx.Notices().List(f)
	for _, n := range all {
		rows = append(rows, noticeRow{n, n.Late(now)})
	}
	return rows, err
}

// disclosurePage is one disclosure: what the recipient gets, who approves it and why, and what it must be told since.
type disclosurePage struct {
	disclosureRow
	Notices []noticeRow
	Spoke   bool // who looks has proposed or approved it, and another must
}

func showDisclosure(q *ask) error {
	id, err := q.number("id")
	if err != nil {
		return err
	}
	var p disclosurePage
	err = q.view(func(tx store.Tx) error {
		x, err := tx.Disclosures().Get(id, store.Now)
		if err != nil {
			return err
		}
		if p.disclosureRow, err = disclosureOf(tx, x); err != nil {
			return err
		}
		p.Notices, err = noticesOf(tx, store.KeptFilter{Subject: fmt.Sprint(id)}, q.Now())
		return err
	})
	if err != nil {
		return err
	}
	if !p.IsExport() {
		if asked, err := q.asked(p.RecordID); !asked {
			return err
		}
	}
	p.Spoke = screening.SamePerson(p.Person, q.person()) ||
		slices.ContainsFunc(p.Approvals, func(a lookback.Approval) bool { return screening.SamePerson(a.Person, q.person()) })
	return q.show("disclosure", tr("Disclosure %d", id), p)
}

func proposeDisclosure(q *ask) error {
	id, err := q.number("id")
	if err != nil {
		return err
	}
	o := casework.DisclosureOrder{Case: id, Recipient: lookback.Recipient{Name: q.form("recipient"), Country: q.form("country")}, Purpose: q.form("purpose"),
		Basis: q.form("basis"), Handling: lookback.Handling{Sharing: lookback.TLP(q.form("sharing")), Action: lookback.PAP(q.form("use"))}, Person: q.person()}
	for _, b := range q.r.PostForm["block"] {
		o.Blocks = append(o.Blocks, lookback.Block(b))
	}
	x, err := q.Cases.ProposeDisclosure(q.ctx(), o)
	if err != nil {
		return err
	}
	return q.to("/disclosures/%d", x.ID)
}

func approveDisclosure(q *ask) error {
	id, err := q.number("id")
	if err != nil {
		return err
	}
	o := casework.ApprovalOrder{Disclosure: id, Person: q.person(), Agrees: q.form("agrees") == "yes", Reasons: q.form("reasons")}
	if _, err := q.Cases.ApproveDisclosure(q.ctx(), o); err != nil {
		return err
	}
	return q.to("/disclosures/%d", id)
}

// sendDisclosure accounts for a disclosure and hands over the file for the recipient, once: no copy is kept.
func sendDisclosure(q *ask) error {
	id, err := q.number("id")
	if err != nil {
		return err
	}
	sent, _, err := q.Cases.SendDisclosure(q.ctx(), id, q.person(), q.Disclosed)
	if err != nil {
		return err
	}
	q.w.Header().Set("Content-Type", "application/json")
	q.w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="disclosure-%d.json"`, id))
	q.w.WriteHeader(http.StatusOK)
	q.w.Write(sent) // who went away proposes another: what was accounted for is not handed over twice
	return nil
}

func recallDisclosure(q *ask) error {
	id, err := q.number("id")
	if err != nil {
		return err
	}
	if _, err := q.Cases.RecallDisclosure(q.ctx(), id, q.person(), q.form("reasons")); err != nil {
		return err
	}
	return q.to("/disclosures/%d", id)
}

func noticeTold(q *ask) error {
	id, err := q.number("id")
	if err != nil {
		return err
	}
	if _, err := q.Cases.NoticeSent(q.ctx(), id, q.person(), q.form("reasons")); err != nil {
		return err
	}
	return q.to("%s", localPath(q.form("next")))
}

func noticeAcknowledged(q *ask) error {
	id, err := q.number("id")
	if err != nil {
		return err
	}
	if _, err := q.Cases.NoticeAcknowledged(q.ctx(), id, q.person(), q.form("reasons")); err != nil {
		return err
	}
	return q.to("%s", localPath(q.form("next")))
}
