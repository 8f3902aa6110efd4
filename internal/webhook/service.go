package webhook

import (
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"time"

	"lookback"
	"lookback/internal/journal"
	"lookback/internal/store"
)

// Service keeps webhooks. It may be used concurrently.
type Service struct {
	store  store.Store
	now    func() time.Time
	random io.Reader
}

// New returns a Service over st that takes the time from now and secrets from random.
func New(st store.Store, now func() time.Time, random io.Reader) *Service {
	return &Service{store: st, now: now, random: random}
}

// secretBytes is the length of a signing key: that of the hash it is used with.
const secretBytes = 32

// secretPrefix begins every secret, as the scheme has it.
const secretPrefix = "whsec_"

// Create makes a webhook that is told of what happens from now on. The secret that it returns is what the other side needs
// to check signatures.
func (s *Service) Create(ctx context.Context, actor, address string, kinds []lookback.EventKind) (w lookback.Webhook, err error) {
	w = lookback.Webhook{URL: address, Kinds: kinds, By: actor, Created: s.now().UTC()}
	if err := w.Validate(); err != nil {
		return w, err
	}
	secret := make([]byte, secretBytes)
	if _, err := io.ReadFull(s.random, secret); err != nil {
		return w, fmt.Errorf("make a secret: %w", err)
	}
	w.Secret = secretPrefix + base64.StdEncoding.EncodeToString(secret)
	err = s.store.Update(ctx, func(tx store.Tx) error {
		position, err := tx.Position()
		if err != nil {
			return err
		}
		w.From = position
		if w, err = tx.CreateWebhook(w); err != nil {
			return err
		}
		return s.record(tx, lookback.EventWebhookCreated, actor, w)
	})
	return w, err
}

// End lets a webhook be told nothing more. ErrConflict: it has ended already.
func (s *Service) End(ctx context.Context, actor string, id int64) (w lookback.Webhook, err error) {
	err = s.store.Update(ctx, func(tx store.Tx) error {
		if w, err = tx.GetWebhook(id); err != nil {
			return err
		}
		if w.Ended {
			return fmt.Errorf("webhook %d has ended already: %w", id, lookback.ErrConflict)
		}
		w.Ended = true
		if err := tx.UpdateWebhook(w); err != nil {
			return err
		}
		return s.record(tx, lookback.EventWebhookEnded, actor, w)
	})
	return w, err
}

// event is the body of both events. It has no secret.
type event struct {
	Webhook int64                `json:"webhook"`
	URL     string               `json:"url"`
	Kinds   []lookback.EventKind `json:"kinds"`
}

func (s *Service) record(tx store.Tx, kind lookback.EventKind, actor string, w lookback.Webhook) error {
	body, err := journal.Canonical(event{w.ID, w.URL, w.Kinds})
	if err != nil {
		return fmt.Errorf("encode event %s: %w", kind, err)
	}
	_, err = tx.AppendEvent(lookback.Event{Time: s.now().UTC(), Kind: kind, Actor: actor, Subject: fmt.Sprintf("webhook %d", w.ID), Body: body})
	return err
}

// State is a webhook and how it goes.
type State struct {
	Webhook  lookback.Webhook
	Delivery lookback.Delivery
	Waiting  int64 // events of the journal that it has not been told of, wanted or not
	Dead     []lookback.DeadLetter
}

// States returns all webhooks and how they go, by ID.
func (s *Service) States(ctx context.Context) (all []State, err error) {
	err = s.store.View(ctx, func(tx store.Tx) error {
		hooks, err := tx.ListWebhooks()
		if err != nil {
			return err
		}
		last, err := tx.Position()
		if err != nil {
			return err
		}
		all = make([]State, len(hooks))
		for i, w := range hooks {
			d, err := deliveryOf(tx, w)
			if err != nil {
				return err
			}
			all[i] = State{Webhook: w, Delivery: d}
			if !w.Ended {
				all[i].Waiting = last - d.Through
			}
			if all[i].Dead, err = tx.DeadLetters(w.ID, 0, 0); err != nil {
				return err
			}
		}
		return nil
	})
	return all, err
}

// deliveryOf returns how far a webhook has been told: from its making on.
func deliveryOf(tx store.Tx, w lookback.Webhook) (lookback.Delivery, error) {
	d, found, err := tx.FindDelivery(w.ID)
	if err == nil && !found {
		d = lookback.Delivery{Webhook: w.ID, Through: w.From}
	}
	return d, err
}
