package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"lookback/internal/scenario"
	"lookback/internal/store/pgtest"
)

// How long one lookback takes in the process that orders it, and spread over one to four workers, on PostgreSQL and three brokers.
// LOOKBACK_SPEED is the number of records; without it nothing is measured. The figures are in docs/performance.md.
func TestSpreadSpeed(t *testing.T) {
	records, err := strconv.Atoi(os.Getenv("LOOKBACK_SPEED"))
	if err != nil {
		t.Skip("set LOOKBACK_SPEED to a number of records to measure")
	}
	k := &killing{t: t, dir: t.TempDir(), databases: map[string]string{"world": pgtest.Copy(t, "")}}
	k.writeWorld(scenario.New(11, records))
	k.importWorld("world")
	m := &machines{killing: k, brokers: startCluster(t)}
	m.measure("in one process", 0, func() *exec.Cmd { return k.command(m.data, northTwo) })
	for n := 1; n <= 4; n++ {
		m.measure(fmt.Sprintf("%d workers", n), n, func() *exec.Cmd { return m.spreading(0, northTwo...) })
	}
}

// measure imports the edition on a copy of the world, with so many workers waiting, and logs how long its lookback took.
func (m *machines) measure(name string, workers int, order func() *exec.Cmd) {
	m.t.Helper()
	m.data, m.workers = name, nil
	m.databases[name] = pgtest.Copy(m.t, m.databases["world"])
	for range workers {
		m.startWorker()
	}
	defer m.stopWorkers()
	if err := order().Run(); err != nil {
		m.t.Fatal(err)
	}
	var run timedRun
	if err := json.Unmarshal(m.finish(name, []string{"run", "show", "3"}), &run); err != nil {
		m.t.Fatal(err)
	}
	m.t.Logf("%s: %v for %d records", name, run.Finished.Sub(run.Started).Round(time.Millisecond), run.Searched)
}

// timedRun is when a lookback was ordered and done, and how many records it asked.
type timedRun struct {
	Started  time.Time `json:"started_at"`
	Finished time.Time `json:"finished_at"`
	Searched int       `json:"searched"`
}
