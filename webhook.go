package lookback

import (
	"fmt"
	"net/url"
	"slices"
	"time"
)

// Webhook is an address that is told of events as they happen.
type Webhook struct {
	ID      int64
	URL     string
	Kinds   []EventKind // what it is told of; empty means everything
	Secret  string      // signs what is sent, so that whoever listens knows who speaks: whsec_ and 32 bytes in base64
	By      string      // the person who asked for it
	Created time.Time
	From    int64 // journal position after which it is told
	Ended   bool  // it is told nothing more
}

// Wants reports whether the webhook is told of events of a kind.
func (w Webhook) Wants(k EventKind) bool { return len(w.Kinds) == 0 || slices.Contains(w.Kinds, k) }

// Validate reports as ErrInvalid an address that cannot be told anything, or not without others hearing it.
func (w Webhook) Validate() error {
	u, err := url.Parse(w.URL)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
		return &InputError{Field: "url", Reason: fmt.Sprintf("%q is not the address of a webhook", w.URL), Hint: "write https://HOST/PATH"}
	case u.User != nil:
		return &InputError{Field: "url", Reason: "an address does not hold a password", Hint: "what is sent is signed; check the signature instead"}
	}
	return nil
}

// Delivery is how far a webhook has been told, and how it goes.
type Delivery struct {
	Webhook  int64
	Through  int64     // journal position up to which everything it wants was received or became a dead letter
	Attempts int       // at the next event, without success
	Next     time.Time // no attempt before
	Error    string    // of the last attempt
}

// DeadLetter is an event that a webhook did not receive after many attempts. It is kept until somebody sends it again.
type DeadLetter struct {
	Webhook  int64
	Position int64
	Attempts int
	Error    string // of the last attempt
	Time     time.Time
}
