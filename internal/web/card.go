package web

import (
	"lookback/internal/casework"
	"lookback/internal/store"
)

// showCard shows the one page about the subject of a case, made to be printed. One with a block missing is refused (R30).
func showCard(q *ask) error {
	id, err := q.number("id")
	if err != nil {
		return err
	}
	f, err := q.Cases.GetFile(q.ctx(), id, store.Now)
	if err != nil {
		return err
	}
	if asked, err := q.asked(f.Record.ID); !asked {
		return err
	}
	c, err := q.Cases.Card(q.ctx(), id, casework.Reader{Person: q.person(), Purpose: q.Accounts.Purpose(q.token, fileOf(f.Record.ID))})
	if err != nil {
		return err
	}
	if err := c.Validate(); err != nil {
		return err
	}
	return q.show("card", tr("Subject card, case %d", id), c)
}
