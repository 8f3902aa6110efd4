package jetstream_test

import (
	"bytes"
	"io"
	"net"
	"sync"
	"testing"
)

// line is a connection to a broker that breaks once, at what is asked, as if the broker had died before it answered.
type line struct {
	address string
	mu      sync.Mutex
	fatal   []byte // nil when it is not to break
	broken  bool
}

// newLine returns a line to the broker at an address, which ends with the test.
func newLine(t *testing.T, broker string) *line {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	l := &line{address: listener.Addr().String()}
	go func() {
		for {
			near, err := listener.Accept()
			if err != nil {
				return
			}
			go l.carry(near, broker)
		}
	}()
	return l
}

// dieAt breaks the line when something is sent that holds these letters.
func (l *line) dieAt(letters string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.fatal, l.broken = []byte(letters), false
}

func (l *line) died() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.broken
}

// dies reports whether the line breaks at p.
func (l *line) dies(p []byte) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.fatal == nil || !bytes.Contains(p, l.fatal) {
		return false
	}
	l.fatal, l.broken = nil, true
	return true
}

// carry carries what one client sends and is sent.
func (l *line) carry(near net.Conn, broker string) {
	defer near.Close()
	far, err := net.Dial("tcp", broker)
	if err != nil {
		return
	}
	defer far.Close()
	go io.Copy(near, far)
	buf := make([]byte, 1<<16)
	for {
		n, err := near.Read(buf)
		if err != nil || l.dies(buf[:n]) {
			return
		}
		if _, err := far.Write(buf[:n]); err != nil {
			return
		}
	}
}
