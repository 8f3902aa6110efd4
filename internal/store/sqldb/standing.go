package sqldb

import (
	"fmt"
	"time"

	"lookback/internal/store"
)

// dateStanding writes down since when the cases stand whose work began to stand elsewhere at the event that is being appended. The
// time is known only then.
func (t *tx) dateStanding(at time.Time) error {
	for _, id := range t.standing {
		_, err := t.exec(fmt.Sprintf(`UPDATE case_state SET since = $1 WHERE case_id = $2 AND until_pos = %d`, int64(forever)), at.UnixNano(), id)
		if err != nil {
			return err
		}
	}
	t.standing = nil
	return nil
}

// StandingCases implements store.Queues.
func (t *tx) StandingCases(f store.StandingFilter, after store.StandingMark, limit int) ([]store.StandingCase, error) {
	c := asOf(store.Now)
	c.parts = append(c.parts, "body IS NOT NULL", "workflow = $1", "(since, case_id) > ($2, $3)")
	c.args = append(c.args, string(f.Workflow), toNanos(after.Since), after.ID)
	c.add(f.Assignee != "", "assignee = $%d", f.Assignee)
	c.add(!f.Before.IsZero(), "since < $%d", toNanos(f.Before))
	c.args = append(c.args, atMost(limit))
	return collect(t, scanStanding, fmt.Sprintf("SELECT %s, since %s ORDER BY since, case_id LIMIT $%d", caseStates.columns, caseStates.from()+c.where(), len(c.args)), c.args...)
}

func scanStanding(row scanner) (c store.StandingCase, err error) {
	var since int64
	c.Case, err = scanCase(withLast{row, &since})
	c.Since = fromNanos(since)
	return c, err
}

// withLast scans a row that has one more column at its end.
type withLast struct {
	row  scanner
	last any
}

// Scan implements scanner.
func (w withLast) Scan(dest ...any) error { return w.row.Scan(append(dest, w.last)...) }
