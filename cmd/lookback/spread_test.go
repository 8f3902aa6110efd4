package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lookback/internal/scenario"
	"lookback/internal/store/pgtest"
)

// spreadRecords is a population of several units.
const spreadRecords = 30_000

// Three brokers, PostgreSQL, workers and a front as processes of their own. While a lookback is on, something is killed or stands
// still: a worker, a broker, the broker that leads, the front, the database, the network, a disk. Each time the lookback ends with the set of one
// machine alone, which is that of a full scan, its counts reconcile, the journal verifies, and nothing is there twice. LOOKBACK_ROUNDS is how
// many seeded rounds are played; seven show every fault once. LOOKBACK_SPREAD is how many records there are, with slices in the brokers and
// editions of the UN.
func TestSpreadOverMachinesEndsWithTheSameSet(t *testing.T) {
	m := newMachines(t)
	calm := m.playRound(t, "calm", fault{name: "nothing", happen: func(*machines, *rand.Rand) {}}, rand.New(rand.NewPCG(0, 0)))
	for round := range rounds(1) {
		f := faults[round%len(faults)]
		t.Run(fmt.Sprintf("%s-%d", f.name, round), func(t *testing.T) {
			f.within = calm / 2 // the command starts before it and ends after it
			m.playRound(t, fmt.Sprintf("round-%d", round), f, rand.New(rand.NewPCG(uint64(round), 1)))
		})
	}
}

// rounds returns how many rounds to play: otherwise, unless LOOKBACK_ROUNDS says.
func rounds(otherwise int) int {
	n, err := strconv.Atoi(os.Getenv("LOOKBACK_ROUNDS"))
	if err != nil {
		return otherwise
	}
	return n
}

// cutFor is how long the network is cut: longer than a worker may be silent, and longer where there are many records.
func cutFor() time.Duration {
	if os.Getenv("LOOKBACK_SPREAD") != "" {
		return 20 * time.Second
	}
	return 7 * time.Second
}

var northTwo = []string{"list", "import", "north", "--format", "un-xml", "north-2.xml"}

// machines are the processes of a round.
type machines struct {
	*killing
	brokers *cluster
	workers []*service
	front   *exec.Cmd
	data    string
	over    chan struct{}    // closed when what was to happen has happened
	run     string           // the lookback over the second edition
	want    []map[string]any // what it found on one machine alone
}

// newMachines starts the brokers, makes a database that holds the first editions and the records, and asks one machine alone.
func newMachines(t *testing.T) *machines {
	t.Helper()
	if testing.Short() {
		t.Skip("left out with -short: starts brokers, workers and a database")
	}
	m := &machines{killing: &killing{t: t, dir: t.TempDir(), databases: map[string]string{"world": pgtest.Copy(t, "")}}, brokers: startCluster(t)}
	m.writeSpreadWorld()
	m.databases["alone"] = pgtest.Copy(t, m.databases["world"])
	m.finish("alone", northTwo)
	m.run = m.lookbackOf("alone", "north")
	if os.Getenv("LOOKBACK_SPREAD") == "" { // with millions of records it takes half an hour, and is made by itself
		m.finish("alone", []string{"run", "check", m.run})
	}
	m.want = m.found("alone")
	return m
}

// writeSpreadWorld makes the database "world". With many records it is made by a machine that puts slices into the brokers.
func (m *machines) writeSpreadWorld() {
	m.t.Helper()
	records, err := strconv.Atoi(os.Getenv("LOOKBACK_SPREAD"))
	if err != nil {
		m.writeWorld(scenario.New(11, spreadRecords))
		m.importWorld("world")
		return
	}
	m.writeManyRecords(records)
	m.data = "world"
	for _, args := range firstImports {
		if out, err := m.spreading("world", 0, args...).Output(); err != nil {
			m.t.Fatalf("lookback %s: %v\n%s", strings.Join(args, " "), err, out)
		}
	}
}

// writeManyRecords writes so many records, and editions of the UN in the place of those of the story.
func (m *machines) writeManyRecords(n int) {
	m.t.Helper()
	m.writeWorld(scenario.New(11, n))
	for name, edition := range map[string]string{"north-1.xml": "2020-11-30.xml", "north-2.xml": "2025-08-16.xml"} {
		data, err := os.ReadFile(filepath.Join(shared, "un", edition))
		if err != nil {
			m.t.Skipf("../shared is absent: it holds the editions of the UN: %v", err)
		}
		m.write(name, data)
	}
}

var firstImports = [][]string{
	{"list", "import", "north", "--format", "un-xml", "north-1.xml"},
	{"list", "import", "meridian", "--format", "ofac-csv", "meridian-1"},
	{"record", "import", "records.csv", "--source", "border"},
}

