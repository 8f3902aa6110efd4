package sqldb

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"time"

	"lookback"
	"lookback/internal/store"
)

// migrations are the steps from an empty database to the present form, in the order of their names.
// A step that was released is never changed.
//
//go:embed migrations/*.sql
var migrations embed.FS

// steps returns the names of the migrations; the version of a database is the number of those it has.
func steps() []string {
	names, err := fs.Glob(migrations, "migrations/*.sql") // sorted
	if err != nil {
		panic(err) // unreachable: the pattern is a constant
	}
	return names
}

// migrate brings the tables up to date, in one transaction and alone among all writers. It does not wait
// for a writer when there is nothing to do.
func (db *DB) migrate(ctx context.Context) error {
	if done, err := db.upToDate(ctx); done || err != nil {
		return err
	}
	if db.replica {
		return fmt.Errorf("the tables are of an earlier version of Lookback, and a replica cannot change them; run this version on the primary first: %w", store.ErrReplica)
	}
	s, err := db.writers.acquire(ctx)
	if err != nil {
		return db.explain(ctx, err)
	}
	healthy := false
	defer func() { db.writers.release(s, healthy) }()
	if err := db.dialect.begin(ctx, s.conn, true); err != nil {
		return db.explain(ctx, err)
	}
	if err := db.applySteps(ctx, s); err != nil {
		return err
	}
	_, err = s.conn.ExecContext(ctx, "COMMIT")
	healthy = err == nil
	return db.explain(ctx, err)
}

// upToDate reports whether no step is missing. Data with more steps than this program knows are refused.
func (db *DB) upToDate(ctx context.Context) (bool, error) {
	s, err := db.readers.acquire(ctx)
	if err != nil {
		return false, db.explain(ctx, err)
	}
	defer db.readers.release(s, true)
	version, err := db.version(ctx, s)
	return version == len(steps()), err
}

// version returns how many steps the database has seen.
func (db *DB) version(ctx context.Context, s *session) (int, error) {
	var tables, version int
	err := s.conn.QueryRowContext(ctx, db.dialect.stepTables()).Scan(&tables)
	if err == nil && tables > 0 {
		err = s.conn.QueryRowContext(ctx, `SELECT count(*) FROM schema_step`).Scan(&version)
	}
	if err != nil {
		return 0, db.explain(ctx, err)
	}
	if known := len(steps()); version > known {
		return 0, fmt.Errorf("the data were written by a newer version of Lookback (their form is %d, this program knows up to %d); use that version or a newer one: %w", version, known, lookback.ErrConflict)
	}
	return version, nil
}

func (db *DB) applySteps(ctx context.Context, s *session) error {
	exec := func(query string, args ...any) error {
		_, err := s.conn.ExecContext(ctx, query, args...)
		return db.explain(ctx, err)
	}
	version, err := db.version(ctx, s) // once more, now that nobody else can migrate
	if err != nil {
		return err
	}
	if version == 0 {
		if err := exec(db.dialect.schema("CREATE TABLE schema_step (no BIGINT PRIMARY KEY, name TEXT NOT NULL, applied BIGINT NOT NULL);")); err != nil {
			return err
		}
	}
	for i, name := range steps()[version:] {
		text, err := migrations.ReadFile(name)
		if err != nil {
			return fmt.Errorf("read %s: %w", name, err)
		}
		if err := exec(db.dialect.schema(string(text))); err != nil {
			return fmt.Errorf("bring the tables up to date with %s: %w", name, err)
		}
		if fill := fills[name]; fill != nil {
			if err := db.fill(ctx, s, fill); err != nil {
				return fmt.Errorf("bring the tables up to date with %s: %w", name, err)
			}
		}
		if err := exec(`INSERT INTO schema_step (no, name, applied) VALUES ($1, $2, $3)`, version+i+1, name, time.Now().UnixNano()); err != nil {
			return err
		}
	}
	return nil
}

// fills are what a step writes that no SQL of both databases can, because it is read from bodies.
var fills = map[string]func(*tx) error{"migrations/0018_queues.sql": placeAll, "migrations/0019_reviews.sql": dateTies, "migrations/0020_due_cases.sql": repeatAll}

// fill runs a fill in the transaction of its step.
func (db *DB) fill(ctx context.Context, s *session, fill func(*tx) error) error {
	t := &tx{ctx: ctx, db: db, session: s, writable: true}
	if err := fill(t); err != nil {
		return err
	}
	return t.tellCounts()
}

// placeAll gives every open alert its place.
func placeAll(t *tx) error {
	if err := placeOpen(t, alertStates, func(a lookback.Alert) int64 { return a.ID }, placeAlert); err != nil {
		return err
	}
	return placeOpen(t, pathAlertStates, func(a lookback.PathAlert) int64 { return a.ID }, placePathAlert)
}

func placeOpen[T any](t *tx, s states[T], id func(T) int64, place func(*tx, T) error) error {
	query := s.query(fmt.Sprintf(`until_pos = %d AND state = $1 AND body IS NOT NULL AND id > $2 ORDER BY id LIMIT $3`, int64(forever)))
	for after := int64(0); ; {
		page, err := collect(t, s.scan, query, string(lookback.AlertOpen), after, fillPage)
		if err != nil || len(page) == 0 {
			return err
		}
		for _, v := range page {
			after = id(v)
			if err := place(t, v); err != nil {
				return err
			}
		}
	}
}

// fillPage is how many bodies a fill holds in memory.
const fillPage = int64(1000)

// dateTies writes the day of review of every tie that stands beside it.
func dateTies(t *tx) error {
	for after := store.TieMark(0); ; {
		page, next, err := t.TiesAt(store.Now, after, int(fillPage))
		if err != nil || len(page) == 0 {
			return err
		}
		for _, tie := range page {
			if _, err := t.exec(`UPDATE tie SET review = $1 WHERE id = $2`, toNanos(tie.ReviewBy), tie.ID); err != nil {
				return err
			}
		}
		after = next
	}
}
