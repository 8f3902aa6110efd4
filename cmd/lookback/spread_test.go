package main

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/nats-io/nats-server/v2/server"

	"lookback/internal/queue/jetstream"
	"lookback/internal/scenario"
	"lookback/internal/store/pgtest"
)

// spreadRecords is a population of several units.
const spreadRecords = 30_000

// Three brokers, PostgreSQL, workers and a front as processes of their own. While a lookback is on, something is killed or stands
// still: a worker, a broker, the front, the database. Each time the lookback ends with the set of one machine alone, its counts
// reconcile, the journal verifies, and nothing is there twice. LOOKBACK_ROUNDS is how many seeded rounds are played; five
// show every fault once.
func TestSpreadOverMachinesEndsWithTheSameSet(t *testing.T) {
	if testing.Short() {
		t.Skip("left out with -short: starts brokers, workers and a database")
	}
	pgtest.URL(t) // skips where there is no PostgreSQL
	k := &killing{t: t, dir: t.TempDir(), databases: map[string]string{}}
	k.writeWorld(scenario.New(11, spreadRecords))
	k.importWorld("alone")
	k.finish("alone", northTwo)
	want := k.facts("alone", []string{"run", "show", "3"})

	m := &machines{killing: k, brokers: startCluster(t)}
	for round := range rounds(1) {
		fault := faults[round%len(faults)]
		t.Run(fmt.Sprintf("%s-%d", fault.name, round), func(t *testing.T) {
			m.playRound(t, fmt.Sprintf("round-%d", round), fault, rand.New(rand.NewPCG(uint64(round), 1)), want)
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

var northTwo = []string{"list", "import", "north", "--format", "un-xml", "north-2.xml"}

// importWorld imports the first editions and the records.
func (k *killing) importWorld(data string) {
	k.t.Helper()
	k.finish(data, []string{"list", "import", "north", "--format", "un-xml", "north-1.xml"})
	k.finish(data, []string{"list", "import", "meridian", "--format", "ofac-csv", "meridian-1"})
	k.finish(data, []string{"record", "import", "records.csv", "--source", "border"})
}

// machines are the processes of a round.
type machines struct {
	*killing
	brokers *cluster
	workers []*exec.Cmd
	front   *exec.Cmd
	data    string
	over    chan struct{} // closed when what was to happen has happened
}

// playRound orders a lookback that workers carry out, lets the fault happen in the middle of it, and compares the result.
func (m *machines) playRound(t *testing.T, data string, f fault, random *rand.Rand, want []map[string]any) {
	m.t, m.data, m.workers = t, data, nil
	m.databases[data] = pgtest.URL(t)
	m.importWorld(data)
	for range 3 {
		m.startWorker()
	}
	defer m.stopWorkers()
	m.over = make(chan struct{})
	timer := time.AfterFunc(time.Duration(random.IntN(1500))*time.Millisecond, func() { // the moment is the random input
		defer close(m.over)
		f.happen(m, random)
	})
	m.orderUntilDone()
	if timer.Stop() {
		t.Log("the lookback was done before anything happened")
	}
	if diff := cmp.Diff(m.facts(data, []string{"run", "show", "3"}), want); diff != "" {
		t.Errorf("the lookback (-spread +alone):\n%s", diff)
	}
	m.finish(data, []string{"run", "check", "3"})
	m.finish(data, []string{"journal", "verify"})
}

// fault is something that happens to one of the machines.
type fault struct {
	name   string
	happen func(m *machines, random *rand.Rand)
}

var faults = []fault{
	{"WorkerKilled", func(m *machines, random *rand.Rand) {
		m.workers[random.IntN(len(m.workers))].Process.Kill()
		m.startWorker()
	}},
	{"BrokerKilled", func(m *machines, random *rand.Rand) { m.brokers.restart(m.t, random.IntN(len(m.brokers.processes))) }},
	{"FrontKilled", func(m *machines, _ *rand.Rand) { m.front.Process.Kill() }},
	{"NetworkCut", func(m *machines, _ *rand.Rand) { m.brokers.standStill(2 * time.Second) }},
	{"DatabaseRestarted", func(m *machines, _ *rand.Rand) { pgtest.Restart(m.t) }},
}

// spreading returns a command that uses the brokers.
func (m *machines) spreading(jobs int, args ...string) *exec.Cmd {
	c := m.command(m.data, append(args, "--queue", m.brokers.url, "--queue-replicas", "3", "--jobs", strconv.Itoa(jobs)))
	c.Stderr = os.Stderr
	return c
}

func (m *machines) startWorker() {
	c := m.spreading(1, "worker")
	if err := c.Start(); err != nil {
		m.t.Errorf("start a worker: %v", err)
		return
	}
	m.workers = append(m.workers, c)
}

func (m *machines) stopWorkers() {
	for _, w := range m.workers {
		w.Process.Kill()
		_ = w.Wait() // it was killed
	}
}

// orderUntilDone imports the edition, again where the front was killed or the database went away under it.
func (m *machines) orderUntilDone() {
	for range 10 {
		m.front = m.spreading(0, northTwo...)
		if m.front.Run() == nil {
			return
		}
		<-m.over
	}
	m.t.Error("the front did not end well in ten attempts")
}

// cluster is three brokers that keep three copies.
type cluster struct {
	url       string
	processes []*exec.Cmd
	start     func(i int) *exec.Cmd
}

// startCluster starts three brokers as processes of their own.
func startCluster(t *testing.T) *cluster {
	t.Helper()
	const size = 3
	ports := freePorts(t, 2*size)
	dir := t.TempDir()
	var urls, routes []string
	for i := range size {
		urls = append(urls, fmt.Sprintf("nats://127.0.0.1:%d", ports[i]))
		routes = append(routes, fmt.Sprintf("nats://127.0.0.1:%d", ports[size+i]))
	}
	c := &cluster{url: strings.Join(urls, ",")}
	c.start = func(i int) *exec.Cmd {
		b := exec.Command("lookback-broker", strconv.Itoa(i), strconv.Itoa(ports[i]), strconv.Itoa(ports[size+i]), strings.Join(routes, ","), filepath.Join(dir, strconv.Itoa(i)))
		b.Stderr = os.Stderr
		out, err := b.StdoutPipe()
		if err == nil {
			err = b.Start()
		}
		if err == nil {
			_, err = io.ReadFull(out, make([]byte, len(brokerReady)))
		}
		if err != nil {
			t.Errorf("start broker %d: %v", i, err)
		}
		return b
	}
	for i := range size {
		c.processes = append(c.processes, c.start(i))
	}
	t.Cleanup(func() {
		for _, p := range c.processes {
			p.Process.Kill()
			_ = p.Wait() // it was killed
		}
	})
	c.awaitQuorum(t)
	return c
}

// awaitQuorum returns when the brokers have found each other.
func (c *cluster) awaitQuorum(t *testing.T) {
	t.Helper()
	var err error
	for range 20 {
		var q *jetstream.Queue
		if q, err = jetstream.Open(t.Context(), jetstream.Options{URL: c.url, Replicas: 3}); err == nil {
			q.Close()
			return
		}
	}
	t.Fatalf("the brokers do not find each other: %v", err)
}

// restart kills a broker and starts it again.
func (c *cluster) restart(t *testing.T, i int) {
	c.processes[i].Process.Kill()
	if c.processes[i].Wait() == nil {
		t.Error("a killed broker ended well")
	}
	c.processes[i] = c.start(i)
}

// standStill stops all brokers for a time, as a cut network would.
func (c *cluster) standStill(d time.Duration) {
	for _, p := range c.processes {
		p.Process.Signal(syscall.SIGSTOP)
	}
	time.AfterFunc(d, func() { // the length of the cut is the input
		for _, p := range c.processes {
			p.Process.Signal(syscall.SIGCONT)
		}
	})
}

// brokerReady is what a broker prints when clients may connect.
const brokerReady = "ready\n"

// runBroker is a broker of a cluster: NUMBER PORT ROUTE-PORT ROUTES FOLDER.
func runBroker() {
	if len(os.Args) != 6 {
		fmt.Fprintln(os.Stderr, "usage: lookback-broker NUMBER PORT ROUTE-PORT ROUTES FOLDER")
		os.Exit(2)
	}
	port, err := strconv.Atoi(os.Args[2])
	routePort, err2 := strconv.Atoi(os.Args[3])
	if err != nil || err2 != nil {
		os.Exit(2)
	}
	var routes []*url.URL
	for _, r := range strings.Split(os.Args[4], ",") {
		u, err := url.Parse(r)
		if err != nil {
			os.Exit(2)
		}
		routes = append(routes, u)
	}
	s, err := server.NewServer(&server.Options{
		ServerName: "broker-" + os.Args[1], Host: "127.0.0.1", Port: port, JetStream: true, StoreDir: os.Args[5], NoLog: true, SyncAlways: true,
		Cluster: server.ClusterOpts{Name: "brokers", Host: "127.0.0.1", Port: routePort}, Routes: routes,
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	s.Start()
	if s.ReadyForConnections(time.Minute) {
		fmt.Print(brokerReady)
	}
	s.WaitForShutdown()
}

// freePorts returns ports that nobody listens on.
func freePorts(t *testing.T, n int) []int {
	t.Helper()
	var ports []int
	for range n {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		ports = append(ports, l.Addr().(*net.TCPAddr).Port)
	}
	slices.Sort(ports)
	return ports
}
