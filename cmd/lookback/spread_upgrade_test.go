package main

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lookback/internal/store/pgtest"
)

// A roll-out in the middle of a lookback: workers and the front of one version are killed at some moment, and those of the next one, whose matcher
// is another, take their place while an old worker runs on. What is left of the lookback waits until two people have approved the new
// matcher (R38). Then it names the people that one version alone names, and a full comparison by the new version finds the same.
func TestRollingUpgradeNeverMixesResults(t *testing.T) {
	m := newMachines(t)
	next := buildNextVersion(t)
	m.data = "upgraded"
	m.databases[m.data] = pgtest.Copy(t, m.databases["world"])
	for range 3 {
		m.startWorker()
	}
	defer func() { m.stopWorkers() }()
	m.over = make(chan struct{})
	time.AfterFunc(time.Duration(rand.Int64N(int64(time.Second))), func() { // the moment is the random input
		defer close(m.over)
		m.killFront()
		for _, w := range m.workers[1:] {
			w.kill()
		}
		m.program = next
		m.startWorker()
		m.startWorker()
	})
	m.orderUntilDone()
	<-m.over
	m.program = next
	m.finish(m.data, []string{"policy", "propose", "--reason", "the next version, measured with it", "--as", "A. Analyst"})
	m.finish(m.data, []string{"policy", "approve", "2", "--as", "S. Supervisor"})
	runs := m.facts(m.data, []string{"run", "list"})
	last := fmt.Sprint(runs[len(runs)-1]["id"])
	m.finish(m.data, []string{"run", "check", last})
	m.finish(m.data, []string{"journal", "verify"})
	if diff := cmp.Diff(pairsOf(t, m.facts(m.data, []string{"run", "show", m.run})), pairsOf(t, m.want)); diff != "" {
		t.Errorf("whom the lookback names (-upgraded +alone):\n%s", diff)
	}
}

// pairsOf returns the records and entries that a lookback brought together. Pairs that were known before, and got the evidence of the new version, are
// left out.
func pairsOf(t *testing.T, runs []map[string]any) (pairs []string) {
	t.Helper()
	for _, run := range runs {
		for _, a := range run["alerts"].([]any) {
			affected := a.(map[string]any)
			if alert := affected["alert"].(map[string]any); alert["reason"] == "the record matches an entry" {
				pairs = append(pairs, fmt.Sprint(affected["record"], " ", alert["entry"]))
			}
		}
	}
	if len(pairs) == 0 {
		t.Fatal("the lookback names nobody")
	}
	slices.Sort(pairs)
	return pairs
}

// buildNextVersion builds the program with one more pair of pet forms in its tables, which nobody in the world of the tests bears.
func buildNextVersion(t *testing.T) string {
	t.Helper()
	program, err := exec.LookPath("go")
	if err != nil {
		t.Skip("the go command is not here, so the program cannot be built with another table")
	}
	dir := t.TempDir()
	table := mustAbs(t, filepath.Join(root, "internal", "text", "tables", "nicknames.txt"))
	held, err := os.ReadFile(table)
	if err != nil {
		t.Fatal(err)
	}
	changed, overlay, binary := filepath.Join(dir, "nicknames.txt"), filepath.Join(dir, "overlay.json"), filepath.Join(dir, "lookback")
	replace, err := json.Marshal(map[string]map[string]string{"Replace": {table: changed}})
	if err != nil {
		t.Fatal(err)
	}
	for path, data := range map[string][]byte{changed: append(held, "qqxabel qqxabelino\n"...), overlay: replace} {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if out, err := exec.CommandContext(t.Context(), program, "build", "-overlay", overlay, "-o", binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("build the next version: %v\n%s", err, out)
	}
	if version, next := versionOf(t, "lookback"), versionOf(t, binary); version == next {
		t.Fatalf("both versions have matcher %v", version)
	}
	return binary
}

func versionOf(t *testing.T, program string) any {
	t.Helper()
	out, err := exec.Command(program, "version", "--json").Output()
	if err != nil {
		t.Fatal(err)
	}
	var version struct {
		Matcher string `json:"matcher"`
	}
	if err := json.Unmarshal(out, &version); err != nil || version.Matcher == "" {
		t.Fatalf("got version %s (%v), want a matcher", out, err)
	}
	return version.Matcher
}
