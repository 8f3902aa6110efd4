// Package pgtest starts a private PostgreSQL server for tests, from the binaries that the machine has.
package pgtest

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver of the one connection that makes schemas
)

// script runs a server until its standard input ends, which happens when the test process ends in any way.
// The order of text is that of a natural language, as on most servers, so that a statement which relies on
// the order of bytes shows. Everybody may connect without a password, but for a user named locked.
const script = `set -e
"$BIN/initdb" -D "$DIR/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --locale-provider=icu --icu-locale=en-US --no-sync >"$DIR/log" 2>&1
echo "local all locked scram-sha-256" | cat - "$DIR/data/pg_hba.conf" >"$DIR/hba" && cat "$DIR/hba" >"$DIR/data/pg_hba.conf"
"$BIN/pg_ctl" start -w -D "$DIR/data" -l "$DIR/log" -o "-k $DIR -c listen_addresses='' -c fsync=off -c shared_buffers=32MB -c max_connections=200" >>"$DIR/log" 2>&1
echo ready
cat >/dev/null
"$BIN/pg_ctl" stop -m immediate -D "$DIR/data" >>"$DIR/log" 2>&1
rm -rf "$DIR"
`

// instance is a running server. It ends when stdin is closed, by the kernel at the latest.
type instance struct {
	dir   string // of its socket
	stdin io.Closer
}

// server is the one server of this process.
var server = sync.OnceValues(func() (*instance, error) { return start(script) })

// places counts the places given out.
var places atomic.Int64

// URL returns the URL of a new, empty place on a private server: a schema of its own. It skips the test where
// PostgreSQL is not installed. The server ends with the test process.
func URL(t testing.TB) string {
	t.Helper()
	one, err := server()
	if errors.Is(err, errNone) {
		t.Skip("PostgreSQL is not installed here; on Debian: apt-get install postgresql")
	}
	if err != nil {
		t.Fatal(err)
	}
	name := fmt.Sprintf("test_%d", places.Add(1))
	one.exec(t, "CREATE SCHEMA "+name)
	return one.url("postgres", url.Values{"search_path": {name}})
}

// Copy returns the URL of a new database that holds what the one at another URL holds; nobody may be connected to that. An empty
// URL stands for an empty database.
func Copy(t testing.TB, of string) string {
	t.Helper()
	one, err := server()
	if errors.Is(err, errNone) {
		t.Skip("PostgreSQL is not installed here; on Debian: apt-get install postgresql")
	}
	if err != nil {
		t.Fatal(err)
	}
	template := "template0"
	if of != "" {
		from, err := url.Parse(of)
		if err != nil {
			t.Fatal(err)
		}
		template = strings.TrimPrefix(from.Path, "/")
	}
	name := fmt.Sprintf("test_%d", places.Add(1))
	one.exec(t, "CREATE DATABASE "+name+" TEMPLATE "+template)
	return one.url(name, url.Values{})
}

// Drop removes a database that Copy made, whoever is connected to it.
func Drop(t testing.TB, place string) {
	t.Helper()
	one, err := server()
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(place)
	if err != nil {
		t.Fatal(err)
	}
	one.exec(t, "DROP DATABASE "+strings.TrimPrefix(u.Path, "/")+" WITH (FORCE)")
}

// url returns the URL of a database.
func (i *instance) url(database string, more url.Values) string {
	more.Set("host", i.dir)
	more.Set("user", "postgres")
	return "postgres:///" + database + "?" + more.Encode()
}

