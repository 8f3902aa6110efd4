package sqldb

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"

	"lookback"
)

// writerLock is the advisory lock that the one writer of a database holds: "LkBk" in ASCII.
const writerLock = 0x4c6b426b

// oldestPostgres is the oldest version of the server that we test with.
const oldestPostgres = 150000

// How many connections one process opens. Writers wait for each other in the database, so few are enough.
const (
	postgresWriters = 4
	postgresReaders = 16
)

// standsStill is the setting after which the server ends a transaction in which nothing happens: a writer whose machine stands
// still, or is cut off, would keep all others from writing.
const standsStill = "idle_in_transaction_session_timeout"

// postgresDialect is the PostgreSQL side of what the two databases do differently.
type postgresDialect struct{}

func openPostgres(ctx context.Context, url string, o Options) (*DB, error) {
	config, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, &lookback.InputError{Field: "data", Reason: "is not the URL of a PostgreSQL database", Hint: "write postgres://USER@HOST/DATABASE"} // the error of the parser may show the password
	}
	place := fmt.Sprintf("database %s on %s", config.Database, config.Host)
	config.RuntimeParams["application_name"] = "lookback"
	// Every statement is written for an index. Plans are kept for long, and one made for an empty table must
	// not read all of it when it holds millions.
	config.RuntimeParams["enable_seqscan"] = "off"
	if config.RuntimeParams[standsStill] == "" {
		config.RuntimeParams[standsStill] = "2min"
	}
	pool := func(size int) *sessions {
		db := stdlib.OpenDB(*config)
		db.SetMaxIdleConns(0) // we keep connections ourselves
		return newSessions(db, size)
	}
	writers, readers := pool(postgresWriters), pool(postgresReaders)
	d := &postgresDialect{}
	replica, err := d.checkServer(ctx, readers.db)
	if err == nil {
		err = d.checkClock(ctx, readers.db, o.Now)
	}
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", place, errors.Join(err, writers.close(), readers.close()))
	}
	db, err := start(ctx, d, writers, readers, replica, o)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", place, err)
	}
	return db, nil
}

// checkServer refuses a server that would lose or distort what it is given. It reports whether the server is a replica.
func (d *postgresDialect) checkServer(ctx context.Context, db *sql.DB) (replica bool, err error) {
	var version int
	var encoding, commit string
	err = db.QueryRowContext(ctx, `SELECT current_setting('server_version_num')::int, current_setting('server_encoding'), current_setting('synchronous_commit'), pg_is_in_recovery()`).
		Scan(&version, &encoding, &commit, &replica)
	switch {
	case err != nil:
		return replica, d.explain(err)
	case version < oldestPostgres:
		return replica, fmt.Errorf("the server is PostgreSQL %d, at least %d is needed: %w", version/10000, oldestPostgres/10000, lookback.ErrConflict)
	case encoding != "UTF8":
		return replica, fmt.Errorf("the database keeps text as %s; make one with ENCODING 'UTF8': %w", encoding, lookback.ErrConflict)
	case commit == "off":
		return replica, fmt.Errorf("synchronous_commit is off, so what is acknowledged could be lost; set it to on: %w", lookback.ErrConflict)
	}
	return replica, nil
}

// maxSkew is how far the clocks of two machines may be apart: far more than a clock that somebody keeps right ever is.
const maxSkew = 5 * time.Minute

// checkClock refuses to work with two clocks that disagree: deadlines, and what a person knew when, would be those of neither.
func (d *postgresDialect) checkClock(ctx context.Context, db *sql.DB, now func() time.Time) error {
	if now == nil {
		now = time.Now
	}
	var millis int64
	if err := db.QueryRowContext(ctx, d.clock()).Scan(&millis); err != nil {
		return d.explain(err)
	}
	skew, side := now().Sub(time.UnixMilli(millis)), "ahead of"
	if skew < 0 {
		skew, side = -skew, "behind"
	}
	if skew > maxSkew {
		return fmt.Errorf("the clock of this machine is %s %s that of the database server; set both right: %w", skew.Round(time.Minute), side, lookback.ErrConflict)
	}
	return nil
}

func (d *postgresDialect) stepTables() string {
	return `SELECT count(*) FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = 'schema_step'`
}

func (d *postgresDialect) clock() string {
	return `SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint`
}

// schema gives text the order of its bytes, which is the order that SQLite and Go have.
func (d *postgresDialect) schema(text string) string {
	return strings.NewReplacer(" TEXT ", ` TEXT COLLATE "C" `, " TEXT,", ` TEXT COLLATE "C",`).Replace(text)
}

