package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"time"

	"lookback"
	"lookback/internal/store"
)

// call is one request as a handler sees it.
type call struct {
	*Server
	w      http.ResponseWriter
	r      *http.Request
	caller Caller
}

func (c *call) ctx() context.Context { return c.r.Context() }

// path returns a part of the path by its name in the route.
func (c *call) path(name string) string { return c.r.PathValue(name) }

// query returns a parameter behind the question mark; empty when it is left out.
func (c *call) query(name string) string { return c.r.URL.Query().Get(name) }

// number returns a part of the path that is the number of something.
func (c *call) number(name string) (int64, error) {
	n, err := strconv.ParseInt(c.path(name), 10, 64)
	if err != nil || n < 1 {
		return 0, fmt.Errorf("%q is not the number of a %s: %w", c.path(name), name, lookback.ErrUsage)
	}
	return n, nil
}

// time returns a parameter that is a time; zero when it is left out.
func (c *call) time(name string) (time.Time, error) {
	text := c.query(name)
	if text == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return t, &lookback.InputError{Field: name, Reason: fmt.Sprintf("%q is not a time", text), Hint: "write it like 2026-01-31T23:59:59Z"}
	}
	return t, nil
}

// queryNumber returns a parameter that is the number of something; 0 when it is left out.
func (c *call) queryNumber(name string) (int64, error) {
	text := c.query(name)
	if text == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 1 {
		return 0, &lookback.InputError{Field: name, Reason: fmt.Sprintf("%q is not the number of a %s", text, name), Hint: "send a number as the list of the same noun tells it"}
	}
	return n, nil
}

// flag returns a parameter that is true or false; false when it is left out.
func (c *call) flag(name string) (bool, error) {
	text, err := oneOf(c, name, "true", "false")
	return text == "true", err
}

// oneOf returns a parameter that is one of some words; empty when it is left out. Of a word that is none of them an empty list would say
// that there is nothing.
func oneOf[T ~string](c *call, name string, words ...T) (T, error) {
	word := T(c.query(name))
	if word != "" && !slices.Contains(words, word) {
		return "", &lookback.InputError{Field: name, Reason: fmt.Sprintf("there is no %s %q", name, word), Hint: fmt.Sprintf("use one of %q", words)}
	}
	return word, nil
}

// view reads from the store.
func (c *call) view(fn func(store.Tx) error) error { return c.Store.View(c.ctx(), fn) }

// bothWays lets the answer begin before the body has ended. Such a connection is used once: of a body that nobody read to
// its end, nothing may be left to be taken for the next request.
func (c *call) bothWays() error {
	c.w.Header().Set("Connection", "close")
	if err := http.NewResponseController(c.w).EnableFullDuplex(); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return fmt.Errorf("stream both ways: %w", err)
	}
	return nil
}

// answer makes a handler of a function that reads.
func answer[Out any](fn func(*call) (Out, error)) func(*call) error {
	return func(c *call) error {
		out, err := fn(c)
		if err != nil {
			return err
		}
		return c.reply(http.StatusOK, out)
	}
}

// command makes a handler of a function that is told something.
func command[In, Out any](fn func(*call, In) (Out, error)) func(*call) error {
	return func(c *call) error {
		in, err := readBody[In](c.r.Body)
		if err != nil {
			return err
		}
		out, err := fn(c, in)
		if err != nil {
			return err
		}
		return c.reply(http.StatusOK, out)
	}
}

// reply writes v as JSON.
func (c *call) reply(status int, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("encode the answer: %w", err)
	}
	c.w.Header().Set("Content-Type", "application/json")
	c.w.WriteHeader(status)
	_, _ = c.w.Write(append(body, '\n')) // a client that went away is told nothing
	return nil
}

// readBody reads one JSON value and nothing behind it. A field that nobody knows is refused: it may be a misspelt one.
func readBody[In any](r io.Reader) (in In, err error) {
	dec := json.NewDecoder(r)
	dec.DisallowUnknownFields()
	if err := dec.Decode(&in); err != nil {
		return in, badBody(err)
	}
	if _, err := dec.Token(); err != io.EOF {
		return in, &lookback.InputError{Field: "body", Reason: "something follows the JSON value", Hint: "send one object"}
	}
	return in, nil
}

// badBody says what is wrong with a body.
func badBody(err error) error {
	var large *http.MaxBytesError
	var input *lookback.InputError
	switch {
	case errors.As(err, &large):
		return tooLarge(large.Limit)
	case errors.As(err, &input):
		return input
	case errors.Is(err, io.EOF):
		return &lookback.InputError{Field: "body", Reason: "there is no body", Hint: "send a JSON object"}
	default:
		return &lookback.InputError{Field: "body", Reason: err.Error(), Hint: "send what /api/openapi.json describes"}
	}
}

func tooLarge(limit int64) error {
	return refusal(lookback.ErrInvalid, http.StatusRequestEntityTooLarge, fmt.Sprintf("the body is larger than %d bytes, the most this route takes", limit), "send it in parts, or use the route that streams")
}