// importWorld imports the first editions and the records.
func (k *killing) importWorld(data string) {
	k.t.Helper()
	for _, args := range firstImports {
		k.finish(data, args)
	}
}

// playRound orders a lookback that workers carry out, lets the fault happen in the middle of it, compares the result, and returns how long the
// lookback took.
func (m *machines) playRound(t *testing.T, data string, f fault, random *rand.Rand) time.Duration {
	m.t, m.data, m.workers = t, data, nil
	m.databases[data] = pgtest.Copy(t, m.databases["world"])
	defer pgtest.Drop(t, m.databases[data])
	for range 3 {
		m.startWorker()
	}
	defer m.stopWorkers()
	m.over = make(chan struct{})
	timer := time.AfterFunc(time.Duration(random.Int64N(int64(f.within)+1)), func() { // the moment is the random input
		defer close(m.over)
		f.happen(m, random)
	})
	started := time.Now()
	m.orderUntilDone()
	took := time.Since(started)
	if timer.Stop() {
		t.Log("the lookback was done before anything happened")
		close(m.over)
	}
	<-m.over
	if diff := cmp.Diff(m.found(data), m.want); diff != "" {
		t.Errorf("the lookback (-spread +alone):\n%s", diff)
	}
	m.finish(data, []string{"journal", "verify"})
	return took
}

// found returns what the lookback found, without what depends on which unit was stored first: the positions of its alerts in the journal, their
// numbers, and their order.
func (m *machines) found(data string) []map[string]any {
	m.t.Helper()
	runs := m.facts(data, []string{"run", "show", m.run})
	for _, run := range runs {
		alerts, ok := run["alerts"].([]any)
		if !ok || len(alerts) == 0 {
			m.t.Fatalf("lookback %s of %s shows no alerts: %v", m.run, data, run)
		}
		for _, a := range alerts {
			alert := a.(map[string]any)["alert"].(map[string]any)
			for _, name := range []string{"id", "opened", "changed"} {
				delete(alert, name)
			}
		}
		slices.SortFunc(alerts, func(a, b any) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
	}
	return runs
}

// fault is something that happens to one of the machines within a time after the order.
type fault struct {
	name   string
	happen func(m *machines, random *rand.Rand)
	within time.Duration
}

var faults = []fault{
	{name: "WorkerKilled", happen: func(m *machines, random *rand.Rand) {
		m.workers[random.IntN(len(m.workers))].kill()
		m.startWorker()
	}},
	{name: "BrokerKilled", happen: func(m *machines, random *rand.Rand) { m.brokers.restart(m.t, random.IntN(len(m.brokers.processes))) }},
	{name: "LeaderKilled", happen: func(m *machines, _ *rand.Rand) { m.brokers.restart(m.t, m.brokers.leader(m.t)) }},
	{name: "FrontKilled", happen: func(m *machines, _ *rand.Rand) { m.killFront() }},
	{name: "NetworkCut", happen: func(m *machines, _ *rand.Rand) { m.brokers.cut(m.t, cutFor()) }},
	{name: "DatabaseRestarted", happen: func(m *machines, _ *rand.Rand) { pgtest.Restart(m.t) }},
	{name: "DiskFull", happen: func(m *machines, random *rand.Rand) {
		m.workers[random.IntN(len(m.workers))].kill()
		m.startWorkerIn(smallDisk(m.t))
	}},
}

// spreading returns a command that uses the brokers and keeps its files in a folder; the later --data counts.
func (m *machines) spreading(folder string, jobs int, args ...string) *exec.Cmd {
	c := m.command(m.data, append(args, "--data", folder, "--queue", m.brokers.url, "--queue-replicas", "3", "--jobs", strconv.Itoa(jobs)))
	c.Stderr = os.Stderr
	return c
}

// startWorker starts a worker with a folder of its own.
func (m *machines) startWorker() { m.startWorkerIn(m.t.TempDir()) }

func (m *machines) startWorkerIn(folder string) {
	m.workers = append(m.workers, keepRunning(m.spreading(folder, 1, "worker")))
}

func (m *machines) stopWorkers() {
	for _, w := range m.workers {
		w.kill()
	}
}

// killFront kills the front, unless it has not started yet.
func (m *machines) killFront() {
	if f := m.front; f != nil && f.Process != nil {
		f.Process.Kill()
	}
}

// orderUntilDone imports the edition, again where the front was killed or the database went away under it.
func (m *machines) orderUntilDone() {
	for range 10 {
		m.front = m.spreading(m.data, 0, northTwo...)
		if m.front.Run() == nil {
			return
		}
		<-m.over
	}
	m.t.Error("the front did not end well in ten attempts")
}