// exec runs a statement beneath our own code.
func (i *instance) exec(t testing.TB, statement string) {
	t.Helper()
	db, err := sql.Open("pgx", i.url("postgres", url.Values{}))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(context.Background(), statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

// Restart stops the private server as a crash would and starts it again. Every test of the process notices.
func Restart(t testing.TB) {
	t.Helper()
	one, err := server()
	if err != nil {
		t.Errorf("restart PostgreSQL: %v", err)
		return
	}
	cmd := exec.Command(filepath.Join(binaries(), "pg_ctl"), "restart", "-m", "immediate", "-w", "-D", filepath.Join(one.dir, "data"), "-l", filepath.Join(one.dir, "log"))
	cmd.Dir = one.dir
	if err := giveTo(cmd, one.dir); err != nil {
		t.Errorf("restart PostgreSQL: %v", err)
		return
	}
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("restart PostgreSQL: %v\n%s", err, out)
	}
}

// replicaScript runs a replica of the server at $OF until its standard input ends.
const replicaScript = `set -e
"$BIN/pg_basebackup" -h "$OF" -U postgres -D "$DIR/data" -R -X stream -c fast >"$DIR/log" 2>&1
"$BIN/pg_ctl" start -w -D "$DIR/data" -l "$DIR/log" -o "-k $DIR -c listen_addresses='' -c fsync=off -c shared_buffers=32MB -c max_connections=200" >>"$DIR/log" 2>&1
echo ready
cat >/dev/null
"$BIN/pg_ctl" stop -m immediate -D "$DIR/data" >>"$DIR/log" 2>&1
rm -rf "$DIR"
`

// Replica starts a server that follows the private one and returns the URL of the place there that URL gave. It shows what the
// private server holds now; Follow waits until it shows what came later. It ends with the test.
func Replica(t testing.TB, of string) string {
	t.Helper()
	primary, err := server()
	if err != nil {
		t.Fatal(err)
	}
	one, err := start(replicaScript, "OF="+primary.dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { one.stdin.Close() })
	place := strings.ReplaceAll(of, url.QueryEscape(primary.dir), url.QueryEscape(one.dir))
	Follow(t, of, place)
	return place
}

// Follow waits until a replica shows everything that its primary holds now.
func Follow(t testing.TB, primary, replica string) {
	t.Helper()
	var at string
	query(t, primary, "SELECT pg_current_wal_lsn()::text", &at)
	for deadline := time.Now().Add(followTime); ; time.Sleep(20 * time.Millisecond) {
		var there bool
		query(t, replica, "SELECT coalesce(pg_last_wal_replay_lsn() >= '"+at+"'::pg_lsn, false)", &there)
		if there {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("the replica did not reach %s within %s", at, followTime)
		}
	}
}

// followTime bounds the wait for a replica.
const followTime = time.Minute

func query(t testing.TB, place, sentence string, into any) {
	t.Helper()
	db, err := sql.Open("pgx", place)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.QueryRowContext(context.Background(), sentence).Scan(into); err != nil {
		t.Fatal(err)
	}
}

var errNone = errors.New("no PostgreSQL")

// start runs a script that prints "ready", with more in its environment.
func start(script string, more ...string) (*instance, error) {
	bin := binaries()
	if bin == "" {
		return nil, errNone
	}
	dir, err := os.MkdirTemp("", "pgtest-")
	if err != nil {
		return nil, err
	}
	cmd := exec.Command("sh", "-c", script)
	cmd.Env = append(append(os.Environ(), "BIN="+bin, "DIR="+dir), more...)
	cmd.Dir = dir
	if err := giveTo(cmd, dir); err != nil {
		return nil, err
	}
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); strings.TrimSpace(line) != "ready" {
		log, _ := os.ReadFile(filepath.Join(dir, "log"))
		return nil, fmt.Errorf("PostgreSQL does not start (%v):\n%s", err, log)
	}
	go io.Copy(io.Discard, out)
	return &instance{dir, stdin}, nil
}

// binaries returns the directory of the newest server that is installed, or nothing.
func binaries() string {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/postgres") // the pattern is well formed
	slices.SortFunc(found, func(a, b string) int { return version(a) - version(b) })
	if len(found) == 0 {
		if path, err := exec.LookPath("postgres"); err == nil {
			return filepath.Dir(path)
		}
		return ""
	}
	return filepath.Dir(found[len(found)-1])
}

func version(path string) int {
	n, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(path)))) // 0 for something that is no version
	return n
}
