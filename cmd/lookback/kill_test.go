package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lookback/internal/scenario"
)

// killedRecords is a population of several batches of records and several units of a lookback.
const killedRecords = 12000

// Killed with SIGKILL at any moment, imports of records and of an edition are taken up at the next start, and end
// with the same alerts, runs and events as imports that nobody disturbed: nothing is lost, nothing is there twice (R8).
func TestKilledAtAnyMomentEndsWithTheSameSet(t *testing.T) {
	if testing.Short() {
		t.Skip("left out with -short: starts and kills the command many times")
	}
	k := &killing{t: t, dir: t.TempDir(), databases: map[string]string{"calm": testDatabase(t), "killed": testDatabase(t)}}
	k.writeWorld(scenario.New(11, killedRecords))
	lists := [][]string{{"list", "import", "north", "--format", "un-xml", "north-1.xml"}, {"list", "import", "meridian", "--format", "ofac-csv", "meridian-1"}}
	records := []string{"record", "import", "records.csv", "--source", "border"}
	edition := []string{"list", "import", "north", "--format", "un-xml", "north-2.xml"}

	for _, data := range []string{"calm", "killed"} {
		for _, args := range lists {
			k.finish(data, args)
		}
	}
	steps := map[string]time.Duration{}
	for _, args := range [][]string{records, edition} {
		started := time.Now()
		k.finish("calm", args)
		steps[args[0]] = time.Since(started)
	}
	killed := k.killOften("killed", records, steps["record"]) + k.killOften("killed", edition, steps["list"])
	if killed < 2 {
		t.Errorf("got %d processes killed while they worked, want several", killed)
	}
	run := k.lookbackOf("calm", "north")
	for _, args := range [][]string{{"run", "list"}, {"run", "show", run}, {"journal", "list"}, {"list", "history", "north"}} {
		if diff := cmp.Diff(k.facts("killed", args), k.facts("calm", args)); diff != "" {
			t.Errorf("lookback %s (-after kills +undisturbed):\n%s", strings.Join(args, " "), diff)
		}
	}
	k.finish("killed", []string{"run", "check", run})
}

// killing runs the command in a folder, and sometimes does not let it end.
type killing struct {
	t         *testing.T
	dir       string
	databases map[string]string // URLs by data folder; empty for SQLite
	program   string            // another than the one of this test; empty for that
}

// writeWorld writes the records, and the first editions of both lists.
func (k *killing) writeWorld(w *scenario.World) {
	k.t.Helper()
	var records bytes.Buffer
	if err := scenario.WriteCSV(&records, w.Records); err != nil {
		k.t.Fatal(err)
	}
	k.write("records.csv", records.Bytes())
	for seq, name := range map[int]string{1: "north-1.xml", 2: "north-2.xml"} {
		k.write(name, k.files(w, "north", seq)[0].Data)
	}
	for _, f := range k.files(w, "meridian", 1) {
		k.write(filepath.Join("meridian-1", f.Name), f.Data)
	}
}

func (k *killing) files(w *scenario.World, list string, seq int) []scenario.File {
	k.t.Helper()
	files, err := w.List(list).Files(seq)
	if err != nil {
		k.t.Fatal(err)
	}
	return files
}

func (k *killing) write(name string, data []byte) {
	k.t.Helper()
	path := filepath.Join(k.dir, name)
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, data, 0o600)); err != nil {
		k.t.Fatal(err)
	}
}

// command returns the command as a process of its own; TestMain has put it into the search path.
func (k *killing) command(data string, args []string) *exec.Cmd {
	program := "lookback"
	if k.program != "" {
		program = k.program
	}
	c := exec.Command(program, append([]string{"--data", data, "--as", "Analyst", "--quiet", "--json"}, args...)...)
	c.Dir = k.dir
	c.Env = append(os.Environ(), "LOOKBACK_DATABASE="+k.databases[data])
	return c
}

// finish runs the command to its end and returns what it printed.
func (k *killing) finish(data string, args []string) []byte {
	k.t.Helper()
	out, err := k.command(data, args).Output()
	if err != nil {
		var exit *exec.ExitError
		errors.As(err, &exit)
		k.t.Fatalf("lookback %s: %v\n%s", strings.Join(args, " "), err, exit.Stderr)
	}
	return out
}

// lookbackOf returns the number of the last lookback over an edition of a list, which must have asked somebody: a test of one that asked
// nobody shows nothing.
func (k *killing) lookbackOf(data, list string) (id string) {
	k.t.Helper()
	for _, run := range k.facts(data, []string{"run", "list"}) {
		if strings.HasPrefix(fmt.Sprint(run["cause"]), list+" edition ") && run["searched"] != float64(0) {
			id = fmt.Sprint(run["id"])
		}
	}
	if id == "" {
		k.t.Fatalf("no lookback over an edition of %s asked anybody", list)
	}
	return id
}

// killOften starts the command again and again and kills it at a random moment of the first half of the time it
// needs from the start, because what is taken up again needs less, then lets it end. It returns how many processes
// were killed before they had ended.
func (k *killing) killOften(data string, args []string, needs time.Duration) (killed int) {
	k.t.Helper()
	for range 5 {
		if k.killOnce(data, args, needs) {
			killed++
		}
	}
	k.finish(data, args)
	return killed
}

// killedBySignal is what a process that did not end by itself has in place of an exit code.
const killedBySignal = -1

// killOnce starts the command and kills it at a random moment of the first half of the time it needs. It reports
// whether the command had not ended by then.
func (k *killing) killOnce(data string, args []string, needs time.Duration) bool {
	k.t.Helper()
	c := k.command(data, args)
	if err := c.Start(); err != nil {
		k.t.Fatal(err)
	}
	// Not a wait for something to happen: the moment of the kill is the random input of this test.
	timer := time.AfterFunc(time.Duration(rand.Int64N(int64(needs)/2)), func() { c.Process.Kill() })
	defer timer.Stop()
	return exitCodeOf(c.Wait()) == killedBySignal
}

// signal sends a signal to a process.
func (k *killing) signal(c *exec.Cmd, s os.Signal) {
	k.t.Helper()
	if err := c.Process.Signal(s); err != nil {
		k.t.Fatal(err)
	}
}

// facts returns what a command prints without what differs from one time to the next: times, and
// the journal's commitments, which are salted.
func (k *killing) facts(data string, args []string) []map[string]any {
	k.t.Helper()
	var all []map[string]any
	for line := range bytes.Lines(k.finish(data, args)) {
		var object map[string]any
		if err := json.Unmarshal(line, &object); err != nil {
			k.t.Fatal(err)
		}
		for _, name := range []string{"time", "started_at", "finished_at", "imported", "body"} {
			delete(object, name)
		}
		all = append(all, object)
	}
	return all
}
