package jetstream

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"lookback/internal/queue"
	"lookback/internal/trace"
)

// Work implements queue.Queue. While the broker is out of reach it waits: the client connects again by itself.
func (q *Queue) Work(ctx context.Context, matcher string, do queue.Do) error {
	var units jetstream.Consumer
	for ctx.Err() == nil {
		if units == nil {
			var err error
			if units, err = q.consumer(ctx, matcher); err != nil {
				q.pause(ctx)
				continue
			}
		}
		m, err := next(ctx, units)
		switch {
		case err == nil:
			q.attempt(ctx, m, do)
		case errors.Is(err, nats.ErrTimeout), errors.Is(err, context.DeadlineExceeded), ctx.Err() != nil:
		default: // the broker restarts, or lost the consumer
			units = nil
			q.pause(ctx)
		}
	}
	return nil
}

// next waits for a unit, until ctx ends at the latest.
func next(ctx context.Context, units jetstream.Consumer) (jetstream.Msg, error) {
	ctx, cancel := context.WithTimeout(ctx, fetchWait)
	defer cancel()
	return units.Next(jetstream.FetchContext(ctx))
}

// consumer returns the consumer that all workers of a matcher share.
func (q *Queue) consumer(ctx context.Context, matcher string) (jetstream.Consumer, error) {
	if err := q.makeStreams(ctx); err != nil {
		return nil, err
	}
	return q.js.CreateOrUpdateConsumer(ctx, workStream, jetstream.ConsumerConfig{
		Durable: "matcher-" + matcher, FilterSubject: workPrefix + matcher + ".>",
		AckPolicy: jetstream.AckExplicitPolicy, AckWait: ackWait, MaxDeliver: -1, MaxAckPending: -1,
	})
}

// pause waits before the broker is asked again.
func (q *Queue) pause(ctx context.Context) {
	select {
	case <-ctx.Done():
	case <-time.After(q.options.Pause):
	}
}

// attempt does one unit and tells the broker how it ended. What it cannot tell, the broker finds out by itself: the unit is
// handed out again, and whoever takes it sees in the store that it is done.
func (q *Queue) attempt(ctx context.Context, m jetstream.Msg, do queue.Do) {
	var u queue.Unit
	if err := json.Unmarshal(m.Data(), &u); err != nil {
		_ = m.TermWithReason("this is no unit of work")
		return
	}
	err := q.alive(trace.Resume(ctx, m.Headers().Get), m, func(ctx context.Context) error { return do(ctx, u) })
	switch {
	case err == nil:
		_ = m.Ack()
		_ = q.conn.Publish(settled, nil)
	case ctx.Err() != nil:
		_ = m.Nak() // we were stopped: somebody else does it
		_ = q.conn.FlushTimeout(patience)
	default:
		q.failed(m, u, err)
	}
}

// alive runs do while it tells the broker again and again that the unit is being done.
func (q *Queue) alive(ctx context.Context, m jetstream.Msg, do func(context.Context) error) error {
	done := make(chan error, 1)
	go func() { done <- do(ctx) }()
	beat := time.NewTicker(ackWait / 3)
	defer beat.Stop()
	for {
		select {
		case err := <-done:
			return err
		case <-beat.C:
			_ = m.InProgress()
		}
	}
}

// failed gives a unit back after a pause, or gives it up.
func (q *Queue) failed(m jetstream.Msg, u queue.Unit, cause error) {
	attempts := 1
	if meta, err := m.Metadata(); err == nil {
		attempts = int(meta.NumDelivered)
	}
	if attempts < q.options.Attempts {
		_ = m.NakWithDelay(q.options.Pause << (attempts - 1))
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	d := queue.Dead{Unit: u, Attempts: attempts, Reason: cause.Error()}
	if _, err := q.js.Publish(ctx, fmt.Sprintf("%s%d.%d", deadPrefix, u.Run, u.No), encode(d)); err != nil && !waitsAlready(err) {
		_ = m.NakWithDelay(q.options.Pause)
		return
	}
	_ = m.TermWithReason(cause.Error())
	_ = q.conn.Publish(settled, nil)
}
