package casework

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"lookback"
	"lookback/internal/store"
	"lookback/internal/store/sqldb"
)

// victimData names in the environment of a test process the folder in which it writes until it is killed, and victimAct what it
// does most.
const (
	victimData = "LOOKBACK_TEST_CASE_VICTIM"
	victimAct  = "LOOKBACK_TEST_CASE_ACT"
)

// killsVariable sets how many processes are killed; 200 is the full proof.
const killsVariable = "LOOKBACK_KILLS"

// disposables are enough records for the erasures of 200 rounds.
const disposables = 600

// TestVictim is the process that is killed, and no test.
func TestVictim(t *testing.T) {
	dir := os.Getenv(victimData)
	if dir == "" {
		t.Skip("it is what TestKilledInEachKindOfWrite kills")
	}
	st, err := sqldb.Open(t.Context(), dir, sqldb.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for n := range 3 {
		go victim(st, uint64(n))
	}
	select {}
}

// victim writes and says what was acknowledged, until the process ends.
func victim(st store.Store, n uint64) {
	w := &world{st: st, now: start}
	w.gone = disposables
	w.Service = New(st, func() time.Time { return start.Add(time.Hour) }, Options{})
	a := actor{w, rand.New(rand.NewPCG(uint64(os.Getpid()), n))}
	all := names(acts)
	for {
		name := os.Getenv(victimAct)
		if a.r.IntN(2) == 0 {
			name = all[a.r.IntN(len(all))]
		}
		if acts[name](a, context.Background()) == nil {
			fmt.Printf("done %s\n", name)
		}
	}
}

// A process is killed with SIGKILL while three at once write, in each kind of write in turn. What it acknowledged is there, the
// journal verifies, each event commits to exactly what is stored, and the counts add up.
func TestKilledInEachKindOfWrite(t *testing.T) {
	if testing.Short() {
		t.Skip("left out with -short: starts and kills a process many times")
	}
	rounds := len(acts)
	if n, err := strconv.Atoi(os.Getenv(killsVariable)); err == nil {
		rounds = n
	}
	dir := t.TempDir()
	w := &world{st: openDir(t, dir), now: start}
	w.Service = New(w.st, func() time.Time { return start }, Options{})
	if err := errors.Join(w.fill(t.Context()), w.dispose(t.Context(), disposables)); err != nil {
		t.Fatal(err)
	}
	w.open(t, 1)
	w.rule(t, order(w.open(t, 2), lookback.AxisIdentity, lookback.IdentityDifferent))
	before := w.position(t)
	w.st.Close()
	for round := range rounds {
		acknowledged := killAfter(t, dir, names(acts)[round%len(acts)], 2+round%7)
		w.st = openDir(t, dir)
		after := w.position(t)
		if after < before+int64(acknowledged) {
			t.Errorf("round %d: %d acknowledged, the journal moved from %d to %d", round, acknowledged, before, after)
		}
		before = after
		if err := verified(t.Context(), w.st); err != nil {
			t.Errorf("round %d: %v", round, err)
		}
		w.Service = New(w.st, func() time.Time { return start }, Options{})
		if _, err := w.Funnel(t.Context(), FunnelQuestion{Least: 1}); err != nil {
			t.Errorf("round %d: %v", round, err)
		}
		w.st.Close()
	}
}

func openDir(t *testing.T, dir string) store.Store {
	t.Helper()
	st, err := sqldb.Open(t.Context(), dir, sqldb.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return st
}

// killAfter lets a process write until it has acknowledged n writes, kills it, and returns how many it acknowledged in all.
func killAfter(t *testing.T, dir, act string, n int) (acknowledged int) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^TestVictim$", "-test.v")
	cmd.Env = append(os.Environ(), victimData+"="+dir, victimAct+"="+act)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if strings.HasPrefix(lines.Text(), "done ") {
			if acknowledged++; acknowledged == n {
				cmd.Process.Kill()
			}
		}
	}
	cmd.Wait() // it was killed, so there is an error
	if acknowledged < n {
		t.Fatalf("the process ended by itself after %d writes", acknowledged)
	}
	return acknowledged
}
