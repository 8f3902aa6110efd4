package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"lookback"
)

// FileName is the name of the SQLite database in its directory.
const FileName = "lookback.db"

// applicationID marks a file as ours in the header of the SQLite format: "LkBk".
const applicationID = 0x4c6b426b

// sqliteSettings hold for every connection. The log is written ahead and synced at each commit, so that what
// was acknowledged survives a power cut; deleted values are overwritten, so that erasure is one.
var sqliteSettings = []string{
	busyTimeout, // first: the others may have to wait for another process
	"journal_mode(WAL)",
	"synchronous(FULL)",
	"foreign_keys(1)",
	"secure_delete(1)",
	"temp_store(MEMORY)",
	"journal_size_limit(67108864)", // the log file shrinks to 64 MB after a large import
}

// busyTimeout is how long a writer waits for one of another process, in milliseconds.
const busyTimeout = "busy_timeout(60000)"

// sqliteDialect is the SQLite side of what the two databases do differently.
type sqliteDialect struct {
	file      string
	temporary string // directory to remove on close, if any
}

// OpenTemporary opens a new store that is removed when it is closed.
func OpenTemporary(ctx context.Context, o Options) (*DB, error) {
	dir, err := os.MkdirTemp("", "lookback-*")
	if err != nil {
		return nil, fmt.Errorf("make a temporary directory: %v: %w", err, lookback.ErrUnavailable)
	}
	return openFile(ctx, &sqliteDialect{file: filepath.Join(dir, FileName), temporary: dir}, o)
}

func openSQLite(ctx context.Context, dir string, o Options) (*DB, error) {
	if info, err := os.Stat(dir); err == nil && !info.IsDir() {
		return nil, &lookback.InputError{File: dir, Reason: "is a file, the data need a directory", Hint: "give the directory that holds " + FileName + ", or a new one"}
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("the data directory cannot be made (%v): %w", err, lookback.ErrUnavailable)
	}
	return openFile(ctx, &sqliteDialect{file: filepath.Join(dir, FileName)}, o)
}

func openFile(ctx context.Context, d *sqliteDialect, o Options) (*DB, error) {
	if err := d.prepareFile(ctx); err != nil {
		return nil, errors.Join(err, d.close())
	}
	writers, err := d.pool(1, false)
	if err != nil {
		return nil, errors.Join(err, d.close())
	}
	readers, err := d.pool(max(4, runtime.GOMAXPROCS(0)), true)
	if err != nil {
		return nil, errors.Join(err, writers.close(), d.close())
	}
	db, err := start(ctx, d, writers, readers, false, o)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", d.file, err)
	}
	db.traces.Store(true) // the process before may have been killed between erasing and scrubbing
	return db, nil
}

// pool opens connections to the file. Those that only read cannot write even by mistake.
func (d *sqliteDialect) pool(size int, readOnly bool) (*sessions, error) {
	own := []string{"cache_size(-64000)"} // 64 MB for the writer: keys of an import come in any order
	if readOnly {
		own = []string{"query_only(1)", "cache_size(-8000)"}
	}
	settings := slices.Concat(sqliteSettings, own)
	db, err := sql.Open("sqlite", d.source(settings))
	if err != nil {
		return nil, d.explain(err)
	}
	return newSessions(db, size), nil
}

// source returns what the driver wants to hear: the file as a URL, whatever characters its path has.
func (d *sqliteDialect) source(settings []string) string {
	path := d.file
	if absolute, err := filepath.Abs(path); err == nil {
		path = absolute
	}
	u := url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: url.Values{"_pragma": settings}.Encode()}
	return u.String()
}

// prepareFile makes sure that the file is a database of ours, or a new one, before anything is written to it.
func (d *sqliteDialect) prepareFile(ctx context.Context) error {
	_, statErr := os.Stat(d.file)
	if statErr != nil && !errors.Is(statErr, fs.ErrNotExist) {
		return fmt.Errorf("open %s (%v): %w", d.file, statErr, lookback.ErrUnavailable)
	}
	db, err := sql.Open("sqlite", d.source(sqliteSettings[:1]))
	if err != nil {
		return d.explain(err)
	}
	defer db.Close()
	var id, tables int
	err = db.QueryRowContext(ctx, `SELECT (SELECT application_id FROM pragma_application_id), (SELECT count(*) FROM sqlite_schema)`).Scan(&id, &tables)
	switch {
	case err != nil:
		return fmt.Errorf("open %s: %w", d.file, d.explain(err))
	case id == applicationID:
		return nil
	case id != 0 || tables > 0:
		return &lookback.InputError{File: d.file, Reason: "is a database of another program", Hint: "give a directory of its own for the data"}
	}
	if err := os.Chmod(d.file, 0o600); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("open %s (%v): %w", d.file, err, lookback.ErrUnavailable)
	}
	if _, err := db.ExecContext(ctx, fmt.Sprintf("PRAGMA application_id = %d", applicationID)); err != nil {
		return fmt.Errorf("open %s: %w", d.file, d.explain(err))
	}
	return nil
}

