package api

import (
	"cmp"
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"lookback"
	"lookback/internal/account"
	"lookback/internal/casework"
	"lookback/internal/journal"
	"lookback/internal/screening"
	"lookback/internal/store"
	"lookback/internal/trace"
	"lookback/internal/webhook"
)

// Needs are what a Server stands on. All are needed.
type Needs struct {
	Screening *screening.Service
	Cases     *casework.Service
	Accounts  *account.Service
	Store     store.Store
	Worker    *Worker
	Webhooks  *webhook.Sender
	Key       *journal.Key // signs exports of the journal
	PublicKey string       // verifies them
	Identify  Identify
	Now       func() time.Time
	Log       *slog.Logger
}

// Options change what a Server allows. The zero value is the default.
type Options struct {
	PerSecond float64       // requests of one caller in a second, over time; 0 means 20,000, below 0 means any number
	BodyTime  time.Duration // for a body that is held in memory, and between two reads of one that streams; 0 means 15 seconds
}

// Server answers the routes. It may be used concurrently.
type Server struct {
	Needs
	options  Options
	limits   *limits
	answered once
	meters   *meters
}

// New returns a Server.
func New(n Needs, o Options) *Server {
	o.BodyTime = cmp.Or(o.BodyTime, bodyTime)
	return &Server{Needs: n, options: o, limits: newLimits(o.PerSecond, n.Now), answered: once{answers: map[string]kept{}}, meters: newMeters(n)}
}

// Mount puts every route on mux.
func (s *Server) Mount(mux *http.ServeMux) {
	for _, r := range Routes() {
		mux.Handle(r.Name(), s.handler(r))
	}
}

// The limits of bodies and of the time that a client may take.
const (
	defaultBody = 1 << 20          // bytes of a body that is held in memory
	bodyTime    = 15 * time.Second // unless Options.BodyTime says otherwise
)

// handler takes a request through what all of them pass: who asks, how often, may they, how large, and what went wrong.
func (s *Server) handler(r Route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		started := s.Now()
		ctx, end := trace.Start(trace.Resume(req.Context(), req.Header.Get), "request", trace.Word("route", r.Name()))
		told := &teller{ResponseWriter: w, status: http.StatusOK}
		c := &call{Server: s, w: told, r: req.WithContext(ctx)}
		if err := s.serve(r, c); err != nil {
			s.fail(r, c, err)
		}
		end(nil, trace.Number("status", int64(told.status)))
		s.meters.measured(r, told.status, s.Now().Sub(started))
	})
}

func (s *Server) serve(r Route, c *call) error {
	if err := s.admit(r, c); err != nil {
		return err
	}
	if err := c.checkQuery(r); err != nil {
		return err
	}
	if err := c.limitBody(r); err != nil {
		return err
	}
	return c.once(r, r.handle)
}

// teller remembers the status of an answer.
type teller struct {
	http.ResponseWriter
	status int
}

func (t *teller) WriteHeader(status int) {
	t.status = status
	t.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach the connection.
func (t *teller) Unwrap() http.ResponseWriter { return t.ResponseWriter }

// admit refuses who is not known, who asks too often, and who may not.
func (s *Server) admit(r Route, c *call) (err error) {
	if r.Permission == Anybody {
		return nil
	}
	if c.caller, err = s.Identify(c.r); err != nil {
		return err
	}
	if wait := s.limits.take(c.caller.Key + "\x00" + c.caller.Person); wait > 0 {
		c.w.Header().Set("Retry-After", fmt.Sprint(int(wait.Seconds())+1))
		return refusal(lookback.ErrUnavailable, http.StatusTooManyRequests, "more requests than this caller may send in a second", "Wait as long as Retry-After says; nothing was recorded.")
	}
	if !c.caller.may(r.Permission) {
		return fmt.Errorf("%s needs the permission %q, which %s does not have: %w", r.Name(), r.Permission, c.caller.Person, lookback.ErrDenied)
	}
	return nil
}

// checkQuery refuses parameters that the route does not have: they may be misspelt, and nothing is silently ignored.
func (c *call) checkQuery(r Route) error {
	if c.r.URL.RawQuery == "" {
		return nil
	}
	known := map[string]bool{}
	for _, p := range r.Query {
		known[p.Name] = true
	}
	for name, values := range c.r.URL.Query() {
		if !known[name] {
			return &lookback.InputError{Field: name, Reason: fmt.Sprintf("%s has no parameter of this name", r.Name()), Hint: "see /api/openapi.json"}
		}
		if len(values) > 1 {
			return &lookback.InputError{Field: name, Reason: "the parameter is there twice", Hint: "send it once"}
		}
	}
	return nil
}

// limitBody bounds the size of the body and the time it may take. One that streams may go on as long as it moves.
// A compressed one is refused, so that no small body becomes a large one.
func (c *call) limitBody(r Route) error {
	if encoding := c.r.Header.Get("Content-Encoding"); encoding != "" && encoding != "identity" {
		return refusal(lookback.ErrInvalid, http.StatusUnsupportedMediaType, fmt.Sprintf("the body is encoded as %s", encoding), "Send it as it is.")
	}
	limit := r.LimitBytes
	if limit == 0 {
		limit = defaultBody
	}
	control := http.NewResponseController(c.w)
	if r.Takes != "" {
		c.r.Body = &movingBody{http.MaxBytesReader(c.w, c.r.Body, limit), control, c.options.BodyTime}
		return nil
	}
	_ = control.SetReadDeadline(time.Now().Add(c.options.BodyTime)) // by the clock of the machine, whatever time the server keeps; what cannot be bounded is not read from a network
	c.r.Body = http.MaxBytesReader(c.w, c.r.Body, limit)
	return nil
}

// fail answers with a problem, and logs what is the server's own fault.
func (s *Server) fail(r Route, c *call, err error) {
	p := problemOf(err)
	if p.Status == http.StatusInternalServerError {
		told := *p
		told.ID = rand.Text()[:12]
		p = &told
		s.Log.LogAttrs(c.ctx(), slog.LevelError, "request failed", slog.String("request", told.ID), slog.String("route", r.Name()), slog.String("error", err.Error()))
	}
	p.write(c.w)
}
