package api

import (
	"encoding/json"
	"time"

	"lookback"
)

// Event is one entry of the journal.
type Event struct {
	Position int64           `json:"position"`
	Time     time.Time       `json:"time"`
	Kind     string          `json:"kind"`
	Actor    string          `json:"actor"`
	Subject  string          `json:"subject"`
	Body     json.RawMessage `json:"body"`
}

// EventOf translates e.
func EventOf(e lookback.Event) Event {
	return Event{Position: e.Position, Time: e.Time, Kind: string(e.Kind), Actor: e.Actor, Subject: e.Subject, Body: e.Body}
}
