package api

import (
	"time"

	"lookback"
	"lookback/internal/webhook"
)

func webhookRoutes() []Route {
	return []Route{
		get("/webhooks", Operate, "List webhooks and how they go", Page[Webhook]{}, answer(listWebhooks), pageQuery()...),
		post("/webhooks", Operate, "Tell an address of events from now on; the answer has the secret that checks signatures, once", WebhookOrder{}, Webhook{}, command(createWebhook)),
		post("/webhooks/{webhook}/end", Operate, "Tell an address nothing more", Nothing{}, Webhook{}, command(endWebhook)),
		post("/webhooks/{webhook}/dead-letters/{position}/send", Operate, "Send an event again that was not received", Nothing{}, Nothing{}, command(sendAgain)),
	}
}

// Webhook is an address that is told of events, and how it goes.
type Webhook struct {
	Webhook  int64        `json:"webhook"`
	URL      string       `json:"url"`
	Kinds    []string     `json:"kinds"`
	By       string       `json:"by"`
	Created  time.Time    `json:"created"`
	Ended    bool         `json:"ended"`
	Secret   string       `json:"secret,omitempty"` // told once, when it is made
	Through  int64        `json:"through"`          // journal position up to which it was told
	Waiting  int64        `json:"waiting"`          // events of the journal after that
	Attempts int          `json:"attempts"`         // at the next event, without success
	Next     time.Time    `json:"next,omitzero"`
	Error    string       `json:"error"`
	Dead     []DeadLetter `json:"dead_letters"`
}

// DeadLetter is an event that was not received.
type DeadLetter struct {
	Position int64     `json:"position"`
	Attempts int       `json:"attempts"`
	Error    string    `json:"error"`
	Time     time.Time `json:"time"`
}

// WebhookOf translates s, without its secret.
func WebhookOf(s webhook.State) Webhook {
	w, d := s.Webhook, s.Delivery
	return Webhook{Webhook: w.ID, URL: w.URL, Kinds: all(w.Kinds, func(k lookback.EventKind) string { return string(k) }), By: w.By, Created: w.Created, Ended: w.Ended,
		Through: d.Through, Waiting: s.Waiting, Attempts: d.Attempts, Next: d.Next, Error: d.Error,
		Dead: all(s.Dead, func(l lookback.DeadLetter) DeadLetter { return DeadLetter{l.Position, l.Attempts, l.Error, l.Time} })}
}

func listWebhooks(c *call) (Page[Webhook], error) {
	states, err := c.Webhooks.States(c.ctx())
	if err != nil {
		return Page[Webhook]{}, err
	}
	return sliced(c, states, WebhookOf)
}

// WebhookOrder names an address and the kinds of event that it is told of.
type WebhookOrder struct {
	URL   string   `json:"url"`
	Kinds []string `json:"kinds,omitempty"` // all when left out
}

func createWebhook(c *call, in WebhookOrder) (Webhook, error) {
	w, err := c.Webhooks.Create(c.ctx(), c.caller.Person, in.URL, all(in.Kinds, func(k string) lookback.EventKind { return lookback.EventKind(k) }))
	out := WebhookOf(webhook.State{Webhook: w, Delivery: lookback.Delivery{Through: w.From}})
	out.Secret = w.Secret
	return out, err
}

func endWebhook(c *call, _ Nothing) (Webhook, error) {
	id, err := c.number("webhook")
	if err != nil {
		return Webhook{}, err
	}
	w, err := c.Webhooks.End(c.ctx(), c.caller.Person, id)
	return WebhookOf(webhook.State{Webhook: w}), err
}

func sendAgain(c *call, _ Nothing) (Nothing, error) {
	id, err := c.number("webhook")
	if err != nil {
		return Nothing{}, err
	}
	position, err := c.number("position")
	if err != nil {
		return Nothing{}, err
	}
	return Nothing{}, c.Webhooks.SendAgain(c.ctx(), id, position)
}
