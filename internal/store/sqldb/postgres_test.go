package sqldb

import (
	"context"
	"crypto/tls"
	"database/sql"
	"errors"
	"io"
	"net"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"lookback"
	"lookback/internal/certtest"
	"lookback/internal/contract"
	"lookback/internal/store"
	"lookback/internal/store/pgtest"
)

func TestPostgresKeepsContract(t *testing.T) {
	contract.Store(t, func(t *testing.T) contract.Place {
		url := pgtest.URL(t)
		return contract.Place{Open: func(t *testing.T) store.Store { return openAt(t, url) }}
	})
}

// serverExec runs a statement on the server, past our own code.
func serverExec(t *testing.T, url, query string) {
	t.Helper()
	db, err := sql.Open("pgx", url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(context.Background(), query); err != nil {
		t.Fatal(err)
	}
}

// cutConnections ends all other connections, as a restart of the server does.
const cutConnections = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'lookback' AND pid <> pg_backend_pid()`

// TestPostgresLostConnections cuts all connections while nobody uses them: nobody notices.
func TestPostgresLostConnections(t *testing.T) {
	url := pgtest.URL(t)
	db := openAt(t, url)
	openSeveral(t, db)
	serverExec(t, url, cutConnections)
	putOne(t, db, "1", "Ilmar Tassk")
	serverExec(t, url, cutConnections)
	err := db.View(t.Context(), func(tx store.Tx) error {
		_, err := tx.GetRecord("crm", "1", store.Now)
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// openSeveral makes the pool of readers open several connections.
func openSeveral(t *testing.T, db *DB) {
	var all, inside sync.WaitGroup
	inside.Add(4)
	for range 4 {
		all.Go(func() {
			err := db.View(context.Background(), func(store.Tx) error {
				inside.Done()
				inside.Wait()
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
}

// TestPostgresConnectionLostInUpdate cuts the connection in the middle of an update: it runs again, once.
func TestPostgresConnectionLostInUpdate(t *testing.T) {
	url := pgtest.URL(t)
	db := openAt(t, url)
	attempts := 0
	err := db.Update(t.Context(), func(tx store.Tx) error {
		attempts++
		if _, err := tx.PutRecords(benchRecords(50, 0)); err != nil {
			return err
		}
		if attempts == 1 {
			serverExec(t, url, cutConnections)
		}
		_, err := tx.AppendEvent(event(lookback.EventRecords))
		return err
	})
	if err != nil || attempts != 2 {
		t.Errorf("%d attempts, want 2; %v", attempts, err)
	}
	err = db.View(t.Context(), func(tx store.Tx) error {
		n, err := tx.CountRecordsAt(store.Now)
		if position, _ := tx.Position(); n != 50 || position != 1 {
			t.Errorf("%d records at position %d, want 50 at 1", n, position)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// A writer that stands still in the middle of a change is ended by the server, so that others can write; when it moves again it
// makes its change once more, and nothing is there twice.
func TestPostgresWriterThatStandsStill(t *testing.T) {
	url := pgtest.URL(t)
	slow := openAt(t, url+"&"+standsStill+"=200ms")
	other := openAt(t, url)
	attempts := 0
	err := slow.Update(t.Context(), func(tx store.Tx) error {
		if _, err := tx.PutRecords(benchRecords(1, 0)); err != nil {
			return err
		}
		if attempts++; attempts == 1 {
			putOne(t, other, "1", "Ilmar Tassk") // waits for the lock that this transaction holds
		}
		_, err := tx.AppendEvent(event(lookback.EventRecords))
		return err
	})
	if err != nil || attempts != 2 {
		t.Errorf("%d attempts, want 2; %v", attempts, err)
	}
	err = other.View(t.Context(), func(tx store.Tx) error {
		if position, _ := tx.Position(); position != 2 {
			t.Errorf("the journal has %d events, want 2", position)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// TestPostgresRefuses opens what cannot be used: one sentence that says what to do, without the password.
func TestPostgresRefuses(t *testing.T) {
	good := pgtest.URL(t)
	newer := pgtest.URL(t)
	if err := openAt(t, newer).Close(); err != nil {
		t.Fatal(err)
	}
	serverExec(t, newer, "INSERT INTO schema_step VALUES (99, 'from the future', 1)")
	serverExec(t, good, "CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' LOCALE_PROVIDER libc TEMPLATE template0")
	serverExec(t, good, "CREATE ROLE nobody LOGIN")
	serverExec(t, good, "CREATE ROLE locked LOGIN PASSWORD 'open'")
	for _, test := range []struct {
		name, url string
		kind      error
		says      string
	}{
		{"NoURL", "postgres://user:sesame@host:port/x", lookback.ErrInvalid, "is not the URL"},
		{"NoServer", "postgres://user:sesame@127.0.0.1:1/x", lookback.ErrUnavailable, "does not answer"},
		{"NoDatabase", strings.Replace(good, "/postgres?", "/nowhere?", 1), lookback.ErrUnavailable, "create it first"},
		{"NoRights", strings.Replace(good, "user=postgres", "user=nobody", 1), lookback.ErrUnavailable, "lacks a right"},
		{"WrongPassword", strings.Replace(good, "user=postgres", "user=locked", 1) + "&password=sesame", lookback.ErrUnavailable, "refuses user or password; correct them"},
		{"ExpiredCertificate", "postgres://user:sesame@" + expiredServer(t) + "/x?sslmode=verify-full&sslrootcert=system", lookback.ErrDenied, "has expired"},
		{"OtherEncoding", strings.Replace(good, "/postgres?", "/latin?", 1), lookback.ErrConflict, "ENCODING 'UTF8'"},
		{"NotDurable", good + "&synchronous_commit=off", lookback.ErrConflict, "set it to on"},
		{"Replica", good + "&default_transaction_read_only=on", lookback.ErrUnavailable, "read-only"},
		{"NewerVersion", newer, lookback.ErrConflict, "written by a newer version of Lookback"},
	} {
		t.Run(test.name, func(t *testing.T) {
			db, err := Open(t.Context(), test.url, Options{})
			if err == nil {
				db.Close()
				t.Fatal("it opens")
			}
			if !errors.Is(err, test.kind) || !strings.Contains(err.Error(), test.says) {
				t.Errorf("got %q, want %v saying %q", err, test.kind, test.says)
			}
			if strings.Contains(err.Error(), "sesame") || strings.Contains(err.Error(), "\n") {
				t.Errorf("shows the password, or is not one sentence: %q", err)
			}
		})
	}
}

// expiredServer returns the address of a server that shows an expired certificate to whoever speaks the protocol of PostgreSQL, before
// anything else is said.
func expiredServer(t *testing.T) string {
	t.Helper()
	certificate := certtest.New(t, time.Now().Add(-time.Hour))
	t.Setenv("SSL_CERT_FILE", certificate.File)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			io.ReadFull(conn, make([]byte, 8)) // the request for encryption
			io.WriteString(conn, "S")
			tls.Server(conn, &tls.Config{Certificates: []tls.Certificate{certificate.Pair}}).Handshake() // the client ends it
			conn.Close()
		}
	}()
	return listener.Addr().String()
}

// A machine whose clock is an hour off that of the database server does not start, and says which way it is off.
func TestPostgresClockSkew(t *testing.T) {
	url := pgtest.URL(t)
	for _, test := range []struct {
		skew time.Duration
		says string
	}{
		{time.Hour, "1h0m0s ahead of"},
		{-time.Hour, "1h0m0s behind"},
		{time.Minute, ""},
	} {
		db, err := Open(t.Context(), url, Options{Now: func() time.Time { return time.Now().Add(test.skew) }})
		if err == nil {
			db.Close()
		}
		if (err == nil) != (test.says == "") || err != nil && (!errors.Is(err, lookback.ErrConflict) || !strings.Contains(err.Error(), test.says)) {
			t.Errorf("%s off: got %v, want %q", test.skew, err, test.says)
		}
	}
}

// TestPostgresMigratesOnce opens a new database from several processes at once.
func TestPostgresMigratesOnce(t *testing.T) {
	url := pgtest.URL(t)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			db, err := Open(context.Background(), url, Options{})
			if err != nil {
				t.Error(err)
				return
			}
			db.Close()
		})
	}
	all.Wait()
}

// A page of a list reads what it shows, however far on it stands, on PostgreSQL too, which plans by what it counted.
func TestPostgresPagesReadWhatTheyShow(t *testing.T) {
	url := pgtest.URL(t)
	openAt(t, url)
	db, err := sql.Open("pgx", url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, query := range []string{
		`INSERT INTO case_file (id, record_id, opened) SELECT i, i, i FROM generate_series(1, 30000) i`,
		`INSERT INTO case_state (case_id, from_pos, until_pos, leaf, workflow, assignee, commitment, body) SELECT i, i, 9223372036854775807, 1, 'queued', 'Ana', '', '{}' FROM generate_series(1, 30000) i`,
		`INSERT INTO alert (id, record_id, list, entry_id, opened) SELECT i, i, 'un', 'e', i FROM generate_series(1, 30000) i`,
		`INSERT INTO alert_state (alert_id, from_pos, until_pos, leaf, state, run_id, commitment, body) SELECT i, i, 9223372036854775807, 1, 'open', i % 7, '', '{}' FROM generate_series(1, 30000) i`,
		`ANALYZE`,
	} {
		if _, err := db.Exec(query); err != nil {
			t.Fatalf("%s: %v", query, err)
		}
	}
	const limit, after = 50, 20000
	reads := regexp.MustCompile(`actual rows=(\d+)`)
	for name, listing := range map[string]func() (string, []any){
		"Cases": func() (string, []any) {
			return caseStates.listing(caseConditions(store.CaseFilter{AfterID: after}), limit)
		},
		"CasesByWork": func() (string, []any) {
			return caseStates.listing(caseConditions(store.CaseFilter{AfterID: after, Workflow: lookback.WorkQueued}), limit)
		},
		"CasesOfAna": func() (string, []any) {
			return caseStates.listing(caseConditions(store.CaseFilter{AfterID: after, Assignee: "Ana"}), limit)
		},
		"Alerts": func() (string, []any) {
			return alertStates.listing(alertConditions(store.AlertFilter{AfterID: after, State: lookback.AlertOpen}), limit)
		},
		"AlertsOfRun": func() (string, []any) {
			return alertStates.listing(alertConditions(store.AlertFilter{AfterID: after, RunID: 3, At: 900000}), limit)
		},
	} {
		query, args := listing()
		rows, err := db.Query("EXPLAIN (ANALYZE, TIMING OFF) "+query, args...)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var plan strings.Builder
		most := 0
		for rows.Next() {
			var line string
			if err := rows.Scan(&line); err != nil {
				t.Fatal(err)
			}
			plan.WriteString(line + "\n")
			if m := reads.FindStringSubmatch(line); m != nil {
				n, _ := strconv.Atoi(m[1]) // unreachable: digits
				most = max(most, n)
			}
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil || most == 0 || most > 20*limit {
			t.Errorf("%s reads %d rows for %d (%v):\n%s", name, most, limit, err, plan.String())
		}
	}
}
