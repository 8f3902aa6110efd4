package webhook

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"lookback"
	"lookback/internal/store"
)

// pauses are how long is waited after each attempt that failed; after the last the event is a dead letter. Together they
// are about a day and a half: long enough for a weekend night, short enough to be noticed.
var pauses = []time.Duration{5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour, 10 * time.Hour, 14 * time.Hour}

// page is how many events are looked at for one that is wanted.
const page = 200

// Sender sends what webhooks want.
type Sender struct {
	*Service
	client *http.Client
	log    *slog.Logger
	wake   chan struct{}
}

// NewSender returns a Sender that speaks by client. It does nothing before Run.
func NewSender(s *Service, client *http.Client, log *slog.Logger) *Sender {
	return &Sender{Service: s, client: client, log: log, wake: make(chan struct{}, 1)}
}

// Wake tells the sender that there may be something to send. It never waits.
func (s *Sender) Wake() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// lookEvery is how often the sender looks whether something is due.
const lookEvery = 2 * time.Second

// Run sends until ctx ends.
func (s *Sender) Run(ctx context.Context) error {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		if err := s.Send(ctx); err != nil && ctx.Err() == nil {
			s.log.LogAttrs(ctx, slog.LevelError, "webhooks were not told", slog.String("error", err.Error()))
		}
		select {
		case <-ctx.Done():
			return nil
		case <-s.wake:
		case <-tick.C:
		}
	}
}

// Send sends everything that is due to every webhook, all of them side by side so that one that is slow holds up no
// other, and each in the order of the journal.
func (s *Sender) Send(ctx context.Context) error {
	var hooks []lookback.Webhook
	err := s.store.View(ctx, func(tx store.Tx) (err error) {
		hooks, err = tx.ListWebhooks()
		return err
	})
	if err != nil {
		return err
	}
	failed := make([]error, len(hooks))
	var wg sync.WaitGroup
	for i, w := range hooks {
		if !w.Ended {
			wg.Go(func() { failed[i] = s.sendAll(ctx, w) })
		}
	}
	wg.Wait()
	for i, err := range failed {
		if err != nil {
			return fmt.Errorf("webhook %d: %w", hooks[i].ID, err)
		}
	}
	return nil
}

// sendAll sends events to one webhook until none is due.
func (s *Sender) sendAll(ctx context.Context, w lookback.Webhook) error {
	for {
		d, e, found, err := s.due(ctx, w)
		if err != nil || !found {
			return err
		}
		if err := s.attempt(ctx, w, d, e); err != nil {
			return err
		}
	}
}

// due returns the next event that a webhook wants, if it is time for it. Events that it does not want count as told.
func (s *Sender) due(ctx context.Context, w lookback.Webhook) (d lookback.Delivery, e lookback.Event, found bool, err error) {
	var skipped bool
	err = s.store.View(ctx, func(tx store.Tx) error {
		if d, err = deliveryOf(tx, w); err != nil || s.now().Before(d.Next) {
			return err
		}
		for {
			events, err := tx.Events(d.Through, page)
			if err != nil || len(events) == 0 {
				return err
			}
			for _, e = range events {
				if w.Wants(e.Kind) {
					found = true
					return nil
				}
				d.Through, skipped = e.Position, true
			}
		}
	})
	if err == nil && !found && skipped {
		err = s.put(ctx, d)
	}
	return d, e, found, err
}

func (s *Sender) put(ctx context.Context, d lookback.Delivery) error {
	return s.store.Update(ctx, func(tx store.Tx) error { return tx.PutDelivery(d) })
}

// attempt sends one event and notes what became of it. That it was received is noted after it was: a crash between the
// two sends it twice, with the same ID, and never not at all.
func (s *Sender) attempt(ctx context.Context, w lookback.Webhook, d lookback.Delivery, e lookback.Event) error {
	failure := s.post(ctx, w, e)
	if ctx.Err() != nil {
		return nil // the server ends: this was no attempt
	}
	if failure == nil {
		return s.put(ctx, lookback.Delivery{Webhook: w.ID, Through: e.Position})
	}
	d.Error = failure.Error()
	if d.Attempts++; d.Attempts <= len(pauses) {
		d.Next = s.now().Add(pauses[d.Attempts-1]).UTC()
		return s.put(ctx, d)
	}
	s.log.LogAttrs(ctx, slog.LevelWarn, "webhook has a dead letter", slog.Int64("webhook", w.ID), slog.Int64("position", e.Position), slog.String("error", d.Error))
	return s.store.Update(ctx, func(tx store.Tx) error {
		letter := lookback.DeadLetter{Webhook: w.ID, Position: e.Position, Attempts: d.Attempts, Error: d.Error, Time: s.now().UTC()}
		if err := tx.PutDeadLetter(letter); err != nil {
			return err
		}
		return tx.PutDelivery(lookback.Delivery{Webhook: w.ID, Through: e.Position})
	})
}

// SendAgain sends a dead letter once more, and forgets it when it is received. ErrUnavailable: it was not.
func (s *Sender) SendAgain(ctx context.Context, webhook, position int64) error {
	var w lookback.Webhook
	var letter lookback.DeadLetter
	var e lookback.Event
	err := s.store.View(ctx, func(tx store.Tx) (err error) {
		if w, err = tx.GetWebhook(webhook); err != nil {
			return err
		}
		if letter, err = tx.GetDeadLetter(webhook, position); err != nil {
			return err
		}
		e, err = tx.GetEvent(position)
		return err
	})
	if err != nil {
		return err
	}
	if failure := s.post(ctx, w, e); failure != nil {
		letter.Attempts, letter.Error, letter.Time = letter.Attempts+1, failure.Error(), s.now().UTC()
		err := s.store.Update(ctx, func(tx store.Tx) error { return tx.PutDeadLetter(letter) })
		if err == nil {
			err = fmt.Errorf("event %d was not received, and is kept: %v: %w", position, failure, lookback.ErrUnavailable)
		}
		return err
	}
	return s.store.Update(ctx, func(tx store.Tx) error { return tx.DeleteDeadLetter(webhook, position) })
}

// post sends one event. It is received when the answer is a success.
func (s *Sender) post(ctx context.Context, w lookback.Webhook, e lookback.Event) error {
	body, err := encode(e)
	if err != nil {
		return err
	}
	at := s.now()
	signature, err := sign(w.Secret, messageID(e), at, body)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, w.URL, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("prepare event %d: %w", e.Position, err)
	}
	for name, value := range map[string]string{"Content-Type": "application/json", "User-Agent": "lookback", "Webhook-Id": messageID(e),
		"Webhook-Timestamp": fmt.Sprint(at.Unix()), "Webhook-Signature": signature} {
		req.Header.Set(name, value)
	}
	resp, err := s.client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, answerBytes)) // what it says beyond its status is its own concern
	if resp.StatusCode/100 != 2 {
		return fmt.Errorf("the answer was %s", resp.Status)
	}
	return nil
}
