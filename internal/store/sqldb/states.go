package sqldb

import (
	"database/sql"
	"fmt"
	"strings"

	"lookback/internal/journal"
	"lookback/internal/store"
)

// states are the two tables of a kind of thing that is kept with every state it has had: one row for the thing, one for
// each position at which it changed. A state holds from from_pos up to and without until_pos. An erased state has no body:
// what is left of it are the columns.
type states[T any] struct {
	what    string // for errors: "alert"
	things  string // table of the things, with a column id
	table   string // table of their states
	key     string // column of table that names the thing
	columns string // what scan reads
	scan    func(scanner) (T, error)
	counted string // column by which what holds now is counted; empty for none
}

// from is what a query reads, up to its conditions.
func (s states[T]) from() string {
	return fmt.Sprintf("FROM %s JOIN %s ON %s = id WHERE ", s.things, s.table, s.key)
}

func (s states[T]) query(where string) string { return "SELECT " + s.columns + " " + s.from() + where }

// get returns the state of a thing at a position. ErrNotFound: there was none.
func (s states[T]) get(t *tx, id, at int64) (T, error) {
	v, err := s.scan(t.row(s.query(`id = $1 AND from_pos <= $2 AND until_pos > $2`), id, at))
	if err != nil {
		return v, fmt.Errorf("%s %d: %w", s.what, id, err)
	}
	return v, nil
}

// history returns all states of a thing, oldest first. ErrNotFound: there is no such thing.
func (s states[T]) history(t *tx, id int64) ([]T, error) {
	all, err := collect(t, s.scan, s.query(`id = $1 ORDER BY from_pos`), id)
	if err == nil && len(all) == 0 {
		err = fmt.Errorf("%s %d: %w", s.what, id, store.ErrNotFound)
	}
	return all, err
}

// after adds the condition that things have an ID after one; 0 for any. It is said of both tables, because PostgreSQL does not conclude
// it of the one from the other, and would walk that one from its beginning.
func (s states[T]) after(c *conditions, id int64) {
	c.add(id != 0, s.key+" > $%[1]d AND id > $%[1]d", id)
}

// list returns up to limit states that pass the conditions, by ID of their things.
func (s states[T]) list(t *tx, c conditions, limit int) ([]T, error) {
	query, args := s.listing(c, limit)
	return collect(t, s.scan, query, args...)
}

// listing returns the query of list.
func (s states[T]) listing(c conditions, limit int) (query string, args []any) {
	args = append(c.args, atMost(limit))
	return fmt.Sprintf("%s ORDER BY %s LIMIT $%d", s.query(c.where()), s.key, len(args)), args
}

// count returns how many states pass the conditions.
func (s states[T]) count(t *tx, c conditions) (n int, err error) {
	err = t.row("SELECT count(*) "+s.from()+c.where(), c.args...).Scan(&n)
	return n, err
}

// newID returns the ID for a new thing.
func (s states[T]) newID(t *tx) (id int64, err error) {
	err = t.row("SELECT coalesce(max(id), 0) + 1 FROM " + s.things).Scan(&id)
	return id, err
}

// put stores v, sealed, as the state of a thing from a position on, in the place of one that the same position made before.
// more are further columns with their values.
func (s states[T]) put(t *tx, id, position int64, v *T, more ...column) (journal.Hash, error) {
	salt, commitment, body, err := t.seal(v)
	if err != nil {
		return commitment, fmt.Errorf("%s %d: %w", s.what, id, err)
	}
	if err := s.end(t, fmt.Sprintf(`DELETE FROM %s WHERE %s = $1 AND from_pos = $2`, s.table, s.key), id, position); err != nil {
		return commitment, err
	}
	if err := s.end(t, fmt.Sprintf(`UPDATE %s SET until_pos = $1 WHERE %s = $2 AND until_pos = $3`, s.table, s.key), position, id, int64(forever)); err != nil {
		return commitment, err
	}
	for _, c := range more {
		if c.name == s.counted {
			t.count(s.what, c.value.(string), 1)
		}
	}
	t.leaf++
	row := append([]column{{s.key, id}, {"from_pos", position}, {"until_pos", int64(forever)}, {"leaf", t.leaf},
		{"salt", salt}, {"commitment", commitment[:]}, {"body", body}}, more...)
	_, err = t.insert(s.table, row)
	return commitment, err
}

// end runs a statement after which a state no longer holds, and takes it out of the count.
func (s states[T]) end(t *tx, query string, args ...any) error {
	if s.counted == "" {
		_, err := t.exec(query, args...)
		return err
	}
	parts, err := collect(t, func(row scanner) (part string, err error) {
		err = row.Scan(&part)
		return part, err
	}, query+" RETURNING "+s.counted, args...)
	for _, part := range parts {
		t.count(s.what, part, -1)
	}
	return err
}

// seal returns v as text for a column, and a commitment to it with its salt.
func (t *tx) seal(v any) (salt []byte, c journal.Hash, body string, err error) {
	value, err := t.db.encoder.Append(nil, v)
	if err != nil {
		return nil, c, "", err
	}
	if salt, err = t.salts(1); err != nil {
		return nil, c, "", err
	}
	return salt, journal.Commit(salt, value), string(value), nil
}

// column is a column of a row with its value.
type column struct {
	name  string
	value any
}

// insert adds a row to a table.
func (t *tx) insert(table string, row []column) (int64, error) {
	names, places, args := make([]string, len(row)), make([]string, len(row)), make([]any, len(row))
	for i, c := range row {
		names[i], places[i], args[i] = c.name, fmt.Sprintf("$%d", i+1), c.value
	}
	return t.exec(fmt.Sprintf("INSERT INTO %s (%s) VALUES (%s)", table, strings.Join(names, ", "), strings.Join(places, ", ")), args...)
}

// commitmentsOf returns the commitments to the states that one position made in some tables, in the order in which they were stored.
func (t *tx) commitmentsOf(position int64, tables ...string) ([]journal.Hash, error) {
	parts := make([]string, len(tables))
	for i, table := range tables {
		parts[i] = fmt.Sprintf("SELECT leaf, commitment FROM %s WHERE from_pos = $1", table)
	}
	return collect(t, scanHash, "SELECT commitment FROM ("+strings.Join(parts, " UNION ALL ")+") AS part ORDER BY leaf", position)
}

// conditions are what rows must fulfil, in the order in which they were added, so that there are few texts to prepare.
type conditions struct {
	parts []string
	args  []any
}

// asOf begins the conditions on states: those that held at a position, or hold now when it is 0. Of what holds now the end is
// written out, so that an index that begins with it leads on.
func asOf(at int64) conditions {
	if at == 0 || at == store.Now {
		return conditions{parts: []string{fmt.Sprintf("until_pos = %d", int64(forever))}}
	}
	return conditions{[]string{"from_pos <= $1", "until_pos > $1"}, []any{at}}
}

// add adds a condition, with $%d in the place of value, if it is set.
func (c *conditions) add(set bool, condition string, value any) {
	if set {
		c.args = append(c.args, value)
		c.parts = append(c.parts, fmt.Sprintf(condition, len(c.args)))
	}
}

func (c *conditions) where() string { return strings.Join(c.parts, " AND ") }

// scanBody reads a state of which everything is in the body. ErrNotFound: it was erased.
func scanBody[T any](row scanner) (T, error) {
	var v T
	var body sql.NullString
	if err := row.Scan(&body); err != nil {
		return v, err
	}
	if !body.Valid {
		return v, store.ErrNotFound
	}
	return v, decode(body.String, &v)
}
