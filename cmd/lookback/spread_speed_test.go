package main

import (
	"encoding/json"
	"fmt"
	"os/exec"
	"testing"
	"time"

	"lookback/internal/store/pgtest"
)

// A lookback asks every record, in the process that orders it and spread over one to four workers, and the log tells how long each took.
// LOOKBACK_SPREAD is a number of records that is worth measuring.
func TestSpreadOverAnyNumberOfWorkers(t *testing.T) {
	m := newMachines(t)
	alone := m.measure("in one process", 0, func() *exec.Cmd { return m.spreading("front", 1, northTwo...) })
	for n := 1; n <= 4; n++ {
		asked := m.measure(fmt.Sprintf("%d workers", n), n, func() *exec.Cmd { return m.spreading("front", 0, northTwo...) })
		if asked != alone || asked == 0 {
			t.Errorf("%d workers asked %d records, one process alone %d", n, asked, alone)
		}
	}
}

// measure imports the edition on a copy of the world, with so many workers waiting, logs how long its lookback took, and returns how many records
// it asked.
func (m *machines) measure(name string, workers int, order func() *exec.Cmd) int {
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
	if err := json.Unmarshal(m.finish(name, []string{"run", "show", m.run}), &run); err != nil {
		m.t.Fatal(err)
	}
	m.t.Logf("%s: %v for %d records", name, run.Finished.Sub(run.Started).Round(time.Millisecond), run.Searched)
	return run.Searched
}

// timedRun is when a lookback was ordered and done, and how many records it asked.
type timedRun struct {
	Started  time.Time `json:"started_at"`
	Finished time.Time `json:"finished_at"`
	Searched int       `json:"searched"`
}
