package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"lookback/internal/store/pgtest"
)

// A lookback asks every record, in one process without brokers on one core and on two, and spread over one to four workers of one core each; the
// log tells how long each took. LOOKBACK_SPREAD_PLAIN is a number of records that is worth measuring: they lie in no slice, so that there are many
// units, and the editions are those of the UN.
func TestSpreadOverAnyNumberOfWorkers(t *testing.T) {
	m := newPlainMachines(t)
	alone := m.measure(1, 0)
	if both := m.measure(2, 0); both != alone {
		t.Errorf("two cores asked %d records, one asked %d", both, alone)
	}
	for n := 1; n <= 4; n++ {
		if asked := m.measure(1, n); asked != alone || asked == 0 {
			t.Errorf("%d workers asked %d records, one process alone %d", n, asked, alone)
		}
	}
}

// newPlainMachines starts the brokers and makes a database that holds the first editions, and records that lie in no slice.
func newPlainMachines(t *testing.T) *machines {
	t.Helper()
	records, err := strconv.Atoi(os.Getenv("LOOKBACK_SPREAD_PLAIN"))
	if err != nil {
		return newMachines(t)
	}
	m := &machines{killing: &killing{t: t, dir: t.TempDir(), databases: map[string]string{"world": pgtest.Copy(t, "")}}, brokers: startCluster(t)}
	m.writeManyRecords(records)
	m.importWorld("world")
	m.databases["first"] = pgtest.Copy(t, m.databases["world"])
	m.finish("first", northTwo)
	m.run = m.lookbackOf("first", "north")
	return m
}

// measure imports the edition on a copy of the world, by so many workers or in one process alone, each with so many cores, logs how long its
// lookback took, and returns how many records it asked.
func (m *machines) measure(cores, workers int) int {
	m.t.Helper()
	name := fmt.Sprintf("%d workers of %d cores", workers, cores)
	m.data, m.workers = name, nil
	m.databases[name] = pgtest.Copy(m.t, m.databases["world"])
	defer pgtest.Drop(m.t, m.databases[name])
	for range workers {
		m.workers = append(m.workers, keepRunning(withCores(m.spreading(m.t.TempDir(), 1, "worker"), cores)))
	}
	defer m.stopWorkers()
	order := withCores(m.command(name, northTwo), cores)
	if workers > 0 {
		order = m.spreading("front", 0, northTwo...)
	}
	if out, err := order.Output(); err != nil {
		m.t.Fatalf("%v: %s", err, out)
	}
	var run timedRun
	if err := json.Unmarshal(m.finish(name, []string{"run", "show", m.run}), &run); err != nil {
		m.t.Fatal(err)
	}
	m.t.Logf("%s: %v for %d records", name, run.Finished.Sub(run.Started).Round(time.Millisecond), run.Searched)
	return run.Searched
}

// withCores lets a process use so many cores.
func withCores(c *exec.Cmd, n int) *exec.Cmd {
	c.Env = append(c.Env, fmt.Sprintf("GOMAXPROCS=%d", n))
	return c
}

// timedRun is when a lookback was ordered and done, and how many records it asked.
type timedRun struct {
	Started  time.Time `json:"started_at"`
	Finished time.Time `json:"finished_at"`
	Searched int       `json:"searched"`
}
