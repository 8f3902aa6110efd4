package api

import (
	"encoding/json"
	"errors"
	"net/http"

	"lookback"
)

// ErrUnknown means that nobody known sends the request: sign in, or send a key that is in force.
var ErrUnknown = errors.New("not signed in")

// Kind is a kind of error as machines see it.
type Kind struct {
	Err    error  // what errors.Is finds
	Name   string // the end of the type of a problem
	Status int    // of HTTP
	Exit   int    // of a command
	Advice string // what to do, as a sentence
}

// Kinds is the one table that turns kinds of error into statuses and exit codes. The first that fits counts.
func Kinds() []Kind {
	return []Kind{
		{ErrUnknown, "not-signed-in", http.StatusUnauthorized, 5, "Send a key that is in force as Authorization: Bearer KEY."},
		{lookback.ErrUsage, "usage", http.StatusBadRequest, 2, "See the description of the route in /api/openapi.json."},
		{lookback.ErrCheck, "check", http.StatusConflict, 6, "Something that must hold does not: tell an auditor."},
		{lookback.ErrNotFound, "not-found", http.StatusNotFound, 4, "Look at what there is, with the list of the same noun."},
		{lookback.ErrConflict, "conflict", http.StatusConflict, 5, "Read it again, then decide."},
		{lookback.ErrDenied, "denied", http.StatusForbidden, 5, "Another person or other grounds are needed."},
		{lookback.ErrInvalid, "invalid", http.StatusUnprocessableEntity, 3, "Correct what was sent and send it again."},
		{lookback.ErrUnavailable, "unavailable", http.StatusServiceUnavailable, 1, "Nothing was recorded; try again after Retry-After."},
	}
}

// internal is the kind of every error that nobody foresaw.
var internal = Kind{Name: "internal", Status: http.StatusInternalServerError, Exit: 1, Advice: "The operator finds the reason in the log under the request's ID."}

// KindOf returns the kind of an error; that of a failure nobody foresaw when none fits.
func KindOf(err error) Kind {
	for _, k := range Kinds() {
		if errors.Is(err, k.Err) {
			return k
		}
	}
	return internal
}

// problemType begins the type of every problem; the name of its kind follows.
const problemType = "urn:lookback:problem:"

// Problem says what went wrong and what to do about it (RFC 9457). It is an error that wraps the kind it tells of.
type Problem struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail"`
	Advice string `json:"advice"`
	Field  string `json:"field,omitempty"`   // of what was sent
	Line   int    `json:"line,omitempty"`    // of what was sent
	ID     string `json:"request,omitempty"` // of the request, for the operator

	kind error
}

// Error returns the sentence that says what went wrong.
func (p *Problem) Error() string { return p.Detail }

// Unwrap returns the kind of error; nil for a failure nobody foresaw.
func (p *Problem) Unwrap() error { return p.kind }

// problemOf says err as a problem. What nobody foresaw is not told: it is for the log.
func problemOf(err error) *Problem {
	var told *Problem
	if errors.As(err, &told) {
		return told
	}
	k := KindOf(err)
	p := &Problem{Type: problemType + k.Name, Title: http.StatusText(k.Status), Status: k.Status, Detail: err.Error(), Advice: k.Advice, kind: k.Err}
	if k.Err == nil {
		p.Detail = "the server could not do it, for a reason of its own"
	}
	var input *lookback.InputError
	if errors.As(err, &input) {
		p.Field, p.Line = input.Field, input.Line
		if input.Hint != "" {
			p.Advice = input.Hint
		}
	}
	return p
}

// refusal is a problem of HTTP itself, of a kind of the product.
func refusal(kind error, status int, detail, advice string) *Problem {
	return &Problem{Type: problemType + KindOf(kind).Name, Title: http.StatusText(status), Status: status, Detail: detail, Advice: advice, kind: kind}
}

func (p *Problem) write(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/problem+json")
	if p.Status == http.StatusServiceUnavailable && w.Header().Get("Retry-After") == "" {
		w.Header().Set("Retry-After", "1")
	}
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // a client that went away is told nothing
}

// Kinded returns a problem that came over the wire as an error of its kind.
func (p *Problem) Kinded() error {
	for _, k := range Kinds() {
		if p.Type == problemType+k.Name {
			p.kind = k.Err
		}
	}
	return p
}

// readProblem makes an error of an answer that is no success.
func readProblem(status int, body []byte) error {
	var p Problem
	if err := json.Unmarshal(body, &p); err != nil || p.Type == "" {
		p = Problem{Title: http.StatusText(status), Status: status, Detail: "the server answers " + http.StatusText(status) + ", which is not Lookback's way of saying it"}
	}
	return p.Kinded()
}
