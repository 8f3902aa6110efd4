// Package jetstream spreads units of work over machines with NATS JetStream.
//
// Units are messages on a work-queue stream, one subject for each unit, so that the broker itself refuses a unit that waits
// already. A worker acknowledges a unit when its result is stored; one that dies or is slow is silent for ackWait, and the
// unit goes to another. Workers ask for the subjects of their own matcher only, so that a roll-out in the middle of a run
// never mixes answers. The broker may lose all of it: see package queue.
package jetstream

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"lookback"
	"lookback/internal/queue"
	"lookback/internal/trace"
)

// The names in the broker. They are those of one Lookback; give each a NATS account of its own.
const (
	workStream = "LOOKBACK_WORK"
	deadStream = "LOOKBACK_DEAD"
	workPrefix = "lookback.work."
	deadPrefix = "lookback.dead."
	settled    = "lookback.settled"
)

const (
	// ackWait is how long a worker may be silent before its unit goes to another; it says three times as often that it lives.
	ackWait = 6 * time.Second
	// patience is how long the broker may take for one answer.
	patience = 5 * time.Second
	// startPatience is how long it may take to find, or make, what Lookback keeps there: a cluster must agree on it, and all machines ask at once.
	startPatience = 20 * time.Second
	// startPause lies between two attempts.
	startPause = 250 * time.Millisecond
	// fetchWait is how long one request for a unit stands.
	fetchWait = 2 * time.Second
)

// Options say how to reach a broker. URL is required; without the others the connection is neither encrypted nor authenticated.
type Options struct {
	URL         string // nats://HOST:PORT, several with commas between
	Credentials string // file of NATS credentials; empty for none
	CA          string // file of certificates to trust; empty for those of the system
	Cert, Key   string // files of the certificate to show, and its key; empty for none
	Replicas    int    // copies that the broker keeps; 0 means 1, a cluster of three keeps 3

	// Attempts is how often a unit may fail; 0 means queue.Attempts.
	Attempts int
	// Pause is the time before a failed unit is handed out again, doubled each time; 0 means one second.
	Pause time.Duration
}

// Queue is a queue in a broker.
type Queue struct {
	conn    *nats.Conn
	js      jetstream.JetStream
	options Options
	settled chan struct{}
	server  *server.Server // the embedded broker, if any
}

var _ queue.Queue = (*Queue)(nil)

// Open connects to a broker and makes the streams that are missing. The error says what to do: ErrUnavailable for a broker
// that does not answer, has no quorum or has no JetStream, ErrDenied for one that refuses us. The caller closes the queue.
func Open(ctx context.Context, o Options) (*Queue, error) {
	conn, err := connect(o)
	if err != nil {
		return nil, err
	}
	return open(ctx, conn, o)
}

// open makes a queue over a connection, and closes it on failure.
func open(ctx context.Context, conn *nats.Conn, o Options) (*Queue, error) {
	if o.Attempts == 0 {
		o.Attempts = queue.Attempts
	}
	if o.Pause == 0 {
		o.Pause = time.Second
	}
	js, err := jetstream.New(conn, jetstream.WithDefaultTimeout(patience))
	if err != nil {
		conn.Close()
		return nil, explain("open the queue", err)
	}
	q := &Queue{conn: conn, js: js, options: o, settled: make(chan struct{}, 1)}
	if err := errors.Join(q.listen(), patiently(ctx, q.makeStreams)); err != nil {
		conn.Close()
		return nil, err
	}
	return q, nil
}

// patiently tries again what a broker that is out of reach did not do, until startPatience is over.
func patiently(ctx context.Context, try func(context.Context) error) error {
	whole, cancel := context.WithTimeout(ctx, startPatience)
	defer cancel()
	for {
		attempt, cancel := context.WithTimeout(whole, patience)
		err := try(attempt)
		cancel()
		if err == nil || !errors.Is(err, lookback.ErrUnavailable) {
			return err
		}
		select {
		case <-whole.Done():
			return err
		case <-time.After(startPause):
		}
	}
}

