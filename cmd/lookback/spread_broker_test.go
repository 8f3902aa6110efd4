package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
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

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"

	"lookback/internal/queue/jetstream"
)

// cluster is three brokers that keep three copies.
type cluster struct {
	url       string
	processes []*exec.Cmd
	start     func(i int) *exec.Cmd
	network   *network // of the brokers' own, where the machine allows one
}

// startCluster starts three brokers as processes of their own.
func startCluster(t *testing.T) *cluster {
	t.Helper()
	const size = 3
	ports := freePorts(t, 2*size)
	dir := t.TempDir()
	c := &cluster{network: newNetwork(t)}
	var urls, routes []string
	for i := range size {
		urls = append(urls, fmt.Sprintf("nats://%s:%d", c.network.host(), ports[i]))
		routes = append(routes, fmt.Sprintf("nats://127.0.0.1:%d", ports[size+i]))
	}
	c.url = strings.Join(urls, ",")
	c.start = func(i int) *exec.Cmd {
		b := c.network.command("lookback-broker", strconv.Itoa(i), c.network.host(), strconv.Itoa(ports[i]), strconv.Itoa(ports[size+i]), strings.Join(routes, ","), filepath.Join(dir, strconv.Itoa(i)))
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

// leader returns the number of the broker that leads the stream of units.
func (c *cluster) leader(t *testing.T) int {
	conn, err := nats.Connect(c.url)
	if err != nil {
		t.Errorf("find the leader: %v", err)
		return 0
	}
	defer conn.Close()
	var answer *nats.Msg
	for range 5 { // while there is none, nobody answers
		if answer, err = conn.Request("$JS.API.STREAM.INFO.LOOKBACK_WORK", nil, 2*time.Second); err == nil {
			break
		}
	}
	if err != nil {
		t.Errorf("find the leader: %v", err)
		return 0
	}
	var info struct{ Cluster struct{ Leader string } }
	err = json.Unmarshal(answer.Data, &info)
	n, err2 := strconv.Atoi(strings.TrimPrefix(info.Cluster.Leader, brokerName))
	if err := errors.Join(err, err2); err != nil {
		t.Errorf("find the leader: %v", err)
	}
	return n
}

// cut takes the network between the brokers and everybody else away for a time. Where the machine has no networks to cut, all brokers stand still
// instead.
func (c *cluster) cut(t *testing.T, silence time.Duration) {
	signal := func(s syscall.Signal) {
		for _, p := range c.processes {
			p.Process.Signal(s)
		}
	}
	down, up := func() { signal(standStill) }, func() { signal(goOn) }
	if c.network != nil {
		down, up = func() { c.network.set(t, "down") }, func() { c.network.set(t, "up") }
	}
	down()
	time.Sleep(silence) // the length of the cut is the input
	up()
}

// brokerReady is what a broker prints when clients may connect.
const brokerReady = "ready\n"

// brokerName begins the name of each broker; its number follows.
const brokerName = "broker-"

// runBroker is a broker of a cluster: NUMBER HOST PORT ROUTE-PORT ROUTES FOLDER.
func runBroker() {
	if len(os.Args) != 7 {
		fmt.Fprintln(os.Stderr, "usage: lookback-broker NUMBER HOST PORT ROUTE-PORT ROUTES FOLDER")
		os.Exit(2)
	}
	port, err := strconv.Atoi(os.Args[3])
	routePort, err2 := strconv.Atoi(os.Args[4])
	if err != nil || err2 != nil {
		os.Exit(2)
	}
	var routes []*url.URL
	for _, r := range strings.Split(os.Args[5], ",") {
		u, err := url.Parse(r)
		if err != nil {
			os.Exit(2)
		}
		routes = append(routes, u)
	}
	s, err := server.NewServer(&server.Options{
		ServerName: brokerName + os.Args[1], Host: os.Args[2], Port: port, JetStream: true, StoreDir: os.Args[6], NoLog: true, SyncAlways: true,
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
