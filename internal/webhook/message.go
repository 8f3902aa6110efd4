package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"lookback"
)

// message is what is sent of an event: its kind and time, and the event as the journal has it, where personal values are
// salted commitments.
type message struct {
	Type      string    `json:"type"`
	Timestamp time.Time `json:"timestamp"`
	Data      data      `json:"data"`
}

type data struct {
	Position int64           `json:"position"`
	Actor    string          `json:"actor"`
	Subject  string          `json:"subject"`
	Body     json.RawMessage `json:"body"`
}

func encode(e lookback.Event) ([]byte, error) {
	body, err := json.Marshal(message{string(e.Kind), e.Time, data{e.Position, e.Actor, e.Subject, e.Body}})
	if err != nil {
		return nil, fmt.Errorf("encode event %d: %w", e.Position, err)
	}
	return body, nil
}

// messageID names an event to whoever receives it: the same at every attempt, so that it can be told from a new one.
func messageID(e lookback.Event) string { return fmt.Sprintf("event_%d", e.Position) }

// sign returns the signature of a message by the Standard Webhooks scheme: HMAC-SHA256 over ID, time and body.
func sign(secret, id string, at time.Time, body []byte) (string, error) {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, secretPrefix))
	if err != nil {
		return "", fmt.Errorf("read the secret of a webhook: %w", err)
	}
	mac := hmac.New(sha256.New, key)
	fmt.Fprintf(mac, "%s.%d.%s", id, at.Unix(), body)
	return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil)), nil
}