// listen passes signals of other processes on.
func (q *Queue) listen() error {
	_, err := q.conn.Subscribe(settled, func(*nats.Msg) {
		select {
		case q.settled <- struct{}{}:
		default:
		}
	})
	if err != nil {
		return explain("listen", err)
	}
	return nil
}

// makeStreams makes the streams, or finds them as they are.
func (q *Queue) makeStreams(ctx context.Context) error {
	for _, c := range []jetstream.StreamConfig{
		{Name: workStream, Subjects: []string{workPrefix + ">"}, Retention: jetstream.WorkQueuePolicy, Description: "units of lookbacks that wait for a worker"},
		{Name: deadStream, Subjects: []string{deadPrefix + ">"}, Description: "units that were given up"},
	} {
		c.Replicas, c.Storage = max(q.options.Replicas, 1), jetstream.FileStorage
		c.MaxMsgsPerSubject, c.Discard, c.DiscardNewPerSubject = 1, jetstream.DiscardNew, true
		if _, err := q.js.CreateStream(ctx, c); err != nil && !errors.Is(err, jetstream.ErrStreamNameAlreadyInUse) {
			return explain("make stream "+c.Name, err)
		}
	}
	return nil
}

// subject is where a unit waits. The matcher comes first, so that workers can ask for theirs.
func subject(u queue.Unit) string {
	return fmt.Sprintf("%s%s.%d.%d", workPrefix, u.Matcher, u.Run, u.No)
}

// Offer implements queue.Queue. Streams that the broker lost are made anew.
func (q *Queue) Offer(ctx context.Context, units []queue.Unit) error {
	if err := q.makeStreams(ctx); err != nil {
		return err
	}
	futures, traced := make([]jetstream.PubAckFuture, 0, len(units)), trace.Carry(ctx)
	for _, u := range units {
		m := &nats.Msg{Subject: subject(u), Data: encode(u), Header: nats.Header{}}
		for name, value := range traced {
			m.Header.Set(name, value)
		}
		f, err := q.js.PublishMsgAsync(m)
		if err != nil {
			return explain("offer a unit", err)
		}
		futures = append(futures, f)
	}
	for _, f := range futures {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-f.Ok():
		case err := <-f.Err():
			if !waitsAlready(err) {
				return explain("offer a unit", err)
			}
		}
	}
	return nil
}

// perSubjectLimit is the broker's code for a subject that holds its one message already.
const perSubjectLimit jetstream.ErrorCode = 10077

func waitsAlready(err error) bool {
	var api *jetstream.APIError
	return errors.As(err, &api) && api.ErrorCode == perSubjectLimit
}

// Settled implements queue.Queue.
func (q *Queue) Settled() <-chan struct{} { return q.settled }

// TakeDead implements queue.Queue.
func (q *Queue) TakeDead(ctx context.Context, run int64) ([]queue.Dead, error) {
	stream, err := q.js.Stream(ctx, deadStream)
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, explain("read dead units", err)
	}
	info, err := stream.Info(ctx, jetstream.WithSubjectFilter(fmt.Sprintf("%s%d.>", deadPrefix, run)))
	if err != nil {
		return nil, explain("read dead units", err)
	}
	var dead []queue.Dead
	for name := range info.State.Subjects {
		m, err := stream.GetLastMsgForSubject(ctx, name)
		if err != nil {
			return dead, explain("read a dead unit", err)
		}
		var d queue.Dead
		if err := json.Unmarshal(m.Data, &d); err != nil {
			return dead, fmt.Errorf("dead unit %s: %v: %w", name, err, lookback.ErrInvalid)
		}
		dead = append(dead, d)
		if err := stream.DeleteMsg(ctx, m.Sequence); err != nil {
			return dead, explain("forget a dead unit", err)
		}
	}
	return dead, nil
}

// Close implements queue.Queue.
func (q *Queue) Close() error {
	q.conn.Close()
	if q.server != nil {
		stop(q.server)
	}
	return nil
}

func encode(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // unreachable: units are numbers and strings
	}
	return b
}
