package main

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"lookback/internal/store/pgtest"
	"lookback/internal/store/sqldb"
)

// TestMain makes the test binary stand in for the command: run under the name lookback, it is the command, and under the
// name lookback-broker a broker of a cluster.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"lookback": main, "lookback-broker": runBroker})
}

// TestScripts plays every scenario of testdata/script. Each begins with the fictional lists and people of
// testdata/world in its folder, an empty data folder, and Analyst at the keyboard. With LOOKBACK_TEST_STORE=postgres each
// has an empty PostgreSQL database.
func TestScripts(t *testing.T) {
	params := scenarios(t)
	params.Dir = filepath.Join("testdata", "script")
	testscript.Run(t, params)
}

// scenarios returns what scenarios begin with and may do.
func scenarios(t *testing.T) testscript.Params {
	world, err := filepath.Abs(filepath.Join("testdata", "world"))
	if err != nil {
		t.Fatal(err)
	}
	return testscript.Params{
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("LOOKBACK_DATA", filepath.Join(env.WorkDir, "data"))
			env.Setenv("LOOKBACK_DATABASE", testDatabase(t))
			env.Setenv("USER", "Analyst")
			return os.CopyFS(env.WorkDir, os.DirFS(world))
		},
		Condition: func(name string) (bool, error) {
			if name != "embedded" {
				return false, fmt.Errorf("there is no condition %q", name)
			}
			return os.Getenv("LOOKBACK_TEST_STORE") != "postgres", nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":  exits,
			"fields": hasFields,
			"now":    now,
			"day":    dayFromNow,
			"bytes":  writeBytes,
			"sql":    runSQL,
			"sqlite": runSQLite,
			"serve":  serveScenario,
		},
	}
}

// testDatabase returns the URL of a new database for tests that are to run on PostgreSQL, and nothing for those that are not.
func testDatabase(t *testing.T) string { return pgtest.Chosen(t) }

// exits runs lookback and asserts its exit code: exits 3 list import ...
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE ARG...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec("lookback", args[1:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("run lookback: %v", err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("lookback %s: got exit code %d, want %d", strings.Join(args[1:], " "), got, want)
	}
}

// hasFields asserts that every line of the last output is a JSON object with all these fields, and that there
// is at least one line: fields run affected
func hasFields(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: fields NAME...")
	}
	out := ts.ReadFile("stdout")
	if out == "" {
		ts.Fatalf("got no output, want JSON")
	}
	for line := range strings.Lines(out) {
		var object map[string]json.RawMessage
		ts.Check(json.Unmarshal([]byte(line), &object))
		for _, name := range args {
			if _, ok := object[name]; !ok {
				ts.Fatalf("got no field %q in %s", name, line)
			}
		}
	}
}

// now puts the present time into a variable, for questions about the past: now BEFORE
func now(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: now VARIABLE")
	}
	ts.Setenv(args[0], time.Now().UTC().Format(time.RFC3339Nano))
}

// dayFromNow puts the day a number of days from now into a variable: day SOON 90
func dayFromNow(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: day VARIABLE DAYS")
	}
	days, err := strconv.Atoi(args[1])
	ts.Check(err)
	ts.Setenv(args[0], time.Now().UTC().AddDate(0, 0, days).Format(time.DateOnly))
}

// writeBytes writes a file that no text file can show, with the escapes of Go: bytes odd.csv 'id\x00'
func writeBytes(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: bytes FILE TEXT")
	}
	text, err := strconv.Unquote(`"` + args[1] + `"`)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o600))
}

// runSQL does to the database what no command does: sql 'DELETE FROM ...'
func runSQL(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: sql STATEMENT")
	}
	driver, place := "sqlite", filepath.Join(ts.Getenv("LOOKBACK_DATA"), sqldb.FileName)
	if url := ts.Getenv("LOOKBACK_DATABASE"); url != "" {
		driver, place = "pgx", url
	}
	db, err := sql.Open(driver, place)
	ts.Check(err)
	defer db.Close()
	result, err := db.Exec(args[0])
	ts.Check(err)
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		ts.Fatalf("got %d rows changed and error %v, want some", n, err)
	}
}

// runSQLite does something to another database: sqlite FILE 'CREATE TABLE ...'
func runSQLite(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: sqlite FILE STATEMENT")
	}
	db, err := sql.Open("sqlite", ts.MkAbs(args[0]))
	ts.Check(err)
	defer db.Close()
	_, err = db.Exec(args[1])
	ts.Check(err)
}
