package sqldb

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync/atomic"
	"time"

	"lookback"
	"lookback/internal/journal"
	"lookback/internal/store"
)

// Options change how a database is opened. The zero value is right for keeping data.
type Options struct {
	// Random gives the salts of commitments. Nil means the random source of the machine; anything else is
	// for tests and demonstrations only.
	Random io.Reader
	// Now is the clock of this machine, which must agree with that of a database server. Nil means time.Now; anything else is for
	// tests only.
	Now func() time.Time
}

// DB is a store in an SQL database.
type DB struct {
	dialect dialect
	writers *sessions
	readers *sessions
	random  io.Reader
	encoder journal.Encoder
	traces  atomic.Bool // erased values may still be in the files
	replica bool        // the server follows another one
}

var _ store.Store = (*DB)(nil)

// dialect is where the two databases differ.
type dialect interface {
	// schema turns the text of a migration into what the database understands.
	schema(text string) string
	// stepTables is a query for the number of tables (0 or 1) named schema_step.
	stepTables() string
	// clock is a query for the milliseconds since 1970 by the clock of the database.
	clock() string
	// begin starts a transaction on a connection: one that reads a snapshot, or the only one that writes.
	begin(ctx context.Context, conn *sql.Conn, writable bool) error
	// insert adds many rows to a table. A value is an int64, a string, a []byte or nil.
	insert(t *tx, table string, columns []string, rows [][]any) error
	// explain turns an error of the driver into a sentence and a kind.
	explain(err error) error
	// again reports whether an update that failed with err may succeed when it is repeated.
	again(err error) bool
	// scrub removes what erased values leave behind in the files of the database. It reports false when it
	// could not, because somebody is reading.
	scrub(ctx context.Context, conn *sql.Conn) (bool, error)
	// backup writes a whole copy of the database to a file that does not exist.
	backup(ctx context.Context, file string) error
	// check looks for damage in the files of the database.
	check(ctx context.Context, conn *sql.Conn) error
	// close lets go of what the dialect itself opened.
	close() error
}

// Open opens the store at place: the URL of a PostgreSQL server (postgres://...), or a directory, which is
// made when it does not exist and gets a new SQLite database when it has none. Data of an earlier version
// are brought up to date; data of a later one are refused with ErrConflict. The caller closes the store.
func Open(ctx context.Context, place string, o Options) (*DB, error) {
	if strings.HasPrefix(place, "postgres://") || strings.HasPrefix(place, "postgresql://") {
		return openPostgres(ctx, place, o)
	}
	return openSQLite(ctx, place, o)
}

// start puts a database together and brings its tables up to date; when that fails it closes everything.
func start(ctx context.Context, d dialect, writers, readers *sessions, replica bool, o Options) (*DB, error) {
	db := &DB{dialect: d, writers: writers, readers: readers, replica: replica, random: o.Random}
	if db.random == nil {
		db.random = rand.Reader
	}
	if err := db.migrate(ctx); err != nil {
		db.Close()
		return nil, err
	}
	return db, nil
}

// Close implements store.Store.
func (db *DB) Close() error {
	return errors.Join(db.readers.close(), db.writers.close(), db.dialect.close())
}

// View implements store.Store.
func (db *DB) View(ctx context.Context, fn func(store.Tx) error) error {
	return db.inTx(ctx, false, func(t *tx) error { return fn(t) })
}

// Replica implements store.Store.
func (db *DB) Replica() bool { return db.replica }

// An update is repeated when that may help, a few times and ever more slowly.
const (
	maxAttempts = 5
	firstPause  = 20 * time.Millisecond
)

// Update implements store.Store.
func (db *DB) Update(ctx context.Context, fn func(store.Tx) error) error {
	if db.replica {
		return store.ErrReplica
	}
	pause := firstPause
	for attempt := 1; ; attempt++ {
		err := db.inTx(ctx, true, func(t *tx) error { return fn(t) })
		if err == nil || attempt == maxAttempts || !db.dialect.again(err) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(pause):
			pause *= 4
		}
	}
}

// inTx runs fn in a transaction and commits it when fn returns nil.
func (db *DB) inTx(ctx context.Context, writable bool, fn func(*tx) error) error {
	pool := db.readers
	if writable {
		pool = db.writers
	}
	s, err := db.begin(ctx, pool, writable)
	if err != nil {
		return err
	}
	open, healthy := true, true
	defer func() {
		if open { // fn failed or panicked, or the transaction only read
			_, err := s.conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
			healthy = err == nil
		}
		pool.release(s, healthy)
	}()
	t := &tx{ctx: ctx, db: db, session: s, writable: writable}
	if err := t.begin(); err != nil { // in a View this first read fixes the snapshot
		return err
	}
	if err := fn(t); err != nil || !writable {
		return err
	}
	if err := t.mayCommit(); err != nil {
		return err
	}
	if err := t.tellCounts(); err != nil {
		return err
	}
	if _, err := s.conn.ExecContext(ctx, "COMMIT"); err != nil {
		return fmt.Errorf("whether the change was kept is not known, read before you try again: %v: %w", db.explain(ctx, err), lookback.ErrUnavailable)
	}
	open = false
	db.scrub(ctx, s, t.erased)
	return nil
}

// begin takes a session out of a pool and starts a transaction on it. Sessions whose connection was lost
// while nobody used them are replaced.
func (db *DB) begin(ctx context.Context, pool *sessions, writable bool) (*session, error) {
	for attempt := 1; ; attempt++ {
		s, err := pool.acquire(ctx)
		if err != nil {
			return nil, db.explain(ctx, err)
		}
		if err = db.dialect.begin(ctx, s.conn, writable); err == nil {
			return s, nil
		}
		pool.release(s, false)
		err = db.explain(ctx, err)
		if attempt > cap(pool.free) || !db.dialect.again(err) {
			return nil, err
		}
	}
}

// scrub removes the traces of erased values after the update that erased them, or as soon after it as nobody
// reads. It does not fail the update, which is done: what it could not do is tried again.
func (db *DB) scrub(ctx context.Context, s *session, erased bool) {
	if erased {
		db.traces.Store(true)
	}
	if !db.traces.Load() {
		return
	}
	if done, err := db.dialect.scrub(ctx, s.conn); done && err == nil {
		db.traces.Store(false)
	}
}

// explain says what an error of the database means to the caller.
func (db *DB) explain(ctx context.Context, err error) error {
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, errClosed):
		return fmt.Errorf("the store is closed: %w", lookback.ErrUnavailable)
	}
	return db.dialect.explain(err)
}
