package sqldb

import (
	"fmt"
	"time"

	"lookback"
	"lookback/internal/store"
)

// CreateWebhook implements store.Webhooks.
func (t *tx) CreateWebhook(w lookback.Webhook) (lookback.Webhook, error) {
	if _, err := t.next(); err != nil {
		return w, err
	}
	if err := t.row(`SELECT coalesce(max(id), 0) + 1 FROM webhook`).Scan(&w.ID); err != nil {
		return w, err
	}
	body, err := t.encode(&w)
	if err != nil {
		return w, err
	}
	_, err = t.exec(`INSERT INTO webhook (id, body) VALUES ($1, $2)`, w.ID, body)
	return w, err
}

// UpdateWebhook implements store.Webhooks.
func (t *tx) UpdateWebhook(w lookback.Webhook) error {
	if _, err := t.next(); err != nil {
		return err
	}
	body, err := t.encode(&w)
	if err != nil {
		return err
	}
	n, err := t.exec(`UPDATE webhook SET body = $1 WHERE id = $2`, body, w.ID)
	if err == nil && n == 0 {
		err = fmt.Errorf("webhook %d: %w", w.ID, store.ErrNotFound)
	}
	return err
}

// GetWebhook implements store.Webhooks.
func (t *tx) GetWebhook(id int64) (lookback.Webhook, error) {
	w, err := scanBody[lookback.Webhook](t.row(`SELECT body FROM webhook WHERE id = $1`, id))
	if err != nil {
		return w, fmt.Errorf("webhook %d: %w", id, err)
	}
	return w, nil
}

// ListWebhooks implements store.Webhooks.
func (t *tx) ListWebhooks() ([]lookback.Webhook, error) {
	return collect(t, scanBody[lookback.Webhook], `SELECT body FROM webhook ORDER BY id`)
}

// PutDelivery implements store.Webhooks.
func (t *tx) PutDelivery(d lookback.Delivery) error {
	if err := t.mayWrite(); err != nil {
		return err
	}
	body, err := t.encode(&d)
	if err != nil {
		return err
	}
	_, err = t.exec(`INSERT INTO webhook_delivery (webhook, body) VALUES ($1, $2) ON CONFLICT (webhook) DO UPDATE SET body = excluded.body`, d.Webhook, body)
	return err
}

// FindDelivery implements store.Webhooks.
func (t *tx) FindDelivery(webhook int64) (lookback.Delivery, bool, error) {
	return find(scanBody[lookback.Delivery](t.row(`SELECT body FROM webhook_delivery WHERE webhook = $1`, webhook)))
}

// PutDeadLetter implements store.Webhooks.
func (t *tx) PutDeadLetter(l lookback.DeadLetter) error {
	if err := t.mayWrite(); err != nil {
		return err
	}
	body, err := t.encode(&l)
	if err != nil {
		return err
	}
	_, err = t.exec(`INSERT INTO webhook_dead_letter (webhook, position, body) VALUES ($1, $2, $3)
		ON CONFLICT (webhook, position) DO UPDATE SET body = excluded.body`, l.Webhook, l.Position, body)
	return err
}

// GetDeadLetter implements store.Webhooks.
func (t *tx) GetDeadLetter(webhook, position int64) (lookback.DeadLetter, error) {
	l, err := scanBody[lookback.DeadLetter](t.row(`SELECT body FROM webhook_dead_letter WHERE webhook = $1 AND position = $2`, webhook, position))
	if err != nil {
		return l, fmt.Errorf("dead letter %d of webhook %d: %w", position, webhook, err)
	}
	return l, nil
}

// DeadLetters implements store.Webhooks.
func (t *tx) DeadLetters(webhook, after int64, limit int) ([]lookback.DeadLetter, error) {
	return collect(t, scanBody[lookback.DeadLetter], `SELECT body FROM webhook_dead_letter WHERE webhook = $1 AND position > $2 ORDER BY position LIMIT $3`,
		webhook, after, atMost(limit))
}

// DeleteDeadLetter implements store.Webhooks.
func (t *tx) DeleteDeadLetter(webhook, position int64) error {
	if err := t.mayWrite(); err != nil {
		return err
	}
	_, err := t.exec(`DELETE FROM webhook_dead_letter WHERE webhook = $1 AND position = $2`, webhook, position)
	return err
}

// ClaimRequest implements store.Requests.
func (t *tx) ClaimRequest(r store.Request, old time.Time) (store.Request, bool, error) {
	if err := t.mayWrite(); err != nil {
		return r, false, err
	}
	if _, err := t.exec(`DELETE FROM request WHERE made < $1`, old.UnixNano()); err != nil {
		return r, false, err
	}
	n, err := t.exec(`INSERT INTO request (caller, key, hash, done, made) VALUES ($1, $2, $3, 0, $4) ON CONFLICT (caller, key) DO NOTHING`, r.Caller, r.Key, r.Hash, r.Time.UnixNano())
	if err != nil || n == 1 {
		return r, err == nil, err
	}
	var done, made int64
	held := store.Request{Caller: r.Caller, Key: r.Key}
	err = t.row(`SELECT hash, done, made FROM request WHERE caller = $1 AND key = $2`, r.Caller, r.Key).Scan(&held.Hash, &done, &made)
	held.Done, held.Time = done != 0, time.Unix(0, made).UTC()
	return held, false, err
}

// FinishRequest implements store.Requests.
func (t *tx) FinishRequest(caller, key string) error {
	if err := t.mayWrite(); err != nil {
		return err
	}
	_, err := t.exec(`UPDATE request SET done = 1 WHERE caller = $1 AND key = $2`, caller, key)
	return err
}

// ForgetRequest implements store.Requests.
func (t *tx) ForgetRequest(caller, key string) error {
	if err := t.mayWrite(); err != nil {
		return err
	}
	_, err := t.exec(`DELETE FROM request WHERE caller = $1 AND key = $2`, caller, key)
	return err
}
