package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"lookback"
	"lookback/internal/store"
)

// onceHeader names the caller's key for a request that is to be done once, however often it is sent.
const onceHeader = "Idempotency-Key"

// The limits of requests that are done once.
const (
	onceTime    = 24 * time.Hour
	onceKey     = 200      // bytes of a caller's key
	onceAnswers = 16 << 20 // bytes of answers that are kept to be given again
)

// once lets a request with a key be done once. The store keeps hashes, so that nothing is done twice even after a crash;
// answers are kept in memory only, because they may tell of people, and nobody erases a copy that nobody knows of.
type once struct {
	mu      sync.Mutex
	answers map[string]kept
	order   []string // keys of answers, oldest first
	size    int
}

// kept is an answer that can be given again.
type kept struct {
	status int
	header http.Header
	body   []byte
}

// once runs handle, unless the same request with the same key was done before: then it gives the same answer.
func (c *call) once(r Route, handle func(*call) error) error {
	key := c.r.Header.Get(onceHeader)
	if key == "" || !r.Changes() {
		return handle(c)
	}
	if !r.Once() {
		return &lookback.InputError{Field: onceHeader, Reason: "nothing that streams is done once by a key", Hint: "leave the header out; what is known already is not stored twice"}
	}
	if len(key) > onceKey {
		return &lookback.InputError{Field: onceHeader, Reason: fmt.Sprintf("the key is longer than %d bytes", onceKey), Hint: "send a random identifier"}
	}
	body, err := io.ReadAll(c.r.Body)
	if err != nil {
		return badBody(err)
	}
	c.r.Body = io.NopCloser(bytes.NewReader(body))
	asked := store.Request{Caller: hashOf(c.caller.Person), Key: hashOf(key), Hash: hashOf(c.r.Method, c.r.URL.RequestURI(), string(body)), Time: c.Now().UTC()}
	held, claimed, err := c.claim(asked)
	if err != nil {
		return err
	}
	if !claimed {
		return c.again(asked, held)
	}
	return c.first(r, asked, handle)
}

// hashOf returns a hash of some texts. Their lengths are part of it, so that none runs into the next.
func hashOf(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%d %s", len(p), p)
	}
	return hex.EncodeToString(h.Sum(nil))
}

func (c *call) claim(asked store.Request) (held store.Request, claimed bool, err error) {
	err = c.Store.Update(c.ctx(), func(tx store.Tx) error {
		held, claimed, err = tx.ClaimRequest(asked, asked.Time.Add(-onceTime))
		return err
	})
	return held, claimed, err
}

// again answers a request whose key is known.
func (c *call) again(asked, held store.Request) error {
	if held.Hash != asked.Hash {
		return &lookback.InputError{Field: onceHeader, Reason: "another request was sent with this key", Hint: "send a new key with a new request"}
	}
	a, there := c.answered.find(asked.Caller + asked.Key)
	switch {
	case there:
		for name, values := range a.header {
			c.w.Header()[name] = values
		}
		c.w.Header().Set("Idempotency-Replayed", "true")
		c.w.WriteHeader(a.status)
		_, _ = c.w.Write(a.body) // a client that went away is told nothing
		return nil
	case held.Done:
		return fmt.Errorf("the request with this key was done at %s, and its answer is no longer kept; look at what there is: %w", held.Time.Format(time.RFC3339), lookback.ErrConflict)
	}
	return fmt.Errorf("the request with this key was sent at %s and is not known to have ended; look at what there is before you send it with a new key: %w", held.Time.Format(time.RFC3339), lookback.ErrConflict)
}

// first does a request and keeps its answer. One that was refused, or that failed, changed nothing and may be sent again.
func (c *call) first(r Route, asked store.Request, handle func(*call) error) error {
	out := c.w
	recorded := &recorder{header: out.Header()}
	c.w = recorded
	err := handle(c)
	c.w = out
	finish := func(tx store.Tx) error { return tx.FinishRequest(asked.Caller, asked.Key) }
	if err != nil {
		finish = func(tx store.Tx) error { return tx.ForgetRequest(asked.Caller, asked.Key) }
	}
	if failed := c.Store.Update(context.WithoutCancel(c.ctx()), finish); failed != nil { // whoever sent it may have gone away and send it again
		c.Log.Error("request stays unfinished", "route", r.Name(), "error", failed)
	}
	if err != nil {
		return err
	}
	c.answered.keep(asked.Caller+asked.Key, kept{recorded.status, recorded.header.Clone(), recorded.body.Bytes()})
	out.WriteHeader(recorded.status)
	_, _ = out.Write(recorded.body.Bytes()) // a client that went away is told nothing
	return nil
}

func (o *once) find(key string) (kept, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	a, there := o.answers[key]
	return a, there
}

// keep keeps an answer and lets the oldest go where they are too many.
func (o *once) keep(key string, a kept) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.answers[key] = a
	o.order = append(o.order, key)
	for o.size += len(a.body); o.size > onceAnswers; o.order = o.order[1:] {
		o.size -= len(o.answers[o.order[0]].body)
		delete(o.answers, o.order[0])
	}
}

// recorder holds an answer back until it is kept.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (r *recorder) Header() http.Header         { return r.header }
func (r *recorder) WriteHeader(status int)      { r.status = status }
func (r *recorder) Write(p []byte) (int, error) { return r.body.Write(p) }