func (d *postgresDialect) begin(ctx context.Context, conn *sql.Conn, writable bool) error {
	if !writable {
		_, err := conn.ExecContext(ctx, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
		return err
	}
	// Read committed: every statement after the lock sees what the writer before has committed.
	if _, err := conn.ExecContext(ctx, "BEGIN ISOLATION LEVEL READ COMMITTED"); err != nil {
		return err
	}
	_, err := conn.ExecContext(ctx, "SELECT pg_advisory_xact_lock($1)", writerLock)
	return err
}

// copyFrom is the number of rows from which on COPY is faster than INSERT.
const copyFrom = 10

func (d *postgresDialect) insert(t *tx, table string, columns []string, rows [][]any) error {
	if len(rows) < copyFrom {
		query := "INSERT INTO " + table + " (" + strings.Join(columns, ", ") + ") VALUES (" + placeholders(1, len(columns)) + ")"
		for _, row := range rows {
			if _, err := t.exec(query, row...); err != nil {
				return err
			}
		}
		return nil
	}
	err := t.session.conn.Raw(func(c any) error {
		_, err := c.(*stdlib.Conn).Conn().CopyFrom(t.ctx, pgx.Identifier{table}, columns, pgx.CopyFromRows(rows))
		return err
	})
	if err != nil {
		return t.fail(err)
	}
	return nil
}

// errAgain marks failures that a second attempt may cure: nothing of the transaction was kept.
var errAgain = fmt.Errorf("%w, try again", lookback.ErrUnavailable)

func (d *postgresDialect) again(err error) bool { return errors.Is(err, errAgain) }

func (d *postgresDialect) explain(err error) error {
	var e *pgconn.PgError
	var connect *pgconn.ConnectError
	var network net.Error
	var certificate *tls.CertificateVerificationError
	switch {
	case errors.As(err, &e):
		return explainCode(e)
	case errors.As(err, &certificate):
		return explainCertificate(certificate)
	case errors.As(err, &connect):
		why, _, _ := strings.Cut(connect.Unwrap().Error(), "\n") // a line for each address and attempt
		return fmt.Errorf("the database server does not answer (%s): %w", why, lookback.ErrUnavailable)
	case errors.As(err, &network), pgconn.SafeToRetry(err), errors.Is(err, driver.ErrBadConn), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return fmt.Errorf("the connection to the database was lost (%v): %w", err, errAgain)
	}
	return fmt.Errorf("database: %w", err)
}

// explainCertificate says what to do about the certificate of the server.
func explainCertificate(err *tls.CertificateVerificationError) error {
	var invalid x509.CertificateInvalidError
	if errors.As(err.Err, &invalid) && invalid.Reason == x509.Expired {
		return fmt.Errorf("the certificate of the database server has expired or is not valid yet; renew it, and check the clocks of both machines: %w", lookback.ErrDenied)
	}
	return fmt.Errorf("the certificate of the database server is not to be trusted (%v); name the right authority with sslrootcert: %w", err.Err, lookback.ErrDenied)
}

// explainCode reads an error that the server sent. The codes are those of appendix A of its manual.
func explainCode(e *pgconn.PgError) error {
	why := ""
	switch {
	case e.Code == "40001" || e.Code == "40P01": // serialization failure, deadlock
		return fmt.Errorf("another writer was faster (%s): %w", e.Message, errAgain)
	case e.Code == "25P03":
		return fmt.Errorf("this process stood still in the middle of a change (%s): %w", e.Message, errAgain)
	case strings.HasPrefix(e.Code, "57P"): // shutdown, cannot connect now
		return fmt.Errorf("the database server is stopping or starting (%s): %w", e.Message, errAgain)
	case strings.HasPrefix(e.Code, "28"):
		why = "the database server refuses user or password; correct them in the URL of the database"
	case e.Code == "3D000":
		why = "the database does not exist; create it first"
	case e.Code == "42501" || e.Code == "3F000":
		why = "the database user lacks a right; it must own the database"
	case strings.HasPrefix(e.Code, "53"):
		why = "the database server has no room, memory or connection left"
	case e.Code == "25006":
		why = "the database server is a read-only replica"
	default:
		return fmt.Errorf("database: %w", e)
	}
	return fmt.Errorf("%s (%s): %w", why, e.Message, lookback.ErrUnavailable)
}

// scrub frees the rows that erased values were in. The server's own log and its archives keep them until
// they are recycled.
func (d *postgresDialect) scrub(ctx context.Context, conn *sql.Conn) (bool, error) {
	_, err := conn.ExecContext(ctx, "VACUUM record_version, record_key, alert_state, tie, tie_retraction, path_alert_state")
	return true, err
}

func (d *postgresDialect) close() error { return nil }
