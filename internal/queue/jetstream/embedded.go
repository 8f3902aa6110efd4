package jetstream

import (
	"context"
	"fmt"
	"net"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"

	"lookback"
)

// startWait is how long the embedded broker may take to be ready.
const startWait = 20 * time.Second

// OpenEmbedded starts a broker inside this process that keeps its streams in the folder dir, and connects to it without a
// network. Workers of other processes reach it at listen ("HOST:PORT"); empty means that there are none. Every message is
// on the disk before it is acknowledged. Close stops the broker.
func OpenEmbedded(ctx context.Context, dir, listen string, o Options) (*Queue, error) {
	s, err := startServer(dir, listen)
	if err != nil {
		return nil, err
	}
	conn, err := nats.Connect("", nats.InProcessServer(s), nats.MaxReconnects(-1))
	if err != nil {
		stop(s)
		return nil, explain("connect to the embedded broker", err)
	}
	q, err := open(ctx, conn, o)
	if err != nil {
		stop(s)
		return nil, err
	}
	q.server = s
	return q, nil
}

func stop(s *server.Server) {
	s.Shutdown()
	s.WaitForShutdown()
}

func startServer(dir, listen string) (*server.Server, error) {
	o := &server.Options{ServerName: "lookback", JetStream: true, StoreDir: dir, SyncAlways: true, NoSigs: true, NoLog: true, DontListen: listen == ""}
	if listen != "" {
		if err := setAddress(o, listen); err != nil {
			return nil, err
		}
	}
	s, err := server.NewServer(o)
	if err != nil {
		return nil, fmt.Errorf("start the embedded broker: %v: %w", err, lookback.ErrUnavailable)
	}
	s.Start()
	if !s.ReadyForConnections(startWait) {
		s.Shutdown()
		return nil, fmt.Errorf("start the embedded broker: it is not ready after %v; is %s in use by another process, or its disk full? %w", startWait, dir, lookback.ErrUnavailable)
	}
	return s, nil
}

// setAddress makes the broker listen at an address.
func setAddress(o *server.Options, listen string) error {
	address, err := net.ResolveTCPAddr("tcp", listen)
	if err != nil {
		return &lookback.InputError{Field: "listen", Reason: fmt.Sprintf("%q is no address", listen), Hint: "write HOST:PORT"}
	}
	o.Host, o.Port = address.IP.String(), address.Port
	return nil
}