func (d *sqliteDialect) stepTables() string {
	return `SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'schema_step'`
}

// clock is the clock of the machine, because the processes that share the file are all on it.
func (d *sqliteDialect) clock() string {
	return `SELECT CAST(unixepoch('now', 'subsec') * 1000 AS INTEGER)`
}

func (d *sqliteDialect) schema(text string) string {
	return strings.NewReplacer(
		"BIGINT PRIMARY KEY", "INTEGER PRIMARY KEY",
		"BYTEA ", "BLOB ",
		"); -- clustered", ") WITHOUT ROWID;",
	).Replace(text)
}

func (d *sqliteDialect) begin(ctx context.Context, conn *sql.Conn, writable bool) error {
	query := "BEGIN"
	if writable {
		query = "BEGIN IMMEDIATE"
	}
	_, err := conn.ExecContext(ctx, query)
	return err
}

// sqliteRows is how many rows go into one statement: enough to make the call cheap, few enough to bind.
const sqliteRows = 32

func (d *sqliteDialect) insert(t *tx, table string, columns []string, rows [][]any) error {
	many, one := insertText(table, columns, sqliteRows), insertText(table, columns, 1)
	args := make([]any, 0, sqliteRows*len(columns))
	for ; len(rows) >= sqliteRows; rows = rows[sqliteRows:] {
		args = args[:0]
		for _, row := range rows[:sqliteRows] {
			args = append(args, row...)
		}
		if _, err := t.exec(many, args...); err != nil {
			return err
		}
	}
	for _, row := range rows {
		if _, err := t.exec(one, row...); err != nil {
			return err
		}
	}
	return nil
}

func insertText(table string, columns []string, rows int) string {
	row := "(?" + strings.Repeat(", ?", len(columns)-1) + ")"
	return "INSERT INTO " + table + " (" + strings.Join(columns, ", ") + ") VALUES " + row + strings.Repeat(", "+row, rows-1)
}

func (d *sqliteDialect) explain(err error) error {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return fmt.Errorf("database: %w", err)
	}
	why := ""
	switch e.Code() & 0xff {
	case sqlite3.SQLITE_NOTADB:
		why = "the file is not a database, or it is damaged; restore it from a backup"
	case sqlite3.SQLITE_CORRUPT:
		why = "the database is damaged; restore it from a backup"
	case sqlite3.SQLITE_FULL:
		why = "the disk is full; make room and try again"
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		why = "another process is writing to the database; try again when it is done"
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH:
		why = "the database file cannot be opened for writing; check the rights of the file and its directory"
	case sqlite3.SQLITE_IOERR:
		why = "the disk does not answer as it should"
	default:
		return fmt.Errorf("database: %w", err)
	}
	return fmt.Errorf("%s (%v): %w", why, e, lookback.ErrUnavailable)
}

// again is never true: the one writer waits for its turn before it starts.
func (d *sqliteDialect) again(error) bool { return false }

// scrub moves the log into the database and empties it: secure_delete overwrites values in the database
// only. It does not wait for those who read an older state.
func (d *sqliteDialect) scrub(ctx context.Context, conn *sql.Conn) (bool, error) {
	if _, err := conn.ExecContext(ctx, "PRAGMA busy_timeout = 0"); err != nil {
		return false, err
	}
	var busy, inLog, moved int
	err := conn.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &inLog, &moved)
	_, resetErr := conn.ExecContext(ctx, "PRAGMA "+busyTimeout)
	return busy == 0, errors.Join(err, resetErr)
}

func (d *sqliteDialect) close() error {
	if d.temporary == "" {
		return nil
	}
	return os.RemoveAll(d.temporary)
}
