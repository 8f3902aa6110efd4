package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"lookback"
)

// Backup writes a whole copy of the database, as of one moment, to a new file, while others read and write. ErrConflict: the
// file exists. ErrDenied: a PostgreSQL server makes its own backups.
func (db *DB) Backup(ctx context.Context, file string) error {
	if _, err := os.Lstat(file); !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s exists; name a new file: %w", file, lookback.ErrConflict)
	}
	return db.dialect.backup(ctx, file)
}

// Check looks for damage in the files of the database, reading all of it. It returns an error that wraps ErrCheck when there is some.
func (db *DB) Check(ctx context.Context) error {
	s, err := db.readers.acquire(ctx)
	if err != nil {
		return db.explain(ctx, err)
	}
	defer db.readers.release(s, true)
	return db.dialect.check(ctx, s.conn)
}

// SchemaStep is one step that brought the tables to their present form.
type SchemaStep struct {
	No      int
	Name    string
	Applied time.Time
}

// SchemaSteps returns the steps that the database has seen, oldest first.
func (db *DB) SchemaSteps(ctx context.Context) ([]SchemaStep, error) {
	var steps []SchemaStep
	err := db.inTx(ctx, false, func(t *tx) (err error) {
		steps, err = collect(t, func(row scanner) (SchemaStep, error) {
			var s SchemaStep
			var applied int64
			err := row.Scan(&s.No, &s.Name, &applied)
			s.Applied = time.Unix(0, applied).UTC()
			return s, err
		}, `SELECT no, name, applied FROM schema_step ORDER BY no`)
		return err
	})
	return steps, err
}

func (d *sqliteDialect) backup(ctx context.Context, file string) error {
	own, err := sql.Open("sqlite", d.source(sqliteSettings[:1]))
	if err != nil {
		return d.explain(err)
	}
	defer own.Close()
	if _, err := own.ExecContext(ctx, `VACUUM INTO ?`, file); err != nil {
		return errors.Join(fmt.Errorf("write %s: %w", file, d.explain(err)), removeIfThere(file))
	}
	return os.Chmod(file, 0o600)
}

func removeIfThere(file string) error {
	if err := os.Remove(file); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

func (d *sqliteDialect) check(ctx context.Context, conn *sql.Conn) error {
	var found string
	if err := conn.QueryRowContext(ctx, `PRAGMA integrity_check(1)`).Scan(&found); err != nil {
		return d.explain(err)
	}
	if found != "ok" {
		return fmt.Errorf("the database is damaged (%s); restore it from a backup: %w", found, lookback.ErrCheck)
	}
	return nil
}

func (d *postgresDialect) backup(context.Context, string) error {
	return fmt.Errorf("the data are in PostgreSQL; make backups with pg_dump or the server's own archive, and keep the folder with the keys: %w", lookback.ErrDenied)
}

// check leaves damage to the server, which has checksums for its pages.
func (d *postgresDialect) check(context.Context, *sql.Conn) error { return nil }
