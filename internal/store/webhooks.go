package store

import (
	"time"

	"lookback"
)

// Webhooks are the addresses that are told of events, and how far each has been told. How far needs no event of its
// own: what is to be sent follows from the journal.
type Webhooks interface {
	// CreateWebhook stores w under a new ID and returns it.
	CreateWebhook(w lookback.Webhook) (lookback.Webhook, error)

	// UpdateWebhook replaces the webhook with the same ID.
	UpdateWebhook(w lookback.Webhook) error

	// GetWebhook returns a webhook.
	GetWebhook(id int64) (lookback.Webhook, error)

	// ListWebhooks returns all webhooks, ended ones among them, by ID.
	ListWebhooks() ([]lookback.Webhook, error)

	// PutDelivery notes how far a webhook has been told.
	PutDelivery(d lookback.Delivery) error

	// FindDelivery returns how far a webhook has been told.
	FindDelivery(webhook int64) (lookback.Delivery, bool, error)

	// PutDeadLetter keeps an event that was not received, in the place of what was kept of it.
	PutDeadLetter(l lookback.DeadLetter) error

	// GetDeadLetter returns what is kept of an event that was not received.
	GetDeadLetter(webhook, position int64) (lookback.DeadLetter, error)

	// DeadLetters returns up to limit dead letters of a webhook with a position after another, in order.
	DeadLetters(webhook, after int64, limit int) ([]lookback.DeadLetter, error)

	// DeleteDeadLetter forgets a dead letter, which was received after all.
	DeleteDeadLetter(webhook, position int64) error
}

// Requests are the keys under which callers asked for something to be done once. They hold hashes and no words of
// anybody, and need no event.
type Requests interface {
	// ClaimRequest keeps r unless a request of the same caller and key is kept already, which it returns with false.
	// It forgets requests from before old.
	ClaimRequest(r Request, old time.Time) (Request, bool, error)

	// FinishRequest notes that a request was done.
	FinishRequest(caller, key string) error

	// ForgetRequest lets a request be made again, because nothing was done.
	ForgetRequest(caller, key string) error
}

// Request is something that a caller asked to be done once.
type Request struct {
	Caller string // hash of who asked
	Key    string // hash of the caller's key for it
	Hash   string // of what was asked
	Done   bool
	Time   time.Time
}
