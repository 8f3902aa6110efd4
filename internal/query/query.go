// Package query reads the rows that a query to another database gives, as a table of records (source.Table): the
// databases in which other systems hold their customers. It never writes to them.
package query

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver of PostgreSQL
	_ "modernc.org/sqlite"             // the driver of SQLite

	"lookback"
)

// Rows are the rows of one query, read one after the other. They must not be used concurrently.
type Rows struct {
	db      *sql.DB
	tx      *sql.Tx
	rows    *sql.Rows
	columns []string
	cursor  int // the column that says how far one has read; -1 for none
	last    string
	line    int
}

// Open runs a query that reads in the database at place: a PostgreSQL URL, or a file of SQLite. A $1 in the query stands for
// after, the value of the column cursor in the last row that was read before. The caller closes the rows. ErrInvalid: the place or the
// query cannot be right. ErrUnavailable: the database does not answer.
func Open(ctx context.Context, place, query, cursor, after string) (*Rows, error) {
	db, err := open(place)
	if err != nil {
		return nil, err
	}
	r := &Rows{db: db, cursor: -1, last: after}
	if err := r.start(ctx, query, after); err != nil {
		return nil, errors.Join(err, r.Close())
	}
	if cursor == "" {
		return r, nil
	}
	if r.cursor = slices.Index(r.columns, cursor); r.cursor < 0 {
		err := &lookback.InputError{Field: "cursor", Reason: fmt.Sprintf("the query gives no column %q", cursor), Hint: "it gives " + strings.Join(r.columns, ", ")}
		return nil, errors.Join(err, r.Close())
	}
	return r, nil
}

// open opens the database so that nothing can be written to it.
func open(place string) (*sql.DB, error) {
	if strings.HasPrefix(place, "postgres://") || strings.HasPrefix(place, "postgresql://") {
		return sql.Open("pgx", place)
	}
	if _, err := os.Stat(place); err != nil {
		return nil, &lookback.InputError{File: place, Reason: "there is no such database", Hint: "give a file of SQLite, or postgres://USER@HOST/NAME"}
	}
	path, err := filepath.Abs(place)
	if err != nil {
		return nil, err
	}
	u := url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: url.Values{"mode": {"ro"}, "_pragma": {"query_only(1)", "busy_timeout(60000)"}}.Encode()}
	return sql.Open("sqlite", u.String())
}

// start runs the query in a transaction that only reads.
func (r *Rows) start(ctx context.Context, query, after string) (err error) {
	if r.tx, err = r.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true}); err != nil {
		return fmt.Errorf("the other database does not answer (%v): %w", err, lookback.ErrUnavailable)
	}
	var args []any
	if strings.Contains(query, "$1") {
		args = append(args, after)
	}
	if r.rows, err = r.tx.QueryContext(ctx, query, args...); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return &lookback.InputError{Field: "query", Reason: "the other database refuses it: " + err.Error()}
	}
	r.columns, err = r.rows.Columns()
	return err
}

// Columns returns the names of the columns that the query gives.
func (r *Rows) Columns() []string { return slices.Clone(r.columns) }

// Cursor returns the value of the cursor column in the last row that was read; before the first, what Open was given.
func (r *Rows) Cursor() string { return r.last }

// Next implements source.Table.
func (r *Rows) Next() (line int, fields []string, err error) {
	r.line++
	if r.line == 1 {
		return r.line, slices.Clone(r.columns), nil
	}
	if !r.rows.Next() {
		if err := r.rows.Err(); err != nil {
			return 0, nil, fmt.Errorf("the other database breaks off after row %d (%v): %w", r.line-2, err, lookback.ErrUnavailable)
		}
		return 0, nil, io.EOF
	}
	values := make([]any, len(r.columns))
	into := make([]any, len(values))
	for i := range values {
		into[i] = &values[i]
	}
	if err := r.rows.Scan(into...); err != nil {
		return 0, nil, fmt.Errorf("read row %d of the other database: %w", r.line-1, err)
	}
	for i, v := range values {
		fields = append(fields, textOf(v))
		if i == r.cursor && v != nil {
			r.last = fields[i]
		}
	}
	return r.line, fields, nil
}

// textOf writes a value as a file of records would.
func textOf(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case []byte:
		return string(v)
	case time.Time:
		if v.Equal(v.Truncate(24 * time.Hour)) {
			return v.Format(time.DateOnly)
		}
		return v.Format(time.RFC3339Nano)
	}
	return fmt.Sprint(v)
}

// Close lets go of the database.
func (r *Rows) Close() error {
	var err error
	if r.rows != nil {
		err = r.rows.Close()
	}
	if r.tx != nil {
		if e := r.tx.Rollback(); !errors.Is(e, sql.ErrTxDone) {
			err = errors.Join(err, e)
		}
	}
	return errors.Join(err, r.db.Close())
}
