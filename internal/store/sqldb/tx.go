package sqldb

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"unicode/utf8"

	"lookback"
	"lookback/internal/journal"
	"lookback/internal/store"
)

// forever is the until_ value of what still holds.
const forever = math.MaxInt64

// tx is one transaction; its methods in the other files implement store.Tx.
type tx struct {
	ctx      context.Context // of the whole transaction
	db       *DB
	session  *session
	writable bool
	pending  bool  // something was written that no event records yet
	erased   bool  // values were erased
	failed   error // the first error of the database; after it nothing is committed
	last     int64 // position of the last event
	leaf     int64 // alert states written since the last event

	counted  map[countKey]int64 // that the database has not been told
	standing []int64            // cases whose work stands elsewhere from the next event on
}

var _ store.Tx = (*tx)(nil)

// begin reads where the journal stands.
func (t *tx) begin() error {
	return t.row(`SELECT coalesce(max(position), 0) FROM event`).Scan(&t.last)
}

// next returns the position of the next event, to which what is written now belongs. It refuses in a View.
func (t *tx) next() (int64, error) {
	if err := t.mayWrite(); err != nil {
		return 0, err
	}
	t.pending = true
	return t.last + 1, nil
}

func (t *tx) mayWrite() error {
	if !t.writable {
		return fmt.Errorf("writing in a View: %w", lookback.ErrDenied)
	}
	return nil
}

// mayCommit refuses to keep half of what was asked: a change without its event, or what is left after a
// statement failed.
func (t *tx) mayCommit() error {
	if t.failed != nil {
		return t.failed
	}
	if t.pending {
		return fmt.Errorf("a change without the event that records it: %w", lookback.ErrInvalid)
	}
	return nil
}

// fail notes an error of the database and explains it.
func (t *tx) fail(err error) error {
	err = t.db.explain(t.ctx, err)
	if t.failed == nil {
		t.failed = err
	}
	return err
}

// exec runs a statement and returns the number of rows it changed.
func (t *tx) exec(query string, args ...any) (int64, error) {
	stmt, err := t.session.statement(t.ctx, query)
	if err != nil {
		return 0, t.fail(err)
	}
	res, err := stmt.ExecContext(t.ctx, args...)
	if err != nil {
		return 0, t.fail(err)
	}
	n, err := res.RowsAffected()
	if err != nil {
		return 0, t.fail(err)
	}
	return n, nil
}

// scanner is a row that can be read into variables.
type scanner interface{ Scan(dest ...any) error }

// row runs a query that gives one row. Its Scan returns ErrNotFound when there is none.
func (t *tx) row(query string, args ...any) scanner {
	stmt, err := t.session.statement(t.ctx, query)
	if err != nil {
		return oneRow{t: t, err: err}
	}
	return oneRow{t: t, row: stmt.QueryRowContext(t.ctx, args...)}
}

type oneRow struct {
	t   *tx
	row *sql.Row
	err error
}

func (r oneRow) Scan(dest ...any) error {
	err := r.err
	if err == nil {
		err = r.row.Scan(dest...)
	}
	switch {
	case err == nil:
		return nil
	case errors.Is(err, sql.ErrNoRows):
		return store.ErrNotFound
	}
	return r.t.fail(err)
}

// each runs a query and calls scan for every row. scan must not use t.
func (t *tx) each(scan func(scanner) error, query string, args ...any) error {
	stmt, err := t.session.statement(t.ctx, query)
	if err != nil {
		return t.fail(err)
	}
	rows, err := stmt.QueryContext(t.ctx, args...)
	if err != nil {
		return t.fail(err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return t.fail(err)
	}
	return nil
}

// collect runs a query and returns what scan makes of its rows.
func collect[T any](t *tx, scan func(scanner) (T, error), query string, args ...any) ([]T, error) {
	var all []T
	err := t.each(func(row scanner) error {
		v, err := scan(row)
		all = append(all, v)
		return err
	}, query, args...)
	if err != nil {
		return nil, err
	}
	return all, nil
}

// salts returns n fresh salts, one after the other.
func (t *tx) salts(n int) ([]byte, error) {
	salts := make([]byte, n*journal.SaltSize)
	if _, err := io.ReadFull(t.db.random, salts); err != nil {
		return nil, fmt.Errorf("read random salts (%v): %w", err, lookback.ErrUnavailable)
	}
	return salts, nil
}

// find turns ErrNotFound into false.
func find[T any](v T, err error) (T, bool, error) {
	if errors.Is(err, store.ErrNotFound) {
		var none T
		return none, false, nil
	}
	return v, err == nil, err
}

// atMost returns the limit to give to the database; none or less means all.
func atMost(limit int) int64 {
	if limit <= 0 {
		return forever
	}
	return int64(limit)
}

// encode returns v as canonical JSON, as text for a column.
func (t *tx) encode(v any) (string, error) {
	b, err := t.db.encoder.Append(nil, v)
	return string(b), err
}

// decode reads what encode wrote.
func decode(text string, v any) error {
	if err := json.Unmarshal([]byte(text), v); err != nil {
		return fmt.Errorf("what the store holds cannot be read (%v), the database is damaged: %w", err, lookback.ErrUnavailable)
	}
	return nil
}

// checkText refuses what one of the databases cannot keep as text.
func checkText(field, text string) error {
	switch {
	case text == "":
		return &lookback.InputError{Field: field, Reason: "is empty"}
	case !utf8.ValidString(text):
		return &lookback.InputError{Field: field, Reason: fmt.Sprintf("%q is not UTF-8", text)}
	case strings.ContainsRune(text, 0):
		return &lookback.InputError{Field: field, Reason: fmt.Sprintf("%q holds a zero byte", text)}
	}
	return nil
}
